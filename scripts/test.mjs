// npm test: installs what is missing, then runs every check and test, and sums up. Exit status 0: all of it went well.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureDependencies } from './ensureDependencies.mjs';

const root = path.resolve(import.meta.dirname, '..');
const bin = (...parts) => path.join(root, 'node_modules', ...parts);
const TSX = ['--import', 'tsx'];
const MOCHA = [bin('mocha', 'bin', 'mocha.js'), '--forbid-only'];

/** In this order. `needs`: not worth trying where that step has failed. */
const STEPS = [
  { name: 'lint', command: [bin('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'] },
  { name: 'format', command: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the page',
    command: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'src/webview'],
  },
  { name: 'dependencies', command: ['scripts/reviewDependencies.mjs'] },
  { name: 'documents', command: [...TSX, 'scripts/writeDocs.ts', '--check'] },
  { name: 'build', command: ['esbuild.js'] },
  { name: 'bundle size', command: ['scripts/checkBundle.mjs'], needs: 'build' },
  { name: 'unit tests', command: MOCHA },
  { name: 'VS Code', command: [...TSX, 'test/host/prepare.ts'] },
  { name: 'in-host tests', command: [...TSX, 'test/inhost/run.ts'], needs: 'build' },
  { name: 'package', command: [...MOCHA, '--config', 'test/package/.mocharc.json'], reason: uiTestsReason },
  { name: 'UI tests', command: [...MOCHA, '--config', 'test/ui/.mocharc.json'], needs: 'build', reason: uiTestsReason },
];

/** Why the UI tests cannot be run on this machine at all; undefined: they can. */
function uiTestsReason() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `they drive VS Code in a browser, which needs linux-x64 (a container will do), not ${process.platform}-${process.arch}`;
}

async function main() {
  ensureDependencies();
  const counts = { passing: 0, failing: 0, pending: 0 };
  const outcomes = new Map();
  for (const step of STEPS) outcomes.set(step.name, await runStep(step, outcomes, counts));
  report(outcomes, counts);
}

async function runStep({ name, command, needs, reason }, outcomes, counts) {
  const excuse = reason?.();
  if (excuse !== undefined) return { state: 'not run', seconds: 0, note: excuse };
  if (needs !== undefined && outcomes.get(needs).state !== 'passed') {
    return { state: 'FAILED', seconds: 0, note: `not run: ${needs} failed` };
  }
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}`);
  const begun = performance.now();
  const { succeeded, output } = await run(command);
  addCounts(stripVTControlCharacters(output), counts);
  return { state: succeeded ? 'passed' : 'FAILED', seconds: (performance.now() - begun) / 1000, note: '' };
}

function run(command) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...color },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ succeeded: code === 0, output }));
  });
}

/** Mocha's last lines: "  12 passing (3s)", "  1 failing", "  2 pending". */
function addCounts(output, counts) {
  for (const [, count, kind] of output.matchAll(/^\s+(\d+) (passing|failing|pending)\b/gm))
    counts[kind] += Number(count);
}

function report(outcomes, counts) {
  console.log(`\n${'═'.repeat(80)}`);
  let total = 0;
  for (const [name, { state, seconds, note }] of outcomes) {
    total += seconds;
    console.log(`${state.padEnd(8)} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s  ${note}`.trimEnd());
  }
  console.log(`${' '.repeat(9)}${'all'.padEnd(16)} ${total.toFixed(1).padStart(6)} s\n`);
  const skipped = counts.pending > 0 ? `, ${counts.pending} skipped` : '';
  console.log(`${counts.passing} passed, ${counts.failing} failed${skipped}`);
  const failed = [...outcomes.values()].some(({ state }) => state === 'FAILED');
  process.exitCode = failed || counts.failing > 0 ? 1 : 0;
}

await main();
