import type { JudgedMachine } from './judgedMachine';
import type { SubscriptionId } from './ids';
import { amountOf } from './money';
import type { PlanKind, PlannedMachine, PlanUpdateManager } from './plan';
import { CHARGED_DAYS, isAssessedDaily, UNSEEN_EXEMPTIONS, UPDATE_MANAGER_PRICE } from './updateManager';

const CHARGED: ReadonlySet<PlanKind> = new Set(['assess', 'periodicAssessment', 'install']);

/** What Azure Update Manager may charge for a plan; null = the kind of operation has no part in it, or no machine has. */
export function planUpdateManager(
  kind: PlanKind,
  included: readonly PlannedMachine[],
  exemptSubscriptions: ReadonlySet<SubscriptionId>,
): PlanUpdateManager | null {
  if (!CHARGED.has(kind) || included.length === 0) return null;
  const all = included.map(({ machine }) => machine);
  const isExempt = ({ verdict, facts }: JudgedMachine): boolean =>
    verdict.state === 'builtIn' || exemptSubscriptions.has(facts.subscriptionId);
  const chargeable = all.filter((machine) => !isExempt(machine));
  const machines = chargeable.filter((machine) => !isAssessedDaily(machine)).length;
  return {
    machines,
    chargedAlready: chargeable.length - machines,
    exempt: all.length - chargeable.length,
    perDay: amountOf(UPDATE_MANAGER_PRICE, machines, CHARGED_DAYS),
    perMonth: amountOf(UPDATE_MANAGER_PRICE, machines * CHARGED_DAYS, CHARGED_DAYS),
    neverAssessed: all.filter(({ facts }) => facts.assessment === null).length,
    unseenExemptions: UNSEEN_EXEMPTIONS,
  };
}
