import type { MachineActionId, Selection, TableQuery } from '../core/dashboardContract';
import { MACHINE_ACTIONS } from '../core/dashboardContract';

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

/** The most actions that are buttons of their own. */
const MOST_BUTTONS = 4;

/** What can be done with so many machines: as buttons, and the rest in a menu, which is never for one action alone. */
export function selectionActions(
  count: number,
  actions: readonly MachineActionId[] = MACHINE_ACTIONS,
): { readonly buttons: readonly MachineActionId[]; readonly more: readonly MachineActionId[] } {
  const possible = actions.filter((action) => count === 1 || !FOR_ONE_MACHINE.has(action));
  const shown = possible.length <= MOST_BUTTONS ? MOST_BUTTONS : MOST_BUTTONS - 1;
  return { buttons: possible.slice(0, shown), more: possible.slice(shown) };
}
