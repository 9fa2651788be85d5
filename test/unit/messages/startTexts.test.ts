import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'mocha';
import { english } from '../../../src/messages/english';
import { startEnglish } from '../../../src/messages/startEnglish';

const ROOT = join(__dirname, '../../..');

/** What the start's bundle is made of: everything that is imported, but for types and for what is loaded late. */
function startFiles(): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, from = ''] of text.matchAll(/^import (?!type)[^;]*?from '(\.[^']+)';/gm)) {
      visit(`${join(dirname(file), from)}.ts`);
    }
  };
  visit(join(ROOT, 'src/extension.ts'));
  return [...found];
}

describe('the texts of the start', () => {
  it('hold every text that is shown before anything is loaded late', () => {
    const late = Object.keys(english).filter((id) => !(id in startEnglish));
    assert.ok(late.length > 100);
    const files = startFiles().filter((file) => !relative(ROOT, file).startsWith('src/messages'));
    assert.ok(files.length > 50);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const named = late.filter((id) => text.includes(`'${id}'`));
      assert.deepEqual(named, [], relative(ROOT, file));
      for (const [, family = ''] of text.matchAll(/text\(`([\w.]+\.)\$\{/g)) {
        const missed = late.filter((id) => id.startsWith(family) && !id.slice(family.length).includes('.'));
        assert.deepEqual(missed, [], `${relative(ROOT, file)}: ${family}`);
      }
    }
  });
});
