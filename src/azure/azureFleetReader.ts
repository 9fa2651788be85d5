import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { Instant } from '../core/instant';
import type { AssessmentFacts, InstallationFacts, MachineFacts, PendingUpdate } from '../core/machineFacts';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { assessmentOfRow } from './assessmentRow';
import type { AzureFault } from './azureFault';
import type { Discovery, JsonConnection, TenantWork } from './discovery';
import { discover } from './discovery';
import type {
  FleetReader,
  FleetReading,
  FleetScope,
  ReadProgress,
  SubscriptionReading,
  TenantReading,
} from './fleetReading';
import { readIsolatingForbidden, type ScopedOutcome } from './forbiddenScopes';
import { installationOfRow } from './installationRow';
import { Interner } from './intern';
import type { UnjoinedMachine } from './machineRow';
import { machineOfRow } from './machineRow';
import { mapLimited } from './mapLimited';
import { ASSESSMENTS_QUERY, INSTALLATIONS_QUERY, MACHINES_QUERY, pendingUpdatesQuery } from './queries';
import type { GraphConnection, PageSink, PagesOutcome } from './resourceGraph';
import { readPages, subscriptionBatches } from './resourceGraph';
import { softwarePatchOfRow } from './softwarePatchRow';

export interface AzureFleetReaderOptions {
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string;
  /** The connection as a tenant's user; null: as the account's own tenant. Gives the same one for the same tenant. */
  readonly connectionOf: (tenant: TenantId | null) => JsonConnection & GraphConnection;
  readonly now: () => Instant;
}

const TENANTS_AT_A_TIME = 5;
const MACHINES_PER_UPDATES_QUERY = 200;
const JOINED_PER_TURN = 5_000;

/** Reads the fleet through Resource Graph: three flat queries per tenant and batch of subscriptions, joined here. */
export class AzureFleetReader implements FleetReader {
  /** Whose token reads a subscription: with Azure Lighthouse not the tenant that it belongs to. */
  private tokenTenants: ReadonlyMap<SubscriptionId, TenantId> = new Map();

  constructor(private readonly options: AzureFleetReaderOptions) {}

