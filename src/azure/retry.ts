import type { Result } from '../core/result';
import { failed } from '../core/result';
import type { AzureFault } from './azureFault';
import { isTransient } from './azureFault';
import type { Clock } from './clock';
import type { RetryLogEntry } from './requestLog';

/** A fault, and how long Azure asked to wait before the next try. */
export interface AttemptFault {
  readonly fault: AzureFault;
  /** Null: not said. */
  readonly retryAfterMilliseconds: number | null;
}

export interface RetryOptions {
  /** How often a request is sent at most. */
  readonly attempts: number;
  /** How long all waits of one request may take together; a longer Retry-After is not waited for at all. */
  readonly patienceMilliseconds: number;
  /** Upper bound of the first wait after a transient fault; doubles with every try. */
  readonly baseMilliseconds: number;
  /** The same after a 429 that does not say how long: Resource Graph's window is five seconds. */
  readonly throttledBaseMilliseconds: number;
  readonly longestWaitMilliseconds: number;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

export const RETRY_DEFAULTS: Omit<RetryOptions, 'clock'> = {
  attempts: 5,
  patienceMilliseconds: 180_000,
  baseMilliseconds: 500,
  throttledBaseMilliseconds: 5_000,
  longestWaitMilliseconds: 30_000,
  random: Math.random,
};

/**
 * The only place that repeats a request. Everything that is sent is a read, so an answer that was lost or cannot be
 * read is asked for again like one that never came. Waits as long as Azure says, else exponentially with full jitter.
 */
export async function withRetries<Value>(
  attempt: () => Promise<Result<Value, AttemptFault>>,
  options: RetryOptions,
  signal: AbortSignal,
  tell: (entry: RetryLogEntry) => void = () => undefined,
): Promise<Result<Value, AzureFault>> {
  let waited = 0;
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted) return failed({ kind: 'cancelled' });
    const result = await attempt();
    if (result.ok) return result;
    const { fault } = result.fault;
    if (!isTransient(fault) || tries >= options.attempts) return failed(fault);
    const wait = waitBefore(tries, result.fault, options);
    if (waited + wait > options.patienceMilliseconds) return failed(fault);
    waited += wait;
    tell({ fault: fault.kind, tries, milliseconds: wait });
    await options.clock.sleep(wait, signal);
  }
}

function waitBefore(tries: number, { fault, retryAfterMilliseconds }: AttemptFault, options: RetryOptions): number {
  if (retryAfterMilliseconds !== null) return retryAfterMilliseconds;
  const base = fault.kind === 'throttled' ? options.throttledBaseMilliseconds : options.baseMilliseconds;
  return options.random() * Math.min(options.longestWaitMilliseconds, base * 2 ** (tries - 1));
}

/** Reads one response header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

/** No quota of Azure takes longer to come back. What asks for more is taken for this, so that a wait always ends. */
const LONGEST_ASKED = 86_400_000;

/**
 * How long an answer asks to wait, in milliseconds, at most a day: retry-after-ms or x-ms-retry-after-ms, else Retry-After
 * as seconds or as an HTTP date (measured against the answer's own Date, so that a wrong clock here does not matter).
 * Null: not said, or nothing that can be meant; whoever waits then goes by a wait of its own.
 */
export function retryAfterOf(header: HeaderReader, clock: Clock): number | null {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = nonNegative(header(name));
    if (milliseconds !== null) return Math.min(LONGEST_ASKED, milliseconds);
  }
  const text = header('retry-after');
  if (text === undefined) return null;
  const seconds = nonNegative(text);
  if (seconds !== null) return Math.min(LONGEST_ASKED, seconds * 1000);
  const at = momentOf(text);
  if (at === null) return null;
  const until = at - (momentOf(header('date') ?? '') ?? clock.wall());
  return Math.min(LONGEST_ASKED, Math.max(0, until));
}

/** Date.parse makes a date of nearly anything with a number in it, `-5` and `abc 1` too: one with a time is meant as one. */
function momentOf(text: string): number | null {
  if (!/[a-z]/i.test(text) || !/\d:\d\d/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function nonNegative(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
