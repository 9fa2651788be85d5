import type { Json } from './json';
import { isJsonArray, isJsonObject } from './kqlValue';
import type { KqlType, Value } from './kqlValue';
import { DAY, datetimeText, parseDatetime, parseTimespan, timespanText, validDatetime, validTimespan } from './ticks';

/*
 * Kusto's conversions. A conversion that fails gives null and never an error; tostring() gives '' for every null.
 * The forms of bool, datetime and dynamic text were measured on the Kusto emulator by the duckdb-kql project
 * (docs/TRANSLATION.md, rules R1, R17 and R20).
 */

/** tostring(): total, the null of every type is ''. */
export function textOf(value: Value, type: KqlType): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  switch (type) {
    case 'bool':
      return value === true ? 'True' : 'False';
    case 'real':
      return typeof value === 'number' ? realText(value) : '';
    case 'datetime':
      return typeof value === 'bigint' ? datetimeText(value) : '';
    case 'timespan':
      return typeof value === 'bigint' ? timespanText(value) : '';
    case 'dynamic':
      return typeof value === 'bigint' ? '' : dynamicText(value);
    default:
      return typeof value === 'object' ? jsonText(value) : String(value);
  }
}

function realText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

/** A dynamic in a string context is its text without quotes; an array or bag is its JSON. */
export function dynamicText(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return jsonText(value);
  return String(value);
}

/** JSON.stringify that survives a value nested deeper than the stack. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

const INTEGER_TEXT = /^[+-]?\d{1,19}$/;
const REAL_TEXT = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/;
const INT_LIMIT = 2 ** 31;
const LONG_LIMIT = 2 ** 63;

/** toint() and tolong(): text must be a whole number ('8' is 8, '8.5' and 'x' are null), a real is cut off. */
export function integerOf(value: Value, type: 'int' | 'long'): number | null {
  const number = numberForInteger(value);
  if (number === null || !Number.isFinite(number)) return null;
  const whole = Math.trunc(number);
  const limit = type === 'int' ? INT_LIMIT : LONG_LIMIT;
  return whole >= -limit && whole < limit ? whole + 0 : null;
}

function numberForInteger(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return INTEGER_TEXT.test(trimmed) ? Number(trimmed) : null;
}

/** toreal(), todouble(). */
export function realOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  if (REAL_TEXT.test(trimmed)) return Number(trimmed);
  if (/^nan$/i.test(trimmed)) return NaN;
  return /^[+-]?inf(?:inity)?$/i.test(trimmed) ? (trimmed.startsWith('-') ? -Infinity : Infinity) : null;
}

/** tobool(): 'true' and 'false' in any case, and numbers (0 is false). '1.5' is null. */
export function booleanOf(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? null : value !== 0;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  if (/^true$/i.test(trimmed)) return true;
  if (/^false$/i.test(trimmed)) return false;
  return INTEGER_TEXT.test(trimmed) ? Number(trimmed) !== 0 : null;
}

/** todatetime(); a number counts ticks. */
export function datetimeOf(value: Value): bigint | null {
  if (typeof value === 'bigint') return validDatetime(value);
  if (typeof value === 'string') return parseDatetime(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? validDatetime(BigInt(value)) : null;
}

/** totimespan(); a number counts days. */
export function timespanOf(value: Value): bigint | null {
  if (typeof value === 'bigint') return validTimespan(value);
  if (typeof value === 'string') return parseTimespan(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? validTimespan(BigInt(value) * DAY) : null;
}

/** A value of one type as a value of another, as the to…() functions do it. */
export function converted(value: Value, from: KqlType, to: KqlType): Value {
  switch (to) {
    case 'string':
      return textOf(value, from);
    case 'int':
    case 'long':
      return integerOf(value, to);
    case 'real':
      return realOf(value);
    case 'bool':
      return booleanOf(value);
    case 'datetime':
      return from === 'timespan' ? null : datetimeOf(value);
    case 'timespan':
      return from === 'datetime' ? null : timespanOf(value);
    case 'dynamic':
      return typeof value === 'bigint' ? textOf(value, from) : value;
  }
}

/**
 * The element of an expanded array as `to typeof(…)` gives it: a conversion by the element's own kind, so the text '2'
 * is no long. Measured on the Kusto emulator (duckdb-kql, docs/TRANSLATION.md, rule R18).
 */
export function elementAs(element: Json, to: KqlType): Value {
  switch (to) {
    case 'dynamic':
      return element;
    case 'string':
      return dynamicText(element);
    case 'int':
    case 'long':
      return typeof element === 'number' ? integerOf(element, to) : null;
    case 'real':
      return typeof element === 'number' ? element : null;
    case 'bool':
      if (typeof element === 'boolean') return element;
      return typeof element === 'number' && Number.isInteger(element) ? element !== 0 : null;
    case 'datetime':
      return typeof element === 'string' ? parseDatetime(element) : null;
    case 'timespan':
      return null;
  }
}

/** gettype() of a value. */
export function runtimeTypeName(value: Value, type: KqlType): string {
  if (type !== 'dynamic') return value === null ? 'null' : type;
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  if (isJsonObject(value)) return 'dictionary';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  // The documentation's table has gettype(parse_json('1')) as int.
  return typeof value === 'number' && Number.isInteger(value) ? 'int' : 'real';
}
