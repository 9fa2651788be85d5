import type { Instant } from './instant';
import { HOUR, instant, MINUTE } from './instant';
import { isoDuration } from './isoDuration';
import type { InstallSelection } from './installSelection';
import type { JudgedMachine } from './judgedMachine';
import type { MachineId } from './ids';
import type { InstallBounds, MachineAction } from './machineAction';
import type { MachineFacts } from './machineFacts';
import { groupsBy } from './machinePatterns';
import type { ActionKind } from './operation';
import type {
  ActionRules,
  BucketId,
  ExpectationId,
  Plan,
  PlannedMachine,
  PlanObstacle,
  PlanRequest,
  PlanWaves,
} from './plan';
import { freezeEnd, NO_CALENDAR, restartsAllowed } from './restartCalendar';
import type { WaveMember } from './restartWaves';
import { wavesOf } from './restartWaves';

/** Nothing is frozen, nobody is left out, five restart at a time. */
export const NO_ACTION_RULES: ActionRules = {
  calendar: NO_CALENDAR,
  domainControllers: [],
  clusters: [],
  waveSize: 5,
  waves: { pause: 5 * MINUTE, mostFailures: 0 },
  restartOwed: new Map(),
  exemptSubscriptions: new Set(),
};

/** Whether the operation may restart machines by itself. */
export function mayRestart({ kind, install }: Pick<PlanRequest, 'kind' | 'install'>): boolean {
  return kind === 'restart' || (kind === 'install' && install !== undefined && install.order.rebootSetting !== 'Never');
}

/** The groups that matter when machines restart. */
export class RestartGroups {
  readonly #domainControllers;
  readonly #clusters;

  constructor({ domainControllers, clusters }: Pick<ActionRules, 'domainControllers' | 'clusters'>) {
    this.#domainControllers = groupsBy(domainControllers);
    this.#clusters = groupsBy(clusters);
  }

