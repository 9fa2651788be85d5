import { bound, numberEvaluator, ticksEvaluator } from './bound';
import type { Bound, Evaluate } from './bound';
import { isInteger, isNumeric } from './kqlValue';
import type { KqlType } from './kqlValue';
import { semanticFailure } from './queryFailure';
import type { ArithmeticOperator } from './syntax';
import { floorModulo, validDatetime, validTimespan } from './ticks';

/** + - * / %. A null operand makes a null, as do a division of integers by zero and a result out of range. */
export function bindArithmetic(operator: ArithmeticOperator, left: Bound, right: Bound): Bound {
  const result =
    numberArithmetic(operator, left, right) ??
    timeArithmetic(operator, left, right) ??
    scaledSpan(operator, left, right);
  if (result) return result;
  throw semanticFailure(
    `The operator '${operator}' is not defined for the operand types ${left.type} and ${right.type}.`,
  );
}

function numberArithmetic(operator: ArithmeticOperator, left: Bound, right: Bound): Bound | undefined {
  const type = numberType(left.type, right.type);
  if (!type) return undefined;
  const [a, b] = [numberOf(left), numberOf(right)];
  const compute = type === 'real' || type === 'dynamic' ? REAL_ARITHMETIC[operator] : INTEGER_ARITHMETIC[operator];
  return bound(type, [left, right], (row) => {
    const x = a(row);
    const y = b(row);
    return x === null || y === null ? null : compute(x, y);
  });
}

/** int and long give long, one real gives real; a dynamic takes the other side's kind. */
function numberType(left: KqlType, right: KqlType): 'long' | 'real' | 'dynamic' | undefined {
  const isOperand = (type: KqlType): boolean => isNumeric(type) || type === 'dynamic';
  if (!isOperand(left) || !isOperand(right)) return undefined;
  if (left === 'real' || right === 'real') return 'real';
  return isInteger(left) || isInteger(right) ? 'long' : 'dynamic';
}

/** A dynamic takes part with the number it holds. */
function numberOf(side: Bound): Evaluate<number | null> {
  if (side.type !== 'dynamic') return numberEvaluator(side);
  return (row) => {
    const value = side.evaluate(row);
    return typeof value === 'number' ? value : null;
  };
}

type Compute = (x: number, y: number) => number | null;

// "The modulo of two numbers always returns in Kusto a small non-negative number", page on numerical operators.
function modulo(x: number, y: number): number {
  const rest = x % Math.abs(y);
  return rest < 0 ? rest + Math.abs(y) : rest;
}

const REAL_ARITHMETIC: Readonly<Record<ArithmeticOperator, Compute>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '%': (x, y) => modulo(x, y),
};

const INTEGER_ARITHMETIC: Readonly<Record<ArithmeticOperator, Compute>> = {
  '+': (x, y) => Math.trunc(x + y),
  '-': (x, y) => Math.trunc(x - y),
  '*': (x, y) => Math.trunc(x * y),
  // 7 / 2 is 3 and -7 / 2 is -3.
  '/': (x, y) => (y === 0 ? null : Math.trunc(x / y) + 0),
  '%': (x, y) => (y === 0 ? null : modulo(x, y) + 0),
};

type TimeType = 'datetime' | 'timespan';

const TIME_RESULTS: ReadonlyMap<string, TimeType> = new Map<string, TimeType>([
  ['datetime + timespan', 'datetime'],
  ['timespan + datetime', 'datetime'],
  ['timespan + timespan', 'timespan'],
  ['datetime - timespan', 'datetime'],
  ['datetime - datetime', 'timespan'],
  ['timespan - timespan', 'timespan'],
  ['timespan % timespan', 'timespan'],
  ['datetime % timespan', 'timespan'],
]);

function timeArithmetic(operator: ArithmeticOperator, left: Bound, right: Bound): Bound | undefined {
  if (operator === '/' && left.type === 'timespan' && right.type === 'timespan') return ratio(left, right);
  const type = TIME_RESULTS.get(`${left.type} ${operator} ${right.type}`);
  if (!type || !isTime(left.type) || !isTime(right.type)) return undefined;
  const [a, b] = [ticksEvaluator(left, left.type), ticksEvaluator(right, right.type)];
  const valid = type === 'datetime' ? validDatetime : validTimespan;
  return bound(type, [left, right], (row) => {
    const x = a(row);
    const y = b(row);
    if (x === null || y === null) return null;
    if (operator === '%') return y === 0n ? null : floorModulo(x, y < 0n ? -y : y);
    return valid(operator === '+' ? x + y : x - y);
  });
}

function isTime(type: KqlType): type is TimeType {
  return type === 'datetime' || type === 'timespan';
}

function ratio(left: Bound, right: Bound): Bound {
  const [a, b] = [ticksEvaluator(left, 'timespan'), ticksEvaluator(right, 'timespan')];
  return bound('real', [left, right], (row) => {
    const x = a(row);
    const y = b(row);
    return x === null || y === null ? null : Number(x) / Number(y);
  });
}

/** timespan * number, number * timespan, timespan / number. */
function scaledSpan(operator: ArithmeticOperator, left: Bound, right: Bound): Bound | undefined {
  const isSpanFirst = left.type === 'timespan' && isNumeric(right.type);
  const isSpanLast = right.type === 'timespan' && isNumeric(left.type);
  const isDefined = (operator === '*' && (isSpanFirst || isSpanLast)) || (operator === '/' && isSpanFirst);
  if (!isDefined) return undefined;
  const span = ticksEvaluator(isSpanFirst ? left : right, 'timespan');
  const factor = numberEvaluator(isSpanFirst ? right : left);
  return bound('timespan', [left, right], (row) => {
    const ticks = span(row);
    const count = factor(row);
    if (ticks === null || count === null) return null;
    const scaled = operator === '*' ? Number(ticks) * count : Number(ticks) / count;
    return Number.isFinite(scaled) ? validTimespan(BigInt(Math.round(scaled))) : null;
  });
}

/** -x and +x. */
export function bindSign(isNegative: boolean, operand: Bound): Bound {
  if (operand.type === 'timespan') {
    const ticks = ticksEvaluator(operand, 'timespan');
    return bound('timespan', [operand], (row) => {
      const value = ticks(row);
      return value === null || !isNegative ? value : -value;
    });
  }
  if (!isNumeric(operand.type) && operand.type !== 'dynamic') {
    const sign = isNegative ? '-' : '+';
    throw semanticFailure(`The operator '${sign}' is not defined for the operand type ${operand.type}.`);
  }
  const number = numberOf(operand);
  return bound(operand.type, [operand], (row) => {
    const value = number(row);
    return value === null || !isNegative ? value : 0 - value;
  });
}
