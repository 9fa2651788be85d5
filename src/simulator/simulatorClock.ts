/** Milliseconds since some fixed point; never goes backwards and knows nothing of the date. */
export type MonotonicClock = () => number;

export const systemMonotonicClock: MonotonicClock = () => performance.now();

/**
 * The time that the simulated Azure lives in: it starts where it is told and runs on from there, `scale` times as fast
 * as the clock on the wall. Everything of it is scaled alike, its calendar and its dates too: durations, lags and the
 * refill of its quotas.
 */
export class SimulatorClock {
  private startsAt: number;
  private since: number;

  /** `startsAt` is in milliseconds UTC. */
  constructor(
    startsAt: number,
    private readonly monotonic: MonotonicClock,
    private readonly scale = 1,
  ) {
    this.startsAt = startsAt;
    this.since = monotonic();
  }

  /** Milliseconds UTC. */
  now(): number {
    return Math.floor(this.startsAt + (this.monotonic() - this.since) * this.scale);
  }

  /** Moves the clock; it runs on from there. */
  set(at: number): void {
    this.startsAt = at;
    this.since = this.monotonic();
  }
}
