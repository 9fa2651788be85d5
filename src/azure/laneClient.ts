import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts, subscriptionId } from '../core/ids';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { ArmAnswer, ArmExchange, ArmRequest, Exchange } from './armExchange';
import { HYBRID_COMPUTE_VERSION } from './armMachine';
import { isTokenHost } from './authorizationPolicy';
import type { AzureFault } from './azureFault';
import type { AzureCloud } from './clouds';
import { bodyOf, faultOfResponse } from './faultOfResponse';
import type {
  OnThrottled,
  ReadPriority,
  RequestIds,
  SendAnswer,
  SendGate,
  Tracking,
  WriteTarget,
} from './machineWriting';
import { trackingOf, trackingScope } from './operationTracking';
import type { AttemptFault, HeaderReader, RetryOptions } from './retry';
import { retryAfterOf, withRetries } from './retry';
import type { LaneKind, ThrottleLanes } from './throttleLanes';
import type { TokenTenants } from './tokenTenants';

export interface LaneClientOptions {
  readonly cloud: AzureCloud;
  /** Sends as a tenant's user. Gives the same one for the same tenant. */
  readonly exchangeOf: (tenant: TenantId) => ArmExchange;
  /** One for all that sends as the same account: Azure counts it together. */
  readonly lanes: ThrottleLanes;
  readonly tokenTenants: TokenTenants;
  readonly retry: RetryOptions;
}

/** Whose token a request needs, and whose limits it counts against. */
export interface Place {
  readonly tokenTenant: TenantId;
  readonly subscription: SubscriptionId;
  /** Region; empty where a request is for none. */
  readonly location: string;
}

/** How an answer of each status is read; null = it is not what it should be. A status that is missing is a fault. */
export type Readers<Value> = Readonly<Record<number, (answer: ArmAnswer) => Value | null>>;

/** Where a kind of request finds what is to be followed, in the headers of its answer. */
export type TrackingReader = (header: HeaderReader, cloud: AzureCloud) => Tracking | null;

/** The answer of the request that counted, or why none was sent. */
type Turn = Exchange | { readonly kind: 'notSent' };

/** How one request waits for its turn. */
interface TurnRequest {
  readonly place: Place;
  readonly lane: LaneKind;
  readonly priority: ReadPriority;
  readonly request: ArmRequest;
  readonly gate: SendGate;
  readonly onThrottled?: OnThrottled | undefined;
}

const OPEN: SendGate = () => Promise.resolve(true);
const CANCELLED: AzureFault = { kind: 'cancelled' };

/**
 * Sends requests in the lanes of Azure's rate limits: each waits for its turn, and a 429 is waited out and sent again,
 * because it did nothing. Only what may be repeated is repeated after anything else. Nothing throws.
 */
export class LaneClient {
  constructor(private readonly options: LaneClientOptions) {}

  placeOf({ subscriptionId: subscription, tenantId, location }: WriteTarget): Place {
    return this.placeIn(tenantId, subscription, location);
  }

  placeIn(tenantId: TenantId, subscription: SubscriptionId, location: string): Place {
    return { tokenTenant: this.options.tokenTenants.ofSubscription(subscription, tenantId), subscription, location };
  }

  /** Where the subscription and region are only known from a URL that Azure gave. */
  placeOfUrl(tenantId: TenantId, url: string): Place {
    const { tokenTenants } = this.options;
    const scope = trackingScope({ url });
    return this.placeIn(tokenTenants.ofTenant(tenantId), subscriptionId(scope.subscription), scope.location);
  }

  /** A URL below a machine's, e.g. with '/assessPatches'. */
  machineUrl(id: MachineId, below = ''): string {
    const { subscriptionId: subscription, resourceGroup, name } = machineIdParts(id);
    const [own, group, machine] = [subscription, resourceGroup, name].map(encodeURIComponent);
    const path = `/subscriptions/${own}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${machine}`;
    return `${this.options.cloud.endpoint}${path}${below}?api-version=${HYBRID_COMPUTE_VERSION}`;
  }

