import type { Instant } from '../core/instant';
import type { JournalEntry, MachineOutcome } from './journalEntry';
import type { MachineProgress, OperationState } from './operationState';
import { machinesToResume, wasSent } from './operationState';

/**
 * What ends the journal of an interrupted operation that nobody will go on with. Nothing is asked of Azure, so of what was
 * sent nobody knows what became of it, not even of what Azure accepted.
 */
export function givenUpEntries(state: OperationState, at: Instant, epoch: number): readonly JournalEntry[] {
  return [
    { type: 'opened', at, epoch },
    { type: 'cancelRequested', at },
    ...machinesToResume(state).map((progress): JournalEntry => ({
      type: 'settled',
      at,
      machine: progress.machine.id,
      outcome: outcomeOf(progress),
    })),
    { type: 'ended', at },
  ];
}

function outcomeOf(progress: MachineProgress): MachineOutcome {
  return { kind: wasSent(progress) ? 'outcomeUnknown' : 'notSent' };
}
