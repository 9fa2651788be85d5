import type { Instant } from '../core/instant';
import { DAY, HOUR, MINUTE } from '../core/instant';
import type { Amount, Price } from '../core/money';
import { currencyDecimals, priceInCurrency, toCurrency } from '../core/money';
import type { UtcDay, UtcMonth } from '../core/utcDay';
import { firstDayOf, startOfDay, utcMonth } from '../core/utcDay';

/** Numbers, money, days and ages as people write them in a locale. Days and months are those of UTC. */
export class DashboardFormat {
  readonly #locale: string;
  readonly #integer: Intl.NumberFormat;
  readonly #day = new Map<string, Intl.DateTimeFormat>();
  readonly #money = new Map<string, Intl.NumberFormat>();

  constructor(locale: string) {
    this.#locale = locale;
    this.#integer = new Intl.NumberFormat(locale);
  }

  integer(value: number): string {
    return this.#integer.format(value);
  }

  money(amount: Amount, currency: string): string {
    const decimals = currencyDecimals(currency);
    return this.#moneyFormat(currency, {}).format(toCurrency(amount, decimals));
  }

  /** With a sign, also where it is positive. */
  moneyChange(amount: Amount, currency: string): string {
    const decimals = currencyDecimals(currency);
    return this.#moneyFormat(currency, { signDisplay: 'exceptZero' }).format(toCurrency(amount, decimals));
  }

  /** As short as on an axis: $2.5K. */
  shortMoney(value: number, currency: string): string {
    return this.#moneyFormat(currency, {
      notation: 'compact',
      maximumFractionDigits: 1,
      minimumFractionDigits: 0,
    }).format(value);
  }

  price(value: Price, currency: string): string {
    return this.#moneyFormat(currency, { maximumFractionDigits: 4 }).format(priceInCurrency(value));
  }

  /** Nov; as short as on an axis. Vietnamese names no month in less than “Tháng 11”; people write T11. */
  shortMonth(month: UtcMonth): string {
    if (this.#locale === 'vi') return `T${this.#monthText(month, { month: 'numeric' })}`;
    return this.#monthText(month, { month: 'short' });
  }

  /** November, as within a sentence: some languages write a month that stands alone with a capital. */
  monthName(month: UtcMonth): string {
    const options = { day: 'numeric', month: 'long' } as const;
    const parts = this.#dateFormat(options).formatToParts(startOfDay(firstDayOf(month)));
    return parts.find(({ type }) => type === 'month')?.value ?? '';
  }

  /** November 2026 */
  monthAndYear(month: UtcMonth): string {
    return this.#monthText(month, { month: 'long', year: 'numeric' });
  }

  year(month: UtcMonth): string {
    return this.#monthText(month, { year: 'numeric' });
  }

  /** 15 May 2026 */
  day(day: UtcDay): string {
    return this.#dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(startOfDay(day));
  }

  /** The short name of the month that an instant lies in. */
  monthOf(at: Instant): string {
    return this.shortMonth(utcMonth(at));
  }

  /** Tue, 8 Dec */
  weekday(at: Instant): string {
    return this.#dateFormat({ weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  }

  /** How long ago, by its largest unit: 12 min, 41 days. */
  age(at: Instant, now: Instant): string {
    const past = Math.max(0, now - at);
    if (past < HOUR) return this.#unit(Math.floor(past / MINUTE), 'minute');
    if (past < DAY) return this.#unit(Math.floor(past / HOUR), 'hour');
    return this.#unit(Math.floor(past / DAY), 'day');
  }

  #unit(value: number, unit: 'minute' | 'hour' | 'day'): string {
    return new Intl.NumberFormat(this.#locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  }

  #monthText(month: UtcMonth, options: Intl.DateTimeFormatOptions): string {
    return this.#dateFormat(options).format(startOfDay(firstDayOf(month)));
  }

  #dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    const format = this.#day.get(key) ?? new Intl.DateTimeFormat(this.#locale, { ...options, timeZone: 'UTC' });
    this.#day.set(key, format);
    return format;
  }

  #moneyFormat(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = `${currency} ${JSON.stringify(options)}`;
    const format =
      this.#money.get(key) ??
      new Intl.NumberFormat(this.#locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options });
    this.#money.set(key, format);
    return format;
  }
}
