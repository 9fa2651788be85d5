import { assessmentTime } from './assessmentRows';
import { DAY, MINUTE, preciseTime, someTime } from './azureTime';
import type { Json, JsonRow } from './kql/json';
import type { MachineBlueprint } from './machineBlueprint';
import { drawIdCasing, machineChildRow, machineResourceId, MACHINE_TYPE } from './machineRows';
import { SeededRandom } from './seededRandom';

export const INSTALLATION_TYPE = `${MACHINE_TYPE}/patchinstallationresults`;
export const INSTALLED_PATCH_TYPE = `${INSTALLATION_TYPE}/softwarepatches`;

/**
 * The machine's rows in the table `patchinstallationresources`: up to three runs of the last thirty days, oldest first,
 * and now and then an update of the newest.
 */
export function installationRows(machine: MachineBlueprint, now: number): readonly JsonRow[] {
  const { connection, story } = machine;
  const random = new SeededRandom(machine.seed, 'installation', machine.index);
  const mustHaveRun = story.patchData === 'rebootAfterInstall' || story.patchData === 'rebootDone';
  if (!mustHaveRun && (!connection.isConnected || random.chance(35))) return [];
  const newestAt = mustHaveRun
    ? Math.min(now, (assessmentTime(machine, now) ?? now) + random.between(5, 25) * MINUTE)
    : now - random.between(1, 12) * DAY;
  const count = random.between(1, 3);
  const rows: JsonRow[] = [];
  for (let back = count - 1; back >= 0; back -= 1) {
    rows.push(...runRows(machine, newestAt - back * random.between(6, 8) * DAY, back === 0, random));
  }
  return rows;
}

function runRows(machine: MachineBlueprint, at: number, isNewest: boolean, random: SeededRandom): readonly JsonRow[] {
  const activity = random.guid();
  const id = `${machineResourceId(machine, drawIdCasing(random))}/patchInstallationResults/${activity}`;
  const outcome = drawOutcome(machine, isNewest, random);
  const run = machineChildRow(machine, INSTALLATION_TYPE, id, activity, {
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
  return isNewest && random.chance(40) ? [run, installedPatchRow(machine, id, at, random)] : [run];
}

function installedPatchRow(machine: MachineBlueprint, runId: string, at: number, random: SeededRandom): JsonRow {
  const name = random.guid();
  return machineChildRow(machine, INSTALLED_PATCH_TYPE, `${runId}/softwarePatches/${name}`, name, {
    patchName: 'Security Intelligence Update for Microsoft Defender Antivirus (KB2267602)',
    kbId: '2267602',
    classifications: ['Definition'],
    installationState: 'Installed',
    lastModifiedDateTime: preciseTime(at, random),
  });
}

interface InstallationOutcome {
  readonly status: string;
  readonly rebootStatus: string;
  readonly installedPatchCount: number;
  readonly failedPatchCount: number;
  readonly errorDetails: Json;
}

const INSTALL_FAILED: InstallationOutcome = {
  status: 'Failed',
  rebootStatus: 'Unknown',
  installedPatchCount: 0,
  failedPatchCount: 1,
  errorDetails: { code: 'PatchInstallFailed', message: 'One or more updates could not be installed.', details: [] },
};

function drawOutcome(machine: MachineBlueprint, isNewest: boolean, random: SeededRandom): InstallationOutcome {
  const { patchData } = machine.story;
  const succeeded = { status: 'Succeeded', installedPatchCount: random.between(1, 3), failedPatchCount: 0 };
  if (isNewest && patchData === 'rebootAfterInstall')
    return { ...succeeded, rebootStatus: 'Required', errorDetails: null };
  if (isNewest && patchData === 'rebootDone') return { ...succeeded, rebootStatus: 'Completed', errorDetails: null };
  if (random.chance(5)) return INSTALL_FAILED;
  return {
    ...succeeded,
    status: random.chance(4) ? 'CompletedWithWarnings' : 'Succeeded',
    rebootStatus: random.chance(70) ? 'NotNeeded' : 'Completed',
    errorDetails: null,
  };
}
