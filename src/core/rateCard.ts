import type { Price } from './money';
import { price } from './money';
import type { UtcDay } from './utcDay';
import { readDay } from './utcDay';

/** Why a price is what it is, where we know; the catalogue has a sentence for each. */
export type PriceWhyId = 'preview' | 'charged' | 'included' | 'whatIf';

/** Why a price is what it is: known to us, in the user's own words, or not said. */
export type PriceWhy = { readonly id: PriceWhyId } | { readonly text: string } | null;

/** A price and the day from which it holds, until the next period's. */
export interface PricePeriod {
  readonly from: UtcDay;
  readonly price: Price;
  readonly why: PriceWhy;
}

/** What hotpatch costs per core and month, by day. */
export interface RateCard {
  /** ISO 4217, e.g. USD. */
  readonly currency: string;
  /** What the price was, or would be, while charged; shown beside the price in force. */
  readonly listPrice: Price;
  /** Oldest first, no two from the same day; before the first, nothing is charged. */
  readonly periods: readonly PricePeriod[];
}

/**
 * Hotpatch on Azure Arc: a free preview from 2024-09-20; USD 1.50 per core and month from 2025-07-16 (announced for
 * 1 July, charged from the 16th); included at no cost since 2026-05-15, so 14 May was the last charged day.
 * Sources: Microsoft's GA post of July 2025; its post of 19 May 2026; Azure Arc documentation of 16 June 2026.
 */
export const bundledRateCard: RateCard = {
  currency: 'USD',
  listPrice: required(price(1.5)),
  periods: [
    { from: required(readDay('2024-09-20')), price: required(price(0)), why: { id: 'preview' } },
    { from: required(readDay('2025-07-16')), price: required(price(1.5)), why: { id: 'charged' } },
    { from: required(readDay('2026-05-15')), price: required(price(0)), why: { id: 'included' } },
  ],
};

const FREE = required(price(0));

/** The period that a day lies in; undefined before the first. */
export function periodOn(card: RateCard, on: UtcDay): PricePeriod | undefined {
  return card.periods.findLast((period) => period.from <= on);
}

/** The price in force on a day. */
export function priceOn(card: RateCard, on: UtcDay): Price {
  return periodOn(card, on)?.price ?? FREE;
}

/** A day on which the price becomes another. */
export interface PriceStep {
  readonly from: UtcDay;
  readonly before: Price;
  readonly after: Price;
  readonly why: PriceWhy;
}

/** Every day from which the price is another than the day before, oldest first. */
export function priceSteps(card: RateCard): readonly PriceStep[] {
  return card.periods
    .map((period, place) => {
      const before = card.periods[place - 1]?.price ?? FREE;
      return { from: period.from, before, after: period.price, why: period.why };
    })
    .filter(({ before, after }) => before !== after);
}

/** The next day after `on` from which the price is another; undefined where none is known. */
export function nextChange(card: RateCard, on: UtcDay): PriceStep | undefined {
  return priceSteps(card).find((step) => step.from > on);
}

/** The card with one price from a day on, for good. */
export function withPriceFrom(card: RateCard, from: UtcDay, price: Price, why: PriceWhy): RateCard {
  return { ...card, periods: [...card.periods.filter((period) => period.from < from), { from, price, why }] };
}

/** The card with further periods; one from a day that the card has takes its place. */
export function extendRateCard(card: RateCard, periods: readonly PricePeriod[]): RateCard {
  const byDay = new Map([...card.periods, ...periods].map((period) => [period.from, period]));
  return { ...card, periods: [...byDay.values()].sort((a, b) => a.from - b.from) };
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The bundled rate card has a price or day that is none');
  return value;
}
