// npm run package [-- --out FILE]: makes the .vsix, offline and without a question. dist/ is left as it is: the package's
// bundles are built in a folder of their own, which holds nothing but what is to be shipped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PackageManager, createVSIX, listFiles } from '@vscode/vsce';
import esbuild from 'esbuild';
import build from '../esbuild.js';
import { ensureDependencies } from './ensureDependencies.mjs';
import { packageProblems } from './packageCheck.mjs';
import { packageEntries } from './packageEntries.mjs';
import { thirdPartyNotices } from './packageNotices.mjs';
import { DOCUMENTS, packagedDocument, packagedReadme } from './packageReadme.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** The date of every file in the package (2026-01-01, in seconds): the same sources give the same bytes. */
const FILE_DATE = '1767225600';

/** Of package.json, what only developers need. All packages are in the bundles, so none is to be installed. */
const FOR_DEVELOPERS = ['scripts', 'devDependencies', 'dependencies', 'private'];

async function main() {
  ensureDependencies();
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const target = path.resolve(values.out ?? path.join(root, `${manifest.name}-${manifest.version}.vsix`));
  process.env.SOURCE_DATE_EPOCH ??= FILE_DATE;
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-package-'));
  try {
    await fillStage(stage, manifest);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    // There is no public repository that relative links could be resolved against.
    await createVSIX({ cwd: stage, packagePath: target, dependencies: false, allowMissingRepository: true });
    await report(target);
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
}

async function fillStage(stage, manifest) {
  const inputs = await buildBundles(path.join(stage, 'dist'));
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None, dependencies: false })) {
    if (file.startsWith('dist/')) continue;
    fs.mkdirSync(path.dirname(path.join(stage, file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), path.join(stage, file));
  }
  for (const name of DOCUMENTS) {
    const file = path.join(stage, 'docs', `${name}.md`);
    fs.writeFileSync(file, packagedDocument(fs.readFileSync(file, 'utf8')));
  }
  const shipped = Object.fromEntries(Object.entries(manifest).filter(([name]) => !FOR_DEVELOPERS.includes(name)));
  fs.writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  fs.writeFileSync(path.join(stage, 'README.md'), packagedReadme(readme));
  fs.writeFileSync(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, inputs));
  fs.copyFileSync(path.join(root, '.vscodeignore'), path.join(stage, '.vscodeignore'));
}

/** Builds all bundles for production; answers the source files that something of is in them. */
async function buildBundles(dist) {
  const runs = [build.bundleOptions({ production: true }), build.pageOptions({ production: true })];
  const results = await Promise.all(runs.map((options) => esbuild.build({ ...options, outdir: dist, metafile: true })));
  const outputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const used = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return [...new Set(used.map(([file]) => file))];
}

async function report(target) {
  const bytes = fs.statSync(target).size;
  const entries = await packageEntries(target);
  for (const { name, size } of entries) console.log(`${String(size).padStart(9)}  ${name}`);
  console.log(`${path.relative(process.cwd(), target)}: ${entries.length} files, ${(bytes / 1024).toFixed(1)} KB`);
  const problems = packageProblems(
    entries.map(({ name }) => name),
    bytes,
  );
  for (const problem of problems) console.error(`Package: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
