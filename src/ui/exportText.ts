/** A value as it is, for programs: numbers are numbers, times ISO 8601; null = not known, or does not apply. */
export type ExportValue = string | number | null;

/** What a spreadsheet takes for the beginning of a formula, also in its wide form. */
const FORMULA = /^[\s"\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/**
 * The same inside a value, where a cell would begin if lines were divided there: many countries' spreadsheets divide them
 * at semicolons, some programs at tabs, and then quotes in the middle of a cell hold nothing together.
 */
const FORMULA_INSIDE =
  /([,;\t\r\n][\u0000-\u0008\u000b\u000c\u000e-\u0020"\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/**
 * One cell. A text that a spreadsheet would run, as a whole or behind a separator inside it, is made a text by an
 * apostrophe; numbers stay numbers.
 */
export function csvCell(value: ExportValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inside = value.replaceAll(FORMULA_INSIDE, "$1'$2");
  const safe = FORMULA.test(value) ? `'${inside}` : inside;
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Text that Markdown shows as it is. */
export function markdownCell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~!&]/g, (character) => `\\${character}`).replaceAll(/[\r\n]+/g, ' ');
}
