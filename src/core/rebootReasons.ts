import { isEnrolled } from './classify';
import { isOutOfSight } from './fleetSummary';
import type { MachineId } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { PendingUpdate } from './machineFacts';
import type { OsVersion } from './osVersion';
import { parseOsVersion } from './osVersion';
import type { RebootReading } from './reboot';
import type { ReleaseCatalogue, ReleaseProduct } from './release';
import { OS_BUILD } from './release';
import type { ReleasePosition } from './releaseCalendar';
import { releasePosition } from './releaseCalendar';
import { trackOf } from './track';
import { updateKind } from './updateKind';
import { utcDay } from './utcDay';

/** Why a restart is pending, certain first; the catalogue has a sentence for each. */
export const REBOOT_REASON_IDS = [
  'baseline',
  'offTrackUpdate',
  'dotNet',
  'otherUpdate',
  'likelyBaseline',
  'likelyCumulativeUpdate',
  'likelyOutsideHotpatch',
  'notKnown',
] as const;

export type RebootReasonId = (typeof REBOOT_REASON_IDS)[number];

/** A pending restart, explained. */
export interface RebootReason {
  readonly id: RebootReasonId;
  /** The installation since which it is owed; null = not known, only as of when it was seen. */
  readonly since: Instant | null;
  /** When the source that won saw it. */
  readonly asOf: Instant | null;
  readonly source: RebootReading['source'];
}

/** The updates that a machine's newest installation run brought; a machine that is missing: not read. */
export type InstalledUpdates = ReadonlyMap<MachineId, readonly PendingUpdate[]>;

/**
 * Explains a machine's pending restart; null where none is pending. Azure never says which update it is. Certain is only
 * what an installation brought that owes the restart and that no assessment is newer than; otherwise the release
 * calendar and the machine's revision say what is likely, or nothing does.
 */
export function rebootReason(
  machine: JudgedMachine,
  releases: ReleaseCatalogue,
  installed?: readonly PendingUpdate[],
): RebootReason | null {
  return rebootReasoner(releases)(machine, installed);
}

/** As {@link rebootReason}, for many machines: remembers how the calendar stood on a day. */
export function rebootReasoner(
  releases: ReleaseCatalogue,
): (machine: JudgedMachine, installed?: readonly PendingUpdate[]) => RebootReason | null {
  const positions = new Map<string, ReleasePosition>();
  const positionOf: PositionOf = (product, at) => {
    const key = `${product} ${utcDay(at)}`;
    let position = positions.get(key);
    if (position === undefined) {
      position = releasePosition(releases, product, at, 0);
      positions.set(key, position);
    }
    return position;
  };
  return (machine, installed) => {
    const { reboot, source, at } = machine.verdict.reboot;
    if (reboot !== 'pending') return null;
    const version = parseOsVersion(machine.facts.osVersion);
    const product = version === undefined ? null : productOf(version);
    const certain = source === 'installation' ? certainReason(installed ?? [], releases) : null;
    const id = certain ?? (product === null ? 'notKnown' : likelyReason(machine, positionOf, product));
    return { id, since: owedSince(machine), asOf: at, source };
  };
}

/** How the calendar stood on the day of a moment: releases come out by the day. */
type PositionOf = (product: ReleaseProduct, at: Instant) => ReleasePosition;

/** An installation that owes the restart dates it, also where an assessment has confirmed it since. */
function owedSince({ facts }: JudgedMachine): Instant | null {
  const owes = /^(?:required|started|failed)$/i.test(facts.installation?.rebootStatus ?? '');
  return owes ? (facts.installation?.at ?? null) : null;
}

function productOf({ build }: OsVersion): ReleaseProduct | null {
  if (build === OS_BUILD.ws2025) return 'ws2025';
  return build === OS_BUILD.ws2022AzureEdition ? 'ws2022AzureEdition' : null;
}

