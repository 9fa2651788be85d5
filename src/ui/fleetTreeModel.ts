import type { UpdatesResult } from '../fleet/pendingUpdates';
import type { FleetView } from '../fleet/fleetStore';
import type { FleetFilter } from '../core/fleetFilter';
import { isFiltering, matcher } from '../core/fleetFilter';
import type { GroupKey, Grouping, MachineGroup, StandsAs } from '../core/grouping';
import { AS_ITSELF, groupMachines } from '../core/grouping';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { FleetRow, ProblemScope, ShownPriceWarning } from './fleetRow';

/** Machines of a group that are shown before "Load more". */
export const PAGE = 200;

const VANISHED_GROUP = 'vanished';

/** What the tree shows, as rows: a projection of the fleet's view by filter, grouping and page limits. Knows no VS Code. */
export class FleetTreeModel {
  readonly #nameOf: (key: GroupKey) => string;
  readonly #limits = new Map<string, number>();
  #view: FleetView | null = null;
  #priceWarning: ShownPriceWarning | null = null;
  #groups: ReadonlyMap<string, MachineGroup> = new Map();
  #groupOf: ReadonlyMap<MachineId, string> | null = null;
  #shown = 0;

  /** `nameOf` gives a group's name, by which groups other than states are sorted. */
  constructor(nameOf: (key: GroupKey) => string) {
    this.#nameOf = nameOf;
  }

  /** Machines that pass the filter. */
  get shown(): number {
    return this.#shown;
  }

