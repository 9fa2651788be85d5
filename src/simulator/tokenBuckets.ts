import { armError, type Reply } from './armReply';
import type { MonotonicClock } from './simulatorClock';
import type { Switches } from './switches';

/** ARM counts each kind by itself. */
export type RequestKind = 'reads' | 'writes' | 'deletes';

interface Rate {
  /** Requests at once. */
  readonly size: number;
  readonly perSecond: number;
}

/** ARM's documented rates; what all principals of a subscription have together is fifteen times as much. */
const RATES: Readonly<Record<RequestKind, Rate>> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};
const GLOBAL = 15;

interface Bucket {
  tokens: number;
  at: number;
}

/** Who asks, for what. */
export interface CountedRequest {
  readonly kind: RequestKind;
  readonly principal: string;
  /** A subscription id; null = the tenant itself. */
  readonly subscriptionId: string | null;
  /** The region whose quota counts. */
  readonly region: string;
}

export interface BucketAnswer {
  /** The refusal; undefined = the request may go on. */
  readonly refusal: Reply | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** ARM's token buckets: per principal, subscription (or tenant), region and kind of request. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  /** `monotonic` in milliseconds; `scale`: how many times as fast the buckets fill. */
  constructor(
    private readonly isOn: boolean,
    private readonly monotonic: MonotonicClock,
    private readonly scale: number,
    private readonly switches: () => Switches,
  ) {}

  /** Takes one request out of the buckets that it counts for. */
  take(request: CountedRequest): BucketAnswer {
    const { kind, principal, subscriptionId, region } = request;
    const rate = RATES[kind];
    const whole = { size: rate.size * GLOBAL, perSecond: rate.perSecond * GLOBAL };
    const own = this.refilled(`${kind}|${principal}|${subscriptionId ?? ''}|${region}`, rate);
    const shared = this.refilled(`${kind}||${subscriptionId ?? ''}|${region}`, whole);
    const isEmpty = this.isOn && (own.tokens < 1 || shared.tokens < 1);
    if (!isEmpty) for (const bucket of [own, shared]) bucket.tokens = Math.max(0, bucket.tokens - 1);
    const headers = this.headers(kind, subscriptionId, own, shared);
    return { refusal: isEmpty ? this.throttled(kind, subscriptionId, headers) : undefined, headers };
  }

  private refilled(key: string, rate: Rate): Bucket {
    const now = this.monotonic();
    const bucket = this.buckets.get(key) ?? { tokens: rate.size, at: now };
    const refill = ((now - bucket.at) / 1000) * rate.perSecond * this.scale;
    bucket.tokens = Math.min(rate.size, bucket.tokens + refill);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }

  private headers(
    kind: RequestKind,
    subscriptionId: string | null,
    own: Bucket,
    shared: Bucket,
  ): Record<string, string> {
    if (this.switches().throttleHeaders === 'absent') return {};
    const left = String(Math.floor(own.tokens));
    if (subscriptionId === null) return { [`x-ms-ratelimit-remaining-tenant-${kind}`]: left };
    return {
      [`x-ms-ratelimit-remaining-subscription-${kind}`]: left,
      [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: String(Math.floor(shared.tokens)),
    };
  }

  private throttled(kind: RequestKind, subscriptionId: string | null, headers: Record<string, string>): Reply {
    const scope = subscriptionId === null ? 'tenant' : `subscription '${subscriptionId}'`;
    const message = `Number of '${kind.slice(0, -1)}' requests for ${scope} exceeded. Please try again after '1' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
    const code = subscriptionId === null ? 'TenantRequestsThrottled' : 'SubscriptionRequestsThrottled';
    // A token comes at least every tenth of a second, and Retry-After knows whole seconds of real time only.
    const wait = this.switches().throttleRetryAfter === 'present' ? { 'Retry-After': '1' } : {};
    return armError(429, code, message, { ...headers, ...wait });
  }
}
