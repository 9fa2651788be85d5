import { bindCondition, bindExpression } from './bindExpression';
import { booleanEvaluator, constantValue, numberEvaluator } from './bound';
import type { Bound, Evaluate } from './bound';
import { converted, jsonText } from './convert';
import { derivedName } from './columnNames';
import { isInteger, isJsonArray, isNumeric } from './kqlValue';
import type { Row, Value } from './kqlValue';
import { compareValues, isOrderable } from './order';
import { semanticFailure } from './queryFailure';
import type { Column, Scope } from './scope';
import type { NamedExpression } from './syntax';

/** What an aggregate collects over the rows of one group. */
export interface Accumulator {
  add(row: Row): void;
  /** One value per column of the aggregate. */
  result(): readonly Value[];
}

/** A bound aggregate: the columns it makes, and a fresh accumulator for each group. */
export interface Aggregate {
  readonly columns: readonly Column[];
  readonly start: () => Accumulator;
}

interface AggregateCall {
  readonly name: string;
  readonly args: readonly NamedExpression[];
  /** The rows that are aggregated. */
  readonly scope: Scope;
  /** The columns that the query groups by: * leaves them out. */
  readonly groupColumns: ReadonlySet<string>;
}

/** Binds a call of an aggregate; undefined when it is none that is served. */
export function bindAggregate(call: AggregateCall): Aggregate | undefined {
  switch (call.name) {
    case 'count':
      return call.args.length === 0 ? single('long', () => counter(() => true)) : failArity(call, '0');
    case 'countif':
      return bindCountIf(call);
    case 'dcount':
      return bindDistinctCount(call);
    case 'sum':
      return bindSum(call);
    case 'avg':
      return bindAverage(call);
    case 'min':
      return bindExtreme(call, -1);
    case 'max':
      return bindExtreme(call, 1);
    case 'make_list':
      return bindCollection(call, false);
    case 'make_set':
      return bindCollection(call, true);
    case 'arg_max':
      return bindArgExtreme(call, 1);
    case 'arg_min':
      return bindArgExtreme(call, -1);
    case 'take_any':
    case 'any':
      return bindTakeAny(call);
    default:
      return undefined;
  }
}

function failArity(call: AggregateCall, expected: string): never {
  throw semanticFailure(`${call.name}(): function expects ${expected} argument(s).`);
}

/** An aggregate of one column, whose name the caller gives. */
function single(type: Column['type'], start: () => Accumulator): Aggregate {
  return { columns: [{ name: '', type }], start };
}

function argumentOf(call: AggregateCall, most: number): Bound {
  const [first] = call.args;
  if (!first || call.args.length > most) return failArity(call, most === 1 ? '1' : `between 1 and ${most}`);
  if (first.name !== null) throw semanticFailure(`${call.name}(): a name is not allowed here.`);
  return bindExpression(first.value, call.scope);
}

function counter(counts: (row: Row) => boolean): Accumulator {
  let count = 0;
  return {
    add: (row) => {
      if (counts(row)) count += 1;
    },
    result: () => [count],
  };
}

function bindCountIf(call: AggregateCall): Aggregate {
  const [first] = call.args;
  if (!first || call.args.length > 1) return failArity(call, '1');
  const condition = booleanEvaluator(bindCondition(first.value, call.scope));
  return single('long', () => counter((row) => condition(row) === true));
}

/** Exact, where Kusto estimates. */
function bindDistinctCount(call: AggregateCall): Aggregate {
  const value = argumentOf(call, 2);
  return single('long', () => {
    const seen = new Set<string>();
    return {
      add: (row) => {
        const item = value.evaluate(row);
        if (item !== null) seen.add(identityOf(item));
      },
      result: () => [seen.size],
    };
  });
}

function identityOf(value: Value): string {
  return typeof value === 'object' ? jsonText(value) : `${typeof value}:${String(value)}`;
}

