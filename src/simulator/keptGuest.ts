import type { Guest } from './guest';
import { isObject } from './jsonValues';
import type { Json } from './kql/json';

type KindOf = 'boolean' | 'number' | 'string' | 'list' | 'object';

/** What each member of a kept guest is; `?` marks those that may be null. */
const MEMBERS: Readonly<Record<keyof Guest, KindOf | `${KindOf}?`>> = {
  firmware: 'string',
  secureBoot: 'boolean?',
  canRunVbs: 'boolean',
  vbsConfigured: 'boolean',
  vbsRuns: 'boolean',
  rebootPending: 'boolean',
  pendingVersion: 'string?',
  lastBootAt: 'number',
  waiting: 'list',
  offersAsOf: 'number',
  assessment: 'object?',
  installations: 'list',
  action: 'object?',
  restart: 'object?',
  runCommands: 'object',
  periodicAt: 'number?',
};

/** A guest as the state file has it; undefined when it is none, as in a file of before there were any. */
export function readGuest(value: Json | undefined): Guest | undefined {
  if (!isObject(value)) return undefined;
  for (const [name, kind] of Object.entries(MEMBERS)) {
    if (!isOfKind(value[name], kind)) return undefined;
  }
  // The simulator's own file: what is below the members checked above was written whole or not at all.
  return value as unknown as Guest;
}

function isOfKind(value: Json | undefined, kind: string): boolean {
  if (value === null) return kind.endsWith('?');
  const wanted = kind.replace('?', '');
  if (wanted === 'list') return Array.isArray(value);
  return wanted === 'object' ? isObject(value) : typeof value === wanted;
}