  async readFleet(
    scope: FleetScope,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<Result<FleetReading, AzureFault>> {
    const at = this.options.now();
    const discovered = await discover(scope, this.options, signal);
    if (!discovered.ok) return discovered;
    const { tenants, invisible } = discovered.value;
    this.tokenTenants = tokenTenantsOf(discovered.value);

    const gathered = new GatheredRows(tenants, onProgress);
    const readings = await mapLimited(tenants, TENANTS_AT_A_TIME, (work) => this.readTenant(work, gathered, signal));
    if (signal.aborted) return failed({ kind: 'cancelled' });
    const machines = await gathered.join(signal);
    if (signal.aborted) return failed({ kind: 'cancelled' });
    return succeeded({
      at,
      tenants: readings.map(({ tenant }) => tenant),
      subscriptions: [...readings.flatMap(({ subscriptions }) => subscriptions), ...invisible],
      machines,
      missingRows: gathered.missingRows,
    });
  }

  async readPendingUpdates(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, readonly PendingUpdate[]>, AzureFault>> {
    const updates = new Map<MachineId, PendingUpdate[]>(machines.map((id) => [id, []]));
    for (const [tenant, ids] of this.byTokenTenant([...updates.keys()], tenantId)) {
      for (let start = 0; start < ids.length; start += MACHINES_PER_UPDATES_QUERY) {
        const part = ids.slice(start, start + MACHINES_PER_UPDATES_QUERY);
        const fault = await this.readUpdatesOf(part, tenant, updates, signal);
        if (fault !== null) return failed(fault);
      }
    }
    return succeeded(updates);
  }

  private byTokenTenant(
    machines: readonly MachineId[],
    otherwise: TenantId,
  ): ReadonlyMap<TenantId, readonly MachineId[]> {
    const groups = new Map<TenantId, MachineId[]>();
    for (const id of machines) {
      const tenant = this.tokenTenants.get(machineIdParts(id).subscriptionId) ?? otherwise;
      const group = groups.get(tenant);
      if (group === undefined) groups.set(tenant, [id]);
      else group.push(id);
    }
    return groups;
  }

  private async readUpdatesOf(
    machines: readonly MachineId[],
    tenant: TenantId,
    updates: ReadonlyMap<MachineId, PendingUpdate[]>,
    signal: AbortSignal,
  ): Promise<AzureFault | null> {
    const subscriptions = [...new Set(machines.map((id) => machineIdParts(id).subscriptionId))];
    const seen = new Set<string>();
    const sink = (rows: readonly unknown[]): number => {
      const before = seen.size;
      for (const each of rows) {
        const row = softwarePatchOfRow(each);
        if (row === null || seen.has(row.id)) continue;
        seen.add(row.id);
        updates.get(row.machineId)?.push(row.update);
      }
      return seen.size - before;
    };
    const query = { query: pendingUpdatesQuery(machines), subscriptions };
    const outcome = await readPages(this.options.connectionOf(tenant), query, sink, signal);
    return outcome.fault;
  }

  private async readTenant(
    { tenant, subscriptions }: TenantWork,
    gathered: GatheredRows,
    signal: AbortSignal,
  ): Promise<TenantOutcome> {
    const connection = this.options.connectionOf(tenant.id);
    const problems = new Map<SubscriptionId, AzureFault>();
    let patchDataProblem: AzureFault | null = null;
    for (const batch of subscriptionBatches(subscriptions.map(({ id }) => id))) {
      const outcome = await readBatch(batch, { tenant: tenant.id, connection, gathered, signal });
      for (const [id, problem] of outcome.problems) problems.set(id, problem);
      patchDataProblem ??= outcome.patchDataProblem;
    }
    return {
      tenant: { ...tenant, problem: tenant.problem ?? commonProblem(subscriptions, problems), patchDataProblem },
      subscriptions: subscriptions.map((each) => ({ ...each, problem: problems.get(each.id) ?? null })),
    };
  }
}

interface TenantOutcome {
  readonly tenant: TenantReading;
  readonly subscriptions: readonly SubscriptionReading[];
}

/** What the queries of one tenant share. */
interface TenantContext {
  readonly tenant: TenantId;
  readonly connection: GraphConnection;
  readonly gathered: GatheredRows;
  readonly signal: AbortSignal;
}

interface BatchOutcome {
  readonly problems: ReadonlyMap<SubscriptionId, AzureFault>;
  readonly patchDataProblem: AzureFault | null;
}

/** Machines and patch data at the same time; where Azure refuses some subscriptions, patch data again without those. */
async function readBatch(batch: readonly SubscriptionId[], context: TenantContext): Promise<BatchOutcome> {
  const { gathered, signal } = context;
  const firstTry = new AbortController();
  const patchData = readPatchData(batch, { ...context, signal: AbortSignal.any([signal, firstTry.signal]) });
  const machines = await readIsolatingForbidden(batch, async (subscriptions) => {
    const outcome = await readMachines(batch, subscriptions, context);
    if (outcome.fault?.kind === 'forbidden') firstTry.abort();
    return outcome;
  });
  gathered.missingRows += machines.missingRows;
  const first = await patchData;
  if (!firstTry.signal.aborted) return batchOutcome(machines, first, gathered);
  if (machines.read.length === 0) return { problems: machines.problems, patchDataProblem: null };
  return batchOutcome(machines, await readPatchData(machines.read, context), gathered);
}

function batchOutcome(
  { problems }: ScopedOutcome,
  { fault, missingRows }: PagesOutcome,
  gathered: GatheredRows,
): BatchOutcome {
  gathered.missingRows += missingRows;
  return { problems, patchDataProblem: fault };
}

function readMachines(
  batch: readonly SubscriptionId[],
  subscriptions: readonly SubscriptionId[],
  { tenant, connection, gathered, signal }: TenantContext,
): Promise<PagesOutcome> {
  let isFirstPage = true;
  const sink = (rows: readonly unknown[], totalRows: number | null): number => {
    if (isFirstPage) gathered.expect(batch, totalRows ?? 0);
    isFirstPage = false;
    return gathered.addMachines(rows, tenant);
  };
  return readPages(connection, { query: MACHINES_QUERY, subscriptions }, sink, signal);
}

async function readPatchData(
  subscriptions: readonly SubscriptionId[],
  { connection, gathered, signal }: TenantContext,
): Promise<PagesOutcome> {
  const read = (query: string, sink: PageSink): Promise<PagesOutcome> =>
    readPages(connection, { query, subscriptions }, sink, signal);
  const [assessments, installations] = await Promise.all([
    read(ASSESSMENTS_QUERY, (rows) => gathered.addAssessments(rows)),
    read(INSTALLATIONS_QUERY, (rows) => gathered.addInstallations(rows)),
  ]);
  return {
    fault: assessments.fault ?? installations.fault,
    missingRows: assessments.missingRows + installations.missingRows,
  };
}

/** The rows of all queries, until they are joined. */
class GatheredRows {
  missingRows = 0;
  private readonly machines = new Map<MachineId, UnjoinedMachine>();
  private readonly assessments = new Map<MachineId, AssessmentFacts>();
  private readonly installations = new Map<MachineId, InstallationFacts>();
  private readonly interner = new Interner();
  private readonly tenantsOfSubscriptions: ReadonlyMap<SubscriptionId, TenantId>;
  private readonly unknownBatches: Set<SubscriptionId | undefined>;
  private expectedMachines = 0;

  constructor(
    tenants: readonly TenantWork[],
    private readonly onProgress: (progress: ReadProgress) => void,
  ) {
    const subscriptions = tenants.flatMap((work) => work.subscriptions);
    this.tenantsOfSubscriptions = new Map(subscriptions.map(({ id, tenantId }) => [id, tenantId]));
    const batches = tenants.flatMap((work) => subscriptionBatches(work.subscriptions.map(({ id }) => id)));
    this.unknownBatches = new Set(batches.map((batch) => batch[0]));
  }

  /** Takes note of how many machines a batch has (in addition to what was said of it before). */
  expect(batch: readonly SubscriptionId[], machines: number): void {
    this.unknownBatches.delete(batch[0]);
    this.expectedMachines += machines;
  }

  /** `tokenTenant` owns the machines whose row and subscription do not say whose they are. */
  addMachines(rows: readonly unknown[], tokenTenant: TenantId): number {
    const before = this.machines.size;
    const tenantOf = (subscription: SubscriptionId): TenantId =>
      this.tenantsOfSubscriptions.get(subscription) ?? tokenTenant;
    const context = { interner: this.interner, tenantOf };
    for (const row of rows) {
      const machine = machineOfRow(row, context);
      if (machine !== null) this.machines.set(machine.id, machine);
    }
    this.onProgress({
      machines: this.machines.size,
      totalMachines: this.unknownBatches.size === 0 ? this.expectedMachines : null,
    });
    return this.machines.size - before;
  }

  addAssessments(rows: readonly unknown[]): number {
    const before = this.assessments.size;
    for (const each of rows) {
      const row = assessmentOfRow(each, this.interner);
      if (row !== null) keepNewest(this.assessments, row.machineId, row.facts);
    }
    return this.assessments.size - before;
  }

  addInstallations(rows: readonly unknown[]): number {
    const before = this.installations.size;
    for (const each of rows) {
      const row = installationOfRow(each, this.interner);
      if (row !== null) keepNewest(this.installations, row.machineId, row.facts);
    }
    return this.installations.size - before;
  }

  /** Every machine with its patch data, in the order they came. Lets other work run in between. */
  async join(signal: AbortSignal): Promise<readonly MachineFacts[]> {
    const joined: MachineFacts[] = [];
    for (const machine of this.machines.values()) {
      machine.assessment = this.assessments.get(machine.id) ?? null;
      machine.installation = this.installations.get(machine.id) ?? null;
      joined.push(machine);
      if (joined.length % JOINED_PER_TURN !== 0) continue;
      await nextTurn();
      if (signal.aborted) break;
    }
    return joined;
  }
}

function keepNewest<Facts extends { readonly at: Instant | null }>(
  known: Map<MachineId, Facts>,
  id: MachineId,
  facts: Facts,
): void {
  const other = known.get(id);
  if (other === undefined || (facts.at ?? -Infinity) >= (other.at ?? -Infinity)) known.set(id, facts);
}

// Where nothing of a tenant could be read and permissions are not the reason, it is the tenant that has the problem.
function commonProblem(
  subscriptions: readonly SubscriptionReading[],
  problems: ReadonlyMap<SubscriptionId, AzureFault>,
): AzureFault | null {
  const faults = subscriptions.map(({ id }) => problems.get(id));
  const [first] = faults;
  const isCommon = faults.every((fault) => fault !== undefined && fault.kind !== 'forbidden');
  return isCommon && first !== undefined ? first : null;
}

function tokenTenantsOf({ tenants }: Discovery): ReadonlyMap<SubscriptionId, TenantId> {
  return new Map(
    tenants.flatMap(({ tenant, subscriptions }) => subscriptions.map(({ id }) => [id, tenant.id] as const)),
  );
}
