import type { RequestIds } from '../azure/machineWriting';
import type { Instant } from '../core/instant';
import type { OperationKind, SwitchValues } from '../core/operation';
import type { FailureCause, MachineOutcome, OperationId, OperationMachine, PriorValues } from './journalEntry';
import type { MachineProgress, OperationState } from './operationState';

/** Who did what to which machine, when, and what came of it. Names are as Azure has them: not made safe for any format. */
export interface AuditRow {
  readonly operation: OperationId;
  readonly kind: OperationKind;
  readonly ticket: string | null;
  readonly begunAt: Instant;
  /** The account in the machine's tenant; null = the operation has none there. */
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly machine: OperationMachine;
  /** Just before the first send; null = it did not come so far. */
  readonly prior: PriorValues | null;
  /** Null: the operation is not over for this machine. */
  readonly outcome: MachineOutcome['kind'] | null;
  /** As last read; null = they were not, or it failed before that. */
  readonly values: SwitchValues | null;
  readonly failure: FailureCause | null;
  /** The last request that Azure did not refuse; null = none left. */
  readonly sentAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly requestIds: readonly RequestIds[];
}

/** One row a machine, in the order of the journal. */
export function auditRows(state: OperationState): readonly AuditRow[] {
  return [...state.machines.values()].map((progress) => auditRow(state, progress));
}

function auditRow({ head }: OperationState, progress: MachineProgress): AuditRow {
  const { machine, prior, outcome, sentAt, settledAt, requestIds } = progress;
  const account = head.owner.accounts.find(({ tenantId }) => tenantId === machine.tenantId);
  return {
    operation: head.id,
    kind: head.kind,
    ticket: head.ticket,
    begunAt: head.begunAt,
    account: account ? { id: account.id, name: account.name } : null,
    machine,
    prior,
    outcome: outcome?.kind ?? null,
    values: valuesOf(outcome),
    failure: outcome?.kind === 'failed' ? outcome.cause : null,
    sentAt,
    settledAt,
    requestIds,
  };
}

function valuesOf(outcome: MachineOutcome | null): SwitchValues | null {
  if (outcome?.kind === 'failed') return outcome.cause.kind === 'ended' ? outcome.cause.values : null;
  return outcome && 'values' in outcome ? outcome.values : null;
}
