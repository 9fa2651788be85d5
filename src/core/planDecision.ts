import type { JudgedMachine } from './judgedMachine';
import type { LicenseStanding } from './licenseStanding';
import { licenseStanding } from './licenseStanding';
import type { SwitchKind, WantedSwitches } from './operation';
import { isSwitchKind, operationTable } from './operation';
import { decideAction } from './planActionDecision';
import type { BucketId, ExclusionId, PlanKind } from './plan';
import type { Reason } from './reason';
import { reason } from './reason';

/** What is to be done with a machine, by what it is and how its two switches stand; the rest of the fleet plays no part. */
export type Decision = Change | Exclusion;

export interface Change {
  readonly bucket: BucketId;
  readonly wanted: WantedSwitches;
  readonly exclusion?: undefined;
}

export interface Exclusion {
  readonly exclusion: ExclusionId;
  readonly reasons: readonly Reason[];
}

/** What else is known of a machine when it is decided about. */
export interface DecisionHints {
  /** With enroll: also turn hotpatching on where it is off. */
  readonly alsoTurnOn?: boolean;
  /** A restart is owed by what was done here, which no assessment shows. */
  readonly isRestartOwed?: boolean;
}

/** Decides what a kind of operation would do to a machine. */
export function decide(machine: JudgedMachine, kind: PlanKind, hints: DecisionHints = {}): Decision {
  if (isSwitchKind(kind)) return decideSwitch(machine, kind, hints.alsoTurnOn ?? false);
  const exclusion = decideAction(machine, kind, hints.isRestartOwed ?? false);
  if (exclusion !== null) return left(exclusion, exclusion === 'notEligible' ? machine.verdict.reasons : []);
  return { bucket: isOffline(machine) ? 'offline' : 'ready', wanted: NOTHING_WANTED };
}

/** Decides by the switches' own values: a machine that is shown as failed or off track may well be enrolled. */
function decideSwitch(machine: JudgedMachine, kind: SwitchKind, alsoTurnOn: boolean): Decision {
  const { state, reasons } = machine.verdict;
  // Azure Edition receives hotpatches by itself: neither the license nor the patch setting of Arc is for it.
  if (state === 'builtIn') return left('builtIn', reasons);
  const license = licenseStanding(machine.facts.hotpatchFeature?.status ?? null);
  if (license === 'unheardOf') return left('statusNotKnown', reasons);
  const subject: Subject = { machine, license, isEligible: state !== 'ineligible' };
  switch (kind) {
    case 'enroll':
      return decideEnroll(subject, alsoTurnOn);
    case 'disenroll':
      return decideDisenroll(subject);
    case 'turnOn':
      return decideTurnOn(subject);
    case 'turnOff':
      return decideTurnOff(subject);
  }
}

interface Subject {
  readonly machine: JudgedMachine;
  readonly license: Exclude<LicenseStanding, 'unheardOf'>;
  /** By OS, edition and build; these two states come of eligibility alone. */
  readonly isEligible: boolean;
}

function decideEnroll(subject: Subject, alsoTurnOn: boolean): Decision {
  const { machine, license, isEligible } = subject;
  const { reasons } = machine.verdict;
  if (!isEligible) return left('notEligible', reasons);
  if (license === 'enabled') return alreadyThere(machine);
  if (license === 'enabling') return left('inProgress', [reason('enrolling')]);
  if (license === 'disabling') return left('inProgress', [reason('disenrolling')]);
  if (reasons.some(({ id }) => id === 'osNotKnown')) return left('eligibilityNotKnown', reasons);
  const isOff = machine.facts.patchSettings.enableHotpatching === false;
  return {
    bucket: enrollBucket(subject, isOff),
    wanted: isOff && alsoTurnOn ? ENROLL_AND_TURN_ON : wantedOf('enroll'),
  };
}

/** The most doubtful thing that holds decides, so that a machine is never swept along by a harmless one. */
function enrollBucket({ machine, license }: Subject, isOff: boolean): BucketId {
  // Somebody took it off hotpatch on purpose; without a date, Azure only says that it is not on.
  if (license === 'disabled' && (machine.facts.hotpatchFeature?.disenrolledAt ?? null) !== null) {
    return 'disenrolledBefore';
  }
  if (isOffline(machine)) return 'offline';
  if (isOff) return 'explicitlyOff';
  return license === 'failed' ? 'failedBefore' : 'ready';
}

