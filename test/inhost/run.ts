// Runs every folder of test/inhost in a VS Code of its own; names of folders as arguments: only those.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { endDemo } from '../host/endDemo';
import { Profile } from '../host/profile';
import { inRepository } from '../host/repository';
import type { PrivateHostOptions } from '../host/runInPrivateHost';
import { chooseVsCode, vsCodeExecutable } from '../host/vsCodeChoice';
import type { InHostResult } from './index';
import type { InHostSuite, PrepareSuite } from './inHostSuite';

const SUITES_FOLDER = inRepository('test', 'inhost');

const choice = chooseVsCode(process.env);

async function runSuite(name: string): Promise<boolean> {
  const folder = path.join(SUITES_FOLDER, name);
  const suite = await prepare(folder);
  console.log(`\n${name}`);
  if (suite.trustedAuthExtensions !== undefined && choice.kind !== 'private') {
    console.log('  not run: desktop VS Code asks a person for consent to use an account, and has no switch against it');
    return true;
  }
  // A short name: macOS allows 103 characters for the path of the socket that VS Code makes in its user data folder.
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-'));
  try {
    const testsFolder = inRepository('out', 'inhost', name);
    await bundle(folder, testsFolder);
    const isPassed = await runInVsCode(suite, testsFolder, scratch);
    if (!isPassed) keepLogs(name, scratch);
    return isPassed;
  } finally {
    await endDemo(path.join(scratch, 'user-data'));
    // Windows lets go of files some time after the process that had them open has ended.
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    await suite.close?.();
  }
}

async function prepare(folder: string): Promise<InHostSuite> {
  const file = path.join(folder, 'suite.ts');
  if (!fs.existsSync(file)) return {};
  const { prepareSuite } = (await import(pathToFileURL(file).href)) as { prepareSuite: PrepareSuite };
  return prepareSuite();
}

async function bundle(folder: string, target: string): Promise<void> {
  fs.rmSync(target, { recursive: true, force: true });
  const tests = fs.readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  await build({
    entryPoints: [path.join(SUITES_FOLDER, 'index.ts'), ...tests.map((file) => path.join(folder, file))].map(
      (file) => ({
        in: file,
        out: path.basename(file, '.ts'),
      }),
    ),
    outdir: target,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function runInVsCode(suite: InHostSuite, testsFolder: string, scratch: string): Promise<boolean> {
  const profile = Profile.create(path.join(scratch, 'user-data'), {
    user: suite.userSettings,
    machine: suite.machineSettings,
  });
  const resultFile = path.join(scratch, 'result.json');
  const { hiddenBuiltins = [], trustedAuthExtensions = [] } = suite;
  const privateHost: PrivateHostOptions = { hiddenBuiltins, trustedAuthExtensions };
  try {
    await runTests({
      vscodeExecutablePath: await vsCodeExecutable(choice),
      extensionDevelopmentPath: [inRepository(), ...(suite.extensions ?? [])],
      extensionTestsPath: path.join(testsFolder, 'index.js'),
      extensionTestsEnv: {
        ...suite.env,
        HOTPATCH_TEST_RESULT: resultFile,
        HOTPATCH_PRIVATE_HOST: JSON.stringify(privateHost),
      },
      launchArgs: [
        `--user-data-dir=${profile.folder}`,
        `--extensions-dir=${path.join(scratch, 'extensions')}`,
        ...hiddenBuiltins.map((id) => `--disable-extension=${id}`),
      ],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
  return passed(resultFile);
}

/** What a desktop VS Code has logged, to be looked at after a failure: out/inhost-failures/<folder> */
function keepLogs(name: string, scratch: string): void {
  const logs = path.join(scratch, 'user-data', 'logs');
  if (fs.existsSync(logs)) fs.cpSync(logs, inRepository('out', 'inhost-failures', name), { recursive: true });
}

/** VS Code answers 0 also where its extension host died in the middle: only a result that was written counts. */
function passed(resultFile: string): boolean {
  if (!fs.existsSync(resultFile)) {
    console.error('VS Code ended without a result: its extension host did not come to the end of the tests.');
    return false;
  }
  const { passes, failures } = JSON.parse(fs.readFileSync(resultFile, 'utf8')) as InHostResult;
  if (passes === 0) console.error('No test was run.');
  return passes > 0 && failures === 0;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const folders = fs.readdirSync(SUITES_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => wanted.length === 0 || wanted.includes(name));
  if (names.length === 0) throw new Error(`No folder of test/inhost has the name ${wanted.join(' or ')}.`);
  for (const name of names) if (!(await runSuite(name))) process.exitCode = 1;
}

void main();
