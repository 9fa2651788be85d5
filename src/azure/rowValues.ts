import type { Instant } from '../core/instant';
import { DAY, HOUR, instant, MINUTE, parseInstant } from '../core/instant';
import type { Interner } from './intern';

/** A JSON object as Azure sent it: any key may be missing, any value may be of any type. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NO_PROPERTIES: JsonObject = Object.freeze({});

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one for anything else. */
export function objectOr(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NO_PROPERTIES;
}

/** Text as Azure wrote it, trimmed; a number or boolean as its text; null for everything else and for nothing but blanks. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') {
    const trimmed = trimmedText(value);
    return trimmed === '' ? null : trimmed;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** As {@link textOf}, for texts that recur from row to row. */
export function sharedTextOf(value: unknown, interner: Interner): string | null {
  const text = textOf(value);
  return text === null ? null : interner.intern(text);
}

/** true, 'true', 'True', 1, '1' and their opposites; null for everything else. */
export function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1) return true;
  if (value === 0) return false;
  if (typeof value !== 'string') return null;
  switch (value.trim().toLowerCase()) {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      return null;
  }
}

/** A whole number that is not negative, or its text; null for everything else, and for what is too large to be counted. */
export function countOf(value: unknown): number | null {
  if (typeof value === 'number') return isCount(value) ? value : null;
  if (typeof value !== 'string' || value.length === 0 || value.length > 20) return null;
  const number = Number(value);
  return value.trim() !== '' && isCount(number) ? number : null;
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

/** A timestamp as Azure writes it; null where it is none. Means the same as core's parseInstant. */
export function instantOf(value: unknown): Instant | null {
  if (typeof value !== 'string' || value === '') return null;
  return commonInstant(value) ?? parseInstant(value) ?? null;
}

const SHORTEST_COMMON_TIME = 'yyyy-MM-ddTHH:mm:ss'.length;
const LONGEST_COMMON_TIME = 'yyyy-MM-ddTHH:mm:ss.fffffffZ'.length;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/**
 * Reads the one form that nearly all timestamps have, yyyy-MM-ddTHH:mm:ss[.f to .fffffff][Z], without the cost of a
 * regular expression. Null: not that form, or not sure; ask core.
 */
function commonInstant(text: string): Instant | null {
  const { length } = text;
  if (length < SHORTEST_COMMON_TIME || length > LONGEST_COMMON_TIME) return null;
  if (text.charCodeAt(10) !== LETTER_T) return null;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  // Without a zone (billing dates) it is UTC as well.
  const end = text.charCodeAt(length - 1) === LETTER_Z ? length - 1 : length;
  const century = twoDigits(text, 0);
  const year = century * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const milliseconds = fraction(text, 19, end);
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > surelyDaysIn(month)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || milliseconds < 0) return null;
  return instant(daysSince1970(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * 1000 + milliseconds);
}

// February's 29th takes a calendar: core has it.
function surelyDaysIn(month: number): number {
  if (month === 2) return 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// Years begin with March here, so that the leap day is a year's last: howardhinnant.github.io/date_algorithms.html
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.trunc((153 * monthFromMarch + 2) / 5) + day - 1;
  return 365 * y + Math.trunc(y / 4) - Math.trunc(y / 100) + Math.trunc(y / 400) + dayOfYear - 719_468;
}

// Far below zero where it is not two digits, so that every check of a range refuses it.
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -100_000;
}

// Milliseconds of a fraction such as ".1234567"; 0 where there is none; -1 where it is not one.
function fraction(text: string, from: number, end: number): number {
  if (from === end) return 0;
  if (text.charCodeAt(from) !== DOT || from + 1 === end) return -1;
  let milliseconds = 0;
  for (let index = from + 1; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    if (index < from + 4) milliseconds = milliseconds * 10 + digit;
  }
  const digits = end - from - 1;
  return digits >= 3 ? milliseconds : digits === 2 ? milliseconds * 10 : milliseconds * 100;
}

function trimmedText(text: string): string {
  const { length } = text;
  if (length === 0) return text;
  const mayNeedTrim = isOutside(text.charCodeAt(0)) || isOutside(text.charCodeAt(length - 1));
  return mayNeedTrim ? text.trim() : text;
}

// Whether a character at the edge may be a blank: everything up to the space and everything beyond ASCII.
function isOutside(code: number): boolean {
  return code <= 0x20 || code > 0x7e;
}

/** The items of an array, or of a text that is one in JSON (Azure sends both); nothing for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return [];
  const parsed = parsedJson(value);
  return Array.isArray(parsed) ? parsed : [];
}

/** The value a JSON text holds; undefined where it is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a key whose casing Azure does not keep to, e.g. kbId, Kbid; undefined where it is missing. */
export function anyCase(object: JsonObject, name: string): unknown {
  const exact = object[name];
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((each) => each.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}
