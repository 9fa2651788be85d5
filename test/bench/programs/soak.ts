// Runs the extension's parts, without VS Code, for hours of a simulated Azure's time, and counts what they leave behind.
//   soak.js URL SCALE HOURS SEED FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import type { AzureClients } from '../../../src/azure/azureEntry';
import { loopbackCloud } from '../../../src/azure/clouds';
import { ARM_RATES } from '../../../src/azure/machineWriting';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { FIRST_QUERY } from '../../../src/core/dashboardContract';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import { HOUR, MINUTE } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { operationTable } from '../../../src/core/operation';
import { bundledRateCard } from '../../../src/core/rateCard';
import { failed, succeeded } from '../../../src/core/result';
import { FleetRefresher } from '../../../src/fleet/fleetRefresher';
import type { FleetConnection, FleetSource } from '../../../src/fleet/fleetSource';
import { FleetStore } from '../../../src/fleet/fleetStore';
import type { OperationId } from '../../../src/fleet/journalEntry';
import { AZURE_PACE, type OperationPace } from '../../../src/fleet/operationPace';
import { actingAccounts, Operations } from '../../../src/fleet/operations';
import { PendingUpdates } from '../../../src/fleet/pendingUpdates';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { SeededRandom } from '../../../src/simulator/seededRandom';
import type { DashboardContext } from '../../../src/ui/dashboardContext';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import { DashboardModel } from '../../../src/ui/dashboardModel';
import { FleetTreeModel } from '../../../src/ui/fleetTreeModel';
import type { SimulatedTime } from '../../simulatedAzure/simulatedTime';
import { simulatedTime } from '../../simulatedAzure/simulatedTime';
import { deferred } from '../../unit/fleet/deferred';
import { englishTexts } from '../../unit/messages/englishTexts';
import { answerAndExit } from './answer';
import { type SoakSample, takeSample, watchSignals } from './soakSample';

/** A heap that the benchmark reads, after this one has ended. */
export interface SoakHeap {
  /** Simulated hours since the beginning. */
  readonly hours: number;
  readonly file: string;
}

/** What has been done, by both windows. */
export interface SoakCounts {
  refreshes: number;
  failedRefreshes: number;
  viewChanges: number;
  readonly operations: Record<string, number>;
  readonly outcomes: Record<string, number>;
  readonly warnings: string[];
}

export interface SoakAnswer extends Readonly<SoakCounts> {
  readonly samples: readonly SoakSample[];
  /** Taken when nothing was connected any more, as nothing was at the first of the samples. */
  readonly end: SoakSample;
  /** Of the last half. */
  readonly heaps: readonly SoakHeap[];
}

const [url = '', scaleText = '60', hoursText = '8', seed = '1', folder = ''] = process.argv.slice(2);
const SCALE = Number(scaleText);
const HOURS = Number(hoursText);
const MACHINES_PER_OPERATION = 12;
const HEAPS = 9;
const NEVER = new AbortController().signal;

/** As of a simulator whose enrollments take two minutes. */
const PACE: OperationPace = {
  ...AZURE_PACE,
  pollEvery: 10_000,
  graphLag: MINUTE,
  trackingReadAfter: 4 * MINUTE,
  pendingAfter: 8 * MINUTE,
  retryBase: 1_000,
  longestRetryWait: 20_000,
};

/** What a window has of Azure for as long as it is connected. */
interface SoakSession {
  readonly clients: AzureClients;
  readonly connection: FleetConnection;
  readonly details: PendingUpdates;
  readonly operations: Operations;
}

/** A window of VS Code without VS Code. */
class SoakWindow {
  readonly store: FleetStore;
  readonly files: SnapshotFile;
  readonly refresher: FleetRefresher;
  readonly tree = new FleetTreeModel((key) => JSON.stringify(key));
  readonly dashboard: DashboardModel;
  readonly #random: SeededRandom;

