import assert from 'node:assert/strict';
import type { Json, JsonRow } from '../../../../src/simulator/kql/json';
import { runQuery } from '../../../../src/simulator/kql/runQuery';
import type { QueryAnswer, QueryError } from '../../../../src/simulator/kql/runQuery';

export const NOW = Date.parse('2026-11-22T10:30:00.000Z');

/** Runs a query over rows of the table resources. */
export function ask(query: string, rows: readonly JsonRow[] = [{}]): QueryAnswer {
  const outcome = runQuery(query, { table: (name) => (name === 'resources' ? rows : undefined), now: NOW });
  if (!outcome.ok) assert.fail(`${query}\n${JSON.stringify(outcome.errors)}`);
  return outcome.answer;
}

/** What is wrong with a query. */
export function refusal(query: string): QueryError {
  const outcome = runQuery(query, { table: (name) => (name === 'resources' ? [] : undefined), now: NOW });
  assert.ok(!outcome.ok, `accepted: ${query}`);
  const [error] = outcome.errors;
  assert.ok(error);
  return error;
}

/** The value of an expression for one row. */
export function evaluate(expression: string, row: JsonRow = {}): Json {
  return ask(`resources | project result = ${expression}`, [row]).rows[0]?.['result'] ?? null;
}

/** Any value as JSON has it after a round trip. */
export function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Any object as a stored row. */
export function rowOf(value: object): JsonRow {
  return JSON.parse(JSON.stringify(value)) as JsonRow;
}

/** The named column of every row of an answer. */
export function column(answer: QueryAnswer, name: string): readonly Json[] {
  return answer.rows.map((row) => row[name] ?? null);
}

/** Checks a table of expressions, written as [expression, value]. */
export function assertValues(cases: readonly (readonly [string, Json])[], row: JsonRow = {}): void {
  for (const [expression, expected] of cases) {
    assert.deepEqual(evaluate(expression, row), expected, expression);
  }
}
