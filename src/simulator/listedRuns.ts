import { assessmentTime } from './assessmentRows';
import { DAY, HOUR, MINUTE } from './azureTime';
import type { InstallationRun, WaitingUpdate } from './guest';
import type { JsonRow } from './kql/json';
import type { MachineBlueprint } from './machineBlueprint';
import { drawIdCasing, machineChildRow, machineResourceId, MACHINE_TYPE } from './machineRows';
import type { ListedRun } from './machineStory';
import { osProperties } from './osFacts';
import { defenderOffer, monthlyOffers, outsideHotpatchOffer } from './patchCatalogue';
import { installationRunRows } from './patchResultRows';
import { releasedAt, releasesBefore, SERVER_2025, type MonthlyRelease } from './releaseHistory';
import { SeededRandom } from './seededRandom';
import { newestBaselineAt, wantsRestart } from './waitingUpdates';

/** How long Resource Graph keeps an installation. */
const INSTALLATION_KEPT = 30 * DAY;

/**
 * The run of a machine's story whose updates are listed, in the rows that one has which is begun at run time. None where
 * the machine is not connected or was never assessed, or where the time of the run has not come.
 */
export function listedRunRows(machine: MachineBlueprint, now: number): readonly JsonRow[] {
  const { listedRun } = machine.story;
  if (listedRun === null || !machine.connection.isConnected) return [];
  const assessedAt = assessmentTime(machine, now);
  if (assessedAt === null) return [];
  // Numbers of its own: without it, every other row would be the same.
  const random = new SeededRandom(machine.seed, 'listedRun', machine.index);
  const endedAt = drawEnd(listedRun, machine, assessedAt, random);
  if (endedAt > now || endedAt <= earliestEnd(listedRun, now)) return [];
  const run = drawRun(listedRun, machine, endedAt, now, random);
  const wasOut = run.updates.every(({ update }) => Date.parse(update.published) <= run.startedAt);
  return wasOut ? installationRunRows([run], ownerRow(machine, random)) : [];
}

function drawEnd({ when }: ListedRun, { os }: MachineBlueprint, assessedAt: number, random: SeededRandom): number {
  switch (when) {
    case 'sinceAssessment':
      // After the run that `rebootAfterInstall` and `rebootDone` mean.
      return assessedAt + random.between(30, 50) * MINUTE;
    case 'beforeAssessment':
      return assessedAt - random.between(5, 40) * MINUTE;
    case 'sinceRelease':
      return (os.runs ? releasedAt(os.runs) : 0) + random.between(6, 9 * 24) * HOUR;
  }
}

/** A run that owes a restart is the machine's newest: the others, but for the above, are a day old or older. */
function earliestEnd({ restart }: ListedRun, now: number): number {
  return now - (restart === 'owed' ? DAY : INSTALLATION_KEPT);
}

function drawRun(
  { brought, restart }: ListedRun,
  machine: MachineBlueprint,
  endedAt: number,
  now: number,
  random: SeededRandom,
): InstallationRun {
  const main = mainUpdate(brought, machine, now);
  const defender = defenderOffer(releasesBefore(SERVER_2025, now)[0]);
  const updates = main === null ? [defender] : random.chance(60) ? [main, defender] : [main];
  return {
    activityId: random.guid(),
    startedAt: endedAt - random.between(4, 25) * MINUTE,
    endedAt,
    rebootStatus: restart === 'owed' ? 'Required' : updates.some(wantsRestart) ? 'Completed' : 'NotNeeded',
    maintenanceWindowExceeded: false,
    error: null,
    updates: updates.map((update) => ({ update, state: 'Installed' })),
  };
}

/** The update that a run is about; null: none that a restart could be owed to. */
function mainUpdate(
  brought: ListedRun['brought'],
  { os, runsSql }: MachineBlueprint,
  now: number,
): WaitingUpdate | null {
  const [newest] = releasesBefore(SERVER_2025, now);
  switch (brought) {
    case 'baseline':
      return monthlyOffers(newestBaselineAt(now)).cumulative;
    case 'cumulative':
      return monthlyOffers(newest).cumulative;
    case 'outsideHotpatch':
      return outsideHotpatchOffer(newest, runsSql);
    case 'definitions':
      return null;
    case 'running':
      return os.runs && updateOf(os.runs);
  }
}

function updateOf(release: MonthlyRelease): WaitingUpdate {
  const { cumulative, hotpatch } = monthlyOffers(release);
  return release.isBaseline ? cumulative : hotpatch;
}

/** What the rows of a run take from their machine's, in a casing of their own. */
function ownerRow(machine: MachineBlueprint, random: SeededRandom): JsonRow {
  const id = machineResourceId(machine, drawIdCasing(random));
  return machineChildRow(machine, MACHINE_TYPE, id, machine.name, osProperties(machine.os));
}
