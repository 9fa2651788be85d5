import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/simulator/kql/json';
import { DEFAULT_OPTIONS, type SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { startSimulator, type RunningSimulator } from '../../../src/simulator/startSimulator';

export const HOME_TENANT = '00000000-0000-0000-0000-0000000c0450';
export const GUEST_TENANT = '00000000-0000-0000-0000-0000000fab00';
export const PRODUCTION = '00000000-0000-0000-0001-000000000001';
export const BRANCHES = '00000000-0000-0000-0001-000000000002';
export const PLANTS = '00000000-0000-0000-0001-000000000005';

/** A running clock that only moves when the test says so, in milliseconds. */
export interface TestClock {
  now: number;
}

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** A simulator in this process, asked over real HTTP. */
export class SimulatorUnderTest {
  private constructor(
    readonly running: RunningSimulator,
    readonly notes: readonly string[],
    /** Monotonic time of the simulator. */
    readonly monotonic: TestClock,
    /** Real time of the simulator. */
    readonly wall: TestClock,
  ) {}

  static async start(options: Partial<SimulatorOptions> = {}, wallNow = 1_000_000): Promise<SimulatorUnderTest> {
    const notes: string[] = [];
    const monotonic = { now: 0 };
    const wall = { now: wallNow };
    const running = await startSimulator(
      { ...DEFAULT_OPTIONS, machines: 60, ...options },
      {
        monotonic: () => monotonic.now,
        wallClock: () => wall.now,
        note: (sentence) => notes.push(sentence),
      },
    );
    return new SimulatorUnderTest(running, notes, monotonic, wall);
  }

  /** One that serves raw Resource Graph rows. The file is gone when it has started. */
  static async startWithRows(
    rows: readonly Json[],
    options: Partial<SimulatorOptions> = {},
    wallNow?: number,
  ): Promise<SimulatorUnderTest> {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-rows-'));
    try {
      const file = join(folder, 'rows.json');
      writeFileSync(file, JSON.stringify(rows));
      return await SimulatorUnderTest.start({ rows: file, ...options }, wallNow);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async ask(path: string, init: RequestInit = {}, token: string | null = 'placeholder'): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (token !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${this.running.url}${path}`, { redirect: 'manual', ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** A Resource Graph query. */
  query(request: string | Json, token?: string, apiVersion = '2024-04-01'): Promise<Answer> {
    const body = typeof request === 'string' ? { query: request } : request;
    return this.ask(
      `/providers/Microsoft.ResourceGraph/resources?api-version=${apiVersion}`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      token,
    );
  }

  /** A POST to the control API. */
  control(path: string, body: Json): Promise<Answer> {
    return this.ask(`/simulator/${path}`, { method: 'POST', body: JSON.stringify(body) }, null);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Walks into an answer: `at(body, 'value', 0, 'name')`. Undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
}

/** The array that a path leads to. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  assert.ok(Array.isArray(found), `no array at ${path.join('.')} of ${shown(value)}`);
  return found as readonly unknown[];
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  assert.equal(typeof found, 'string', `no text at ${path.join('.')} of ${shown(value)}`);
  return String(found);
}

/** code and message of an ARM error body. */
export function errorOf(answer: Answer): { readonly code: string; readonly message: string } {
  return { code: textAt(answer.body, 'error', 'code'), message: textAt(answer.body, 'error', 'message') };
}

function shown(value: unknown): string {
  return JSON.stringify([value]).slice(1, 500);
}
