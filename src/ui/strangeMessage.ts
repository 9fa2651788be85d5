import { plainText } from '../core/plainText';

const LONGEST = 300;

/** What came from a page and is no message of it, as one short line for the log. Never throws. */
export function strangeMessageText(value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    return plainText(typeof text === 'string' ? text.slice(0, 2 * LONGEST) : typeof value, LONGEST);
  } catch {
    return typeof value;
  }
}
