import { bindExpression } from './bindExpression';
import { bindOperator } from './bindOperator';
import type { Bound } from './bound';
import { textOf } from './convert';
import type { Json, JsonRow } from './json';
import type { KqlType, Row, Value } from './kqlValue';
import { parseQuery } from './parseQuery';
import type { Plan } from './plan';
import { QueryFailure, limitFailure, semanticFailure } from './queryFailure';
import type { Column } from './scope';
import type { Query } from './syntax';
import { STANDARD_COLUMNS, standardRow } from './tables';
import { ticksOfUnixMilliseconds } from './ticks';

/** Resource Graph's names for the types of a table result's columns. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'datetime';

export interface QueryColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface QueryAnswer {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly JsonRow[];
  /** The query itself limits rows (limit, take, top, sample), so Resource Graph gives no $skipToken. */
  readonly limitsRows: boolean;
  /** The query ends in an order (order by, top), so paging is stable. */
  readonly isOrdered: boolean;
}

/**
 * One thing that is wrong with a query, for the `details` of Resource Graph's error body, behind the general InvalidQuery
 * that the server puts first there.
 */
export interface QueryError {
  readonly code: string;
  readonly message: string;
  /** Where a parser failure is: line from 1, column from 0; -1 where Resource Graph itself says -1. */
  readonly line?: number;
  readonly characterPositionInLine?: number;
  /** The token that cannot stand there; <EOF> at the end. */
  readonly token?: string;
  readonly expectedToken?: string;
}

export type QueryOutcome =
  { readonly ok: true; readonly answer: QueryAnswer } | { readonly ok: false; readonly errors: readonly QueryError[] };

export interface QueryData {
  /** Lower-case table name → its rows; undefined = no such table. */
  table(name: string): readonly JsonRow[] | undefined;
  /** What now() and ago() start from: milliseconds UTC. */
  readonly now: number;
}

// Kusto's own limit is larger, and no document gives Resource Graph's; nothing that makes sense is as long.
const LONGEST_QUERY = 1_000_000;
const MOST_MV_EXPANDS = 3;

/** Runs one Resource Graph query. Never throws: whatever is wrong with the text is in the outcome. */
export function runQuery(text: string, data: QueryData): QueryOutcome {
  try {
    return { ok: true, answer: answer(text, data) };
  } catch (error) {
    if (error instanceof QueryFailure) return { ok: false, errors: [error.error] };
    // Nothing is known to end here; a query that does (the stack, say) must not take the server with it.
    const message = 'An unexpected query execution error occurred.';
    return { ok: false, errors: [{ code: 'InternalServerError', message }] };
  }
}

function answer(text: string, data: QueryData): QueryAnswer {
  if (text.length > LONGEST_QUERY) {
    throw limitFailure('QueryTooLong', `The query is longer than ${LONGEST_QUERY} characters.`);
  }
  const now = ticksOfUnixMilliseconds(data.now) ?? 0n;
  const query = parseQuery(text, now);
  requireFewExpansions(query);
  const table = data.table(query.table.toLowerCase());
  if (!table) throw semanticFailure(`Failed to resolve table or column expression named '${query.table}'`);
  const plan = bindQuery(query, now);
  return {
    columns: plan.columns.map(({ name, type }) => ({ name, type: COLUMN_TYPES[type] })),
    rows: jsonRows(plan, table),
    limitsRows: plan.limitsRows,
    isOrdered: plan.isOrdered,
  };
}

function requireFewExpansions(query: Query): void {
  const count = query.operators.filter((operator) => operator.kind === 'mv-expand').length;
  if (count > MOST_MV_EXPANDS) {
    throw limitFailure(
      'DisallowedMaxNumberOfMvExpand',
      `A query may use mv-expand ${MOST_MV_EXPANDS} times at most; this one uses it ${count} times.`,
    );
  }
}

function bindQuery(query: Query, now: bigint): Plan {
  const lets = new Map<string, Bound>();
  for (const { name, value } of query.lets) {
    if (lets.has(name)) throw semanticFailure(`A variable with the name '${name}' has already been declared.`);
    lets.set(name, bindExpression(value, { columns: [], lets: new Map(lets), now }));
  }
  const start: Plan = { columns: STANDARD_COLUMNS, run: (source) => source, limitsRows: false, isOrdered: false };
  return query.operators.reduce((plan, operator) => bindOperator(operator, plan, { lets, now }), start);
}

const COLUMN_TYPES: Readonly<Record<KqlType, ColumnType>> = {
  bool: 'boolean',
  int: 'integer',
  long: 'integer',
  real: 'number',
  string: 'string',
  datetime: 'datetime',
  timespan: 'string',
  dynamic: 'object',
};

function jsonRows(plan: Plan, table: readonly JsonRow[]): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  const toJsonRow = rowWriter(plan.columns);
  const source = plan.run((visit) => {
    for (const row of table) visit(standardRow(row));
  });
  source((row) => rows.push(toJsonRow(row)));
  return rows;
}

function rowWriter(columns: readonly Column[]): (row: Row) => JsonRow {
  const names = columns.map((column) => column.name);
  const types = columns.map((column) => column.type);
  if (names.includes('__proto__')) {
    return (row) => Object.fromEntries(names.map((name, index) => [name, output(row[index], types[index])]));
  }
  // Copying one object that has all the names is much quicker than adding them one by one.
  const blank: JsonRow = Object.fromEntries(names.map((name) => [name, null]));
  return (row) => {
    const result: { [column: string]: Json } = { ...blank };
    for (let index = 0; index < names.length; index += 1) {
      result[names[index] ?? ''] = output(row[index], types[index]);
    }
    return result;
  };
}

/** A value as JSON has it; Kusto writes instants, spans and the numbers that JSON lacks as text. */
function output(value: Value | undefined, type: KqlType = 'dynamic'): Json {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return textOf(value, type);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
