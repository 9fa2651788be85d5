import type { OnThrottled, RequestIds, SendAnswer, SendGate } from '../azure/machineWriting';
import type { WriteStep } from '../core/operation';
import type { JournalEntry } from './journalEntry';
import type { MachineTask } from './machineTask';
import type { RunContext } from './runContext';

type AnsweredEntry = Extract<JournalEntry, { readonly type: 'answered' }>;

/** One request that changes something, as the client takes it. */
export type Send = (gate: SendGate, signal: AbortSignal, onThrottled: OnThrottled) => Promise<SendAnswer>;

/** Notes the request, sends it once the note is on disk, and notes the answer. */
export async function gatedSend(
  run: RunContext,
  task: MachineTask,
  { step, request }: { readonly step: WriteStep; readonly request: 'create' | 'update' },
  send: Send,
): Promise<SendAnswer> {
  const { id } = task.machine;
  const sentBefore = task.sentAt;
  // Cancelling ends the wait for a turn; what has left is waited for, as its answer says what became of the machine.
  const waiting = new AbortController();
  const turn = { hasLeft: false };
  const stopWaiting = (): void => {
    if (!turn.hasLeft || run.isStopped()) waiting.abort();
  };
  const note = (answer: AnsweredEntry['answer'], status: number | null, ids: RequestIds | null): void =>
    run.append({ type: 'answered', at: run.now(), machine: id, step, answer, status, ids });
  const gate = async (): Promise<boolean> => {
    if (run.isCancelled() || run.isAtRest(task)) return false;
    run.append({ type: 'sending', at: run.now(), machine: id, step, request });
    turn.hasLeft = (await run.gate(task)) && !run.cancelSignal.aborted;
    if (turn.hasLeft) task.sentAt = run.now();
    else note('notSent', null, null);
    return turn.hasLeft;
  };
  const onThrottled = (ids: RequestIds): void => {
    turn.hasLeft = false;
    task.sentAt = sentBefore;
    note('refused', 429, ids);
    if (run.cancelSignal.aborted) waiting.abort();
  };
  run.cancelSignal.addEventListener('abort', stopWaiting);
  run.stopSignal.addEventListener('abort', stopWaiting);
  const answer = await send(gate, waiting.signal, onThrottled);
  run.cancelSignal.removeEventListener('abort', stopWaiting);
  run.stopSignal.removeEventListener('abort', stopWaiting);
  // That nothing was changed is certain: the machine is as it was before this request.
  if (answer.kind === 'notSent' || answer.kind === 'refused') task.sentAt = sentBefore;
  if (answer.kind === 'notSent') {
    if (turn.hasLeft) note('notSent', null, null);
    return answer;
  }
  task.ids = answer.ids;
  note(answer.kind, answer.kind === 'accepted' ? answer.status : null, answer.ids);
  return answer;
}
