// Runs the extension's parts, without VS Code, for hours of a simulated Azure's time, and counts what they leave behind.
//   soak.js URL SCALE HOURS SEED FOLDER
import { getEventListeners } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
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
import { englishTexts } from '../../unit/messages/englishTexts';
import { answerAndExit } from './answer';
import { collectGarbage } from './measure';

/** What is there after a round, when nothing is under way and everything has been disposed of. */
export interface SoakSample {
  /** Simulated hours since the beginning. */
  readonly hours: number;
  readonly heapBytes: number;
  /** What keeps Node's loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on abort signals that are still alive. */
  readonly signalListeners: number;
  readonly processListeners: number;
  /** Open files, sockets and pipes of the process; -1 where the system does not tell. */
  readonly descriptors: number;
  /** Files of half-written caches and journals. */
  readonly strayFiles: number;
}

export interface SoakAnswer {
  readonly samples: readonly SoakSample[];
  readonly refreshes: number;
  readonly failedRefreshes: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly viewChanges: number;
}

const [url = '', scaleText = '60', hoursText = '8', seed = '1', folder = ''] = process.argv.slice(2);
const SCALE = Number(scaleText);
const MACHINES_PER_OPERATION = 12;
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

const signals = new Set<WeakRef<AbortSignal>>();

/** So that listeners of signals that outlive their work can be counted. */
function watchSignals(): void {
  const known = new WeakSet<AbortSignal>();
  Object.defineProperty(AbortSignal.prototype, 'addEventListener', {
    value(this: AbortSignal, ...parameters: Parameters<EventTarget['addEventListener']>): void {
      if (!known.has(this)) {
        known.add(this);
        signals.add(new WeakRef(this));
      }
      EventTarget.prototype.addEventListener.apply(this, parameters);
    },
  });
}

function listenersOfLivingSignals(): number {
  let count = 0;
  for (const each of signals) {
    const signal = each.deref();
    if (signal === undefined) signals.delete(each);
    else count += getEventListeners(signal, 'abort').length;
  }
  return count;
}

/** A window of VS Code without VS Code. */
class SoakWindow {
  readonly store: FleetStore;
  readonly files: SnapshotFile;
  readonly refresher: FleetRefresher;
  readonly tree = new FleetTreeModel((key) => JSON.stringify(key));
  readonly dashboard: DashboardModel;
  readonly outcomes: Record<string, number> = {};
  readonly operationEnds: Record<string, number> = {};
  readonly warnings: string[] = [];
  readonly #random = new SeededRandom('soak', seed);
  refreshes = 0;
  failedRefreshes = 0;
  viewChanges = 0;

  constructor(readonly time: SimulatedTime) {
    this.store = new FleetStore(time, { releases: bundledReleases, graceDays: 7 });
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
      this.viewChanges += 1;
      if (view.reading === null) this.tree.update(view, NO_FILTER, { by: 'state' });
    });
  }

  /** What happens between two starts of a connection: reads, reads of details, and an operation. */
  async round(clients: AzureClients): Promise<void> {
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
    await this.#refresh();
    const details = new PendingUpdates(
      () => this.refresher.connection,
      () => Promise.resolve(null),
    );
    const session = new AbortController();
    const [operation] = await Promise.all([this.#operate(connection), this.#readOn(details, session.signal)]);
    this.operationEnds[operation] = (this.operationEnds[operation] ?? 0) + 1;
    session.abort();
    details.cancel();
    this.dashboard.parts();
    this.dashboard.rows(FIRST_QUERY, 0, 100);
    await this.refresher.use(null);
  }

  async #refresh(): Promise<void> {
    this.refreshes += 1;
    await this.refresher.refresh('manual');
    if (this.store.view.fault !== null) this.failedRefreshes += 1;
  }

  async #readOn(details: PendingUpdates, signal: AbortSignal): Promise<void> {
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
  async #operate(connection: FleetConnection): Promise<string> {
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
    const first = this.#operations(connection);
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
    if (!began.ok) return `did not begin: ${began.fault.kind}`;
    await this.time.sleep(this.#random.between(1_000, 60_000), NEVER);
    if (how === 'cancelled') first.cancel(began.value);
    if (how !== 'closed and resumed') {
      const end = await firstEnd;
      first.dispose();
      return `${kind}, ${how}: ${end}`;
    }
    await first.stopAll();
    first.dispose();
    const second = this.#operations(connection);
    const secondEnd = endOf(second);
    const resumed = await resume(second, began.value);
    const end = resumed ? await secondEnd : 'was over';
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
        this.outcomes[kind] = (this.outcomes[kind] ?? 0) + count;
    });
    return operations;
  }

  #warn(message: string): void {
    if (this.warnings.length < 20) this.warnings.push(message);
  }
}

function endOf(operations: Operations): Promise<string> {
  return new Promise((resolve) => {
    operations.onDidEnd(({ end }) => resolve(end.kind));
  });
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

async function sample(hours: number): Promise<SoakSample> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 75));
    collectGarbage();
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const heapBytes = process.memoryUsage().heapUsed;
  const processListeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    hours,
    heapBytes,
    resources,
    signalListeners: listenersOfLivingSignals(),
    processListeners,
    descriptors: descriptors(),
    strayFiles: strayFiles(),
  };
}

function descriptors(): number {
  try {
    return fs.readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
}

/** Its folder, its journal of each epoch and its leases, which are swept with it after the time that records are kept. */
const OF_AN_OPERATION = /^(?:[\d-]{20}[0-9a-f]{12}|journal\.\d+\.ndjson|lease\.\d+)$/;

function strayFiles(): number {
  const cache = path.join(folder, 'cache');
  const kept = fs.existsSync(cache) ? fs.readdirSync(cache).length : 0;
  const operations = path.join(folder, 'operations');
  const names = fs.existsSync(operations) ? fs.readdirSync(operations, { recursive: true }).map(String) : [];
  const strange = names.map((name) => path.basename(name)).filter((name) => !OF_AN_OPERATION.test(name));
  return Math.max(0, kept - 1) + strange.length;
}

async function main(): Promise<SoakAnswer> {
  watchSignals();
  const time = await simulatedTime(url, SCALE);
  await setFaults();
  const window = new SoakWindow(time);
  const begun = time.now();
  const samples: SoakSample[] = [];
  while (time.now() - begun < Number(hoursText) * HOUR) {
    const clients = await clientsOf(time);
    await window.round(clients);
    clients.dispose();
    samples.push(await sample((time.now() - begun) / HOUR));
  }
  return {
    samples,
    refreshes: window.refreshes,
    failedRefreshes: window.failedRefreshes,
    operations: window.operationEnds,
    outcomes: window.outcomes,
    warnings: window.warnings,
    viewChanges: window.viewChanges,
  };
}

answerAndExit(main());
