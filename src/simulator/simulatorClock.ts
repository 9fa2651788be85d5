/** Milliseconds since some fixed point; never goes backwards and knows nothing of the date. */
export type MonotonicClock = () => number;

export const systemMonotonicClock: MonotonicClock = () => performance.now();

/** The time that the simulated Azure lives in: it starts where it is told and runs on from there. */
export class SimulatorClock {
  private startsAt: number;
  private since: number;

  /** `startsAt` is in milliseconds UTC. */
  constructor(
    startsAt: number,
    private readonly monotonic: MonotonicClock,
  ) {
    this.startsAt = startsAt;
    this.since = monotonic();
  }

  /** Milliseconds UTC. */
  now(): number {
    return Math.floor(this.startsAt + (this.monotonic() - this.since));
  }

  /** Moves the clock; it runs on from there. */
  set(at: number): void {
    this.startsAt = at;
    this.since = this.monotonic();
  }
}