  /** The group that a person has to take in by a tick; null = none. */
  bucketOf({ facts }: JudgedMachine): BucketId | null {
    if (this.#isDomainController(facts)) return 'domainController';
    return this.#clustersOf(facts).length > 0 || isOnAzureLocal(facts) ? 'clusterMember' : null;
  }

  /**
   * Of two machines that share one of these, only one may be away at a time. Which domain a domain controller is of is not
   * in Azure's data, so all of them are one group.
   */
  groupsOf({ facts }: JudgedMachine): readonly string[] {
    return [...(this.#isDomainController(facts) ? ['domain'] : []), ...this.#clustersOf(facts)];
  }

  #isDomainController(facts: MachineFacts): boolean {
    return this.#domainControllers(facts).length > 0;
  }

  #clustersOf(facts: MachineFacts): readonly string[] {
    const parent = facts.placement?.parentCluster ?? null;
    return [
      ...this.#clusters(facts).map((cluster) => `cluster ${cluster}`),
      ...(parent === null ? [] : [`parent ${parent.toLowerCase()}`]),
    ];
  }
}

/** By its kind. Which cluster that is, the kind does not say: machines of this kind share no group by it. */
function isOnAzureLocal({ placement }: MachineFacts): boolean {
  return (placement?.kind ?? '').toLowerCase() === 'hci';
}

/** What is done on a machine; `selection`: of an installation. */
export function actionOf(
  kind: ActionKind,
  selection: InstallSelection | null,
  wish: RestartWish,
): MachineAction | null {
  switch (kind) {
    case 'assess':
    case 'periodicAssessment':
    case 'checkVbs':
    case 'enableVbs':
      return { kind };
    case 'install':
      return selection?.wish ? { kind, wish: selection.wish } : null;
    case 'restart':
      return { kind, wish };
  }
}

type RestartWish = Extract<MachineAction, { kind: 'restart' }>['wish'];

/** When the restart was seen to be owed: a machine that has booted since is left alone. Null = not known. */
export function owedSince({ facts, verdict }: JudgedMachine, { restartOwed }: ActionRules): Instant | null {
  const seen = verdict.reboot.reboot === 'pending' ? verdict.reboot.at : null;
  const owed = restartOwed.get(facts.id) ?? null;
  if (seen === null || owed === null) return seen ?? owed;
  return instant(Math.max(seen, owed));
}

/** What an action brings, for the plan’s reader. */
export function actionExpectation(kind: ActionKind, selection: InstallSelection | null): ExpectationId {
  switch (kind) {
    case 'assess':
      return 'assessed';
    case 'periodicAssessment':
      return 'assessedDaily';
    case 'checkVbs':
      return 'lookedInto';
    case 'enableVbs':
      return 'vbsAfterRestart';
    case 'restart':
      return 'restarts';
    case 'install':
      return installExpectation(selection);
  }
}

function installExpectation(selection: InstallSelection | null): ExpectationId {
  if (!selection?.wish) return 'notKnown';
  if (selection.leavesTrackBy.length > 0) return 'leavesTrack';
  if (selection.wish.rebootSetting !== 'Never') return 'installsWithRestart';
  return selection.wish.excludeKbsRequiringReboot ? 'installsWithoutRestart' : 'installsOwingRestart';
}

/** A restart with its return takes minutes, on old hardware more. */
export const RESTART_TAKES = 15 * MINUTE;
const LEAST_TIME = 2 * HOUR;

/** Included machines, with what their actions are told of the time, and their waves. */
interface InWaves {
  readonly included: readonly PlannedMachine[];
  readonly waves: PlanWaves | null;
}

/** The included machines with what their waves say, where they restart in waves. */
export function inWaves(
  { kind, isRestarting }: Pick<Plan, 'kind' | 'isRestarting'>,
  included: readonly PlannedMachine[],
  rules: ActionRules,
  now: Instant,
): InWaves {
  if (kind === 'restart') return restartsInWaves(included, rules, now);
  return kind === 'install' && isRestarting ? installsInWaves(included, rules, now) : { included, waves: null };
}

function restartsInWaves(included: readonly PlannedMachine[], rules: ActionRules, now: Instant): InWaves {
  const waves = wavesOf(waveMembers(included, rules), rules.waveSize);
  const notAfter = restartNotAfter(waves.length, rules, now);
  return {
    included: included.map((planned) => ({
      ...planned,
      action: { kind: 'restart', wish: { notAfter, assessedAt: owedSince(planned.machine, rules) } },
    })),
    waves: { waves, plan: rules.waves },
  };
}

/** Azure restarts each when it is ready, so all go at once but those of which only one may be away. */
function installsInWaves(included: readonly PlannedMachine[], rules: ActionRules, now: Instant): InWaves {
  const waves = wavesOf(waveMembers(included, rules), Infinity);
  const plan = waves.length > 1 ? { waves, plan: rules.waves } : null;
  const bounds = installBounds(included, plan, rules, now);
  return {
    included: included.map((planned) =>
      planned.action?.kind === 'install' ? { ...planned, action: { ...planned.action, bounds } } : planned,
    ),
    waves: plan,
  };
}

function waveMembers(included: readonly PlannedMachine[], rules: ActionRules): readonly WaveMember<MachineId>[] {
  const groups = new RestartGroups(rules);
  return included.map(({ machine }) => ({ id: machine.facts.id, groups: groups.groupsOf(machine) }));
}

function installBounds(
  included: readonly PlannedMachine[],
  waves: PlanWaves | null,
  { calendar }: ActionRules,
  now: Instant,
): InstallBounds {
  const allowed = restartsAllowed(calendar, now);
  const endBy = allowed.ok ? allowed.value : now;
  const last = longestInstall(included);
  // When the last wave begins, at the latest.
  const beginBy = now + LEAST_TIME + installsTake(included, waves) - last;
  return { beginBy: instant(endBy === null ? beginBy : Math.min(beginBy, endBy - last)), endBy };
}

/** How long installations may take with all their waves, in milliseconds. */
function installsTake(included: readonly PlannedMachine[], waves: PlanWaves | null): number {
  const each = longestInstall(included);
  return waves === null ? each : wavesTake(waves, each);
}

/** The longest that one of them may take, in milliseconds. Azure takes four hours at most. */
function longestInstall(included: readonly PlannedMachine[]): number {
  const times = included.map(({ action }) =>
    action?.kind === 'install' ? (isoDuration(action.wish.maximumDuration) ?? LONGEST_INSTALL) : 0,
  );
  return times.reduce((longest, time) => Math.max(longest, time), 0);
}

const LONGEST_INSTALL = 4 * HOUR;

/** Twice what the waves take, but never into a freeze or out of the maintenance window. */
export function restartNotAfter(waves: number, { calendar, waves: { pause } }: ActionRules, now: Instant): Instant {
  const takes = waves * RESTART_TAKES + Math.max(0, waves - 1) * pause;
  const latest = now + Math.max(LEAST_TIME, 2 * takes);
  const allowed = restartsAllowed(calendar, now);
  if (!allowed.ok) return now;
  return instant(Math.min(latest, allowed.value ?? latest));
}

/** How long waves take that take so long each, in milliseconds. */
export function wavesTake({ waves, plan }: PlanWaves, each: number): number {
  return waves.length * each + Math.max(0, waves.length - 1) * plan.pause;
}

/** What the calendar has against it now. Enabling VBS restarts nothing, but owes a restart. */
export function calendarObstacle(
  { kind, isRestarting, included, waves }: Pick<Plan, 'kind' | 'isRestarting' | 'included' | 'waves'>,
  rules: ActionRules,
  now: Instant,
): PlanObstacle | null {
  if (isRestarting) {
    const allowed = restartsAllowed(rules.calendar, now);
    if (!allowed.ok) return allowed.fault;
    // A restart that comes too late is not begun; an installation that has begun cannot be held back.
    const until = kind === 'install' ? allowed.value : null;
    return until !== null && now + installsTake(included, waves) > until ? { id: 'tooLong', until } : null;
  }
  const until = kind === 'enableVbs' ? freezeEnd(rules.calendar.freeze, now) : null;
  return until === null ? null : { id: 'frozen', until };
}
