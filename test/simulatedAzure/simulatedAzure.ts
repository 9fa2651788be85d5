import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface SimulatedAzureOptions {
  /** The simulator's bundle: dist/simulator.js. */
  readonly program: string;
  /** Raw Resource Graph rows to serve; without them a fleet is generated. */
  readonly rows?: readonly object[];
  readonly machines?: number;
  readonly seed?: number;
  /** Where its clock starts, ISO 8601. */
  readonly now?: string;
  /** More flags by name, e.g. `{ 'enroll-seconds': 2, 'graph-lag-seconds': 1, quota: '15/5s' }`; see its --help. */
  readonly flags?: Readonly<Record<string, string | number>>;
  /** Whether what was written outlives {@link SimulatedAzure.unplug}. */
  readonly keepsState?: boolean;
}

/** What really happened to the machines; see src/simulator/effectLedger.ts. */
export interface SimulatedEffects {
  readonly totals: {
    readonly machines: number;
    readonly writes: number;
    readonly enrollments: number;
    readonly disenrollments: number;
    readonly patchSettingChanges: number;
    readonly mostTransitionsOfOneMachine: number;
    readonly assessments: number;
    readonly installs: number;
    readonly runCommandWrites: number;
    /** Each run of a script, also of a PUT that was repeated. */
    readonly scriptRuns: number;
    readonly runCommandDeletions: number;
    /** Restarts that were ordered. */
    readonly restarts: number;
    readonly mostInstallsOfOneMachine: number;
    readonly mostRestartsOfOneMachine: number;
    readonly mostScriptRunsOfOneMachine: number;
  };
  readonly payAsYouGoPurchases: number;
  /** By lower-case machine id. */
  readonly machines: Readonly<
    Record<
      string,
      {
        readonly transitions: number;
        readonly installs: number;
        readonly restarts: number;
        readonly scriptRuns: number;
        readonly writes: number;
        readonly effects: readonly object[];
      }
    >
  >;
}

/** One request as the simulator saw it. Control requests are not among them. */
export interface SimulatedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  /** 0: there was no answer. */
  readonly status: number;
  readonly tenantId: string | null;
  readonly fault: string | null;
}

/** A simulated Azure in a process of its own, and its control API. */
export class SimulatedAzure {
  readonly url: string;
  readonly #scratch: string;
  readonly #options: SimulatedAzureOptions;
  #process: ChildProcess;

  private constructor(options: SimulatedAzureOptions, scratch: string, started: Started) {
    this.#options = options;
    this.#scratch = scratch;
    this.#process = started.process;
    this.url = started.url;
  }

  static async start(options: SimulatedAzureOptions): Promise<SimulatedAzure> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-simulated-azure-'));
    if (options.rows) fs.writeFileSync(rowsFile(scratch), JSON.stringify(options.rows));
    return new SimulatedAzure(options, scratch, await startProcess(options, scratch, '0'));
  }

  get settings(): Readonly<Record<string, unknown>> {
    return { 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.loopbackEndpoint': this.url };
  }

  /** The requests since the start, or since the last call of {@link forgetRequests}. */
  async requests(): Promise<readonly SimulatedRequest[]> {
    const { requests } = (await this.#ask('GET', 'requests')) as { requests: readonly SimulatedRequest[] };
    return requests;
  }

  /** The texts of the Resource Graph queries among the requests. */
  async queries(): Promise<readonly string[]> {
    const requests = await this.requests();
    return requests.flatMap(({ body }) => {
      const query: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'query') : undefined;
      return typeof query === 'string' ? [query] : [];
    });
  }

  async forgetRequests(): Promise<void> {
    await this.#ask('DELETE', 'requests');
  }

  /** `fault`: see src/simulator/faultRules.ts. */
  async addFault(match: object, fault: object): Promise<void> {
    await this.#ask('POST', 'faults', { match, fault });
  }

  async clearFaults(): Promise<void> {
    await this.#ask('DELETE', 'faults');
  }

  /** Merges `patch` (RFC 7396) onto the row with this id. */
  async merge(id: string, patch: object): Promise<void> {
    await this.#ask('POST', 'machines', { id, merge: patch });
  }

  /** What nobody knows for certain of Azure, e.g. `{ putOmits: 'clears' }`; see src/simulator/switches.ts. */
  async turn(switches: object): Promise<void> {
    await this.#ask('POST', 'switches', switches);
  }

  /**
   * How a machine behaves, e.g. `{ enrolment: 'fails', code, message }` or `{ comesBack: false, firmware: 'Bios' }`; see
   * src/simulator/enrolmentOutcomes.ts.
   */
  async behave(id: string, behaviour: object): Promise<void> {
    await this.#ask('POST', 'behaviours', { id, ...behaviour });
  }

  /** What the account may do in a subscription, e.g. `{ notRegistered: ['Microsoft.Compute'] }`; see src/simulator/subscriptionAccess.ts. */
  async allow(subscriptionId: string, access: object): Promise<void> {
    await this.#ask('POST', 'behaviours', { subscriptionId, ...access });
  }

  /** Moves its clock, ISO 8601: what is under way and due by then has happened. */
  async setClock(now: string): Promise<void> {
    await this.#ask('POST', 'clock', { now });
  }

  async effects(): Promise<SimulatedEffects> {
    return (await this.#ask('GET', 'effects')) as SimulatedEffects;
  }

  async remove(id: string): Promise<void> {
    await this.#ask('POST', 'machines', { id, remove: true });
  }

  /** Pulls the plug: whoever asks now is refused. */
  async unplug(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Starts it again at the same address, with the rows that it began with and without faults. */
  async plugIn(): Promise<void> {
    await this.unplug();
    const { process } = await startProcess(this.#options, this.#scratch, new URL(this.url).port);
    this.#process = process;
  }

  /** Unplugs it for good. */
  async close(): Promise<void> {
    await this.unplug();
    fs.rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  async #ask(method: string, name: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/simulator/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /simulator/${name}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

interface Started {
  readonly process: ChildProcess;
  readonly url: string;
}

async function startProcess(options: SimulatedAzureOptions, scratch: string, port: string): Promise<Started> {
  const { program, rows, machines, seed, now, keepsState, flags: more } = options;
  // The end of a simulator whose test was killed and could not unplug it.
  const idle = '300';
  const flags = Object.entries({
    port,
    machines,
    seed,
    now,
    rows: rows && rowsFile(scratch),
    quota: 'off',
    'idle-exit': idle,
    state: keepsState === true ? path.join(scratch, 'state.json') : undefined,
    ...more,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  const child = spawn(process.execPath, [program, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // In desktop VS Code process.execPath is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const endWithParent = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithParent);
  child.once('exit', () => process.off('exit', endWithParent));
  const failure = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`The simulator ended with ${String(code)} before it served.`);
  });
  failure.catch(() => undefined); // it also ends after it has served
  const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), failure])) as [string];
  return { process: child, url };
}

function rowsFile(scratch: string): string {
  return path.join(scratch, 'rows.json');
}
