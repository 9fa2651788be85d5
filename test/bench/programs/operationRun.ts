// Plans and enrolls the whole fleet of a simulator as the extension does, and says what that cost.
//   operationRun.js URL SCALE FOLDER
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AzureClients } from '../../../src/azure/azureEntry';
import { ARM_RATES } from '../../../src/azure/machineWriting';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import type { TenantId } from '../../../src/core/ids';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { makePlan } from '../../../src/core/makePlan';
import type { Plan, PlanContext } from '../../../src/core/plan';
import { bundledRateCard } from '../../../src/core/rateCard';
import type { OperationId, OperationMachine } from '../../../src/fleet/journalEntry';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import type { Operations } from '../../../src/fleet/operations';
import { actingAccounts } from '../../../src/fleet/operations';
import { countMachines } from '../../../src/fleet/operationState';
import type { SimulatedTime } from '../../simulatedAzure/simulatedTime';
import { simulatedTime } from '../../simulatedAzure/simulatedTime';
import { answerAndExit } from './answer';
import { collectGarbage, costOf, milliseconds } from './measure';
import { emptyStore, EVERYTHING } from './openReader';
import { clientsOf, operationsOf } from './operationClients';

export interface OperationRunAnswer {
  readonly machines: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Lower-case machine id → when its end was known; simulated time, milliseconds UTC. */
  readonly settledAt: Readonly<Record<string, number>>;
  /** Requests by kind, as this process sent them, and how many of each were answered 429. */
  readonly sent: Readonly<Record<RequestName, RequestCount>>;
  readonly cpuMilliseconds: number;
  readonly wallMilliseconds: number;
  /** Milliseconds, while the operation ran and while it was begun. */
  readonly longestBlock: number;
  readonly blockAtStart: number;
  readonly changeEvents: number;
  readonly planMilliseconds: readonly number[];
  readonly loopMilliseconds: readonly number[];
  /** Bytes of heap in use: before the operation, and the most of what was seen while it ran. */
  readonly heapBefore: number;
  readonly heapAtMost: number;
}

export type RequestName = 'reads' | 'writes' | 'queries';

export interface RequestCount {
  readonly all: number;
  readonly throttled: number;
}

const PLANS = 5;
const SAMPLE_EVERY = 100;
const NEVER = new AbortController().signal;

const [url = '', scale = '1', folder = ''] = process.argv.slice(2);

class RequestCounts {
  readonly counts: Record<RequestName, { all: number; throttled: number }> = {
    reads: { all: 0, throttled: 0 },
    writes: { all: 0, throttled: 0 },
    queries: { all: 0, throttled: 0 },
  };

  record({ method, status }: { readonly method: string; readonly status: number | null }): void {
    const count = this.counts[method === 'GET' ? 'reads' : method === 'POST' ? 'queries' : 'writes'];
    count.all += 1;
    if (status === 429) count.throttled += 1;
  }
}

async function readFleet({ reader }: AzureClients): Promise<readonly JudgedMachine[]> {
  const reading = await reader.readFleet(EVERYTHING, NEVER, () => undefined);
  if (!reading.ok) throw new Error(`The fleet could not be read: ${JSON.stringify(reading.fault)}`);
  const store = emptyStore();
  store.apply(reading.value, EVERYTHING);
  return store.view.machines;
}

function contextAt(time: SimulatedTime): PlanContext {
  return {
    now: time.now(),
    releases: bundledReleases,
    card: bundledRateCard,
    assumptions: DEFAULT_ASSUMPTIONS,
    protectedTags: [],
    isReadOnly: false,
    maximumMachines: 0,
    readOnlySubscriptions: new Set(),
    inProgress: new Set(),
    vanished: new Set(),
    rates: ARM_RATES,
  };
}

/** The least that looking at every machine costs. */
function plainLoop(machines: readonly JudgedMachine[]): number {
  let sum = 0;
  for (const { facts, verdict } of machines) sum += facts.name.length + (verdict.needsAttention ? 1 : 0);
  return sum;
}

function operationMachine({ machine: { facts }, before, wanted }: Plan['included'][number]): OperationMachine {
  const { id, name, tenantId, subscriptionId, location } = facts;
  return { id, name, tenantId, subscriptionId, location, wanted, before, refuseDrift: false };
}

/** Begins the operation and settles with its id when it is over. */
async function enroll(operations: Operations, clients: AzureClients, plan: Plan): Promise<OperationId> {
  const tenants: readonly TenantId[] = [...new Set(plan.included.map(({ machine }) => machine.facts.tenantId))];
  const accounts = await actingAccounts(clients.writer, tenants, NEVER);
  if (!accounts.ok) throw new Error(JSON.stringify(accounts.fault));
  const ended = new Promise<void>((resolve) => operations.onDidEnd(() => resolve()));
  const began = await operations.start({
    kind: 'enroll',
    machines: plan.included.map(operationMachine),
    accounts: accounts.value,
    ticket: null,
    revertOf: null,
  });
  if (!began.ok) throw new Error(JSON.stringify(began.fault));
  await ended;
  return began.value;
}

async function main(): Promise<OperationRunAnswer> {
  const time = await simulatedTime(url, Number(scale));
  const requests = new RequestCounts();
  const log = { counts: requests };
  const clients = await clientsOf(url, time, { record: (entry) => log.counts.record(entry) });
  const machines = await readFleet(clients);
  const context = contextAt(time);
  const request = { kind: 'enroll', machines, alsoTurnOn: false, choice: null } as const;
  const plan = makePlan(request, context);
  const rounds = Array.from({ length: PLANS }, () => [
    milliseconds(() => plainLoop(machines)),
    milliseconds(() => makePlan(request, context)),
  ]);
  log.counts = new RequestCounts();
  const operations = operationsOf(folder, url, clients, time);
  let changeEvents = 0;
  operations.onDidChange(() => {
    changeEvents += 1;
  });
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  let heapAtMost = heapBefore;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let blockAtStart = 0;
  operations.onDidBegin(() => {
    // The machines are journaled and their tasks made; what follows is the operation's own run.
    setTimeout(() => {
      blockAtStart = delay.max / 1e6;
      delay.reset();
    }, SAMPLE_EVERY);
  });
  const sampler = setInterval(() => {
    heapAtMost = Math.max(heapAtMost, process.memoryUsage().heapUsed);
  }, SAMPLE_EVERY);
  delay.enable();
  const ids: OperationId[] = [];
  const cost = await costOf(async () => ids.push(await enroll(operations, clients, plan)));
  delay.disable();
  clearInterval(sampler);
  clients.dispose();
  const [id] = ids;
  if (id === undefined) throw new Error('The operation did not begin.');
  const state = await new OperationArchive(folder, (message) => console.error(message)).load(id);
  if (!state.ok) throw new Error(JSON.stringify(state.fault));
  const { failedBy: _by, ...outcomes } = countMachines(state.value);
  return {
    machines: plan.included.length,
    outcomes,
    settledAt: Object.fromEntries(
      [...state.value.machines].map(([machine, { settledAt }]) => [machine, settledAt ?? Number.NaN]),
    ),
    sent: log.counts.counts,
    ...cost,
    longestBlock: delay.max / 1e6,
    blockAtStart,
    changeEvents,
    planMilliseconds: rounds.map(([, planning = Number.NaN]) => planning),
    loopMilliseconds: rounds.map(([loop = Number.NaN]) => loop),
    heapBefore,
    heapAtMost,
  };
}

answerAndExit(main());
