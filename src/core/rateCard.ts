import { parseInstant } from './instant';
import type { Price } from './money';
import { price } from './money';
import type { UtcDay } from './utcDay';
import { utcDay } from './utcDay';

/** A price and the day from which it holds, until the next period's. */
export interface PricePeriod {
  readonly from: UtcDay;
  readonly price: Price;
  /** Why it is what it is; a text of the user's, or empty. */
  readonly why: string;
}

/** What hotpatch costs per core and month, by day. */
export interface RateCard {
  /** ISO 4217, e.g. USD. */
  readonly currency: string;
  /** What the price was, or would be, while charged; shown beside the price in force. */
  readonly listPrice: Price;
  /** Oldest first; before the first, nothing is charged. */
  readonly periods: readonly PricePeriod[];
}

/**
 * Hotpatch on Azure Arc: a free preview from 2024-09-20; USD 1.50 per core and month from 2025-07-16 (announced for
 * 1 July, charged from the 16th); included at no cost since 2026-05-15, so 14 May was the last charged day.
 * Sources: Microsoft's GA post of July 2025; its post of 19 May 2026; Azure Arc documentation of 16 June 2026.
 */
export const bundledRateCard: RateCard = {
  currency: 'USD',
  listPrice: required(1.5),
  periods: [
    { from: day('2024-09-20'), price: required(0), why: '' },
    { from: day('2025-07-16'), price: required(1.5), why: '' },
    { from: day('2026-05-15'), price: required(0), why: '' },
  ],
};

/** The price in force on a day. */
export function priceOn(card: RateCard, on: UtcDay): Price {
  return card.periods.findLast((period) => period.from <= on)?.price ?? required(0);
}

/** The next day after `on` from which the price is another; undefined where none is known. */
export function nextChange(card: RateCard, on: UtcDay): PricePeriod | undefined {
  return card.periods.find((period) => period.from > on && period.price !== priceOn(card, on));
}

function day(text: string): UtcDay {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(`The bundled rate card has no such day: ${text}`);
  return utcDay(at);
}

function required(perCoreMonth: number): Price {
  const read = price(perCoreMonth);
  if (read === undefined) throw new Error(`The bundled rate card has no such price: ${perCoreMonth}`);
  return read;
}
