import type { AzureFault } from '../azure/azureFault';
import type { FleetReader, FleetScope } from '../azure/fleetReading';
import type { Result } from '../core/result';
import type { OperationConnection } from './operations';
import type { SnapshotKey } from './snapshotFile';

/** A connection to one cloud by one account. */
export interface FleetConnection {
  readonly reader: FleetReader;
  /** What operations change machines through. */
  readonly operations: OperationConnection;
  /** Whose snapshot a read of this connection is. */
  readonly key: SnapshotKey;
}

/** Where the fleet is read from, by the settings in force. */
export interface FleetSource {
  readonly scope: FleetScope;
  /** The snapshot to show before anything is asked of anybody: that of the account that read last; null = none. */
  readonly cachedKey: SnapshotKey | null;
  /** Signs in silently, starts the demo where that is the cloud, and gives the reader. Never prompts. */
  connect(signal: AbortSignal): Promise<Result<FleetConnection, AzureFault>>;
}
