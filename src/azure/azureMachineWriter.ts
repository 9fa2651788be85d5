import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts, subscriptionId } from '../core/ids';
import type { LicenseWish, SwitchValues } from '../core/operation';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { accountOfToken } from './accessTokenAccount';
import type { ArmAnswer, ArmExchange, ArmRequest, Exchange } from './armExchange';
import { HYBRID_COMPUTE_VERSION, machineOfArm } from './armMachine';
import { isTokenHost } from './authorizationPolicy';
import type { AzureFault } from './azureFault';
import type { AzureCloud } from './clouds';
import { bodyOf, faultOfResponse } from './faultOfResponse';
import { readIsolatingForbidden } from './forbiddenScopes';
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
  RequestIds,
  SendAnswer,
  SendGate,
  TrackedStatus,
  Tracking,
  WriteTarget,
} from './machineWriting';
import { trackedStatusOf, trackingOf, trackingScope } from './operationTracking';
import type { GraphConnection } from './resourceGraph';
import { readPages } from './resourceGraph';
import type { AttemptFault, RetryOptions } from './retry';
import { retryAfterOf, withRetries } from './retry';
import { parsedJson } from './rowValues';
import { subscriptionsOf, switchesParts, switchesQuery, switchRowOf } from './switchesQuery';
import type { ThrottleLane } from './throttleLane';
import type { ThrottleLanes } from './throttleLanes';
import type { TokenSource } from './tokenSource';
import type { TokenTenants } from './tokenTenants';
import { licenseChangeBody, newLicenseBody, patchSettingsBody } from './writeBodies';

export interface AzureMachineWriterOptions {
  readonly cloud: AzureCloud;
  readonly tokenSource: TokenSource;
  /** Sends as a tenant's user. Gives the same one for the same tenant. */
  readonly exchangeOf: (tenant: TenantId) => ArmExchange;
  /** Queries as a tenant's user, within the quota that the reader shares. */
  readonly graphOf: (tenant: TenantId) => GraphConnection;
  readonly lanes: ThrottleLanes;
  readonly tokenTenants: TokenTenants;
  readonly retry: RetryOptions;
  /** Under which name the token source signs in: stands in for what a token does not say. Null: not known. */
  readonly accountName: string | null;
}

/** The answer of the request that counted, or why none was sent. */
type Turn = Exchange | { readonly kind: 'notSent' };

const OPEN: SendGate = () => Promise.resolve(true);
const CANCELLED: AzureFault = { kind: 'cancelled' };

