import type { PatchRows } from '../azure/machineActing';
import type { FleetReading, FleetScope, SubscriptionReading, TenantReading } from '../azure/fleetReading';
import type { Classify } from '../core/classify';
import { isEnrolled } from '../core/classify';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import { DAY } from '../core/instant';
import type { MachineFacts } from '../core/machineFacts';
import type { MachineHistory, Standing } from '../core/machineHistory';
import { nextHistory, NO_HISTORY } from '../core/machineHistory';
import type { TrackId } from '../core/track';
import type { FleetSnapshot, MachineRecord, VanishedMachine } from './fleetSnapshot';
import type { SwitchReading } from './switchReading';
import type { SwitchesAhead } from './switchesAhead';
import { isAhead, underAhead, withSwitchReading } from './switchesAhead';

/** How long a machine that has gone is remembered. */
const VANISHED_KEPT = 30 * DAY;

/** Judges by the calendar of the older read, and by that of the newer. */
export interface Judges {
  readonly before: Classify;
  readonly now: Classify;
  /** Whether the end of a machine's enrollment was asked for here: then it is no loss. */
  readonly isDeliberate: (id: MachineId) => boolean;
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
  const before = previous?.machines ?? [];
  const known = new Map(before.map((record) => [record.facts.id, record]));
  const found = new Map(reading.machines.map((facts) => [facts.id, facts]));
  const coverage = coverageOf(previous, reading, scope);
  const fresh = [...found.values()].map((facts) => freshRecord(facts, known.get(facts.id), reading, coverage, judges));
  const missed = before.filter(({ facts }) => !found.has(facts.id) && coverage.includes(facts));
  const isGone = ({ facts }: MachineRecord): boolean => reading.missingRows === 0 && coverage.wasRead(facts);
  return {
    at: reading.at,
    scope,
    tenants: nextTenants(reading, previous),
    subscriptions: nextSubscriptions(reading, previous, coverage),
    machines: [...fresh, ...missed.filter((record) => !isGone(record))],
    vanished: nextVanished(previous?.vanished ?? [], missed.filter(isGone), found, reading, coverage),
    missingRows: reading.missingRows,
  };
}

/** Where a machine lives. */
type Place = Pick<MachineFacts, 'tenantId' | 'subscriptionId'>;

interface Coverage {
  /** Whether the place was read to its end, or is known to be gone. */
  wasRead(place: Place): boolean;
  /** Whether the assessments and installations of the place were read too. */
  hasPatchData(place: Place): boolean;
  /** Whether the chosen scope still holds the place. */
  includes(place: Place): boolean;
}

function coverageOf(previous: FleetSnapshot | null, reading: FleetReading, scope: FleetScope): Coverage {
  const tenants = new Map(reading.tenants.map((tenant) => [tenant.id, tenant]));
  const subscriptions = new Map(reading.subscriptions.map((subscription) => [subscription.id, subscription]));
  const wantedSubscriptions = new Set(scope.subscriptions);
  // With Azure Lighthouse a chosen tenant shows subscriptions of others: whose they are does not say whether they were
  // chosen, unless the choice has changed.
  const wantedTenants = new Set(isSameChoice(previous?.scope.tenants, scope.tenants) ? [] : scope.tenants);
  // Who could have shown it: its own tenant, where we can ask that; otherwise any of them.
  const readersOf = ({ tenantId }: Place): readonly TenantReading[] => {
    const own = tenants.get(tenantId);
    return own?.problem === null ? [own] : reading.tenants;
  };
  return {
    wasRead: (place) => {
      const listed = subscriptions.get(place.subscriptionId);
      // A subscription or tenant that is no longer listed is gone for this account, unless its listing failed.
      return listed ? listed.problem === null : readersOf(place).every(({ problem }) => problem === null);
    },
    hasPatchData: (place) =>
      reading.missingRows === 0 && readersOf(place).every(({ patchDataProblem }) => patchDataProblem === null),
    includes: ({ tenantId, subscriptionId }) =>
      isWanted(wantedTenants, tenantId) && isWanted(wantedSubscriptions, subscriptionId),
  };
}

function isSameChoice(before: readonly TenantId[] | undefined, now: readonly TenantId[]): boolean {
  return before?.length === now.length && now.every((id) => before.includes(id));
}

function isWanted<Id extends TenantId | SubscriptionId>(wanted: ReadonlySet<Id>, id: Id): boolean {
  return wanted.size === 0 || wanted.has(id);
}

function freshRecord(
  read: MachineFacts,
  known: MachineRecord | undefined,
  { at }: FleetReading,
  coverage: Coverage,
  judges: Judges,
): MachineRecord {
  const row = known && !coverage.hasPatchData(read) ? withPatchDataOf(known.facts, read) : read;
  const { facts, ahead } = known?.ahead ? underAhead(row, known.ahead, at) : { facts: row, ahead: {} };
  const kept = { ...(isAhead(ahead) ? { ahead } : {}), ...(known?.guest ? { guest: known.guest } : {}) };
  const history = known ? historyOf(known, judges) : NO_HISTORY;
  const before = known ? beforeOf(known, history, judges) : null;
  const now = standingOf(facts, history, judges.now);
  if (coverage.wasRead(read)) return { facts, asOf: at, history: nextHistory(history, before, now, at), ...kept };
  const sinceThen: MachineHistory = nextHistory(history, null, now, at);
  return { facts, asOf: at, history: sinceThen, ...kept, ...(before === null ? {} : { lastComplete: before }) };
}

