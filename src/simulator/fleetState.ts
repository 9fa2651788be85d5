import type { Subscription, Tenant } from './companyDirectory';
import { FILLED_TABLES, type FilledTable, type FleetSource } from './fleetSource';
import { isObject, mergePatch, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { MachineTimelines, type MachineVersion } from './machineTimelines';
import { machineKeyOf, PATCH_TABLES, PatchTables, type PatchTable } from './patchTables';

/** What was changed since the start, in the form that is kept on disk. Ids are lower case. */
export interface FleetChanges {
  /** Row id → what is merged onto the row (RFC 7396). */
  readonly merges: Readonly<Record<string, Json>>;
  /** Ids whose rows, and all rows below them, are gone. */
  readonly removed: readonly string[];
  /** Rows that were not there before. */
  readonly added: readonly JsonRow[];
}

export const NO_CHANGES: FleetChanges = { merges: {}, removed: [], added: [] };

export type FleetChange =
  | { readonly kind: 'merge'; readonly id: string; readonly patch: JsonObject }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'put'; readonly rows: readonly JsonRow[] };

const MACHINE_ID =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.hybridcompute\/machines\/[^/]+$/;

/** The time that the fleet lives in. */
export interface FleetTime {
  /** Simulated time, milliseconds UTC. */
  readonly now: () => number;
  /** How far Resource Graph is behind ARM's writes, in milliseconds of the simulated time. */
  readonly graphLag: number;
}

const TIMELESS: FleetTime = { now: () => 0, graphLag: 0 };

/** Where a machine's row is among the rows of its subscription. */
interface Place {
  readonly rows: JsonRow[];
  readonly index: number;
}

/**
 * The simulated Azure's resources as they are now: the source with the changes on top. The one place that is asked for
 * rows, by Resource Graph and by ARM alike, so both always show the same world: ARM as it is, Resource Graph as it was
 * a lag ago. What is changed from outside ({@link apply}) shows in both at once; only ARM's writes lag.
 */
export class FleetState {
  /** What ARM's writes of licenses and settings made of the machines. */
  readonly timelines: MachineTimelines;
  /** What became of the machines themselves: other members of their properties than the ones above. */
  readonly guests: MachineTimelines;
  readonly patchTables: PatchTables;
  private merges: Map<string, Json>;
  private removed: Set<string>;
  private added: Map<string, JsonRow>;
  private bySubscription = new Map<FilledTable, Map<string, JsonRow[]>>();
  private readonly patchIndex = new Map<PatchTable, ReadonlyMap<string, readonly JsonRow[]>>();
  /** The machines without what ARM's writes made of them. */
  private machinesById: Map<string, JsonRow> | undefined;
  private places: ReadonlyMap<string, Place> | undefined;
  private changeCount = 0;
  private settledCount = 0;

  constructor(
    private readonly source: FleetSource,
    changes: FleetChanges = NO_CHANGES,
    private readonly time: FleetTime = TIMELESS,
  ) {
    this.timelines = new MachineTimelines(time.graphLag);
    this.guests = new MachineTimelines(time.graphLag);
    this.patchTables = new PatchTables(time.graphLag);
    this.merges = new Map(Object.entries(changes.merges));
    this.removed = new Set(changes.removed);
    this.added = new Map(changes.added.map((row) => [rowKey(row), row]));
  }

  get tenants(): readonly [Tenant, ...Tenant[]] {
    return this.source.tenants;
  }

  get subscriptions(): readonly Subscription[] {
    return this.source.subscriptions;
  }

  /** Grows with every change from outside. */
  get version(): number {
    return this.changeCount;
  }

  /** Grows as ARM's writes come to show in Resource Graph. */
  get graphVersion(): number {
    this.settle();
    return this.settledCount;
  }

  /** The rows of a table as Resource Graph has them, of some subscriptions (lower-case ids), in the table's own order. */
  rows(table: FilledTable, subscriptionIds: readonly string[]): readonly JsonRow[] {
    const groups = this.groups(table);
    if (table !== 'resourcecontainers') this.settle();
    return subscriptionIds.flatMap((id) => groups.get(id) ?? []);
  }

  /** The Arc machines of a subscription (lower-case id), as ARM has them. */
  machinesOf(subscriptionId: string): readonly JsonRow[] {
    const machines = this.rows('resources', [subscriptionId]).filter(isMachine);
    return this.isUntouched() ? machines : machines.map((row) => this.machine(rowKey(row)) ?? row);
  }

  /** An Arc machine by its id, in any casing, as ARM has it; `at`: as it was then. */
  machine(id: string, at = this.time.now()): JsonRow | undefined {
    const key = id.toLowerCase();
    const row = this.machines().get(key);
    return row && this.shown(key, row, at);
  }

  /** The ids of all Arc machines, lower case. */
  machineKeys(): Iterable<string> {
    return this.machines().keys();
  }

