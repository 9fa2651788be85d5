import type { ChargedSpans, CostAssumptions, EnrolledSpan } from './cost';
import type { SubscriptionId } from './ids';
import type { Instant } from './instant';
import type { Amount, Price } from './money';
import { add, amountOf, difference, sum, ZERO } from './money';
import type { PriceStep, RateCard } from './rateCard';
import { priceOn, priceSteps } from './rateCard';
import type { UtcDay, UtcMonth } from './utcDay';
import { daysIn, firstDayOf, monthAfter, monthOfDay, utcMonth } from './utcDay';

/** Why a month's figures are a lower bound; the catalogue has a sentence for each. */
export type AtLeastReason =
  /** Past, and told by Azure's last dates only: earlier enrollments and machines that were deleted are missing. */
  | 'datesOnly'
  /** Enrolled machines whose cores are not known. */
  | 'coresUnknown'
  /** A part of the fleet could not be read. */
  | 'fleetPartial';

/** A month of the fleet. Before today it is what was; from today on, what comes if nothing changes. */
export interface CostMonth {
  readonly month: UtcMonth;
  readonly phase: 'past' | 'current' | 'future';
  /** By the prices in force. Of the current month the whole, not only the days gone by. */
  readonly cost: Amount;
  /** The same days at the list price. */
  readonly atListPrice: Amount;
  readonly bySubscription: ReadonlyMap<SubscriptionId, Amount>;
  /** The cost of each ranked subscription, in their order. */
  readonly shares: readonly Amount[];
  /** What is left of the cost after the shares. */
  readonly other: Amount;
  /** Enrolled on at least one day, Azure Edition aside. */
  readonly machines: number;
  /** Of these: their cores are not known, so they are in no amount. */
  readonly unknownMachines: number;
  /** No day of the month had a price: the cost is 0 whatever was enrolled. */
  readonly isFree: boolean;
  readonly atLeast: readonly AtLeastReason[];
  /** The cost is a lower bound. A month without a price costs 0, for certain. */
  readonly isAtLeast: boolean;
}

/** The fleet's cost by month, for a chart. */
export interface CostSeries {
  readonly currency: string;
  /** Oldest first, without a gap. */
  readonly months: readonly CostMonth[];
  /** Those that cost most over all months, the most expensive first; of equal cost, by list price, then by id. */
  readonly ranked: readonly SubscriptionId[];
  /** Subscriptions that are shown together as "other". */
  readonly otherSubscriptions: number;
  /** The days in these months from which the price is another. */
  readonly steps: readonly PriceStep[];
}

export interface CostSeriesOptions {
  readonly from: UtcMonth;
  /** The last month, shown too. */
  readonly to: UtcMonth;
  readonly now: Instant;
  readonly card: RateCard;
  readonly assumptions: CostAssumptions;
  /** How many subscriptions are shown by themselves. */
  readonly ranked: number;
  /** Past months that the monthly record covers. */
  readonly recorded: ReadonlySet<UtcMonth>;
  /** A part of the fleet could not be read. */
  readonly isPartial: boolean;
}

/**
 * What the fleet costs month by month: exactly the sum of its machines. Core-days are added up as whole numbers for each
 * price, month and subscription, and only these sums become amounts, so that 100,000 machines take no longer than it
 * takes to look at them.
 */
export function costSeries(charged: Iterable<ChargedSpans>, options: CostSeriesOptions): CostSeries {
  const grid = gridOf(options);
  const ledger = ledgerOf(charged, grid, options.assumptions);
  const totals = totalsOf(ledger, grid, options.card);
  const ranked = rankedSubscriptions(totals, options.ranked);
  return {
    currency: options.card.currency,
    months: grid.months.map((month, place) => costMonth({ month, place, grid, ledger, totals, ranked, options })),
    ranked,
    otherSubscriptions: totals.size - ranked.length,
    steps: priceSteps(options.card).filter(({ from }) => from >= grid.from && from < grid.to),
  };
}

/** A part of a month with one price; half-open. */
interface Segment {
  readonly place: number;
  readonly from: UtcDay;
  readonly to: UtcDay;
  readonly price: Price;
  /** Days of the whole month. */
  readonly monthLength: number;
}

/** The months cut where the price changes. */
interface Grid {
  readonly from: UtcDay;
  readonly to: UtcDay;
  readonly months: readonly UtcMonth[];
  readonly segments: readonly Segment[];
  /** Of each month, its first segment. */
  readonly firstSegments: readonly number[];
}

