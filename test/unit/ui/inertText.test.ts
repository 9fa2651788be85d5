import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inertText } from '../../../src/ui/inertText';

/** VS Code’s own (vs/base/common/linkedText.ts), with which it looks for links in notifications and input boxes. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** VS Code’s own (vs/base/common/codicons.ts), with which it looks for icons in labels. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

const LINKS = [
  '[details](command:workbench.action.openSettings?"x")',
  '[details](https://evil.example)',
  '[details](HTTP://evil.example "a title")',
  '[a](file:///etc/passwd)',
];

describe('text that is shown by VS Code', () => {
  it('is looked through as VS Code does it', () => {
    for (const text of LINKS) assert.match(text, LINK);
    assert.match('$(alert) $(sync~spin)', ICON);
  });

  it('has no link and no icon, and reads as before', () => {
    for (const text of [...LINKS, '$(alert)', '$(sync~spin) [$(alert)](command:x)', '[[x]](command:y)']) {
      const inert = inertText(text);
      assert.doesNotMatch(inert, LINK);
      assert.doesNotMatch(inert, ICON);
      assert.equal(inert.replaceAll('\u2060', ''), text);
    }
  });

  it('stays as it is where there is nothing to take away', () => {
    for (const text of ['', 'app01 (production)', '3 of 5 [done]', 'costs $5 (a month)', '\\$ (x)', '] (']) {
      assert.equal(inertText(text), text);
    }
  });

  it('has none either after line breaks were made blanks, whatever it was', () => {
    const part = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      'command:',
      'https://',
      'x',
      ' ',
      '\n',
      '\r\n',
      '"',
      '\u2060',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const shown = inertText(parts.join(''))
          .replaceAll(/\r\n|\n|\r/gm, ' ')
          .trim();
        assert.doesNotMatch(shown, LINK);
        assert.doesNotMatch(shown, ICON);
      }),
      { numRuns: 5_000 },
    );
  });
});
