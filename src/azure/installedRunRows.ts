import type { MachineId } from '../core/ids';
import { instant } from '../core/instant';
import type { InstalledRun, PendingUpdate } from '../core/machineFacts';
import { machineIdOf } from './rowIds';
import { anyCase, instantOf, isJsonObject, objectOr, parsedJson, textOf } from './rowValues';
import { updateOf } from './softwarePatchRow';

interface RunRow {
  readonly machineId: MachineId;
  at: InstalledRun['at'];
  /** The run itself was among the rows, not only updates of it. */
  isSeen: boolean;
  readonly updates: PendingUpdate[];
}

const NEVER = instant(0);

/** Puts the rows of installedUpdatesQuery together: runs and the updates that they have installed, in any order. */
export class InstalledRunRows {
  readonly #runs = new Map<string, RunRow>();
  readonly #seen = new Set<string>();

  /** Gives how many of the rows are new. Never throws. */
  add(rows: readonly unknown[]): number {
    const before = this.#seen.size;
    for (const row of rows) this.#addRow(row);
    return this.#seen.size - before;
  }

  /** The newest run of each machine that has one. */
  newest(): ReadonlyMap<MachineId, InstalledRun> {
    const newest = new Map<MachineId, InstalledRun>();
    for (const { machineId, at, isSeen, updates } of this.#runs.values()) {
      if (!isSeen) continue;
      const known = newest.get(machineId);
      if (known === undefined || (at ?? NEVER) > (known.at ?? NEVER)) newest.set(machineId, { at, updates });
    }
    return newest;
  }

  #addRow(row: unknown): void {
    if (!isJsonObject(row) || typeof row['id'] !== 'string') return;
    const id = row['id'].toLowerCase();
    const place = placeOf(id);
    if (place === null || this.#seen.has(id)) return;
    this.#seen.add(id);
    const raw = row['properties'];
    const properties = objectOr(typeof raw === 'string' ? parsedJson(raw) : raw);
    const run = this.#runOf(place);
    if (place.isRun) {
      run.isSeen = true;
      run.at = instantOf(anyCase(properties, 'lastModifiedDateTime'));
    } else if (/^installed$/i.test(textOf(anyCase(properties, 'installationState')) ?? '')) {
      run.updates.push(updateOf(properties));
    }
  }

  #runOf({ machineId, runId }: RowPlace): RunRow {
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const run: RunRow = { machineId, at: null, isSeen: false, updates: [] };
    this.#runs.set(runId, run);
    return run;
  }
}

interface RowPlace {
  readonly machineId: MachineId;
  /** The whole id of the run. */
  readonly runId: string;
  readonly isRun: boolean;
}

const ROW_ID = /^((.+)\/patchinstallationresults\/[^/]+)(\/softwarepatches\/[^/]+)?$/;

/** What a row is, by its id in lower case; null where it is neither a run nor an update of one. */
function placeOf(id: string): RowPlace | null {
  const [, runId, machine, update] = ROW_ID.exec(id) ?? [];
  const machineId = machineIdOf(machine);
  return runId === undefined || machineId === null ? null : { machineId, runId, isRun: update === undefined };
}
