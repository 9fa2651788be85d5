import type { CostAssumptions } from './cost';
import { chargedCores, isVirtual, monthAtListPrice } from './cost';
import type { Instant } from './instant';
import { DAY, instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { Amount, Price } from './money';
import { amountOf, difference, ZERO } from './money';
import type { BillingDates, PlanContext, PlanCost, PlanKind, PlannedMachine, PriceRise } from './plan';
import { licenseStanding } from './licenseStanding';
import type { PriceStep, RateCard } from './rateCard';
import { priceOn, priceSteps } from './rateCard';
import { utcDay } from './utcDay';

/** How far ahead a price that rises is warned of, in days. */
export const WARNING_DAYS = 60;

/** What the included machines change in a whole month's bill, exactly. */
export function planCost(
  kind: PlanKind,
  included: readonly PlannedMachine[],
  { now, card, assumptions }: Pick<PlanContext, 'now' | 'card' | 'assumptions'>,
): PlanCost {
  const changed = included.filter(({ wanted, machine }) => wanted.license !== null && changesEnrollment(kind, machine));
  const machines = changed.map(({ machine }) => machine);
  const { cores, machinesWithoutCores } = coresOf(machines, assumptions);
  const price = priceOn(card, utcDay(now));
  const signed = (amount: Amount): Amount => (kind === 'disenroll' ? difference(ZERO, amount) : amount);
  return {
    machines: machines.length,
    cores,
    machinesWithoutCores,
    price,
    listPrice: card.listPrice,
    perMonthNow: signed(monthAt(price, cores)),
    perMonthAtList: signed(monthAtListPrice(cores, card)),
    currency: card.currency,
    priceRises: machines.length === 0 ? null : priceRise(machines, card, now, assumptions),
    futureBillingDates: futureBillingDates(
      included.map(({ machine }) => machine),
      now,
    ),
  };
}

/** A failed enrollment is none: ending it spares nothing. */
function changesEnrollment(kind: PlanKind, machine: JudgedMachine): boolean {
  return kind !== 'disenroll' || isEnrolledOrEnrolling(machine);
}

function isEnrolledOrEnrolling({ facts, verdict }: JudgedMachine): boolean {
  if (verdict.state === 'builtIn') return false;
  const standing = licenseStanding(facts.hotpatchFeature?.status ?? null);
  return standing === 'enabled' || standing === 'enabling';
}

/** What lies ahead for machines that are enrolled, as the news of 2025 had to warn of. */
export interface PriceWarning {
  /** By the rate card; null = no rise within 60 days. */
  readonly rise: PriceRise | null;
  /** By Azure's own dates, which alone say nothing certain; null = none within 60 days. */
  readonly futureBillingDates: BillingDates | null;
}

/**
 * Warns of a price that rises within 60 days for the machines that are enrolled or being enrolled; null where there is
 * nothing to warn of. For the tree and the status bar; a plan has its own.
 */
export function priceWarning(
  machines: readonly JudgedMachine[],
  card: RateCard,
  now: Instant,
  assumptions: CostAssumptions,
): PriceWarning | null {
  const enrolled = machines.filter(isEnrolledOrEnrolling);
  if (enrolled.length === 0) return null;
  const rise = priceRise(enrolled, card, now, assumptions);
  const billing = futureBillingDates(enrolled, now);
  return rise === null && billing === null ? null : { rise, futureBillingDates: billing };
}

function priceRise(
  machines: readonly JudgedMachine[],
  card: RateCard,
  now: Instant,
  assumptions: CostAssumptions,
): PriceRise | null {
  const step = nextRise(card, now);
  if (step === undefined) return null;
  const counted = coresOf(machines, assumptions);
  const { from: day, before, after, why } = step;
  return { day, before, after, why, perMonth: monthAt(after, counted.cores), machines: machines.length, ...counted };
}

/** The first day ahead, within the warning's reach, from which a core costs more than the day before. */
function nextRise(card: RateCard, now: Instant): PriceStep | undefined {
  const today = utcDay(now);
  return priceSteps(card).find(
    ({ from, before, after }) => from > today && from - today <= WARNING_DAYS && after > before,
  );
}

function futureBillingDates(machines: readonly JudgedMachine[], now: Instant): BillingDates | null {
  let count = 0;
  let earliest = Infinity;
  for (const { facts } of machines) {
    const at = facts.hotpatchFeature?.billingStartsAt ?? null;
    if (at === null || at <= now || at - now > WARNING_DAYS * DAY) continue;
    count += 1;
    earliest = Math.min(earliest, at);
  }
  return count === 0 ? null : { machines: count, earliest: instant(earliest) };
}

function coresOf(
  machines: readonly JudgedMachine[],
  assumptions: CostAssumptions,
): { readonly cores: number; readonly machinesWithoutCores: number } {
  let cores = 0;
  let machinesWithoutCores = 0;
  for (const { facts } of machines) {
    const own = chargedCores(facts.cores, isVirtual(facts), assumptions);
    if (own === null) machinesWithoutCores += 1;
    else cores += own;
  }
  return { cores, machinesWithoutCores };
}

/** A whole month, whatever its length: cores × days ÷ days. */
function monthAt(price: Price, cores: number): Amount {
  return amountOf(price, cores * 30, 30);
}