function gridOf({ from, to, card }: Pick<CostSeriesOptions, 'from' | 'to' | 'card'>): Grid {
  const months = Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => monthAfter(from, place));
  const segments: Segment[] = [];
  const firstSegments: number[] = [];
  for (const [place, month] of months.entries()) {
    firstSegments.push(segments.length);
    const [first, end] = [firstDayOf(month), firstDayOf(monthAfter(month))];
    const starts = card.periods.map((period) => period.from).filter((day) => day > first && day < end);
    const edges = [first, ...starts, end];
    for (const [index, start] of edges.slice(0, -1).entries()) {
      segments.push({
        place,
        from: start,
        to: edges[index + 1] ?? end,
        price: priceOn(card, start),
        monthLength: end - first,
      });
    }
  }
  return { from: firstDayOf(from), to: firstDayOf(monthAfter(to)), months, segments, firstSegments };
}

/** Core-days of one subscription. */
interface CoreDays {
  readonly bySegment: Float64Array;
  readonly byMonth: Float64Array;
}

interface Ledger {
  readonly bySubscription: ReadonlyMap<SubscriptionId, CoreDays>;
  /** By month. */
  readonly machines: Float64Array;
  readonly unknownMachines: Float64Array;
}

/** Whole numbers far below 2^53 (cores are bounded, see chargedCores), so their sums are exact. */
function ledgerOf(charged: Iterable<ChargedSpans>, grid: Grid, assumptions: CostAssumptions): Ledger {
  const bySubscription = new Map<SubscriptionId, CoreDays>();
  const machines = new Float64Array(grid.months.length);
  const unknownMachines = new Float64Array(grid.months.length);
  const enter = assumptions.basis === 'day' ? enterDays : enterMonths;
  for (const { spans, isExempt, cores, subscriptionId } of charged) {
    if (isExempt || spans.length === 0) continue;
    countMonths(machines, spans, grid);
    if (cores === null) countMonths(unknownMachines, spans, grid);
    else enter(coreDaysOf(bySubscription, subscriptionId, grid), cores, spans, grid);
  }
  return { bySubscription, machines, unknownMachines };
}

function coreDaysOf(all: Map<SubscriptionId, CoreDays>, id: SubscriptionId, grid: Grid): CoreDays {
  let coreDays = all.get(id);
  if (!coreDays) {
    coreDays = {
      bySegment: new Float64Array(grid.segments.length),
      byMonth: new Float64Array(grid.months.length),
    };
    all.set(id, coreDays);
  }
  return coreDays;
}

function increase(values: Float64Array, place: number, by: number): void {
  values[place] = (values[place] ?? 0) + by;
}

/** Every segment with an enrolled day, and how many of its days are. Called often, so it makes no objects. */
function eachSegment(
  spans: readonly EnrolledSpan[],
  grid: Grid,
  visit: (segment: Segment, index: number, days: number) => void,
): void {
  for (const span of spans) {
    const from = span.from > grid.from ? span.from : grid.from;
    const to = span.to !== null && span.to < grid.to ? span.to : grid.to;
    if (from >= to) continue;
    const first = from === grid.from ? 0 : (grid.firstSegments[monthOfDay(from) - (grid.months[0] ?? 0)] ?? 0);
    for (let index = first; index < grid.segments.length; index += 1) {
      const segment = grid.segments[index];
      if (segment === undefined || segment.from >= to) break;
      const days = (segment.to < to ? segment.to : to) - (segment.from > from ? segment.from : from);
      if (days > 0) visit(segment, index, days);
    }
  }
}

function countMonths(counts: Float64Array, spans: readonly EnrolledSpan[], grid: Grid): void {
  let last = -1;
  eachSegment(spans, grid, ({ place }) => {
    if (place !== last) increase(counts, place, 1);
    last = place;
  });
}

function enterDays(coreDays: CoreDays, cores: number, spans: readonly EnrolledSpan[], grid: Grid): void {
  eachSegment(spans, grid, ({ place }, index, days) => {
    increase(coreDays.bySegment, index, cores * days);
    increase(coreDays.byMonth, place, cores * days);
  });
}

