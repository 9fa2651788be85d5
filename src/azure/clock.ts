/** Time as timeouts, waits and leases see it: never the demo's calendar. */
export interface Clock {
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** Wall-clock milliseconds since 1970, to read a Retry-After that is a date. */
  wall(): number;
  /**
   * Settles after so many milliseconds (after 24 days where it is more), or as soon as the signal aborts; never rejects.
   */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A timer of more milliseconds overflows and fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wakeUp = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wakeUp);
        resolve();
      };
      const timer = setTimeout(wakeUp, Math.min(milliseconds, LONGEST_TIMER));
      signal.addEventListener('abort', wakeUp, { once: true });
    }),
};
