import type { Branded } from './ids';

/**
 * An exact amount: integer price × core-days, brought to one denominator so that months of different lengths add up.
 * One unit is 1/10,000 of the currency divided by {@link MONTH_LENGTHS}. Rounded only when it is shown.
 */
export type Amount = Branded<bigint, 'Amount'>;

/** A price per core and month in 1/10,000 of the currency: USD 1.50 is 15,000. */
export type Price = Branded<number, 'Price'>;

const PRICE_SCALE = 10_000;

/** The least common multiple of 28, 29, 30 and 31: a day's share of any month is a whole number of units. */
const MONTH_LENGTHS = 377_580;

export const ZERO = 0n as Amount;

/** Reads a price of at most four decimals; undefined for anything that is not a price. */
export function price(perCoreMonth: number): Price | undefined {
  const scaled = Math.round(perCoreMonth * PRICE_SCALE);
  const isPrice = Number.isFinite(perCoreMonth) && perCoreMonth >= 0 && Number.isSafeInteger(scaled);
  return isPrice ? (scaled as Price) : undefined;
}

/** The price as people write it, e.g. 1.5. */
export function priceInCurrency(value: Price): number {
  return value / PRICE_SCALE;
}

/** What so many core-days cost in a month of so many days. */
export function amountOf(value: Price, coreDays: number, daysInMonth: number): Amount {
  return (BigInt(value) * BigInt(coreDays) * BigInt(MONTH_LENGTHS / daysInMonth)) as Amount;
}

export function add(a: Amount, b: Amount): Amount {
  return (a + b) as Amount;
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total as Amount;
}

/** In the currency, to the nearest hundredth: the only place where an amount is rounded. Half is rounded up. */
export function toCurrency(amount: Amount): number {
  const perHundredth = BigInt(PRICE_SCALE / 100) * BigInt(MONTH_LENGTHS);
  const hundredths = (amount * 2n + perHundredth) / (perHundredth * 2n);
  return Number(hundredths) / 100;
}
