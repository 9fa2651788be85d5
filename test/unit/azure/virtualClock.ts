import type { Clock } from '../../../src/azure/clock';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until all that could run has run, and then goes to the next moment that somebody waits for. */
export class VirtualClock implements Clock {
  /** Longest single wait that was asked for. */
  longestSleep = 0;
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  get sleeping(): number {
    return this.sleepers.size;
  }

  monotonic(): number {
    return this.time;
  }

  wall(): number {
    return Date.UTC(2026, 10, 22) + this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.longestSleep = Math.max(this.longestSleep, milliseconds);
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        at: this.time + milliseconds,
        wake: () => {
          this.sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      signal?.addEventListener('abort', sleeper.wake);
      this.sleepers.add(sleeper);
    });
  }

  /** Lets time pass until nobody sleeps, or until the given moment. */
  async run(until = Infinity): Promise<void> {
    for (;;) {
      await settled();
      const next = [...this.sleepers].reduce<Sleeper | null>(
        (first, each) => (first === null || each.at < first.at ? each : first),
        null,
      );
      if (next === null || next.at > until) break;
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    if (until !== Infinity) this.time = Math.max(this.time, until);
  }
}

/** All promises that can settle by themselves have. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
