import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8').replaceAll(/\s+/g, ' ').replaceAll('\\_', '_');

/** A test file below test/, and the parts of titles that stand right behind it. */
const NAMED = /\b((?:unit|ui|inhost)\/[A-Za-z/]+)((?:,? “[^”]+”)*)/g;

describe('docs/security.md', () => {
  const named = [...text.matchAll(NAMED)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));

  it('names many tests', () => {
    assert.ok(named.length > 40, String(named.length));
    assert.ok(named.flatMap(({ titles }) => titles).length > 40);
  });

  for (const { file, titles } of named) {
    it(`names what there is: ${file} ${titles.join(', ')}`, () => {
      const path = [`${file}.test.ts`, `${file}/${file.split('/').at(-1) ?? ''}.test.ts`]
        .map((name) => join(ROOT, 'test', name))
        .find((each) => existsSync(each));
      assert.ok(path !== undefined, `there is no test ${file}`);
      const source = readFileSync(path, 'utf8').replaceAll(/\\?'/g, '’').toLowerCase();
      for (const part of titles.flatMap((title) => title.split('…'))) {
        assert.ok(source.includes(part.trim().toLowerCase()), `${file} has no “${part}”`);
      }
    });
  }
});
