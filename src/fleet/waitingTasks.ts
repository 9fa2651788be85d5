import type { MachineId } from '../core/ids';
import type { MachineTask } from './machineTask';
import type { RunContext } from './runContext';

/** The machines that a follower waits for, and the clockwork that has them looked at from time to time. */
export class WaitingTasks implements Iterable<MachineTask> {
  readonly #run: RunContext;
  readonly #lookEvery: number;
  readonly #tasks = new Map<MachineId, MachineTask>();
  /** Ends the wait for somebody to wait for. */
  #wake: (() => void) | null = null;
  /** Ends the wait for the next look. */
  #lookNow: (() => void) | null = null;

  /** `lookEvery`: milliseconds. */
  constructor(run: RunContext, lookEvery: number) {
    this.#run = run;
    this.#lookEvery = lookEvery;
  }

  get size(): number {
    return this.#tasks.size;
  }

  [Symbol.iterator](): Iterator<MachineTask> {
    return this.#tasks.values();
  }

  has({ machine }: MachineTask): boolean {
    return this.#tasks.has(machine.id);
  }

  add(task: MachineTask): void {
    task.followedSince ??= this.#run.now();
    this.#tasks.set(task.machine.id, task);
    this.wake();
  }

  /** Whether it was waited for. That nobody is any more is known before the next look is due. */
  remove({ machine }: MachineTask): boolean {
    const wasThere = this.#tasks.delete(machine.id);
    if (wasThere && this.#tasks.size === 0) this.#lookNow?.();
    return wasThere;
  }

  /** Somebody has come, or nobody will any more. */
  wake(): void {
    this.#wake?.();
  }

  /** Looks again and again until nobody is waited for any more and nobody will be, or the operation stops. */
  async lookUntilNone(willCome: () => boolean, look: () => Promise<void>): Promise<void> {
    while (!this.#run.isStopped() && (this.#tasks.size > 0 || willCome())) {
      if (this.#tasks.size === 0) {
        await this.#untilSomeone();
        continue;
      }
      await this.#untilNextLook();
      if (this.#run.isStopped()) return;
      await look();
    }
  }

  async #untilNextLook(): Promise<void> {
    const { stopSignal } = this.#run;
    const wait = new AbortController();
    const end = (): void => wait.abort();
    this.#lookNow = end;
    stopSignal.addEventListener('abort', end, { once: true });
    if (!stopSignal.aborted) await this.#run.sleep(this.#lookEvery, wait.signal);
    stopSignal.removeEventListener('abort', end);
    this.#lookNow = null;
  }

  #untilSomeone(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wake = null;
        this.#run.stopSignal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      if (this.#run.isStopped()) wake();
      else this.#run.stopSignal.addEventListener('abort', wake, { once: true });
    });
  }
}