  constructor(
    name: string,
    readonly time: SimulatedTime,
    readonly counts: SoakCounts,
  ) {
    this.#random = new SeededRandom('soak', seed, name);
    this.store = new FleetStore(time, { releases: bundledReleases, graceDays: 7 });
    // As the extension knows of what was disenrolled in it: each of these machines would note another worsening.
    this.store.expectLosses(() => true);
    const warn = (message: string): void => this.#warn(message);
    this.files = new SnapshotFile(path.join(folder, 'cache'), warn);
    this.refresher = new FleetRefresher(this.store, this.files, warn);
    const texts = englishTexts('en', 'UTC');
    const format = new DashboardFormat('en');
    const { store } = this;
    const records: DashboardContext['records'] = [];
    const installed: DashboardContext['installed'] = new Map();
    this.dashboard = new DashboardModel(() => ({
      view: store.view,
      now: store.now(),
      releases: store.releases,
      settings: {
        isDemo: false,
        offlineDays: 15,
        card: bundledRateCard,
        assumptions: DEFAULT_ASSUMPTIONS,
        updateManager: null,
        settingsProblem: null,
        isBlocked: false,
      },
      records,
      installed,
      texts,
      format,
      subscriptionName: (id) => store.subscriptionName(id),
      tenantName: (id) => store.tenantName(id),
    }));
    store.onDidChange((view) => {
      this.counts.viewChanges += 1;
      if (view.reading === null) this.tree.update(view, NO_FILTER, { by: 'state' });
    });
  }

  async connect(clients: AzureClients): Promise<SoakSession> {
    const connection: FleetConnection = {
      reader: clients.reader,
      operations: {
        writer: clients.writer,
        actor: clients.actor,
        pace: PACE,
        place: { cloud: 'Loopback', endpoint: url },
      },
      key: snapshotKey({ cloud: 'Loopback', endpoint: url, tenants: [], account: 'soak' }),
    };
    const source: FleetSource = {
      scope: { tenants: [], subscriptions: [] },
      cachedKey: connection.key,
      connect: () => Promise.resolve(succeeded(connection)),
    };
    await this.refresher.use(source);
    const details = new PendingUpdates(
      () => this.refresher.connection,
      () => Promise.resolve(null),
    );
    return { clients, connection, details, operations: this.#operations(connection) };
  }

  async disconnect({ clients, details, operations }: SoakSession): Promise<void> {
    details.cancel();
    operations.dispose();
    await this.refresher.use(null);
    clients.dispose();
  }

  /** Reads everything once: what is kept of each machine is not to come little by little, which would look like a leak. */
  async fill({ details }: SoakSession): Promise<void> {
    await this.#refresh();
    await Promise.all(this.store.view.machines.map((machine) => details.of(machine)));
  }

  /** Reads, reads of details, and an operation. */
  async round(session: SoakSession): Promise<void> {
    await this.#refresh();
    const abort = new AbortController();
    const [operation] = await Promise.all([this.#operate(session), this.#readOn(session, abort.signal)]);
    this.counts.operations[operation] = (this.counts.operations[operation] ?? 0) + 1;
    abort.abort();
    this.dashboard.parts();
    this.dashboard.rows(FIRST_QUERY, 0, 100);
  }

  async #refresh(): Promise<void> {
    this.counts.refreshes += 1;
    await this.refresher.refresh('manual');
    if (this.store.view.fault !== null) this.counts.failedRefreshes += 1;
  }

  async #readOn({ details }: SoakSession, signal: AbortSignal): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) {
      await this.time.sleep(30_000, NEVER);
      const reading = this.#refresh();
      if (turn === 1) this.refresher.cancel();
      await reading;
      const some = this.#some(3, () => true);
      await Promise.all(some.map((machine) => details.of(machine)));
      await this.refresher.refreshMachines(some, signal);
      this.tree.roots().forEach((root) => this.tree.children(root.id));
    }
  }

