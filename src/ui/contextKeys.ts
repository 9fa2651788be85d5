import * as vscode from 'vscode';

/** Why the tree has no rows; the welcome texts of package.json depend on it. */
export type EmptyKind = 'none' | 'reading' | 'signedOut' | 'noMachines' | 'filteredOut' | 'error' | 'settings';

/** The context keys that when-clauses of package.json use (a test compares). */
interface ContextKeys {
  'hotpatchFleet.empty': EmptyKind;
  'hotpatchFleet.isFiltered': boolean;
  'hotpatchFleet.isAttentionOnly': boolean;
  'hotpatchFleet.isReading': boolean;
  'hotpatchFleet.isDemo': boolean;
}

export const CONTEXT_KEYS: readonly (keyof ContextKeys)[] = [
  'hotpatchFleet.empty',
  'hotpatchFleet.isFiltered',
  'hotpatchFleet.isAttentionOnly',
  'hotpatchFleet.isReading',
  'hotpatchFleet.isDemo',
];

const current = new Map<keyof ContextKeys, unknown>();

/** Sets a context key; an unchanged value costs nothing. */
export function setContextKey<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
