import type { Json } from './json';
import { bindArithmetic, bindSign } from './bindArithmetic';
import { bindBetween, bindEquality, bindIn, bindOrder } from './bindComparison';
import { bindHasList, bindTextOperator } from './bindText';
import { booleanEvaluator, bound, constant } from './bound';
import type { Bound, Evaluate } from './bound';
import { isAggregate } from './functionNames';
import { bindFunction } from './functions';
import { isInteger, isJsonArray, isJsonObject } from './kqlValue';
import type { Row, Value } from './kqlValue';
import { semanticFailure, unknownFunction } from './queryFailure';
import type { Scope } from './scope';
import type { Expression } from './syntax';

const DEEPEST_EXPRESSION = 700;

/** Resolves an expression against its scope: names to positions, operators and functions to closures, types checked. */
export function bindExpression(expression: Expression, scope: Scope): Bound {
  return new Binder(scope).bind(expression);
}

/** As bindExpression, for a place that wants a condition. */
export function bindCondition(expression: Expression, scope: Scope): Bound {
  const condition = bindExpression(expression, scope);
  if (condition.type !== 'bool') throw semanticFailure('The expression must have the type bool.');
  return condition;
}

class Binder {
  #depth = 0;

  constructor(readonly scope: Scope) {}

  bind(expression: Expression): Bound {
    this.#depth += 1;
    if (this.#depth > DEEPEST_EXPRESSION) throw semanticFailure('The query is nested too deeply.');
    const result = this.#bound(expression);
    this.#depth -= 1;
    return result;
  }

  #bound(expression: Expression): Bound {
    switch (expression.kind) {
      case 'literal':
        return constant(expression.type, expression.value);
      case 'name':
        return this.#named(expression.name);
      case 'member':
        return this.#member(expression.target, expression.name);
      case 'index':
        return this.#index(expression.target, expression.index);
      case 'call':
        return this.#call(expression);
      case 'sign':
        return bindSign(expression.isNegative, this.bind(expression.operand));
      case 'logical':
        return bindLogical(
          expression.operator,
          expression.operands.map((operand) => this.bind(operand)),
        );
      case 'binary':
        return this.#binary(expression);
      case 'list':
        return this.#list(expression);
      case 'between':
        return bindBetween(
          expression.isNegated,
          this.bind(expression.left),
          this.bind(expression.low),
          this.bind(expression.high),
        );
      case 'star':
        throw semanticFailure('The * syntax is not allowed here.');
      case 'typeof':
        throw semanticFailure('typeof() is not allowed here.');
    }
  }

  #named(name: string): Bound {
    const index = this.scope.columns.findIndex((column) => column.name === name);
    const column = this.scope.columns[index];
    if (column) return { type: column.type, isConstant: false, evaluate: columnReader(index) };
    const known = this.scope.lets.get(name);
    if (known) return known;
    // Kusto's own words for a name that is no column.
    throw semanticFailure(`Failed to resolve scalar expression named '${name}'`);
  }

  #member(target: Expression, name: string): Bound {
    const source = this.#dynamicSource(target);
    return bound('dynamic', [source], memberReader(source.evaluate, name));
  }

  #dynamicSource(target: Expression): Bound {
    const source = this.bind(target);
    if (source.type === 'dynamic') return source;
    throw semanticFailure(
      `Path expression source must be of dynamic type. Received a source of type ${source.type} instead`,
    );
  }

  #index(target: Expression, index: Expression): Bound {
    const source = this.#dynamicSource(target);
    const key = this.bind(index);
    if (!isInteger(key.type) && key.type !== 'string' && key.type !== 'dynamic') {
      throw semanticFailure('The expression must have one of the types: int, long or string.');
    }
    return bound('dynamic', [source, key], (row) => elementOf(source.evaluate(row), key.evaluate(row)));
  }

  #call(expression: Extract<Expression, { readonly kind: 'call' }>): Bound {
    const { name, args } = expression;
    const aggregate = this.scope.bindAggregate?.(name, args);
    if (aggregate) return aggregate;
    if (isAggregate(name)) throw semanticFailure(`The aggregate function '${name}' is not allowed in this context.`);
    if (args.some((arg) => arg.name !== null)) throw unknownFunction(name);
    const types = args.map((arg) => (arg.value.kind === 'typeof' ? arg.value.type : undefined));
    const values = args.map((arg) => (arg.value.kind === 'typeof' ? constant('dynamic', null) : this.bind(arg.value)));
    return bindFunction({ name, args: values, types, now: this.scope.now });
  }

  #binary(expression: Extract<Expression, { readonly kind: 'binary' }>): Bound {
    const { operator } = expression;
    const left = this.bind(expression.left);
    const right = this.bind(expression.right);
    switch (operator) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return bindArithmetic(operator, left, right);
      case '==':
      case '!=':
        return bindEquality(operator, left, right);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return bindOrder(operator, left, right);
      default:
        return bindTextOperator(operator, left, right);
    }
  }

  #list(expression: Extract<Expression, { readonly kind: 'list' }>): Bound {
    const { operator } = expression;
    const left = this.bind(expression.left);
    const items = expression.items.map((item) => this.bind(item));
    if (operator === 'has_any' || operator === 'has_all') return bindHasList(operator, left, items);
    return bindIn(operator, left, items);
  }
}

/** Three-valued and, or: false and null is false, true or null is true. A dynamic counts when it holds a boolean. */
function bindLogical(operator: 'and' | 'or', operands: readonly Bound[]): Bound {
  const other = operands.find((operand) => operand.type !== 'bool' && operand.type !== 'dynamic');
  if (other) throw semanticFailure(`The operator '${operator}' is not defined for the operand type ${other.type}.`);
  const readers = operands.map(booleanEvaluator);
  const decisive = operator === 'or';
  return bound('bool', operands, (row) => {
    let result: boolean | null = !decisive;
    for (const read of readers) {
      const value = read(row);
      if (value === decisive) return decisive;
      if (value === null) result = null;
    }
    return result;
  });
}

function columnReader(index: number): Evaluate<Value> {
  return (row: Row) => row[index] ?? null;
}

/** Property names are case-sensitive; what is not there, or is no bag, gives null. */
function memberReader(source: Evaluate<Value>, name: string): Evaluate<Value> {
  // Bags are plain objects: a name such as "constructor" must not reach what they inherit.
  const isInherited = name in Object.prototype;
  return (row) => {
    const value = source(row);
    if (!isJsonObject(value) || (isInherited && !Object.hasOwn(value, name))) return null;
    return value[name] ?? null;
  };
}

function elementOf(source: Value, key: Value): Json {
  if (typeof key === 'string') {
    return isJsonObject(source) && Object.hasOwn(source, key) ? (source[key] ?? null) : null;
  }
  return typeof key === 'number' && isJsonArray(source) ? (source.at(key) ?? null) : null;
}
