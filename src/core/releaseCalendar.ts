import type { Instant } from './instant';
import { DAY, instant, toIsoDay } from './instant';
import type { ReleaseCatalogue, ReleaseMonth, ReleaseProduct } from './release';

/** A month whose revision is known. */
export interface BuiltRelease extends ReleaseMonth {
  readonly revision: number;
}

/** What release data says at one moment of one product. */
export interface ReleasePosition {
  readonly product: ReleaseProduct;
  /** Released, known, and past the grace: what a machine is measured against. Oldest first. */
  readonly inForce: readonly BuiltRelease[];
  /** The newest baseline in force; null before the first. */
  readonly baseline: BuiltRelease | null;
  /** All months whose revision is known, in force or not. Oldest first. */
  readonly known: readonly BuiltRelease[];
  /** The newest release that has come out, its grace past, and that release data does not have; null = none. */
  readonly newestMissing: Instant | null;
  /** Release data has nothing newer than the release that is missing. */
  readonly hasEnded: boolean;
  /** The day of the next baseline by data, or by the quarterly rule beyond it. */
  readonly nextBaseline: Instant;
}

/** Where the calendar stands at `now`. `graceDays` follow each release before a machine is measured against it. */
export function releasePosition(
  catalogue: ReleaseCatalogue,
  product: ReleaseProduct,
  now: Instant,
  graceDays: number,
): ReleasePosition {
  const months = catalogue.months.filter((month) => month.product === product);
  const known = months.filter(isBuilt);
  const inForce = known.filter((month) => month.date + graceDays * DAY <= now);
  const newestMissing = newestMissingOf(known, now, graceDays);
  return {
    product,
    inForce,
    baseline: inForce.findLast((month) => month.type === 'baseline') ?? null,
    known,
    newestMissing,
    hasEnded: newestMissing !== null && newestMissing > (inForce.at(-1)?.date ?? 0),
    nextBaseline: nextBaseline(months, now),
  };
}

function isBuilt(month: ReleaseMonth): month is BuiltRelease {
  return month.revision !== null;
}

/** Looks at every month from the first that data has: one that lies far ahead says nothing of those before it. */
function newestMissingOf(known: readonly BuiltRelease[], now: Instant, graceDays: number): Instant | null {
  const first = known[0];
  if (first === undefined) return null;
  const names = new Set(known.map((month) => month.month));
  let newest: Instant | null = null;
  for (let day = patchTuesdayAfter(first.date); day <= now; day = patchTuesdayAfter(day)) {
    const isKnown = names.has(toIsoDay(day).slice(0, 7));
    if (!isKnown && day + graceDays * DAY <= now) newest = day;
  }
  return newest;
}

/** Planned baselines: January, April, July, October (months counted from 0). Unplanned ones come on top, in the data. */
const BASELINE_MONTHS: ReadonlySet<number> = new Set([0, 3, 6, 9]);

const MONTHS_OF_QUARTER = 3;

/** Whether the quarterly rule has a baseline in the month of this Patch Tuesday. */
export function isPlannedBaseline(patchTuesday: Instant): boolean {
  return BASELINE_MONTHS.has(new Date(patchTuesday).getUTCMonth());
}

/**
 * Looks at every month from this one on: one that data has is as data says, any other by the quarterly rule. A month that
 * data has far ahead says nothing of those before it.
 */
function nextBaseline(months: readonly ReleaseMonth[], now: Instant): Instant {
  const inData = new Map(months.map((month) => [month.month, month]));
  const year = new Date(now).getUTCFullYear();
  const first = new Date(now).getUTCMonth();
  // Of each quarter one month is a baseline, unless data has that month as a hotpatch.
  const most = MONTHS_OF_QUARTER * (inData.size + 2);
  for (let ahead = 0; ahead < most; ahead += 1) {
    const day = patchTuesday(year, first + ahead);
    const month = inData.get(toIsoDay(day).slice(0, 7));
    const isBaseline = month === undefined ? isPlannedBaseline(day) : month.type === 'baseline';
    const date = month?.date ?? day;
    if (isBaseline && date > now) return date;
  }
  return patchTuesday(year, first + most);
}

/** The second Tuesday, 00:00 UTC, of the month after the one that `at` lies in or, if still to come, of that month. */
export function patchTuesdayAfter(at: Instant): Instant {
  const date = new Date(at);
  const thisMonth = patchTuesday(date.getUTCFullYear(), date.getUTCMonth());
  return thisMonth > at ? thisMonth : patchTuesday(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Patch Tuesday is the second Tuesday. `month` counts from 0 and may run past 11. */
export function patchTuesday(year: number, month: number): Instant {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const TUESDAY = 2;
  return instant(Date.UTC(year, month, 1 + ((TUESDAY - first + 7) % 7) + 7));
}
