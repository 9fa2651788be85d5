import type { TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import { ArmConnection } from './armConnection';
import { ArmExchange } from './armExchange';
import { AzureFleetReader } from './azureFleetReader';
import { AzureMachineActor } from './azureMachineActor';
import { AzureMachineWriter } from './azureMachineWriter';
import type { Clock } from './clock';
import { systemClock } from './clock';
import type { AzureCloud } from './clouds';
import type { FleetReader } from './fleetReading';
import type { MachineActor } from './machineActing';
import type { LaneRates, MachineWriter } from './machineWriting';
import { ARM_RATES } from './machineWriting';
import { nodeHttpClient } from './nodeHttpClient';
import { placeholderTokenSource } from './placeholderTokenSource';
import type { RequestLog } from './requestLog';
import { silentRequestLog } from './requestLog';
import type { RetryOptions } from './retry';
import { RETRY_DEFAULTS } from './retry';
import { ThrottleLanes } from './throttleLanes';
import { ServerClock } from './serverClock';
import type { TokenSource } from './tokenSource';
import { TokenTenants } from './tokenTenants';

export interface AzureClientsOptions {
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
  /** For a bench whose time runs faster: the rates to begin with. ARM's own otherwise. */
  readonly laneRates?: LaneRates;
  /** Under which name the token source signs in; for a token that does not say whose it is. */
  readonly accountName?: string;
}

export type FleetReaderOptions = Omit<AzureClientsOptions, 'laneRates' | 'accountName'>;

/** A reader with connections of its own. Dispose it when the cloud, the account or the endpoint changes. */
export interface DisposableFleetReader extends FleetReader {
  dispose(): void;
}

/** All that talks to one cloud by one account. Dispose it when the cloud, the account or the endpoint changes. */
export interface AzureClients {
  readonly reader: FleetReader;
  /** Keeps to one account's rate limits, so there must be no other of the same account in this process. */
  readonly writer: MachineWriter;
  /** In the writer's lanes. */
  readonly actor: MachineActor;
  /** Closes all connections: what is on its way ends with a fault. */
  dispose(): void;
}

const ATTEMPT_TIMEOUT = 60_000;

/** As many as all lanes together may need: a request that waited for a connection would go out later than its turn. */
const MOST_WRITING_SOCKETS = 256;
/** Azure keeps a connection for minutes; one that was used a moment ago is surely still open. */
const WRITING_SOCKET_IDLE = 4_000;

/** Makes the one that reads Azure, without a writer. */
export function createFleetReader(options: FleetReaderOptions): DisposableFleetReader {
  const clients = createAzureClients(options);
  const { reader } = clients;
  return {
    readFleet: (scope, signal, onProgress) => reader.readFleet(scope, signal, onProgress),
    readPendingUpdates: (tenant, machines, signal) => reader.readPendingUpdates(tenant, machines, signal),
    readInstalledUpdates: (tenant, machines, signal) => reader.readInstalledUpdates(tenant, machines, signal),
    readMachine: (tenant, machine, signal) => reader.readMachine(tenant, machine, signal),
    dispose: () => clients.dispose(),
  };
}

/**
 * Makes what reads and changes Azure. This is all that dist/azure.js, which is loaded at the first read, gives away.
 * The two share Resource Graph's quota and the knowledge of whose token reaches what; each has its own connections.
 */
export function createAzureClients(options: AzureClientsOptions): AzureClients {
  const { cloud } = options;
  const readingClient = nodeHttpClient();
  const writingClient = nodeHttpClient({ mostSockets: MOST_WRITING_SOCKETS, idleMilliseconds: WRITING_SOCKET_IDLE });
  const clock = options.clock ?? systemClock;
  const serverClock = new ServerClock(options.now);
  const tokenSource = cloud.placeholderOnly ? placeholderTokenSource() : options.tokenSource;
  const retry = { ...RETRY_DEFAULTS, clock, ...options.retry };
  const connectionOptions = {
    cloud,
    tokenSource,
    userAgent: `hotpatch-fleet/${options.version}`,
    requestLog: options.requestLog ?? silentRequestLog,
    clock,
    serverClock,
    attemptTimeoutMilliseconds: options.attemptTimeoutMilliseconds ?? ATTEMPT_TIMEOUT,
  };
  const connectionOf = oncePerTenant(
    (tenant: TenantId | null) => new ArmConnection({ ...connectionOptions, httpClient: readingClient, retry }, tenant),
  );
  const exchangeOf = oncePerTenant(
    (tenant: TenantId) => new ArmExchange({ ...connectionOptions, httpClient: writingClient }, tenant),
  );
  const tokenTenants = new TokenTenants();
  const laneOptions = {
    cloud,
    exchangeOf,
    graphOf: connectionOf,
    lanes: new ThrottleLanes(options.laneRates ?? ARM_RATES, clock),
    tokenTenants,
    retry,
  };
  return {
    reader: new AzureFleetReader({ endpoint: cloud.endpoint, connectionOf, now: options.now, tokenTenants }),
    writer: new AzureMachineWriter({
      ...laneOptions,
      tokenSource,
      serverClock,
      accountName: options.accountName ?? null,
    }),
    actor: new AzureMachineActor(laneOptions),
    dispose() {
      readingClient.dispose();
      writingClient.dispose();
    },
  };
}

function oncePerTenant<Tenant extends TenantId | null, Made>(make: (tenant: Tenant) => Made): (tenant: Tenant) => Made {
  const made = new Map<Tenant, Made>();
  return (tenant) => {
    const known = made.get(tenant);
    if (known !== undefined) return known;
    const fresh = make(tenant);
    made.set(tenant, fresh);
    return fresh;
  };
}
