import type { BucketRate } from './machineWriting';

const ANSWERS_TO_MEASURE = 20;
/** A full bucket takes nothing in, so nothing can be measured by it. */
const NEARLY_FULL = 0.9;
const LEAST_PART = 0.05;

/** What is known from answers in a row: since the first of them. */
interface Measurement {
  readonly at: number;
  readonly remaining: number;
  granted: number;
}

/**
 * How fast a bucket fills for us, worked out from what answers say is left in it: less than documented where Azure gives
 * less, and where others take from the same bucket. Never more than documented: what there is more shows as remaining.
 */
export class RefillEstimate {
  private current: number;
  private measurement: Measurement | null = null;

  constructor(private readonly rate: BucketRate) {
    this.current = rate.perSecond;
  }

  get perSecond(): number {
    return this.current;
  }

  /** Takes note of an answer at a monotonic time in milliseconds. `granted`: it took one out of the bucket. */
  note(now: number, remaining: number, granted: boolean): void {
    if (remaining > this.rate.size * NEARLY_FULL) {
      this.measurement = null;
      return;
    }
    const begun = this.measurement;
    if (begun === null) {
      this.measurement = { at: now, remaining, granted: 0 };
      return;
    }
    if (granted) begun.granted += 1;
    if (begun.granted < ANSWERS_TO_MEASURE || now <= begun.at) return;
    const measured = ((remaining - begun.remaining + begun.granted) * 1000) / (now - begun.at);
    const smoothed = (this.current + measured) / 2;
    this.current = Math.min(this.rate.perSecond, Math.max(this.rate.perSecond * LEAST_PART, smoothed));
    this.measurement = { at: now, remaining, granted: 0 };
  }
}
