import { HOUR, MINUTE } from './instant';

const DURATION = /^PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?$/;

/** Milliseconds of an ISO 8601 duration of hours and minutes, such as PT4H or PT1H30M; null = it is none. */
export function isoDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return null;
  return Number(match[1] ?? 0) * HOUR + Number(match[2] ?? 0) * MINUTE;
}
