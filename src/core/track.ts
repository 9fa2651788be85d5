import type { Instant } from './instant';
import type { OsVersion } from './osVersion';
import { buildText } from './osVersion';
import type { MessageValues, Reason } from './reason';
import { reason } from './reason';
import type { BuiltRelease, ReleasePosition } from './releaseCalendar';
import type { ReleaseMonth } from './release';
import { OS_BUILD } from './release';

export type TrackId = 'onTrack' | 'offTrack' | 'behindBaseline' | 'ambiguous' | 'unknown' | 'notApplicable';

/** How many known releases are newer than the machine's revision; null = cannot be told. */
export interface Currency {
  readonly releasesBehind: number | null;
  /** Release data has ended: there may be more. */
  readonly isAtLeast: boolean;
}

/** Where a machine's revision lies on the hotpatch calendar. */
export interface TrackReading {
  readonly track: TrackId;
  readonly currency: Currency;
  /** "26100.33438"; null where Azure gave no OS version. */
  readonly build: string | null;
  /** The month whose update the machine has, where release data knows the revision. */
  readonly release: ReleaseMonth | null;
  /** Why the track is what it is; null where there is nothing to say. */
  readonly reason: Reason | null;
  /** The next baseline, by which an off-track machine can come back. */
  readonly nextBaseline: Instant | null;
}

const NOT_KNOWN: Currency = { releasesBehind: null, isAtLeast: false };

export function trackNotApplicable(version: OsVersion | undefined): TrackReading {
  return { ...bare(version), track: 'notApplicable' };
}

function bare(version: OsVersion | undefined): Omit<TrackReading, 'track'> {
  const build = version ? buildText(version) : null;
  return { build, currency: NOT_KNOWN, release: null, reason: null, nextBaseline: null };
}

/**
 * Reads the track from the revision. Revisions only grow, so one below the baseline in force is behind it for certain,
 * known or not, and stays so after release data has ended; above it, only a revision that release data knows is judged.
 */
export function trackOf(version: OsVersion | undefined, position: ReleasePosition): TrackReading {
  const revision = version?.revision ?? null;
  const base = { ...bare(version), nextBaseline: position.nextBaseline };
  if (revision === null || position.baseline === null) return { ...base, track: 'unknown' };
  const build = base.build ?? '';
  if (version?.build !== OS_BUILD[position.product]) {
    return { ...base, track: 'unknown', reason: reason('revisionNotKnown', { build }) };
  }
  const matches = matchesOf(revision, position);
  const release = matches[0]?.month ?? null;
  const currency = currencyOf(revision, position);
  if (revision < position.baseline.revision) {
    const because = reason('belowBaseline', { build, ...baselineValues(position.baseline) });
    return { ...base, track: 'behindBaseline', currency, release, reason: because };
  }
  if (matches.length === 0) {
    return { ...base, track: 'unknown', reason: reason('revisionNotKnown', { build }) };
  }
  const missing = missingAfter(revision, position);
  if (missing !== null) {
    const until = position.known.findLast((month) => month.date < missing)?.month ?? '';
    return { ...base, track: 'unknown', currency, release, reason: reason('releaseDataEnded', { build, until }) };
  }
  return { ...base, currency, release, ...judge(matches, revision, build, position) };
}

/** `update`: by what one finds the baseline among updates, with its KB where release data has it. */
function baselineValues({ month, product, revision, kb }: BuiltRelease): MessageValues {
  const update = kb === null ? month : `${month}, ${kb}`;
  return { month, baseline: `${OS_BUILD[product]}.${revision}`, update };
}

interface RevisionMatch {
  readonly month: ReleaseMonth;
  readonly staysOnTrack: boolean | null;
}

/** All updates that leave this revision; two updates can (6905: KB5070881 and KB5070893). */
function matchesOf(revision: number, position: ReleasePosition): readonly RevisionMatch[] {
  const matches: RevisionMatch[] = [];
  for (const month of position.known) {
    if (month.revision === revision) matches.push({ month, staysOnTrack: true });
    if (month.ordinaryRevision === revision) matches.push({ month, staysOnTrack: false });
    for (const outOfBand of month.outOfBand) {
      if (outOfBand.revision === revision) matches.push({ month, staysOnTrack: outOfBand.staysOnTrack });
    }
  }
  return matches;
}

function judge(
  matches: readonly RevisionMatch[],
  revision: number,
  build: string,
  position: ReleasePosition,
): Pick<TrackReading, 'track' | 'reason'> {
  const month = matches[0]?.month.month ?? '';
  if (matches.every((match) => match.staysOnTrack === true)) {
    return { track: 'onTrack', reason: reason('onTrack', { build, month }) };
  }
  if (matches.every((match) => match.staysOnTrack === false)) {
    // A baseline that is out already, though still in its grace, is the way back today.
    const released = position.known.find((month) => month.type === 'baseline' && month.revision > revision);
    const until = { day: released?.date ?? position.nextBaseline };
    return { track: 'offTrack', reason: reason('ordinaryUpdate', { build, month, until }) };
  }
  return { track: 'ambiguous', reason: reason('revisionAmbiguous', { build, month }) };
}

/** A release newer than the machine's that release data does not have: it may have been a baseline. */
function missingAfter(revision: number, { known, newestMissing }: ReleasePosition): Instant | null {
  const placed = known.findLast((month) => month.revision <= revision)?.date ?? -Infinity;
  return newestMissing !== null && newestMissing > placed ? newestMissing : null;
}

function currencyOf(revision: number, position: ReleasePosition): Currency {
  const newer = position.inForce.filter((month) => month.revision > revision).length;
  if (missingAfter(revision, position) !== null) return { releasesBehind: newer > 0 ? newer : null, isAtLeast: true };
  return { releasesBehind: newer, isAtLeast: false };
}
