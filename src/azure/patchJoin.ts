import type { Instant } from '../core/instant';
import type { Interner } from './intern';
import type { UnjoinedMachine } from './machineRow';
import type { MachineTable } from './machineTable';
import { MachineCursor } from './machineTable';

/** Facts of a machine that have a time, by which the newer of two is told. */
export interface TimedFacts {
  readonly at: Instant | null;
}

/** One kind of patch data: how its rows are read, and where its facts belong in a machine. */
export interface PatchKind<Facts extends TimedFacts> {
  readonly read: (row: unknown, interner: Interner) => { readonly machineId: string; readonly facts: Facts } | null;
  readonly of: (machine: UnjoinedMachine) => Facts | null;
  readonly put: (machine: UnjoinedMachine, facts: Facts) => void;
}

/**
 * Joins rows of patch data to their machines as they come. A page waits until the machines have come as far, so that
 * neither rows nor ids pile up; a row that is still too early is joined when all machines are there.
 */
export class PatchJoin<Facts extends TimedFacts> {
  private readonly cursor: MachineCursor;
  private readonly early: { readonly machineId: string; readonly facts: Facts }[] = [];

  constructor(
    private readonly kind: PatchKind<Facts>,
    private readonly table: MachineTable,
    private readonly interner: Interner,
  ) {
    this.cursor = new MachineCursor(table);
  }

  /** Joins a page; gives the number of rows that were not known before. */
  async addPage(page: readonly unknown[], signal: AbortSignal): Promise<number> {
    if (page.length === 0) return 0;
    const last = this.kind.read(page.at(-1), this.interner);
    if (last !== null) await this.table.reach(last.machineId, signal);
    let newRows = 0;
    for (const each of page) {
      const row = this.kind.read(each, this.interner);
      if (row !== null && this.join(row.machineId, row.facts)) newRows += 1;
    }
    return newRows;
  }

  /** Joins what came too early. To be called when the table is complete, or never will be. */
  finish(): void {
    // Taken out of the list first: in a table that was given up, what finds no machine counts as early again.
    for (const { machineId, facts } of this.early.splice(0)) this.join(machineId, facts);
  }

  // A row whose machine is not there may be early, or of a machine that was removed: that row was given all the same.
  private join(machineId: string, facts: Facts): boolean {
    const machine = this.cursor.find(machineId);
    if (machine === undefined) {
      if (!this.table.isComplete) this.early.push({ machineId, facts });
      return true;
    }
    const known = this.kind.of(machine);
    if (known === null || isNewer(facts, known)) this.kind.put(machine, facts);
    return known === null;
  }
}

/** Whether facts take the place of those that are known. */
export function isNewer(facts: TimedFacts, known: TimedFacts): boolean {
  return (facts.at ?? -Infinity) >= (known.at ?? -Infinity);
}
