/** The longest piece of outside text that a row, a tooltip or a notification shows. */
export const SHOWN_LENGTH = 200;

// Control and format characters (bidirectional overrides can make a name read as another), line and paragraph separators.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

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
