/** The longest piece of outside text that a row, a tooltip or a notification shows. */
export const SHOWN_LENGTH = 200;

// Control characters, line and paragraph separators, and the bidirectional overrides that can make a name read as another.
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Outside text made fit for one line of ours: no control or direction characters, cut to `length` characters. */
export function plainText(text: string, length: number = SHOWN_LENGTH): string {
  // Cut before cleaning, so that a name of a hundred thousand characters costs no more than a long one.
  const cleaned = text
    .slice(0, length * 4)
    .replace(UNSAFE, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (cleaned.length <= length) return cleaned;
  const cut = cleaned.slice(0, length - 1);
  const endsInHalfPair = /[\ud800-\udbff]$/.test(cut);
  return `${endsInHalfPair ? cut.slice(0, -1) : cut}…`;
}
