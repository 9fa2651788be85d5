import type { MachineId, SubscriptionId } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { CoreCounts, MachineFacts, ProductFeatureFacts } from './machineFacts';
import type { Amount, Price } from './money';
import { add, amountOf, ZERO } from './money';
import type { RateCard } from './rateCard';
import { priceOn } from './rateCard';
import type { UtcDay, UtcMonth } from './utcDay';
import { daysIn, firstDayOf, monthAfter, utcDay } from './utcDay';

/** What Microsoft never wrote down about counting, as assumptions that the user can change. */
export interface CostAssumptions {
  /** By day: each enrolled day counts. By month: one enrolled day makes the month, at the highest price of those days. */
  readonly basis: 'day' | 'month';
  /** Which core count is charged; `byKind`: physical cores of physical machines, logical ones of virtual machines. */
  readonly cores: 'byKind' | 'physical' | 'logical';
}

export const DEFAULT_ASSUMPTIONS: CostAssumptions = { basis: 'day', cores: 'byKind' };

/** Days on which a machine was enrolled: from the first, up to but not with the last; null = still enrolled. */
export interface EnrolledSpan {
  readonly from: UtcDay;
  readonly to: UtcDay | null;
}

/** What is charged: a machine's cores over the days of its enrollment. */
export interface ChargedSpans {
  readonly id: MachineId;
  readonly subscriptionId: SubscriptionId;
  /** null = Azure does not say: listed as unknown, never counted as 0. */
  readonly cores: number | null;
  /** Oldest first, without overlap; none = never enrolled as far as Azure remembers. */
  readonly spans: readonly EnrolledSpan[];
  /** Azure Edition has hotpatch built in and pays nothing for it. */
  readonly isExempt: boolean;
}

/** A machine of today as far as its cost goes. */
export interface CostSubject extends ChargedSpans {
  /** Could be enrolled: Windows Server 2025 Standard or Datacenter. */
  readonly isEligible: boolean;
}

/** Reads what cost needs of a machine: its current cores and its last known dates. Earlier enrollments are not in Azure's data. */
export function costSubject({ facts, verdict, asOf }: JudgedMachine, assumptions: CostAssumptions): CostSubject {
  const isExempt = verdict.state === 'builtIn';
  return {
    id: facts.id,
    subscriptionId: facts.subscriptionId,
    cores: chargedCores(facts.cores, isVirtual(facts), assumptions),
    spans: enrolledSpans(facts, asOf),
    isExempt,
    isEligible: verdict.isEligible && !isExempt,
  };
}

/** Whether the machine is enrolled, with no end in sight. */
export function isEnrolledNow({ spans }: Pick<ChargedSpans, 'spans'>): boolean {
  return spans.at(-1)?.to === null;
}

/** Whether the machine was, or is expected to be, enrolled on a day of the month. */
export function isEnrolledIn({ spans }: Pick<ChargedSpans, 'spans'>, month: UtcMonth): boolean {
  return spans.some((span) => enrolledDays(span, month).length > 0);
}

const VIRTUAL_MODEL =
  /virtual|vmware|\bhvm\b|\bkvm\b|\bqemu\b|\bbochs\b|\bxen\b|\bahv\b|\bbhyve\b|\bovirt\b|\brhev\b|openstack|parallels|google compute engine|amazon ec2|alibaba cloud ecs/i;

/**
 * Whether manufacturer and model are those of a virtual machine. Without either it is taken for a physical one. Amazon's
 * models ending in .metal are whole servers.
 */
export function isVirtual({ manufacturer, model }: Pick<MachineFacts, 'manufacturer' | 'model'>): boolean {
  if (/\.metal(?:-|$)/i.test(model ?? '')) return false;
  return VIRTUAL_MODEL.test(`${manufacturer ?? ''} ${model ?? ''}`);
}

/** More cores than any server has; a count beyond it is a fault in the data. Keeps sums of a fleet exact. */
const MOST_CORES = 100_000;

/** The count that is charged; null where Azure does not say, or says what cannot be (no machine has 0 cores). */
export function chargedCores(
  counts: CoreCounts,
  isVirtualMachine: boolean,
  assumptions: CostAssumptions,
): number | null {
  const isLogical = assumptions.cores === 'byKind' ? isVirtualMachine : assumptions.cores === 'logical';
  const count = isLogical ? counts.logical : counts.physical;
  return count !== null && Number.isInteger(count) && count > 0 && count <= MOST_CORES ? count : null;
}

/**
 * The days of enrollment that Azure's last dates tell; nothing is made of billing dates. Days are those of UTC, so a
 * machine that was enrolled and disenrolled on one day has none.
 */
export function enrolledSpans({ hotpatchFeature }: MachineFacts, asOf: Instant): readonly EnrolledSpan[] {
  if (hotpatchFeature === null) return [];
  const closed = closedSpan(hotpatchFeature);
  const from = openSince(hotpatchFeature, closed !== null, asOf);
  const spans = closed !== null && closed.to > closed.from ? [closed] : [];
  return from === null ? spans : [...spans, { from: laterOf(from, closed?.to), to: null }];
}

