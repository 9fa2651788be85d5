/** Why the tree has no rows; the welcome texts of package.json depend on it. */
export type EmptyKind = 'none' | 'reading' | 'signedOut' | 'noMachines' | 'filteredOut' | 'error' | 'settings';

/** The context keys that when-clauses of package.json use. */
export interface ContextKeys {
  'hotpatchFleet.empty': EmptyKind;
  'hotpatchFleet.isFiltered': boolean;
  'hotpatchFleet.isAttentionOnly': boolean;
  'hotpatchFleet.isReading': boolean;
  'hotpatchFleet.isDemo': boolean;
}

/** Their names (a test compares them with package.json). */
export const CONTEXT_KEYS: readonly (keyof ContextKeys)[] = [
  'hotpatchFleet.empty',
  'hotpatchFleet.isFiltered',
  'hotpatchFleet.isAttentionOnly',
  'hotpatchFleet.isReading',
  'hotpatchFleet.isDemo',
];
