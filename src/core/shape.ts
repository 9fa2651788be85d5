/** Tells whether a value that came from outside has a shape, so that it can be used as one. */
export type Shape<Value> = (value: unknown) => value is Value;

/** The type that a shape stands for. */
export type ShapeOf<Of> = Of extends Shape<infer Value> ? Value : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type RecordOf<Of extends Fields> = { readonly [Name in keyof Of]: ShapeOf<Of[Name]> };

export const text: Shape<string> = (value): value is string => typeof value === 'string';
export const flag: Shape<boolean> = (value): value is boolean => typeof value === 'boolean';
/** Any number that is one: neither NaN nor infinite. */
export const amount: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
/** A whole number from 0 on. */
export const count: Shape<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
export const nothing: Shape<null> = (value): value is null => value === null;

export function oneOf<const Values extends readonly string[]>(values: Values): Shape<Values[number]> {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value): value is Values[number] => known.has(value);
}

/** `most`: what is longer is refused, so that a message cannot be made to cost any amount of work. */
export function list<Value>(of: Shape<Value>, most = 1_000): Shape<readonly Value[]> {
  return (value): value is readonly Value[] => Array.isArray(value) && value.length <= most && value.every(of);
}

/** An object with these fields. More fields are no fault. */
export function record<Of extends Fields>(fields: Of): Shape<RecordOf<Of>> {
  const entries = Object.entries(fields);
  return (value): value is RecordOf<Of> => isObject(value) && entries.every(([name, shape]) => shape(value[name]));
}

/** An object with some of these fields; those that it has must be right. */
export function partial<Of extends Fields>(fields: Of): Shape<Partial<RecordOf<Of>>> {
  const entries = Object.entries(fields);
  return (value): value is Partial<RecordOf<Of>> =>
    isObject(value) && entries.every(([name, shape]) => value[name] === undefined || shape(value[name]));
}

export function orNull<Value>(shape: Shape<Value>): Shape<Value | null> {
  return (value): value is Value | null => value === null || shape(value);
}

/** For an optional field: one that is not there at all is right too. Its type is that of the field when it is there. */
export function orAbsent<Value>(shape: Shape<Value>): Shape<Value> {
  return (value): value is Value => value === undefined || shape(value);
}

export function anyOf<Of extends readonly Shape<unknown>[]>(...shapes: Of): Shape<ShapeOf<Of[number]>> {
  return (value): value is ShapeOf<Of[number]> => shapes.some((shape) => shape(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
