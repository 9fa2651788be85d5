import { bundledReleases } from '../../../src/core/bundledReleases';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import type { SubscriptionId } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { makePlan } from '../../../src/core/makePlan';
import type { Plan, PlanContext, PlanKind, PlanRequest } from '../../../src/core/plan';
import { bundledRateCard } from '../../../src/core/rateCard';
import { idOf, PROD } from './costBuilder';
import type { MachineDifferences } from './machineBuilder';
import { judge, machine, NOW } from './machineBuilder';

/** ARM's documented rates. */
export const RATES = { reads: { size: 250, perSecond: 25 }, writes: { size: 200, perSecond: 10 } };

/** At NOW (May 2026), by the bundled release data and prices, with nothing in the way. */
export function planContext(differs: Partial<PlanContext> = {}): PlanContext {
  return {
    now: NOW,
    releases: bundledReleases,
    card: bundledRateCard,
    assumptions: DEFAULT_ASSUMPTIONS,
    protectedTags: [],
    isReadOnly: false,
    maximumMachines: 0,
    readOnlySubscriptions: new Set(),
    inProgress: new Set(),
    vanished: new Set(),
    rates: RATES,
    ...differs,
  };
}

export interface Named extends MachineDifferences {
  readonly subscriptionId?: SubscriptionId;
}

export function judgedMachine(name: string, differs: Named = {}, now: Instant = NOW): JudgedMachine {
  const facts = machine({ id: idOf(name, differs.subscriptionId ?? PROD), name, subscriptionId: PROD, ...differs });
  return { facts, asOf: now, verdict: judge(facts, { now }) };
}

/** Never enrolled, and the switch never set. */
export const FRESH = {
  hotpatchFeature: null,
  patchSettings: { enableHotpatching: null, enablementStatus: null },
} satisfies MachineDifferences;

export function plan<Kind extends PlanKind>(
  kind: Kind,
  machines: readonly JudgedMachine[],
  { context = {}, ...request }: Partial<PlanRequest> & { readonly context?: Partial<PlanContext> } = {},
): Plan & { readonly kind: Kind } {
  const made = makePlan({ kind, machines, alsoTurnOn: false, choice: null, ...request }, planContext(context));
  return { ...made, kind };
}
