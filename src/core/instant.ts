import type { Branded } from './ids';

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. Always UTC; a local zone appears only where text is shown. */
export type Instant = Branded<number, 'Instant'>;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function instant(epochMilliseconds: number): Instant {
  return epochMilliseconds as Instant;
}

// Azure writes up to seven digits of fraction, sometimes an offset, and sometimes (billing dates) no zone at all.
const AZURE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i;

/**
 * Reads a timestamp as Azure writes it. Without a zone it is UTC. Undefined when the text is no time that the calendar
 * has, and for Azure's "never" (year 1).
 */
export function parseInstant(text: string): Instant | undefined {
  const match = AZURE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const utc = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, +fraction.padEnd(3, '0').slice(0, 3));
  const date = new Date(utc);
  const isReal = date.getUTCMonth() === +month - 1 && date.getUTCDate() === +day && date.getUTCHours() === +hour;
  if (!isReal || +year < 1900 || +minute > 59 || +second > 59) return undefined;
  return instant(utc - offsetMilliseconds(zone));
}

function offsetMilliseconds(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.replace(':', '');
  const size = Number(digits.slice(1, 3)) * HOUR + Number(digits.slice(3, 5)) * MINUTE;
  return zone.startsWith('-') ? -size : size;
}

/** ISO 8601 in UTC, e.g. 2026-09-18T08:00:00.000Z. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** The UTC day, e.g. 2026-09-18. */
export function toIsoDay(at: Instant): string {
  return toIso(at).slice(0, 10);
}
