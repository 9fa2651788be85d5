import type { JudgedMachine } from './judgedMachine';
import type { StateId } from './stateTable';
import { isStateId } from './stateTable';

/** What the tree is narrowed to. Parts that are empty let everything pass; the others must all hold. */
export interface FleetFilter {
  /** Words, each of which must occur in the machine's name, resource group, location, OS, build or tags. Case does not matter. */
  readonly text: string;
  readonly states: readonly StateId[];
  /** A tag's name (any casing) and, unless null, its value. */
  readonly tag: TagFilter | null;
  readonly attentionOnly: boolean;
}

export interface TagFilter {
  readonly name: string;
  readonly value: string | null;
}

export const NO_FILTER: FleetFilter = { text: '', states: [], tag: null, attentionOnly: false };

export function isFiltering(filter: FleetFilter): boolean {
  return filter.text.trim() !== '' || filter.states.length > 0 || filter.tag !== null || filter.attentionOnly;
}

/** The filter as a test. Reads each machine's text only when words are given. */
export function matcher(filter: FleetFilter): (machine: JudgedMachine) => boolean {
  const hasWords = wordTest(filter.text);
  const hasText = filter.text.trim() !== '';
  const states = new Set(filter.states);
  return (machine) => {
    if (filter.attentionOnly && !machine.verdict.needsAttention) return false;
    if (states.size > 0 && !states.has(machine.verdict.state)) return false;
    if (filter.tag !== null && !hasTag(machine, filter.tag)) return false;
    return !hasText || hasWords(searchedText(machine));
  };
}

function hasTag({ facts }: JudgedMachine, tag: TagFilter): boolean {
  const value = tagValue(facts.tags, tag.name);
  if (value === undefined) return false;
  return tag.value === null || value.toLowerCase() === tag.value.toLowerCase();
}

/** A tag's value; Azure compares tag names without regard to case. */
export function tagValue(tags: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(tags, name)) return tags[name];
  const wanted = name.toLowerCase();
  for (const key of Object.keys(tags)) if (key.toLowerCase() === wanted) return tags[key];
  return undefined;
}

/**
 * Tests whether all words of a query occur in a text of lower case. Tags stand there as `name=value`, and may be asked for
 * as `name: value` as well.
 */
export function wordTest(query: string): (text: string) => boolean {
  const joined = query.toLowerCase().replaceAll(/(?<=\S)(?:\s+=\s*|=\s+|:\s+)(?=\S)/g, (sign) => sign.trim());
  const words = joined.split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word) || text.includes(word.replace(':', '=')));
}

function searchedText({ facts }: JudgedMachine): string {
  const { osSku, osType, osVersion } = facts;
  const fields = [facts.name, facts.resourceGroup, facts.location, osSku ?? '', osType ?? '', osVersion ?? ''];
  for (const [name, value] of Object.entries(facts.tags)) fields.push(`${name}=${value}`);
  return fields.join('\n').toLowerCase();
}

/** Reads a remembered filter back; whatever is not one is left out. */
export function readFilter(value: unknown): FleetFilter {
  if (typeof value !== 'object' || value === null) return NO_FILTER;
  const stored = value as Partial<Record<keyof FleetFilter, unknown>>;
  const states = Array.isArray(stored.states) ? (stored.states as readonly unknown[]) : [];
  return {
    text: typeof stored.text === 'string' ? stored.text : '',
    states: states.filter((state): state is StateId => typeof state === 'string' && isStateId(state)),
    tag: readTag(stored.tag),
    attentionOnly: stored.attentionOnly === true,
  };
}

function readTag(value: unknown): TagFilter | null {
  if (typeof value !== 'object' || value === null) return null;
  const stored = value as Partial<Record<keyof TagFilter, unknown>>;
  if (typeof stored.name !== 'string' || stored.name === '') return null;
  return { name: stored.name, value: typeof stored.value === 'string' ? stored.value : null };
}