  /** Repeats what is worth repeating; a 429 has been waited out in the lane before it gets here. */
  read<Value>(
    place: Place,
    url: string,
    priority: ReadPriority,
    signal: AbortSignal,
    readers: Readers<Value>,
  ): Promise<Result<Value, AzureFault>> {
    const request: ArmRequest = { method: 'GET', url, body: null };
    return this.repeat({ place, lane: 'reads', priority, request, gate: OPEN }, signal, readers);
  }

  /** Reads a URL that a server made up. One that is not on the cloud's own host costs neither a token nor a turn. */
  readForeign<Value>(
    place: Place,
    text: string,
    priority: ReadPriority,
    signal: AbortSignal,
    readers: Readers<Value>,
  ): Promise<Result<Value, AzureFault>> {
    const url = URL.parse(text);
    if (url === null || !isTokenHost(url, this.options.cloud)) {
      return Promise.resolve(failed({ kind: 'hostRefused', host: url?.host ?? '' }));
    }
    return this.read(place, text, priority, signal, readers);
  }

  /** DELETE, which may be repeated: what is gone already has been deleted. */
  remove(place: Place, url: string, signal: AbortSignal): Promise<Result<void, AzureFault>> {
    const request: ArmRequest = { method: 'DELETE', url, body: null };
    const done = (): true => true;
    const readers = { 200: done, 202: done, 204: done, 404: done };
    const turn: TurnRequest = { place, lane: 'deletes', priority: 'after', request, gate: OPEN };
    return this.repeat(turn, signal, readers).then((result) => (result.ok ? succeeded(undefined) : result));
  }

  /** Sends what changes something, once. */
  async write(
    place: Place,
    request: ArmRequest,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
    tracking: TrackingReader = trackingOf,
  ): Promise<SendAnswer> {
    const turn = await this.takeTurn({ place, lane: 'writes', priority: 'before', request, gate, onThrottled }, signal);
    if (turn.kind === 'notSent') return turn;
    if (turn.kind === 'failed') return answerOfFailure(turn, signal);
    const { answer } = turn;
    const ids = idsOf(turn.requestId, answer);
    if (answer.status >= 200 && answer.status < 300) {
      return { kind: 'accepted', status: answer.status, ids, tracking: tracking(answer.header, this.options.cloud) };
    }
    return { kind: isRefusal(answer.status) ? 'refused' : 'noAnswer', fault: faultOfAnswer(answer), ids };
  }

  private repeat<Value>(
    turnRequest: TurnRequest,
    signal: AbortSignal,
    readers: Readers<Value>,
  ): Promise<Result<Value, AzureFault>> {
    const attempt = async (): Promise<Result<Value, AttemptFault>> => {
      const turn = await this.takeTurn(turnRequest, signal);
      if (turn.kind === 'notSent') return failed({ fault: CANCELLED, retryAfterMilliseconds: null });
      if (turn.kind === 'failed') return failed({ fault: turn.fault, retryAfterMilliseconds: null });
      const { answer } = turn;
      const reader = readers[answer.status];
      const value = reader?.(answer) ?? null;
      if (value !== null) return succeeded(value);
      const retryAfterMilliseconds = retryAfterOf(answer.header, this.options.retry.clock);
      // A reader of a failure's status that gives nothing leaves it the failure that it is.
      const isSuccess = answer.status >= 200 && answer.status < 300;
      const fault = reader !== undefined && isSuccess ? unreadable(answer) : faultOfAnswer(answer);
      return failed({ fault, retryAfterMilliseconds });
    };
    return withRetries(attempt, this.options.retry, signal);
  }

  /** Waits for the lane, then for the gate, and sends; once more each time that Azure answers 429, which did nothing. */
  private async takeTurn(
    { place, lane: kind, priority, request, gate, onThrottled }: TurnRequest,
    signal: AbortSignal,
  ): Promise<Turn> {
    const exchange = this.options.exchangeOf(place.tokenTenant);
    const lane = this.options.lanes.lane(place.subscription, place.location, kind);
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
}

export function faultOfAnswer({ status, text }: ArmAnswer): AzureFault {
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
