import type { Branded } from './ids';
import type { Instant } from './instant';
import { DAY, instant } from './instant';

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

export function utcMonth(at: Instant): UtcMonth {
  const date = new Date(at);
  return monthOf(date.getUTCFullYear(), date.getUTCMonth());
}

/** `month` counts from 0 and may run over the year's ends. */
export function monthOf(year: number, month: number): UtcMonth {
  return (year * 12 + month) as UtcMonth;
}

export function monthAfter(month: UtcMonth, months = 1): UtcMonth {
  return (month + months) as UtcMonth;
}

export function firstDayOf(month: UtcMonth): UtcDay {
  return (Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY) as UtcDay;
}

export function daysIn(month: UtcMonth): number {
  return firstDayOf(monthAfter(month)) - firstDayOf(month);
}

/** yyyy-mm */
export function monthName(month: UtcMonth): string {
  return new Date(startOfDay(firstDayOf(month))).toISOString().slice(0, 7);
}