/** From enrollment to a disenrollment after it. */
function closedSpan({ enrolledAt, disenrolledAt }: ProductFeatureFacts): (EnrolledSpan & { to: UtcDay }) | null {
  if (enrolledAt === null || disenrolledAt === null || disenrolledAt < enrolledAt) return null;
  return { from: utcDay(enrolledAt), to: utcDay(disenrolledAt) };
}

/** Since when it is enrolled, as far as is certain: without a date of this enrollment, since it was seen. */
function openSince({ status, enrolledAt }: ProductFeatureFacts, isClosed: boolean, asOf: Instant): UtcDay | null {
  switch ((status ?? '').toLowerCase()) {
    case 'enabled':
      return utcDay(enrolledAt === null || isClosed ? asOf : enrolledAt);
    case 'disabling':
      // Enrolled until Azure has a date for the end.
      return enrolledAt === null || isClosed ? null : utcDay(enrolledAt);
    default:
      return null;
  }
}

function laterOf(day: UtcDay, other: UtcDay | undefined): UtcDay {
  return other !== undefined && other > day ? other : day;
}

/** A month of one machine. */
export interface MachineMonth {
  /** By the prices in force. */
  readonly cost: Amount;
  /** The same days at the list price. */
  readonly atListPrice: Amount;
}

const NOTHING: MachineMonth = { cost: ZERO, atListPrice: ZERO };

/** What a machine's enrollment costs in a month by the rate card; null where it was enrolled and its cores are not known. */
export function machineMonth(
  subject: ChargedSpans,
  month: UtcMonth,
  card: RateCard,
  { basis }: CostAssumptions,
): MachineMonth | null {
  if (subject.isExempt) return NOTHING;
  const days = subject.spans.flatMap((span) => enrolledDays(span, month));
  if (days.length === 0) return NOTHING;
  if (subject.cores === null) return null;
  return basis === 'day' ? costByDay(subject.cores, days, month, card) : costByMonth(subject.cores, days, month, card);
}

/** Days of a month; half-open. */
interface Days {
  readonly from: UtcDay;
  readonly to: UtcDay;
}

/** The part of the span that lies in the month. */
function enrolledDays(span: EnrolledSpan, month: UtcMonth): readonly Days[] {
  const from = Math.max(span.from, firstDayOf(month)) as UtcDay;
  const to = Math.min(span.to ?? Infinity, firstDayOf(monthAfter(month))) as UtcDay;
  return from < to ? [{ from, to }] : [];
}

function costByDay(cores: number, days: readonly Days[], month: UtcMonth, card: RateCard): MachineMonth {
  let cost = ZERO;
  let enrolled = 0;
  for (const [price, count] of days.flatMap((part) => pricedDays(part, card))) {
    cost = add(cost, amountOf(price, cores * count, daysIn(month)));
    enrolled += count;
  }
  return { cost, atListPrice: amountOf(card.listPrice, cores * enrolled, daysIn(month)) };
}

/** The whole month at the highest price of its enrolled days. */
function costByMonth(cores: number, days: readonly Days[], month: UtcMonth, card: RateCard): MachineMonth {
  const prices = days.flatMap((part) => pricedDays(part, card)).map(([price]) => price);
  const highest = Math.max(...prices) as Price;
  const whole = (price: Price): Amount => amountOf(price, cores * daysIn(month), daysIn(month));
  return { cost: whole(highest), atListPrice: whole(card.listPrice) };
}

/** The days, cut where the price changes. */
function pricedDays({ from, to }: Days, card: RateCard): readonly (readonly [Price, number])[] {
  const starts = card.periods.map((period) => period.from).filter((start) => start > from && start < to);
  const edges = [from, ...starts, to];
  return edges.slice(1).map((end, place) => {
    const start = edges[place] ?? from;
    return [priceOn(card, start), end - start] as const;
  });
}

/** So many machines and what a whole month of them costs at the list price. */
export interface ListPriceTotal {
  readonly amount: Amount;
  readonly machines: number;
  readonly cores: number;
  /** Of the machines: their cores are not known, so they are not in the amount. */
  readonly unknownMachines: number;
}

/** The list price beside today's: of the machines that are enrolled, and of these with all that could be. */
export interface ListPriceTotals {
  readonly enrolledNow: ListPriceTotal;
  readonly allEligible: ListPriceTotal;
}

export function listPriceTotals(subjects: readonly CostSubject[], card: RateCard): ListPriceTotals {
  const charged = subjects.filter(({ isExempt }) => !isExempt);
  return {
    enrolledNow: listPriceOf(charged.filter(isEnrolledNow), card),
    allEligible: listPriceOf(
      charged.filter((subject) => subject.isEligible || isEnrolledNow(subject)),
      card,
    ),
  };
}

function listPriceOf(subjects: readonly CostSubject[], card: RateCard): ListPriceTotal {
  let cores = 0;
  let unknownMachines = 0;
  for (const subject of subjects) {
    if (subject.cores === null) unknownMachines += 1;
    else cores += subject.cores;
  }
  return { amount: monthAtListPrice(cores, card), machines: subjects.length, cores, unknownMachines };
}

/** What so many cores cost in a whole month at the list price, whatever month. */
export function monthAtListPrice(cores: number, card: RateCard): Amount {
  // Every length cancels out: cores × days ÷ days.
  return amountOf(card.listPrice, cores * 30, 30);
}
