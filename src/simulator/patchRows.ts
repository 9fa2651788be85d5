import { DAY, HOUR, MINUTE, preciseTime, someTime } from './azureTime';
import type { Json, JsonRow } from './kql/json';
import type { MachineBlueprint } from './machineBlueprint';
import { drawIdCasing, machineResourceId, MACHINE_TYPE } from './machineRows';
import { offeredPatches, type OfferedPatch } from './patchCatalogue';
import { resourceRow } from './resourceRow';
import type { SeededRandom } from './seededRandom';

export const ASSESSMENT_TYPE = `${MACHINE_TYPE}/patchassessmentresults`;
export const ASSESSED_PATCH_TYPE = `${ASSESSMENT_TYPE}/softwarepatches`;
export const INSTALLATION_TYPE = `${MACHINE_TYPE}/patchinstallationresults`;
export const INSTALLED_PATCH_TYPE = `${INSTALLATION_TYPE}/softwarepatches`;

/** How long Resource Graph keeps a patch assessment. */
const ASSESSMENT_KEPT = 7 * DAY;

/** The rows of one machine in the two patch tables. */
export interface PatchRows {
  readonly assessments: readonly JsonRow[];
  readonly installations: readonly JsonRow[];
}

/** Everything that Azure Update Manager left of a machine. */
export function patchRows(machine: MachineBlueprint, now: number): PatchRows {
  const assessedAt = assessmentTime(machine, now);
  return {
    assessments: assessedAt === null ? [] : assessment(machine, assessedAt, now),
    installations: installations(machine, assessedAt, now),
  };
}

/** Null: no assessment is left. */
function assessmentTime(machine: MachineBlueprint, now: number): number | null {
  const { connection, patchRandom: random, story } = machine;
  if (story.patchData === 'neverAssessed' || (story.patchData === 'any' && random.chance(4))) return null;
  const age = random.below(24 * HOUR);
  if (connection.isConnected) return now - age;
  const silentFor = random.between(1, 9) * DAY;
  return silentFor + age < ASSESSMENT_KEPT ? now - silentFor - age : null;
}

function assessment(machine: MachineBlueprint, at: number, now: number): readonly JsonRow[] {
  const { patchRandom: random, story } = machine;
  const patches = story.patchData === 'failed' ? [] : offeredPatches(machine, now);
  const id = `${machineResourceId(machine, drawIdCasing(random))}/patchAssessmentResults/latest`;
  const activity = random.guid();
  const summary = childRow(machine, ASSESSMENT_TYPE, id, activity, {
    status: story.patchData === 'failed' ? 'Failed' : random.chance(3) ? 'CompletedWithWarnings' : 'Succeeded',
    assessmentActivityId: activity,
    rebootPending: story.patchData === 'failed' ? null : wantsReboot(machine, patches),
    availablePatchCountByClassification: story.patchData === 'failed' ? null : countByClassification(patches, random),
    startDateTime: preciseTime(at - random.between(20, 90) * 1000, random),
    lastModifiedDateTime: someTime(at, random),
    startedBy: random.chance(92) ? 'Platform' : 'User',
    patchServiceUsed: machine.os.isLinux ? 'APT' : random.chance(80) ? 'WU' : 'WU_WSUS',
    osType: machine.os.isLinux ? 'Linux' : 'Windows',
    errorDetails:
      story.patchData === 'failed'
        ? { code: 'AssessmentTimedOut', message: 'The assessment did not end in time.', details: [] }
        : null,
  });
  return [summary, ...patches.map((patch) => assessedPatch(machine, id, patch, at))];
}

function wantsReboot(machine: MachineBlueprint, patches: readonly OfferedPatch[]): Json {
  const { patchRandom: random, story } = machine;
  if (story.patchData === 'rebootAssessed' || story.patchData === 'rebootDone') return true;
  if (story.patchData === 'rebootAfterInstall' || story.id.startsWith('healthy')) return false;
  return patches.some((patch) => patch.rebootBehavior === 'CanRequestReboot') && random.chance(12);
}

const COUNT_NAMES: Readonly<Record<OfferedPatch['classification'], string>> = {
  Security: 'security',
  Critical: 'critical',
  UpdateRollup: 'updateRollup',
  Definition: 'definition',
  Updates: 'updates',
  Other: 'other',
};

