import type { FleetReading, FleetScope, TenantReading } from '../azure/fleetReading';
import type { Classify } from '../core/classify';
import { isEnrolled } from '../core/classify';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { DAY } from '../core/instant';
import type { MachineFacts } from '../core/machineFacts';
import type { MachineHistory, Standing } from '../core/machineHistory';
import { nextHistory, NO_HISTORY } from '../core/machineHistory';
import type { TrackId } from '../core/track';
import type { FleetSnapshot, MachineRecord, VanishedMachine } from './fleetSnapshot';

/** How long a machine that has gone is remembered. */
const VANISHED_KEPT = 30 * DAY;

/** Judges by the calendar of the older read, and by that of the newer. */
export interface Judges {
  readonly before: Classify;
  readonly now: Classify;
}

/**
 * The snapshot after a read. Scopes that were read replace their machines; scopes that failed keep theirs, with their
 * age. A machine is called vanished, or its loss noticed, only by a read that was complete where the machine lives.
 */
export function mergeReading(
  previous: FleetSnapshot | null,
  reading: FleetReading,
  scope: FleetScope,
  judges: Judges,
): FleetSnapshot {
  const known = new Map((previous?.machines ?? []).map((record) => [record.facts.id, record]));
  const coverage = coverageOf(reading, scope);
  const machines = reading.machines.map((facts) => freshRecord(facts, known.get(facts.id), reading, coverage, judges));
  const found = new Set(reading.machines.map((facts) => facts.id));
  const missed = (previous?.machines ?? []).filter(
    (record) => !found.has(record.facts.id) && coverage.includes(record),
  );
  const isGone = (record: MachineRecord): boolean => reading.missingRows === 0 && coverage.wasRead(record.facts);
  return {
    at: reading.at,
    scope,
    tenants: reading.tenants,
    subscriptions: withFailedTenants(reading, previous),
    machines: [...machines, ...missed.filter((record) => !isGone(record))],
    vanished: nextVanished(previous?.vanished ?? [], missed.filter(isGone), found, reading),
    missingRows: reading.missingRows,
  };
}

interface Coverage {
  /** Whether the place where the machine lives (or lived) was read to its end, or is known to be gone. */
  wasRead(facts: MachineFacts): boolean;
  /** Whether the tenant's assessments and installations were read too. */
  hasPatchData(tenant: TenantId): boolean;
  /** Whether the chosen scope still holds the machine. */
  includes(record: MachineRecord): boolean;
}

function coverageOf(reading: FleetReading, scope: FleetScope): Coverage {
  const tenants = new Map(reading.tenants.map((tenant) => [tenant.id, tenant]));
  const failed = new Set(reading.subscriptions.filter(({ problem }) => problem !== null).map(({ id }) => id));
  const wantedTenants = new Set(scope.tenants);
  const wantedSubscriptions = new Set(scope.subscriptions);
  return {
    wasRead: (facts) => wasTenantRead(tenants.get(facts.tenantId)) && !failed.has(facts.subscriptionId),
    hasPatchData: (tenant) => (tenants.get(tenant)?.patchDataProblem ?? null) === null,
    includes: ({ facts }) =>
      isWanted(wantedTenants, facts.tenantId) && isWanted(wantedSubscriptions, facts.subscriptionId),
  };
}

function wasTenantRead(tenant: TenantReading | undefined): boolean {
  // A tenant that is no longer listed is gone for this account; one that failed is only out of reach.
  return tenant === undefined || tenant.problem === null;
}

function isWanted<Id extends TenantId | SubscriptionId>(wanted: ReadonlySet<Id>, id: Id): boolean {
  return wanted.size === 0 || wanted.has(id);
}

function freshRecord(
  read: MachineFacts,
  known: MachineRecord | undefined,
  reading: FleetReading,
  coverage: Coverage,
  judges: Judges,
): MachineRecord {
  const keepsPatchData = known !== undefined && !coverage.hasPatchData(read.tenantId);
  const facts = keepsPatchData
    ? { ...read, assessment: known.facts.assessment, installation: known.facts.installation }
    : read;
  return { facts, asOf: reading.at, history: historyOf(facts, known, reading, judges) };
}

function historyOf(
  facts: MachineFacts,
  known: MachineRecord | undefined,
  reading: FleetReading,
  judges: Judges,
): MachineHistory {
  const history = known?.history ?? NO_HISTORY;
  const before = known ? standingOf(known.facts, history, judges.before) : null;
  return nextHistory(history, before, standingOf(facts, history, judges.now), reading.at);
}

function standingOf(facts: MachineFacts, history: MachineHistory, classify: Classify): Standing {
  const { state, track } = classify(facts, history);
  return { state, isEnrolled: isEnrolled(facts), isOnTrack: ON_TRACK[track.track] };
}

const ON_TRACK: Readonly<Record<TrackId, boolean | null>> = {
  onTrack: true,
  offTrack: false,
  behindBaseline: false,
  ambiguous: null,
  unknown: null,
  notApplicable: null,
};

/** A tenant that failed gives no subscriptions; those we knew keep their names in the tree. */
function withFailedTenants(reading: FleetReading, previous: FleetSnapshot | null) {
  const listed = new Set(reading.subscriptions.map((subscription) => subscription.id));
  const failedTenants = new Set(reading.tenants.filter((tenant) => tenant.problem !== null).map(({ id }) => id));
  const kept = (previous?.subscriptions ?? [])
    .filter((subscription) => failedTenants.has(subscription.tenantId) && !listed.has(subscription.id))
    .map((subscription) => ({ ...subscription, problem: null }));
  return [...reading.subscriptions, ...kept];
}

function nextVanished(
  before: readonly VanishedMachine[],
  gone: readonly MachineRecord[],
  found: ReadonlySet<MachineId>,
  reading: FleetReading,
): readonly VanishedMachine[] {
  const kept = before.filter(({ facts, at }) => !found.has(facts.id) && reading.at - at < VANISHED_KEPT);
  return [...kept, ...gone.map(({ facts }) => ({ facts, at: reading.at }))];
}
