/**
 * Kusto's datetime and timespan: both count ticks of 100 ns, a datetime from 0001-01-01T00:00:00Z.
 * Source: the Kusto documentation's pages on the datetime and timespan data types.
 */
export const TICK = 1n;
export const MICROSECOND = 10n;
export const MILLISECOND = 10_000n;
export const SECOND = 10_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;

const UNIX_EPOCH = 621_355_968_000_000_000n;
/** The first tick after 9999-12-31. */
const END_OF_TIME = 3_155_378_976_000_000_000n;
const LONGEST_TIMESPAN = 9_223_372_036_854_775_807n;

/** Milliseconds since 1970 as datetime ticks. */
export function ticksOfUnixMilliseconds(milliseconds: number): bigint | null {
  if (!Number.isFinite(milliseconds)) return null;
  return validDatetime(UNIX_EPOCH + BigInt(Math.trunc(milliseconds)) * MILLISECOND);
}

/** Datetime ticks as milliseconds since 1970, with the ticks below a millisecond apart. */
export function unixMillisecondsOfTicks(ticks: bigint): { readonly milliseconds: number; readonly rest: bigint } {
  const rest = floorModulo(ticks, MILLISECOND);
  return { milliseconds: Number((ticks - rest - UNIX_EPOCH) / MILLISECOND), rest };
}

/** A datetime outside the years 1 to 9999 is null. */
export function validDatetime(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks < END_OF_TIME ? ticks : null;
}

/** A timespan that 64 bits cannot hold is null. */
export function validTimespan(ticks: bigint): bigint | null {
  return ticks >= -LONGEST_TIMESPAN && ticks <= LONGEST_TIMESPAN ? ticks : null;
}

/** Modulo that is never negative for a positive divisor. */
export function floorModulo(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return rest < 0n ? rest + divisor : rest;
}

/** ISO 8601 with seven digits and Z, as Kusto prints it: 2026-09-18T08:00:00.0000000Z. */
export function datetimeText(ticks: bigint): string {
  const { milliseconds, rest } = unixMillisecondsOfTicks(ticks);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest.toString().padStart(4, '0')}Z`;
}

/** [-][d.]hh:mm:ss[.fffffff], as Kusto prints it. */
export function timespanText(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const two = (part: bigint): string => part.toString().padStart(2, '0');
  const days = size / DAY;
  const clock = `${two((size / HOUR) % 24n)}:${two((size / MINUTE) % 60n)}:${two((size / SECOND) % 60n)}`;
  const fraction = size % SECOND;
  return [
    ticks < 0n ? '-' : '',
    days > 0n ? `${days.toString()}.` : '',
    clock,
    fraction > 0n ? `.${fraction.toString().padStart(7, '0')}` : '',
  ].join('');
}

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s{0,4}(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?\s{0,4}(Z|GMT|UTC|[+-]\d{2}:?\d{2})?$/i;
const AMERICAN =
  /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[T ]\s{0,4}(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?\s{0,4}(Z|GMT|UTC)?$/i;
const LONGEST_DATETIME_TEXT = 64;

/**
 * Reads a datetime as todatetime() does: ISO 8601 with up to seven digits of fraction, and month-day-year
 * ('12-02-2022' is an example of Kusto's page on todatetime()). Without a zone it is UTC. Null when it is none.
 */
export function parseDatetime(text: string): bigint | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_DATETIME_TEXT) return null;
  if (/^\d{4}$/.test(trimmed)) return fromParts([trimmed, '1', '1'], 'Z');
  const iso = ISO.exec(trimmed);
  if (iso) return fromParts(iso.slice(1, 8), iso[8]);
  const american = AMERICAN.exec(trimmed);
  if (!american) return null;
  const [, month, day, year, ...clock] = american;
  return fromParts([year, month, day, ...clock.slice(0, 4)], 'Z');
}

function fromParts(parts: readonly (string | undefined)[], zone: string | undefined): bigint | null {
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || hour > 23 || minute > 59 || second > 59) return null;
  // Whole seconds and the fraction fit a double each; only their sum in ticks does not.
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - zoneSeconds(zone);
  const fraction = Number((parts[6] ?? '').padEnd(7, '0').slice(0, 7));
  return validDatetime(UNIX_EPOCH + BigInt(seconds) * SECOND + BigInt(fraction));
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const digits = zone.replace(':', '');
  const size = Number(digits.slice(1, 3)) * 3600 + Number(digits.slice(3, 5)) * 60;
  return zone.startsWith('-') ? -size : size;
}

/** The units of timespan literals such as 2h or 1.5days; Microsoft's own parser knows exactly these. */
export const TIMESPAN_UNITS: ReadonlyMap<string, bigint> = new Map(
  (
    [
      [DAY, 'd day days'],
      [HOUR, 'h hr hrs hour hours'],
      [MINUTE, 'm min minute minutes'],
      [SECOND, 's sec second seconds'],
      [MILLISECOND, 'ms milli millis millisecond milliseconds'],
      [MICROSECOND, 'micro micros microsecond microseconds'],
      [TICK, 'tick ticks'],
    ] as const
  ).flatMap(([ticks, names]) => names.split(' ').map((name): [string, bigint] => [name, ticks])),
);

/** So many of a unit as ticks; null when that is no time. */
export function scaledTicks(count: number, unit: bigint): bigint | null {
  const product = count * Number(unit);
  if (Number.isInteger(count) && Number.isSafeInteger(count)) return validTimespan(BigInt(count) * unit);
  return Number.isFinite(product) ? validTimespan(BigInt(Math.round(product))) : null;
}

const UNIT_FORM = /^(-?\d{1,18}(?:\.\d{1,18})?)\s{0,4}([a-z]{1,12})$/;
const CLOCK_FORM = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?$/;

/** Reads a timespan: 1d, 1.5h, 01:30:00, 2.03:04:05.5, or a bare number of days. Null when it is none. */
export function parseTimespan(text: string): bigint | null {
  const trimmed = text.trim();
  if (/^-?\d{1,8}$/.test(trimmed)) return validTimespan(BigInt(trimmed) * DAY);
  const withUnit = UNIT_FORM.exec(trimmed);
  if (withUnit) {
    const unit = TIMESPAN_UNITS.get(withUnit[2] ?? '');
    return unit === undefined ? null : scaledTicks(Number(withUnit[1]), unit);
  }
  const clock = CLOCK_FORM.exec(trimmed);
  if (!clock) return null;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ticks =
    BigInt(days) * DAY +
    BigInt(hours) * HOUR +
    BigInt(minutes) * MINUTE +
    BigInt(seconds) * SECOND +
    BigInt(fraction.padEnd(7, '0').slice(0, 7));
  return validTimespan(sign === undefined ? ticks : -ticks);
}