/** How the machine stood in the last complete read. One that was taken off hotpatch on purpose has lost nothing. */
function beforeOf(known: MachineRecord, history: MachineHistory, judges: Judges): Standing {
  const before = known.lastComplete ?? standingOf(known.facts, history, judges.before);
  return before.isEnrolled && judges.isDeliberate(known.facts.id) ? { ...before, isEnrolled: false } : before;
}

function historyOf({ facts, history }: MachineRecord, judges: Judges): MachineHistory {
  const isLoss = history.worsened?.kind === 'lostEnrollment';
  return isLoss && judges.isDeliberate(facts.id) ? { ...history, worsened: null } : history;
}

/** The snapshot with one machine read anew by itself. Its patch data, which such a read does not have, stays. */
export function mergeMachine(snapshot: FleetSnapshot, read: MachineFacts, at: Instant, judges: Judges): FleetSnapshot {
  const machines = snapshot.machines.map((record): MachineRecord => {
    if (record.facts.id !== read.id) return record;
    // Where it lives is what the fleet's own read said: ARM writes the resource group in another casing, and no tenant.
    const { tenantId, resourceGroup } = record.facts;
    const { id, hotpatchFeature: feature, patchSettings } = read;
    const { ahead } = withSwitchReading(record.facts, record.ahead ?? {}, { id, at, feature, patchSettings });
    return nextRecord(record, withPatchDataOf(record.facts, { ...read, tenantId, resourceGroup }), ahead, at, judges);
  });
  return { ...snapshot, machines };
}

/** The machine with newer patch rows. */
export function mergePatchRows(record: MachineRecord, { assessment, installation }: PatchRows): MachineRecord {
  const { facts } = record;
  const rows = { assessment: assessment ?? facts.assessment, installation: installation ?? facts.installation };
  return { ...record, facts: { ...facts, ...rows } };
}

/** The machine with the switches that a GET has shown. */
export function mergeSwitches(record: MachineRecord, reading: SwitchReading, judges: Judges): MachineRecord {
  const { facts, ahead } = withSwitchReading(record.facts, record.ahead ?? {}, reading);
  // Only the switches are newer; everything else is as old as it was.
  return { ...nextRecord(record, facts, ahead, reading.at, judges), asOf: record.asOf };
}

function nextRecord(
  record: MachineRecord,
  facts: MachineFacts,
  ahead: SwitchesAhead,
  at: Instant,
  judges: Judges,
): MachineRecord {
  const history = historyOf(record, judges);
  const now = standingOf(facts, history, judges.now);
  const guest = record.guest ? { guest: record.guest } : {};
  return {
    facts,
    asOf: at,
    history: nextHistory(history, beforeOf(record, history, judges), now, at),
    ahead,
    ...guest,
  };
}

/** What came of the patch data counts; what did not come is as it was. */
function withPatchDataOf(known: MachineFacts, read: MachineFacts): MachineFacts {
  const assessment = read.assessment ?? known.assessment;
  const installation = read.installation ?? known.installation;
  return { ...read, assessment, installation };
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

/** One that failed may come without its name; it keeps the one we knew. */
function nextTenants(reading: FleetReading, previous: FleetSnapshot | null): readonly TenantReading[] {
  const names = new Map(previous?.tenants.map(({ id, name }) => [id, name]));
  return reading.tenants.map((tenant) => ({ ...tenant, name: tenant.name ?? names.get(tenant.id) ?? null }));
}

/** A tenant that failed gives no subscriptions; those we knew keep their place and their names in the tree. */
function nextSubscriptions(
  reading: FleetReading,
  previous: FleetSnapshot | null,
  coverage: Coverage,
): readonly SubscriptionReading[] {
  const before = previous?.subscriptions ?? [];
  const names = new Map(before.map(({ id, name }) => [id, name]));
  const listed = new Set(reading.subscriptions.map(({ id }) => id));
  const unlisted = before.filter(({ id, tenantId }) => {
    const place = { tenantId, subscriptionId: id };
    return !listed.has(id) && coverage.includes(place) && !coverage.wasRead(place);
  });
  return [
    ...reading.subscriptions.map((one) => ({ ...one, name: one.name ?? names.get(one.id) ?? null })),
    ...unlisted.map((one) => ({ ...one, problem: null })),
  ];
}

function nextVanished(
  before: readonly VanishedMachine[],
  gone: readonly MachineRecord[],
  found: ReadonlyMap<MachineId, MachineFacts>,
  reading: FleetReading,
  coverage: Coverage,
): readonly VanishedMachine[] {
  const kept = before.filter(
    ({ facts, at }) => !found.has(facts.id) && coverage.includes(facts) && reading.at - at < VANISHED_KEPT,
  );
  return [...kept, ...gone.map(({ facts }) => ({ facts, at: reading.at }))];
}
