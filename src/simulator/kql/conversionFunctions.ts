import { bound } from './bound';
import type { Bound } from './bound';
import { converted, runtimeTypeName } from './convert';
import { argument, typedArgument } from './functionCall';
import type { FunctionCall, FunctionSpec, FunctionTable } from './functionCall';
import type { Json } from './json';
import { isJsonArray, isJsonObject } from './kqlValue';
import type { KqlType, Value } from './kqlValue';

function conversion(to: KqlType): FunctionSpec {
  return {
    least: 1,
    most: 1,
    bind: (call) => {
      const value = argument(call, 0);
      if (value.type === to) return value;
      return bound(to, [value], (row) => converted(value.evaluate(row), value.type, to));
    },
  };
}

function test(holds: (value: Value) => boolean): FunctionSpec {
  return {
    least: 1,
    most: 1,
    bind: (call) => {
      const value = argument(call, 0);
      return bound('bool', [value], (row) => holds(value.evaluate(row)));
    },
  };
}

const isEmpty = (value: Value): boolean => value === null || value === '';
// A string is never null: isnull('') is false.
const isNull = (value: Value): boolean => value === null;

/** parse_json() of a text: its JSON; a text that is none stays a text, an empty one is null. */
function bindParseJson(call: FunctionCall): Bound {
  const value = typedArgument(call, 0, ['string', 'dynamic']);
  return bound('dynamic', [value], (row) => {
    const source = value.evaluate(row);
    if (typeof source !== 'string') return typeof source === 'bigint' ? null : source;
    return parsedJson(source);
  });
}

const LONGEST_JSON = 1_000_000;

function parsedJson(text: string): Json {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.length > LONGEST_JSON) return text;
  try {
    return asJson(JSON.parse(trimmed));
  } catch {
    return text;
  }
}

/** JSON.parse gives nothing but JSON; this tells the compiler so. */
function asJson(value: unknown): Json {
  return value as Json;
}

const bindArrayLength = (call: FunctionCall): Bound => {
  const value = typedArgument(call, 0, ['dynamic']);
  return bound('long', [value], (row) => {
    const array = value.evaluate(row);
    return isJsonArray(array) ? array.length : null;
  });
};

const bindBagKeys = (call: FunctionCall): Bound => {
  const value = typedArgument(call, 0, ['dynamic']);
  return bound('dynamic', [value], (row) => {
    const bag = value.evaluate(row);
    return isJsonObject(bag) ? Object.keys(bag) : null;
  });
};

const bindGetType = (call: FunctionCall): Bound => {
  const value = argument(call, 0);
  return bound('string', [value], (row) => runtimeTypeName(value.evaluate(row), value.type));
};

const unary = (bind: (call: FunctionCall) => Bound): FunctionSpec => ({ least: 1, most: 1, bind });

/** Conversions, tests for emptiness, and functions over dynamic values. */
export const CONVERSION_FUNCTIONS: FunctionTable = {
  tostring: conversion('string'),
  toint: conversion('int'),
  tolong: conversion('long'),
  toreal: conversion('real'),
  todouble: conversion('real'),
  tobool: conversion('bool'),
  toboolean: conversion('bool'),
  todatetime: conversion('datetime'),
  totimespan: conversion('timespan'),
  todynamic: unary(bindParseJson),
  parse_json: unary(bindParseJson),
  isnull: test(isNull),
  isnotnull: test((value) => !isNull(value)),
  notnull: test((value) => !isNull(value)),
  isempty: test(isEmpty),
  isnotempty: test((value) => !isEmpty(value)),
  notempty: test((value) => !isEmpty(value)),
  array_length: unary(bindArrayLength),
  bag_keys: unary(bindBagKeys),
  gettype: unary(bindGetType),
};
