import { isEnrolled } from './classify';
import { isOutOfSight } from './fleetSummary';
import type { Instant } from './instant';
import { DAY, instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import { parseOsVersion } from './osVersion';
import type { ReleaseCatalogue, ReleaseConfidence, ReleaseMonth, ReleaseProduct } from './release';
import { OS_BUILD } from './release';
import { isPlannedBaseline, patchTuesday, patchTuesdayAfter } from './releaseCalendar';
import type { UtcMonth } from './utcDay';
import { monthAfter, monthName, utcMonth } from './utcDay';

/** A month of the calendar strip. */
export interface OutlookMonth {
  /** yyyy-mm */
  readonly month: string;
  /** The day of release, 00:00 UTC. */
  readonly date: Instant;
  readonly type: 'baseline' | 'hotpatch';
  /** A baseline where the quarterly rule has a hotpatch month. */
  readonly unplanned: boolean;
  /** `planned`: nobody has said how it was or will be; the type is the plan's. */
  readonly confidence: ReleaseConfidence;
  /** What release data has of it; null = the type is the quarterly rule's. */
  readonly release: ReleaseMonth | null;
  readonly phase: 'past' | 'current' | 'future';
}

/** The calendar around `now`: so many months back, this one, and so many ahead. Oldest first. */
export function outlookMonths(
  catalogue: ReleaseCatalogue,
  product: ReleaseProduct,
  now: Instant,
  { back = 12, ahead = 3 }: { readonly back?: number; readonly ahead?: number } = {},
): readonly OutlookMonth[] {
  const current = utcMonth(now);
  const inData = new Map(
    catalogue.months.filter((month) => month.product === product).map((month) => [month.month, month]),
  );
  return Array.from({ length: back + 1 + ahead }, (_, place) => {
    const month = monthAfter(current, place - back);
    const phase = month === current ? 'current' : month < current ? 'past' : 'future';
    return outlookMonth(month, inData.get(monthName(month)), phase);
  });
}

function outlookMonth(month: UtcMonth, release: ReleaseMonth | undefined, phase: OutlookMonth['phase']): OutlookMonth {
  const tuesday = patchTuesday(Math.floor(month / 12), month % 12);
  const planned = isPlannedBaseline(tuesday) ? 'baseline' : 'hotpatch';
  const type = release?.type ?? planned;
  return {
    month: monthName(month),
    date: release?.date ?? tuesday,
    type,
    // A user's entry need not say so.
    unplanned: release?.unplanned === true || (type === 'baseline' && planned === 'hotpatch'),
    confidence: release?.confidence ?? 'planned',
    release: release ?? null,
    phase,
  };
}

/** The release that comes next, and what it means for the machines. */
export interface ReleaseOutlook {
  readonly next: OutlookMonth;
  readonly types: NextTypes;
  readonly restarts: RestartForecast;
}

/** What the next release is, by product. */
export type NextTypes = Readonly<Record<ReleaseProduct, OutlookMonth['type']>>;

/** Machines that get hotpatches (enrolled, or Azure Edition), by what the next release will do to them. */
export interface RestartForecast {
  readonly restart: number;
  readonly noRestart: number;
  /** Their track cannot be told. */
  readonly notKnown: number;
  /** The other eligible machines: every month's update restarts them. */
  readonly notEnrolled: number;
}

export interface ReleaseOutlookOptions {
  readonly releases: ReleaseCatalogue;
  readonly now: Instant;
  /** A machine disconnected for longer is left out, as in the fleet's summary. */
  readonly outOfSightDays: number;
}

/** What comes next on the calendar. On Patch Tuesday itself, that is today. */
export function releaseOutlook(machines: readonly JudgedMachine[], options: ReleaseOutlookOptions): ReleaseOutlook {
  const next = nextRelease(options.releases, 'ws2025', options.now);
  const types: NextTypes = {
    ws2025: next.type,
    ws2022AzureEdition: nextRelease(options.releases, 'ws2022AzureEdition', options.now).type,
  };
  const restarts = { restart: 0, noRestart: 0, notKnown: 0, notEnrolled: 0 };
  for (const machine of machines) {
    if (isOutOfSight(machine, options.now, options.outOfSightDays)) continue;
    const outcome = restartOutcome(machine, types);
    if (outcome !== null) restarts[outcome] += 1;
  }
  return { next, types, restarts };
}

/** The next day of release by data or by rule; today's, where it is one. */
function nextRelease(catalogue: ReleaseCatalogue, product: ReleaseProduct, now: Instant): OutlookMonth {
  const today = instant(Math.floor(now / DAY) * DAY);
  const coming = outlookMonths(catalogue, product, now, { back: 0, ahead: 2 }).find(({ date }) => date >= today);
  return coming ?? outlookMonth(utcMonth(patchTuesdayAfter(now)), undefined, 'future');
}

/** What the next release will do to a machine; null = it is none that hotpatch is for. */
export function restartOutcome({ facts, verdict }: JudgedMachine, types: NextTypes): keyof RestartForecast | null {
  const isBuiltIn = verdict.state === 'builtIn';
  if (!verdict.isEligible && !isBuiltIn) return null;
  const isPending = verdict.state === 'pending';
  if (!isBuiltIn && !isPending && !isEnrolled(facts)) return 'notEnrolled';
  const isServer2022 = parseOsVersion(facts.osVersion)?.build === OS_BUILD.ws2022AzureEdition;
  if (types[isServer2022 ? 'ws2022AzureEdition' : 'ws2025'] === 'baseline') return 'restart';
  // By then it may be enrolled, or no longer.
  if (isPending) return 'notKnown';
  switch (verdict.track.track) {
    case 'offTrack':
    case 'behindBaseline':
      return 'restart';
    case 'onTrack':
      // Enrolled, but turned off or held back: it gets the ordinary update.
      return verdict.isHotpatched ? 'noRestart' : 'restart';
    default:
      return verdict.isHotpatched ? 'notKnown' : 'restart';
  }
}
