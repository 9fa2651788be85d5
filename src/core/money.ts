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

/** Nothing. */
export const ZERO = 0n as Amount;

/** Reads a price; undefined for one with more than four decimals (it would be rounded) and for anything that is no price. */
export function price(perCoreMonth: number): Price | undefined {
  const scaled = Math.round(perCoreMonth * PRICE_SCALE);
  if (!Number.isSafeInteger(scaled) || scaled < 0) return undefined;
  return scaled / PRICE_SCALE === perCoreMonth ? (scaled as Price) : undefined;
}

/** The price as people write it, e.g. 1.5. */
export function priceInCurrency(value: Price): number {
  return value / PRICE_SCALE;
}

/** What so many core-days cost in a month of so many days. `coreDays` is a whole number below 2^53. */
export function amountOf(value: Price, coreDays: number, daysInMonth: number): Amount {
  return (BigInt(value) * BigInt(coreDays) * BigInt(MONTH_LENGTHS / daysInMonth)) as Amount;
}

/** The exact sum of two. */
export function add(a: Amount, b: Amount): Amount {
  return (a + b) as Amount;
}

/** The exact sum of all. */
export function sum(amounts: Iterable<Amount>): Amount {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total as Amount;
}

/** May be negative: what a change saves. */
export function difference(a: Amount, b: Amount): Amount {
  return (a - b) as Amount;
}

/**
 * In the currency, to so many decimals: the only place where an amount is rounded. Half is rounded away from 0. For
 * reading only; sums are made of amounts.
 */
export function toCurrency(amount: Amount, decimals = 2): number {
  const scale = 10n ** BigInt(decimals);
  const unit = BigInt(PRICE_SCALE) * BigInt(MONTH_LENGTHS);
  const size = amount < 0n ? difference(ZERO, amount) : amount;
  const rounded = Number((size * scale * 2n + unit) / (unit * 2n)) / Number(scale);
  return amount < 0n && rounded !== 0 ? -rounded : rounded;
}

/** How many decimals a currency is shown with: 2 for USD, 0 for JPY. Source: CLDR, through Intl. */
export function currencyDecimals(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whether the text is a currency's ISO 4217 code, in capitals. */
export function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text);
}
