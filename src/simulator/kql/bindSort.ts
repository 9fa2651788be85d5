import { bindExpression } from './bindExpression';
import type { Row, Value } from './kqlValue';
import { compareValues, isNullInOrder, isOrderable } from './order';
import { semanticFailure } from './queryFailure';
import type { Scope } from './scope';
import type { SortKey } from './syntax';

interface KeyedRow {
  readonly row: Row;
  readonly keys: readonly Value[];
}

/** order by: a stable sort. Every key is evaluated once per row. */
export function bindSort(keys: readonly SortKey[], scope: Scope): (rows: readonly Row[]) => readonly Row[] {
  const evaluators = keys.map((key) => {
    const value = bindExpression(key.value, scope);
    // Kusto's own message.
    if (!isOrderable(value.type)) throw semanticFailure("order operator: key can't be of dynamic type");
    return value.evaluate;
  });
  return (rows) =>
    rows
      .map((row): KeyedRow => ({ row, keys: evaluators.map((evaluate) => evaluate(row)) }))
      .sort((a, b) => compareRows(a, b, keys))
      .map((keyed) => keyed.row);
}

function compareRows(a: KeyedRow, b: KeyedRow, keys: readonly SortKey[]): number {
  for (const [index, key] of keys.entries()) {
    const order = compareKeys(a.keys[index] ?? null, b.keys[index] ?? null, key);
    if (order !== 0) return order;
  }
  return 0;
}

function compareKeys(a: Value, b: Value, key: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    return a < b === key.isDescending ? 1 : -1;
  }
  const [nullA, nullB] = [isNullInOrder(a), isNullInOrder(b)];
  if (nullA && nullB) return nullKind(a, b, key.nullsFirst);
  if (nullA) return key.nullsFirst ? -1 : 1;
  if (nullB) return key.nullsFirst ? 1 : -1;
  return key.isDescending ? compareValues(b, a) : compareValues(a, b);
}

/** Among themselves null comes before NaN where nulls are first, and after it where they are last. */
function nullKind(a: Value, b: Value, nullsFirst: boolean): number {
  if ((a === null) === (b === null)) return 0;
  return (a === null) === nullsFirst ? -1 : 1;
}
