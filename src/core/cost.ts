import { isEnrolled } from './classify';
import type { MachineId, SubscriptionId } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { MachineFacts } from './machineFacts';
import type { Amount, Price } from './money';
import { add, amountOf, sum, ZERO } from './money';
import type { RateCard } from './rateCard';
import { priceOn } from './rateCard';
import type { UtcDay, UtcMonth } from './utcDay';
import { daysIn, firstDayOf, monthAfter, utcDay } from './utcDay';

/** What Microsoft never wrote down about counting, as assumptions that the user can change. */
export interface CostAssumptions {
  /** By day: each enrolled day counts. By month: one enrolled day makes the month. */
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

/** A machine as far as its cost goes. */
export interface CostSubject {
  readonly id: MachineId;
  readonly subscriptionId: SubscriptionId;
  /** null = Azure does not say: listed as unknown, never counted as 0. */
  readonly cores: number | null;
  /** null = never enrolled as far as Azure remembers. */
  readonly span: EnrolledSpan | null;
  /** Azure Edition has hotpatch built in and pays nothing for it. */
  readonly isExempt: boolean;
  readonly isEligible: boolean;
}

/** Reads what cost needs of a machine: its current cores and its last known dates. Earlier enrollments are not in Azure's data. */
export function costSubject(machine: JudgedMachine, assumptions: CostAssumptions): CostSubject {
  const { facts, verdict, asOf } = machine;
  return {
    id: facts.id,
    subscriptionId: facts.subscriptionId,
    cores: chargedCores(facts, assumptions),
    span: enrolledSpan(facts, asOf),
    isExempt: verdict.state === 'builtIn',
    isEligible: verdict.state !== 'builtIn' && verdict.state !== 'ineligible',
  };
}

const VIRTUAL_MODEL = /virtual|vmware|hvm|kvm|qemu|bochs|xen|parallels|google compute engine|amazon ec2/i;

/** Whether manufacturer and model are those of a virtual machine. */
export function isVirtual({ manufacturer, model }: Pick<MachineFacts, 'manufacturer' | 'model'>): boolean {
  return VIRTUAL_MODEL.test(`${manufacturer ?? ''} ${model ?? ''}`);
}

function chargedCores(facts: MachineFacts, { cores }: CostAssumptions): number | null {
  const isLogical = cores === 'byKind' ? isVirtual(facts) : cores === 'logical';
  return isLogical ? facts.cores.logical : facts.cores.physical;
}

function enrolledSpan({ hotpatchFeature, ...facts }: MachineFacts, asOf: Instant): EnrolledSpan | null {
  if (hotpatchFeature === null) return null;
  const { enrolledAt, disenrolledAt } = hotpatchFeature;
  if (isEnrolled({ ...facts, hotpatchFeature })) {
    // Enrolled without a date: certain only since it was seen.
    return { from: utcDay(enrolledAt ?? asOf), to: null };
  }
  if (enrolledAt === null || disenrolledAt === null || disenrolledAt < enrolledAt) return null;
  return { from: utcDay(enrolledAt), to: utcDay(disenrolledAt) };
}

/** What a machine's enrollment costs in a month by the rate card; null where its cores are not known. */
export function monthCost(
  subject: CostSubject,
  month: UtcMonth,
  card: RateCard,
  { basis }: CostAssumptions,
): Amount | null {
  if (subject.span === null || subject.isExempt) return ZERO;
  if (subject.cores === null) return null;
  const days = enrolledDays(subject.span, month);
  if (days === null) return ZERO;
  return basis === 'day' ? costByDay(subject.cores, days, month, card) : costByMonth(subject.cores, days, month, card);
}

interface Days {
  readonly from: UtcDay;
  readonly to: UtcDay;
}

/** The part of the span that lies in the month; null = none. */
function enrolledDays(span: EnrolledSpan, month: UtcMonth): Days | null {
  const from = Math.max(span.from, firstDayOf(month)) as UtcDay;
  const to = Math.min(span.to ?? Infinity, firstDayOf(monthAfter(month))) as UtcDay;
  return from < to ? { from, to } : null;
}

function costByDay(cores: number, days: Days, month: UtcMonth, card: RateCard): Amount {
  return sum(pricedDays(days, card).map(([price, count]) => amountOf(price, cores * count, daysIn(month))));
}

/** The whole month at the highest price of its enrolled days. */
function costByMonth(cores: number, days: Days, month: UtcMonth, card: RateCard): Amount {
  const highest = Math.max(...pricedDays(days, card).map(([price]) => price)) as Price;
  return amountOf(highest, cores * daysIn(month), daysIn(month));
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

/** A month of the fleet. */
export interface FleetMonth {
  readonly month: UtcMonth;
  /** By the prices in force. */
  readonly cost: Amount;
  /** The same days at the list price. */
  readonly atListPrice: Amount;
  readonly bySubscription: ReadonlyMap<SubscriptionId, Amount>;
  /** Core-days are not known of so many enrolled machines. */
  readonly unknownMachines: number;
}

/** What the fleet costs in a month: the sum of its machines, to the last unit. */
export function fleetMonth(
  subjects: readonly CostSubject[],
  month: UtcMonth,
  card: RateCard,
  assumptions: CostAssumptions,
): FleetMonth {
  const atList: RateCard = { ...card, periods: [{ from: -Infinity as UtcDay, price: card.listPrice, why: '' }] };
  const bySubscription = new Map<SubscriptionId, Amount>();
  let cost = ZERO;
  let atListPrice = ZERO;
  let unknownMachines = 0;
  for (const subject of subjects) {
    const amount = monthCost(subject, month, card, assumptions);
    const list = monthCost(subject, month, atList, assumptions);
    if (amount === null || list === null) {
      if (subject.span !== null && enrolledDays(subject.span, month) !== null) unknownMachines += 1;
      continue;
    }
    cost = add(cost, amount);
    atListPrice = add(atListPrice, list);
    if (amount > 0n) {
      bySubscription.set(subject.subscriptionId, add(bySubscription.get(subject.subscriptionId) ?? ZERO, amount));
    }
  }
  return { month, cost, atListPrice, bySubscription, unknownMachines };
}

/** What a whole month would cost at the list price. */
export interface ListPriceTotals {
  readonly enrolledNow: Amount;
  readonly allEligible: Amount;
  readonly enrolledCores: number;
  readonly eligibleCores: number;
  /** Eligible machines whose cores are not known. */
  readonly unknownMachines: number;
}

/** The list price beside today's: of the machines that are enrolled, and of all that could be. */
export function listPriceTotals(subjects: readonly CostSubject[], card: RateCard): ListPriceTotals {
  const eligible = subjects.filter((subject) => subject.isEligible);
  const coresOf = (some: readonly CostSubject[]): number => some.reduce((total, { cores }) => total + (cores ?? 0), 0);
  const enrolledCores = coresOf(eligible.filter(({ span }) => span !== null && span.to === null));
  const eligibleCores = coresOf(eligible);
  // A month of any length costs the same: cores × days / days.
  const month = (cores: number): Amount => amountOf(card.listPrice, cores * 30, 30);
  return {
    enrolledNow: month(enrolledCores),
    allEligible: month(eligibleCores),
    enrolledCores,
    eligibleCores,
    unknownMachines: eligible.filter(({ cores }) => cores === null).length,
  };
}
