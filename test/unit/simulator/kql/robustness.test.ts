import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, JsonRow } from '../../../../src/simulator/kql/json';
import { runQuery } from '../../../../src/simulator/kql/runQuery';
import { ACCEPTED_QUERIES, REFUSED_QUERIES } from './queryCorpus';
import { NOW, rowOf } from './querying';

function run(query: string, rows: readonly JsonRow[]): ReturnType<typeof runQuery> {
  return runQuery(query, { table: () => rows, now: NOW });
}

const WORDS = [
  ...'resources where project extend order by asc desc take summarize count() mv-expand distinct top let in has between and or not( name type properties tags properties.a.b zones now() 1d 5 1.5 true'.split(
    ' ',
  ),
  ...[
    "'a'",
    '"b',
    '(',
    ')',
    '[',
    ']',
    '[0]',
    "['x']",
    ',',
    '|',
    ';',
    '=',
    '==',
    '=~',
    '!=',
    '<',
    '..',
    '.',
    '*',
    '+',
    '-',
    '/',
    '%',
    '!',
    '//',
    '\n',
  ],
  ...[
    'dynamic([1,{"a":null}])',
    'tostring(',
    'tolower(',
    'arg_max(',
    'iff(',
    'datetime(2026-01-01)',
    'int(null)',
    "@'\\'",
    '{',
    '}',
  ],
];

/** A query that nearly is one: words of KQL, or a good query with a part cut out or doubled. */
const nearlyQuery = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => `resources | ${words.join(' ')}`),
  fc
    .tuple(
      fc.constantFrom(...ACCEPTED_QUERIES, ...REFUSED_QUERIES),
      fc.nat(120),
      fc.nat(20),
      fc.constantFrom(...WORDS, ''),
    )
    .map(([query, from, length, word]) => `${query.slice(0, from)}${word}${query.slice(from + length)}`),
  fc.string({ unit: 'binary' }),
);

const messyRow = fc.dictionary(
  fc.constantFrom('id', 'name', 'type', 'kind', 'location', 'properties', 'tags', 'zones', 'sku', '__proto__', 'x'),
  fc.jsonValue({ maxDepth: 3 }),
);

describe('KQL: whatever comes', () => {
  it('never throws on any text, and what it refuses it refuses with an error', () => {
    fc.assert(
      fc.property(nearlyQuery, (query) => {
        const outcome = run(query, [{ name: 'a', properties: { a: { b: [1, 'x', null] } } }]);
        if (outcome.ok) return;
        assert.ok(outcome.errors.length > 0);
        assert.notEqual(outcome.errors[0]?.code, 'InternalServerError', query);
      }),
      { numRuns: 1_500 },
    );
  });

  it('never throws on any row', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ACCEPTED_QUERIES), fc.array(messyRow, { maxLength: 4 }), (query, rows) => {
        const outcome = run(query, rows.map(rowOf));
        if (!outcome.ok) assert.fail(`${query} ${JSON.stringify(rows)} ${JSON.stringify(outcome.errors)}`);
        const names = outcome.answer.columns.map((column) => column.name);
        for (const row of outcome.answer.rows) {
          assert.deepEqual(Object.keys(row).sort(), [...names].sort(), query);
          assert.deepEqual(JSON.parse(JSON.stringify(row)), row, query);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers every value of a typed column in that type', () => {
    const fits: Readonly<Record<string, (value: Json) => boolean>> = {
      string: (value) => typeof value === 'string' || value === null,
      integer: (value) => value === null || Number.isInteger(value),
      number: (value) => value === null || typeof value === 'number' || typeof value === 'string',
      boolean: (value) => value === null || typeof value === 'boolean',
      datetime: (value) =>
        value === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(typeof value === 'string' ? value : ''),
      object: () => true,
    };
    fc.assert(
      fc.property(fc.constantFrom(...ACCEPTED_QUERIES), fc.array(messyRow, { maxLength: 3 }), (query, rows) => {
        const outcome = run(query, rows.map(rowOf));
        if (!outcome.ok) return;
        for (const { name, type } of outcome.answer.columns) {
          for (const row of outcome.answer.rows) {
            assert.ok(fits[type]?.(row[name] ?? null), `${query}: ${name} is ${JSON.stringify(row[name])}, no ${type}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('bears a row nested deeper than the stack', () => {
    const depth = 200_000;
    const deep = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as Json;
    const outcome = run("resources | where properties !has 'x' | project name, tostring(properties.a), properties", [
      { name: 'a', properties: deep },
    ]);
    assert.equal(outcome.ok, true);
  });
});
