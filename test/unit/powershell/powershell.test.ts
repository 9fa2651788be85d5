import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codePointName, powershellString, powershellValue, unfitCharacter } from '../../../src/core/powershell';
import { loadPowershell, parsePowershell } from './powershellGrammar';

/** What PowerShell takes for single quotes, and what it takes for double ones. */
const SINGLE = ["'", '\u2018', '\u2019', '\u201a', '\u201b'] as const;
const DOUBLE = ['"', '\u201c', '\u201d', '\u201e'] as const;
const HOSTILE = [...SINGLE, ...DOUBLE, '`', '$', '(', ')', '{', '}', '@', '#', ';', '|', '&', '\\', '%', ' ', 'a'];

const nastyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...HOSTILE) }),
  fc.string({ unit: fc.constantFrom(...HOSTILE, '\n', '\r', '\u0000', '\u0085', '\u2028', '\u202e', '\u0411') }),
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom("'; Remove-Item C:\\ -Recurse; '", '$(whoami)', '`n`', "@'\nx\n'@", '\u2019; calc; \u2018', 'Б'),
);

describe('powershellString', () => {
  before(function () {
    this.timeout(30_000);
    return loadPowershell();
  });

  it('writes plain text between quotes', () => {
    assert.deepEqual(powershellString('rg prod (west)'), { ok: true, value: "'rg prod (west)'" });
    assert.deepEqual(powershellString(''), { ok: true, value: "''" });
  });

  for (const quote of SINGLE) {
    it(`doubles ${name(quote)}, which ends a single-quoted string`, () => {
      assert.deepEqual(powershellString(`a${quote}b`), { ok: true, value: `'a${quote}${quote}b'` });
    });
  }

  it('leaves what means something only between double quotes', () => {
    const text = `${DOUBLE.join('')}$(x)\`n`;
    assert.deepEqual(powershellString(text), { ok: true, value: `'${text}'` });
  });

  for (const [what, text] of [
    ['a line end', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['a null', 'a\u0000b'],
    ['a next line', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a direction override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['half a character', 'a\ud83d'],
  ] as const) {
    it(`refuses ${what}, and says which character it is`, () => {
      for (const quoted of [powershellString(text), powershellValue(text)]) {
        assert.equal(quoted.ok ? 'accepted' : quoted.fault.codePoint, text.codePointAt(1));
      }
    });
  }

  it('names a character that cannot be shown', () => {
    assert.equal(codePointName({ codePoint: 0x202e }), 'U+202E');
    assert.equal(codePointName({ codePoint: 10 }), 'U+000A');
  });

  it('is read back as the same text by PowerShell’s own rule of quotes', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const quoted = powershellString(text);
        if (!quoted.ok) return assert.notEqual(unfitCharacter(text), null);
        assert.equal(readVerbatim(quoted.value), text);
      }),
    );
  });

  it('stays one string literal to a grammar of PowerShell, whatever the text', () => {
    let accepted = 0;
    fc.assert(
      fc.property(nastyText, (text) => {
        const quoted = powershellString(text);
        if (!quoted.ok) return;
        accepted += 1;
        assert.deepEqual(parsePowershell(`$value = ${quoted.value}\n& $agent $value\n`), {
          hasError: false,
          strings: [quoted.value],
          commands: ['$agent'],
        });
      }),
      { numRuns: 500 },
    );
    assert.ok(accepted > 100, `${accepted} texts were quoted`);
  });

  it('is checked by a grammar that notices when quoting is forgotten', () => {
    for (const text of ["a'b", "'; calc; '"]) {
      const { hasError, strings, commands } = parsePowershell(`$value = '${text}'\n& $agent $value\n`);
      assert.ok(hasError || strings.length > 1 || commands.length > 1, text);
    }
  });
});

describe('powershellValue', () => {
  before(function () {
    this.timeout(30_000);
    return loadPowershell();
  });

  it('is ASCII alone, and one string literal, whatever the text', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const value = powershellValue(text);
        if (!value.ok) return;
        assert.match(value.value, /^[\x20-\x7e]*$/);
        const { hasError, strings, commands } = parsePowershell(`$value = ${value.value}\n`);
        assert.deepEqual([hasError, strings.length, commands.length], [false, 1, 0], value.value);
        assert.equal(evaluated(value.value), text);
      }),
      { numRuns: 500 },
    );
  });

  it('holds in every code page: no byte of a letter becomes a quote', () => {
    const value = powershellValue("Б'\u2019");
    assert.ok(value.ok);
    const bytes = Buffer.from(value.value, 'utf8');
    assert.equal(new TextDecoder('windows-1252').decode(bytes), value.value);
    // Without that, the second byte of this letter would end the string.
    const plain = powershellString('Б');
    assert.ok(plain.ok);
    assert.notEqual(readVerbatim(new TextDecoder('windows-1252').decode(Buffer.from(plain.value, 'utf8'))), 'Б');
  });
});

function name(character: string): string {
  return codePointName({ codePoint: character.codePointAt(0) ?? 0 });
}

/**
 * A single-quoted string as PowerShell's tokenizer reads it: any of the five quotes ends it, two in a row stand for the
 * second. Null where the literal ends early or not at all.
 */
function readVerbatim(literal: string): string | null {
  const isQuote = (character: string | undefined): boolean => SINGLE.some((quote) => quote === character);
  if (!isQuote(literal[0])) return null;
  let text = '';
  let place = 1;
  while (place < literal.length) {
    const isEnd = isQuote(literal[place]) && !isQuote(literal[place + 1]);
    if (isEnd) return place === literal.length - 1 ? text : null;
    if (isQuote(literal[place])) place += 1;
    text += literal.charAt(place);
    place += 1;
  }
  return null;
}

/** What the expression gives: .NET's Regex.Unescape of the two escapes that are used, or the string itself. */
function evaluated(expression: string): string | null {
  const escaped = /^\[regex\]::Unescape\((.*)\)$/.exec(expression)?.[1];
  const text = readVerbatim(escaped ?? expression);
  if (escaped === undefined || text === null) return text;
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(\\))/g, (_, code: string | undefined) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
