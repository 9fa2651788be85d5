import type { Json } from './kql/json';

export type JsonObject = Readonly<Record<string, Json>>;

/** Narrows to a JSON object; arrays and null are none. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The text, or an empty one for anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Parses JSON; undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse answers `any`; what it makes is exactly Json.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** RFC 7396: objects merge, null removes a key, everything else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(objectOf(target)));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
