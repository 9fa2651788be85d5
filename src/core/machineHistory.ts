import type { Instant } from './instant';
import type { Reason } from './reason';
import { reason } from './reason';
import type { StateId } from './stateTable';

/** What we remember of a machine from earlier complete reads, because Azure does not keep it. */
export interface MachineHistory {
  /** Since when we have seen it pending without a break; null = not pending. */
  readonly pendingSince: Instant | null;
  /** True when an earlier read saw the machine not pending, so `pendingSince` is when the change was noticed. */
  readonly pendingBeganInSight: boolean;
  /** The last change for the worse that has not been made good; null = none. */
  readonly worsened: Worsening | null;
}

export interface Worsening {
  readonly kind: 'lostEnrollment' | 'leftTrack';
  /** When the read that noticed it began. */
  readonly at: Instant;
}

/** What two reads of a machine are compared by. */
export interface Standing {
  readonly state: StateId;
  readonly isEnrolled: boolean;
  /** null = the track cannot be told, which is neither on nor off. */
  readonly isOnTrack: boolean | null;
}

export const NO_HISTORY: MachineHistory = { pendingSince: null, pendingBeganInSight: false, worsened: null };

/**
 * The history after a complete read at `at`. `before` is the machine's standing in the last complete read, null when it
 * was not there. A loss stays until it is made good: enrolled again, or back on the track.
 */
export function nextHistory(
  history: MachineHistory,
  before: Standing | null,
  now: Standing,
  at: Instant,
): MachineHistory {
  const pendingSince = now.state === 'pending' ? (history.pendingSince ?? at) : null;
  const pendingBeganInSight =
    pendingSince !== null &&
    (history.pendingSince === null ? before !== null && before.state !== 'pending' : history.pendingBeganInSight);
  const worsened = newLoss(before, now, at) ?? (isMadeGood(history.worsened, now) ? null : history.worsened);
  if (pendingSince === null && worsened === null) return NO_HISTORY;
  return { pendingSince, pendingBeganInSight, worsened };
}

function newLoss(before: Standing | null, now: Standing, at: Instant): Worsening | null {
  if (before === null) return null;
  if (before.isEnrolled && !now.isEnrolled) return { kind: 'lostEnrollment', at };
  if (now.isEnrolled && before.isOnTrack === true && now.isOnTrack === false) return { kind: 'leftTrack', at };
  return null;
}

function isMadeGood(worsened: Worsening | null, now: Standing): boolean {
  if (worsened === null) return true;
  return worsened.kind === 'lostEnrollment' ? now.isEnrolled : now.isOnTrack === true || !now.isEnrolled;
}

/** The reason that a loss adds to the machine's row. */
export function worseningReason(worsened: Worsening): Reason {
  return reason(worsened.kind, { at: { instant: worsened.at } });
}