/** What takes hotpatch away is allowed wherever it is, also where it should never have been. */
function decideDisenroll({ machine, license, isEligible }: Subject): Decision {
  const wanted = wantedOf('disenroll');
  switch (license) {
    case 'none':
    case 'disabled':
      return isEligible ? left('alreadyThere', []) : left('notEligible', machine.verdict.reasons);
    case 'disabling':
      return left('inProgress', [reason('disenrolling')]);
    case 'enabling':
      return { bucket: 'licensePending', wanted };
    case 'failed':
      return { bucket: isOffline(machine) ? 'offline' : 'failedBefore', wanted };
    case 'enabled':
      return { bucket: isOffline(machine) ? 'offline' : 'ready', wanted };
  }
}

function decideTurnOn(subject: Subject): Decision {
  const { machine, isEligible } = subject;
  if (!isEligible) return left('notEligible', machine.verdict.reasons);
  if (!hasLicense(subject)) return left('notEnrolled', machine.verdict.reasons);
  const { enableHotpatching, enablementStatus } = machine.facts.patchSettings;
  // Never set is on, as long as Azure has not made Disabled of it.
  const isOn = enableHotpatching ?? (enablementStatus ?? '').toLowerCase() !== 'disabled';
  return isOn ? alreadyThere(machine) : { bucket: switchBucket(subject), wanted: wantedOf('turnOn') };
}

function decideTurnOff(subject: Subject): Decision {
  const { machine, isEligible } = subject;
  if (!hasLicense(subject)) return left(isEligible ? 'notEnrolled' : 'notEligible', machine.verdict.reasons);
  if (machine.facts.patchSettings.enableHotpatching === false) return left('alreadyThere', []);
  return { bucket: switchBucket(subject), wanted: wantedOf('turnOff') };
}

/** The patch setting means something only within an enrollment, or one that is on its way. */
function hasLicense({ license }: Subject): boolean {
  return license === 'enabled' || license === 'enabling';
}

function switchBucket({ machine, license }: Subject): BucketId {
  if (license === 'enabling') return 'licensePending';
  return isOffline(machine) ? 'offline' : 'ready';
}

/** Whether the change would wait for the machine's agent. Where Azure does not say, it is taken for connected. */
function isOffline({ verdict: { connection } }: JudgedMachine): boolean {
  return connection === 'disconnected' || connection === 'error' || connection === 'awaiting';
}

/** With what keeps hotpatches from a machine that has the switch as wanted. */
function alreadyThere({ verdict }: JudgedMachine): Exclusion {
  return left('alreadyThere', verdict.isHotpatched ? [] : verdict.reasons);
}

function left(exclusion: ExclusionId, reasons: readonly Reason[]): Exclusion {
  return { exclusion, reasons: tellingReasons(reasons) };
}

/** Without what a plan says anyway: that a machine is not enrolled. */
export function tellingReasons(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.filter(({ id }) => id !== 'neverEnrolled');
}

const ENROLL_AND_TURN_ON: WantedSwitches = { license: 'Enable', hotpatching: true };
const NOTHING_WANTED: WantedSwitches = { license: null, hotpatching: null };

function wantedOf(kind: SwitchKind): WantedSwitches {
  return operationTable[kind].wanted ?? NOTHING_WANTED;
}

/** Whether a bucket is included as long as nobody ticked anything. */
export const bucketTable: Readonly<Record<BucketId, { readonly isIncludedAtFirst: boolean }>> = {
  ready: { isIncludedAtFirst: true },
  // The enrollment is what was asked for, and it does not touch the switch that is off.
  explicitlyOff: { isIncludedAtFirst: true },
  failedBefore: { isIncludedAtFirst: true },
  // Somebody decided otherwise; going against that is a decision of its own.
  disenrolledBefore: { isIncludedAtFirst: false },
  // Azure accepts the change and waits for the agent, for days or for good: such machines would keep the operation from
  // ever being whole, and many of them are gone. One tick takes them in.
  offline: { isIncludedAtFirst: false },
  // Two changes of one switch at a time: Azure may refuse the second, or finish them in either order.
  licensePending: { isIncludedAtFirst: false },
  // Others depend on these two: whether now is the time for them is a decision of its own.
  domainController: { isIncludedAtFirst: false },
  clusterMember: { isIncludedAtFirst: false },
};
