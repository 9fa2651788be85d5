import type { Instant } from '../core/instant';
import { plainText, SHOWN_LENGTH } from '../core/plainText';
import type { MessageValue, MessageValues } from '../core/reason';
import type { MessageId } from './english';
import type { Message } from './message';
import { startEnglish } from './startEnglish';

/** A part of the catalogue. */
export type Catalogue = Readonly<Partial<Record<MessageId, Message>>>;

/** Azure's own sentences, set in as `{message}`, may be longer than a name. */
const SENTENCE_LENGTH = 1_000;

/**
 * Turns message ids into a person's language. Numbers and times follow the locale; times are local. Knows the English texts
 * of the start; what is loaded late brings its own (see learn). A translation is there as a whole from the beginning.
 */
export class Texts {
  readonly #catalogue: Partial<Record<MessageId, Message>> = { ...startEnglish };
  readonly #translation: Catalogue;
  readonly #locale: string;
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  /** `translation`: what it has not is English. `timeZone`: undefined = the machine's. */
  constructor(locale: string, translation: Catalogue = {}, timeZone?: string) {
    this.#locale = locale;
    this.#translation = translation;
    const zone = timeZone === undefined ? {} : { timeZone };
    this.#plural = new Intl.PluralRules(locale);
    this.#number = new Intl.NumberFormat(locale);
    this.#dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone });
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  }

  /** Adds texts that came with a bundle. */
  learn(catalogue: Catalogue): void {
    Object.assign(this.#catalogue, catalogue);
  }

  /** The sentence of `id` with its values set in. Values from outside are cut and stripped of control characters. */
  text(id: MessageId, values: MessageValues = {}): string {
    const form = this.#form(this.#message(id), values['count']);
    return form.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : this.#value(value, name);
    });
  }

  /** The message of `id` with its places still open, for a page that sets in the values itself. */
  open(id: MessageId): Message {
    return this.#message(id);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  dateTime(at: Instant): string {
    return this.#dateTime.format(at);
  }

  /** The time alone for an instant of the last 12 hours, otherwise with its date. */
  recent(at: Instant, now: Instant): string {
    const HALF_DAY = 43_200_000;
    return now - at < HALF_DAY && at <= now ? this.#time.format(at) : this.dateTime(at);
  }

  /** Joins the parts of a quiet description. */
  list(parts: readonly string[]): string {
    return parts.filter((part) => part !== '').join(' · ');
  }

  get locale(): string {
    return this.#locale;
  }

  /** An id whose text was not learnt says which it is: better than nothing, and a test fails on it. */
  #message(id: MessageId): Message {
    return this.#translation[id] ?? this.#catalogue[id] ?? id;
  }

  #form(message: Message, count: MessageValue | undefined): string {
    if (typeof message === 'string') return message;
    return this.#plural.select(typeof count === 'number' ? count : 0) === 'one' ? message.one : message.other;
  }

  #value(value: MessageValue, name: string): string {
    if (typeof value === 'string') return plainText(value, name === 'message' ? SENTENCE_LENGTH : SHOWN_LENGTH);
    if (typeof value === 'number') return this.#number.format(value);
    return 'instant' in value ? this.dateTime(value.instant) : this.#day.format(value.day);
  }
}
