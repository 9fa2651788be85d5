import { bound, constant, constantValue, numberEvaluator, ticksEvaluator } from './bound';
import type { Bound } from './bound';
import { argument, integerArgument, numericArgument, typedArgument, wrongArgument } from './functionCall';
import type { FunctionCall, FunctionTable } from './functionCall';
import { isInteger } from './kqlValue';
import {
  DAY,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  SECOND,
  floorModulo,
  ticksOfUnixMilliseconds,
  unixMillisecondsOfTicks,
  validDatetime,
} from './ticks';

/** now(offset): when the query started. */
function bindNow(call: FunctionCall): Bound {
  if (call.args.length === 0) return constant('datetime', call.now);
  const offset = typedArgument(call, 0, ['timespan']);
  const ticks = ticksEvaluator(offset, 'timespan');
  return bound('datetime', [offset], (row) => shifted(call.now, ticks(row), 1n));
}

function bindAgo(call: FunctionCall): Bound {
  const span = typedArgument(call, 0, ['timespan']);
  const ticks = ticksEvaluator(span, 'timespan');
  return bound('datetime', [span], (row) => shifted(call.now, ticks(row), -1n));
}

function shifted(instant: bigint, span: bigint | null, sign: bigint): bigint | null {
  return span === null ? null : validDatetime(instant + sign * span);
}

/** startofday(datetime, days): midnight, shifted by whole days. */
function bindStartOfDay(call: FunctionCall): Bound {
  const instant = typedArgument(call, 0, ['datetime']);
  const offset = call.args.length > 1 ? integerArgument(call, 1) : constant('long', 0);
  const [ticks, days] = [ticksEvaluator(instant, 'datetime'), numberEvaluator(offset)];
  return bound('datetime', [instant, offset], (row) => {
    const value = ticks(row);
    const shift = wholeNumber(days(row));
    if (value === null || shift === null) return null;
    return validDatetime(value - floorModulo(value, DAY) + shift * DAY);
  });
}

function wholeNumber(value: number | null): bigint | null {
  return value !== null && Number.isSafeInteger(value) ? BigInt(value) : null;
}

const FIXED_PERIODS: ReadonlyMap<string, bigint> = new Map([
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
  ['millisecond', MILLISECOND],
  ['microsecond', MICROSECOND],
]);

const CALENDAR_PERIODS: ReadonlyMap<string, number> = new Map([
  ['month', 1],
  ['quarter', 3],
  ['year', 12],
]);

type Period = { readonly months: number } | { readonly ticks: bigint; readonly offset: bigint };

/** The name of a period, in any case; it must be a literal. */
function periodArgument(call: FunctionCall): Period {
  const value = constantValue(typedArgument(call, 0, ['string']));
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  const months = CALENDAR_PERIODS.get(name);
  if (months !== undefined) return { months };
  // Weeks begin on Sunday; day 1 of the calendar, 0001-01-01, was a Monday.
  if (name === 'week') return { ticks: 7n * DAY, offset: DAY };
  const ticks = FIXED_PERIODS.get(name);
  if (ticks !== undefined) return { ticks, offset: 0n };
  throw wrongArgument(call, 0, 'year, quarter, month, week, day, hour, minute, second, millisecond or microsecond');
}

/** How many borders of the period lie between: 23:59 to 00:01 is one day. */
function bindDatetimeDiff(call: FunctionCall): Bound {
  const period = periodArgument(call);
  const [later, earlier] = [typedArgument(call, 1, ['datetime']), typedArgument(call, 2, ['datetime'])];
  const [a, b] = [ticksEvaluator(later, 'datetime'), ticksEvaluator(earlier, 'datetime')];
  return bound('long', [later, earlier], (row) => {
    const x = a(row);
    const y = b(row);
    return x === null || y === null ? null : Number(periodNumber(x, period) - periodNumber(y, period));
  });
}

function periodNumber(ticks: bigint, period: Period): bigint {
  if ('ticks' in period) return (ticks + period.offset) / period.ticks;
  const date = dateOf(ticks);
  return BigInt(Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / period.months));
}

function dateOf(ticks: bigint): Date {
  return new Date(unixMillisecondsOfTicks(ticks).milliseconds);
}

/** datetime_add(period, amount, datetime); the last day of a month stays within the new month. */
function bindDatetimeAdd(call: FunctionCall): Bound {
  const period = periodArgument(call);
  const amount = integerArgument(call, 1);
  const instant = typedArgument(call, 2, ['datetime']);
  const [count, ticks] = [numberEvaluator(amount), ticksEvaluator(instant, 'datetime')];
  return bound('datetime', [amount, instant], (row) => {
    const value = ticks(row);
    const times = wholeNumber(count(row));
    if (value === null || times === null) return null;
    return 'ticks' in period
      ? validDatetime(value + times * period.ticks)
      : addMonths(value, Number(times) * period.months);
  });
}

function addMonths(ticks: bigint, months: number): bigint | null {
  const { milliseconds, rest } = unixMillisecondsOfTicks(ticks);
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  if (Number.isNaN(date.getTime())) return null;
  const lastDay = new Date(Date.UTC(2000, date.getUTCMonth() + 1, 0));
  lastDay.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, lastDay.getUTCDate()));
  const moved = ticksOfUnixMilliseconds(date.getTime());
  return moved === null ? null : moved + rest;
}

/** bin(value, size): down to a multiple of the size. A size of zero or less gives null. */
function bindBin(call: FunctionCall): Bound {
  const value = argument(call, 0);
  if (value.type === 'datetime' || value.type === 'timespan') return binTime(call, value, value.type);
  const number = numericArgument(call, 0);
  const size = numericArgument(call, 1);
  const [read, readSize] = [numberEvaluator(number), numberEvaluator(size)];
  const type = isInteger(number.type) && isInteger(size.type) ? 'long' : 'real';
  return bound(type, [number, size], (row) => {
    const x = read(row);
    const step = readSize(row);
    return x === null || step === null || step <= 0 ? null : Math.floor(x / step) * step;
  });
}

function binTime(call: FunctionCall, value: Bound, type: 'datetime' | 'timespan'): Bound {
  const size = typedArgument(call, 1, ['timespan']);
  const [ticks, step] = [ticksEvaluator(value, type), ticksEvaluator(size, 'timespan')];
  return bound(type, [value, size], (row) => {
    const x = ticks(row);
    const by = step(row);
    return x === null || by === null || by <= 0n ? null : x - floorModulo(x, by);
  });
}

/** Time, and bin() and floor(), which work on numbers too. */
export const TIME_FUNCTIONS: FunctionTable = {
  now: { least: 0, most: 1, bind: bindNow },
  ago: { least: 1, most: 1, bind: bindAgo },
  startofday: { least: 1, most: 2, bind: bindStartOfDay },
  datetime_diff: { least: 3, most: 3, bind: bindDatetimeDiff },
  datetime_add: { least: 3, most: 3, bind: bindDatetimeAdd },
  bin: { least: 2, most: 2, bind: bindBin },
  floor: { least: 2, most: 2, bind: bindBin },
};
