import type { MachineGroup } from '../core/grouping';
import type { JudgedMachine } from '../core/judgedMachine';
import { ACTION_KINDS, SWITCH_KINDS } from '../core/operation';
import type { PlanKind } from '../core/plan';
import { decide } from '../core/planDecision';

/** The kinds of operation that a person can ask for, in the order of the menu. */
export const PLAN_KINDS = [...SWITCH_KINDS, ...ACTION_KINDS] as const satisfies readonly PlanKind[];

/**
 * The operations that would do something to this machine: what its row's menu offers. `isRestartOwed`: by what was done
 * here, which no assessment shows.
 */
export function kindsFor(machine: JudgedMachine, isRestartOwed = false): readonly PlanKind[] {
  return PLAN_KINDS.filter((kind) => decide(machine, kind, { isRestartOwed }).exclusion === undefined);
}

/** Groups live from one update of the tree to the next, and are drawn more often than that. */
const ofGroups = new WeakMap<MachineGroup, readonly PlanKind[]>();

/** The operations that would change at least one machine of the group. */
export function kindsForGroup(group: MachineGroup): readonly PlanKind[] {
  const known = ofGroups.get(group);
  if (known) return known;
  const kinds = PLAN_KINDS.filter((kind) =>
    group.machines.some((machine) => decide(machine, kind).exclusion === undefined),
  );
  ofGroups.set(group, kinds);
  return kinds;
}
