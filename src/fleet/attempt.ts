import type { AzureFault } from '../azure/azureFault';
import { isTransient } from '../azure/azureFault';
import type { WriteStep } from '../core/operation';
import type { MachineTask } from './machineTask';
import type { RunContext } from './runContext';

/** What came of trying to bring one machine to where it is to be. */
export type Attempt =
  | { readonly kind: 'settled' | 'following' | 'stopped' }
  /** A fault that may pass, with what to say if it does not. */
  | { readonly kind: 'again'; readonly fault: AzureFault; readonly step: WriteStep | 'read' };

export const SETTLED: Attempt = { kind: 'settled' };
export const FOLLOWING: Attempt = { kind: 'following' };
export const STOPPED: Attempt = { kind: 'stopped' };

/** How often one machine is tried; each try begins by looking, so nothing is sent twice without need. */
const ATTEMPTS = 6;

/** Tries until it settles, is to be followed or stops; a fault that does not pass ends as the machine's failure. */
export async function withAttempts(
  run: RunContext,
  task: MachineTask,
  attempt: () => Promise<Attempt>,
): Promise<'settled' | 'following' | 'stopped'> {
  const { pace, cancelSignal } = run;
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (result.kind !== 'again') return result.kind;
    if (tries >= ATTEMPTS) return fail(run, task, result.fault, result.step);
    const wait = Math.min(pace.longestRetryWait, pace.retryBase * 2 ** (tries - 1));
    await run.sleep(wait * (0.5 + Math.random() / 2), cancelSignal);
    if (run.isAtRest(task)) return 'stopped';
  }
}

/** What a fault makes of an attempt: nothing more is done in its tenant, the machine is tried again, or it has failed. */
export function faulted(run: RunContext, task: MachineTask, fault: AzureFault, step: WriteStep | 'read'): Attempt {
  if (run.isStopped() || fault.kind === 'cancelled') return STOPPED;
  if (fault.kind === 'signInNeeded') {
    run.signInNeeded(fault, task.machine);
    return STOPPED;
  }
  if (fault.kind === 'unreachable' || fault.kind === 'timedOut') run.noteUnreachable(fault, task.machine);
  else run.noteAnswer();
  if (isTransient(fault) || isConflict(fault)) return { kind: 'again', fault, step };
  return { kind: fail(run, task, fault, step) };
}

/** Something else of Azure's own is in the way. */
export function isConflict(fault: AzureFault): boolean {
  return fault.kind === 'rejected' && fault.status === 409;
}

function fail(run: RunContext, task: MachineTask, fault: AzureFault, step: WriteStep | 'read'): 'settled' {
  const ids = step === 'read' ? null : task.ids;
  run.settle(task, { kind: 'failed', cause: { kind: 'azure', fault, step, ids } });
  return 'settled';
}
