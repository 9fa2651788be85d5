import type { Instant } from './instant';
import { parseInstant, toIsoDay } from './instant';
import type { OutOfBandRelease, ReleaseCatalogue, ReleaseMonth, ReleaseProduct } from './release';
import { OS_BUILD } from './release';
import { patchTuesday } from './releaseCalendar';

/** What is wrong with one entry of a user's release data. */
export type ReleaseIssueId =
  | 'notAnObject'
  | 'monthInvalid'
  | 'dateInvalid'
  | 'typeInvalid'
  | 'buildInvalid'
  | 'productInvalid'
  | 'outOfBandInvalid'
  | 'notAList';

export interface ReleaseIssue {
  readonly id: ReleaseIssueId;
  /** Which entry, counted from 1; 0 = the whole text. */
  readonly entry: number;
}

export interface ReleaseReading {
  readonly months: readonly ReleaseMonth[];
  readonly issues: readonly ReleaseIssue[];
}

/**
 * Reads months from a setting or a shared file: a list of entries, or an object with the lists `ws2025` and
 * `ws2022AzureEdition`. An entry: { month: "2026-10", type: "baseline" | "hotpatch", build: "26100.33600", kb?, date?,
 * ordinaryBuild?, ordinaryKb?, unplanned?, oob?: [{ date, build, kb?, offTrack? }], product? }. Entries that are wrong
 * are left out and named; the rest counts.
 */
export function readReleases(value: unknown): ReleaseReading {
  const lists = entryLists(value);
  if (lists === undefined) return { months: [], issues: [{ id: 'notAList', entry: 0 }] };
  const months: ReleaseMonth[] = [];
  const issues: ReleaseIssue[] = [];
  let entry = 0;
  for (const { product, entries } of lists) {
    if (!Array.isArray(entries)) {
      issues.push({ id: 'notAList', entry: 0 });
      continue;
    }
    for (const item of entries as readonly unknown[]) {
      entry += 1;
      const read = readMonth(item, product);
      if (typeof read === 'string') issues.push({ id: read, entry });
      else months.push(read);
    }
  }
  return { months, issues };
}

/** The bundled data with the user's months in place of, or beside, its own. */
export function extendReleases(bundled: ReleaseCatalogue, months: readonly ReleaseMonth[]): ReleaseCatalogue {
  const byKey = new Map(bundled.months.map((month) => [`${month.product} ${month.month}`, month]));
  for (const month of months) byKey.set(`${month.product} ${month.month}`, month);
  return { ...bundled, months: [...byKey.values()].sort((a, b) => a.date - b.date) };
}

interface EntryList {
  readonly product: ReleaseProduct;
  /** Should be a list; not checked yet. */
  readonly entries: unknown;
}

function entryLists(value: unknown): readonly EntryList[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [{ product: 'ws2025', entries: value }];
  if (!isRecord(value)) return undefined;
  const products: readonly ReleaseProduct[] = ['ws2025', 'ws2022AzureEdition'];
  const named = products.filter((product) => value[product] !== undefined);
  if (named.length === 0) return undefined;
  return named.map((product) => ({ product, entries: value[product] }));
}

function readMonth(value: unknown, listed: ReleaseProduct): ReleaseMonth | ReleaseIssueId {
  if (!isRecord(value)) return 'notAnObject';
  const product = value['product'] === undefined ? listed : productOf(value['product']);
  if (product === undefined) return 'productInvalid';
  const month = readMonthName(value['month']);
  if (month === undefined) return 'monthInvalid';
  const date = value['date'] === undefined ? month.patchTuesday : readDay(value['date']);
  if (date === undefined || toIsoDay(date).slice(0, 7) !== month.name) return 'dateInvalid';
  const type = value['type'];
  if (type !== 'baseline' && type !== 'hotpatch') return 'typeInvalid';
  const revision = readRevision(value['build'], product);
  // A baseline is its own month's cumulative update; the same figure twice would make it ambiguous.
  const isHotpatch = type === 'hotpatch';
  const ordinaryRevision = isHotpatch ? readRevision(value['ordinaryBuild'], product) : null;
  if (revision === undefined || ordinaryRevision === undefined) return 'buildInvalid';
  const outOfBand = readOutOfBand(value['oob'], product, type);
  if (outOfBand === undefined) return 'outOfBandInvalid';
  return {
    product,
    month: month.name,
    date,
    type,
    unplanned: value['unplanned'] === true,
    revision,
    kb: textOrNull(value['kb']),
    ordinaryRevision,
    ordinaryKb: isHotpatch ? textOrNull(value['ordinaryKb']) : null,
    outOfBand,
    confidence: revision === null ? 'planned' : 'reported',
  };
}

function readMonthName(value: unknown): { readonly name: string; readonly patchTuesday: Instant } | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(20\d{2})-(0[1-9]|1[0-2])$/.exec(value.trim());
  if (!match) return undefined;
  return { name: match[0], patchTuesday: patchTuesday(Number(match[1]), Number(match[2]) - 1) };
}

/** The day as it is written, whatever time and zone stand behind it. */
function readDay(value: unknown): Instant | undefined {
  if (typeof value !== 'string' || parseInstant(value) === undefined) return undefined;
  return parseInstant(value.trim().slice(0, 10));
}

/** "26100.33600", "33600" or 33600; null and missing = not known yet; undefined = not a revision of this product. */
function readRevision(value: unknown, product: ReleaseProduct): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  // A number with a point has lost its zeros: 26100.33600 arrives as 26100.336.
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  const match = /^(?:10\.0\.)?(?:(\d{5})\.)?(\d{1,6})$/.exec(String(value).trim());
  if (!match) return undefined;
  const [, build, revision] = match;
  if (build !== undefined && Number(build) !== OS_BUILD[product]) return undefined;
  return Number(revision);
}

function readOutOfBand(
  value: unknown,
  product: ReleaseProduct,
  type: ReleaseMonth['type'],
): readonly OutOfBandRelease[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const read: OutOfBandRelease[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isRecord(item)) return undefined;
    const date = readDay(item['date']);
    const revision = readRevision(item['build'], product);
    if (date === undefined || typeof revision !== 'number') return undefined;
    read.push({ date, revision, kb: textOrNull(item['kb']), staysOnTrack: staysOnTrack(item, type) });
  }
  return read;
}

function staysOnTrack(item: Record<string, unknown>, type: ReleaseMonth['type']): boolean | null {
  if (typeof item['offTrack'] === 'boolean') return !item['offTrack'];
  if (item['hotpatch'] === true) return true;
  return type === 'hotpatch' ? false : null;
}

function productOf(value: unknown): ReleaseProduct | undefined {
  return value === 'ws2025' || value === 'ws2022AzureEdition' ? value : undefined;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
