import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRepository } from '../host/repository';

/** What the package consists of at the least, by the names that vsce gives. */
const WHOLE = [
  ...['[Content_Types].xml', 'extension.vsixmanifest', 'extension/package.json', 'extension/readme.md'],
  ...['extension/changelog.md', 'extension/LICENSE.txt', 'extension/THIRD-PARTY-NOTICES.txt'],
  ...['dashboard.css', 'fleet.svg', 'fleet-light.svg', 'icon.png'].map((name) => `extension/media/${name}`),
  'extension/media/walkthrough/demo.svg',
  ...['extension/package.nls.json', 'extension/package.nls.vi.json'],
];

async function script<Exports>(name: string): Promise<Exports> {
  return (await import(pathToFileURL(inRepository('scripts', name)).href)) as Exports;
}

describe('the check of a package', () => {
  let problemsOf: (names: readonly string[], bytes: number) => readonly string[];
  let made: readonly string[];

  before(async () => {
    const check = await script<{ packageProblems: typeof problemsOf }>('packageCheck.mjs');
    problemsOf = check.packageProblems;
    const { default: build } = (await import(pathToFileURL(inRepository('esbuild.js')).href)) as {
      default: Record<'bundleOptions' | 'pageOptions', () => { entryPoints: readonly { readonly out: string }[] }>;
    };
    const entries = [...build.bundleOptions().entryPoints, ...build.pageOptions().entryPoints];
    const { DOCUMENTS } = await script<{ DOCUMENTS: readonly string[] }>('packageReadme.mjs');
    made = [
      ...entries.map(({ out }) => `extension/dist/${out}.js`),
      ...DOCUMENTS.map((name) => `extension/docs/${name}.md`),
    ];
  });

  it('finds nothing wrong with a whole one, up to 900 KB', () => {
    assert.deepEqual(problemsOf([...WHOLE, ...made], 900 * 1024), []);
  });

  it('finds what is too large', () => {
    assert.equal(problemsOf([...WHOLE, ...made], 900 * 1024 + 1).length, 1);
  });

  it('finds each file that is missing', () => {
    const all = [...WHOLE, ...made];
    for (const name of all)
      assert.equal(
        problemsOf(
          all.filter((one) => one !== name),
          1,
        ).length,
        1,
        name,
      );
  });

  it('finds what does not belong there', () => {
    for (const name of [
      'extension/src/extension.ts',
      'extension/dist/extension.js.map',
      'extension/dist/other.js',
      'extension/media/screenshots/fleet-dark.png',
      'extension/node_modules/x/index.js',
      'extension/.env',
      'extension/docs/architecture.md',
    ]) {
      assert.deepEqual(problemsOf([...WHOLE, ...made, name], 1), [`${name} is not needed at run time`]);
    }
  });
});

describe('the notices of third parties', () => {
  let root: string;
  let noticesOf: (root: string, inputs: readonly string[]) => string;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-notices-'));
    noticesOf = (await script<{ thirdPartyNotices: typeof noticesOf }>('packageNotices.mjs')).thirdPartyNotices;
  });

  after(() => {
    fs.rmSync(root, { recursive: true, force: true });
  });

  function install(folder: string, manifest: object, files: Readonly<Record<string, string>>): string {
    const target = path.join(root, folder);
    fs.mkdirSync(target, { recursive: true });
    fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(target, name), text);
    return `${folder}/lib/index.js`;
  }

  it('give each package once, with all of its texts, and none of what is our own', () => {
    const manifest = { name: '@contoso/lib', version: '1.2.3', license: 'Apache-2.0' };
    const files = { LICENSE: 'The licence.', NOTICE: 'The notice.', 'README.md': 'Nothing.' };
    const notices = noticesOf(root, [
      'src/core/ids.ts',
      install('node_modules/@contoso/lib', manifest, files),
      install('node_modules/other/node_modules/@contoso/lib', manifest, files),
    ]);
    assert.equal(notices.split('@contoso/lib 1.2.3 (Apache-2.0)').length, 2);
    assert.match(notices, /The licence\.\n\nThe notice\./);
    assert.doesNotMatch(notices, /Nothing|src\/core/);
  });

  it('are refused for a package without the text of its licence, or with a licence nobody has thought about', () => {
    const silent = install('node_modules/silent', { name: 'silent', version: '1.0.0', license: 'MIT' }, {});
    assert.throws(() => noticesOf(root, [silent]), /silent 1\.0\.0 brings no licence text/);
    const viral = { name: 'viral', version: '1.0.0', license: 'GPL-3.0' };
    const file = install('node_modules/viral', viral, { LICENSE: 'The licence.' });
    assert.throws(() => noticesOf(root, [file]), /viral 1\.0\.0 is under GPL-3\.0/);
  });
});

describe('the read-me of the package', () => {
  let readmeOf: (text: string) => string;

  before(async () => {
    readmeOf = (await script<{ packagedReadme: typeof readmeOf }>('packageReadme.mjs')).packagedReadme;
  });

  it('has the words of the README, without pictures and what stands in the repository only', () => {
    const readme = [
      '# Title',
      '<img src="a.png" alt="x > y" /> <img src="b.png" />',
      'See [states](docs/states.md) and [Azure](https://learn.microsoft.com/). [All\nof them](docs/all.md). There.',
      '![c](c.png)',
      '<!-- repository only -->',
      '## For developers',
      '<!-- /repository only -->',
      'End.',
    ].join('\n\n');
    assert.equal(readmeOf(readme), '# Title\n\nSee states and [Azure](https://learn.microsoft.com/). There.\n\nEnd.');
  });

  it('is refused where something is left that could not be shown', () => {
    assert.throws(() => readmeOf('[![badge](a.png)](b.md) [x [y]](z.md)'), /cannot show/);
  });
});
