import fs from 'node:fs';

export interface Held {
  readonly count: number;
  readonly bytes: number;
}

/** What a program holds in its heap, by the kind of object. */
export type HeldObjects = ReadonlyMap<string, Held>;

export interface HeapContents {
  readonly held: HeldObjects;
  /** V8's own: the functions' code, what it has learned of their calls, and who depends on that code. */
  readonly ownBytes: number;
}

/** As V8 writes a heap: of each node as many numbers as there are names of fields. */
interface HeapFile {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Reads a heap snapshot. */
export function readHeapContents(file: string): HeapContents {
  const { snapshot, nodes, strings } = JSON.parse(fs.readFileSync(file, 'utf8')) as HeapFile;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const held = new Map<string, Held>();
  let ownBytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    const numberAt = (field = 0): number => nodes[at + field] ?? 0;
    const kind = kindOf(types[0][numberAt(type)] ?? '', strings[numberAt(name)] ?? '');
    if (kind === null) {
      ownBytes += numberAt(size);
      continue;
    }
    const { count, bytes } = held.get(kind) ?? { count: 0, bytes: 0 };
    held.set(kind, { count: count + 1, bytes: bytes + numberAt(size) });
  }
  return { held, ownBytes };
}

/** Null: it is V8's own. */
function kindOf(type: string, name: string): string | null {
  // The list of optimized code to be thrown away with a shape of objects.
  if (type === 'code' || type === 'synthetic' || name === 'system / WeakArrayList') return null;
  // Of the others the name is the text, the number or the function.
  return ['object', 'hidden', 'array', 'object shape', 'native'].includes(type) ? `${type} ${name}`.trim() : type;
}

export function heldInAll(held: HeldObjects): Held {
  const all = [...held.values()];
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The kinds that have grown most in bytes, as `Object +12 (480 bytes)`. */
export function grownMost(before: HeldObjects, after: HeldObjects, most: number): readonly string[] {
  const grown = [...after].map(([kind, { count, bytes }]) => {
    const known = before.get(kind) ?? { count: 0, bytes: 0 };
    return { kind, count: count - known.count, bytes: bytes - known.bytes };
  });
  return grown
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, most)
    .map(({ kind, count, bytes }) => `${kind} ${count < 0 ? '' : '+'}${count} (${bytes} bytes)`);
}
