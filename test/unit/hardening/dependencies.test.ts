import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../../..');
const NPMRC = 'ignore-scripts=true\nsave-exact = true\nomit-lockfile-registry-resolved=true\n';
const DIGEST = `sha512-${'a'.repeat(86)}==`;

type Entry = Readonly<Record<string, unknown>>;

interface Installed {
  readonly manifest: Entry;
  readonly hasBindingGyp: boolean;
}

interface Project {
  readonly manifest: Entry;
  readonly lock: { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Entry>> };
  readonly npmrc: string;
  readonly installed: (location: string) => Installed | undefined;
}

describe('the review of dependencies', () => {
  let problemsOf: (project: Project) => readonly string[];

  before(async () => {
    const url = pathToFileURL(join(ROOT, 'scripts', 'dependencyRules.mjs')).href;
    const rules = (await import(url)) as { dependencyProblems: typeof problemsOf };
    problemsOf = rules.dependencyProblems;
  });

  /** A project with one dependency, `lib`, and what is found wrong with it. What no made-up project needs is left out. */
  function review(
    differs: { readonly entry?: Entry; readonly manifest?: Entry; readonly installed?: Partial<Installed> | null } = {},
    project: Partial<Project> = {},
    location = 'node_modules/lib',
  ): readonly string[] {
    const entry = { version: '1.2.3', integrity: DIGEST, license: 'MIT', ...differs.entry };
    const { version, license } = { ...entry };
    const own: Installed = { manifest: { version, license }, hasBindingGyp: false, ...differs.installed };
    const problems = problemsOf({
      manifest: { dependencies: { lib: '1.2.3' }, ...differs.manifest },
      lock: { lockfileVersion: 3, packages: { '': {}, [location]: entry } },
      npmrc: NPMRC,
      installed: () => (differs.installed === null ? undefined : own),
      ...project,
    });
    return problems.filter((problem) => !problem.includes('is needed by nothing'));
  }

  it('finds nothing wrong with a package of the registry under a licence that may be bundled', () => {
    assert.deepEqual(review(), []);
    for (const license of ['ISC', 'Apache-2.0', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)', 'GPL-2.0 OR MIT'])
      assert.deepEqual(review({ entry: { license } }), [], license);
  });

  it('asks about every other licence, also where there is none', () => {
    for (const license of ['GPL-3.0', '(MIT AND GPL-3.0)', 'UNLICENSED', 'SEE LICENSE IN X', '', undefined])
      assert.match(review({ entry: { license } }).join(), /^node_modules\/lib is under .*: may it be used\?$/, license);
  });

  it('reads licences as npm had them before', () => {
    const manifest = { version: '1.2.3', licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] };
    assert.deepEqual(review({ entry: { license: '(MIT OR GPL-2.0)' }, installed: { manifest } }), []);
    const object = { version: '1.2.3', license: { type: 'MIT' } };
    assert.deepEqual(review({ installed: { manifest: object } }), []);
  });

  it('does not believe the lock file where the package says something else', () => {
    const manifest = { version: '1.2.3', license: 'GPL-3.0' };
    assert.match(review({ installed: { manifest } }).join(), /says of itself that it is under GPL-3\.0/);
    const other = { version: '6.6.6', license: 'MIT' };
    assert.deepEqual(review({ installed: { manifest: other } }), [
      'node_modules/lib is installed as 6.6.6, locked as 1.2.3',
    ]);
  });

  it('lets a tool with a licence that was looked at be used, and never be bundled', () => {
    const at = 'node_modules/axe-core';
    const project = { manifest: {} };
    const entry = { license: 'MPL-2.0', dev: true };
    assert.deepEqual(review({ entry }, project, at), []);
    assert.match(review({ entry: { ...entry, dev: false } }, project, at).join(), /would be bundled/);
    assert.match(review({ entry: { ...entry, license: 'EPL-2.0' } }, project, at).join(), /may it be used/);
    assert.match(review({ entry }).join(), /lib is under MPL-2\.0: may it be used/);
  });

  it('finds each package that runs a program when it is installed, also one that hides it', () => {
    const question = ['node_modules/lib runs a program when it is installed: what does it do?'];
    assert.deepEqual(review({ entry: { hasInstallScript: true } }), question);
    for (const name of ['preinstall', 'install', 'postinstall']) {
      const manifest = { version: '1.2.3', license: 'MIT', scripts: { [name]: 'node x.js' } };
      assert.deepEqual(review({ installed: { manifest } }), question, name);
    }
    assert.deepEqual(review({ installed: { hasBindingGyp: true } }), question);
    const harmless = { version: '1.2.3', license: 'MIT', scripts: { test: 'mocha', prepare: 'tsc' } };
    assert.deepEqual(review({ installed: { manifest: harmless } }), []);
    const known = { manifest: {} };
    assert.deepEqual(review({ entry: { hasInstallScript: true, dev: true } }, known, 'node_modules/esbuild'), []);
    const nested = 'node_modules/tool/node_modules/esbuild';
    assert.deepEqual(review({ entry: { hasInstallScript: true, dev: true } }, known, nested), []);
  });

  it('takes nothing from elsewhere: no address, no folder, no other name, nothing without a digest', () => {
    for (const resolved of ['git+ssh://git@example.com/lib.git#1', 'https://example.com/lib.tgz', 'file:../lib'])
      assert.deepEqual(review({ entry: { resolved } }), [`node_modules/lib comes from ${resolved}`]);
    assert.match(review({ entry: { link: true } }).join(), /is no package of the registry/);
    assert.match(review({}, { manifest: {} }, 'packages/lib').join(), /packages\/lib is no package of the registry/);
    assert.deepEqual(review({ entry: { name: 'evil' } }), ['node_modules/lib is evil under another name']);
    for (const integrity of [undefined, '', 'sha1-abc=', 'sha512-short=='])
      assert.deepEqual(review({ entry: { integrity } }), ['node_modules/lib has no SHA-512 digest'], integrity);
  });

  it('finds what is locked and not installed, unless it is for another platform', () => {
    assert.deepEqual(review({ installed: null }), ['node_modules/lib is not installed']);
    assert.deepEqual(review({ installed: null, entry: { optional: true } }), []);
  });

  it('takes exact versions alone, of every kind of dependency, and those that are locked', () => {
    for (const wanted of [
      '^1.2.3',
      '~1.2.3',
      '1.x',
      '*',
      'latest',
      '>=1.2.3',
      'npm:evil@1.2.3',
      'github:a/b',
      'file:x',
    ])
      assert.match(review({ manifest: { dependencies: { lib: wanted } } }).join(), /no exact version/, wanted);
    for (const kind of ['devDependencies', 'optionalDependencies', 'peerDependencies'])
      assert.match(review({ manifest: { [kind]: { lib: '^1.2.3' } } }).join(), /no exact version/, kind);
    assert.deepEqual(review({ manifest: { dependencies: { lib: '1.2.4' } } }), [
      'package.json asks for lib 1.2.4, the lock file has 1.2.3',
    ]);
    assert.match(review({ manifest: { dependencies: { other: '1.0.0' } } }).join(), /the lock file has none/);
    assert.deepEqual(
      review({ manifest: { dependencies: { lib: '1.2.3-beta.1' } }, entry: { version: '1.2.3-beta.1' } }),
      [],
    );
  });

  it('asks for npm settings without which the rest would not hold', () => {
    for (const name of ['ignore-scripts', 'save-exact', 'omit-lockfile-registry-resolved']) {
      for (const line of ['', `${name}=false\n`, `# ${name}=true\n`]) {
        const npmrc = NPMRC.replace(new RegExp(`^${name} ?= ?true\n`, 'm'), line);
        assert.match(review({}, { npmrc }).join(), new RegExp(`^\\.npmrc has no ${name}=true: `));
      }
    }
    const crlf = NPMRC.replaceAll('\n', '\r\n');
    assert.deepEqual(review({}, { npmrc: crlf }), []);
    assert.match(review({}, { lock: { lockfileVersion: 2, packages: {} } }).join(), /is not of version 3/);
  });

  it('keeps no exception that nothing needs', () => {
    const needless = problemsOf({
      manifest: {},
      lock: { lockfileVersion: 3, packages: {} },
      npmrc: NPMRC,
      installed: () => undefined,
    });
    assert.ok(needless.length > 5);
    for (const problem of needless) assert.match(problem, /^the exception for .+ is needed by nothing$/);
  });

  it('is a part of npm test', () => {
    assert.match(readFileSync(join(ROOT, 'scripts', 'test.mjs'), 'utf8'), /'scripts\/reviewDependencies\.mjs'/);
  });
});
