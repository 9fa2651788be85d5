import type { Instant } from './instant';
import { instant } from './instant';

/** Where "now" comes from. Never used for timeouts or leases: those count monotonic time. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => instant(Date.now()) };

/** A clock that stood at `start` when it was made and runs on from there. */
export function clockFrom(start: Instant): Clock {
  const begun = performance.now();
  return { now: () => instant(Math.round(start + performance.now() - begun)) };
}

/** A clock that the composition turns to the demo's date, or back to the system's. */
export class SettableClock implements Clock {
  #clock: Clock = systemClock;

  now(): Instant {
    return this.#clock.now();
  }

  startAt(start: Instant): void {
    this.#clock = clockFrom(start);
  }

  useSystem(): void {
    this.#clock = systemClock;
  }
}
