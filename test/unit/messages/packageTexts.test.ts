import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface ManifestText {
  readonly key: string;
  readonly text: string;
}

type TextFile = Readonly<Record<string, string>>;

const ROOT = join(__dirname, '../../..');
const english = readTexts('package.nls.json');
const vietnamese = readTexts('package.nls.vi.json');
const pairs = Object.entries(vietnamese).map(([key, text]) => ({ key, text, original: english[key] ?? '' }));

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
}

function readTexts(name: string): TextFile {
  return readJson(name) as TextFile;
}

/** All that is wrong at once. */
function noneOf(isWrong: (pair: (typeof pairs)[number]) => boolean): void {
  assert.deepEqual(
    pairs.filter(isWrong).map(({ key, text }) => `${key}: ${text}`),
    [],
  );
}

describe('the texts of package.json', () => {
  let texts: readonly ManifestText[];

  before(async () => {
    const script = (await import(pathToFileURL(join(ROOT, 'scripts', 'packageTexts.mjs')).href)) as {
      manifestTexts: (manifest: unknown) => readonly ManifestText[];
    };
    texts = script.manifestTexts(readJson('package.json'));
  });

  it('are keys of package.nls.json (npm run package-texts moves them there)', () => {
    assert.deepEqual(
      texts.filter(({ key, text }) => text !== `%${key}%`),
      [],
    );
  });

  it('are in each language, and no others', () => {
    const keys = texts.map(({ key }) => key).toSorted();
    assert.deepEqual(Object.keys(english).toSorted(), keys);
    assert.deepEqual(Object.keys(vietnamese).toSorted(), keys);
  });

  it('leave out none that stands in package.json', () => {
    // Whatever reads as words under a name that VS Code shows.
    const shown =
      /"(?:title|shortTitle|name|label|description|markdownDescription|contents|altText)": "([^"]* [^"]*)"/g;
    const bare = [...readFileSync(join(ROOT, 'package.json'), 'utf8').matchAll(shown)].map(([, text = '']) => text);
    assert.deepEqual([...new Set(bare)], ['Hotpatch Fleet']);
  });

  it('link to the same places, and show the same code', () => {
    const LINKS = /\]\([^)]+\)|`[^`]+`/g;
    noneOf(({ text, original }) => sorted(text, LINKS) !== sorted(original, LINKS));
  });

  it('hold text that can be shown: no blank ends, no straight quotes, letters in one piece', () => {
    const plain = (text: string) => text.replaceAll(/`[^`]*`|\]\([^)]*\)/g, 'x');
    noneOf(({ text }) => text === '' || text !== text.trim() || text !== text.normalize('NFC'));
    noneOf(({ text }) => /["']|\.\.\.|\s[,;:!?]/.test(plain(text)));
  });

  it('end as the English ones do, with the same ellipsis where a command asks first', () => {
    const end = (text: string) => /[.…?*)]$/.exec(text)?.[0] ?? '';
    noneOf(({ text, original }) => end(text) !== end(original));
  });
});

function sorted(text: string, pattern: RegExp): string {
  return [...text.matchAll(pattern)]
    .map(([found]) => found)
    .toSorted()
    .join('\n');
}
