import type { Json } from './json';
import { datetimeOf, textOf, timespanOf } from './convert';
import type { KqlType, Row, Value } from './kqlValue';

/** An expression that has been resolved against its columns: its type, and a closure that evaluates it for a row. */
export interface Bound {
  readonly type: KqlType;
  /** The same for every row. */
  readonly isConstant: boolean;
  readonly evaluate: Evaluate<Value>;
}

export type Evaluate<Result> = (row: Row) => Result;

const NO_ROW: Row = [];

export function constant(type: KqlType, value: Value): Bound {
  return { type, isConstant: true, evaluate: () => value };
}

/** A bound node over others; when all of those are constant it is evaluated here and now, once. */
export function bound(type: KqlType, parts: readonly Bound[], evaluate: Evaluate<Value>): Bound {
  if (!parts.every((part) => part.isConstant)) return { type, isConstant: false, evaluate };
  return constant(type, evaluate(NO_ROW));
}

/** The value of a constant; undefined when the expression depends on the row. */
export function constantValue(expression: Bound): Value | undefined {
  return expression.isConstant ? expression.evaluate(NO_ROW) : undefined;
}

/** Reads any expression as text, the way tostring() does. */
export function textEvaluator(expression: Bound): Evaluate<string> {
  const { evaluate, type } = expression;
  if (type === 'string') {
    return (row) => {
      const value = evaluate(row);
      return typeof value === 'string' ? value : '';
    };
  }
  return (row) => textOf(evaluate(row), type);
}

/** Reads a numeric, boolean or dynamic expression as a number; a dynamic that is no number is null. */
export function numberEvaluator(expression: Bound): Evaluate<number | null> {
  const { evaluate } = expression;
  return (row) => {
    const value = evaluate(row);
    if (typeof value === 'number') return value;
    return typeof value === 'boolean' ? Number(value) : null;
  };
}

/** Reads a boolean or dynamic expression as a boolean; a dynamic that is none is null. */
export function booleanEvaluator(expression: Bound): Evaluate<boolean | null> {
  const { evaluate } = expression;
  return (row) => {
    const value = evaluate(row);
    return typeof value === 'boolean' ? value : null;
  };
}

/** Reads a datetime or timespan, or a dynamic or text that spells one, as ticks. */
export function ticksEvaluator(expression: Bound, type: 'datetime' | 'timespan'): Evaluate<bigint | null> {
  const { evaluate } = expression;
  const convert = type === 'datetime' ? datetimeOf : timespanOf;
  return (row) => {
    const value = evaluate(row);
    if (typeof value === 'bigint') return value;
    return typeof value === 'string' ? convert(value) : null;
  };
}

/** Reads a dynamic; anything else becomes one. */
export function jsonEvaluator(expression: Bound): Evaluate<Json> {
  const { evaluate, type } = expression;
  return (row) => {
    const value = evaluate(row);
    return typeof value === 'bigint' ? textOf(value, type) : value;
  };
}
