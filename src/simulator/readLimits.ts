import { armError, type Reply } from './armReply';
import type { MonotonicClock } from './simulatorClock';

const BUCKET = 250;
const REFILL_PER_SECOND = 25;

interface Bucket {
  tokens: number;
  at: number;
}

export interface ReadLimitAnswer {
  /** The refusal; undefined = the read may go on. */
  readonly refusal: Reply | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** ARM's token buckets for reads: 250, refilled by 25 a second, per principal and subscription (or tenant). */
export class ReadLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly isOn: boolean,
    private readonly monotonic: MonotonicClock,
  ) {}

  /** Takes one read. `scope` is a subscription id; null = the tenant itself. */
  take(principal: string, scope: string | null): ReadLimitAnswer {
    const bucket = this.refilled(`${principal}|${scope ?? ''}`);
    const isEmpty = this.isOn && bucket.tokens < 1;
    if (!isEmpty) bucket.tokens = Math.max(0, bucket.tokens - 1);
    const left = String(Math.floor(bucket.tokens));
    const name =
      scope === null ? 'x-ms-ratelimit-remaining-tenant-reads' : 'x-ms-ratelimit-remaining-subscription-reads';
    const headers = scope === null ? { [name]: left } : { [name]: left, [GLOBAL_READS]: String(BUCKET * 15 - 1) };
    return { refusal: isEmpty ? throttled(scope, headers) : undefined, headers };
  }

  private refilled(key: string): Bucket {
    const now = this.monotonic();
    const bucket = this.buckets.get(key) ?? { tokens: BUCKET, at: now };
    bucket.tokens = Math.min(BUCKET, bucket.tokens + ((now - bucket.at) / 1000) * REFILL_PER_SECOND);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}

const GLOBAL_READS = 'x-ms-ratelimit-remaining-subscription-global-reads';

function throttled(scope: string | null, headers: Readonly<Record<string, string>>): Reply {
  const kind = scope === null ? 'tenant' : `subscription '${scope}'`;
  const message = `Number of 'read' requests for ${kind} exceeded. Please try again after '1' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
  const code = scope === null ? 'TenantRequestsThrottled' : 'SubscriptionRequestsThrottled';
  return armError(429, code, message, { ...headers, 'Retry-After': '1' });
}
