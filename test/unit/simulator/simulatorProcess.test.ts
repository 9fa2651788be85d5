import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { at } from './simulatorUnderTest';

/** What a process wrote and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the simulator as a process', function () {
  this.timeout(30_000);
  let folder: string;
  let program: string;
  const children: ChildProcessWithoutNullStreams[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-process-'));
    program = join(folder, 'simulator.js');
    await build({
      entryPoints: [join(import.meta.dirname, '../../../src/simulator/main.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  // Windows lets go of a program some time after its process has ended.
  after(() => rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 100 }));

  function start(...args: string[]): {
    child: ChildProcessWithoutNullStreams;
    ended: Promise<Ended>;
    firstLine: Promise<string>;
  } {
    const child = spawn(process.execPath, [program, ...args]);
    children.push(child);
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const firstLine = new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        if (stdout.includes('\n')) resolve(stdout.split('\n')[0] ?? '');
      });
      child.once('exit', () => {
        reject(new Error(`It ended before its first line: ${stderr}`));
      });
    });
    firstLine.catch(() => undefined);
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    return { child, ended, firstLine };
  }

  async function shutDown(url: string): Promise<number> {
    return (await fetch(`${url}/simulator/shutdown`, { method: 'POST' })).status;
  }

  async function health(url: string): Promise<unknown> {
    return (await fetch(`${url}/simulator/health`)).json();
  }

  it('prints its base URL as its first line, and nothing else', async () => {
    const { ended, firstLine } = start('--machines', '3');
    const url = await firstLine;
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(at(await health(url), 'machines'), 3);
    await shutDown(url);
    assert.deepEqual(await ended, { code: 0, stdout: `${url}\n`, stderr: '' });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends cleanly on ${signal}, with connections open`, async function () {
      // There such a signal is none: it ends the process as SIGKILL does. Ctrl+C in a console cannot be sent by a test.
      if (process.platform === 'win32') this.skip();
      const { child, ended, firstLine } = start('--machines', '3', '--fault', '{"fault":{"kind":"stall"}}');
      const url = await firstLine;
      const stalled = fetch(`${url}/tenants?api-version=2022-12-01`).then(
        () => 'answered',
        () => 'dropped',
      );
      await health(url);
      child.kill(signal);
      assert.equal((await ended).code, 0);
      assert.equal(await stalled, 'dropped');
    });
  }

  it('ends when it is told to over HTTP', async () => {
    const { ended, firstLine } = start('--machines', '3');
    assert.equal(await shutDown(await firstLine), 202);
    assert.equal((await ended).code, 0);
  });

  it('ends by itself when nobody uses it', async () => {
    const { ended } = start('--machines', '3', '--idle-exit', '1');
    assert.equal((await ended).code, 0);
  });

  it('announces itself while it runs, and only itself', async () => {
    const file = join(folder, 'announce.json');
    const { ended, firstLine } = start('--machines', '3', '--announce', file);
    const url = await firstLine;
    const announced: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const told = await health(url);
    for (const name of ['pid', 'key', 'startedAt']) assert.equal(at(announced, name), at(told, name), name);
    assert.equal(at(announced, 'url'), url);
    await shutDown(url);
    await ended;
    assert.ok(!existsSync(file));
  });

  it('leaves the announcement of another one alone', async () => {
    const file = join(folder, 'others.json');
    const { ended, firstLine } = start('--machines', '3', '--announce', file);
    const url = await firstLine;
    writeFileSync(file, '{"key":"another"}');
    await shutDown(url);
    await ended;
    assert.equal(readFileSync(file, 'utf8'), '{"key":"another"}');
  });

  it('lives on when nobody reads what it prints', async () => {
    const file = join(folder, 'unread.json');
    const rows = join(folder, 'rows.json');
    // Every row is worth a note on stderr.
    writeFileSync(rows, JSON.stringify(Array<number>(100).fill(7)));
    const { child } = start('--rows', rows, '--announce', file);
    child.stdout.destroy();
    child.stderr.destroy();
    while (!existsSync(file) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(child.exitCode, null);
    const url = String(at(JSON.parse(readFileSync(file, 'utf8')), 'url'));
    assert.equal(at(await health(url), 'machines'), 0);
  });

  it('outlives the process that started it', async () => {
    const starter = [
      "const { spawn } = require('node:child_process');",
      `const child = spawn(process.execPath, [${JSON.stringify(program)}, '--machines', '3', '--idle-exit', '60'], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });`,
      "child.stdout.once('data', (line) => { process.stdout.write(line); process.exit(0); });",
    ].join('\n');
    const parent = spawn(process.execPath, ['-e', starter]);
    let printed = '';
    parent.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await once(parent, 'close');
    const url = printed.trim();
    assert.equal(at(await health(url), 'machines'), 3);
    await shutDown(url);
  });

  it('refuses bad flags, bad files and a port in use in one sentence', async () => {
    const flags = await start('--machines', 'many').ended;
    assert.deepEqual([flags.code, flags.stdout], [2, '']);
    assert.match(flags.stderr, /^--machines must be [^\n]+\.\n$/);
    const rows = await start('--rows', join(folder, 'none.json')).ended;
    assert.deepEqual([rows.code, rows.stdout], [2, '']);
    assert.match(rows.stderr, /^The rows file [^\n]+\.\n$/);
    const first = start('--machines', '1');
    const second = await start('--machines', '1', '--port', new URL(await first.firstLine).port).ended;
    assert.deepEqual([second.code, second.stdout], [1, '']);
    assert.match(second.stderr, /^The port is in use[^\n]+\.\n$/);
  });

  it('helps', async () => {
    const { code, stdout } = await start('--help').ended;
    assert.equal(code, 0);
    assert.match(stdout, /--machines N/);
  });
});
