import type { Subscription, Tenant } from './companyDirectory';
import type { JsonRow } from './kql/json';

/** The tables of Resource Graph that hold rows here; every other one it has is served empty. */
export const FILLED_TABLES = [
  'resources',
  'resourcecontainers',
  'patchassessmentresources',
  'patchinstallationresources',
] as const;

export type FilledTable = (typeof FILLED_TABLES)[number];

/** The world before anyone changed it: generated, or read from a file. */
export interface FleetSource {
  /** The first is the account's home tenant. */
  readonly tenants: readonly [Tenant, ...Tenant[]];
  readonly subscriptions: readonly Subscription[];
  /** The rows of a table. The same array each time. */
  table(name: FilledTable): readonly JsonRow[];
}
