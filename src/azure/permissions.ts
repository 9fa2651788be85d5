import type { Permissions } from './machineActing';
import { anyCase, isJsonObject } from './rowValues';

/** One item of GET {scope}/providers/Microsoft.Authorization/permissions: what one role allows. */
export interface PermissionEntry {
  readonly actions: readonly string[];
  /** Taken off this entry's own actions only. */
  readonly notActions: readonly string[];
}

/** Reads one item; null where it is not understood, which makes the whole answer unknown. */
export function permissionEntryOf(item: unknown): PermissionEntry | null {
  if (!isJsonObject(item)) return null;
  const actions = textsOf(anyCase(item, 'actions'));
  const notActions = textsOf(anyCase(item, 'notActions'));
  return actions === null || notActions === null ? null : { actions, notActions };
}

/** What the entries allow together. */
export function permissionsOf(entries: readonly PermissionEntry[]): NonNullable<Permissions> {
  return {
    may: (action) =>
      entries.some(
        ({ actions, notActions }) =>
          actions.some((pattern) => matchesAction(pattern, action)) &&
          !notActions.some((pattern) => matchesAction(pattern, action)),
      ),
  };
}

/** Whether an action fits a pattern in which each * stands for any text, of any length. In any casing. */
export function matchesAction(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  // The leftmost place for each part leaves the most for those after it, so nothing needs to be tried twice.
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

function textsOf(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const items: readonly unknown[] = value;
  const texts = items.filter((item) => typeof item === 'string');
  return texts.length === items.length ? texts : null;
}
