import type { MachineId, SubscriptionId, TenantId } from './ids';
import type { JudgedMachine } from './judgedMachine';
import type { SwitchValues, WantedSwitches } from './operation';
import type { PlannedMachine } from './plan';

/** One machine of a plan that was exported to be approved: everything that sending needs, and what it was decided by. */
export interface ApprovedMachine {
  readonly id: MachineId;
  /** Display casing. */
  readonly name: string;
  readonly tenantId: TenantId;
  readonly subscriptionId: SubscriptionId;
  readonly location: string;
  /** The switches when the plan was made: a machine on which they differ since is refused. */
  readonly before: SwitchValues;
  readonly wanted: WantedSwitches;
}

export function approvedMachine({ machine: { facts }, before, wanted }: PlannedMachine): ApprovedMachine {
  const { id, name, tenantId, subscriptionId, location } = facts;
  return { id, name, tenantId, subscriptionId, location, before, wanted };
}

/** Whether a switch is another than it was. Azure's casing makes no difference; not there and Unknown do. */
export function hasDrifted(before: SwitchValues, now: SwitchValues): boolean {
  return (
    (before.license ?? '').toLowerCase() !== (now.license ?? '').toLowerCase() || before.hotpatching !== now.hotpatching
  );
}

/** The approved machines that the fleet has, and those that it has not. */
export function foundInFleet(
  approved: readonly ApprovedMachine[],
  machineOf: (id: MachineId) => JudgedMachine | undefined,
): { readonly machines: readonly JudgedMachine[]; readonly missing: readonly ApprovedMachine[] } {
  const machines: JudgedMachine[] = [];
  const missing: ApprovedMachine[] = [];
  for (const one of approved) {
    const machine = machineOf(one.id);
    if (machine === undefined) missing.push(one);
    else machines.push(machine);
  }
  return { machines, missing };
}
