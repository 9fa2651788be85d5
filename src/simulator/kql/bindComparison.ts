import type { Json } from './json';
import {
  booleanEvaluator,
  bound,
  constantValue,
  jsonEvaluator,
  numberEvaluator,
  textEvaluator,
  ticksEvaluator,
} from './bound';
import type { Bound, Evaluate } from './bound';
import { datetimeOf, dynamicText, jsonText, timespanOf } from './convert';
import { isJsonArray, isNumeric } from './kqlValue';
import type { KqlType, Value } from './kqlValue';
import { semanticFailure } from './queryFailure';
import type { QueryFailure } from './queryFailure';
import type { EqualityOperator, ListOperator, OrderOperator } from './syntax';

/*
 * Equality is total but for two nulls: null == x is false, null != x is true, null == null is null. Order is not: one
 * null makes the comparison null. Sources: Kusto's page on null values; measured by duckdb-kql (rule R4).
 */

export type Truth = boolean | null;

export function negated(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

export function bindEquality(operator: EqualityOperator, left: Bound, right: Bound): Bound {
  const equal = equalityOf(left, right);
  const evaluate: Evaluate<Truth> = operator === '==' ? equal : (row) => negated(equal(row));
  return bound('bool', [left, right], evaluate);
}

function equalityOf(left: Bound, right: Bound): Evaluate<Truth> {
  const type = comparedType(left, right);
  switch (type) {
    case 'string':
      return equalText(textEvaluator(left), textEvaluator(right));
    case 'number':
      return equalOrNull(dynamicAware(left, numberEvaluator), dynamicAware(right, numberEvaluator));
    case 'bool':
      return equalOrNull(dynamicAware(left, booleanEvaluator), dynamicAware(right, booleanEvaluator));
    case 'datetime':
    case 'timespan': {
      const ticks = (side: Bound): Evaluate<bigint | null> => ticksEvaluator(side, type);
      return equalOrNull(dynamicAware(left, ticks), dynamicAware(right, ticks));
    }
  }
}

function equalText(left: Evaluate<string>, right: Evaluate<string>): Evaluate<Truth> {
  return (row) => left(row) === right(row);
}

function equalOrNull<Result>(left: Evaluate<Result>, right: Evaluate<Result>): Evaluate<Truth> {
  return (row) => {
    const a = left(row);
    const b = right(row);
    if (a === null) return b === null ? null : false;
    return b !== null && a === b;
  };
}

/** A dynamic that holds something of another kind equals nothing, but it is not null either. */
const OTHER_KIND = Symbol('other kind');

function dynamicAware<Result>(
  side: Bound,
  read: (side: Bound) => Evaluate<Result>,
): Evaluate<Result | typeof OTHER_KIND | null> {
  const evaluate = read(side);
  if (side.type !== 'dynamic') return evaluate;
  return (row) => {
    const value = evaluate(row);
    return value === null && side.evaluate(row) !== null ? OTHER_KIND : value;
  };
}

/** In what type two sides are compared, or Kusto's own complaint. */
function comparedType(left: Bound, right: Bound): 'string' | 'number' | 'bool' | 'datetime' | 'timespan' {
  const [a, b] = [left.type, right.type];
  if (a === 'dynamic' && b === 'dynamic') {
    throw semanticFailure('Cannot compare dynamic values without explicit cast');
  }
  if (a === 'dynamic') return kindOf(b);
  if (b === 'dynamic') return kindOf(a);
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === kindB) return kindA;
  if (isTruthLike(kindA) && isTruthLike(kindB)) return 'number';
  // Measured: a datetime column == '2020-01-01' reads the text as a datetime.
  if (kindA === 'datetime' && kindB === 'string') return 'datetime';
  if (kindA === 'string' && kindB === 'datetime') return 'datetime';
  throw incomparable(a, b);
}

function incomparable(a: KqlType, b: KqlType): QueryFailure {
  return semanticFailure(`Cannot compare values of types ${a} and ${b}. Try adding explicit casts`);
}

function isTruthLike(kind: string): boolean {
  return kind === 'number' || kind === 'bool';
}

function kindOf(type: KqlType): 'string' | 'number' | 'bool' | 'datetime' | 'timespan' {
  if (isNumeric(type)) return 'number';
  switch (type) {
    case 'bool':
    case 'datetime':
    case 'timespan':
      return type;
    default:
      return 'string';
  }
}

const ORDER_TESTS: Readonly<Record<OrderOperator, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

export function bindOrder(operator: OrderOperator, left: Bound, right: Bound): Bound {
  const test = ORDER_TESTS[operator];
  const [read, readOther] = orderable(left, right);
  return bound('bool', [left, right], (row) => {
    const a = read(row);
    const b = readOther(row);
    if (a === null || b === null) return null;
    if (Number.isNaN(a) || Number.isNaN(b)) return false;
    return test(a < b ? -1 : a > b ? 1 : 0);
  });
}

type OrderPair = readonly [Evaluate<number | bigint | null>, Evaluate<number | bigint | null>];

/** Text has no order in Kusto, and a dynamic compares with numbers only. */
function orderable(left: Bound, right: Bound): OrderPair {
  const [a, b] = [left.type, right.type];
  const isNumberLike = (type: KqlType): boolean => isNumeric(type) || type === 'bool';
  const isNumbers =
    (isNumberLike(a) && isNumberLike(b)) || (a === 'dynamic' && isNumeric(b)) || (b === 'dynamic' && isNumeric(a));
  if (isNumbers) return [strictNumber(left), strictNumber(right)];
  if (a === b && (a === 'datetime' || a === 'timespan')) return [ticksEvaluator(left, a), ticksEvaluator(right, a)];
  if (a === 'dynamic' && b === 'dynamic') throw semanticFailure('Cannot compare dynamic values without explicit cast');
  throw incomparable(a, b);
}

