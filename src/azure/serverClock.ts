import type { Instant } from '../core/instant';

/**
 * Azure’s clock beside this computer’s, by the Date of its newest answer. What Azure dates is compared with what we have
 * noted, and a computer’s clock may be wrong by minutes.
 */
export class ServerClock {
  readonly #now: () => Instant;
  #ahead = 0;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** `date`: the header of an answer that has just come. One that cannot be read says nothing. */
  note(date: string | undefined): void {
    const at = date === undefined ? NaN : Date.parse(date);
    if (!Number.isNaN(at)) this.#ahead = at - this.#now();
  }

  /** Milliseconds by which Azure’s clock is ahead; behind, below 0. Right to about a second; 0 as long as none is known. */
  get ahead(): number {
    return this.#ahead;
  }
}
