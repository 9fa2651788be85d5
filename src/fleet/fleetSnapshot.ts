import type { AzureFault } from '../azure/azureFault';
import type { FleetScope, SubscriptionReading, TenantReading } from '../azure/fleetReading';
import type { Instant } from '../core/instant';
import type { GuestFacts } from '../core/machineAction';
import type { MachineFacts } from '../core/machineFacts';
import type { MachineHistory, Standing } from '../core/machineHistory';
import type { SwitchesAhead } from './switchesAhead';

/** One machine as last read. */
export interface MachineRecord {
  readonly facts: MachineFacts;
  /** When the read that these facts come from began; older than the snapshot where its subscription failed since. */
  readonly asOf: Instant;
  readonly history: MachineHistory;
  /** Where its subscription has not been read to the end since: how it stood when it last was, to notice a loss by. */
  readonly lastComplete?: Standing;
  /** What a GET has shown ahead of Resource Graph; absent = nothing. */
  readonly ahead?: SwitchesAhead;
  /** What a look into the machine showed last; absent = nobody looked. */
  readonly guest?: GuestFacts;
}

/** A machine that a complete read no longer found. */
export interface VanishedMachine {
  readonly facts: MachineFacts;
  /** When the read that missed it began. */
  readonly at: Instant;
}

/** The fleet as known at one moment: the last good data of each scope, and what failed. Immutable. */
export interface FleetSnapshot {
  /** When the newest read in it began. */
  readonly at: Instant;
  readonly scope: FleetScope;
  readonly tenants: readonly TenantReading[];
  readonly subscriptions: readonly SubscriptionReading[];
  readonly machines: readonly MachineRecord[];
  readonly vanished: readonly VanishedMachine[];
  /** Rows that Azure counted and did not give in the newest read. */
  readonly missingRows: number;
}

/** Whether every scope of the newest read was read to its end. */
export function isComplete(snapshot: FleetSnapshot): boolean {
  return snapshot.missingRows === 0 && scopeFaults(snapshot).length === 0;
}

/** What failed in the newest read, tenant by tenant and subscription by subscription. */
export function scopeFaults(snapshot: FleetSnapshot): readonly AzureFault[] {
  const ofTenants = snapshot.tenants.flatMap((tenant) => [tenant.problem, tenant.patchDataProblem]);
  const ofSubscriptions = snapshot.subscriptions.map((subscription) => subscription.problem);
  return [...ofTenants, ...ofSubscriptions].filter((fault) => fault !== null);
}
