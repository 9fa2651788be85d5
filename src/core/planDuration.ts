import { MINUTE } from './instant';
import type { SubscriptionId } from './ids';
import { RESTART_TAKES, wavesTake } from './planAction';
import type { PlanDuration, PlannedMachine, PlanRate, PlanRates, PlanWaves } from './plan';

/** An enrollment took 12 minutes 14 seconds in a recording of Azure's answers; everything else about half a minute. */
const ENROLLMENT_SETTLES = 12.25 * MINUTE - 1_000;
const OTHERS_SETTLE = MINUTE / 2;
/** An assessment and a run command take minutes; an installation as long as its updates do. */
const ACTIONS_SETTLE = {
  assess: 3 * MINUTE,
  install: 30 * MINUTE,
  checkVbs: 2 * MINUTE,
  enableVbs: 2 * MINUTE,
} as const;

/** Each switch is read, written and read back. */
const READS_OF_A_SWITCH = 2;
const WRITES_OF_A_SWITCH = 1;

/** How long the plan takes at least: subscriptions are sent to side by side, the slowest decides. */
export function planDuration(
  included: readonly PlannedMachine[],
  rates: PlanRates,
  waves: PlanWaves | null,
): PlanDuration {
  const bySubscription = new Map<SubscriptionId, number>();
  let settling = OTHERS_SETTLE;
  for (const planned of included) {
    const { machine, wanted, action } = planned;
    const { subscriptionId } = machine.facts;
    // An action is one request as well.
    const switches = Number(wanted.license !== null) + Number(wanted.hotpatching !== null) + Number(action !== null);
    bySubscription.set(subscriptionId, (bySubscription.get(subscriptionId) ?? 0) + switches);
    settling = Math.max(settling, settlingOf(planned));
  }
  if (bySubscription.size === 0) return { sending: 0, settling: 0 };
  const sending = Math.max(...[...bySubscription.values()].map((switches) => sendingTime(switches, rates)));
  if (waves === null) return { sending, settling };
  const isInstall = included.some(({ action }) => action?.kind === 'install');
  return { sending, settling: wavesTake(waves, isInstall ? settling : RESTART_TAKES) };
}

function settlingOf({ wanted, action }: PlannedMachine): number {
  if (wanted.license === 'Enable') return ENROLLMENT_SETTLES;
  if (action === null || action.kind === 'periodicAssessment' || action.kind === 'restart') return OTHERS_SETTLE;
  return ACTIONS_SETTLE[action.kind];
}

function sendingTime(switches: number, { reads, writes }: PlanRates): number {
  return Math.max(timeFor(switches * READS_OF_A_SWITCH, reads), timeFor(switches * WRITES_OF_A_SWITCH, writes));
}

/** How long a full bucket takes to let so many requests through. */
function timeFor(requests: number, { size, perSecond }: PlanRate): number {
  return requests <= size ? 0 : Math.ceil(((requests - size) / perSecond) * 1_000);
}
