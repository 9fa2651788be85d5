import type { Instant } from './instant';
import { DAY, instant, MINUTE } from './instant';
import type { Result } from './result';
import { failed, succeeded } from './result';
import type { UtcDay } from './utcDay';
import { readDay, startOfDay, utcDay } from './utcDay';

/** Days in UTC, both of them in it, on which no machine is restarted. */
export interface FreezeRange {
  readonly from: UtcDay;
  readonly to: UtcDay;
}

/** A time of each week in UTC. `days`: 0 = Sunday. The end may lie on the next day. */
export interface MaintenanceWindow {
  readonly days: readonly number[];
  /** Minutes after midnight at which it begins, 0 to 1439. */
  readonly begin: number;
  /** Minutes that it lasts, 1 to 1440. */
  readonly length: number;
}

/** When restarts are allowed. */
export interface RestartCalendar {
  readonly freeze: readonly FreezeRange[];
  /** None = at any time. */
  readonly windows: readonly MaintenanceWindow[];
}

export const NO_CALENDAR: RestartCalendar = { freeze: [], windows: [] };

/** Reads `2026-12-24` or `2026-12-20/2027-01-04`, both days included. */
export function readFreeze(text: string): FreezeRange | undefined {
  const [first = '', last = first, ...rest] = text.split('/').map((part) => part.trim());
  const from = readDay(first);
  const to = readDay(last);
  if (rest.length > 0 || from === undefined || to === undefined || from > to) return undefined;
  return { from, to };
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
// The days end with a letter, so blanks behind them are one thing only.
const WINDOW = /^([a-z](?:[a-z, -]*[a-z])?)\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s+UTC$/i;
const DAY_MINUTES = 24 * 60;

/** Reads `Sat 22:00-04:00 UTC`, `Mon-Fri 02:00-04:00 UTC`, `Sat, Sun 00:00-24:00 UTC` or `daily 02:00-04:00 UTC`. */
export function readWindow(text: string): MaintenanceWindow | undefined {
  const match = WINDOW.exec(text.trim());
  if (!match) return undefined;
  const days = readDays(match[1] ?? '');
  const begin = readTime(match[2], match[3]);
  const end = readTime(match[4], match[5]);
  if (days === undefined || begin === undefined || end === undefined || begin === DAY_MINUTES || begin === end) {
    return undefined;
  }
  return { days, begin, length: end > begin ? end - begin : end + DAY_MINUTES - begin };
}

function readDays(text: string): readonly number[] | undefined {
  if (text.toLowerCase() === 'daily') return DAYS.map((_, day) => day);
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first, ...rest] = part.split('-').map((name) => name.trim().toLowerCase());
    const from = DAYS.findIndex((day) => day === first);
    const to = DAYS.findIndex((day) => day === last);
    if (rest.length > 0 || from < 0 || to < 0) return undefined;
    for (let day = from; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

function readTime(hours = '', minutes = ''): number | undefined {
  const time = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && time <= DAY_MINUTES ? time : undefined;
}

/** Why nothing may be restarted now. Instants are the first at which it may; null = never by these settings. */
export type RestartRefusal =
  | { readonly id: 'frozen'; readonly until: Instant }
  | { readonly id: 'outsideWindow'; readonly opensAt: Instant | null };

/**
 * Until when restarts are allowed that begin now: the end of the maintenance window, or the begin of the next freeze;
 * null = without an end.
 */
export function restartsAllowed(calendar: RestartCalendar, now: Instant): Result<Instant | null, RestartRefusal> {
  const frozenUntil = freezeEnd(calendar.freeze, now);
  if (frozenUntil !== null) return failed({ id: 'frozen', until: frozenUntil });
  const { windows } = calendar;
  const closesAt = windows.length === 0 ? null : windowEnd(windows, now);
  if (windows.length > 0 && closesAt === null) return failed({ id: 'outsideWindow', opensAt: opening(calendar, now) });
  const freezesAt = nextFreeze(calendar.freeze, now);
  if (closesAt === null) return succeeded(freezesAt);
  return succeeded(freezesAt === null ? closesAt : instant(Math.min(closesAt, freezesAt)));
}

/** The end of the freeze that `now` lies in, across ranges that follow each other; null = there is none. */
export function freezeEnd(freeze: readonly FreezeRange[], now: Instant): Instant | null {
  let day = utcDay(now);
  for (let range = rangeOf(freeze, day); range !== undefined; range = rangeOf(freeze, day)) day = dayAfter(range.to);
  return day === utcDay(now) ? null : startOfDay(day);
}

function rangeOf(freeze: readonly FreezeRange[], day: UtcDay): FreezeRange | undefined {
  return freeze.find(({ from, to }) => from <= day && day <= to);
}

function dayAfter(day: UtcDay): UtcDay {
  return utcDay(instant(startOfDay(day) + DAY));
}

function nextFreeze(freeze: readonly FreezeRange[], now: Instant): Instant | null {
  const ahead = freeze.map(({ from }) => startOfDay(from)).filter((begin) => begin > now);
  return ahead.length === 0 ? null : instant(Math.min(...ahead));
}

/** When the windows that are open now close, across windows that follow each other; null = none is open. */
function windowEnd(windows: readonly MaintenanceWindow[], now: Instant): Instant | null {
  let end: number = now;
  // A week of windows without a gap never closes; the week's end is far enough.
  const horizon = now + WEEK;
  for (let next = openUntil(windows, instant(end)); next !== null && end < horizon;) {
    end = next;
    next = openUntil(windows, instant(end));
  }
  return end === now ? null : instant(Math.min(end, horizon));
}

const WEEK = 7 * DAY;

function openUntil(windows: readonly MaintenanceWindow[], at: Instant): number | null {
  let latest: number | null = null;
  for (const { begin, end } of occurrences(windows, at, -1, 0)) {
    if (begin <= at && at < end) latest = Math.max(latest ?? end, end);
  }
  return latest;
}

/** Windows of the days around one, each with its begin and end. */
function occurrences(
  windows: readonly MaintenanceWindow[],
  at: Instant,
  firstDay: number,
  lastDay: number,
): readonly { readonly begin: number; readonly end: number }[] {
  const found: { begin: number; end: number }[] = [];
  for (let offset = firstDay; offset <= lastDay; offset += 1) {
    const midnight = startOfDay(utcDay(at)) + offset * DAY;
    const weekday = new Date(midnight).getUTCDay();
    for (const { days, begin, length } of windows) {
      if (!days.includes(weekday)) continue;
      const from = midnight + begin * MINUTE;
      found.push({ begin: from, end: from + length * MINUTE });
    }
  }
  return found;
}

/** The next begin of a window that is not frozen; null = none within two years. */
function opening({ windows, freeze }: RestartCalendar, now: Instant): Instant | null {
  let at = now;
  for (let tries = 0; tries < MOST_OPENINGS; tries += 1) {
    const begins = occurrences(windows, at, 0, 8)
      .map(({ begin }) => begin)
      .filter((begin) => begin > at);
    if (begins.length === 0) return null;
    at = instant(Math.min(...begins));
    if (freezeEnd(freeze, at) === null) return at;
  }
  return null;
}

const MOST_OPENINGS = 750;
