import { readFileSync, renameSync } from 'node:fs';
import { readFaultRule, type CountedRule } from './faultRules';
import type { FleetChanges } from './fleetState';
import { isObject, objectOf, parseJson, textOf } from './jsonValues';
import { readKeptWrites, type KeptWrites } from './keptWrites';
import type { Json, JsonRow } from './kql/json';
import { writeAtomically } from './writeAtomically';

const FORMAT = 1;

/** What outlives the process. */
export interface KeptState {
  /** What the fleet was made from; another recipe is another world, and this state is not its. */
  readonly recipe: string;
  /** The simulated time at `savedAt`, milliseconds UTC. */
  readonly clock: number;
  /** Real time, milliseconds UTC. */
  readonly savedAt: number;
  readonly faults: readonly CountedRule[];
  readonly changes: FleetChanges;
  /** Undefined: a file of before there were writes. */
  readonly writes?: KeptWrites;
}

export type StateReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept'; readonly state: KeptState }
  /** It was there and could not be used; it is kept beside, under that name. */
  | { readonly kind: 'setAside'; readonly path: string; readonly why: string };

/** Reads the state of an earlier run. A file that is damaged or of another fleet is set aside, never fatal. */
export function readStateFile(path: string, recipe: string): StateReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { kind: 'none' };
  }
  const state = readState(parseJson(text));
  if (state === undefined) return setAside(path, 'damaged', 'it is damaged or of another format');
  return state.recipe === recipe ? { kind: 'kept', state } : setAside(path, 'old', 'it is of another fleet');
}

function setAside(path: string, suffix: string, why: string): StateReading {
  const aside = `${path}.${suffix}`;
  renameSync(path, aside);
  return { kind: 'setAside', path: aside, why };
}

/** Writes the state so that a reader finds either the old file or the new one, whole. */
export function writeStateFile(path: string, state: KeptState): void {
  writeAtomically(path, JSON.stringify({ format: FORMAT, ...state }));
}

function readState(value: Json | undefined): KeptState | undefined {
  if (!isObject(value) || value['format'] !== FORMAT) return undefined;
  const { clock, savedAt, recipe, faults, changes } = value;
  if (typeof clock !== 'number' || typeof savedAt !== 'number' || typeof recipe !== 'string') return undefined;
  if (!Array.isArray(faults) || !isObject(changes)) return undefined;
  const { removed, added } = changes;
  const writes = readKeptWrites(value['writes']);
  return {
    ...(writes ? { writes } : {}),
    recipe,
    clock,
    savedAt,
    faults: (faults as readonly Json[]).flatMap(readCountedRule),
    changes: {
      merges: objectOf(changes['merges']),
      removed: Array.isArray(removed) ? (removed as readonly Json[]).map((each) => textOf(each)) : [],
      added: Array.isArray(added) ? (added as readonly Json[]).filter((row): row is JsonRow => isObject(row)) : [],
    },
  };
}

function readCountedRule(value: Json): readonly CountedRule[] {
  if (!isObject(value)) return [];
  const { id, seen, used } = value;
  const reading = readFaultRule({ match: value['match'] ?? {}, fault: value['fault'] ?? null });
  if (!reading.ok || typeof id !== 'number' || typeof seen !== 'number' || typeof used !== 'number') return [];
  return [{ ...reading.rule, id, seen, used, isFlag: false }];
}
