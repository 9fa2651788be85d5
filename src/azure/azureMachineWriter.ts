import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { LicenseWish, SwitchValues } from '../core/operation';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { accountOfToken } from './accessTokenAccount';
import type { ArmAnswer, ArmRequest } from './armExchange';
import { machineOfArm } from './armMachine';
import type { AzureFault } from './azureFault';
import { readIsolatingForbidden } from './forbiddenScopes';
import type { LaneClientOptions } from './laneClient';
import { LaneClient } from './laneClient';
import { licenseOfArm, othersOfMachine } from './licenseProfile';
import { machineRowContext } from './machineRow';
import type {
  ActingAccount,
  LicenseReading,
  MachineReading,
  MachineWriter,
  OnThrottled,
  PatchSettingsWish,
  ReadPriority,
  SendAnswer,
  SendGate,
  TrackedStatus,
  Tracking,
  WriteTarget,
} from './machineWriting';
import { trackedStatusOf } from './operationTracking';
import type { GraphConnection } from './resourceGraph';
import { readPages } from './resourceGraph';
import { parsedJson } from './rowValues';
import type { ServerClock } from './serverClock';
import { subscriptionsOf, switchesParts, switchesQuery, switchRowOf } from './switchesQuery';
import type { TokenSource } from './tokenSource';
import { licenseChangeBody, newLicenseBody, patchSettingsBody } from './writeBodies';

export interface AzureMachineWriterOptions extends LaneClientOptions {
  readonly tokenSource: TokenSource;
  /** Queries as a tenant's user, within the quota that the reader shares. */
  readonly graphOf: (tenant: TenantId) => GraphConnection;
  /** Under which name the token source signs in: stands in for what a token does not say. Null: not known. */
  readonly accountName: string | null;
  readonly serverClock: ServerClock;
}

/** Changes machines through Azure Resource Manager, and follows them through it and through Resource Graph. */
export class AzureMachineWriter implements MachineWriter {
  private readonly client: LaneClient;

  constructor(private readonly options: AzureMachineWriterOptions) {
    this.client = new LaneClient(options);
  }

  azureAhead(): number {
    return this.options.serverClock.ahead;
  }

  async actingAccount(tenantId: TenantId, signal: AbortSignal): Promise<Result<ActingAccount, AzureFault>> {
    const { cloud, tokenSource, tokenTenants, accountName } = this.options;
    const tokenTenant = tokenTenants.ofTenant(tenantId);
    const token = await tokenSource.getToken({ tenantId: tokenTenant, scope: cloud.scope, challenge: null }, signal);
    if (!token.ok) return token;
    const account = accountOfToken(token.value);
    if (account !== null) return succeeded(account);
    if (accountName !== null) return succeeded({ id: `${accountName} ${tokenTenant}`, name: accountName });
    return failed({ kind: 'unreadable', message: 'the access token does not say whose it is' });
  }

  readLicense(
    target: WriteTarget,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<LicenseReading, AzureFault>> {
    return this.client.read(this.client.placeOf(target), this.licenseUrl(target), priority, signal, {
      200: (answer) => licenseOfArm(answer.text.trim() === '' ? null : parsedOrText(answer)),
      204: () => ({ kind: 'absent' }),
      404: () => ({ kind: 'absent' }),
    });
  }

  readMachine(
    target: WriteTarget,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<MachineReading, AzureFault>> {
    return this.client.read(this.client.placeOf(target), this.client.machineUrl(target.id), priority, signal, {
      200: (answer) => machineReadingOf(answer, target),
    });
  }

  createLicense(
    target: WriteTarget,
    wish: LicenseWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const body = newLicenseBody(target.location, wish);
    const request: ArmRequest = { method: 'PUT', url: this.licenseUrl(target), body };
    return this.client.write(this.client.placeOf(target), request, gate, signal, onThrottled);
  }

  updateLicense(
    target: WriteTarget,
    wish: LicenseWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const body = licenseChangeBody(wish);
    const request: ArmRequest = { method: 'PATCH', url: this.licenseUrl(target), body };
    return this.client.write(this.client.placeOf(target), request, gate, signal, onThrottled);
  }

  updatePatchSettings(
    target: WriteTarget,
    wish: PatchSettingsWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const body = patchSettingsBody(wish);
    const request: ArmRequest = { method: 'PATCH', url: this.client.machineUrl(target.id), body };
    return this.client.write(this.client.placeOf(target), request, gate, signal, onThrottled);
  }

  readTracking(
    tenantId: TenantId,
    tracking: Tracking,
    signal: AbortSignal,
  ): Promise<Result<TrackedStatus, AzureFault>> {
    const read = (answer: ArmAnswer): TrackedStatus | null => trackedStatusOf(answer, tracking, this.options.cloud);
    const readers = { 200: read, 201: read, 202: read, 204: read };
    return this.client.readForeign(
      this.client.placeOfUrl(tenantId, tracking.url),
      tracking.url,
      'after',
      signal,
      readers,
    );
  }

  async readSwitches(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, SwitchValues>, AzureFault>> {
    const found = new Map<MachineId, SwitchValues>();
    for (const [token, ids] of this.options.tokenTenants.grouped(machines, tenantId)) {
      for (const part of switchesParts(ids)) {
        const fault = await this.readPart(token, part, found, signal);
        if (fault !== null) return failed(fault);
      }
    }
    return succeeded(found);
  }

  /** Machines of a subscription that may not be read are missing like those that Resource Graph does not have. */
  private async readPart(
    token: TenantId,
    part: readonly MachineId[],
    found: Map<MachineId, SwitchValues>,
    signal: AbortSignal,
  ): Promise<AzureFault | null> {
    const asked = new Set(part);
    const query = switchesQuery(part);
    const sink = (rows: readonly unknown[]): number => {
      const before = found.size;
      for (const row of rows.map(switchRowOf)) {
        if (row !== null && asked.has(row.id)) found.set(row.id, row.values);
      }
      return found.size - before;
    };
    const connection = this.options.graphOf(token);
    const outcome = await readIsolatingForbidden(subscriptionsOf(part), (subscriptions) =>
      readPages(connection, { query, subscriptions }, sink, signal),
    );
    return [...outcome.problems.values()].find(({ kind }) => kind !== 'forbidden') ?? null;
  }

  private licenseUrl({ id }: WriteTarget): string {
    return this.client.machineUrl(id, '/licenseProfiles/default');
  }
}

function machineReadingOf(answer: ArmAnswer, { id, tenantId }: WriteTarget): MachineReading | null {
  const body = parsedJson(answer.text);
  const facts = machineOfArm(
    body,
    machineRowContext((_subscription: SubscriptionId) => tenantId),
  );
  return facts?.id === id ? { facts, others: othersOfMachine(body) } : null;
}

// What is not JSON stays what no reader takes for an object.
function parsedOrText({ text }: ArmAnswer): unknown {
  const parsed = parsedJson(text);
  return parsed === undefined ? text : parsed;
}
