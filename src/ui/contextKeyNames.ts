/** Why the tree has no rows; the welcome texts of package.json depend on it. */
export const EMPTY_KINDS = ['none', 'reading', 'signedOut', 'noMachines', 'filteredOut', 'error', 'settings'] as const;
export type EmptyKind = (typeof EMPTY_KINDS)[number];

/** The context keys that when-clauses of package.json use. */
export interface ContextKeys {
  'hotpatchFleet.empty': EmptyKind;
  'hotpatchFleet.isFiltered': boolean;
  'hotpatchFleet.isAttentionOnly': boolean;
  'hotpatchFleet.isReading': boolean;
  'hotpatchFleet.isDemo': boolean;
  /** A fleet was read from Azure, with somebody signed in. */
  'hotpatchFleet.isRead': boolean;
  /** Subscriptions or tenants were chosen in this window. */
  'hotpatchFleet.isScopeChosen': boolean;
  /** An operation has changed a machine in this window. */
  'hotpatchFleet.hasOperated': boolean;
}

/** Their names (a test compares them with package.json). */
export const CONTEXT_KEYS: readonly (keyof ContextKeys)[] = [
  'hotpatchFleet.empty',
  'hotpatchFleet.isFiltered',
  'hotpatchFleet.isAttentionOnly',
  'hotpatchFleet.isReading',
  'hotpatchFleet.isDemo',
  'hotpatchFleet.isRead',
  'hotpatchFleet.isScopeChosen',
  'hotpatchFleet.hasOperated',
];
