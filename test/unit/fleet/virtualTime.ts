import type { Instant } from '../../../src/core/instant';
import { instant } from '../../../src/core/instant';

/** Time that passes only when nobody has anything left to do: hours of waiting take no time and always go the same way. */
export class VirtualTime {
  #now: number;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return instant(this.#now);
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: this.#now + milliseconds, wake };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Lets time pass until the work is done. `each` is called whenever everybody sleeps, before time goes on. */
  async until<Value>(work: Promise<Value>, each: () => void = () => undefined): Promise<Value> {
    const state = { isDone: false };
    const settled = work.finally(() => {
      state.isDone = true;
    });
    settled.catch(() => undefined);
    for (let turns = 0; turns < 1_000_000; turns += 1) {
      await idle();
      if (state.isDone) return settled;
      each();
      await idle();
      this.#wakeNext();
    }
    throw new Error('The work never ends');
  }

  #wakeNext(): void {
    const next = this.#sleepers.reduce<number>((least, { at }) => Math.min(least, at), Infinity);
    if (next === Infinity) return;
    this.#now = Math.max(this.#now, next);
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
  }
}

/** Settles when all that could go on without time passing has gone on. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
