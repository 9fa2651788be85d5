import type { Clock } from './clock';
import type { HeaderReader } from './retry';

/** Resource Graph's window is five seconds; whatever says much more is no answer to rely on. */
const LONGEST_WINDOW = 60_000;

/**
 * Keeps to the number of queries that Resource Graph allows one user in a tenant within its window, which every answer
 * tells: waits for the next window instead of running into 429.
 * Source: x-ms-user-quota-remaining and x-ms-user-quota-resets-after (hh:mm:ss).
 */
export class Quota {
  private remaining: number | null = null;
  private resetsAt = 0;
  private inFlight = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Settles when a query may be sent, or at once when the signal aborts. Each call needs one {@link release}. */
  async acquire(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.isUsedUp()) await this.nextChange(signal);
    this.inFlight += 1;
  }

  /** Ends what {@link acquire} began, with the answer's headers where there was an answer. */
  release(header: HeaderReader | null): void {
    this.inFlight -= 1;
    const remaining = header === null ? null : wholeNumber(header('x-ms-user-quota-remaining'));
    const resetsAfter = header === null ? null : durationMilliseconds(header('x-ms-user-quota-resets-after'));
    if (remaining !== null && resetsAfter !== null) {
      this.remaining = remaining;
      // The header counts whole seconds: "00:00:00" still means up to one more.
      this.resetsAt = this.clock.monotonic() + Math.min(Math.max(resetsAfter, 1000), LONGEST_WINDOW);
    }
    for (const wake of this.waiting) wake();
  }

  // What is on its way may or may not be in Azure's figure; counting it is the safe side, and its answer will tell.
  private isUsedUp(): boolean {
    if (this.remaining === null || this.clock.monotonic() >= this.resetsAt) return false;
    return this.remaining - this.inFlight <= 0;
  }

  private async nextChange(signal: AbortSignal): Promise<void> {
    const either = new AbortController();
    const wake = (): void => either.abort();
    this.waiting.add(wake);
    signal.addEventListener('abort', wake);
    await this.clock.sleep(Math.max(0, this.resetsAt - this.clock.monotonic()), either.signal);
    signal.removeEventListener('abort', wake);
    this.waiting.delete(wake);
  }
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\s*\d+\s*$/.test(text)) return null;
  return Number(text);
}

/** Reads hh:mm:ss, with an optional fraction. */
export function durationMilliseconds(text: string | undefined): number | null {
  const match = /^\s*(\d+):(\d{2}):(\d{2}(?:\.\d+)?)\s*$/.exec(text ?? '');
  if (!match) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
