import type { MonotonicClock } from './simulatorClock';

/** Resource Graph's quota: so many queries in each window, per principal. Null: no quota. */
export interface QuotaRule {
  readonly queries: number;
  readonly seconds: number;
}

export interface QuotaAnswer {
  readonly isExceeded: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

interface Window {
  readonly startedAt: number;
  used: number;
}

/**
 * Counts queries in fixed windows that begin with a principal's first query. It goes by real time, which moving the
 * simulated clock does not touch; `scale` makes the windows that many times shorter.
 */
export class QueryQuota {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly rule: QuotaRule | null,
    private readonly monotonic: MonotonicClock,
    private readonly scale = 1,
  ) {}

  /** Takes one query from the principal's quota, if there is one left. */
  take(principal: string): QuotaAnswer {
    if (this.rule === null) return { isExceeded: false, headers: {} };
    const now = this.monotonic();
    const window = this.windowOf(principal, this.rule, now);
    const isExceeded = window.used >= this.rule.queries;
    if (!isExceeded) window.used += 1;
    const remainingSeconds = Math.ceil((window.startedAt + this.milliseconds(this.rule) - now) / 1000);
    return {
      isExceeded,
      headers: {
        'x-ms-user-quota-remaining': String(this.rule.queries - window.used),
        'x-ms-user-quota-resets-after': new Date(remainingSeconds * 1000).toISOString().slice(11, 19),
      },
    };
  }

  private milliseconds(rule: QuotaRule): number {
    return (rule.seconds * 1000) / this.scale;
  }

  private windowOf(principal: string, rule: QuotaRule, now: number): Window {
    const known = this.windows.get(principal);
    if (known && now < known.startedAt + this.milliseconds(rule)) return known;
    const fresh = { startedAt: now, used: 0 };
    this.windows.set(principal, fresh);
    return fresh;
  }
}
