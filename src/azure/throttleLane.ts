import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';
import type { BucketRate, ReadPriority } from './machineWriting';
import type { HeaderReader } from './retry';
import { RefillEstimate } from './refillEstimate';
import { retryAfterOf } from './retry';

/** What an answer tells a lane. */
export interface LaneAnswer {
  readonly status: number;
  readonly header: HeaderReader;
}

/** Leave to send one request. Ends once, by one of the two. */
export interface LanePass {
  /** The request was sent. Null: there was no answer. */
  end(answer: LaneAnswer | null): void;
  /** Nothing was sent; the leave is another's. */
  giveBack(): void;
}

export interface ThrottleLaneOptions {
  readonly rate: BucketRate;
  /** The headers that say how many more requests may be sent; the smallest of those that are there counts. */
  readonly remainingHeaders: readonly string[];
  readonly clock: Clock;
}

/** In flight at first, while no header has told what is left. */
const FEW_IN_FLIGHT = 4;
const MOST_IN_FLIGHT = 32;
/** A 429 slows the refill to this part; so many answers without another bring it back. */
const PACE_CUT = 0.8;
const ANSWERS_TO_FULL_PACE = 1000;
const SLOWEST_PACE = 0.05;
/** Left in the bucket, for what its figure does not show: others that take from it, and answers that come out of turn. */
const RESERVED_PART = 0.02;
/** Of what is left in a bucket. */
const LARGEST_PART_IN_FLIGHT = 0.25;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** Timers do not reach further than 24 days; a longer wait is made of several. */
const LONGEST_SLEEP = 3_600_000;
/** Of five turns, one is for those of lower priority, so that they get on too. */
const TURNS_BEFORE_ONE_AFTER = 4;

interface Waiter {
  readonly admit: (pass: LanePass | null) => void;
}

/**
 * Paces the requests that Azure counts together: one subscription, region and kind. Three limits, of which the strictest
 * holds: a token bucket that begins with the documented rate and becomes what the headers say; a number in flight, small
 * until a header came, halved by a 429 and slowly growing again; and the pause that a 429 asks for.
 * The region that Azure counts by need not be the machine's, so two lanes may share a bucket that Azure has only once:
 * that shows in the headers, and where there are none, a 429 slows the refill a little.
 */
export class ThrottleLane {
  private readonly waiting: Readonly<Record<ReadPriority, Set<Waiter>>> = { before: new Set(), after: new Set() };
  private tokens: number;
  private size: number;
  private refilledAt: number;
  private pace = 1;
  private readonly refillEstimate: RefillEstimate;
  private inFlight = 0;
  private mostInFlight = FEW_IN_FLIGHT;
  private answersAtThisLimit = 0;
  private hasSeenHeader = false;
  private pausedUntil = -Infinity;
  private throttledInARow = 0;
  /** Passes are numbered: what an answer says of the bucket is older than what a later request's answer said. */
  private lastPass = 0;
  private newestHeaderOf = 0;
  private lastPassAtCut = 0;
  private turnsBeforeInARow = 0;
  private alarm: { readonly at: number; readonly controller: AbortController } | null = null;

  constructor(private readonly options: ThrottleLaneOptions) {
    this.size = options.rate.size;
    this.tokens = options.rate.size;
    this.refillEstimate = new RefillEstimate(options.rate);
    this.refilledAt = options.clock.monotonic();
  }

  /** How many wait for their turn. */
  get waitingCount(): number {
    return this.waiting.before.size + this.waiting.after.size;
  }

