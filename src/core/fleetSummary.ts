import type { Instant } from './instant';
import { DAY } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { StateId } from './stateTable';
import { STATE_IDS } from './stateTable';

/** The fleet in figures. Machines that Azure has lost sight of are counted apart, so that they do not blur the headline. */
export interface FleetSummary {
  readonly total: number;
  /** Could be enrolled, without those out of sight. */
  readonly eligible: number;
  /** Of the eligible: receive hotpatches. */
  readonly hotpatched: number;
  /** Of the hotpatched: their revision is not one that release data can place. */
  readonly trackUnknown: number;
  readonly rebootPending: number;
  readonly neverAssessed: number;
  readonly needsAttention: number;
  /** Expired, or disconnected for longer than the setting says. */
  readonly outOfSight: number;
  readonly byState: Readonly<Record<StateId, number>>;
}

/** Counts the fleet. `outOfSightDays`: a machine disconnected for longer is out of sight. */
export function summarize(machines: readonly JudgedMachine[], now: Instant, outOfSightDays: number): FleetSummary {
  const byState = Object.fromEntries(STATE_IDS.map((state) => [state, 0])) as Record<StateId, number>;
  const sum = { eligible: 0, hotpatched: 0, trackUnknown: 0, rebootPending: 0, neverAssessed: 0, outOfSight: 0 };
  let needsAttention = 0;
  for (const machine of machines) {
    const { verdict } = machine;
    byState[verdict.state] += 1;
    if (verdict.needsAttention) needsAttention += 1;
    if (isOutOfSight(machine, now, outOfSightDays)) {
      sum.outOfSight += 1;
      continue;
    }
    if (verdict.isEligible) countEligible(sum, machine);
    if (verdict.reboot.reboot === 'pending') sum.rebootPending += 1;
    if (verdict.reboot.reboot === 'neverAssessed') sum.neverAssessed += 1;
  }
  return { total: machines.length, ...sum, needsAttention, byState };
}

function countEligible(
  sum: { eligible: number; hotpatched: number; trackUnknown: number },
  { verdict }: JudgedMachine,
): void {
  sum.eligible += 1;
  if (!verdict.isHotpatched) return;
  sum.hotpatched += 1;
  if (verdict.track.track === 'unknown') sum.trackUnknown += 1;
}

/** Nothing that Azure says of it can be taken for today's truth. */
export function isOutOfSight({ facts, verdict }: JudgedMachine, now: Instant, outOfSightDays: number): boolean {
  if (verdict.connection === 'expired') return true;
  if (verdict.connection !== 'disconnected' || facts.statusSince === null) return false;
  return now - facts.statusSince > outOfSightDays * DAY;
}
