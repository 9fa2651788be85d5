import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { SwitchKind, WantedSwitches } from './operation';
import type { ExpectationId } from './plan';
import { licenseStanding } from './licenseStanding';
import type { NextTypes } from './releaseOutlook';

/** Says what to expect of a machine once the plan is done. VBS is in none of Azure's data, so the best case is not certain. */
export function expectationOf(
  machine: JudgedMachine,
  kind: SwitchKind,
  wanted: WantedSwitches,
  types: NextTypes,
  now: Instant,
): ExpectationId {
  switch (kind) {
    case 'enroll':
    case 'turnOn':
      return firstHotpatch(machine, wanted, types, now);
    case 'turnOff':
      return 'ordinaryUpdates';
    case 'disenroll':
      return disenrolled(machine);
  }
}

function firstHotpatch(
  { facts, verdict }: JudgedMachine,
  wanted: WantedSwitches,
  types: NextTypes,
  now: Instant,
): ExpectationId {
  const { enableHotpatching, enablementStatus } = facts.patchSettings;
  if (enableHotpatching === false && wanted.hotpatching !== true) return 'staysOff';
  if ((enablementStatus ?? '').toLowerCase() === 'actionrequired') return 'afterAction';
  switch (verdict.track.track) {
    case 'onTrack':
      // Where a baseline comes next it brings a restart, and the first hotpatch comes after it.
      return types.ws2025 === 'baseline' ? 'afterNextBaseline' : 'fromNextRelease';
    case 'behindBaseline':
      return 'afterBaselineInstall';
    case 'offTrack':
      return isBaselineOut(verdict.track.reason?.values['until'], now) ? 'afterBaselineInstall' : 'afterNextBaseline';
    default:
      return 'notKnown';
  }
}

/** The way back for a machine that is off track can be out already, still in its grace. */
function isBaselineOut(until: unknown, now: Instant): boolean {
  if (typeof until !== 'object' || until === null || !('day' in until)) return false;
  return typeof until.day === 'number' && until.day <= now;
}

/** A machine that receives no hotpatches by its switches loses none. */
function disenrolled({ facts }: JudgedMachine): ExpectationId {
  const isFailed = licenseStanding(facts.hotpatchFeature?.status ?? null) === 'failed';
  return isFailed || facts.patchSettings.enableHotpatching === false ? 'none' : 'ordinaryUpdates';
}
