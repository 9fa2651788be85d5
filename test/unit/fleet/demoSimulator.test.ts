import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile, utimes } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { MINUTE } from '../../../src/core/instant';
import { DemoSimulator, simulatorEnvironment } from '../../../src/fleet/demoSimulator';
import { at } from '../core/machineBuilder';
import { eventually } from './deferred';
import { after as later } from './fleetBuilder';
import { temporaryFolder } from './temporaryFolder';

const START = at('2026-08-26T08:00:00Z');

describe('DemoSimulator', function () {
  this.timeout(60_000);
  const endpoints = new Set<string>();

  // Before the folder is removed: a simulator writes its state when it ends.
  afterEach(async () => {
    for (const endpoint of endpoints) await shutDown(endpoint);
    endpoints.clear();
  });

  const folder = temporaryFolder();
  const never = new AbortController().signal;
  let bundles: string;
  let program: string;

  before(async () => {
    bundles = await mkdtemp(join(tmpdir(), 'hotpatch-fleet-simulator-'));
    const simulator = join(bundles, 'simulator.js');
    // Says who it is, so that nothing that was started here outlives the tests.
    program = join(bundles, 'program.js');
    const note = `require('node:fs').appendFileSync(${JSON.stringify(join(bundles, 'pids'))}, process.pid + '\\n');`;
    await writeFile(program, `${note} require(${JSON.stringify(simulator)});`);
    await build({
      entryPoints: [resolve(import.meta.dirname, '../../../src/simulator/main.ts')],
      outfile: simulator,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
  });

  after(async () => {
    for (const pid of await pids()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await rm(bundles, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const stateFolder = (): string => join(folder(), 'demo');

  function demo(differs: { readonly program?: string; readonly folder?: string } = {}): DemoSimulator {
    return new DemoSimulator({ program, folder: stateFolder(), machines: 12, seed: 7, ...differs });
  }

  async function started(simulator = demo()): Promise<{ readonly endpoint: URL; readonly now: number }> {
    const running = await simulator.start(START, never);
    if (!running.ok) throw new Error(JSON.stringify(running.fault));
    endpoints.add(running.value.endpoint.origin);
    return running.value;
  }

  it('finds none where none was started', async () => {
    assert.equal(await demo().find(never), undefined);
  });

  it('starts a simulated Azure whose clock begins when it is told', async () => {
    const { endpoint, now } = await started();
    assert.equal(endpoint.hostname, '127.0.0.1');
    assert.ok(now >= START && now < START + MINUTE, String(now));
    const tenants = await getJson(new URL('/tenants?api-version=2022-12-01', endpoint));
    assert.ok(Array.isArray(Reflect.get(tenants, 'value')));
    assert.equal(Reflect.get(await health(endpoint), 'machines'), 12);
  });

  it('is found again by another window, which can turn its clock', async () => {
    const { endpoint } = await started();
    const other = demo();
    const found = await other.find(never);
    assert.equal(found?.endpoint.href, endpoint.href);
    await other.setClock(found, later(START, 60 * MINUTE), never);
    const now = (await demo().find(never))?.now ?? 0;
    assert.ok(now >= later(START, 60 * MINUTE), String(now));
  });

  it('is asked to stay each time that it is found', async () => {
    const asked: string[] = [];
    const double = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"hotpatch-fleet-simulator","key":"ours","now":"2026-08-26T08:00:00Z"}');
    });
    await announced(double, async () => {
      await demo().find(never);
    });
    assert.deepEqual(asked, ['GET /simulator/health', 'POST /simulator/lease']);
  });

  it('starts anew where the one that was announced is gone, and goes on from its state', async () => {
    const first = await started();
    await shutDown(first.endpoint.origin);
    await writeAnnouncement(first.endpoint.origin, 'a key that nobody has');
    assert.equal(await demo().find(never), undefined);
    const second = await started();
    assert.equal((await demo().find(never))?.endpoint.href, second.endpoint.href);
  });

  it('does not take another program at the announced address for its own', async () => {
    const stranger = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"hotpatch-fleet-simulator","key":"another","now":"2026-08-26T08:00:00Z"}');
    });
    await announced(stranger, async () => {
      assert.equal(await demo().find(never), undefined);
    });
  });

  for (const [what, text] of [
    ['no JSON', 'not JSON'],
    ['JSON of another shape', '[1]'],
    ['another host', '{"url":"http://example.com:80","key":"k"}'],
    ['no key', '{"url":"http://127.0.0.1:9"}'],
  ] as const) {
    it(`finds none where the announcement is ${what}`, async () => {
      await mkdir(stateFolder(), { recursive: true });
      await writeFile(join(stateFolder(), 'simulator.json'), text);
      assert.equal(await demo().find(never), undefined);
    });
  }

  it('says how a program that cannot run has ended, with the end of its log', async () => {
    const broken = join(folder(), 'broken.js');
    await writeFile(broken, `console.error('x'.repeat(5000)); console.error('The last words.'); process.exit(3);`);
    const running = await demo({ program: broken }).start(START, never);
    assert.ok(!running.ok && running.fault.kind === 'unreachable');
    assert.match(running.fault.message, /^It ended with status 3\. x{1,600}\sThe last words\.$/);
    assert.ok(running.fault.message.length < 600);
  });

  it('gets nothing of the environment that it does not need: no secret, nothing that loads other code', async () => {
    const [seen, telling] = [join(folder(), 'environment.json'), join(folder(), 'telling.js')];
    await writeFile(
      telling,
      `require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env)); process.exit(1);`,
    );
    const secrets = {
      AZURE_CLIENT_SECRET: 'hunter2',
      NODE_OPTIONS: '--no-warnings',
      VSCODE_IPC_HOOK: 'x',
      HTTPS_PROXY: 'http://a:b@c',
    };
    const before = Object.keys(secrets).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, secrets);
    try {
      await demo({ program: telling }).start(START, never);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    const environment = JSON.parse(await readFile(seen, 'utf8')) as Record<string, string>;
    assert.equal(environment['ELECTRON_RUN_AS_NODE'], '1');
    assert.equal(environment['PATH'] ?? environment['Path'], process.env['PATH']);
    for (const name of Object.keys(secrets)) assert.equal(environment[name], undefined, name);
  });

  it('gets what Windows cannot do without, as Windows writes it', () => {
    const windows = {
      Path: 'C:\\',
      SystemRoot: 'C:\\Windows',
      TEMP: 'C:\\t',
      USERPROFILE: 'C:\\u',
      windir: 'C:\\Windows',
    };
    assert.deepEqual(simulatorEnvironment({ ...windows, OneDrive: 'C:\\o', GITHUB_TOKEN: 'x' }), windows);
  });

  it('says so where its folder cannot be made', async () => {
    const taken = join(folder(), 'taken');
    await writeFile(taken, '');
    const running = await demo({ folder: join(taken, 'demo') }).start(START, never);
    assert.ok(!running.ok && running.fault.kind === 'unreachable');
    assert.match(running.fault.message, /ENOTDIR/);
  });

  it('says so where its log cannot be written', async () => {
    await mkdir(join(stateFolder(), 'simulator.log'), { recursive: true });
    const running = await demo().start(START, never);
    assert.ok(!running.ok && running.fault.kind === 'unreachable');
    assert.match(running.fault.message, /EISDIR/);
  });

  it('does not wait for ever for a window that died while it started one', async () => {
    const starting = join(stateFolder(), 'starting');
    await mkdir(stateFolder(), { recursive: true });
    await writeFile(starting, '');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(starting, longAgo, longAgo);
    const running = await started();
    assert.equal(Reflect.get(await health(running.endpoint), 'name'), 'hotpatch-fleet-simulator');
  });

  it('gives up when it is cancelled', async () => {
    const silent = join(folder(), 'silent.js');
    await writeFile(silent, `setTimeout(() => undefined, 3_000);`);
    const abort = new AbortController();
    const starting = demo({ program: silent }).start(START, abort.signal);
    abort.abort();
    const running = await starting;
    assert.deepEqual(running, { ok: false, fault: { kind: 'cancelled' } });
  });

  it('serves two windows that start it at the same time, and leaves none that no window uses', async () => {
    const before = (await pids()).length;
    const [one, two] = await Promise.all([started(), started()]);
    assert.equal(Reflect.get(await health(one.endpoint), 'name'), 'hotpatch-fleet-simulator');
    assert.equal(Reflect.get(await health(two.endpoint), 'name'), 'hotpatch-fleet-simulator');
    assert.notEqual(await demo().find(never), undefined);
    assert.equal(one.endpoint.href, two.endpoint.href);
    assert.equal((await pids()).slice(before).filter(isAlive).length, 1);
  });

  async function pids(): Promise<readonly number[]> {
    const text = await readFile(join(bundles, 'pids'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  }

  /** Has a server of the test's stand where a simulator with the key `ours` has announced itself. */
  async function announced(server: Server, body: () => Promise<void>): Promise<void> {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      await mkdir(stateFolder(), { recursive: true });
      await writeAnnouncement(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'ours');
      await body();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  async function writeAnnouncement(url: string, key: string): Promise<void> {
    await writeFile(join(stateFolder(), 'simulator.json'), JSON.stringify({ url, key, pid: 1, startedAt: '' }));
  }

  async function shutDown(origin: string): Promise<void> {
    const facts = await health(new URL(origin)).catch(() => null);
    if (facts === null) return;
    const pid = Number(Reflect.get(facts, 'pid'));
    await fetch(new URL('/simulator/shutdown', origin), { method: 'POST' }).catch(() => undefined);
    await eventually(() => !isAlive(pid));
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function health(endpoint: URL): Promise<object> {
  return getJson(new URL('/simulator/health', endpoint));
}

async function getJson(url: URL): Promise<object> {
  // Whatever the URL, the simulator wants a token, and takes none that is real.
  const answer = await fetch(url, { headers: { authorization: 'Bearer placeholder' } });
  const body: unknown = await answer.json();
  if (typeof body !== 'object' || body === null) throw new Error(`${url.href} gave no object`);
  return body;
}
