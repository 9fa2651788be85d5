import { booleanEvaluator, bound } from './bound';
import type { Bound, Evaluate } from './bound';
import { converted } from './convert';
import { argument, commonType, typedArgument } from './functionCall';
import type { FunctionCall, FunctionTable } from './functionCall';
import type { KqlType, Value } from './kqlValue';
import { semanticFailure } from './queryFailure';

function bindNot(call: FunctionCall): Bound {
  const value = typedArgument(call, 0, ['bool']);
  const read = booleanEvaluator(value);
  return bound('bool', [value], (row) => {
    const truth = read(row);
    return truth === null ? null : !truth;
  });
}

/** iff(condition, then, else): a null condition is not true. */
function bindIff(call: FunctionCall): Bound {
  const condition = typedArgument(call, 0, ['bool']);
  const [then, otherwise] = branches([argument(call, 1), argument(call, 2)]);
  const decide = condition.evaluate;
  return bound(branchType(call.args.slice(1)), call.args, (row) =>
    decide(row) === true ? (then?.(row) ?? null) : (otherwise?.(row) ?? null),
  );
}

/** case(condition, value, …, otherwise) */
function bindCase(call: FunctionCall): Bound {
  if (call.args.length % 2 === 0)
    throw semanticFailure('case(): the function call has an incorrect number of arguments.');
  const last = call.args.length - 1;
  const conditions = call.args.flatMap((_, index) =>
    index % 2 === 0 && index < last ? [typedArgument(call, index, ['bool']).evaluate] : [],
  );
  const values = call.args.filter((_, index) => index % 2 === 1 || index === last);
  const results = branches(values);
  return bound(branchType(values), call.args, (row) => {
    const chosen = conditions.findIndex((condition) => condition(row) === true);
    return results[chosen < 0 ? results.length - 1 : chosen]?.(row) ?? null;
  });
}

/** A dynamic takes the other branch's type, and branches with nothing in common are dynamic (Microsoft's language service). */
function branchType(values: readonly Bound[]): KqlType {
  const types = values.map((value) => value.type);
  const scalars = types.filter((type) => type !== 'dynamic');
  return (scalars.length === 0 ? 'dynamic' : commonType(scalars)) ?? 'dynamic';
}

function branches(values: readonly Bound[]): readonly Evaluate<Value>[] {
  const type = branchType(values);
  return values.map(({ type: from, evaluate }) =>
    from === type ? evaluate : (row) => converted(evaluate(row), from, type),
  );
}

/** The first that is neither null nor ''. */
function bindCoalesce(call: FunctionCall): Bound {
  const type = requiredCommonType(call);
  const readers = call.args.map((arg) => arg.evaluate);
  return bound(type, call.args, (row) => {
    for (const read of readers) {
      const value = read(row);
      if (value !== null && value !== '') return value;
    }
    return type === 'string' ? '' : null;
  });
}

function requiredCommonType(call: FunctionCall): KqlType {
  const type = commonType(call.args.map((arg) => arg.type));
  if (type === undefined) throw semanticFailure(`${call.name}(): all arguments must be of the same type.`);
  return type;
}

/** max_of and min_of: nulls lose. */
function bindExtreme(sign: 1 | -1): (call: FunctionCall) => Bound {
  return (call) => {
    const type = requiredCommonType(call);
    if (type === 'dynamic') throw semanticFailure(`${call.name}(): the arguments must be orderable.`);
    const readers = call.args.map((arg) => arg.evaluate);
    return bound(type, call.args, (row) => {
      let best: Value = null;
      for (const read of readers) {
        const value = read(row);
        if (value !== null && (best === null || (sign > 0 ? value > best : value < best))) best = value;
      }
      return best;
    });
  };
}

/** Functions that choose among values. */
export const CHOICE_FUNCTIONS: FunctionTable = {
  not: { least: 1, most: 1, bind: bindNot },
  iff: { least: 3, most: 3, bind: bindIff },
  iif: { least: 3, most: 3, bind: bindIff },
  case: { least: 3, most: 64, bind: bindCase },
  coalesce: { least: 2, most: 64, bind: bindCoalesce },
  max_of: { least: 2, most: 64, bind: bindExtreme(1) },
  min_of: { least: 2, most: 64, bind: bindExtreme(-1) },
};