  #some(count: number, fits: (machine: JudgedMachine) => boolean): readonly JudgedMachine[] {
    return this.#random.shuffled(this.store.view.machines.filter(fits)).slice(0, count);
  }

  /** Enrolls or disenrolls some machines: to the end, cancelled on the way, or closed on the way and resumed. */
  async #operate({ connection, operations: first }: SoakSession): Promise<string> {
    const kind = this.#random.chance(50) ? 'enroll' : 'disenroll';
    const states = kind === 'enroll' ? ['notEnrolled', 'cancelled'] : ['enabled', 'behindBaseline', 'offTrack'];
    const machines = this.#some(
      MACHINES_PER_OPERATION,
      ({ facts, verdict }) => states.includes(verdict.state) && facts.status === 'Connected',
    );
    if (machines.length === 0) return 'nothing to do';
    const accounts = await actingAccounts(
      connection.operations.writer,
      [...new Set(machines.map(({ facts }) => facts.tenantId))],
      NEVER,
    );
    if (!accounts.ok) return `no account: ${accounts.fault.kind}`;
    const { wanted } = operationTable[kind];
    if (wanted === null) throw new Error(kind);
    const how = this.#random.pick(['to its end', 'cancelled', 'closed and resumed']);
    const firstEnd = endOf(first);
    const began = await first.start({
      kind,
      machines: machines.map(({ facts }) => ({
        id: facts.id,
        name: facts.name,
        tenantId: facts.tenantId,
        subscriptionId: facts.subscriptionId,
        location: facts.location,
        wanted,
        before: { license: facts.hotpatchFeature?.status ?? null, hotpatching: facts.patchSettings.enableHotpatching },
        refuseDrift: false,
      })),
      accounts: accounts.value,
      ticket: null,
      revertOf: null,
    });
    if (!began.ok) {
      firstEnd.dispose();
      return `did not begin: ${began.fault.kind}`;
    }
    await this.time.sleep(this.#random.between(1_000, 60_000), NEVER);
    if (how === 'cancelled') first.cancel(began.value);
    if (how !== 'closed and resumed') {
      return `${kind}, ${how}: ${await firstEnd.kind}`;
    }
    await first.stopAll();
    const second = this.#operations(connection);
    const secondEnd = endOf(second);
    const resumed = await resume(second, began.value);
    const end = resumed ? await secondEnd.kind : 'was over';
    await second.stopAll();
    second.dispose();
    return `${kind}, ${how}: ${end}`;
  }

  #operations(connection: FleetConnection): Operations {
    const operations = new Operations({
      folder: path.join(folder, 'operations'),
      clock: this.time,
      sleep: this.time.sleep,
      connection: () => connection.operations,
      onSwitches: (readings) => void this.store.applySwitches(readings),
      sight: {
        sawPatchRows: (id, rows) => void this.store.applyPatchRows(new Map([[id, rows]])),
        sawGuest: () => undefined,
      },
      warn: (message) => this.#warn(message),
    });
    operations.onDidEnd(({ operation }) => {
      for (const [kind, count] of Object.entries(operation.outcomes))
        this.counts.outcomes[kind] = (this.counts.outcomes[kind] ?? 0) + count;
    });
    return operations;
  }

  #warn(message: string): void {
    if (this.counts.warnings.length < 20) this.counts.warnings.push(message);
  }
}

interface AwaitedEnd {
  readonly kind: Promise<string>;
  dispose(): void;
}

/** The end of the next operation. It stops listening then: the soak's own listeners would look like a leak. */
function endOf(operations: Operations): AwaitedEnd {
  const next = deferred<string>();
  const listening = operations.onDidEnd(({ end }) => {
    listening.dispose();
    next.resolve(end.kind);
  });
  return { kind: next.promise, dispose: () => listening.dispose() };
}

async function resume(operations: Operations, id: OperationId): Promise<boolean> {
  const resumed = await operations.resume(id, NEVER);
  return resumed.ok;
}

