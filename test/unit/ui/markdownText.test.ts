import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import { markdownText } from '../../../src/ui/markdownText';
import { HOSTILE } from './sampleFleet';

/** Where outside text stands in our Markdown: after a mark of ours in a paragraph, a list item, a table's cell, a link. */
const PLACES: Readonly<Record<string, { readonly set: (text: string) => string; readonly shown: RegExp }>> = {
  paragraph: {
    set: (text) => `$(icon) **State** — ${text}`,
    shown: /^<p>\$\(icon\) <strong>State<\/strong> — (.*)<\/p>$/s,
  },
  'list item': { set: (text) => `- ${text}x`, shown: /^<ul>\n<li>(.*)x<\/li>\n<\/ul>$/s },
  'bold text': { set: (text) => `**${text}:** next`, shown: /^<p><strong>(.*):<\/strong> next<\/p>$/s },
  'table cell': {
    set: (text) => `| | |\n|---|---|\n| Label | ${text} |`,
    shown: /<td>Label<\/td>\n<td>(.*)<\/td>\n<\/tr>\n<\/tbody><\/table>$/s,
  },
  link: {
    set: (text) => `[${text}](https://example.com/a)`,
    shown: /^<p><a href="https:\/\/example.com\/a">(.*)<\/a><\/p>$/s,
  },
};

// Text as it comes out of plainText: neither control characters nor line breaks, no blanks at the ends.
const meaningful = fc.constantFrom(
  ...Array.from('\\`*_{}[]()#+-.!|<>&;:$~"\'=@/ \t1a'),
  '](command:evil)',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '&lt;b&gt;',
  '&#60;',
  'http://example.com',
  'www.example.com',
  'someone@example.com',
  '$(alert)',
  '![x](y)',
  '```',
  '---',
  '[ ] ',
  '[x]: /url',
  '|',
  '\u2028',
  'é',
  '😀',
);
const outside = fc
  .array(fc.oneof(meaningful, fc.string({ unit: 'grapheme', maxLength: 3 })), { minLength: 1, maxLength: 12 })
  .map((parts) =>
    parts
      .join('')
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => text !== '');

describe('markdownText', () => {
  for (const [place, { set, shown }] of Object.entries(PLACES)) {
    it(`shows any text as it is, in a ${place}`, () => {
      fc.assert(
        fc.property(outside, (text) => {
          const html = marked.parse(set(markdownText(text)), { async: false, gfm: true }).trim();
          const inner = shown.exec(html)?.[1];
          assert.ok(inner !== undefined, html);
          assert.doesNotMatch(inner, /[<>]/, html);
          assert.equal(decoded(inner), text);
        }),
        { numRuns: 300, examples: [[HOSTILE.replaceAll(/[\p{Cc}\s]+/gu, ' ')]] },
      );
    });
  }

  it('keeps a text of several lines from becoming more than text', () => {
    const html = marked.parse(`- ${markdownText('a\n# b\n\n- c\n    code')}`, { async: false });
    assert.doesNotMatch(html, /<h1|<pre|<ul>.*<ul>/s);
  });

  it('leaves the words of ordinary sentences as they are', () => {
    assert.equal(markdownText('Prüfung, 26100 und mehr'), 'Prüfung, 26100 und mehr');
  });

  it('makes no theme icon of what looks like one', () => {
    assert.doesNotMatch(markdownText('$(alert) \\$(alert)'), /\$\(/);
  });
});

/** The text that a browser shows for HTML without elements. */
function decoded(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(amp|lt|gt|quot);/g, (_, name: string) => named[name] ?? '');
}
