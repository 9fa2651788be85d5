/** A value as it is, for programs: numbers are numbers, times ISO 8601; null = not known, or does not apply. */
export type ExportValue = string | number | null;

/** What a spreadsheet takes for the beginning of a formula, also in its wide form. */
const FORMULA = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/** One cell. A text that a spreadsheet would run is made a text by an apostrophe; numbers stay numbers. */
export function csvCell(value: ExportValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Text that Markdown shows as it is. */
export function markdownCell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~!&]/g, (character) => `\\${character}`).replaceAll(/[\r\n]+/g, ' ');
}
