import type { PendingUpdate } from './machineFacts';
import type { ReleaseCatalogue, ReleaseMonth } from './release';
import { OS_BUILD } from './release';

/** What an update means for a machine that receives hotpatches. */
export type UpdateKind =
  | 'hotpatch'
  | 'baseline'
  /** An ordinary cumulative update, or one out of band: no hotpatches until the next baseline. */
  | 'offTrack'
  /** A cumulative update of Windows of which release data does not say which it is. */
  | 'unclassified'
  /** .NET, definitions, drivers, tools, other products. */
  | 'other';

/** The digits of an update's KB, also where only its title has them; null = it has none. */
export function kbDigits({ kb, title }: Pick<PendingUpdate, 'kb' | 'title'>): string | null {
  return /(\d{5,8})/.exec(kb ?? '')?.[1] ?? /\bKB(\d{5,8})\b/i.exec(title)?.[1] ?? null;
}

/** Tells updates apart: by KB in release data first (of whichever product, KBs are one series), then by their titles. */
export function updateKind(update: PendingUpdate, { months }: ReleaseCatalogue): UpdateKind {
  return kindInData(kbDigits(update), months) ?? kindByTitle(update.title);
}

/** The most cautious of what release data says of a KB. */
function kindInData(kb: string | null, months: readonly ReleaseMonth[]): UpdateKind | undefined {
  if (kb === null) return undefined;
  const kinds = new Set(months.flatMap((month) => kindsInMonth(kb, month)));
  return (['offTrack', 'unclassified', 'baseline', 'hotpatch'] as const).find((kind) => kinds.has(kind));
}

function kindsInMonth(kb: string, month: ReleaseMonth): readonly UpdateKind[] {
  const isIt = (one: string | null): boolean => one !== null && kbDigits({ kb: one, title: '' }) === kb;
  const kinds: UpdateKind[] = [];
  if (isIt(month.kb)) kinds.push(month.type === 'baseline' ? 'baseline' : 'hotpatch');
  // The ordinary update of a baseline month is the baseline.
  if (isIt(month.ordinaryKb)) kinds.push(month.type === 'baseline' ? 'baseline' : 'offTrack');
  for (const { kb: own, staysOnTrack } of month.outOfBand) {
    if (isIt(own)) kinds.push(staysOnTrack === null ? 'unclassified' : staysOnTrack ? 'hotpatch' : 'offTrack');
  }
  return kinds;
}

/** “2026-11 Cumulative Update for Microsoft server operating system version 24H2”. */
const CUMULATIVE = /\bcumulative\b/i;
const WINDOWS = /\b(?:windows|server operating system)\b/i;
/** The shorter form of later months. */
const MONTHLY = /^\d{4}-\d{2}\s+(?:security|preview|out-of-band)\s+update\b/i;
const OS_BUILD_IN_TITLE = new RegExp(`\\b(?:${Object.values(OS_BUILD).join('|')})\\.\\d{2,}`);

function kindByTitle(title: string): UpdateKind {
  if (/\.NET\b/i.test(title)) return 'other';
  if (/\bhotpatch\b/i.test(title)) return 'hotpatch';
  const isOfWindows = isCumulative(title) || MONTHLY.test(title) || OS_BUILD_IN_TITLE.test(title);
  return isOfWindows ? 'unclassified' : 'other';
}

/** One word and then the other. Two searches: one for both would begin anew at every “cumulative” of a long title. */
function isCumulative(title: string): boolean {
  const at = title.search(CUMULATIVE);
  return at >= 0 && WINDOWS.test(title.slice(at + 'cumulative'.length));
}
