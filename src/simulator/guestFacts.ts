import type { Behaviour } from './enrolmentOutcomes';
import { DAY, HOUR, MINUTE } from './azureTime';
import { objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import type { Guest, WaitingUpdate } from './guest';
import { kbDigits, newestBaselineAt, versionAfter, versionChangeOf } from './waitingUpdates';
import { SeededRandom } from './seededRandom';

/** What a machine's guest is drawn from. */
export interface GuestSources {
  readonly machine: JsonRow;
  readonly key: string;
  /** Its own row of an assessment, if there is one. */
  readonly assessment: JsonRow | undefined;
  /** The newest row of its own installations. */
  readonly installation: JsonRow | undefined;
  /** The updates that it has installed. */
  readonly brought: readonly WaitingUpdate[];
  readonly behaviour: Behaviour;
  readonly vbsRuns: boolean;
  readonly seed: number;
  readonly now: number;
}

/** Of 100 machines on which VBS is off, those with BIOS firmware, on which it can never run: old virtual hardware most. */
const OLD_FIRMWARE: Readonly<Record<string, number>> = { 'VMware7,1': 85, 'Virtual Machine': 35 };
const OTHER_OLD_FIRMWARE = 6;

/** Draws what no row says, so that it goes with what the rows say. */
export function drawGuest(sources: GuestSources): Omit<Guest, 'waiting' | 'offersAsOf'> {
  const boot = drawBoot(sources);
  return {
    ...drawVbs(sources),
    ...boot,
    pendingVersion: boot.rebootPending ? (versionBrought(sources) ?? baselineOwed(sources.machine, sources.now)) : null,
    assessment: null,
    installations: [],
    action: null,
    restart: null,
    runCommands: {},
    periodicAt: null,
  };
}

type VbsFacts = Pick<Guest, 'firmware' | 'secureBoot' | 'canRunVbs' | 'vbsConfigured' | 'vbsRuns'>;

/** Whether VBS runs was decided elsewhere; firmware and configuration follow from it. */
export function drawVbs({ machine, key, behaviour, vbsRuns, seed }: GuestSources): VbsFacts {
  const random = new SeededRandom(seed, 'guest', key);
  const model = textOf(objectOf(propertiesOf(machine)['detectedProperties'])['model']);
  const isOld = !vbsRuns && random.chance(OLD_FIRMWARE[model] ?? OTHER_OLD_FIRMWARE);
  const firmware = behaviour.firmware ?? (isOld ? 'Bios' : 'Uefi');
  const isUefi = firmware === 'Uefi';
  return {
    firmware,
    secureBoot: behaviour.secureBoot ?? (isUefi ? vbsRuns || random.chance(80) : null),
    canRunVbs: behaviour.canRunVbs ?? isUefi,
    vbsConfigured: behaviour.vbsConfigured ?? vbsRuns,
    vbsRuns,
  };
}

/** A restart is pending, or there has just been one, as the rows say. */
function drawBoot({ assessment, installation, seed, key, now }: GuestSources): {
  readonly rebootPending: boolean;
  readonly lastBootAt: number;
} {
  const random = new SeededRandom(seed, 'boot', key);
  const assessed = propertiesOf(assessment);
  const installed = propertiesOf(installation);
  const assessedAt = timeOf(assessed['lastModifiedDateTime']) ?? now;
  const installedAt = timeOf(installed['lastModifiedDateTime']) ?? Number.NEGATIVE_INFINITY;
  const rebootStatus = textOf(installed['rebootStatus']);
  const isNewer = installedAt >= assessedAt;
  if (isNewer && rebootStatus === 'Completed') return { rebootPending: false, lastBootAt: installedAt };
  const rebootPending = assessed['rebootPending'] === true || (isNewer && rebootStatus === 'Required');
  const before = random.between(2, 38) * DAY + random.between(1, 23) * HOUR + random.below(60) * MINUTE;
  return { rebootPending, lastBootAt: Math.min(assessedAt, now) - before };
}

/** The version that a restart brings, by the updates of the installation that owes it; null: they say nothing of it. */
function versionBrought({ machine, installation, brought }: GuestSources): string | null {
  if (textOf(propertiesOf(installation)['rebootStatus']) !== 'Required') return null;
  const revisions = brought.map((update) => {
    const change = versionChangeOf(update);
    return change?.kind === 'afterRestart' ? change.revision : 0;
  });
  return versionAfter(osVersionOf(machine), Math.max(0, ...revisions));
}

/** What an assessment found, without what an installation has brought since. */
export function stillWaiting(found: readonly WaitingUpdate[], sources: GuestSources): readonly WaitingUpdate[] {
  const assessedAt = timeOf(propertiesOf(sources.assessment)['lastModifiedDateTime']) ?? 0;
  const installedAt = timeOf(propertiesOf(sources.installation)['lastModifiedDateTime']) ?? 0;
  if (installedAt <= assessedAt) return found;
  const brought = new Set(sources.brought.map(({ kb }) => kbDigits(kb)));
  brought.delete(null);
  return found.filter(({ kb }) => !brought.has(kbDigits(kb)));
}

/** A machine behind the newest baseline that wants a restart has that baseline waiting for it. */
function baselineOwed(machine: JsonRow, now: number): string | null {
  const version = osVersionOf(machine);
  const baseline = newestBaselineAt(now);
  return versionAfter(version, baseline.revision);
}

export function propertiesOf(row: JsonRow | undefined): JsonObject {
  return objectOf(row?.['properties']);
}

export function osVersionOf(machine: JsonRow): string {
  return textOf(propertiesOf(machine)['osVersion']);
}

/** Whether the agent is there. A row that says nothing of it is a bare one of a test. */
export function isConnected(machine: JsonRow): boolean {
  const status = textOf(propertiesOf(machine)['status']).toLowerCase();
  return status === '' || status === 'connected';
}

export function isLinux(machine: JsonRow): boolean {
  const { osType, osName } = propertiesOf(machine);
  return textOf(osType).toLowerCase() === 'linux' || textOf(osName).toLowerCase() === 'linux';
}

/** Monitor mode, or extensions switched off: no assessment, no installation, no run command. */
export function extensionsAreOff(machine: JsonRow): boolean {
  const { extensionsEnabled, configMode } = objectOf(propertiesOf(machine)['agentConfiguration']);
  return (
    extensionsEnabled === false || /^false$/i.test(textOf(extensionsEnabled)) || /^monitor$/i.test(textOf(configMode))
  );
}

/** Run Command came with 1.33. A row without a version is a bare one of a test. */
export function agentIsTooOld(machine: JsonRow): boolean {
  const match = /^(\d+)\.(\d+)/.exec(textOf(propertiesOf(machine)['agentVersion']));
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < 1 || (major === 1 && minor < 33);
}

/** A time as Azure writes it, milliseconds UTC; one without a zone is UTC. */
export function timeOf(value: Json | undefined): number | undefined {
  const text = textOf(value);
  if (text === '') return undefined;
  const at = Date.parse(/(Z|[+-]\d{2}:\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? undefined : at;
}
