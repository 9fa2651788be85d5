import type { Bound } from './bound';
import { isInteger, isNumeric } from './kqlValue';
import type { KqlType } from './kqlValue';
import { semanticFailure } from './queryFailure';

/** A call of a scalar function, its arguments bound. */
export interface FunctionCall {
  readonly name: string;
  readonly args: readonly Bound[];
  /** The type of an argument that is typeof(…), by position. */
  readonly types: readonly (KqlType | undefined)[];
  /** now(), in ticks. */
  readonly now: bigint;
}

export interface FunctionSpec {
  readonly least: number;
  readonly most: number;
  readonly bind: (call: FunctionCall) => Bound;
}

export type FunctionTable = Readonly<Record<string, FunctionSpec>>;

/** An argument that the arity promises. */
export function argument(call: FunctionCall, index: number): Bound {
  const arg = call.args[index];
  if (!arg) throw semanticFailure(`${call.name}(): argument #${index + 1} is missing.`);
  return arg;
}

/** An argument of one of some types. */
export function typedArgument(call: FunctionCall, index: number, types: readonly KqlType[]): Bound {
  const arg = argument(call, index);
  if (call.types[index] === undefined && types.includes(arg.type)) return arg;
  throw wrongArgument(call, index, types.join(' or '));
}

/** An argument that is a whole number; a constant real is not. */
export function integerArgument(call: FunctionCall, index: number): Bound {
  const arg = argument(call, index);
  if (isInteger(arg.type)) return arg;
  throw wrongArgument(call, index, 'integer');
}

export function numericArgument(call: FunctionCall, index: number): Bound {
  const arg = argument(call, index);
  if (isNumeric(arg.type)) return arg;
  throw wrongArgument(call, index, 'numeric');
}

export function wrongArgument(call: FunctionCall, index: number, expected: string): Error {
  return semanticFailure(`${call.name}(): argument #${index + 1} was not of an expected data type: ${expected}`);
}

/** Numbers widen (int < long < real); otherwise two types have none in common. */
export function commonType(types: readonly KqlType[]): KqlType | undefined {
  const [first] = types;
  if (first === undefined || types.every((type) => type === first)) return first;
  if (!types.every(isNumeric)) return undefined;
  return types.includes('real') ? 'real' : 'long';
}
