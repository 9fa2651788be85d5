import type { OperationHead } from '../fleet/journalEntry';
import type { Operations, RunningOperation } from '../fleet/operations';
import type { Texts } from '../messages/texts';
import type { ProgressStep } from './notifications';
import { showProgress, withProgress } from './notifications';
import { timeLeft } from './operationTimeLeft';

/** Milliseconds after which the time that is left is told anew where nothing happens. */
const TELL_EVERY = 10_000;

/** Shows a running operation as a notification that can be cancelled, until it has ended. */
export function showOperationProgress(operations: Operations, head: OperationHead, texts: Texts): void {
  const title = texts.text(`run.title.${head.kind}`, { count: head.machineCount });
  void withProgress(title, (signal, report) => {
    signal.addEventListener('abort', () => {
      operations.cancel(head.id);
      // VS Code has closed the notification by now, and what was sent is still followed.
      void showProgress(title, (reportOn) => untilEnded(operations, head, texts, reportOn));
    });
    return untilEnded(operations, head, texts, report, signal);
  });
}

/** Tells how far the operation is; settles when it has ended, or was cancelled by this notification. */
function untilEnded(
  operations: Operations,
  head: OperationHead,
  texts: Texts,
  report: (step: ProgressStep) => void,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let shown = 0;
    const tell = (): void => {
      const running = operations.progressOf(head.id);
      if (!running) return;
      const percent = (100 * running.phases.settled) / Math.max(1, head.machineCount);
      report({ message: progressText(running, texts), increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    const timer = setInterval(tell, TELL_EVERY);
    const end = (): void => {
      clearInterval(timer);
      changed.dispose();
      ended.dispose();
      resolve();
    };
    const changed = operations.onDidChange(tell);
    const ended = operations.onDidEnd(({ operation }) => {
      if (operation.head.id === head.id) end();
    });
    signal?.addEventListener('abort', end);
    if (operations.progressOf(head.id)) tell();
    else end();
  });
}

/** How far it is, in one line: what is done comes first, what is left last. */
export function progressText(running: RunningOperation, texts: Texts): string {
  const { phases, outcomes, head, isCancelled } = running;
  const failed = outcomes.failed ?? 0;
  const toSend = phases.queued + phases.sending;
  const left = timeLeft(running);
  return texts.list([
    texts.text('run.progress.settled', { settled: phases.settled, total: head.machineCount }),
    failed > 0 ? texts.text('run.progress.failed', { count: failed }) : '',
    phases.following > 0 ? texts.text('run.progress.following', { count: phases.following }) : '',
    toSend > 0 && !isCancelled ? texts.text('run.progress.waiting', { count: toSend }) : '',
    phases.held > 0 ? texts.text('run.progress.held', { count: phases.held }) : '',
    isCancelled ? texts.text('run.progress.cancelling') : '',
    left === null ? '' : texts.text('run.progress.left', { time: durationText(left, texts) }),
  ]);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A length of time to the precision that an estimate deserves. */
export function durationText(milliseconds: number, texts: Texts): string {
  if (milliseconds < 90_000) {
    return texts.text('run.time.seconds', { count: Math.max(1, Math.round(milliseconds / 1000)) });
  }
  if (milliseconds < 90 * MINUTE) return texts.text('run.time.minutes', { count: Math.round(milliseconds / MINUTE) });
  return texts.text('run.time.hours', { count: Math.round(milliseconds / HOUR) });
}
