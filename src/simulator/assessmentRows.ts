import { DAY, HOUR, preciseTime, someTime } from './azureTime';
import type { Json, JsonRow } from './kql/json';
import type { MachineBlueprint } from './machineBlueprint';
import { drawIdCasing, machineChildRow, machineResourceId, MACHINE_TYPE } from './machineRows';
import { offeredPatches, type OfferedPatch, type PatchClassification } from './patchCatalogue';
import { SeededRandom } from './seededRandom';

export const ASSESSMENT_TYPE = `${MACHINE_TYPE}/patchassessmentresults`;
export const ASSESSED_PATCH_TYPE = `${ASSESSMENT_TYPE}/softwarepatches`;

/** How long Resource Graph keeps a patch assessment. */
const ASSESSMENT_KEPT = 7 * DAY;

/** When the machine was last assessed, milliseconds UTC; null: no assessment is left. */
export function assessmentTime(machine: MachineBlueprint, now: number): number | null {
  const { connection, story } = machine;
  const random = new SeededRandom(machine.seed, 'assessed', machine.index);
  if (story.patchData === 'neverAssessed' || (story.patchData === 'any' && random.chance(4))) return null;
  const age = random.below(24 * HOUR);
  if (connection.isConnected) return now - age;
  const silentFor = random.between(1, 9) * DAY;
  return silentFor + age < ASSESSMENT_KEPT ? now - silentFor - age : null;
}

/** The machine's rows in the table `patchassessmentresources`: the summary, and a row for each update that waits. */
export function assessmentRows(machine: MachineBlueprint, now: number): readonly JsonRow[] {
  const at = assessmentTime(machine, now);
  if (at === null) return [];
  const random = new SeededRandom(machine.seed, 'assessment', machine.index);
  const id = `${machineResourceId(machine, drawIdCasing(random))}/patchAssessmentResults/latest`;
  const patches = machine.story.patchData === 'failed' ? [] : offeredPatches(machine, now, random);
  return [
    summaryRow(machine, id, patches, at, random),
    ...patches.map((patch) => assessedPatchRow(machine, id, patch, at, random)),
  ];
}

function summaryRow(
  machine: MachineBlueprint,
  id: string,
  patches: readonly OfferedPatch[],
  at: number,
  random: SeededRandom,
): JsonRow {
  const activity = random.guid();
  const hasFailed = machine.story.patchData === 'failed';
  return machineChildRow(machine, ASSESSMENT_TYPE, id, activity, {
    status: hasFailed ? 'Failed' : random.chance(3) ? 'CompletedWithWarnings' : 'Succeeded',
    assessmentActivityId: activity,
    rebootPending: hasFailed ? null : wantsReboot(machine, patches, random),
    availablePatchCountByClassification: hasFailed ? null : countByClassification(patches, random),
    startDateTime: preciseTime(at - random.between(20, 90) * 1000, random),
    lastModifiedDateTime: someTime(at, random),
    startedBy: random.chance(92) ? 'Platform' : 'User',
    patchServiceUsed: machine.os.isLinux ? 'APT' : random.chance(80) ? 'WU' : 'WU_WSUS',
    osType: machine.os.isLinux ? 'Linux' : 'Windows',
    errorDetails: hasFailed ? TIMED_OUT : null,
  });
}

const TIMED_OUT: Json = {
  code: 'AssessmentTimedOut',
  message: 'The assessment did not end in time.',
  details: [],
};

function wantsReboot(machine: MachineBlueprint, patches: readonly OfferedPatch[], random: SeededRandom): boolean {
  const { story } = machine;
  if (story.patchData === 'rebootAssessed' || story.patchData === 'rebootDone') return true;
  if (story.patchData === 'rebootAfterInstall' || story.id.startsWith('healthy')) return false;
  return patches.some((patch) => patch.rebootBehavior === 'CanRequestReboot') && random.chance(12);
}

const COUNT_NAMES: Readonly<Record<PatchClassification, string>> = {
  Security: 'security',
  Critical: 'critical',
  UpdateRollup: 'updateRollup',
  Definition: 'definition',
  Updates: 'updates',
  Other: 'other',
};

const NO_PATCHES = [
  'security',
  'critical',
  'definition',
  'updateRollup',
  'featurePack',
  'servicePack',
  'tools',
  'updates',
];

function countByClassification(patches: readonly OfferedPatch[], random: SeededRandom): Json {
  const counts = new Map(NO_PATCHES.map((name) => [name, 0]));
  for (const patch of patches) {
    const name = COUNT_NAMES[patch.classification];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const comesAsText = random.chance(1.5);
  return Object.fromEntries([...counts].map(([name, count]) => [name, comesAsText ? String(count) : count]));
}

/** An array, or now and then its JSON text; one of each for all rows. */
const CLASSIFICATION_FORMS: ReadonlyMap<string, readonly [Json, Json]> = new Map(
  Object.keys(COUNT_NAMES).map((name) => [name, [[name], JSON.stringify([name])]]),
);

function assessedPatchRow(
  machine: MachineBlueprint,
  assessmentId: string,
  patch: OfferedPatch,
  at: number,
  random: SeededRandom,
): JsonRow {
  const name = random.guid();
  const kb = patch.kbForms?.[random.below(2)];
  return machineChildRow(machine, ASSESSED_PATCH_TYPE, `${assessmentId}/softwarePatches/${name}`, name, {
    patchName: patch.name,
    ...(kb === undefined ? {} : { kbId: kb }),
    ...(patch.version === undefined ? {} : { version: patch.version }),
    classifications: CLASSIFICATION_FORMS.get(patch.classification)?.[random.chance(80) ? 0 : 1] ?? null,
    rebootBehavior: random.chance(1) ? null : patch.rebootBehavior,
    rebootRequired: patch.rebootBehavior === 'AlwaysRequiresReboot',
    msrcSeverity: patch.severity,
    assessmentState: 'Available',
    publishedDateTime: patch.published,
    lastModifiedDateTime: preciseTime(at, random),
  });
}
