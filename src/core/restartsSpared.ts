import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import { parseOsVersion } from './osVersion';
import type { ReleaseCatalogue } from './release';
import { OS_BUILD } from './release';
import type { BuiltRelease } from './releaseCalendar';
import { utcMonth } from './utcDay';

/** Restarts that hotpatching made unnecessary. */
export interface RestartsSpared {
  /** One for each machine and month. */
  readonly restarts: number;
  /** Machines with at least one. */
  readonly machines: number;
  /** The months that count for somebody, yyyy-mm, oldest first. */
  readonly months: readonly string[];
  /** What is taken for granted; the catalogue has a sentence for each. */
  readonly assumption: 'onTrackSinceEnrollment';
}

/**
 * Counts the hotpatch months that Microsoft has confirmed and that are over, for each machine that is on the track now:
 * those released after its last enrollment and up to its revision. That it was on the track all that time is an
 * assumption: Azure keeps no history. Azure Edition has no date of enrollment and is not counted.
 */
export function restartsSpared(
  machines: readonly JudgedMachine[],
  releases: ReleaseCatalogue,
  now: Instant,
): RestartsSpared {
  const counted = releases.months.filter(isConfirmedHotpatch).filter(({ date }) => utcMonth(date) < utcMonth(now));
  const months = new Set<string>();
  let restarts = 0;
  let withOne = 0;
  for (const machine of machines) {
    const spared = monthsOf(machine, counted);
    restarts += spared.length;
    if (spared.length > 0) withOne += 1;
    for (const { month } of spared) months.add(month);
  }
  return { restarts, machines: withOne, months: [...months].sort(), assumption: 'onTrackSinceEnrollment' };
}

function isConfirmedHotpatch(month: ReleaseCatalogue['months'][number]): month is BuiltRelease {
  return (
    month.product === 'ws2025' &&
    month.type === 'hotpatch' &&
    month.confidence === 'confirmed' &&
    month.revision !== null
  );
}

function monthsOf({ facts, verdict }: JudgedMachine, months: readonly BuiltRelease[]): readonly BuiltRelease[] {
  const enrolledAt = facts.hotpatchFeature?.enrolledAt ?? null;
  const version = parseOsVersion(facts.osVersion);
  const revision = version?.build === OS_BUILD.ws2025 ? version.revision : null;
  const counts = verdict.state === 'enabled' && verdict.track.track === 'onTrack';
  if (!counts || enrolledAt === null || revision === null) return [];
  return months.filter((month) => month.date > enrolledAt && month.revision <= revision);
}
