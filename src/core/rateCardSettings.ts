import type { Price } from './money';
import { isCurrency, price } from './money';
import type { PricePeriod, RateCard } from './rateCard';
import { bundledRateCard, extendRateCard } from './rateCard';
import { readDay } from './utcDay';

/** What is wrong with a user's rate card. */
export type RateCardIssueId =
  | 'notAnObject'
  | 'extendInvalid'
  | 'currencyInvalid'
  | 'currencyDiffers'
  | 'listPriceInvalid'
  | 'listPriceMissing'
  | 'periodsNotAList'
  | 'periodsMissing'
  | 'periodNotAnObject'
  | 'dateInvalid'
  | 'dateTwice'
  | 'priceInvalid'
  | 'whyInvalid';

export interface RateCardIssue {
  readonly id: RateCardIssueId;
  /** Which period, counted from 1; 0 = the card itself. */
  readonly entry: number;
}

export interface RateCardReading {
  /** The user's; the bundled one where theirs has an issue. */
  readonly card: RateCard;
  readonly issues: readonly RateCardIssue[];
}

/**
 * Reads a rate card from a setting: { extend?, currency?, listPrice?, periods?: [{ from: "2027-01-01", price, why? }] }.
 * It adds its periods to the bundled ones, in their currency; with `extend: false` it takes their place, and then it
 * needs periods. Unlike release data, a card with an issue is not used at all: with one period left out, every amount
 * after it would be wrong.
 */
export function readRateCard(value: unknown, bundled: RateCard = bundledRateCard): RateCardReading {
  if (value === undefined || value === null) return { card: bundled, issues: [] };
  if (!isRecord(value)) return { card: bundled, issues: [{ id: 'notAnObject', entry: 0 }] };
  const issues: RateCardIssue[] = [];
  const card = cardOf(value, bundled, (id, entry = 0) => issues.push({ id, entry }));
  return issues.length === 0 ? { card, issues } : { card: bundled, issues };
}

type Report = (id: RateCardIssueId, entry?: number) => void;

function cardOf(value: Record<string, unknown>, bundled: RateCard, report: Report): RateCard {
  const { extend = true, currency = bundled.currency, listPrice } = value;
  if (typeof extend !== 'boolean') report('extendInvalid');
  const isExtending = extend !== false;
  if (typeof currency !== 'string' || !isCurrency(currency)) report('currencyInvalid');
  // There is no rate of exchange here: prices of two currencies on one card would be added up as if they were one.
  else if (isExtending && currency !== bundled.currency) report('currencyDiffers');
  const periods = periodsOf(value['periods'], report);
  if (!isExtending && periods.length === 0 && isEmptyList(value['periods'])) report('periodsMissing');
  const own = listPrice === undefined ? undefined : priceOf(listPrice);
  if (listPrice !== undefined && own === undefined) report('listPriceInvalid');
  if (isExtending) return { ...extendRateCard(bundled, periods), listPrice: own ?? bundled.listPrice };
  const list = own ?? newestCharge(periods);
  if (list === undefined && listPrice === undefined && periods.length > 0) report('listPriceMissing');
  const card = extendRateCard({ ...bundled, periods: [] }, periods);
  return { ...card, currency: String(currency), listPrice: list ?? bundled.listPrice };
}

function isEmptyList(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** What was charged last, which is what the list price is where nobody says. */
function newestCharge(periods: readonly PricePeriod[]): Price | undefined {
  const newestFirst = [...periods].sort((a, b) => b.from - a.from);
  return newestFirst.find((period) => period.price > 0)?.price;
}

function periodsOf(value: unknown, report: Report): readonly PricePeriod[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    report('periodsNotAList');
    return [];
  }
  const periods = new Map<number, PricePeriod>();
  for (const [place, item] of (value as readonly unknown[]).entries()) {
    const read = periodOf(item);
    if (typeof read === 'string') report(read, place + 1);
    else if (periods.has(read.from)) report('dateTwice', place + 1);
    else periods.set(read.from, read);
  }
  return [...periods.values()];
}

function periodOf(value: unknown): PricePeriod | RateCardIssueId {
  if (!isRecord(value)) return 'periodNotAnObject';
  const from = typeof value['from'] === 'string' ? readDay(value['from'].trim()) : undefined;
  if (from === undefined) return 'dateInvalid';
  const amount = priceOf(value['price']);
  if (amount === undefined) return 'priceInvalid';
  const { why = '' } = value;
  if (typeof why !== 'string') return 'whyInvalid';
  return { from, price: amount, why: why.trim() === '' ? null : { text: why.trim() } };
}

function priceOf(value: unknown): Price | undefined {
  return typeof value === 'number' ? price(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
