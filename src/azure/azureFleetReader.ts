import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { Instant } from '../core/instant';
import type {
  AssessmentFacts,
  InstallationFacts,
  InstalledRun,
  MachineFacts,
  PendingUpdate,
} from '../core/machineFacts';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { machineOfArm } from './armMachine';
import { assessmentOfRow } from './assessmentRow';
import type { AzureFault } from './azureFault';
import type { ListConnection, TenantWork } from './discovery';
import { discover } from './discovery';
import type {
  FleetReader,
  FleetReading,
  FleetScope,
  ReadProgress,
  SubscriptionReading,
  TenantReading,
} from './fleetReading';
import { readIsolatingForbidden } from './forbiddenScopes';
import { installationOfRow } from './installationRow';
import { InstalledRunRows } from './installedRunRows';
import type { MachineRowContext } from './machineRow';
import { machineOfRow, machineRowContext } from './machineRow';
import { MachineTable } from './machineTable';
import { mapLimited } from './mapLimited';
import type { PatchKind, TimedFacts } from './patchJoin';
import { PatchJoin } from './patchJoin';
import {
  ASSESSMENTS_QUERY,
  INSTALLATIONS_QUERY,
  installedUpdatesQuery,
  MACHINES_QUERY,
  pendingUpdatesQuery,
} from './queries';
import type { GraphConnection, GraphQuery, PageSink, PagesOutcome } from './resourceGraph';
import { readPages, subscriptionBatches } from './resourceGraph';
import { softwarePatchOfRow } from './softwarePatchRow';
import type { TokenTenants } from './tokenTenants';

export interface AzureFleetReaderOptions {
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string;
  /** The connection as a tenant's user; null: as the account's own tenant. Gives the same one for the same tenant. */
  readonly connectionOf: (tenant: TenantId | null) => ListConnection & GraphConnection & MachineConnection;
  readonly now: () => Instant;
  /** Taught by every read of the fleet. */
  readonly tokenTenants: TokenTenants;
}

/** Reads one machine's whole resource. */
export interface MachineConnection {
  getMachine(id: MachineId, signal: AbortSignal): Promise<Result<unknown, AzureFault>>;
}

const TENANTS_AT_A_TIME = 5;
const MACHINES_PER_UPDATES_QUERY = 200;

/** Reads the fleet through Resource Graph: three flat queries per tenant and batch of subscriptions, joined here. */
export class AzureFleetReader implements FleetReader {
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
    this.options.tokenTenants.learn(discovered.value);

