import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ask, assertValues, column, evaluate } from './querying';

/** A literal that spells a text by the codes of its characters. */
function quoted(text: string): string {
  const codes = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `'${codes.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}'`;
}

describe('KQL: text', () => {
  it('reads every kind of literal', () => {
    assertValues([
      ["'a\"b'", 'a"b'],
      ['"it\'s"', "it's"],
      ["'a\\'b\\\\c\\td\\u0041\\x42\\103'", "a'b\\c\tdABC"],
      ["@'C:\\x''y'", "C:\\x'y"],
      ["h'secret'", 'secret'],
      ['H@"a""b"', 'a"b'],
      ["'Hello' ', ' @\"world\"", 'Hello, world'],
      ['```a\\n"\'```', 'a\\n"\''],
      ["'a//b'", 'a//b'],
    ]);
  });

  it('compares with the case, or without', () => {
    assertValues([
      ["'aBc' == 'aBc'", true],
      ["'aBc' == 'abc'", false],
      ["'aBc' =~ 'AbC'", true],
      ["'aBc' !~ 'AbC'", false],
      ["'abc' != 'ABC'", true],
      ["'a' in ('A', 'b')", false],
      ["'a' in~ ('A', 'b')", true],
      ["'a' !in ('A')", true],
      ["'a' !in~ ('A')", false],
      ["'a' in (dynamic(['x', 'a']))", true],
      ["'b' in ('x', dynamic(['a', 'b']))", true],
    ]);
  });

  it('has: whole terms, of letters and digits only', () => {
    assertValues([
      ["'North America' has 'america'", true],
      ["'North America' has 'amer'", false],
      ["'North America' has_cs 'america'", false],
      ["'North America' has_cs 'America'", true],
      ["'North America' !has 'amer'", true],
      ["'KustoExplorerQueryRun' has 'Explorer'", false],
      ["'KustoExplorerQueryRun' contains 'Explorer'", true],
      ["'a_b' has 'a'", true],
      ["'ad67d136-c1db-4f9f' has 'c1db'", true],
      ["'éa' has 'a'", false],
      ["'a1' has 'a'", false],
      ["'anything' has ''", true],
      ["'xab ab' has 'ab'", true],
      ["'microsoft.hybridcompute/machines/patchassessmentresults/softwarepatches' has 'softwarepatches'", true],
      ["'a/b/c' has 'b/c'", true],
      ["'a/bb/c' has 'b/c'", false],
      ["'North America' hasprefix 'ame'", true],
      ["'North America' hasprefix 'mer'", false],
      ["'North America' hassuffix 'ICA'", true],
      ["'errors' has_any ('error')", false],
      ["'North America' has_any ('south', 'NORTH')", true],
      ["'North and South' has_all ('south', 'north')", true],
      ["'North' has_all ('south', 'north')", false],
      ["'anything' has_any (dynamic([]))", false],
      ["'anything' has_all (dynamic([]))", true],
    ]);
  });

  it('contains, startswith, endswith', () => {
    assertValues([
      ["'FabriKam' contains 'BRik'", true],
      ["'FabriKam' contains_cs 'BRik'", false],
      ["'Fabrikam' !contains 'xyz'", true],
      ["'Fabrikam' startswith 'FAB'", true],
      ["'Fabrikam' startswith_cs 'FAB'", false],
      ["'Fabrikam' !startswith 'x'", true],
      ["'Fabrikam' endswith 'KAM'", true],
      ["'Fabrikam' endswith_cs 'KAM'", false],
      ["'Fabrikam' !endswith_cs 'KAM'", true],
      ["'Fabrikam' contains ''", true],
    ]);
    assertValues([["properties has 'version'", true]], { properties: { version: '1' } });
  });

  it('functions', () => {
    assertValues([
      ["tolower('AbC')", 'abc'],
      ["toupper('AbC')", 'ABC'],
      ["strcat('a', 5, true, dynamic([1]), '')", 'a5True[1]'],
      ["strlen('añ😀')", 3],
      ["split('aa_bb', '_')", ['aa', 'bb']],
      ["split('a__b', '_')", ['a', '', 'b']],
      ["split('', '_')", ['']],
      ["split('aaa_bbb_ccc', '_', 1)", ['bbb']],
      ["split('a', '_', 5)", null],
      ["tostring(split('/m/patchassessmentresults/latest', '/patchassessmentresults')[0])", '/m'],
      ["substring('123456', 1)", '23456'],
      ["substring('123456', 2, 2)", '34'],
      ["substring('ABCD', 0, 2)", 'AB'],
      ["substring('123456', -2, 2)", '56'],
      ["substring('abc', 9)", ''],
      ["substring('😀bc', 1)", 'bc'],
      ["indexof('abcdefg', 'cde')", 2],
      ["indexof('abcdefg', 'cde', 1, 4)", 2],
      ["indexof('abcdefg', 'cde', 1, 2)", -1],
      ["indexof('abcdefg', 'cde', 3, 4)", -1],
      ["indexof('abcdefg', 'cde', -5)", 2],
      ['indexof(1234567, 5, 1, 4)', 4],
      ["indexof('abcdefg', 'cde', 2, -1)", 2],
      ["indexof('abcdefgabcdefg', 'cde', 1, 10, 2)", 9],
      ["indexof('abcdefgabcdefg', 'cde', 1, -1, 3)", -1],
      ["replace_string('axbxc', 'x', '$&')", 'a$&b$&c'],
      ["trim('--', '--https://bing.com--')", 'https://bing.com'],
      ["trim(@'[^\\w]+', '-  Te st1// $')", 'Te st1'],
      ["trim_start('a', 'aaba')", 'ba'],
      ["trim_end('a', 'abaa')", 'ab'],
      ["countof('aaaa', 'aa')", 3],
      ["countof('ababa', 'aba', 'regex')", 1],
      ["countof('abcabc', 'a.c', 'regex')", 2],
      ["extract('User: ([^,]+)', 1, 'User: James, Age: 29')", 'James'],
      ["extract(@'\\d+', 0, 'Age: 29', typeof(long))", 29],
      ["extract('x(y)?', 1, 'x')", ''],
      ["'KB5044444' matches regex @'^KB\\d{7}$'", true],
      ["'kb5044444' matches regex '^KB'", false],
      ["'kb5044444' matches regex '(?i)^KB'", true],
    ]);
  });

  it('sorts by code, not by language', () => {
    const rows = ['b', 'a', 'B', 'é', 'Z'].map((name) => ({ name }));
    assert.deepEqual(column(ask('resources | order by name asc', rows), 'name'), ['B', 'Z', 'a', 'b', 'é']);
  });

  it('gives back any text that a literal spells', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(evaluate(quoted(text)), text);
      }),
    );
  });

  it('has is what its definition says', () => {
    const alphabet = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '_', ' ', 'é'), maxLength: 12 });
    fc.assert(
      fc.property(
        alphabet,
        fc.string({ unit: fc.constantFrom('a', 'B', '1'), minLength: 1, maxLength: 3 }),
        (text, term) => {
          const terms = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
          assert.equal(
            evaluate('name has tostring(properties.t)', { name: text, properties: { t: term } }),
            terms.includes(term.toLowerCase()),
          );
        },
      ),
    );
  });

  it('split and its parts make the whole again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, maxLength: 2 }), (name, kind) => {
        const parts = evaluate('split(name, kind)', { name, kind });
        assert.ok(Array.isArray(parts));
        assert.equal(parts.join(kind), name);
      }),
    );
  });
});
