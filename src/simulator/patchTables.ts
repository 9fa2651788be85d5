import { mergePatch, textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { DueQueue } from './dueQueue';

/** The tables in which an assessment or an installation leaves rows. */
export const PATCH_TABLES = ['patchassessmentresources', 'patchinstallationresources'] as const;

export type PatchTable = (typeof PATCH_TABLES)[number];

interface Rows {
  /** Simulated time, milliseconds UTC, at which ARM knows them. */
  readonly at: number;
  readonly rows: readonly JsonRow[];
}

/**
 * The rows that assessments and installations left since the start: an assessment's take the place of the machine's own
 * ones, an installation's come to them. Resource Graph shows them a lag later.
 */
export class PatchTables {
  private readonly tables: Readonly<Record<PatchTable, Map<string, readonly Rows[]>>> = {
    patchassessmentresources: new Map(),
    patchinstallationresources: new Map(),
  };
  private readonly due = new DueQueue();

  constructor(private readonly lag: number) {}

  /** From `at` on a machine (lower-case id) has these rows of a table. */
  set(table: PatchTable, key: string, at: number, rows: readonly JsonRow[]): void {
    const known = (this.tables[table].get(key) ?? []).filter((each) => each.at < at);
    const firstNeeded = Math.max(
      0,
      known.findLastIndex((each) => each.at <= at - this.lag),
    );
    this.tables[table].set(key, [...known.slice(firstNeeded), { at, rows }]);
    this.due.push(at, key);
  }

  /** The machine's rows are again what its source says. */
  delete(key: string): void {
    for (const table of PATCH_TABLES) this.tables[table].delete(key);
  }

  /** A machine's rows as of a time; undefined: only its own. */
  of(table: PatchTable, key: string, at: number): readonly JsonRow[] | undefined {
    return this.tables[table].get(key)?.findLast((each) => each.at <= at)?.rows;
  }

  /** The machines that have rows here. */
  keys(table: PatchTable): Iterable<string> {
    return this.tables[table].keys();
  }

  /** Merges a patch onto a row; false: there is no such row here. */
  patch(rowId: string, patch: Json): boolean {
    let isHere = false;
    for (const table of PATCH_TABLES) {
      const key = machineKeyOf(rowId);
      const versions = this.tables[table].get(key);
      if (!versions) continue;
      const patched = versions.map(({ at, rows }) => ({ at, rows: rows.map((row) => changed(row)) }));
      this.tables[table].set(key, patched);
    }
    return isHere;

    function changed(row: JsonRow): JsonRow {
      if (textOf(row['id']).toLowerCase() !== rowId) return row;
      isHere = true;
      // A merge onto an object is one.
      return mergePatch(row, patch) as JsonRow;
    }
  }

  /** After the clock was moved, what was shown may be still to come. */
  clockMoved(): void {
    this.due.clear();
    for (const table of PATCH_TABLES) {
      for (const [key, versions] of this.tables[table]) for (const { at } of versions) this.due.push(at, key);
    }
  }

  /** Takes the machines whose rows are others since the last call, as of a time. */
  takeDue(at: number): ReadonlySet<string> {
    return this.due.take(at);
  }
}

/** The machine that a row of a patch table is of; keys are lower case. */
export function machineKeyOf(key: string): string {
  let end = -1;
  for (let segment = 0; segment < 9; segment += 1) {
    end = key.indexOf('/', end + 1);
    if (end === -1) return key;
  }
  return key.slice(0, end);
}
