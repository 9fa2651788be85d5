import type { SubscriptionId, TenantId } from '../core/ids';
import type { InstalledRun, MachineFacts, PendingUpdate } from '../core/machineFacts';
import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { Result } from '../core/result';
import type { AzureFault } from './azureFault';

/** Which part of what the account can see is read. An empty list means: all. */
export interface FleetScope {
  readonly tenants: readonly TenantId[];
  readonly subscriptions: readonly SubscriptionId[];
}

/** One read of the fleet, whole or in part. A scope without a problem was read to its end. */
export interface FleetReading {
  /** When the read began. */
  readonly at: Instant;
  readonly tenants: readonly TenantReading[];
  readonly subscriptions: readonly SubscriptionReading[];
  readonly machines: readonly MachineFacts[];
  /** Rows that Azure counted but did not give (resultTruncated, or fewer than totalRecords after de-duplication). */
  readonly missingRows: number;
}

export interface TenantReading {
  readonly id: TenantId;
  /** Null where Azure gives no name. */
  readonly name: string | null;
  /** Why nothing of this tenant could be read; null = its subscriptions were listed. */
  readonly problem: AzureFault | null;
  /** Why patch data (assessments, installations) of the tenant could not be read while its machines could. */
  readonly patchDataProblem: AzureFault | null;
}

export interface SubscriptionReading {
  readonly id: SubscriptionId;
  readonly tenantId: TenantId;
  readonly name: string | null;
  readonly problem: AzureFault | null;
}

/** How far a read has come. */
export interface ReadProgress {
  readonly machines: number;
  /** Null until Azure has said how many there are. */
  readonly totalMachines: number | null;
}

/** The port that src/fleet reads Azure through. */
export interface FleetReader {
  /** Reads the whole scope. Fails only if not even the tenants could be listed; a failing tenant or subscription is part of the reading. */
  readFleet(
    scope: FleetScope,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<Result<FleetReading, AzureFault>>;
  /** Reads the pending updates of several machines of one tenant in one query (paged if need be). Machines without updates have an empty list. */
  readPendingUpdates(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, readonly PendingUpdate[]>, AzureFault>>;
  /**
   * Reads what the newest installation run of several machines of one tenant has installed, in one query (paged if need
   * be). A machine without a run is missing.
   */
  readInstalledUpdates(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, InstalledRun>, AzureFault>>;
  /** Reads one machine as it is now, ahead of Resource Graph. Without patch data: assessment and installation are null. */
  readMachine(tenantId: TenantId, machine: MachineId, signal: AbortSignal): Promise<Result<MachineFacts, AzureFault>>;
}