/** The update that certainly needs a restart; of several, the one that hotpatch is about. */
function certainReason(installed: readonly PendingUpdate[], releases: ReleaseCatalogue): RebootReasonId | null {
  const found = new Set(installed.filter(canWantRestart).map((update) => causeOf(update, releases)));
  const reason = REBOOT_REASON_IDS.find((id) => found.has(id)) ?? null;
  // A cumulative update of Windows of which nobody knows which it is: the restart may be its, whatever else came.
  return found.has('unclear') && reason !== 'baseline' && reason !== 'offTrackUpdate' ? null : reason;
}

function canWantRestart({ classifications, rebootBehavior }: PendingUpdate): boolean {
  if (/^neverreboots$/i.test(rebootBehavior ?? '')) return false;
  return !classifications.some((name) => /^definition/i.test(name));
}

function causeOf(update: PendingUpdate, releases: ReleaseCatalogue): RebootReasonId | 'unclear' | null {
  switch (updateKind(update, releases)) {
    case 'hotpatch':
      return null;
    case 'baseline':
      return 'baseline';
    case 'offTrack':
      return 'offTrackUpdate';
    case 'unclassified':
      return 'unclear';
    case 'other':
      return /\.NET\b/i.test(update.title) ? 'dotNet' : 'otherUpdate';
  }
}

/**
 * What the calendar makes likely, as it stood when the restart was seen. There is no grace: a machine can take an update
 * on its first day.
 */
function likelyReason(machine: JudgedMachine, positionOf: PositionOf, product: ReleaseProduct): RebootReasonId {
  const { facts, verdict, asOf } = machine;
  const isBuiltIn = verdict.state === 'builtIn';
  if (!verdict.isEligible && !isBuiltIn) return 'notKnown';
  const position = positionOf(product, verdict.reboot.at ?? asOf);
  const version = parseOsVersion(facts.osVersion);
  const { track } = trackOf(version, position);
  const getsHotpatches = isBuiltIn || isEnrolled(facts);
  if (track === 'behindBaseline') return getsHotpatches ? 'likelyBaseline' : 'likelyCumulativeUpdate';
  const newest = position.inForce.at(-1);
  if (newest === undefined || (track !== 'onTrack' && track !== 'offTrack')) return 'notKnown';
  const takesOrdinary = track === 'offTrack' || !getsHotpatches;
  const isBehindOrdinary = (version?.revision ?? Infinity) < (newest.ordinaryRevision ?? newest.revision);
  if (takesOrdinary && isBehindOrdinary) return 'likelyCumulativeUpdate';
  // In a baseline month a machine that has the baseline may owe the restart to anything.
  return newest.type === 'hotpatch' ? 'likelyOutsideHotpatch' : 'notKnown';
}

/** Pending restarts by reason, and the machines of which nobody can say. */
export interface RebootFigures {
  readonly pending: number;
  /** A figure of its own: never "no restart". */
  readonly neverAssessed: number;
  /** Those that occur, certain reasons first; together they are `pending`. */
  readonly byReason: readonly { readonly id: RebootReasonId; readonly count: number }[];
}

export interface RebootFiguresOptions {
  readonly releases: ReleaseCatalogue;
  readonly now: Instant;
  /** A machine disconnected for longer is left out, as in the fleet's summary. */
  readonly outOfSightDays: number;
  readonly installed?: InstalledUpdates;
}

/** Counts as the fleet's summary does, so that both show the same figures. */
export function rebootFigures(machines: readonly JudgedMachine[], options: RebootFiguresOptions): RebootFigures {
  const { releases, now, outOfSightDays, installed } = options;
  const reasonOf = rebootReasoner(releases);
  const counts = new Map<RebootReasonId, number>();
  let pending = 0;
  let neverAssessed = 0;
  for (const machine of machines) {
    if (isOutOfSight(machine, now, outOfSightDays)) continue;
    if (machine.verdict.reboot.reboot === 'neverAssessed') neverAssessed += 1;
    const reason = reasonOf(machine, installed?.get(machine.facts.id));
    if (reason === null) continue;
    pending += 1;
    counts.set(reason.id, (counts.get(reason.id) ?? 0) + 1);
  }
  const byReason = REBOOT_REASON_IDS.map((id) => ({ id, count: counts.get(id) ?? 0 })).filter(({ count }) => count > 0);
  return { pending, neverAssessed, byReason };
}