/** The whole month in the segment with the highest price of those that have an enrolled day. */
function enterMonths(coreDays: CoreDays, cores: number, spans: readonly EnrolledSpan[], grid: Grid): void {
  let dearest = -1;
  const enter = (): void => {
    const segment = grid.segments[dearest];
    if (segment === undefined) return;
    increase(coreDays.bySegment, dearest, cores * segment.monthLength);
    increase(coreDays.byMonth, segment.place, cores * segment.monthLength);
  };
  eachSegment(spans, grid, (segment, index) => {
    const best = grid.segments[dearest];
    if (best?.place !== segment.place) enter();
    else if (best.price >= segment.price) return;
    dearest = index;
  });
  enter();
}

/** Amounts of one subscription, by month. */
interface SubscriptionTotals {
  readonly cost: readonly Amount[];
  readonly atListPrice: readonly Amount[];
}

type Totals = ReadonlyMap<SubscriptionId, SubscriptionTotals>;

function totalsOf({ bySubscription }: Ledger, grid: Grid, card: RateCard): Totals {
  const totals = new Map<SubscriptionId, SubscriptionTotals>();
  for (const [id, { bySegment, byMonth }] of bySubscription) {
    if (byMonth.every((coreDays) => coreDays === 0)) continue;
    const cost = grid.months.map(() => ZERO);
    for (const [index, segment] of grid.segments.entries()) {
      const coreDays = bySegment[index] ?? 0;
      const month = grid.months[segment.place];
      if (coreDays === 0 || segment.price === 0 || month === undefined) continue;
      cost[segment.place] = add(cost[segment.place] ?? ZERO, amountOf(segment.price, coreDays, daysIn(month)));
    }
    const atListPrice = grid.months.map((month, place) => amountOf(card.listPrice, byMonth[place] ?? 0, daysIn(month)));
    totals.set(id, { cost, atListPrice });
  }
  return totals;
}

function rankedSubscriptions(totals: Totals, count: number): readonly SubscriptionId[] {
  return [...totals]
    .map(([id, { cost, atListPrice }]) => ({ id, cost: sum(cost), list: sum(atListPrice) }))
    .sort((a, b) => compare(b.cost, a.cost) || compare(b.list, a.list) || compare(a.id, b.id))
    .slice(0, Math.max(0, count))
    .map(({ id }) => id);
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

interface MonthInput {
  readonly month: UtcMonth;
  readonly place: number;
  readonly grid: Grid;
  readonly ledger: Ledger;
  readonly totals: Totals;
  readonly ranked: readonly SubscriptionId[];
  readonly options: CostSeriesOptions;
}

function costMonth({ month, place, grid, ledger, totals, ranked, options }: MonthInput): CostMonth {
  const bySubscription = new Map<SubscriptionId, Amount>();
  let atListPrice = ZERO;
  for (const [id, total] of totals) {
    bySubscription.set(id, total.cost[place] ?? ZERO);
    atListPrice = add(atListPrice, total.atListPrice[place] ?? ZERO);
  }
  const cost = sum(bySubscription.values());
  const shares = ranked.map((id) => bySubscription.get(id) ?? ZERO);
  const unknownMachines = ledger.unknownMachines[place] ?? 0;
  const isFree = grid.segments.every((segment) => segment.place !== place || segment.price === 0);
  const phase = phaseOf(month, options.now);
  const atLeast = atLeastReasons(month, phase, unknownMachines, options);
  return {
    month,
    phase,
    cost,
    atListPrice,
    bySubscription,
    shares,
    other: difference(cost, sum(shares)),
    machines: ledger.machines[place] ?? 0,
    unknownMachines,
    isFree,
    atLeast,
    isAtLeast: atLeast.length > 0 && !isFree,
  };
}

function phaseOf(month: UtcMonth, now: Instant): CostMonth['phase'] {
  const current = utcMonth(now);
  if (month === current) return 'current';
  return month < current ? 'past' : 'future';
}

function atLeastReasons(
  month: UtcMonth,
  phase: CostMonth['phase'],
  unknownMachines: number,
  { recorded, isPartial }: CostSeriesOptions,
): readonly AtLeastReason[] {
  const reasons: AtLeastReason[] = [];
  const isRecorded = recorded.has(month);
  if (phase === 'past' && !isRecorded) reasons.push('datesOnly');
  if (unknownMachines > 0) reasons.push('coresUnknown');
  if (isPartial && !isRecorded) reasons.push('fleetPartial');
  return reasons;
}
