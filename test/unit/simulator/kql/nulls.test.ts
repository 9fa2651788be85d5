import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ask, assertValues, column, evaluate } from './querying';

const NULLS = ['int(null)', 'long(null)', 'real(null)', 'bool(null)', 'datetime(null)', 'timespan(null)'];

describe('KQL: null', () => {
  it('is equal to null only as null, and to nothing else', () => {
    for (const value of NULLS) {
      assertValues([
        [`${value} == ${value}`, null],
        [`${value} != ${value}`, null],
      ]);
    }
    assertValues([
      ['5 == int(null)', false],
      ['5 != int(null)', true],
      ['int(null) == 5', false],
      ['int(null) != 5', true],
    ]);
  });

  it('makes an order null, and arithmetic', () => {
    assertValues([
      ['5 > int(null)', null],
      ['int(null) <= int(null)', null],
      ['5 between (int(null) .. 9)', null],
      ['5 between (6 .. int(null))', false],
      ['5 !between (int(null) .. 9)', null],
      ['int(null) + 10', null],
      ['-int(null)', null],
      ['now() - datetime(null)', null],
    ]);
  });

  it('is one of three truths', () => {
    const truths = [true, false, null];
    const text = (truth: boolean | null): string => (truth === null ? 'bool(null)' : String(truth));
    for (const a of truths) {
      for (const b of truths) {
        const and = a === false || b === false ? false : a === null || b === null ? null : true;
        const or = a === true || b === true ? true : a === null || b === null ? null : false;
        assertValues([
          [`${text(a)} and ${text(b)}`, and],
          [`${text(a)} or ${text(b)}`, or],
        ]);
      }
      assertValues([[`not(${text(a)})`, a === null ? null : !a]]);
    }
  });

  it('is dropped by where', () => {
    const rows = [{ properties: { n: 5 } }, { properties: { n: 7 } }, { properties: {} }];
    assert.equal(ask('resources | where toint(properties.n) > 5', rows).rows.length, 1);
    assert.equal(ask('resources | where not(toint(properties.n) > 5)', rows).rows.length, 1);
    assert.equal(ask('resources | where toint(properties.n) != 5', rows).rows.length, 2);
    assert.equal(ask('resources | where bool(null)', rows).rows.length, 0);
  });

  it('does not exist for text: what is missing is empty', () => {
    assertValues([
      ['name', ''],
      ['isnull(name)', false],
      ['isempty(name)', true],
      ["name == ''", true],
      ["name != 'x'", true],
      ["name !has 'x'", true],
      ['strlen(name)', 0],
      ['tostring(int(null))', ''],
      ['tostring(dynamic(null))', ''],
      ['isnull(tostring(properties.nosuch))', false],
      ["extract('x', 0, name)", ''],
      ["iff(true, '', 'a')", ''],
      ["coalesce('', 'a')", 'a'],
    ]);
    assertValues([['kind', '']], { kind: null });
  });

  it('runs through dynamic values', () => {
    const row = { properties: { a: { b: 1 }, list: [1, { c: 'x' }], text: 'hello', none: null } };
    assertValues(
      [
        ['properties.a.b', 1],
        ["properties['a']['b']", 1],
        ['properties.A.b', null],
        ['properties.a.B', null],
        ['properties.nosuch.deeper[0].still', null],
        ['properties.none.x', null],
        ['properties.text.length', null],
        ['properties.list[1].c', 'x'],
        ['properties.list[-1].c', 'x'],
        ['properties.list[9]', null],
        ['properties.list.x', null],
        ['properties.constructor', null],
        ['properties.__proto__', null],
        ["properties['toString']", null],
        ['isnull(properties.none)', true],
        ['isnotnull(properties.a)', true],
        ['tags.env', null],
      ],
      row,
    );
  });

  it('compares a dynamic by what it holds', () => {
    const row = { properties: { s: 'x', n: 5, t: true, at: '2026-01-01T00:00:00Z', list: [1] } };
    assertValues(
      [
        ["properties.s == 'x'", true],
        ["properties.s == 'X'", false],
        ["properties.s =~ 'X'", true],
        ["'x' == properties.s", true],
        ["properties.nosuch == 'x'", false],
        ["properties.nosuch != 'x'", true],
        ["properties.nosuch == ''", true],
        ['properties.n == 5', true],
        ['properties.n > 4', true],
        ['properties.s == 5', false],
        ['properties.s != 5', true],
        ['properties.s > 5', null],
        ['properties.nosuch == 5', false],
        ['properties.nosuch != 5', true],
        ['properties.nosuch == int(null)', null],
        ['properties.nosuch > 5', null],
        ['properties.t == true', true],
        ['properties.nosuch == true', false],
        ['properties.nosuch != true', true],
        ["properties.t == 'true'", true],
        ['properties.at == datetime(2026-01-01)', true],
        ["properties.list has '1'", true],
        ['properties.n + 1', 6],
        ['properties.s + 1', null],
        ['properties.t and true', true],
        ['properties.s or true', true],
        ['properties.s and true', null],
      ],
      row,
    );
  });

  it('goes last when descending and first when ascending, unless told otherwise', () => {
    const rows = [3, null, 1].map((n) => ({ properties: { n } }));
    const sorted = (how: string): unknown =>
      column(ask(`resources | project n = toint(properties.n) | order by n ${how}`, rows), 'n');
    assert.deepEqual(sorted(''), [3, 1, null]);
    assert.deepEqual(sorted('desc'), [3, 1, null]);
    assert.deepEqual(sorted('asc'), [null, 1, 3]);
    assert.deepEqual(sorted('asc nulls last'), [1, 3, null]);
    assert.deepEqual(sorted('desc nulls first'), [null, 3, 1]);
  });

  it('in() is a chain of == and or, of != and and', () => {
    const value = fc.constantFrom(1, 2, 3, null);
    const text = (item: number | null): string => (item === null ? 'int(null)' : String(item));
    fc.assert(
      fc.property(value, fc.array(value, { minLength: 1, maxLength: 4 }), (left, items) => {
        const list = items.map(text).join(', ');
        const chain = items.map((item) => `${text(left)} == ${text(item)}`).join(' or ');
        assert.equal(evaluate(`${text(left)} in (${list})`), evaluate(`(${chain})`));
        assert.equal(evaluate(`${text(left)} !in (${list})`), evaluate(`not(${chain})`));
      }),
      { numRuns: 60 },
    );
  });
});