function bindSum(call: AggregateCall): Aggregate {
  const value = argumentOf(call, 1);
  if (value.type === 'timespan') return single('timespan', () => ticksSum(value, (sum) => sum));
  requireNumeric(call, value);
  const read = numberEvaluator(value);
  return single(isInteger(value.type) ? 'long' : 'real', () => {
    let sum = 0;
    return {
      add: (row) => {
        sum += read(row) ?? 0;
      },
      result: () => [sum],
    };
  });
}

function bindAverage(call: AggregateCall): Aggregate {
  const value = argumentOf(call, 1);
  if (value.type === 'timespan') {
    return single('timespan', () => ticksSum(value, (sum, count) => (count === 0n ? null : sum / count)));
  }
  requireNumeric(call, value);
  const read = numberEvaluator(value);
  return single('real', () => {
    let sum = 0;
    let count = 0;
    return {
      add: (row) => {
        const item = read(row);
        if (item === null) return;
        sum += item;
        count += 1;
      },
      // The average of nothing is null: "default values of aggregations" on Kusto's page on summarize.
      result: () => [count === 0 ? null : sum / count],
    };
  });
}

function requireNumeric(call: AggregateCall, value: Bound): void {
  if (!isNumeric(value.type)) {
    throw semanticFailure(`The function '${call.name}' is not compatible with arguments (${value.type})`);
  }
}

function ticksSum(value: Bound, finish: (sum: bigint, count: bigint) => bigint | null): Accumulator {
  let sum = 0n;
  let count = 0n;
  return {
    add: (row) => {
      const ticks = value.evaluate(row);
      if (typeof ticks !== 'bigint') return;
      sum += ticks;
      count += 1n;
    },
    result: () => [finish(sum, count)],
  };
}

function requireOrderable(call: AggregateCall, value: Bound): void {
  if (!isOrderable(value.type)) {
    throw semanticFailure(
      `${call.name}(): the argument value must be orderable: a number, timespan, datetime, string or boolean.`,
    );
  }
}

function bindExtreme(call: AggregateCall, sign: 1 | -1): Aggregate {
  const value = argumentOf(call, 1);
  requireOrderable(call, value);
  return single(value.type, () => {
    let best: Value = null;
    return {
      add: (row) => {
        const item = value.evaluate(row);
        if (item !== null && (best === null || compareValues(item, best) * sign > 0)) best = item;
      },
      result: () => [best ?? (value.type === 'string' ? '' : null)],
    };
  });
}

const LARGEST_COLLECTION = 1_048_576;

/** make_list and make_set leave nulls out; a set takes the elements of an array one by one. */
function bindCollection(call: AggregateCall, isSet: boolean): Aggregate {
  const value = argumentOf(call, 2);
  const most = collectionSize(call);
  const read: Evaluate<Value> = (row) => converted(value.evaluate(row), value.type, 'dynamic');
  return single('dynamic', () => {
    const items = new Map<string | number, Exclude<Value, bigint>>();
    const put = (item: Value): void => {
      if (item === null || typeof item === 'bigint' || items.size >= most) return;
      const key = isSet ? identityOf(item) : items.size;
      if (!items.has(key)) items.set(key, item);
    };
    return {
      add: (row) => {
        const item = read(row);
        if (isSet && isJsonArray(item)) item.forEach(put);
        else put(item);
      },
      result: () => [[...items.values()]],
    };
  });
}

function collectionSize(call: AggregateCall): number {
  const size = call.args[1];
  if (!size) return LARGEST_COLLECTION;
  const limit = bindExpression(size.value, call.scope);
  const value = constantValue(limit);
  if (!isInteger(limit.type) || typeof value !== 'number') {
    throw semanticFailure('The expression value must be an integer.');
  }
  return Math.min(Math.max(value, 0), LARGEST_COLLECTION);
}

interface Returned {
  readonly column: Column;
  readonly value: Bound;
}

