import type { SubscriptionId } from '../core/ids';
import type { Clock } from './clock';
import type { LaneRates } from './machineWriting';
import { ThrottleLane } from './throttleLane';

/** What Azure counts apart. */
export type LaneKind = 'reads' | 'writes' | 'deletes';

const REMAINING_HEADERS: Readonly<Record<LaneKind, readonly string[]>> = {
  reads: ['x-ms-ratelimit-remaining-subscription-reads', 'x-ms-ratelimit-remaining-subscription-global-reads'],
  writes: ['x-ms-ratelimit-remaining-subscription-writes', 'x-ms-ratelimit-remaining-subscription-global-writes'],
  deletes: ['x-ms-ratelimit-remaining-subscription-deletes', 'x-ms-ratelimit-remaining-subscription-global-deletes'],
};

/** The lanes of one account: one for each subscription, region and kind of request. A 429 in one is no other's business. */
export class ThrottleLanes {
  private readonly lanes = new Map<string, ThrottleLane>();

  constructor(
    private readonly rates: LaneRates,
    private readonly clock: Clock,
  ) {}

  /** `location` in any spelling: West Europe and westeurope are the same. */
  lane(subscription: SubscriptionId, location: string, kind: LaneKind): ThrottleLane {
    const key = `${subscription} ${location.replace(/\s/g, '').toLowerCase()} ${kind}`;
    const known = this.lanes.get(key);
    if (known !== undefined) return known;
    const lane = new ThrottleLane({
      rate: this.rates[kind] ?? this.rates.writes,
      remainingHeaders: REMAINING_HEADERS[kind],
      clock: this.clock,
    });
    this.lanes.set(key, lane);
    return lane;
  }
}
