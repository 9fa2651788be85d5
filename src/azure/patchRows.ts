import type { MachineId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { Instant } from '../core/instant';
import type { AssessmentFacts, InstallationFacts } from '../core/machineFacts';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { assessmentOfRow } from './assessmentRow';
import type { AzureFault } from './azureFault';
import { readIsolatingForbidden } from './forbiddenScopes';
import { installationBeganOf, installationOfRow } from './installationRow';
import { Interner } from './intern';
import type { PatchRows } from './machineActing';
import type { PatchKind, TimedFacts } from './patchJoin';
import { isNewer } from './patchJoin';
import { assessmentsQuery, installationsQuery } from './patchRowsQuery';
import type { GraphConnection } from './resourceGraph';
import { readPages } from './resourceGraph';
import { subscriptionsOf, switchesParts } from './switchesQuery';
import type { TokenTenants } from './tokenTenants';

export interface PatchRowsOptions {
  readonly graphOf: (tenant: TenantId) => GraphConnection;
  readonly tokenTenants: TokenTenants;
}

/** One kind of patch row: how it is asked for and read, and what has been found of it. */
interface Wanted<Facts extends TimedFacts> {
  readonly query: (machines: readonly MachineId[]) => string;
  readonly read: PatchKind<Facts>['read'];
  readonly found: Map<string, Facts>;
}

/** What one query goes through. */
interface Part {
  readonly machines: readonly MachineId[];
  readonly connection: GraphConnection;
  /** Gets the machines of subscriptions that may not be read. */
  readonly hidden: Set<MachineId>;
  readonly signal: AbortSignal;
}

/**
 * The newest patch rows of the given machines, nulls for one that has none. Machines of a subscription that may not be
 * read are missing: of them nothing is known, not even that there is no row.
 */
export async function readPatchRows(
  { graphOf, tokenTenants }: PatchRowsOptions,
  tenantId: TenantId,
  machines: readonly MachineId[],
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<MachineId, PatchRows>, AzureFault>> {
  const assessments = wanted<AssessmentFacts>(assessmentsQuery, assessmentOfRow);
  const began = new Map<InstallationFacts, Instant | null>();
  const installations = wanted<InstallationFacts>(installationsQuery, (row, interner) => {
    const read = installationOfRow(row, interner);
    if (read !== null) began.set(read.facts, installationBeganOf(row));
    return read;
  });
  const hidden = new Set<MachineId>();
  for (const [token, ids] of tokenTenants.grouped(machines, tenantId)) {
    for (const each of switchesParts(ids)) {
      const part: Part = { machines: each, connection: graphOf(token), hidden, signal };
      const faults = await Promise.all([readPart(assessments, part), readPart(installations, part)]);
      const fault = faults.find((found) => found !== null);
      if (fault !== undefined) return failed(fault);
    }
  }
  const rows = machines
    .filter((id) => !hidden.has(id))
    .map((id): [MachineId, PatchRows] => {
      const assessment = assessments.found.get(id) ?? null;
      const installation = installations.found.get(id) ?? null;
      const installationBegan = installation === null ? null : (began.get(installation) ?? null);
      return [id, { assessment, installation, installationBegan }];
    });
  return succeeded(new Map(rows));
}

function wanted<Facts extends TimedFacts>(query: Wanted<Facts>['query'], read: Wanted<Facts>['read']): Wanted<Facts> {
  return { query, read, found: new Map() };
}

async function readPart<Facts extends TimedFacts>(
  { query, read, found }: Wanted<Facts>,
  { machines, connection, hidden, signal }: Part,
): Promise<AzureFault | null> {
  const interner = new Interner();
  const sink = (rows: readonly unknown[]): number => {
    const before = found.size;
    for (const each of rows) {
      const row = read(each, interner);
      if (row === null) continue;
      const known = found.get(row.machineId);
      if (known === undefined || isNewer(row.facts, known)) found.set(row.machineId, row.facts);
    }
    return found.size - before;
  };
  const outcome = await readIsolatingForbidden(subscriptionsOf(machines), (subscriptions) =>
    readPages(connection, { query: query(machines), subscriptions }, sink, signal),
  );
  for (const id of machines) {
    if (outcome.problems.get(machineIdParts(id).subscriptionId)?.kind === 'forbidden') hidden.add(id);
  }
  return [...outcome.problems.values()].find(({ kind }) => kind !== 'forbidden') ?? null;
}