  /** A machine's rows of a patch table as its source has them, with the changes from outside. */
  ownPatchRows(table: PatchTable, key: string): readonly JsonRow[] {
    const known = this.patchIndex.get(table) ?? byMachine(this.current(table));
    this.patchIndex.set(table, known);
    return known.get(key) ?? [];
  }

  /** A write of ARM: what a machine looks like from now on. */
  write(id: string, versions: readonly MachineVersion[]): void {
    const from = versions[0]?.at;
    if (from !== undefined) this.timelines.write(id.toLowerCase(), from, versions);
  }

  machineCount(): number {
    return this.machines().size;
  }

  /** Whether a row of that id is there, in any table. */
  has(id: string): boolean {
    const key = id.toLowerCase();
    if (this.machines().has(key)) return true;
    return FILLED_TABLES.some((table) =>
      [...this.groups(table).values()].some((rows) => rows.some((row) => rowKey(row) === key)),
    );
  }

  apply(change: FleetChange): void {
    switch (change.kind) {
      case 'merge': {
        const key = change.id.toLowerCase();
        const added = this.added.get(key);
        if (added) this.added.set(key, rowOf(mergePatch(added, change.patch)));
        else this.merges.set(key, composed(this.merges.get(key), change.patch));
        this.changeCount += 1;
        this.timelines.patch(key, change.patch);
        this.guests.patch(key, change.patch);
        this.patchTables.patch(key, change.patch);
        if (!this.mergeInPlace(key, change.patch)) this.forget();
        return;
      }
      case 'remove':
        this.remove(change.id.toLowerCase());
        break;
      case 'put':
        for (const row of change.rows) this.put(row);
        break;
    }
    this.changeCount += 1;
    this.forget();
  }

  changes(): FleetChanges {
    return {
      merges: Object.fromEntries(this.merges),
      removed: [...this.removed],
      added: [...this.added.values()],
    };
  }

  /** Ten thousand changes of machines must not sort the whole fleet anew ten thousand times. */
  private mergeInPlace(key: string, patch: JsonObject): boolean {
    const row = this.machinesById?.get(key);
    if (!row || 'id' in patch || 'type' in patch || 'subscriptionId' in patch) return false;
    this.machinesById?.set(key, rowOf(mergePatch(row, patch)));
    this.showInGraph(key);
    return true;
  }

  private forget(): void {
    this.bySubscription.clear();
    this.patchIndex.clear();
    this.machinesById = undefined;
    this.places = undefined;
  }

  private machines(): ReadonlyMap<string, JsonRow> {
    if (this.machinesById) return this.machinesById;
    const machines = new Map<string, JsonRow>();
    const places = new Map<string, Place>();
    for (const rows of this.groups('resources').values()) {
      for (const [index, row] of rows.entries()) {
        if (!isMachine(row)) continue;
        machines.set(rowKey(row), row);
        places.set(rowKey(row), { rows, index });
      }
    }
    this.machinesById = machines;
    this.places = places;
    this.clockMoved();
    return machines;
  }

  /** After the clock was moved, every machine may look different. */
  clockMoved(): void {
    this.timelines.clockMoved();
    this.guests.clockMoved();
    this.patchTables.clockMoved();
    for (const table of PATCH_TABLES) this.bySubscription.delete(table);
    this.settledCount += 1;
  }

  /** Lets Resource Graph see what is a lag old by now. */
  private settle(): void {
    const at = this.time.now() - this.time.graphLag;
    const rowsOf = this.patchTables.takeDue(at);
    if (rowsOf.size > 0) {
      for (const table of PATCH_TABLES) this.renewRows(table, rowsOf, at);
      this.settledCount += 1;
    }
    if (this.isUntouched()) return;
    this.machines();
    const due = new Set([...this.timelines.takeDue(at), ...this.guests.takeDue(at)]);
    for (const key of due) this.showInGraph(key);
    if (due.size > 0) this.settledCount += 1;
  }

  private isUntouched(): boolean {
    return this.timelines.size + this.guests.size === 0;
  }

  private shown(key: string, row: JsonRow, at: number): JsonRow {
    return this.guests.shown(key, this.timelines.shown(key, row, at), at);
  }

  private showInGraph(key: string): void {
    const place = this.places?.get(key);
    const row = this.machinesById?.get(key);
    if (place && row) place.rows[place.index] = this.shown(key, row, this.time.now() - this.time.graphLag);
  }

  /** Puts the rows of some machines as of a time in place of those that a table shows of them. */
  private renewRows(table: PatchTable, keys: ReadonlySet<string>, at: number): void {
    const groups = this.bySubscription.get(table);
    if (!groups) return;
    const mine = new Map<string, string[]>();
    for (const key of keys) {
      if (this.patchTables.of(table, key, at) === undefined) continue;
      const subscription = /^\/subscriptions\/([^/]+)/.exec(key)?.[1] ?? '';
      const ofIt = mine.get(subscription);
      if (ofIt) ofIt.push(key);
      else mine.set(subscription, [key]);
    }
    for (const [subscription, ofIt] of mine) {
      const others = (groups.get(subscription) ?? []).filter((row) => !keys.has(machineKeyOf(rowKey(row))));
      groups.set(subscription, [...others, ...ofIt.flatMap((key) => this.patchRowsAt(table, key, at))]);
    }
  }

