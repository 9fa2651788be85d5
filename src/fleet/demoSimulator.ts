import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AzureFault } from '../azure/azureFault';
import { loopbackEndpoint } from '../azure/clouds';
import { errorMessage } from '../core/errorMessage';
import type { Instant } from '../core/instant';
import { parseInstant, toIso } from '../core/instant';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { makePrivateFolder, PRIVATE_FILE } from './privateFiles';

/** The simulated Azure behind the demo fleet. */
export interface DemoOptions {
  /** The simulator's bundle. */
  readonly program: string;
  /** Where its address, state and log are kept. */
  readonly folder: string;
  readonly machines: number;
  readonly seed: number;
}

export interface RunningDemo {
  readonly endpoint: URL;
  /** What the simulator's clock said when it was asked. */
  readonly now: Instant;
}

/** Seconds that the simulator lives on after the last window that used it. */
const LEASE_SECONDS = 600;
const START_TIMEOUT = 20_000;
const PROBE_TIMEOUT = 2_000;
const POLL_EVERY = 50;
/** Characters of the log's end that say why it did not start. */
const LOG_END = 500;

/**
 * What the simulator gets of the environment: enough for VS Code's own executable to run as Node. Not the rest, in which
 * there may be secrets, as the process outlives the window; nor what would load other code into it.
 */
const INHERITED: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USERPROFILE', 'TEMP', 'TMP', 'TMPDIR', 'SYSTEMROOT', 'WINDIR', 'LANG', 'LC_ALL', 'TZ'],
  'LD_LIBRARY_PATH', // where some packages of VS Code for Linux keep their libraries
  'HOTPATCH_HOST_MARK', // by which tests find again, and end, what they have started
]);

/** The process that was started. */
interface Child {
  /** How it has ended, in words; null = it has not. */
  ending(): string | null;
}

/**
 * Finds the demo's simulator, or starts it: a process of its own that outlives window and extension host, is found again
 * after a reload, and ends by itself when nobody has renewed its lease.
 */
export class DemoSimulator {
  readonly #options: DemoOptions;

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  /** Finds the running simulator and renews its lease; undefined = none answers. */
  async find(signal: AbortSignal): Promise<RunningDemo | undefined> {
    const announced = await this.#announcement();
    if (announced === undefined) return undefined;
    const { url, key } = announced;
    const health = await ask(new URL('/simulator/health', url), { method: 'GET' }, signal);
    if (readString(health, 'name') !== 'hotpatch-fleet-simulator') return undefined;
    // Another simulator may have got the port of one that was killed.
    if (readString(health, 'key') !== key) return undefined;
    const now = parseInstant(readString(health, 'now') ?? '');
    if (now === undefined) return undefined;
    await post(new URL('/simulator/lease', url), { seconds: LEASE_SECONDS }, signal);
    return { endpoint: url, now };
  }