  /** `standsAs` keeps the rows of machines that an operation is changing where they were when it began. */
  update(
    view: FleetView,
    filter: FleetFilter,
    grouping: Grouping,
    standsAs: StandsAs = AS_ITSELF,
    priceWarning: ShownPriceWarning | null = null,
  ): void {
    this.#priceWarning = priceWarning;
    const matches = matcher(filter);
    const machines = isFiltering(filter)
      ? view.machines.filter((machine) => matches(standsAs(machine)))
      : view.machines;
    const prefix = grouping.by === 'tag' ? `tag:${grouping.tag.toLowerCase()}` : grouping.by;
    const groups = groupMachines(machines, grouping, this.#nameOf, standsAs);
    this.#view = view;
    this.#shown = machines.length;
    this.#groups = new Map(groups.map((group) => [`group:${prefix}:${group.id}`, group]));
    this.#groupOf = null;
  }

  roots(): readonly FleetRow[] {
    const groups = [...this.#groups].map(([id, group]): FleetRow => ({ kind: 'group', id, group }));
    const vanished = this.#view?.snapshot?.vanished.length ?? 0;
    const rest: readonly FleetRow[] =
      vanished > 0 ? [{ kind: 'vanishedGroup', id: VANISHED_GROUP, count: vanished }] : [];
    return [...problemRows(this.#view), ...this.#priceRows(), ...groups, ...rest];
  }

  /** The rows below a group. Those below a machine are read from Azure and made by {@link updateRows}. */
  children(groupId: string): readonly FleetRow[] {
    if (groupId === VANISHED_GROUP) return this.#vanishedRows();
    const group = this.#groups.get(groupId);
    if (!group) return [];
    const total = group.machines.length;
    const shown = Math.min(this.#limits.get(groupId) ?? PAGE, total);
    const rows: FleetRow[] = group.machines.slice(0, shown).map(machineRow);
    if (shown < total) rows.push({ kind: 'loadMore', id: `more:${groupId}`, groupId, shown, total });
    return rows;
  }

  /** The group that a machine stands in; undefined when the filter hides it. */
  groupIdOf(id: MachineId): string | undefined {
    this.#groupOf ??= new Map(
      [...this.#groups].flatMap(([groupId, group]) => group.machines.map(({ facts }) => [facts.id, groupId] as const)),
    );
    return this.#groupOf.get(id);
  }

  /** All machines that pass the filter, group by group. */
  machines(): readonly JudgedMachine[] {
    return [...this.#groups.values()].flatMap((group) => group.machines);
  }

  /** The machines behind these rows, those that the filter lets pass. */
  machinesOf(rowIds: ReadonlySet<string>): readonly JudgedMachine[] {
    return this.machines().filter(({ facts }) => rowIds.has(machineRowId(facts.id)));
  }

  /** Shows one more page of a group. Remembered while the window lives, so a refresh does not fall back to page one. */
  loadMore(groupId: string): void {
    this.#limits.set(groupId, (this.#limits.get(groupId) ?? PAGE) + PAGE);
  }

  /** Shows as many pages of its group as it takes for the machine to be among them. */
  showMachine(id: MachineId): void {
    const groupId = this.groupIdOf(id);
    const group = groupId === undefined ? undefined : this.#groups.get(groupId);
    if (groupId === undefined || group === undefined) return;
    const place = group.machines.findIndex(({ facts }) => facts.id === id);
    const needed = Math.ceil((place + 1) / PAGE) * PAGE;
    if (needed > (this.#limits.get(groupId) ?? PAGE)) this.#limits.set(groupId, needed);
  }

  #priceRows(): readonly FleetRow[] {
    const warning = this.#priceWarning;
    return warning === null ? [] : [{ kind: 'priceWarning', id: 'priceWarning', warning }];
  }

  #vanishedRows(): readonly FleetRow[] {
    const vanished = this.#view?.snapshot?.vanished ?? [];
    return vanished.map((one) => ({ kind: 'vanished', id: `vanished:${one.facts.id}`, vanished: one }));
  }
}

export function machineRow(machine: JudgedMachine): FleetRow {
  return { kind: 'machine', id: machineRowId(machine.facts.id), machine };
}

/** The id of a machine's row, wherever it stands. */
export function machineRowId(id: MachineId): string {
  return `machine:${id}`;
}

/** The rows below a machine: its pending updates, or why there are none. */
export function updateRows(machine: JudgedMachine, result: UpdatesResult): readonly FleetRow[] {
  const { id } = machine.facts;
  if (!result.ok) return [{ kind: 'updatesFailed', id: `updates:${id}:failed`, machine, fault: result.fault }];
  const isAssessed = machine.facts.assessment !== null;
  if (result.value.length === 0) return [{ kind: 'noUpdates', id: `updates:${id}:none`, isAssessed }];
  // The place in the list makes the id unique: a KB can be listed once for each product it mends.
  return result.value.map((update, place) => ({ kind: 'update', id: `updates:${id}:${place}`, machine, update }));
}

/** Nothing read and nothing cached: a row to retry. Being signed out is no failure; the welcome text says what to do. */
function firstReadProblem(fault: FleetView['fault']): readonly FleetRow[] {
  if (fault === null || fault.kind === 'signInNeeded') return [];
  return [{ kind: 'problem', id: 'problem:fleet', scope: { kind: 'fleet' }, fault }];
}

/** One row for each scope that failed; they stand first, because an unread part of the fleet is the first thing to know. */
function problemRows(view: FleetView | null): readonly FleetRow[] {
  if (!view?.snapshot) return firstReadProblem(view?.fault ?? null);
  const { tenants, subscriptions, missingRows } = view.snapshot;
  const rows: FleetRow[] = [];
  const add = (id: string, scope: ProblemScope, fault: FleetView['fault']): void => {
    rows.push({ kind: 'problem', id: `problem:${id}`, scope, fault });
  };
  if (view.fault !== null) add('fleet', { kind: 'fleet' }, view.fault);
  for (const { id, problem, patchDataProblem } of tenants) {
    if (problem !== null) add(`tenant:${id}`, { kind: 'tenant', tenantId: id }, problem);
    if (patchDataProblem !== null) add(`patchData:${id}`, { kind: 'patchData', tenantId: id }, patchDataProblem);
  }
  const failedTenants = new Set(tenants.filter(({ problem }) => problem !== null).map(({ id }) => id));
  for (const { id, tenantId, problem } of subscriptions) {
    // A tenant that failed as a whole has its row; one more for each of its subscriptions would say the same.
    if (problem === null || failedTenants.has(tenantId)) continue;
    add(`subscription:${id}`, { kind: 'subscription', tenantId, subscriptionId: id }, problem);
  }
  if (missingRows > 0) add('missingRows', { kind: 'missingRows', count: missingRows }, null);
  return rows;
}
