import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LinearRegex } from '../../../../src/simulator/kql/linearRegex';

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', 'ab', '1', '\\.');
const quantifier = fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?', '+?', '??');
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(atom, quantifier).map(([text, count]) => (text === 'ab' ? `(?:ab)${count}` : text + count)),
    fc.tuple(tie('pattern'), quantifier).map(([inner, count]) => `(?:${inner})${count}`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  pattern: fc.oneof(
    { maxDepth: 2 },
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('part'), tie('part')).map(([one, other]) => `${one}|${other}`),
  ),
}));

describe('regular expressions in linear time', () => {
  const subjects = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', '\n'), maxLength: 8 });

  it('find what RegExp finds', () => {
    const parts = fc.array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 5 });
    const flat = parts.map((items) => items.map(([text, count]) => `(?:${text})${count}`).join(''));
    fc.assert(
      fc.property(flat, subjects, (source, subject) => {
        const expected = new RegExp(source, 'u').exec(subject);
        const found = LinearRegex.compile(source)?.find(subject)?.[0];
        const range = expected ? [expected.index, expected.index + expected[0].length] : null;
        assert.deepEqual(found ? [...found] : null, range);
      }),
      { numRuns: 300 },
    );
  });

  // How far a loop over something that may be empty reaches is a matter of dialect; where it begins is not.
  it('begin where RegExp begins, however they nest', () => {
    fc.assert(
      fc.property(pattern, subjects, (source, subject) => {
        const expected = new RegExp(source, 'u').exec(subject)?.index;
        assert.equal(LinearRegex.compile(source)?.find(subject)?.[0]?.[0], expected);
      }),
      { numRuns: 300 },
    );
  });

  it('know classes, anchors, words, flags and groups', () => {
    const cases: readonly (readonly [string, string, readonly string[] | null])[] = [
      ['^([a-z]+)-(\\d+)$', 'abc-12', ['abc-12', 'abc', '12']],
      ['\\bcat\\b', 'a cat.', ['cat']],
      ['\\bcat\\b', 'concat', null],
      ['(?i)KB(\\d+)', 'kb5044444', ['kb5044444', '5044444']],
      ['(?P<year>\\d{4})', 'in 2026', ['2026', '2026']],
      ['[[:alpha:]]+', '12ab34', ['ab']],
      ['[^]]', ']x', ['x']],
      ['\\p{Lu}', 'aB', ['B']],
      ['a|ab', 'ab', ['a']],
      ['.', '\n', null],
      ['(?s).', '\n', ['\n']],
      ['\\Aa\\z', 'a', ['a']],
    ];
    for (const [source, subject, expected] of cases) {
      const found = LinearRegex.compile(source)?.find(subject);
      const groups = found?.map((span) => (span ? subject.slice(...span) : ''));
      assert.deepEqual(groups ?? null, expected, source);
    }
  });

  it('are none when they are malformed, too large, or need looking around', () => {
    for (const source of [
      '(',
      ')',
      '[a',
      'a**',
      '*',
      '\\1',
      '(?=a)',
      '(?<!a)b',
      'a{1001}',
      '(?:a{1000}){1000}',
      '\\',
      '[z-a]',
    ]) {
      assert.equal(LinearRegex.compile(source), undefined, source);
    }
    assert.equal(LinearRegex.compile('('.repeat(10_000)), undefined);
  });

  it('do not slow down on what makes others backtrack', () => {
    const start = performance.now();
    assert.equal(LinearRegex.compile('^(a+)+$')?.find(`${'a'.repeat(5_000)}b`), undefined);
    assert.equal(LinearRegex.compile('(a|aa)*c')?.find('a'.repeat(2_000))?.length, undefined);
    assert.ok(performance.now() - start < 5_000);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab[]()|*+?{}\\^$.:-,19dpP<>!=i')) }),
        fc.string(),
        (source, subject) => {
          LinearRegex.compile(source)?.find(subject);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