  /**
   * Starts a simulator whose clock begins at `now`, and waits until it answers. Of windows that start one at the same
   * time, one does and the others find it.
   */
  async start(now: Instant, signal: AbortSignal): Promise<Result<RunningDemo, AzureFault>> {
    const deadline = performance.now() + START_TIMEOUT;
    try {
      await makePrivateFolder(this.#options.folder);
      while (!signal.aborted && performance.now() < deadline) {
        if (await this.#claimStart()) return await this.#startClaimed(now, deadline, signal);
        const running = await this.find(signal);
        if (running) return succeeded(running);
        await pause();
      }
    } catch (error) {
      return failed({ kind: 'unreachable', code: 'DEMO', message: errorMessage(error) });
    }
    if (signal.aborted) return failed({ kind: 'cancelled' });
    return failed({ kind: 'unreachable', code: 'DEMO', message: 'Another window did not start it in time.' });
  }

  async #startClaimed(now: Instant, deadline: number, signal: AbortSignal): Promise<Result<RunningDemo, AzureFault>> {
    try {
      // Another window may have started it just before.
      const running = await this.find(signal);
      if (running) return succeeded(running);
      await rm(this.#announceFile, { force: true });
      return await this.#startChild(now, deadline, signal);
    } finally {
      await rm(this.#startingFile, { force: true });
    }
  }

  async #startChild(now: Instant, deadline: number, signal: AbortSignal): Promise<Result<RunningDemo, AzureFault>> {
    const child = this.#spawn(now);
    while (!signal.aborted && child.ending() === null && performance.now() < deadline) {
      const running = await this.find(signal);
      if (running) return succeeded(running);
      await pause();
    }
    if (signal.aborted) return failed({ kind: 'cancelled' });
    const log = await readFile(this.#logFile, 'utf8').catch(() => '');
    const message = `${child.ending() ?? 'It did not answer in time.'} ${log.slice(-LOG_END).trim()}`.trim();
    return failed({ kind: 'unreachable', code: 'DEMO', message });
  }

  /** Whether this window is the one to start it. A claim that a window left behind when it died runs out. */
  async #claimStart(): Promise<boolean> {
    try {
      await writeFile(this.#startingFile, '', { flag: 'wx', mode: PRIVATE_FILE });
      return true;
    } catch (error) {
      if (!isNodeError(error, 'EEXIST')) throw error;
    }
    const claimed = await stat(this.#startingFile).catch(() => null);
    if (claimed !== null && Date.now() - claimed.mtimeMs > START_TIMEOUT) await rm(this.#startingFile, { force: true });
    return false;
  }

  /** Sets the simulator's clock. */
  async setClock(demo: RunningDemo, now: Instant, signal: AbortSignal): Promise<void> {
    await post(new URL('/simulator/clock', demo.endpoint), { now: toIso(now) }, signal);
  }

  get #announceFile(): string {
    return join(this.#options.folder, 'simulator.json');
  }

  /** There while a window starts the simulator. */
  get #startingFile(): string {
    return join(this.#options.folder, 'starting');
  }

  get #logFile(): string {
    return join(this.#options.folder, 'simulator.log');
  }

  async #announcement(): Promise<{ readonly url: URL; readonly key: string } | undefined> {
    const announced = readJson(await readFile(this.#announceFile, 'utf8').catch(() => ''));
    const endpoint = loopbackEndpoint(readString(announced, 'url') ?? '');
    const key = readString(announced, 'key');
    return endpoint.ok && key !== undefined ? { url: endpoint.value, key } : undefined;
  }

  #spawn(now: Instant): Child {
    const { program, folder, machines, seed } = this.#options;
    const world = { port: 0, machines, seed, now: toIso(now), state: join(folder, 'state.json') };
    // Azure takes 12 minutes for an enrollment; nobody would watch a demo for so long.
    const pace = {
      ...{ 'enroll-seconds': 25, 'disenroll-seconds': 6, 'noop-seconds': 5, 'evaluation-seconds': 5 },
      ...{ 'assess-seconds': 5, 'install-seconds': 8, 'run-command-seconds': 4, 'reboot-seconds': 15 },
      'graph-lag-seconds': 4,
    };
    const life = { announce: this.#announceFile, 'idle-exit': LEASE_SECONDS };
    const log = openSync(this.#logFile, 'w', PRIVATE_FILE);
    try {
      let ending: string | null = null;
      const child = spawn(process.execPath, [program, ...flags(world), ...flags(pace), ...flags(life)], {
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, log],
        env: { ...simulatorEnvironment(process.env), ELECTRON_RUN_AS_NODE: '1' },
      });
      child.once('exit', (code, signal) => (ending = `It ended with ${signal ?? `status ${code ?? 0}`}.`));
      child.once('error', (error) => (ending = error.message));
      child.unref();
      return { ending: () => ending };
    } finally {
      closeSync(log);
    }
  }
}

/** Windows does not tell upper from lower case in these names: Path, SystemRoot. */
export function simulatorEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => INHERITED.has(name.toUpperCase())));
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
}

function isNodeError(error: unknown, code: string): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === code;
}

function flags(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function post(url: URL, body: object, signal: AbortSignal): Promise<void> {
  await ask(
    url,
    { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    signal,
  );
}

/** The answer's JSON; null when there was none. */
async function ask(url: URL, init: RequestInit, signal: AbortSignal): Promise<unknown> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT)]);
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: limited });
    return answer.ok ? readJson(await answer.text()) : null;
  } catch {
    return null;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readString(value: unknown, name: string): string | undefined {
  const found = readValue(value, name);
  return typeof found === 'string' ? found : undefined;
}

function readValue(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
