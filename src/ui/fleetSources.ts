import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { AzureFault } from '../azure/azureFault';
import type * as azureEntry from '../azure/azureEntry';
import type { AzureCloud, RealCloudId } from '../azure/clouds';
import { loopbackCloud, realCloud } from '../azure/clouds';
import type { FleetScope } from '../azure/fleetReading';
import type * as identityEntry from '../azure/identityEntry';
import type { RequestLog } from '../azure/requestLog';
import type { TokenSource } from '../azure/tokenSource';
import type { SettableClock } from '../core/clock';
import type { Instant } from '../core/instant';
import { parseInstant } from '../core/instant';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type * as demoSimulator from '../fleet/demoSimulator';
import type { FleetConnection, FleetSource } from '../fleet/fleetSource';
import type { OperationPace } from '../fleet/operationPace';
import { AZURE_PACE, LOCAL_PACE } from '../fleet/operationPace';
import type { OperationConnection } from '../fleet/operations';
import type { SnapshotKey } from '../fleet/snapshotFile';
import { snapshotKey } from '../fleet/snapshotFile';
import type { SessionTokenSource } from './sessionTokenSource';
import type { Settings, SignInMethod } from './settings';

type AzureBundle = typeof azureEntry;
type IdentityBundle = typeof identityEntry;
type IdentityMethod = identityEntry.IdentityMethod;
type Clients = ReturnType<AzureBundle['createAzureClients']>;

/** What sources are made with. The bundles are loaded at the first read, not before. */
export interface FleetSourcesOptions {
  readonly loadAzure: () => Promise<AzureBundle>;
  readonly loadIdentity: () => Promise<IdentityBundle>;
  readonly loadDemo: () => Promise<typeof demoSimulator>;
  /** Makes the token source of a VS Code account. */
  readonly createSession: (...parts: ConstructorParameters<typeof SessionTokenSource>) => SessionTokenSource;
  /** Remembers which account read last, and the demo's date. */
  readonly memory: vscode.Memento;
  readonly clock: SettableClock;
  readonly requestLog: RequestLog;
  readonly version: string;
  /** Folder of the extension's bundles. */
  readonly bundles: string;
  /** Folder for files of this extension on this machine. */
  readonly storage: string;
  /** HOTPATCH_FLEET_NOW, where it is set and an instant. */
  readonly fixedStart: Instant | null;
}

/** The demo's date at its first start: inside the release data, in a hotpatch month, so that every state and track can occur. */
const DEMO_START = '2026-08-26T08:00:00Z';
const DEMO_SEED = 7;
const CLOCKS_DIFFER = 5_000;

/** Who is signed in, and how tokens are got. */
interface Identity {
  /** What tells the account apart; null = its tokens do not say. */
  readonly owner: string | null;
  /** What it is called where a token does not say it. */
  readonly name: string;
  readonly tokens: TokenSource;
}

/** As {@link Identity}, told apart in any case. */
interface Account extends Omit<Identity, 'owner'> {
  readonly account: string;
}

/** Makes the source that the settings ask for. */
export class FleetSources {
  readonly #options: FleetSourcesOptions;
  readonly #sessions = new Map<RealCloudId, SessionTokenSource>();
  /** Stands for an account whose tokens do not say whose they are: nobody else is ever shown its cache. */
  readonly #unknownAccount = randomUUID();
  #clients: Clients | null = null;
  #clientsOf = '';

  constructor(options: FleetSourcesOptions) {
    this.#options = options;
  }

  /** Sets the clock by the cloud, and gives its source. No network. */
  source(settings: Settings): FleetSource | null {
    const { cloud, loopbackEndpoint } = settings;
    if (cloud === 'Demo') return this.#demo(settings);
    if (cloud === 'Loopback') return loopbackEndpoint === null ? null : this.#loopback(settings, loopbackEndpoint);
    this.#options.clock.useSystem();
    return this.#real(settings, cloud);
  }

  /** The VS Code account's tokens of a cloud. */
  session(cloud: RealCloudId): SessionTokenSource {
    const { authProviderId, scope } = realCloud(cloud);
    const session = this.#sessions.get(cloud) ?? this.#options.createSession(authProviderId ?? 'microsoft', scope);
    this.#sessions.set(cloud, session);
    return session;
  }

  dispose(): void {
    this.#clients?.dispose();
  }

  #demo(settings: Settings): FleetSource {
    const { clock, storage, bundles, fixedStart } = this.#options;
    clock.startAt(fixedStart ?? this.#rememberedDemoTime());
    const folder = join(storage, 'demo');
    const program = join(bundles, 'simulator.js');
    const key = keyOf(settings, `demo ${settings.demoMachines}`, DEMO_ACCOUNT);
    const connect = async (signal: AbortSignal): Promise<Result<FleetConnection, AzureFault>> => {
      const { DemoSimulator } = await this.#options.loadDemo();
      const demo = new DemoSimulator({ program, folder, machines: settings.demoMachines, seed: DEMO_SEED });
      const found = await demo.find(signal);
      const running = found
        ? succeeded(found)
        : await demo.start(fixedStart === null ? demoStart() : clock.now(), signal);
      if (!running.ok) return running;
      if (fixedStart === null) await this.#turnClockTo(running.value.now);
      else if (Math.abs(running.value.now - clock.now()) > CLOCKS_DIFFER) {
        await demo.setClock(running.value, clock.now(), signal);
      }
      const clients = await this.#clientsFor(loopbackCloud('Demo', running.value.endpoint), nobody(DEMO_ACCOUNT));
      // The demo's address is another after each start; its fleet is the same.
      const place = { cloud: 'Demo', endpoint: `demo ${settings.demoMachines}` };
      return succeeded({ ...connectionOf(clients, place, LOCAL_PACE), key });
    };
    return { scope: scopeOf(settings), cachedKey: key, connect };
  }