  /** Settles when a request may be sent, first come first served within a priority. Null: the signal aborted. */
  enter(priority: ReadPriority, signal: AbortSignal): Promise<LanePass | null> {
    if (signal.aborted) return Promise.resolve(null);
    // Many wait on the one signal of an operation: that is no leak to be warned of.
    setMaxListeners(0, signal);
    return new Promise((resolve) => {
      const line = this.waiting[priority];
      const onAbort = (): void => {
        line.delete(waiter);
        resolve(null);
        this.letThrough();
      };
      const waiter: Waiter = {
        admit: (pass) => {
          signal.removeEventListener('abort', onAbort);
          resolve(pass);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      line.add(waiter);
      this.letThrough();
    });
  }

  private letThrough(): void {
    while (this.waitingCount > 0) {
      const wait = this.millisecondsToNext();
      if (wait > 0) {
        this.wakeIn(wait);
        return;
      }
      this.admitNext();
    }
    this.stopAlarm();
  }

  private admitNext(): void {
    const line = this.nextLine();
    const [waiter] = line;
    if (waiter === undefined) return;
    line.delete(waiter);
    this.tokens -= 1;
    this.inFlight += 1;
    this.lastPass += 1;
    waiter.admit(this.passOf(this.lastPass));
  }

  private nextLine(): Set<Waiter> {
    const { before, after } = this.waiting;
    const isAfter = before.size === 0 || (after.size > 0 && this.turnsBeforeInARow >= TURNS_BEFORE_ONE_AFTER);
    this.turnsBeforeInARow = isAfter ? 0 : this.turnsBeforeInARow + 1;
    return isAfter ? after : before;
  }

  private passOf(number: number): LanePass {
    let hasEnded = false;
    const once = (end: () => void): void => {
      if (hasEnded) return;
      hasEnded = true;
      this.inFlight -= 1;
      end();
      this.letThrough();
    };
    return {
      end: (answer) => once(() => this.learn(number, answer)),
      giveBack: () =>
        once(() => {
          this.refill();
          this.tokens = Math.min(this.size, this.tokens + 1);
        }),
    };
  }

  private learn(number: number, answer: LaneAnswer | null): void {
    if (answer === null) return;
    this.refill();
    this.believeHeader(number, answer);
    if (answer.status === 429) this.slowDown(number, answer.header);
    else if (answer.status < 500) this.speedUp();
  }

  // What is in flight may or may not be in Azure's figure; taking it off is the safe side.
  private believeHeader(number: number, { status, header }: LaneAnswer): void {
    const remaining = this.remainingOf(header);
    if (remaining === null || number < this.newestHeaderOf) return;
    this.newestHeaderOf = number;
    this.size = Math.max(this.size, remaining);
    this.tokens = remaining - this.inFlight - this.size * RESERVED_PART;
    this.refillEstimate.note(this.options.clock.monotonic(), remaining, status !== 429);
    if (!this.hasSeenHeader && this.lastPassAtCut === 0) this.mostInFlight = MOST_IN_FLIGHT;
    this.hasSeenHeader = true;
  }

  private remainingOf(header: HeaderReader): number | null {
    const said = this.options.remainingHeaders.flatMap((name) => {
      const text = header(name);
      return text !== undefined && /^\s*\d+\s*$/.test(text) ? [Number(text)] : [];
    });
    return said.length === 0 ? null : Math.min(...said);
  }

  private slowDown(number: number, header: HeaderReader): void {
    const now = this.options.clock.monotonic();
    const asked = retryAfterOf(header, this.options.clock);
    // Those that were already under way when the last 429 came tell nothing new.
    const isNews = number > this.lastPassAtCut;
    if (isNews) {
      this.lastPassAtCut = this.lastPass;
      this.throttledInARow += 1;
      this.mostInFlight = Math.max(1, Math.floor(Math.min(this.mostInFlight, this.inFlight + 1) / 2));
      this.answersAtThisLimit = 0;
      this.pace = Math.max(SLOWEST_PACE, this.pace * PACE_CUT);
      this.tokens = Math.min(this.tokens, 0);
    }
    const unasked = isNews ? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.throttledInARow - 1)) : 0;
    this.pausedUntil = Math.max(this.pausedUntil, now + (asked ?? unasked));
  }

  private speedUp(): void {
    this.throttledInARow = 0;
    this.pace = Math.min(1, this.pace + 1 / ANSWERS_TO_FULL_PACE);
    this.answersAtThisLimit += 1;
    if (this.answersAtThisLimit < this.mostInFlight) return;
    this.answersAtThisLimit = 0;
    this.mostInFlight = Math.min(MOST_IN_FLIGHT, this.mostInFlight + 1);
  }

  /** Infinity: only the end of a request that is in flight can tell. */
  private millisecondsToNext(): number {
    if (this.inFlight >= this.mostInFlight) return Infinity;
    this.refill();
    const pause = this.pausedUntil - this.options.clock.monotonic();
    const missing = this.tokensForOneMore() - this.tokens;
    const filling = missing <= 0 ? 0 : (missing * 1000) / this.perSecond();
    // Whole milliseconds: a fraction that the clock cannot count would be waited for again and again.
    return Math.ceil(Math.max(0, pause, filling));
  }

  // Others may have as much in flight of the same bucket: the emptier it is, the less is risked.
  private tokensForOneMore(): number {
    if (!this.hasSeenHeader || this.inFlight === 0) return 1;
    return (this.inFlight + 1) / LARGEST_PART_IN_FLIGHT - this.inFlight;
  }

  private refill(): void {
    const now = this.options.clock.monotonic();
    const filled = this.tokens + ((now - this.refilledAt) / 1000) * this.perSecond();
    this.tokens = Math.min(this.size, filled);
    this.refilledAt = now;
  }

  private perSecond(): number {
    return this.refillEstimate.perSecond * this.pace;
  }

  private wakeIn(milliseconds: number): void {
    if (milliseconds === Infinity) {
      this.stopAlarm();
      return;
    }
    const { clock } = this.options;
    const sleep = Math.min(milliseconds, LONGEST_SLEEP);
    const at = clock.monotonic() + sleep;
    // One that comes earlier looks again; a new one for each that waits would cost more.
    if (this.alarm !== null && this.alarm.at <= at) return;
    this.stopAlarm();
    const alarm = { at, controller: new AbortController() };
    this.alarm = alarm;
    void clock.sleep(sleep, alarm.controller.signal).then(() => {
      if (this.alarm !== alarm) return;
      this.alarm = null;
      this.letThrough();
    });
  }

  private stopAlarm(): void {
    const { alarm } = this;
    this.alarm = null;
    alarm?.controller.abort();
  }
}
