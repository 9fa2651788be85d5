import type { TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import { ArmConnection } from './armConnection';
import { AzureFleetReader } from './azureFleetReader';
import type { Clock } from './clock';
import { systemClock } from './clock';
import type { AzureCloud } from './clouds';
import type { FleetReader } from './fleetReading';
import { nodeHttpClient } from './nodeHttpClient';
import { placeholderTokenSource } from './placeholderTokenSource';
import type { RequestLog } from './requestLog';
import { silentRequestLog } from './requestLog';
import type { RetryOptions } from './retry';
import { RETRY_DEFAULTS } from './retry';
import type { TokenSource } from './tokenSource';

export interface FleetReaderOptions {
  /** From clouds.ts. */
  readonly cloud: AzureCloud;
  /** Not used, and never asked, with a cloud that takes only placeholders. */
  readonly tokenSource: TokenSource;
  /** The extension's version, for the User-Agent. */
  readonly version: string;
  /** The calendar's clock: when a reading began. */
  readonly now: () => Instant;
  readonly requestLog?: RequestLog;
  /** For tests: the clock of waits and timeouts. */
  readonly clock?: Clock;
  /** For tests. */
  readonly retry?: Partial<RetryOptions>;
  /** How long one try may take until its last byte; 60 s. */
  readonly attemptTimeoutMilliseconds?: number;
}

/** A reader with connections of its own. Dispose it when the cloud, the account or the endpoint changes. */
export interface DisposableFleetReader extends FleetReader {
  dispose(): void;
}

const ATTEMPT_TIMEOUT = 60_000;

/** Makes the one that reads Azure. This is all that dist/azure.js, which is loaded at the first read, gives away. */
export function createFleetReader(options: FleetReaderOptions): DisposableFleetReader {
  const { cloud } = options;
  const httpClient = nodeHttpClient();
  const clock = options.clock ?? systemClock;
  const connectionOptions = {
    cloud,
    tokenSource: cloud.placeholderOnly ? placeholderTokenSource() : options.tokenSource,
    httpClient,
    userAgent: `hotpatch-fleet/${options.version}`,
    requestLog: options.requestLog ?? silentRequestLog,
    clock,
    retry: { ...RETRY_DEFAULTS, clock, ...options.retry },
    attemptTimeoutMilliseconds: options.attemptTimeoutMilliseconds ?? ATTEMPT_TIMEOUT,
  };
  const connections = new Map<TenantId | null, ArmConnection>();
  const connectionOf = (tenant: TenantId | null): ArmConnection => {
    const known = connections.get(tenant);
    if (known !== undefined) return known;
    const connection = new ArmConnection(connectionOptions, tenant);
    connections.set(tenant, connection);
    return connection;
  };
  const reader = new AzureFleetReader({ endpoint: cloud.endpoint, connectionOf, now: options.now });
  return {
    readFleet: (scope, signal, onProgress) => reader.readFleet(scope, signal, onProgress),
    readPendingUpdates: (tenant, machines, signal) => reader.readPendingUpdates(tenant, machines, signal),
    readInstalledUpdates: (tenant, machines, signal) => reader.readInstalledUpdates(tenant, machines, signal),
    readMachine: (tenant, machine, signal) => reader.readMachine(tenant, machine, signal),
    dispose: () => httpClient.dispose(),
  };
}