function countByClassification(patches: readonly OfferedPatch[], random: SeededRandom): Json {
  const counts: Record<string, number> = {
    security: 0,
    critical: 0,
    definition: 0,
    updateRollup: 0,
    featurePack: 0,
    servicePack: 0,
    tools: 0,
    updates: 0,
  };
  for (const patch of patches) {
    const name = COUNT_NAMES[patch.classification];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  if (!random.chance(1.5)) return counts;
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
}

function assessedPatch(machine: MachineBlueprint, assessmentId: string, patch: OfferedPatch, at: number): JsonRow {
  const random = machine.patchRandom;
  const name = random.guid();
  const properties: Record<string, Json> = {
    patchName: patch.name,
    ...(patch.kb === null ? {} : { kbId: random.chance(50) ? patch.kb : `KB${patch.kb}` }),
    ...(patch.version === undefined ? {} : { version: patch.version }),
    classifications: random.chance(80) ? [patch.classification] : JSON.stringify([patch.classification]),
    rebootBehavior: patch.rebootBehavior,
    rebootRequired: patch.rebootBehavior === 'AlwaysRequiresReboot',
    msrcSeverity: patch.severity,
    assessmentState: 'Available',
    publishedDateTime: `${patch.day}T17:00:00Z`,
    lastModifiedDateTime: preciseTime(at, random),
  };
  if (random.chance(1)) properties['rebootBehavior'] = null;
  return childRow(machine, ASSESSED_PATCH_TYPE, `${assessmentId}/softwarePatches/${name}`, name, properties);
}

/** One to three runs of the last thirty days, oldest first, and the updates of the newest. */
function installations(machine: MachineBlueprint, assessedAt: number | null, now: number): readonly JsonRow[] {
  const { connection, patchRandom: random, story } = machine;
  const mustHaveRun = story.patchData === 'rebootAfterInstall' || story.patchData === 'rebootDone';
  if (!mustHaveRun && (!connection.isConnected || random.chance(35))) return [];
  const newestAt = mustHaveRun
    ? (assessedAt ?? now) + random.between(5, 25) * MINUTE
    : now - random.between(1, 12) * DAY;
  const count = random.between(1, 3);
  const rows: JsonRow[] = [];
  for (let back = count - 1; back >= 0; back -= 1) {
    rows.push(...installation(machine, Math.min(now, newestAt) - back * random.between(6, 8) * DAY, back === 0));
  }
  return rows;
}

function installation(machine: MachineBlueprint, at: number, isNewest: boolean): readonly JsonRow[] {
  const random = machine.patchRandom;
  const activity = random.guid();
  const id = `${machineResourceId(machine, drawIdCasing(random))}/patchInstallationResults/${activity}`;
  const outcome = installationOutcome(machine, isNewest);
  const run = childRow(machine, INSTALLATION_TYPE, id, activity, {
    ...outcome,
    installationActivityId: activity,
    maintenanceWindowExceeded: outcome.status === 'CompletedWithWarnings',
    excludedPatchCount: 0,
    notSelectedPatchCount: random.below(3),
    pendingPatchCount: 0,
    startDateTime: preciseTime(at - random.between(4, 40) * MINUTE, random),
    lastModifiedDateTime: someTime(at, random),
    startedBy: 'Platform',
    patchServiceUsed: machine.os.isLinux ? 'APT' : 'WU',
    osType: machine.os.isLinux ? 'Linux' : 'Windows',
    maintenanceRunId: '',
  });
  if (!isNewest || !random.chance(40)) return [run];
  const name = random.guid();
  const patch = childRow(machine, INSTALLED_PATCH_TYPE, `${id}/softwarePatches/${name}`, name, {
    patchName: 'Security Intelligence Update for Microsoft Defender Antivirus - KB2267602',
    kbId: '2267602',
    classifications: ['Definition'],
    installationState: 'Installed',
    lastModifiedDateTime: preciseTime(at, random),
  });
  return [run, patch];
}

interface InstallationOutcome {
  readonly status: string;
  readonly rebootStatus: string;
  readonly installedPatchCount: number;
  readonly failedPatchCount: number;
  readonly errorDetails: Json;
}

function installationOutcome(machine: MachineBlueprint, isNewest: boolean): InstallationOutcome {
  const { patchRandom: random, story } = machine;
  const succeeded = (rebootStatus: string): InstallationOutcome => ({
    status: 'Succeeded',
    rebootStatus,
    installedPatchCount: random.between(1, 3),
    failedPatchCount: 0,
    errorDetails: null,
  });
  if (isNewest && story.patchData === 'rebootAfterInstall') return succeeded('Required');
  if (isNewest && story.patchData === 'rebootDone') return succeeded('Completed');
  if (random.chance(5)) {
    const error = { code: 'PatchInstallFailed', message: 'One or more updates could not be installed.', details: [] };
    return {
      status: 'Failed',
      rebootStatus: 'Unknown',
      installedPatchCount: 0,
      failedPatchCount: 1,
      errorDetails: error,
    };
  }
  return {
    ...succeeded(random.chance(70) ? 'NotNeeded' : 'Completed'),
    status: random.chance(4) ? 'CompletedWithWarnings' : 'Succeeded',
  };
}

function childRow(machine: MachineBlueprint, type: string, id: string, name: string, properties: Json): JsonRow {
  return resourceRow({
    id,
    name,
    type,
    tenantId: machine.estate.subscription.tenantId,
    location: machine.location,
    resourceGroup: machine.resourceGroup,
    subscriptionId: machine.estate.subscription.id,
    properties,
  });
}
