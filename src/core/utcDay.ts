import type { Branded } from './ids';
import type { Instant } from './instant';
import { DAY, instant, parseInstant } from './instant';

/** A day in UTC, counted from 1970-01-01. Spans of days are half-open: the first day is in, the last is not. */
export type UtcDay = Branded<number, 'UtcDay'>;

/** A month in UTC, counted from January of year 0. */
export type UtcMonth = Branded<number, 'UtcMonth'>;

/** The day that an instant lies in. */
export function utcDay(at: Instant): UtcDay {
  return Math.floor(at / DAY) as UtcDay;
}

/** Midnight at the beginning of the day. */
export function startOfDay(day: UtcDay): Instant {
  return instant(day * DAY);
}

/** The month that an instant lies in. */
export function utcMonth(at: Instant): UtcMonth {
  const date = new Date(at);
  return monthOf(date.getUTCFullYear(), date.getUTCMonth());
}

/** The month of a year. `month` counts from 0 and may run over the year's ends. */
export function monthOf(year: number, month: number): UtcMonth {
  return (year * 12 + month) as UtcMonth;
}

/** So many months later; negative for earlier. */
export function monthAfter(month: UtcMonth, months = 1): UtcMonth {
  return (month + months) as UtcMonth;
}

export function firstDayOf(month: UtcMonth): UtcDay {
  return (Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY) as UtcDay;
}

export function daysIn(month: UtcMonth): number {
  return firstDayOf(monthAfter(month)) - firstDayOf(month);
}

/** The month that a day lies in. */
export function monthOfDay(day: UtcDay): UtcMonth {
  return utcMonth(startOfDay(day));
}

/** yyyy-mm */
export function monthName(month: UtcMonth): string {
  return new Date(startOfDay(firstDayOf(month))).toISOString().slice(0, 7);
}

/** Reads yyyy-mm; undefined where the text is no month. */
export function readMonthName(text: string): UtcMonth | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  return match ? monthOf(Number(match[1]), Number(match[2]) - 1) : undefined;
}

/** Reads yyyy-mm-dd; undefined where the text is no day that the calendar has, or says more than a day. */
export function readDay(text: string): UtcDay | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(text) : undefined;
  return at === undefined ? undefined : utcDay(at);
}