/** arg_max(x, *) and arg_max(x, a, b): x and what stands beside it in the row where x is greatest. */
function bindArgExtreme(call: AggregateCall, sign: 1 | -1): Aggregate {
  const [first, ...others] = call.args;
  if (!first) return failArity(call, 'at least 1');
  const key = bindExpression(first.value, call.scope);
  requireOrderable(call, key);
  const prefix = sign > 0 ? 'max' : 'min';
  const keyName = first.name ?? derivedName(first.value)?.name ?? `${prefix}_`;
  const source = first.value.kind === 'name' ? first.value.name : null;
  const base = derivedName(first.value)?.name ?? '';
  const returned = others.flatMap((other, index) =>
    other.value.kind === 'star'
      ? allColumns(call, source)
      : [returnedColumn(call, other, `${prefix}_${base}_arg${index + 1}`)],
  );
  const values = [key, ...returned.map((item) => item.value)];
  return {
    columns: [{ name: keyName, type: key.type }, ...returned.map((item) => item.column)],
    start: () => new ExtremeRow(key, values, sign),
  };
}

function allColumns(call: AggregateCall, except: string | null): readonly Returned[] {
  return call.scope.columns.flatMap((column) =>
    column.name === except || call.groupColumns.has(column.name)
      ? []
      : [{ column, value: bindExpression({ kind: 'name', name: column.name }, call.scope) }],
  );
}

function returnedColumn(call: AggregateCall, item: NamedExpression, fallback: string): Returned {
  const value = bindExpression(item.value, call.scope);
  return { column: { name: item.name ?? derivedName(item.value)?.name ?? fallback, type: value.type }, value };
}

/** A group whose keys are all null still gives a row of it (Kusto's page on arg_max, "null handling"). */
class ExtremeRow implements Accumulator {
  #best: Row | undefined;
  #bestKey: Value = null;

  constructor(
    readonly key: Bound,
    readonly values: readonly Bound[],
    readonly sign: 1 | -1,
  ) {}

  add(row: Row): void {
    const value = this.key.evaluate(row);
    const isBetter = value !== null && (this.#bestKey === null || compareValues(value, this.#bestKey) * this.sign > 0);
    if (this.#best !== undefined && !isBetter) return;
    this.#best = row;
    this.#bestKey = value;
  }

  result(): readonly Value[] {
    return valuesOf(this.values, this.#best);
  }
}

function valuesOf(values: readonly Bound[], row: Row | undefined): readonly Value[] {
  return values.map((value) => (row ? value.evaluate(row) : value.type === 'string' ? '' : null));
}

/** take_any(x): any row's; of one column rather a value than none. any() is its old name, with prefixed columns. */
function bindTakeAny(call: AggregateCall): Aggregate {
  if (call.args.length === 0) return failArity(call, 'at least 1');
  const returned = call.args.flatMap((arg, index) =>
    arg.value.kind === 'star' ? allColumns(call, null) : [returnedColumn(call, arg, `any_arg${index}`)],
  );
  const isOld = call.name === 'any';
  const columns = returned.map(({ column }) => (isOld ? { ...column, name: oldAnyName(column.name) } : column));
  const values = returned.map((item) => item.value);
  const isSingle = call.args.length === 1 && call.args[0]?.value.kind !== 'star';
  return { columns, start: () => anyRow(values, isSingle) };
}

function oldAnyName(name: string): string {
  return name.startsWith('any_arg') ? name : `any_${name}`;
}

function anyRow(values: readonly Bound[], prefersValue: boolean): Accumulator {
  let chosen: Row | undefined;
  let isSettled = false;
  return {
    add: (row) => {
      if (isSettled) return;
      const value = prefersValue ? values[0]?.evaluate(row) : undefined;
      isSettled = value !== null && value !== '';
      if (chosen === undefined || isSettled) chosen = row;
    },
    result: () => valuesOf(values, chosen),
  };
}