  /** The demo's time as it would be had its simulator run on; its own clock is asked when it is reached. */
  #rememberedDemoTime(): Instant {
    const offset = this.#options.memory.get<number>(DEMO_CLOCK_OFFSET);
    return offset === undefined ? demoStart() : ((Date.now() + offset) as Instant);
  }

  async #turnClockTo(now: Instant): Promise<void> {
    const { clock, memory } = this.#options;
    if (Math.abs(clock.now() - now) > CLOCKS_DIFFER) clock.startAt(now);
    await memory.update(DEMO_CLOCK_OFFSET, now - Date.now());
  }

  #loopback(settings: Settings, endpoint: URL): FleetSource {
    const { clock, fixedStart } = this.#options;
    if (fixedStart === null) clock.useSystem();
    else clock.startAt(fixedStart);
    const key = keyOf(settings, endpoint.origin, 'loopback');
    const connect = async (): Promise<Result<FleetConnection, AzureFault>> => {
      const clients = await this.#clientsFor(loopbackCloud('Loopback', endpoint), nobody('loopback'));
      const place = { cloud: 'Loopback', endpoint: endpoint.origin };
      return succeeded({ ...connectionOf(clients, place, LOCAL_PACE), key });
    };
    return { scope: scopeOf(settings), cachedKey: key, connect };
  }

  /**
   * The cache of the account that read last is shown at once; whose fleet it is now is known when a token has come, before
   * anything is read. Where that is somebody else, the refresher drops the rows and takes nothing over from them.
   */
  #real(settings: Settings, cloudId: RealCloudId): FleetSource {
    const { memory } = this.#options;
    const cloud = realCloud(cloudId);
    const remembered = `owner.${cloudId}.${settings.signIn}`;
    const account = memory.get<string>(remembered);
    const cachedKey = account === undefined ? null : keyOf(settings, cloud.endpoint, account);
    const connect = async (signal: AbortSignal): Promise<Result<FleetConnection, AzureFault>> => {
      const identity = await this.#identity(settings.signIn, cloudId, signal);
      if (!identity.ok) return identity;
      if (signal.aborted) return failed({ kind: 'cancelled' });
      const { owner, name, tokens } = identity.value;
      await memory.update(remembered, owner ?? undefined);
      const account = owner ?? this.#unknownAccount;
      const clients = await this.#clientsFor(cloud, { account, name, tokens });
      const place = { cloud: cloudId, endpoint: cloud.endpoint };
      const key = keyOf(settings, cloud.endpoint, account);
      return succeeded({ ...connectionOf(clients, place, AZURE_PACE), key });
    };
    return { scope: scopeOf(settings), cachedKey, connect };
  }

  async #identity(
    method: SignInMethod,
    cloudId: RealCloudId,
    signal: AbortSignal,
  ): Promise<Result<Identity, AzureFault>> {
    if (method !== 'vscode') return this.#identityOf(method, realCloud(cloudId), signal);
    const tokens = this.session(cloudId);
    const account = await tokens.account();
    return account.ok ? succeeded({ owner: account.value.id, name: account.value.id, tokens }) : account;
  }

  /** Made anew for each read: an older source would go on giving the tokens of who was signed in before. */
  async #identityOf(
    method: IdentityMethod,
    cloud: AzureCloud,
    signal: AbortSignal,
  ): Promise<Result<Identity, AzureFault>> {
    const { accountKeyOf, createIdentityTokenSource } = await this.#options.loadIdentity();
    const tokens = createIdentityTokenSource(method, cloud);
    const owner = await accountKeyOf(tokens, cloud, signal);
    return owner.ok ? succeeded({ owner: owner.value, name: method, tokens }) : owner;
  }

  /** One account at a time: connections stay open from read to read, and end when the endpoint or the account does. */
  async #clientsFor(cloud: AzureCloud, { account, name, tokens }: Account): Promise<Clients> {
    const { clock, version, requestLog } = this.#options;
    const wanted = `${cloud.id} ${cloud.endpoint} ${account}`;
    if (this.#clients && this.#clientsOf === wanted) return this.#clients;
    const { createAzureClients } = await this.#options.loadAzure();
    this.#clients?.dispose();
    const now = (): Instant => clock.now();
    const common = { cloud, version, requestLog, now };
    this.#clients = createAzureClients({ ...common, tokenSource: tokens, accountName: name });
    this.#clientsOf = wanted;
    return this.#clients;
  }
}

const DEMO_CLOCK_OFFSET = 'demo.clockOffset';
const DEMO_ACCOUNT = 'demo';

function connectionOf(
  { reader, writer, actor }: Clients,
  place: OperationConnection['place'],
  pace: OperationPace,
): Omit<FleetConnection, 'key'> {
  return { reader, operations: { writer, actor, place, pace } };
}

function demoStart(): Instant {
  return parseInstant(DEMO_START) ?? (0 as Instant);
}

const noTokens: TokenSource = {
  getToken: () => Promise.resolve(failed({ kind: 'hostRefused', host: '' })),
};

function nobody(account: string): Account {
  return { account, name: account, tokens: noTokens };
}

function scopeOf({ tenants, subscriptions }: Settings): FleetScope {
  return { tenants, subscriptions };
}

function keyOf({ cloud, tenants }: Settings, endpoint: string, account: string): SnapshotKey {
  return snapshotKey({ cloud, endpoint, tenants, account });
}
