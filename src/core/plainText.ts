/** The longest piece of outside text that a row, a tooltip or a notification shows. */
export const SHOWN_LENGTH = 200;

// Control and format characters (bidirectional overrides can make a name read as another), line and paragraph separators.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Outside text made fit for one line of ours: no control or direction characters, cut to `length` characters. */
export function plainText(text: string, length: number = SHOWN_LENGTH): string {
  // Cut before cleaning, so that a name of a hundred thousand characters costs no more than a long one.
  const read = wholeStart(text, length * 4);
  const cleaned = read.replace(UNSAFE, ' ').replaceAll(/\s+/g, ' ').trim();
  const isWhole = read.length === text.length && cleaned.length <= length;
  if (isWhole || length === 0) return cleaned;
  return `${wholeStart(cleaned, length - 1).trimEnd()}…`;
}

/** The first `length` code units, one less where that would cut a character in half. */
export function wholeStart(text: string, length: number): string {
  const start = text.slice(0, length);
  return start.length < text.length && /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
}