function strictNumber(side: Bound): Evaluate<number | null> {
  if (side.type !== 'dynamic') return numberEvaluator(side);
  return (row) => {
    const value = side.evaluate(row);
    return typeof value === 'number' ? value : null;
  };
}

export function bindBetween(isNegated: boolean, left: Bound, low: Bound, high: Bound): Bound {
  if (low.type === 'dynamic' || high.type === 'dynamic') {
    throw semanticFailure('between: the bounds of a range cannot be of dynamic type.');
  }
  const isSpan = left.type === 'datetime' && low.type === 'datetime' && high.type === 'timespan';
  const upper = isSpan ? endOfSpan(low, high) : high;
  const above = bindOrder('>=', left, low);
  const below = bindOrder('<=', left, upper);
  return bound('bool', [left, low, high], (row) => {
    const truth = conjunction([above.evaluate(row), below.evaluate(row)]);
    return isNegated ? negated(truth) : truth;
  });
}

/** between (start .. 3d) ends three days after its start. */
function endOfSpan(start: Bound, span: Bound): Bound {
  return bound('datetime', [start, span], (row) => {
    const from = start.evaluate(row);
    const length = span.evaluate(row);
    return typeof from === 'bigint' && typeof length === 'bigint' ? from + length : null;
  });
}

/** Three-valued and. */
export function conjunction(values: readonly Value[]): Truth {
  if (values.includes(false)) return false;
  return values.every((value) => value === true) ? true : null;
}

/** Three-valued or. */
export function disjunction(values: readonly Value[]): Truth {
  if (values.includes(true)) return true;
  return values.every((value) => value === false) ? false : null;
}

/** in, in~ and their negations: like a chain of == and or. A dynamic array among the items stands for its elements. */
export function bindIn(
  operator: Extract<ListOperator, `${string}in${string}`>,
  left: Bound,
  items: readonly Bound[],
): Bound {
  const isNegated = operator.startsWith('!');
  const membership = operator.endsWith('~') ? memberIgnoringCase(left, items) : memberOf(left, items);
  const evaluate: Evaluate<Truth> = isNegated ? (row) => negated(membership(row)) : membership;
  return bound('bool', [left, ...items], evaluate);
}

function memberOf(left: Bound, items: readonly Bound[]): Evaluate<Truth> {
  if (left.type === 'string') return textMember(left, items, (text) => text);
  const tests = items.map((item) => (item.type === 'dynamic' ? elementTest(left, item) : equalityOf(left, item)));
  return (row) => disjunction(tests.map((test) => test(row)));
}

function memberIgnoringCase(left: Bound, items: readonly Bound[]): Evaluate<Truth> {
  requireText('in~', [left, ...items]);
  return textMember(left, items, (text) => text.toLowerCase());
}

function requireText(operator: string, sides: readonly Bound[]): void {
  const other = sides.find((side) => side.type !== 'string' && side.type !== 'dynamic');
  if (other) throw semanticFailure(`The operator '${operator}' is not defined for the operand type ${other.type}.`);
}

function textMember(left: Bound, items: readonly Bound[], fold: (text: string) => string): Evaluate<Truth> {
  const other = items.find((item) => item.type !== 'string' && item.type !== 'dynamic');
  if (other) throw incomparable(left.type, other.type);
  const read = textEvaluator(left);
  const texts = itemTexts(items);
  if (texts.isConstant) {
    const members = new Set(texts.constant.map(fold));
    return (row) => members.has(fold(read(row)));
  }
  return (row) => {
    const text = fold(read(row));
    return texts.evaluate(row).some((item) => fold(item) === text);
  };
}

/** The texts of a list of items, arrays flattened; read once when all items are constant. */
export function itemTexts(items: readonly Bound[]): {
  readonly isConstant: boolean;
  readonly constant: readonly string[];
  readonly evaluate: Evaluate<readonly string[]>;
} {
  const evaluate: Evaluate<readonly string[]> = (row) =>
    items.flatMap((item) => {
      const value = item.evaluate(row);
      if (isJsonArray(value)) return value.map(dynamicText);
      return typeof value === 'string' ? [value] : [typeof value === 'bigint' ? '' : dynamicText(value)];
    });
  const isConstant = items.every((item) => constantValue(item) !== undefined);
  return { isConstant, constant: isConstant ? evaluate([]) : [], evaluate };
}

function elementTest(left: Bound, item: Bound): Evaluate<Truth> {
  const read = jsonEvaluator(item);
  return (row) => {
    const value = left.evaluate(row);
    const elements = read(row);
    return disjunction(
      (isJsonArray(elements) ? elements : [elements]).map((element) => isElement(value, left.type, element)),
    );
  };
}

function isElement(value: Value, type: KqlType, element: Json): Truth {
  if (value === null) return element === null ? null : false;
  if (element === null) return typeof value === 'string' ? value === '' : false;
  if (type === 'datetime') return datetimeOf(element) === value;
  if (type === 'timespan') return timespanOf(element) === value;
  if (typeof value === 'object') return typeof element === 'object' && jsonText(value) === jsonText(element);
  return value === element;
}
