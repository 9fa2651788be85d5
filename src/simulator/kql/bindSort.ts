import { bindExpression } from './bindExpression';
import type { Row, Value } from './kqlValue';
import { compareValues, isNullInOrder, isOrderable } from './order';
import { semanticFailure } from './queryFailure';
import type { Scope } from './scope';
import type { SortKey } from './syntax';

type Compare = (a: Value, b: Value) => number;

/** order by: a stable sort. Every key is evaluated once per row. */
export function bindSort(keys: readonly SortKey[], scope: Scope): (rows: readonly Row[]) => readonly Row[] {
  const columns = keys.map((key) => {
    const value = bindExpression(key.value, scope);
    // Kusto's own message.
    if (!isOrderable(value.type)) throw semanticFailure("order operator: key can't be of dynamic type");
    return { evaluate: value.evaluate, compare: value.type === 'string' ? compareTexts(key) : compareKeys(key) };
  });
  return (rows) => {
    const keyed = columns.map(({ evaluate, compare }) => ({ values: rows.map(evaluate), compare }));
    const order = rows.map((_, index) => index).sort(compareAt(keyed));
    return order.map((index) => rows[index] ?? []);
  };
}

function compareAt(
  keyed: readonly { readonly values: readonly Value[]; readonly compare: Compare }[],
): (a: number, b: number) => number {
  const [only] = keyed;
  if (only && keyed.length === 1) {
    const { values, compare } = only;
    return (a, b) => compare(values[a] ?? null, values[b] ?? null);
  }
  return (a, b) => {
    for (const { values, compare } of keyed) {
      const order = compare(values[a] ?? null, values[b] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Text is never null. */
function compareTexts(key: SortKey): Compare {
  const sign = key.isDescending ? -1 : 1;
  return (a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string' || a === b) return 0;
    return a < b ? -sign : sign;
  };
}

function compareKeys(key: SortKey): Compare {
  return (a, b) => {
    const [nullA, nullB] = [isNullInOrder(a), isNullInOrder(b)];
    if (nullA && nullB) return nullKind(a, b, key.nullsFirst);
    if (nullA) return key.nullsFirst ? -1 : 1;
    if (nullB) return key.nullsFirst ? 1 : -1;
    return key.isDescending ? compareValues(b, a) : compareValues(a, b);
  };
}

/** Among themselves null comes before NaN where nulls are first, and after it where they are last. */
function nullKind(a: Value, b: Value, nullsFirst: boolean): number {
  if ((a === null) === (b === null)) return 0;
  return (a === null) === nullsFirst ? -1 : 1;
}
