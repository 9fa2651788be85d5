import { MINUTE } from './instant';
import type { SubscriptionId } from './ids';
import type { PlanDuration, PlannedMachine, PlanRate, PlanRates } from './plan';

/** An enrollment took 12 minutes 14 seconds in a recording of Azure's answers; everything else about half a minute. */
const ENROLLMENT_SETTLES = 12.25 * MINUTE - 1_000;
const OTHERS_SETTLE = MINUTE / 2;

/** Each switch is read, written and read back. */
const READS_OF_A_SWITCH = 2;
const WRITES_OF_A_SWITCH = 1;

/** How long the plan takes at least: subscriptions are sent to side by side, the slowest decides. */
export function planDuration(included: readonly PlannedMachine[], rates: PlanRates): PlanDuration {
  const bySubscription = new Map<SubscriptionId, number>();
  let isEnrolling = false;
  for (const { machine, wanted } of included) {
    const { subscriptionId } = machine.facts;
    const switches = Number(wanted.license !== null) + Number(wanted.hotpatching !== null);
    bySubscription.set(subscriptionId, (bySubscription.get(subscriptionId) ?? 0) + switches);
    isEnrolling ||= wanted.license === 'Enable';
  }
  if (bySubscription.size === 0) return { sending: 0, settling: 0 };
  const sending = Math.max(...[...bySubscription.values()].map((switches) => sendingTime(switches, rates)));
  return { sending, settling: isEnrolling ? ENROLLMENT_SETTLES : OTHERS_SETTLE };
}

function sendingTime(switches: number, { reads, writes }: PlanRates): number {
  return Math.max(timeFor(switches * READS_OF_A_SWITCH, reads), timeFor(switches * WRITES_OF_A_SWITCH, writes));
}

/** How long a full bucket takes to let so many requests through. */
function timeFor(requests: number, { size, perSecond }: PlanRate): number {
  return requests <= size ? 0 : Math.ceil(((requests - size) / perSecond) * 1_000);
}
