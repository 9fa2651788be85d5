import type { CostAssumptions, CostSubject, EnrolledSpan } from '../../../src/core/cost';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import type { CostSeriesOptions } from '../../../src/core/costHistory';
import type { MachineId } from '../../../src/core/ids';
import { machineId, subscriptionId } from '../../../src/core/ids';
import type { Price } from '../../../src/core/money';
import { price } from '../../../src/core/money';
import type { RateCard } from '../../../src/core/rateCard';
import { bundledRateCard } from '../../../src/core/rateCard';
import type { UtcDay, UtcMonth } from '../../../src/core/utcDay';
import { readDay, readMonthName } from '../../../src/core/utcDay';
import { NOW } from './machineBuilder';

export function day(text: string): UtcDay {
  const read = readDay(text);
  if (read === undefined) throw new Error(`The test names no day: ${text}`);
  return read;
}

export function month(text: string): UtcMonth {
  const read = readMonthName(text);
  if (read === undefined) throw new Error(`The test names no month: ${text}`);
  return read;
}

export function usd(perCoreMonth: number): Price {
  const read = price(perCoreMonth);
  if (read === undefined) throw new Error(`The test names no price: ${perCoreMonth}`);
  return read;
}

/** From a day up to but not with another; without it, still enrolled. */
export function span(from: string, to?: string): EnrolledSpan {
  return { from: day(from), to: to === undefined ? null : day(to) };
}

export const PROD = subscriptionId('00000000-0000-0000-0000-000000000001');
export const BRANCH = subscriptionId('00000000-0000-0000-0000-000000000002');
export const WEB = subscriptionId('00000000-0000-0000-0000-000000000003');

export function idOf(name: string, subscription = PROD): MachineId {
  const id = machineId(
    `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/${name}`,
  );
  if (id === undefined) throw new Error(`The test names no machine: ${name}`);
  return id;
}

/** An eligible machine of 8 cores in production, enrolled since long before anything was charged. */
export function subject(differs: Partial<CostSubject> & { readonly name?: string } = {}): CostSubject {
  const { name = 'app01', ...rest } = differs;
  return {
    id: idOf(name, rest.subscriptionId),
    subscriptionId: PROD,
    cores: 8,
    spans: [span('2025-01-01')],
    isExempt: false,
    isEligible: true,
    ...rest,
  };
}

export function card(...periods: readonly (readonly [from: string, price: number])[]): RateCard {
  return {
    currency: 'USD',
    listPrice: usd(1.5),
    periods: periods.map(([from, amount]) => ({ from: day(from), price: usd(amount), why: null })),
  };
}

export const BY_MONTH: CostAssumptions = { ...DEFAULT_ASSUMPTIONS, basis: 'month' };

/** By the bundled card, seen at NOW (May 2026). */
export function seriesOptions(from: string, to: string, differs: Partial<CostSeriesOptions> = {}): CostSeriesOptions {
  return {
    from: month(from),
    to: month(to),
    now: NOW,
    card: bundledRateCard,
    assumptions: DEFAULT_ASSUMPTIONS,
    ranked: 3,
    recorded: new Set(),
    isPartial: false,
    ...differs,
  };
}