    const rows = new RowCount(tenants, onProgress);
    const readings = await mapLimited(tenants, TENANTS_AT_A_TIME, (work) => this.readTenant(work, rows, signal));
    if (signal.aborted) return failed({ kind: 'cancelled' });
    return succeeded({
      at,
      tenants: readings.map(({ tenant }) => tenant),
      subscriptions: [...readings.flatMap(({ subscriptions }) => subscriptions), ...invisible],
      machines: concatenated(readings.map(({ machines }) => machines)),
      missingRows: readings.reduce((sum, { missingRows }) => sum + missingRows, 0),
    });
  }

  async readPendingUpdates(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, readonly PendingUpdate[]>, AzureFault>> {
    const updates = new Map<MachineId, PendingUpdate[]>(machines.map((id) => [id, []]));
    for (const [tenant, ids] of this.options.tokenTenants.grouped([...updates.keys()], tenantId)) {
      for (let start = 0; start < ids.length; start += MACHINES_PER_UPDATES_QUERY) {
        const part = ids.slice(start, start + MACHINES_PER_UPDATES_QUERY);
        const fault = await this.readUpdatesOf(part, tenant, updates, signal);
        if (fault !== null) return failed(fault);
      }
    }
    return succeeded(updates);
  }

  async readInstalledUpdates(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, InstalledRun>, AzureFault>> {
    const rows = new InstalledRunRows();
    for (const [tenant, ids] of this.options.tokenTenants.grouped([...new Set(machines)], tenantId)) {
      for (let start = 0; start < ids.length; start += MACHINES_PER_UPDATES_QUERY) {
        const part = ids.slice(start, start + MACHINES_PER_UPDATES_QUERY);
        const query = { query: installedUpdatesQuery(part), subscriptions: subscriptionsOf(part) };
        const pages = await readPages(this.options.connectionOf(tenant), query, (page) => rows.add(page), signal);
        // A part of what was installed would name the wrong update.
        const fault = pages.fault ?? rowsMissing(pages);
        if (fault !== null) return failed(fault);
      }
    }
    return succeeded(rows.newest());
  }

  async readMachine(
    tenantId: TenantId,
    machine: MachineId,
    signal: AbortSignal,
  ): Promise<Result<MachineFacts, AzureFault>> {
    const token = this.options.tokenTenants.ofSubscription(machineIdParts(machine).subscriptionId, tenantId);
    const answer = await this.options.connectionOf(token).getMachine(machine, signal);
    if (!answer.ok) return answer;
    const facts = machineOfArm(
      answer.value,
      machineRowContext(() => tenantId),
    );
    const isAsked = facts?.id === machine;
    return isAsked ? succeeded(facts) : failed({ kind: 'unreadable', message: 'not the machine that was asked for' });
  }

  private async readUpdatesOf(
    machines: readonly MachineId[],
    tenant: TenantId,
    updates: ReadonlyMap<MachineId, PendingUpdate[]>,
    signal: AbortSignal,
  ): Promise<AzureFault | null> {
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
    const query = { query: pendingUpdatesQuery(machines), subscriptions: subscriptionsOf(machines) };
    const outcome = await readPages(this.options.connectionOf(tenant), query, sink, signal);
    // Azure installs what it knows of, so a plan by a part of it would leave out what comes.
    return outcome.fault ?? rowsMissing(outcome);
  }

  private async readTenant(
    { tenant, subscriptions }: TenantWork,
    rows: RowCount,
    signal: AbortSignal,
  ): Promise<TenantOutcome> {
    const ownTenants = new Map(subscriptions.map(({ id, tenantId }) => [id, tenantId]));
    const context: TenantContext = {
      connection: this.options.connectionOf(tenant.id),
      rowContext: machineRowContext((id) => ownTenants.get(id) ?? tenant.id),
      rows,
      signal,
    };
    const batches: BatchOutcome[] = [];
    for (const batch of subscriptionBatches(subscriptions.map(({ id }) => id))) {
      batches.push(await readBatch(batch, context));
    }
    const problems = new Map(batches.flatMap((batch) => [...batch.problems]));
    const patchDataProblem = batches.find((batch) => batch.patchDataProblem !== null)?.patchDataProblem ?? null;
    return {
      tenant: { ...tenant, problem: tenant.problem ?? commonProblem(subscriptions, problems), patchDataProblem },
      subscriptions: subscriptions.map((each) => ({ ...each, problem: problems.get(each.id) ?? null })),
      machines: concatenated(batches.map(({ machines }) => machines)),
      missingRows: batches.reduce((sum, { missingRows }) => sum + missingRows, 0),
    };
  }
}

function subscriptionsOf(machines: readonly MachineId[]): readonly SubscriptionId[] {
  return [...new Set(machines.map((id) => machineIdParts(id).subscriptionId))];
}

/** For a list that is worth nothing in part. */
function rowsMissing({ missingRows }: PagesOutcome): AzureFault | null {
  return missingRows > 0 ? { kind: 'unreadable', message: `${missingRows} rows are missing` } : null;
}

interface TenantOutcome {
  readonly tenant: TenantReading;
  readonly subscriptions: readonly SubscriptionReading[];
  readonly machines: readonly MachineFacts[];
  readonly missingRows: number;
}

/** What the queries of one tenant share. */
interface TenantContext {
  readonly connection: GraphConnection;
  readonly rowContext: MachineRowContext;
  readonly rows: RowCount;
  readonly signal: AbortSignal;
}

interface BatchOutcome {
  readonly problems: ReadonlyMap<SubscriptionId, AzureFault>;
  readonly patchDataProblem: AzureFault | null;
  readonly machines: readonly MachineFacts[];
  readonly missingRows: number;
}

/** Machines and patch data at the same time; where Azure refuses some subscriptions, patch data again without those. */
async function readBatch(batch: readonly SubscriptionId[], context: TenantContext): Promise<BatchOutcome> {
  const table = new MachineTable();
  const firstTry = new AbortController();
  const firstSignal = AbortSignal.any([context.signal, firstTry.signal]);
  const patchData = readPatchData(batch, table, { ...context, signal: firstSignal });
  const outcome = await readIsolatingForbidden(batch, async (subscriptions) => {
    const pages = await readMachines(batch, subscriptions, table, context);
    if (pages.fault?.kind === 'forbidden') firstTry.abort();
    return pages;
  });
  table.complete();
  const first = await patchData;
  const patches = firstTry.signal.aborted ? await readPatchData(outcome.read, table, context) : first;
  return {
    problems: outcome.problems,
    patchDataProblem: patches.fault,
    machines: table.machines,
    missingRows: outcome.missingRows + patches.missingRows,
  };
}

function readMachines(
  batch: readonly SubscriptionId[],
  subscriptions: readonly SubscriptionId[],
  table: MachineTable,
  { connection, rowContext, rows, signal }: TenantContext,
): Promise<PagesOutcome> {
  let isFirstPage = true;
  const sink: PageSink = (page, totalRows) => {
    if (isFirstPage) rows.expect(batch, totalRows ?? 0);
    isFirstPage = false;
    const added = table.addPage(page.map((row) => machineOfRow(row, rowContext)));
    rows.add(added);
    return added;
  };
  return readPages(connection, { query: MACHINES_QUERY, subscriptions }, sink, signal);
}

async function readPatchData(
  subscriptions: readonly SubscriptionId[],
  table: MachineTable,
  context: TenantContext,
): Promise<PagesOutcome> {
  if (subscriptions.length === 0) return { fault: null, missingRows: 0 };
  const [assessments, installations] = await Promise.all([
    readPatches({ query: ASSESSMENTS_QUERY, subscriptions }, ASSESSMENTS, table, context),
    readPatches({ query: INSTALLATIONS_QUERY, subscriptions }, INSTALLATIONS, table, context),
  ]);
  return {
    fault: assessments.fault ?? installations.fault,
    missingRows: assessments.missingRows + installations.missingRows,
  };
}

async function readPatches<Facts extends TimedFacts>(
  query: GraphQuery,
  kind: PatchKind<Facts>,
  table: MachineTable,
  { connection, rowContext, signal }: TenantContext,
): Promise<PagesOutcome> {
  const join = new PatchJoin(kind, table, rowContext.interner);
  const outcome = await readPages(connection, query, (page) => join.addPage(page, signal), signal);
  await table.reach(END_OF_TABLE, signal);
  join.finish();
  return outcome;
}

const END_OF_TABLE = '\uffff';

const ASSESSMENTS: PatchKind<AssessmentFacts> = {
  read: assessmentOfRow,
  of: (machine) => machine.assessment,
  put: (machine, facts) => {
    machine.assessment = facts;
  },
};

const INSTALLATIONS: PatchKind<InstallationFacts> = {
  read: installationOfRow,
  of: (machine) => machine.installation,
  put: (machine, facts) => {
    machine.installation = facts;
  },
};

/** How far all queries for machines have come together. */
class RowCount {
  private machines = 0;
  private expected = 0;
  // A batch is known by its first subscription: no subscription is in two.
  private readonly uncounted: Set<SubscriptionId | undefined>;

  constructor(
    tenants: readonly TenantWork[],
    private readonly onProgress: (progress: ReadProgress) => void,
  ) {
    const batches = tenants.flatMap((work) => subscriptionBatches(work.subscriptions.map(({ id }) => id)));
    this.uncounted = new Set(batches.map((batch) => batch[0]));
  }

  /** Takes note of how many machines a batch has, in addition to what was said of it before. */
  expect(batch: readonly SubscriptionId[], machines: number): void {
    this.uncounted.delete(batch[0]);
    this.expected += machines;
  }

  add(machines: number): void {
    this.machines += machines;
    this.onProgress({
      machines: this.machines,
      totalMachines: this.uncounted.size === 0 ? this.expected : null,
    });
  }
}

// flatMap would take several times as long for a hundred thousand machines.
function concatenated<Item>(parts: readonly (readonly Item[])[]): readonly Item[] {
  const none: readonly Item[] = [];
  return none.concat(...parts);
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
