import type { OperationHead } from '../fleet/journalEntry';
import type { OperationEnded } from '../fleet/operations';
import type { StopReason } from '../fleet/runContext';

/** The beginning of an operation, for the log. */
export function operationBegun({ id, kind, machineCount }: OperationHead): string {
  return `Operation ${id}: ${kind}, machines ${machineCount}: has begun`;
}

/** How an operation ended, for the log: what stopped it, and the outcomes so far. */
export function operationEnded({
  operation,
  end,
}: Pick<OperationEnded, 'end'> & {
  readonly operation: Pick<OperationEnded['operation'], 'head' | 'outcomes' | 'isCancelled'>;
}): string {
  const { head, outcomes, isCancelled } = operation;
  const how =
    end.kind === 'stopped' ? `stopped (${stopWords(end.reason)})` : isCancelled ? 'was cancelled' : 'has ended';
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
  return `Operation ${head.id}: ${head.kind} ${how}: ${counts.length === 0 ? 'no outcome yet' : counts.join(', ')}`;
}

function stopWords(reason: StopReason): string {
  return 'fault' in reason ? `${reason.kind}, ${reason.fault.kind}` : reason.kind;
}
