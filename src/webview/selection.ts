import type { MachineActionId, Selection, TableQuery } from '../core/dashboardContract';
import { MACHINE_ACTION_GROUPS } from '../core/dashboardContract';

/** Nothing is selected. */
export const NO_SELECTION: Selection = { kind: 'ids', ids: [] };

/** How many rows are selected, of `total` that match. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === 'ids' ? selection.ids.length : Math.max(0, total - selection.except.length);
}

/** Tells whether a row of the table is selected. */
export function selectionTest(selection: Selection): (id: string) => boolean {
  const ids = new Set(selection.kind === 'ids' ? selection.ids : selection.except);
  return selection.kind === 'ids' ? (id) => ids.has(id) : (id) => !ids.has(id);
}

/** The selection with one row more, or without it. */
export function toggled(selection: Selection, id: string): Selection {
  const flip = (ids: readonly string[]): readonly string[] =>
    ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
  if (selection.kind === 'ids') return { ...selection, ids: flip(selection.ids) };
  return { ...selection, except: flip(selection.except) };
}

/** All rows that match. */
export function allMatching(query: TableQuery): Selection {
  return { kind: 'matching', query, except: [] };
}

const FOR_ONE_MACHINE: ReadonlySet<MachineActionId> = new Set(['revealInTree', 'openInPortal']);

type Actions = readonly MachineActionId[];

/** What can be done with so many machines: as buttons, and the rest in the groups of a menu. */
export function selectionActions(count: number): { readonly buttons: Actions; readonly more: readonly Actions[] } {
  const isMeant = (action: MachineActionId): boolean => count === 1 || !FOR_ONE_MACHINE.has(action);
  const [buttons = [], ...more] = MACHINE_ACTION_GROUPS.map((group: Actions) => group.filter(isMeant));
  return { buttons, more: more.filter((group) => group.length > 0) };
}
