import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AzureClients, AzureClientsOptions } from '../../../src/azure/azureEntry';
import { createAzureClients } from '../../../src/azure/azureEntry';
import { loopbackCloud } from '../../../src/azure/clouds';
import type { MachineWriter } from '../../../src/azure/machineWriting';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { MachineId } from '../../../src/core/ids';
import type { OperationKind, SwitchValues, WantedSwitches } from '../../../src/core/operation';
import { operationTable } from '../../../src/core/operation';
import type { Result } from '../../../src/core/result';
import type { JournalDisk } from '../../../src/fleet/journalDisk';
import type { MachineOutcome, OperationId, OperationMachine } from '../../../src/fleet/journalEntry';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import type { LeaseTimes } from '../../../src/fleet/operationLease';
import type { OperationPace } from '../../../src/fleet/operationPace';
import type { RunEnd } from '../../../src/fleet/operationRunner';
import type { OperationDraft, StartFault } from '../../../src/fleet/operations';
import { actingAccounts, Operations } from '../../../src/fleet/operations';
import type { OperationState } from '../../../src/fleet/operationState';
import { DEFAULT_OPTIONS, type SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { startSimulator, type RunningSimulator } from '../../../src/simulator/startSimulator';
import { machineId as idText, machineRow, PRODUCTION, TENANT } from '../../simulatedAzure/fleetRows';
import type { MachineRowOptions } from '../../simulatedAzure/fleetRows';
import type { SimulatedEffects, SimulatedRequest } from '../../simulatedAzure/simulatedAzure';
import type { SimulatedTime } from '../../simulatedAzure/simulatedTime';
import { simulatedTime } from '../../simulatedAzure/simulatedTime';
import { at } from '../simulator/simulatorUnderTest';

/** How many times as fast as ours the simulated time of these tests runs. */
export const SCALE = 50;

/** Simulated: an enrollment takes 20 seconds, of which 400 ms go by here. */
export const FAST_SIMULATOR: Partial<SimulatorOptions> = {
  timeScale: SCALE,
  enrollSeconds: 20,
  disenrollSeconds: 5,
  noopSeconds: 1,
  evaluationSeconds: 1,
  graphLagSeconds: 5,
  quota: null,
};

/** In simulated milliseconds, shortened like the simulator's durations. */
export const FAST_PACE: OperationPace = {
  pollEvery: 5_000,
  graphLag: 15_000,
  trackingReadAfter: 60_000,
  pendingAfter: 120_000,
  retryBase: 500,
  longestRetryWait: 5_000,
  actionPollEvery: 5_000,
  actionPendingAfter: 300_000,
  restartDelay: 5,
  comeBackWithin: 120_000,
  enrollmentTakes: 20_000,
  othersTake: 5_000,
};

export const NEVER = new AbortController().signal;

export interface WorldOptions {
  readonly simulator?: Partial<SimulatorOptions>;
  readonly clients?: Partial<AzureClientsOptions>;
  /** Stands between the operations and Azure. */
  readonly writer?: (real: MachineWriter, world: OperationWorld) => MachineWriter;
}

/** How the operations of a window differ from those of the first one. */
export interface WindowOptions {
  readonly leaseTimes?: LeaseTimes;
  readonly disk?: JournalDisk;
  readonly pace?: Partial<OperationPace>;
  /** By how many milliseconds the computer’s clock is ahead of Azure’s. */
  readonly clockAhead?: number;
  readonly isProtected?: (facts: MachineFacts) => boolean;
}

export interface RunOutcome {
  readonly id: OperationId;
  readonly end: RunEnd;
  readonly state: OperationState;
  /** By machine name. */
  readonly outcomes: Readonly<Record<string, MachineOutcome | null>>;
}

/** Operations over a simulated Azure on 127.0.0.1, with the extension's own clients between them and without VS Code. */
export class OperationWorld {
  readonly warnings: string[] = [];
  readonly #windows: Operations[] = [];

  private constructor(
    readonly url: string,
    private readonly simulator: RunningSimulator | null,
    readonly clients: AzureClients,
    readonly time: SimulatedTime,
    readonly folder: string,
    private readonly options: WorldOptions,
  ) {}

  static async start(rows: readonly object[], options: WorldOptions = {}): Promise<OperationWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'hotpatch-operations-'));
    const file = join(folder, 'rows.json');
    writeFileSync(file, JSON.stringify(rows));
    const simulator = await startSimulator({
      ...DEFAULT_OPTIONS,
      ...FAST_SIMULATOR,
      ...options.simulator,
      rows: file,
    });
    return OperationWorld.#of(simulator.url, simulator, join(folder, 'operations'), options);
  }

  /** For another process: the simulator and the folder of one that is there. */
  static attach(url: string, folder: string, options: WorldOptions = {}): Promise<OperationWorld> {
    return OperationWorld.#of(url, null, folder, options);
  }

  static async #of(
    url: string,
    simulator: RunningSimulator | null,
    folder: string,
    options: WorldOptions,
  ): Promise<OperationWorld> {
    const time = await simulatedTime(url, SCALE);
    const clients = createAzureClients({
      cloud: loopbackCloud('Loopback', new URL(url)),
      tokenSource: placeholderTokenSource(),
      version: '0.1.0',
      now: () => time.now(),
      accountName: 'ada@contoso.example',
      retry: { baseMilliseconds: 10, throttledBaseMilliseconds: 20, longestWaitMilliseconds: 100 },
      ...options.clients,
    });
    return new OperationWorld(url, simulator, clients, time, folder, options);
  }

  get archive(): OperationArchive {
    return new OperationArchive(this.folder, (message) => this.warnings.push(message));
  }

  /** What one window of VS Code has. All share the folder and the simulator. */
  window({ leaseTimes, disk, pace, clockAhead = 0, isProtected }: WindowOptions = {}): Operations {
    const { clients, time, url, options } = this;
    const writer = options.writer?.(clients.writer, this) ?? clients.writer;
    const place = { cloud: 'Loopback', endpoint: url };
    const operations = new Operations({
      folder: this.folder,
      clock: { now: () => instant(time.now() + clockAhead) },
      sleep: time.sleep,
      connection: () => ({ writer, actor: clients.actor, pace: { ...FAST_PACE, ...pace }, place }),
      onSwitches: () => undefined,
      sight: { sawPatchRows: () => undefined, sawGuest: () => undefined },
      warn: (message) => this.warnings.push(message),
      ...(leaseTimes ? { leaseTimes } : {}),
      ...(isProtected ? { isProtected } : {}),
      ...(disk ? { disk } : {}),
    });
    this.#windows.push(operations);
    return operations;
  }

  async draft(
    kind: OperationKind,
    machines: readonly OperationMachine[],
    differs: Partial<OperationDraft> = {},
  ): Promise<OperationDraft> {
    const tenants = [...new Set(machines.map((machine) => machine.tenantId))];
    const accounts = await actingAccounts(this.clients.writer, tenants, NEVER);
    assert.ok(accounts.ok);
    return { kind, machines, accounts: accounts.value, ticket: null, revertOf: null, ...differs };
  }

  /** Runs an operation to its end. `during` is called once it has begun. */
  async run(
    kind: OperationKind,
    machines: readonly OperationMachine[],
    during: (operations: Operations, id: OperationId) => unknown = () => undefined,
    window: Operations = this.window(),
  ): Promise<RunOutcome> {
    return this.runDraft(await this.draft(kind, machines), during, window);
  }

  runDraft(
    draft: OperationDraft,
    during: (operations: Operations, id: OperationId) => unknown = () => undefined,
    window: Operations = this.window(),
  ): Promise<RunOutcome> {
    return this.#toItsEnd(window, () => window.start(draft), during);
  }

  async resume(
    id: OperationId,
    window: Operations = this.window(),
    during: (operations: Operations, id: OperationId) => unknown = () => undefined,
  ): Promise<RunOutcome> {
    return this.#toItsEnd(window, () => window.resume(id, NEVER), during);
  }

  async #toItsEnd(
    window: Operations,
    begin: () => Promise<Result<OperationId, StartFault>>,
    during: (operations: Operations, id: OperationId) => unknown,
  ): Promise<RunOutcome> {
    const ended = new Promise<RunEnd>((resolve) => window.onDidEnd(({ end }) => resolve(end)));
    const began = await begin();
    assert.ok(began.ok, JSON.stringify(began));
    await during(window, began.value);
    const end = await ended;
    const state = await this.archive.load(began.value);
    assert.ok(state.ok, JSON.stringify(state));
    const outcomes = [...state.value.machines.values()].map(({ machine, outcome }) => [machine.name, outcome] as const);
    return { id: began.value, end, state: state.value, outcomes: Object.fromEntries(outcomes) };
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: 'Bearer somebodyElse', 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  async fault(match: object, fault: object): Promise<void> {
    const answer = await this.ask('POST', '/simulator/faults', { match, fault });
    assert.notEqual(at(answer, 'faults'), undefined, JSON.stringify(answer));
  }

  async behave(name: string, behaviour: object): Promise<void> {
    await this.ask('POST', '/simulator/behaviours', { id: idText(name), ...behaviour });
  }

  async effects(): Promise<SimulatedEffects & { readonly payAsYouGoCancellations: number }> {
    return (await this.ask('GET', '/simulator/effects')) as SimulatedEffects & {
      readonly payAsYouGoCancellations: number;
    };
  }

  async requests(): Promise<readonly SimulatedRequest[]> {
    return ((await this.ask('GET', '/simulator/requests')) as { readonly requests: readonly SimulatedRequest[] })
      .requests;
  }

  /** properties of GET …/licenseProfiles/default; undefined where there is none. */
  async profile(name: string, options: MachineRowOptions = {}): Promise<unknown> {
    const path = `${idText(name, options)}/licenseProfiles/default?api-version=2025-01-13`;
    return at(await this.ask('GET', path), 'properties');
  }

  /** properties of GET …/machines/{name}. */
  async machine(name: string, options: MachineRowOptions = {}): Promise<unknown> {
    const answer = await this.ask('GET', `${idText(name, options)}?api-version=2025-01-13`);
    return at(answer, 'properties');
  }

  /** Ends all windows, and checks what must be true whatever was done. */
  async stop(): Promise<void> {
    await Promise.all(this.#windows.map((window) => window.stopAll()));
    for (const window of this.#windows) window.dispose();
    const { payAsYouGoPurchases } = await this.effects();
    const requests = await this.requests();
    this.clients.dispose();
    await this.simulator?.stop();
    rmSync(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    assert.equal(payAsYouGoPurchases, 0);
    for (const { body, url } of requests) assert.equal(boughtIn(body), undefined, `pay-as-you-go in ${url}`);
  }
}

/** properties.productProfile.subscriptionStatus of a body, wherever it may hide in it. */
function boughtIn(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  const product: unknown = Reflect.get(body, 'productProfile');
  if (typeof product === 'object' && product !== null && Reflect.has(product, 'subscriptionStatus')) return product;
  return Object.values(body)
    .map(boughtIn)
    .find((found) => found !== undefined);
}

/** A machine that was never enrolled and never had its switch set. */
export function freshRow(name: string, options: MachineRowOptions = {}): object {
  const { properties, ...rest } = options;
  return machineRow(name, {
    ...rest,
    properties: { osProfile: {}, licenseProfile: { licenseStatus: 'Licensed' }, ...properties },
  });
}

/** One of an operation's machines. */
export function operationMachine(
  name: string,
  kind: OperationKind | WantedSwitches,
  differs: Partial<OperationMachine> & { readonly subscription?: string } = {},
): OperationMachine {
  const { subscription = PRODUCTION, ...more } = differs;
  const wanted = typeof kind === 'string' ? operationTable[kind].wanted : kind;
  assert.ok(wanted);
  return {
    id: idOf(name, subscription),
    name,
    tenantId: tenantId(TENANT),
    subscriptionId: subscriptionId(subscription),
    location: 'westeurope',
    wanted,
    before: NEVER_SET,
    refuseDrift: false,
    ...more,
  };
}

export const NEVER_SET: SwitchValues = { license: null, hotpatching: null };

export function idOf(name: string, subscription = PRODUCTION): MachineId {
  const id = machineId(idText(name, { subscription }));
  assert.ok(id !== undefined);
  return id;
}

/** Outcome kinds by machine name. */
export function kindsOf(outcomes: RunOutcome['outcomes']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, outcome?.kind ?? 'none']));
}

/** Names for as many machines. */
export function names(count: number, prefix = 'app'): readonly string[] {
  return Array.from({ length: count }, (_, place) => `${prefix}${String(place).padStart(2, '0')}`);
}
