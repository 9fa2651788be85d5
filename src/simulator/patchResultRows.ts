import { ASSESSED_PATCH_TYPE, ASSESSMENT_TYPE } from './assessmentRows';
import type { AssessmentEnd, InstallationRun, InstallationState } from './guest';
import { isLinux } from './guestFacts';
import { INSTALLATION_TYPE, INSTALLED_PATCH_TYPE } from './installationRows';
import { textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { resourceRow } from './resourceRow';
import { SeededRandom } from './seededRandom';

/** The body that an assessment ends with, at its operation and in its row. */
export function assessmentResult(end: AssessmentEnd, machine: JsonRow): JsonObject {
  const hasFailed = end.error !== null;
  return {
    status: hasFailed ? 'Failed' : 'Succeeded',
    assessmentActivityId: end.activityId,
    rebootPending: hasFailed ? null : end.rebootPending,
    availablePatchCountByClassification: hasFailed ? null : countByClassification(end),
    startDateTime: exactTime(end.startedAt),
    lastModifiedDateTime: exactTime(end.endedAt),
    startedBy: end.startedBy,
    ...serviceOf(machine),
    errorDetails: end.error,
  };
}

/** The machine's rows in patchassessmentresources after it. */
export function assessmentEndRows(end: AssessmentEnd, machine: JsonRow): readonly JsonRow[] {
  const id = `${textOf(machine['id'])}/patchAssessmentResults/latest`;
  const random = new SeededRandom(end.activityId);
  const updates = end.error === null ? end.updates : [];
  return [
    childRow(machine, ASSESSMENT_TYPE, id, end.activityId, assessmentResult(end, machine)),
    ...updates.map((update) => {
      const name = random.guid();
      return childRow(machine, ASSESSED_PATCH_TYPE, `${id}/softwarePatches/${name}`, name, {
        patchName: update.name,
        ...(update.kb === null ? {} : { kbId: update.kb }),
        ...(update.version === null ? {} : { version: update.version }),
        classifications: update.classifications,
        rebootBehavior: update.rebootBehavior,
        rebootRequired: update.rebootBehavior === 'AlwaysRequiresReboot',
        msrcSeverity: update.severity,
        assessmentState: 'Available',
        publishedDateTime: update.published,
        lastModifiedDateTime: exactTime(end.endedAt),
      });
    }),
  ];
}

const COUNTS = [
  'security',
  'critical',
  'definition',
  'updateRollup',
  'featurePack',
  'servicePack',
  'tools',
  'updates',
  'other',
] as const;

function countByClassification({ updates }: AssessmentEnd): JsonObject {
  const counts: Record<string, number> = Object.fromEntries(COUNTS.map((name) => [name, 0]));
  for (const { classifications } of updates) {
    const first = classifications[0]?.toLowerCase();
    const name = COUNTS.find((each) => each.toLowerCase() === first) ?? 'other';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The body that an installation ends with; while it is under way its row has it too. */
export function installationResult(run: InstallationRun, machine: JsonRow): JsonObject {
  const count = (state: InstallationState): number => run.updates.filter((each) => each.state === state).length;
  return {
    status: installationStatus(run),
    installationActivityId: run.activityId,
    rebootStatus: run.rebootStatus,
    maintenanceWindowExceeded: run.maintenanceWindowExceeded,
    excludedPatchCount: count('Excluded'),
    notSelectedPatchCount: count('NotSelected'),
    pendingPatchCount: count('Pending'),
    installedPatchCount: count('Installed'),
    failedPatchCount: count('Failed'),
    startDateTime: exactTime(run.startedAt),
    lastModifiedDateTime: exactTime(run.endedAt ?? run.startedAt),
    startedBy: 'User',
    ...serviceOf(machine),
    errorDetails: run.error,
  };
}

function installationStatus(run: InstallationRun): string {
  if (run.endedAt === null) return 'InProgress';
  if (run.error !== null) return 'Failed';
  return run.maintenanceWindowExceeded || run.rebootStatus === 'Failed' ? 'CompletedWithWarnings' : 'Succeeded';
}

/** The rows in patchinstallationresources of some installations. */
export function installationRunRows(runs: readonly InstallationRun[], machine: JsonRow): readonly JsonRow[] {
  return runs.flatMap((run) => {
    const id = `${textOf(machine['id'])}/patchInstallationResults/${run.activityId}`;
    const random = new SeededRandom(run.activityId);
    const result: Json = { ...installationResult(run, machine), maintenanceRunId: '' };
    return [
      childRow(machine, INSTALLATION_TYPE, id, run.activityId, result),
      ...(run.endedAt === null ? [] : run.updates).map(({ update, state }) => {
        const name = random.guid();
        return childRow(machine, INSTALLED_PATCH_TYPE, `${id}/softwarePatches/${name}`, name, {
          patchName: update.name,
          ...(update.kb === null ? {} : { kbId: update.kb }),
          ...(update.version === null ? {} : { version: update.version }),
          classifications: update.classifications,
          installationState: state,
          lastModifiedDateTime: exactTime(run.endedAt ?? run.startedAt),
        });
      }),
    ];
  });
}

function serviceOf(machine: JsonRow): JsonObject {
  return isLinux(machine)
    ? { patchServiceUsed: 'APT', osType: 'Linux' }
    : { patchServiceUsed: 'WU', osType: 'Windows' };
}

function childRow(machine: JsonRow, type: string, id: string, name: string, properties: Json): JsonRow {
  return resourceRow({
    ...{ id, name, type, properties },
    tenantId: textOf(machine['tenantId']),
    location: textOf(machine['location']),
    resourceGroup: textOf(machine['resourceGroup']),
    subscriptionId: textOf(machine['subscriptionId']),
  });
}

/** Seven digits of fraction and a Z. `at` in milliseconds UTC. */
export function exactTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}0000Z`;
}