/** Changes machines through Azure Resource Manager, and follows them through it and through Resource Graph. */
export class AzureMachineWriter implements MachineWriter {
  constructor(private readonly options: AzureMachineWriterOptions) {}

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
    return this.read(this.tenantOf(target), this.lane(target, 'reads'), this.licenseUrl(target), priority, signal, {
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
    return this.read(this.tenantOf(target), this.lane(target, 'reads'), this.machineUrl(target), priority, signal, {
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
    return this.write(target, { method: 'PUT', url: this.licenseUrl(target), body }, gate, signal, onThrottled);
  }

  updateLicense(
    target: WriteTarget,
    wish: LicenseWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const body = licenseChangeBody(wish);
    return this.write(target, { method: 'PATCH', url: this.licenseUrl(target), body }, gate, signal, onThrottled);
  }

  updatePatchSettings(
    target: WriteTarget,
    wish: PatchSettingsWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const body = patchSettingsBody(wish);
    return this.write(target, { method: 'PATCH', url: this.machineUrl(target), body }, gate, signal, onThrottled);
  }

  async readTracking(
    tenantId: TenantId,
    tracking: Tracking,
    signal: AbortSignal,
  ): Promise<Result<TrackedStatus, AzureFault>> {
    const { cloud, tokenTenants, lanes } = this.options;
    const url = URL.parse(tracking.url);
    // The authorization policy would refuse it as well; a foreign URL is not to cost a turn either.
    if (url === null || !isTokenHost(url, cloud)) return failed({ kind: 'hostRefused', host: url?.host ?? '' });
    const scope = trackingScope(tracking);
    const subscription = subscriptionId(scope.subscription);
    const token = tokenTenants.ofSubscription(subscription, tokenTenants.ofTenant(tenantId));
    const lane = lanes.lane(subscription, scope.location, 'reads');
    const read = (answer: ArmAnswer): TrackedStatus | null => trackedStatusOf(answer, tracking, cloud);
    const readers = { 200: read, 201: read, 202: read, 204: read };
    return this.read(token, lane, tracking.url, 'after', signal, readers);
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

  /** Repeats what is worth repeating; a 429 has been waited out in the lane before it gets here. */
  private read<Value>(
    tenant: TenantId,
    lane: ThrottleLane,
    url: string,
    priority: ReadPriority,
    signal: AbortSignal,
    readers: Readonly<Record<number, (answer: ArmAnswer) => Value | null>>,
  ): Promise<Result<Value, AzureFault>> {
    const attempt = async (): Promise<Result<Value, AttemptFault>> => {
      const turn = await this.takeTurn(tenant, lane, { method: 'GET', url, body: null }, priority, OPEN, signal);
      if (turn.kind === 'notSent') return failed({ fault: CANCELLED, retryAfterMilliseconds: null });
      if (turn.kind === 'failed') return failed({ fault: turn.fault, retryAfterMilliseconds: null });
      const { answer } = turn;
      const reader = readers[answer.status];
      const value = reader?.(answer) ?? null;
      if (value !== null) return succeeded(value);
      const retryAfterMilliseconds = retryAfterOf(answer.header, this.options.retry.clock);
      const fault = reader === undefined ? faultOfAnswer(answer) : unreadable(answer);
      return failed({ fault, retryAfterMilliseconds });
    };
    return withRetries(attempt, this.options.retry, signal);
  }

  private async write(
    target: WriteTarget,
    request: ArmRequest,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer> {
    const lane = this.lane(target, 'writes');
    const turn = await this.takeTurn(this.tenantOf(target), lane, request, 'before', gate, signal, onThrottled);
    if (turn.kind === 'notSent') return turn;
    if (turn.kind === 'failed') return answerOfFailure(turn, signal);
    const { answer } = turn;
    const ids = idsOf(turn.requestId, answer);
    if (answer.status >= 200 && answer.status < 300) {
      return { kind: 'accepted', status: answer.status, ids, tracking: trackingOf(answer.header, this.options.cloud) };
    }
    return { kind: isRefusal(answer.status) ? 'refused' : 'noAnswer', fault: faultOfAnswer(answer), ids };
  }

  /** Waits for the lane, then for the gate, and sends; once more each time that Azure answers 429, which did nothing. */
  private async takeTurn(
    tenant: TenantId,
    lane: ThrottleLane,
    request: ArmRequest,
    priority: ReadPriority,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<Turn> {
    const exchange = this.options.exchangeOf(tenant);
    for (;;) {
      const pass = await lane.enter(priority, signal);
      if (pass === null) return { kind: 'notSent' };
      const isOpen = await gate().catch(() => false);
      if (!isOpen || signal.aborted) {
        pass.giveBack();
        return { kind: 'notSent' };
      }
      const sent = await exchange.send(request, signal);
      pass.end(sent.kind === 'answered' ? sent.answer : null);
      if (sent.kind !== 'answered' || sent.answer.status !== 429) return sent;
      onThrottled?.(idsOf(sent.requestId, sent.answer));
    }
  }

  private lane({ subscriptionId: subscription, location }: WriteTarget, kind: 'reads' | 'writes'): ThrottleLane {
    return this.options.lanes.lane(subscription, location, kind);
  }

  private tenantOf({ subscriptionId: subscription, tenantId }: WriteTarget): TenantId {
    return this.options.tokenTenants.ofSubscription(subscription, tenantId);
  }

  private machineUrl({ id }: WriteTarget): string {
    return `${this.machinePath(id)}?api-version=${HYBRID_COMPUTE_VERSION}`;
  }

  private licenseUrl({ id }: WriteTarget): string {
    return `${this.machinePath(id)}/licenseProfiles/default?api-version=${HYBRID_COMPUTE_VERSION}`;
  }

  private machinePath(id: MachineId): string {
    const { subscriptionId: subscription, resourceGroup, name } = machineIdParts(id);
    const [group, machine] = [encodeURIComponent(resourceGroup), encodeURIComponent(name)];
    return `${this.options.cloud.endpoint}/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${machine}`;
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

function faultOfAnswer({ status, text }: ArmAnswer): AzureFault {
  return faultOfResponse({ status, body: bodyOf(text) });
}

function unreadable({ text }: ArmAnswer): AzureFault {
  return { kind: 'unreadable', message: `not the expected JSON (${text.length} characters)` };
}

// 408 is in the name of somebody who waited, and may have passed the request on.
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function answerOfFailure(
  { fault, mayHaveArrived, requestId }: Exchange & { kind: 'failed' },
  signal: AbortSignal,
): SendAnswer {
  const ids: RequestIds = { client: requestId, server: null, correlation: null };
  if (mayHaveArrived) return { kind: 'noAnswer', fault, ids };
  return signal.aborted ? { kind: 'notSent' } : { kind: 'refused', fault, ids };
}

function idsOf(client: string, { header }: ArmAnswer): RequestIds {
  return {
    client,
    server: header('x-ms-request-id') ?? null,
    correlation: header('x-ms-correlation-request-id') ?? null,
  };
}
