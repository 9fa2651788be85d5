import type { MachineFacts } from './machineFacts';
import { protectionOf } from './planProtection';
import { wildcard } from './wildcard';

/** Finds the groups that a machine belongs to. Machines that share one are never restarted in one wave. */
export type GroupsOf = (facts: NameAndTags) => readonly string[];

type NameAndTags = Pick<MachineFacts, 'name' | 'tags'>;
/** By one pattern; null = not in its group. */
type GroupOf = (facts: NameAndTags) => string | null;

const TAG = /^tag:/i;

/**
 * Reads patterns: a machine's name, in which `*` stands for anything and `?` for one character, or `tag:name` or
 * `tag:name=value`. Upper and lower case make no difference. A pattern with a tag's name alone makes one group of each of
 * the tag's values; any other pattern is one group. A machine is in the group of every pattern that it matches.
 */
export function groupsBy(patterns: readonly string[]): GroupsOf {
  const finders = patterns.filter((pattern) => pattern.trim() !== '').map(finderOf);
  return (facts) => [...new Set(finders.map((find) => find(facts)).filter((group) => group !== null))];
}

function finderOf(pattern: string): GroupOf {
  const text = pattern.trim();
  return TAG.test(text) ? byTag(text.replace(TAG, '').trim()) : byName(text);
}

function byTag(tag: string): GroupOf {
  const protection = protectionOf([tag]);
  return ({ tags }) => {
    if (protection(tags) === null) return null;
    // Of a pattern with a value all machines are one group.
    const value = Object.entries(tags).find(([name]) => name.trim().toLowerCase() === tag.toLowerCase())?.[1];
    return value === undefined ? tag.toLowerCase() : `${tag}=${value.trim()}`.toLowerCase();
  };
}

function byName(pattern: string): GroupOf {
  const isNamed = wildcard(pattern);
  return ({ name }) => (isNamed(name) ? pattern.toLowerCase() : null);
}
