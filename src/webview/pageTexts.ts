import type { BootData } from '../core/dashboardContract';
import type { MessageId } from '../messages/english';

/** Ids of the texts that the page itself fills in. */
export type PageTextId = Extract<MessageId, `dash.page.${string}`>;

type Values = Readonly<Record<string, string | number>>;

/** The page's texts in the user's language. */
export class PageTexts {
  readonly locale: string;
  readonly #texts: Readonly<Record<string, unknown>>;
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #relative: Intl.RelativeTimeFormat;

  constructor({ locale, texts }: BootData) {
    this.locale = locale;
    this.#texts = texts;
    this.#plural = new Intl.PluralRules(locale);
    this.#number = new Intl.NumberFormat(locale);
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  }

  text(id: PageTextId, values: Values = {}): string {
    return this.#form(id, values).replaceAll(/\{(\w+)\}/g, (place, name: string) => this.#value(values[name]) ?? place);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** How old the data are: 4 min. ago. */
  age(milliseconds: number): string {
    const minutes = Math.floor(milliseconds / 60_000);
    if (minutes < 1) return this.text('dash.page.asOf.now');
    const [value, unit] =
      minutes < 60
        ? ([minutes, 'minute'] as const)
        : minutes < 2_880
          ? ([minutes / 60, 'hour'] as const)
          : ([minutes / 1_440, 'day'] as const);
    return this.text('dash.page.asOf', { age: this.#relative.format(-Math.floor(value), unit) });
  }

  #form(id: PageTextId, values: Values): string {
    const message = this.#texts[id];
    if (typeof message === 'string') return message;
    if (typeof message !== 'object' || message === null) return id;
    const count = values['count'];
    const isOne = this.#plural.select(typeof count === 'number' ? count : 0) === 'one';
    const form: unknown = Reflect.get(message, isOne ? 'one' : 'other');
    return typeof form === 'string' ? form : id;
  }

  #value(value: string | number | undefined): string | undefined {
    return typeof value === 'number' ? this.#number.format(value) : value;
  }
}