/** Everything that may pass, again and again; what takes a minute of real time is left out. */
async function setFaults(): Promise<void> {
  const often = (percent: number, fault: object): object => ({ match: { percent, seed: percent }, fault });
  const rules = [
    often(4, { kind: 'throttle', retryAfterSeconds: 1 }),
    often(3, { kind: 'status', status: 503 }),
    often(2, { kind: 'reset', after: 'nothing' }),
    often(2, { kind: 'reset', after: 'half' }),
    often(1, { kind: 'cutOff' }),
    often(1, { kind: 'malformed' }),
    often(1, { kind: 'stall', after: 'headers' }),
    often(1, { kind: 'claimsChallenge' }),
  ];
  for (const rule of rules) {
    const answer = await fetch(`${url}/simulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

async function clientsOf(time: SimulatedTime): Promise<AzureClients> {
  const { createAzureClients } = await import('../../../src/azure/azureEntry');
  const { reads, writes } = ARM_RATES;
  return createAzureClients({
    cloud: loopbackCloud('Loopback', new URL(url)),
    tokenSource: { getToken: () => Promise.resolve(failed({ kind: 'hostRefused', host: '' })) },
    version: '0.0.0',
    now: () => time.now(),
    retry: { baseMilliseconds: 10, throttledBaseMilliseconds: 20, longestWaitMilliseconds: 100 },
    attemptTimeoutMilliseconds: 1_500,
    laneRates: {
      reads: { ...reads, perSecond: reads.perSecond * SCALE },
      writes: { ...writes, perSecond: writes.perSecond * SCALE },
    },
    accountName: 'soak@contoso.example',
  });
}

/** Takes the figures, and now and then the whole heap, and keeps them in files: in memory they would be measured too. */
class SoakRecord {
  readonly #samples = path.join(folder, 'samples.ndjson');
  readonly #begun: number;
  #heaps = 0;

  constructor(readonly time: SimulatedTime) {
    this.#begun = time.now();
  }

  get hours(): number {
    return (this.time.now() - this.#begun) / HOUR;
  }

  sample(): Promise<SoakSample> {
    return takeSample(this.hours, folder);
  }

  async take(): Promise<void> {
    const sample = await this.sample();
    fs.appendFileSync(this.#samples, `${JSON.stringify(sample)}\n`);
    const { hours } = sample;
    if (hours < HOURS / 2 + (this.#heaps * HOURS) / 2 / HEAPS) return;
    this.#heaps += 1;
    writeHeapSnapshot(path.join(folder, `${hours}.heapsnapshot`));
  }

  samples(): readonly SoakSample[] {
    const lines = fs.readFileSync(this.#samples, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as SoakSample);
  }

  heaps(): readonly SoakHeap[] {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
    const heaps = names.map((name) => ({ hours: parseFloat(name), file: path.join(folder, name) }));
    return heaps.sort((a, b) => a.hours - b.hours);
  }
}

async function briefRound(window: SoakWindow): Promise<void> {
  const session = await window.connect(await clientsOf(window.time));
  await window.round(session);
  await window.disconnect(session);
}

/**
 * Two windows take turns. One has a new connection each time: what a connection leaves behind grows. The other keeps its
 * own until the end, as a user does for a day: what a connection gathers grows. The first sample and the last are taken
 * while nothing is connected, so that open sockets are no leak.
 */
async function main(): Promise<SoakAnswer> {
  // Bytecode that V8 throws away at some moment would hide as much growth of something else.
  setFlagsFromString('--no-flush-bytecode');
  watchSignals();
  const time = await simulatedTime(url, SCALE);
  await setFaults();
  const counts = { refreshes: 0, failedRefreshes: 0, viewChanges: 0, operations: {}, outcomes: {}, warnings: [] };
  const [brief, lasting] = [new SoakWindow('brief', time, counts), new SoakWindow('lasting', time, counts)];
  const record = new SoakRecord(time);
  await briefRound(brief);
  await record.take();
  const session = await lasting.connect(await clientsOf(time));
  await lasting.fill(session);
  while (record.hours < HOURS) {
    await lasting.round(session);
    await record.take();
    await briefRound(brief);
    await record.take();
  }
  await lasting.disconnect(session);
  return { ...counts, end: await record.sample(), samples: record.samples(), heaps: record.heaps() };
}

answerAndExit(main());
