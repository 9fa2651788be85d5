import type { SeededRandom } from './seededRandom';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Seven digits of fraction and a Z, as most resource providers write it: 2026-09-18T08:00:00.1234567Z. */
export function preciseTime(at: number, random: SeededRandom): string {
  return [new Date(at).toISOString().slice(0, 23), String(random.below(10_000)).padStart(4, '0'), 'Z'].join('');
}

/** No fraction and no zone, as billing dates come: 2026-09-18T08:00:00. */
export function zonelessTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** Whole seconds and a Z: 2026-09-18T08:00:00Z. */
export function plainTime(at: number): string {
  return `${zonelessTime(at)}Z`;
}

/** One of the forms that Azure mixes. */
export function someTime(at: number, random: SeededRandom): string {
  if (random.chance(3)) return zonelessTime(at);
  return random.chance(6) ? plainTime(at) : preciseTime(at, random);
}