  private patchRowsAt(table: PatchTable, key: string, at: number): readonly JsonRow[] {
    const rows = this.patchTables.of(table, key, at);
    if (rows === undefined) return this.ownPatchRows(table, key);
    return table === 'patchassessmentresources' ? rows : [...this.ownPatchRows(table, key), ...rows];
  }

  private remove(key: string): void {
    this.removed.add(key);
    for (const timelines of [this.timelines, this.guests]) {
      for (const [each] of [...timelines.entries()]) if (isAtOrBelow(each, key)) timelines.delete(each);
    }
    this.patchTables.delete(machineKeyOf(key));
    for (const each of [...this.added.keys()]) if (isAtOrBelow(each, key)) this.added.delete(each);
  }

  private put(row: JsonRow): void {
    const key = rowKey(row);
    this.merges.delete(key);
    this.timelines.delete(key);
    this.guests.delete(key);
    this.patchTables.delete(machineKeyOf(key));
    this.added.set(key, row);
  }

  private groups(table: FilledTable): Map<string, JsonRow[]> {
    const known = this.bySubscription.get(table);
    if (known) return known;
    const groups = new Map<string, JsonRow[]>();
    for (const row of this.current(table)) {
      const id = subscriptionOf(row);
      const group = groups.get(id);
      if (group) group.push(row);
      else groups.set(id, [row]);
    }
    this.bySubscription.set(table, groups);
    const renewed = PATCH_TABLES.find((each) => each === table);
    if (renewed) this.renewRows(renewed, new Set(this.patchTables.keys(renewed)), this.time.now() - this.time.graphLag);
    return groups;
  }

  private current(table: FilledTable): readonly JsonRow[] {
    const base = this.source.table(table);
    if (this.merges.size + this.removed.size + this.added.size === 0) return base;
    const kept = base.flatMap((row) => this.changed(row));
    return [...kept, ...[...this.added.values()].filter((row) => tableOf(row) === table)];
  }

  /** A row of the source as it is now: none, itself, or merged. A row put in its place comes with the added ones. */
  private changed(row: JsonRow): readonly JsonRow[] {
    const key = rowKey(row);
    if (this.added.has(key) || this.isRemoved(key)) return [];
    const patch = this.merges.get(key);
    return patch === undefined ? [row] : [rowOf(mergePatch(row, patch))];
  }

  private isRemoved(key: string): boolean {
    if (this.removed.size === 0) return false;
    let at = key;
    for (;;) {
      if (this.removed.has(at)) return true;
      const cut = at.lastIndexOf('/');
      if (cut <= 0) return false;
      at = at.slice(0, cut);
    }
  }
}

/** The table that a row belongs to, by its type. */
export function tableOf(row: JsonRow): FilledTable {
  const type = textOf(row['type']).toLowerCase();
  if (/\/patchassessmentresults(\/|$)/.test(type)) return 'patchassessmentresources';
  if (/\/patchinstallationresults(\/|$)/.test(type)) return 'patchinstallationresources';
  return /^microsoft\.resources\/subscriptions(\/resourcegroups)?$/.test(type) ? 'resourcecontainers' : 'resources';
}

/** A row's subscription, lower case: its column, else out of its id. */
export function subscriptionOf(row: JsonRow): string {
  const column = textOf(row['subscriptionId']).toLowerCase();
  return column === '' ? (/^\/subscriptions\/([^/]+)/.exec(rowKey(row))?.[1] ?? '') : column;
}

/** A row's id as it is compared: lower case. */
export function rowKey(row: JsonRow): string {
  return textOf(row['id']).toLowerCase();
}

export function isMachine(row: JsonRow): boolean {
  return textOf(row['type']).toLowerCase() === 'microsoft.hybridcompute/machines' && MACHINE_ID.test(rowKey(row));
}

function isAtOrBelow(key: string, root: string): boolean {
  return key === root || key.startsWith(`${root}/`);
}

function byMachine(rows: readonly JsonRow[]): ReadonlyMap<string, readonly JsonRow[]> {
  const machines = new Map<string, JsonRow[]>();
  for (const row of rows) {
    const key = machineKeyOf(rowKey(row));
    const known = machines.get(key);
    if (known) known.push(row);
    else machines.set(key, [row]);
  }
  return machines;
}

function rowOf(value: Json): JsonRow {
  return isObject(value) ? value : {};
}

/** Two merge patches as one. Unlike mergePatch it keeps the nulls, which still have a key to remove. */
function composed(first: Json | undefined, second: Json): Json {
  if (!isObject(first) || !isObject(second)) return second;
  const both: Record<string, Json> = { ...first };
  for (const [key, value] of Object.entries(second)) both[key] = composed(both[key], value);
  return both;
}
