import type { MachineId } from '../core/ids';
import type { LicenseWish, SwitchValues, WantedSwitches } from '../core/operation';
import { licenseProgress } from '../core/operation';
import type { OperationMachine } from './journalEntry';
import type { MachineProgress, OperationState, StepProgress } from './operationState';
import { wasSent } from './operationState';

/** What a revert would change. */
export interface Revert {
  /** Those that the operation changed, each with what was recorded before; refused where they have changed since. */
  readonly machines: readonly OperationMachine[];
  /** Machines whose hotpatching switch was never set: it cannot be unset, and on is what that means. */
  readonly neverSet: ReadonlySet<MachineId>;
}

/** Takes an operation back: each machine to what was read just before its first request. */
export function revertOf({ machines }: OperationState): Revert {
  const reverted: OperationMachine[] = [];
  const neverSet = new Set<MachineId>();
  for (const progress of machines.values()) {
    const { machine, prior } = progress;
    const now = valuesAfter(progress);
    if (prior === null || now === null) continue;
    const wanted = wantedBack(machine.wanted, prior.values, now);
    if (wanted.license === null && wanted.hotpatching === null) continue;
    if (wanted.hotpatching !== null && prior.values.hotpatching === null) neverSet.add(machine.id);
    reverted.push({ ...machine, wanted, before: now, refuseDrift: true });
  }
  return { machines: reverted, neverSet };
}

/** How the operation left the machine; null = it sent nothing that had an effect. */
function valuesAfter(progress: MachineProgress): SwitchValues | null {
  const { outcome } = progress;
  if (!wasSent(progress)) return null;
  switch (outcome?.kind) {
    case 'done':
    case 'stillPending':
      return outcome.values;
    case 'failed':
      return outcome.cause.kind === 'ended' ? outcome.cause.values : valuesWritten(progress);
    case 'outcomeUnknown':
      return valuesWritten(progress);
    default:
      return null;
  }
}

/** What the requests make of the machine whose answers nobody could read: where they had no effect, it counts as changed. */
function valuesWritten({ machine: { wanted, before }, prior, steps }: MachineProgress): SwitchValues {
  const { license, hotpatching } = prior?.values ?? before;
  const onTheWay = wanted.license === 'Enable' ? 'Enabling' : 'Disabling';
  return {
    license: wanted.license !== null && mayHaveArrived(steps.license) ? onTheWay : license,
    hotpatching: wanted.hotpatching !== null && mayHaveArrived(steps.patchSettings) ? wanted.hotpatching : hotpatching,
  };
}

function mayHaveArrived({ standing }: StepProgress): boolean {
  return standing === 'accepted' || standing === 'sentWithoutAnswer';
}

function wantedBack(wanted: WantedSwitches, prior: SwitchValues, now: SwitchValues): WantedSwitches {
  const license = wanted.license === null ? null : licenseBack(prior.license, now.license);
  const before = prior.hotpatching ?? true;
  const hotpatching = wanted.hotpatching === null || now.hotpatching === before ? null : before;
  return { license, hotpatching };
}

/** A profile without enrollment, a failed one and an ended one all go back to: not enrolled. */
function licenseBack(prior: string | null, now: string | null): LicenseWish | null {
  const wasEnrolled = ['there', 'onTheWay'].includes(licenseProgress(prior, 'Enable'));
  const wish: LicenseWish = wasEnrolled ? 'Enable' : 'Disable';
  return licenseProgress(now, wish) === 'there' ? null : wish;
}
