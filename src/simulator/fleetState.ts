import type { Subscription, Tenant } from './companyDirectory';
import { FILLED_TABLES, type FilledTable, type FleetSource } from './fleetSource';
import { isObject, mergePatch, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';

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

/**
 * The simulated Azure's resources as they are now: the source with the changes on top. The one place that is asked for
 * rows, by Resource Graph and by ARM alike, so both always show the same world.
 */
export class FleetState {
  private merges: Map<string, Json>;
  private removed: Set<string>;
  private added: Map<string, JsonRow>;
  private bySubscription = new Map<FilledTable, ReadonlyMap<string, readonly JsonRow[]>>();
  private machinesById: ReadonlyMap<string, JsonRow> | undefined;
  private changeCount = 0;

  constructor(
    private readonly source: FleetSource,
    changes: FleetChanges = NO_CHANGES,
  ) {
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

  /** Grows with every change: an answer computed at the same version is still right. */
  get version(): number {
    return this.changeCount;
  }

  /** The rows of a table that belong to some subscriptions (lower-case ids), in the table's own order. */
  rows(table: FilledTable, subscriptionIds: readonly string[]): readonly JsonRow[] {
    const groups = this.groups(table);
    return subscriptionIds.flatMap((id) => groups.get(id) ?? []);
  }

  /** The Arc machines of a subscription (lower-case id). */
  machinesOf(subscriptionId: string): readonly JsonRow[] {
    return this.rows('resources', [subscriptionId]).filter(isMachine);
  }

  /** An Arc machine by its id, in any casing. */
  machine(id: string): JsonRow | undefined {
    return this.machines().get(id.toLowerCase());
  }

  machineCount(): number {
    return this.machines().size;
  }

  /** Whether a row of that id is there, in any table. */
  has(id: string): boolean {
    const key = id.toLowerCase();
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
        break;
      }
      case 'remove':
        this.remove(change.id.toLowerCase());
        break;
      case 'put':
        for (const row of change.rows) this.put(row);
        break;
    }
    this.changeCount += 1;
    this.bySubscription.clear();
    this.machinesById = undefined;
  }

  changes(): FleetChanges {
    return {
      merges: Object.fromEntries(this.merges),
      removed: [...this.removed],
      added: [...this.added.values()],
    };
  }

  private machines(): ReadonlyMap<string, JsonRow> {
    this.machinesById ??= new Map(
      [...this.groups('resources').values()].flatMap((rows) => rows.filter(isMachine).map((row) => [rowKey(row), row])),
    );
    return this.machinesById;
  }

  private remove(key: string): void {
    this.removed.add(key);
    for (const each of [...this.added.keys()]) if (isAtOrBelow(each, key)) this.added.delete(each);
  }

  private put(row: JsonRow): void {
    const key = rowKey(row);
    this.merges.delete(key);
    this.added.set(key, row);
  }

  private groups(table: FilledTable): ReadonlyMap<string, readonly JsonRow[]> {
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
