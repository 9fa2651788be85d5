import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText, SHOWN_LENGTH } from '../../../src/core/plainText';

/** A surrogate without its other half. */
const HALF_CHARACTER = /\p{Cs}/u;

describe('text from outside', () => {
  it('that is fit to show stays as it is', () => {
    for (const text of ['', 'APP01', 'Größe — 東京 🚀', '<b>&amp;</b> [x](y) $(error)', 'a'.repeat(SHOWN_LENGTH)]) {
      assert.equal(plainText(text), text);
    }
  });

  it('is cut to the length with a sign that it was cut', () => {
    assert.equal(plainText('a'.repeat(201)), `${'a'.repeat(199)}…`);
    assert.equal(plainText('a'.repeat(100_000)), `${'a'.repeat(199)}…`);
    assert.equal(plainText('abcdef', 4), 'abc…');
    assert.equal(plainText('abcd', 4), 'abcd');
    assert.equal(plainText('abcd', 1), '…');
    assert.equal(plainText('abcd', 0), '');
  });

  it('is not cut in the middle of a character', () => {
    assert.equal(plainText('ab🚀cd', 4), 'ab…');
    assert.equal(plainText('ab🚀cd', 5), 'ab🚀…');
    assert.equal(plainText('🚀🚀🚀', 3), '🚀…');
  });

  it('loses control characters, line breaks and runs of blanks', () => {
    assert.equal(plainText('a\u0000b\u001b[31mc\u007fd\u0085e'), 'a b [31mc d e');
    assert.equal(plainText(' two\r\nlines\u2028and\u2029more\t\tin  one '), 'two lines and more in one');
  });

  it('loses characters that turn the direction of reading or cannot be seen', () => {
    const unseen = ['\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c', '\u200b', '\ufeff', '\u00ad'];
    for (const sign of unseen) {
      assert.equal(plainText(`photo${sign}gpj.exe`), 'photo gpj.exe', sign.codePointAt(0)?.toString(16));
    }
  });

  it('shows what follows a long run of unseen characters as cut, never as nothing left out', () => {
    for (const sign of ['\u0000', ' ', '\u200b']) {
      const shown = plainText(`a${sign.repeat(100_000)}b`);
      assert.ok(shown === 'a b' || shown === 'a…', JSON.stringify(shown));
    }
  });

  it('is not cut in half where unseen characters come before it', () => {
    const shown = plainText(`${'\u0000'.repeat(SHOWN_LENGTH * 4 - 1)}🚀`);
    assert.doesNotMatch(shown, HALF_CHARACTER);
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1000 }),
    fc
      .array(fc.constantFrom('\u0000', '\u202e', ' ', '🚀', 'a', '\n', 'é'), { maxLength: 900 })
      .map((all) => all.join('')),
    fc.string({ unit: 'grapheme', minLength: 1 }).map((part) => part.repeat(2000)),
  );
  const length = fc.integer({ min: 0, max: 300 });

  it('is never longer than asked for, has nothing unsafe, and stays whole', () => {
    fc.assert(
      fc.property(text, length, (outside, limit) => {
        const shown = plainText(outside, limit);
        assert.ok(shown.length <= limit);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.equal(shown, shown.trim());
        if (!HALF_CHARACTER.test(outside)) assert.doesNotMatch(shown, HALF_CHARACTER);
      }),
    );
  });

  it('cleaned again is the same', () => {
    fc.assert(
      fc.property(text, length, (outside, limit) => {
        const shown = plainText(outside, limit);
        assert.equal(plainText(shown, limit), shown);
      }),
    );
  });
});
