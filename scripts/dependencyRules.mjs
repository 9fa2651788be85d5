import { BUNDLED_LICENSES } from './packageNotices.mjs';

/*
 * What a package must be to come into this repository, bundled or as a tool. Pure: what is on disk is read by
 * reviewDependencies.mjs.
 */

/** Of what is bundled all may be used as a tool as well; beside that, what is as free and never shipped. */
const LICENSES = new Set([...BUNDLED_LICENSES, 'Zlib']);

/** Licences of tools that were looked at one by one. A package with one of them can never be bundled. */
const TOOLS = [
  {
    names: ['axe-core'],
    license: 'MPL-2.0',
    reason: 'runs in the page under test, unchanged',
  },
  {
    names: ['argparse'],
    license: 'PSF-2.0',
    reason: "Python's licence, as free as BSD; mocha reads YAML with it",
  },
  {
    names: ['binaryextensions', 'editions', 'istextorbinary', 'textextensions', 'version-range'],
    license: 'Artistic-2.0',
    reason: 'vsce tells texts from other files with them, unchanged',
  },
  {
    names: ['@vscode/vsce-sign', /^@vscode\/vsce-sign-[a-z0-9]+-[a-z0-9]+$/],
    license: 'SEE LICENSE IN LICENSE.txt',
    reason: "Microsoft's terms; comes with vsce, which loads it only to sign a package, and none is signed here",
  },
];

/**
 * Packages that would run a program of their own when they are installed. `.npmrc` keeps npm from it; a new one is to be
 * looked at all the same, as somebody may install without this repository's `.npmrc`.
 */
const INSTALL_SCRIPTS = [
  {
    name: 'esbuild',
    reason: "replaces its start script by the program that its platform's package brings; works without",
  },
  { name: '@vscode/vsce-sign', reason: 'copies the program that signs packages, and none is signed here' },
];

/** What `.npmrc` has to say, and what would happen without it. */
const NPM_SETTINGS = {
  'ignore-scripts': 'packages run programs when they are installed',
  'save-exact': 'a new dependency is a range',
  'omit-lockfile-registry-resolved': 'the lock file names the registry of whoever wrote it last',
};

const LIFECYCLE = ['preinstall', 'install', 'postinstall'];
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
const DIGEST = /^sha512-[A-Za-z0-9+/]{86}==$/;
const LOCATION = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/;

/**
 * What is wrong; empty: nothing.
 *
 * @param manifest package.json
 * @param lock package-lock.json
 * @param npmrc the text of .npmrc
 * @param installed what lies in a folder below node_modules: its manifest and whether npm would compile it; undefined
 *   where nothing is installed, as with packages for other platforms
 */
export function dependencyProblems({ manifest, lock, npmrc, installed }) {
  const packages = lock.packages ?? {};
  const entries = Object.entries(packages)
    .filter(([location]) => location !== '') // the project itself
    .map(([location, entry]) => ({
      location,
      entry,
      name: LOCATION.exec(location)?.[1],
      found: installed(location),
    }));
  return [
    ...(lock.lockfileVersion === 3 ? [] : ['package-lock.json is not of version 3']),
    ...settingProblems(npmrc),
    ...directProblems(manifest, packages),
    ...entries.flatMap((one) => [...sourceProblems(one), ...licenseProblems(one), ...scriptProblems(one)]),
    ...needlessExceptions(entries),
  ];
}

function settingProblems(npmrc) {
  const lines = new Set(npmrc.split('\n').map((line) => line.replaceAll(/\s/g, '')));
  return Object.entries(NPM_SETTINGS)
    .filter(([name]) => !lines.has(`${name}=true`))
    .map(([name, without]) => `.npmrc has no ${name}=true: ${without}`);
}

/** Ranges are for libraries: what is built and tested here is what was looked at. */
function directProblems(manifest, packages) {
  const direct = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}),
  );
  return direct.flatMap(([name, wanted]) => {
    if (!EXACT.test(wanted)) return [`package.json asks for ${name} ${wanted}, which is no exact version`];
    const locked = packages[`node_modules/${name}`]?.version;
    return locked === wanted ? [] : [`package.json asks for ${name} ${wanted}, the lock file has ${locked ?? 'none'}`];
  });
}

/** Everything comes from the registry, under its own name, and is what it was when it was locked. */
function sourceProblems({ location, name, entry, found }) {
  if (name === undefined || entry.link === true) return [`${location} is no package of the registry`];
  const problems = [];
  if (entry.resolved !== undefined) problems.push(`${location} comes from ${entry.resolved}`);
  if (entry.name !== undefined && entry.name !== name) problems.push(`${location} is ${entry.name} under another name`);
  if (!DIGEST.test(entry.integrity ?? '')) problems.push(`${location} has no SHA-512 digest`);
  if (found === undefined && entry.optional !== true) problems.push(`${location} is not installed`);
  if (found !== undefined && found.manifest.version !== entry.version) {
    problems.push(`${location} is installed as ${found.manifest.version}, locked as ${entry.version}`);
  }
  return problems;
}

function licenseProblems({ location, name, entry, found }) {
  const license = licenseOf(entry);
  const own = found === undefined ? license : licenseOf(found.manifest);
  if (own !== license) return [`${location} says of itself that it is under ${own}, the lock file says ${license}`];
  if (isAllowed(license)) return [];
  if (!TOOLS.some((one) => one.license === license && one.names.some((each) => matches(each, name)))) {
    return [`${location} is under ${license}: may it be used?`];
  }
  return entry.dev === true ? [] : [`${location} is under ${license}, and would be bundled`];
}

/** Also in the two forms that npm had before: an object, and a list of objects. */
function licenseOf({ license, licenses }) {
  const one = license ?? licenses;
  if (Array.isArray(one)) return `(${one.map((each) => licenseOf({ license: each })).join(' OR ')})`;
  return typeof one === 'object' && one !== null ? String(one.type) : String(one ?? 'no licence');
}

/** SPDX: `A`, `(A OR B)`, `(A AND B)`. What nests deeper has to be looked at. */
function isAllowed(license) {
  const inner = /^\(([^()]*)\)$/.exec(license)?.[1] ?? license;
  if (inner.includes(' AND ')) return inner.split(' AND ').every((one) => LICENSES.has(one));
  return inner.split(' OR ').some((one) => LICENSES.has(one));
}

function matches(wanted, name) {
  return typeof wanted === 'string' ? wanted === name : wanted.test(name);
}

function scriptProblems({ location, name, entry, found }) {
  const wouldRun = entry.hasInstallScript === true || (found !== undefined && hasInstallScript(found));
  if (!wouldRun || INSTALL_SCRIPTS.some((one) => one.name === name)) return [];
  return [`${location} runs a program when it is installed: what does it do?`];
}

/** npm also compiles what brings a binding.gyp, without being told. */
function hasInstallScript({ manifest, hasBindingGyp }) {
  return hasBindingGyp || LIFECYCLE.some((name) => manifest.scripts?.[name] !== undefined);
}

/** An exception that nothing needs any more would let something in that nobody has looked at. */
function needlessExceptions(entries) {
  const isThere = (wanted) => entries.some(({ name }) => name !== undefined && matches(wanted, name));
  const tools = TOOLS.flatMap(({ names }) => names).filter((one) => !isThere(one));
  const scripts = INSTALL_SCRIPTS.map(({ name }) => name).filter((one) => !isThere(one));
  return [...tools, ...scripts].map((one) => `the exception for ${one} is needed by nothing`);
}
