import assert from 'node:assert/strict';
import { sourceFiles } from '../messages/sources';

/** Ways from text to markup or code; none of them is needed anywhere. */
const FORBIDDEN =
  /\.(?:inner|outer)HTML\b|dangerouslySetInnerHTML|insertAdjacentHTML|createContextualFragment|document\.write|\beval\(|new Function\(|setAttributeNS?\(\s*['"]on|srcdoc/;

/** Where a Markdown text of VS Code may be made, after everything from outside has been escaped. */
const MAKES_MARKDOWN = new Set(['src/ui/machineTooltipMarkdown.ts', 'src/ui/statusItem.ts']);

describe('text from outside', () => {
  it('has no way into markup or code', () => {
    const found = sourceFiles('src')
      .filter(({ text }) => FORBIDDEN.test(text))
      .map(({ path }) => path);
    assert.deepEqual(found, []);
  });

  it('is made Markdown in few places', () => {
    const found = sourceFiles('src')
      .filter(({ text }) => text.includes('new vscode.MarkdownString'))
      .map(({ path }) => path);
    assert.deepEqual(
      found.filter((path) => !MAKES_MARKDOWN.has(path)),
      [],
    );
  });

  it('is never trusted to run a command or to hold HTML', () => {
    for (const { path, text } of sourceFiles('src')) {
      assert.doesNotMatch(text, /supportHtml\s*=\s*true|isTrusted\s*=\s*true/, path);
    }
  });

  it('never becomes a command line: nothing but Node itself is started', () => {
    const starting = sourceFiles('src').filter(({ text }) => text.includes("from 'node:child_process'"));
    assert.deepEqual(
      starting.map(({ path }) => path),
      ['src/fleet/demoSimulator.ts'],
    );
    for (const { text } of starting) {
      assert.match(text, /spawn\(process\.execPath,/);
      assert.doesNotMatch(text, /shell:\s*true|exec\(/);
    }
  });
});
