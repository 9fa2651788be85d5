import type { Json } from './json';

/** Kusto's scalar types, as far as Resource Graph queries need them. `date`, `time`, `double`, `boolean` are aliases. */
export type KqlType = 'bool' | 'int' | 'long' | 'real' | 'string' | 'datetime' | 'timespan' | 'dynamic';

/**
 * A value of one of those types. Null is Kusto's null, except for `string`, which has none (a missing string is '').
 * datetime and timespan are ticks of 100 ns as bigint: a double cannot hold today's instant with seven digits of fraction.
 * int and long are numbers: beyond 2^53 they lose precision, which no column of Resource Graph reaches.
 */
export type Value = Json | bigint;

/** One row while a query runs: its values by column position. */
export type Row = readonly Value[];

export function isNumeric(type: KqlType): boolean {
  return type === 'int' || type === 'long' || type === 'real';
}

export function isInteger(type: KqlType): boolean {
  return type === 'int' || type === 'long';
}

const TYPE_NAMES: ReadonlyMap<string, KqlType> = new Map<string, KqlType>([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['long', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['string', 'string'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['dynamic', 'dynamic'],
]);

/** The type that a name in `typeof(…)` stands for. */
export function typeNamed(name: string): KqlType | undefined {
  return TYPE_NAMES.get(name);
}

export function isJsonObject(value: Value | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Value | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
