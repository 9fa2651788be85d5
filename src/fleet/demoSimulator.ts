import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AzureFault } from '../azure/azureFault';
import { loopbackEndpoint } from '../azure/clouds';
import type { Instant } from '../core/instant';
import { parseInstant, toIso } from '../core/instant';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';

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
    const url = await this.#announcedUrl();
    if (url === undefined) return undefined;
    const health = await ask(new URL('/simulator/health', url), { method: 'GET' }, signal);
    if (readString(health, 'name') !== 'hotpatch-fleet-simulator') return undefined;
    const now = parseInstant(readString(health, 'now') ?? '');
    if (now === undefined) return undefined;
    await post(new URL('/simulator/lease', url), { seconds: LEASE_SECONDS }, signal);
    return { endpoint: url, now };
  }

  /** Starts a simulator whose clock begins at `now`, and waits until it answers. */
  async start(now: Instant, signal: AbortSignal): Promise<Result<RunningDemo, AzureFault>> {
    try {
      await mkdir(this.#options.folder, { recursive: true });
      await rm(this.#announceFile, { force: true });
    } catch (error) {
      return failed({ kind: 'unreachable', code: 'DEMO', message: String(error) });
    }
    const child = this.#spawn(now);
    const deadline = performance.now() + START_TIMEOUT;
    while (!signal.aborted && !child.hasEnded() && performance.now() < deadline) {
      const running = await this.find(signal);
      if (running) return succeeded(running);
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
    }
    if (signal.aborted) return failed({ kind: 'cancelled' });
    const log = await readFile(this.#logFile, 'utf8').catch(() => '');
    return failed({ kind: 'unreachable', code: 'DEMO', message: log.slice(-500) });
  }

  /** Sets the simulator's clock. */
  async setClock(demo: RunningDemo, now: Instant, signal: AbortSignal): Promise<void> {
    await post(new URL('/simulator/clock', demo.endpoint), { now: toIso(now) }, signal);
  }

  get #announceFile(): string {
    return join(this.#options.folder, 'simulator.json');
  }

  get #logFile(): string {
    return join(this.#options.folder, 'simulator.log');
  }

  async #announcedUrl(): Promise<URL | undefined> {
    const text = await readFile(this.#announceFile, 'utf8').catch(() => '{}');
    const endpoint = loopbackEndpoint(readString(readJson(text), 'url') ?? '');
    return endpoint.ok ? endpoint.value : undefined;
  }

  #spawn(now: Instant): { hasEnded(): boolean } {
    const { program, folder, machines, seed } = this.#options;
    const log = openSync(this.#logFile, 'w');
    const child = spawn(
      process.execPath,
      [program, ...flags({ port: 0, machines, seed, now: toIso(now), state: join(folder, 'state.json') })].concat(
        flags({ announce: this.#announceFile, 'idle-exit': LEASE_SECONDS }),
      ),
      { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
    );
    closeSync(log);
    let hasEnded = false;
    child.once('exit', () => (hasEnded = true));
    child.once('error', () => (hasEnded = true));
    child.unref();
    return { hasEnded: () => hasEnded };
  }
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
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : undefined;
}
