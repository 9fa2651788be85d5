import type { KqlType, Value } from './kqlValue';

/** Compares two values of one type that are not null. Text is ordinal: upper case before lower case. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** NaN sorts with the nulls (Kusto's page on the sort operator). */
export function isNullInOrder(value: Value): boolean {
  return value === null || Number.isNaN(value);
}

/** Whether values of a type can be put in order. */
export function isOrderable(type: KqlType): boolean {
  return type !== 'dynamic';
}

/** A key under which equal lists of values, and only those, meet. */
export function groupKey(values: readonly Value[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === 'string') return only;
  return values.map(keyPart).join('');
}

function keyPart(value: Value): string {
  if (value === null) return 'n;';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `${text.length}:${text};`;
}
