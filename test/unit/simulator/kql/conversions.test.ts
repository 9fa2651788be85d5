import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertValues, evaluate, jsonOf } from './querying';

describe('KQL: numbers, conversions and choices', () => {
  it('divides integers as integers', () => {
    assertValues([
      ['7 / 2', 3],
      ['-7 / 2', -3],
      ['7 / 2.0', 3.5],
      ['int(7) / int(2)', 3],
      ['1 / 0', null],
      ['1.0 / 0', 'Infinity'],
      ['0.0 / 0', 'NaN'],
      ['14 % 12', 2],
      ['-14 % 12', 10],
      ['14 % -12', 2],
      ['5 % 0', null],
      ['1 + 2 * 3', 7],
      ['(1 + 2) * 3', 9],
      ['5 - -5', 10],
      ['10 - 2 - 3', 5],
      ['0x1F', 31],
      ['1e3', 1000],
      ['1 == 1.0', true],
      ['1 == true', true],
      ['2 < 10', true],
    ]);
  });

  it('converts, or gives null', () => {
    assertValues([
      ["toint('8')", 8],
      ["toint(' 8 ')", 8],
      ["toint('x')", null],
      ["toint('')", null],
      ["toint('8.5')", null],
      ['toint(2.9)', 2],
      ['toint(-2.9)', -2],
      ["toint('2147483648')", null],
      ["tolong('2147483648')", 2147483648],
      ['toint(true)', 1],
      ["todouble('123.4')", 123.4],
      ["toreal('1e3')", 1000],
      ["todouble('x')", null],
      ["tobool('true')", true],
      ["tobool('FALSE')", false],
      ["tobool('1')", true],
      ["tobool('0')", false],
      ["tobool('1.5')", null],
      ["tobool('yes')", null],
      ["tobool('')", null],
      ['tobool(123)', true],
      ['tostring(true)', 'True'],
      ['tostring(1 == 2)', 'False'],
      ['tostring(5)', '5'],
      ['tostring(1.5)', '1.5'],
      ['tostring(dynamic(true))', 'true'],
      ["tostring(dynamic('x'))", 'x'],
      ["tostring(dynamic({'a': [1, null]}))", '{"a":[1,null]}'],
    ]);
    assertValues(
      [
        ['toint(properties.n)', 8],
        ['toint(properties.s)', 8],
        ['toint(properties.nosuch)', null],
        ['toint(properties.list)', null],
        ['tobool(properties.t)', true],
        ['tobool(properties.f)', false],
        ['tobool(properties.text)', true],
        ['tobool(properties.nosuch)', null],
        ['tostring(properties.n)', '8'],
        ['tostring(properties.list)', '[1]'],
        ['tostring(properties.t)', 'true'],
      ],
      { properties: { n: 8, s: '8', t: true, f: false, text: 'true', list: [1] } },
    );
  });

  it('parses JSON, and keeps what is none as text', () => {
    assertValues([
      ['parse_json(\'{"a": [1, {"b": true}]}\').a[1].b', true],
      ["todynamic('21')", 21],
      ["parse_json('abc')", 'abc'],
      ["parse_json('')", null],
      ["parse_json('null')", null],
      ['array_length(dynamic([1, 2, 3, "four"]))', 4],
      ['array_length(dynamic({}))', null],
      ["bag_keys(dynamic({'a': 1, 'b': {'c': 2}}))", ['a', 'b']],
      ['bag_keys(dynamic([1]))', null],
    ]);
    assertValues([['parse_json(properties).x', 1]], { properties: { x: 1 } });
  });

  it('tells types apart', () => {
    assertValues([
      ["gettype('a')", 'string'],
      ['gettype(111)', 'long'],
      ['gettype(1 == 1)', 'bool'],
      ['gettype(now())', 'datetime'],
      ['gettype(1s)', 'timespan'],
      ["gettype(parse_json('1'))", 'int'],
      ['gettype(parse_json(\' "abc" \'))', 'string'],
      ['gettype(parse_json(\' {"abc":1} \'))', 'dictionary'],
      ["gettype(parse_json(' [1, 2, 3] '))", 'array'],
      ['gettype(123.45)', 'real'],
      ["gettype(parse_json(''))", 'null'],
    ]);
  });

  it('chooses', () => {
    assertValues([
      ['iff(1 == 1, 1, 2)', 1],
      ['iif(bool(null), 1, 2)', 2],
      ['iff(true, dynamic(1), "x")', '1'],
      ["case(1 > 2, 'a', 2 > 1, 'b', 'c')", 'b'],
      ["case(bool(null), 'a', false, 'b', 'c')", 'c'],
      ["coalesce(tolong('not a number'), tolong('42'), 33)", 42],
      ['coalesce(int(null), int(null))', null],
      ["coalesce(dynamic(null), dynamic('x'))", 'x'],
      ['max_of(10, 1, -3, 17)', 17],
      ['min_of(10, 1, -3, 17)', -3],
      ['max_of(int(null), 2)', 2],
      ['max_of(int(null), int(null))', null],
      ['max_of(1, 2.5)', 2.5],
      ["min_of('b', 'a')", 'a'],
      ['bin(4.5, 1)', 4],
      ['bin(-4.5, 1)', -5],
      ['bin(17, 5)', 15],
      ['floor(17, 5)', 15],
      ['bin(17, 0)', null],
      ['bin(17, -1)', null],
    ]);
  });

  it('reads a whole number back from its text', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        assert.equal(evaluate('tolong(name)', { name: String(number) }), number);
        assert.equal(evaluate('tostring(tolong(name))', { name: String(number) }), String(number));
      }),
    );
  });

  it('gives any JSON back as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = jsonOf(value);
        assert.deepEqual(evaluate('properties', { properties: json }), json);
      }),
    );
  });
});
