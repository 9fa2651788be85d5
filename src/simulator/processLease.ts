import type { MonotonicClock } from './simulatorClock';

/** Decides when a process that nobody uses may go: no request and no lease for that long. */
export class ProcessLease {
  private lastUse: number;
  private leasedUntil = Number.NEGATIVE_INFINITY;

  /** `idleSeconds` null: it stays. */
  constructor(
    private readonly idleSeconds: number | null,
    private readonly monotonic: MonotonicClock,
  ) {
    this.lastUse = monotonic();
  }

  touch(): void {
    this.lastUse = this.monotonic();
  }

  /** Asks to stay for so many seconds from now. A shorter lease never shortens a longer one. */
  lease(seconds: number): void {
    this.touch();
    this.leasedUntil = Math.max(this.leasedUntil, this.monotonic() + seconds * 1000);
  }

  /** Milliseconds until the process may go, if nothing happens; 0 = now, null = never. */
  remaining(): number | null {
    if (this.idleSeconds === null) return null;
    const idleFrom = Math.max(this.lastUse, this.leasedUntil);
    return Math.max(0, idleFrom + this.idleSeconds * 1000 - this.monotonic());
  }
}
