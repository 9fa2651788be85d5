import { tagValue } from './fleetFilter';
import type { SubscriptionId } from './ids';
import type { JudgedMachine } from './judgedMachine';
import { naturalKey } from './naturalOrder';
import type { StateId } from './stateTable';
import { STATE_IDS } from './stateTable';

/** By what the tree's groups are made. */
export type Grouping =
  | { readonly by: 'state' | 'subscription' | 'resourceGroup' | 'location' | 'os' }
  | { readonly by: 'tag'; readonly tag: string };

export const GROUPINGS = ['state', 'subscription', 'resourceGroup', 'location', 'os', 'tag'] as const;

/** What a group stands for. `null` values: Azure does not say, or the tag is missing. */
export type GroupKey =
  | { readonly by: 'state'; readonly state: StateId }
  | { readonly by: 'subscription'; readonly subscriptionId: SubscriptionId }
  | { readonly by: 'resourceGroup'; readonly subscriptionId: SubscriptionId; readonly resourceGroup: string }
  | { readonly by: 'location'; readonly location: string | null }
  | { readonly by: 'os'; readonly os: string | null }
  | { readonly by: 'tag'; readonly tag: string; readonly value: string | null };

export interface MachineGroup {
  /** Unique among the groups of one grouping; stable from read to read. */
  readonly id: string;
  readonly key: GroupKey;
  /** Those that need a hand first, otherwise in the order given. */
  readonly machines: readonly JudgedMachine[];
  readonly attention: number;
}

/** The machine whose place another takes: itself, or how it was when something began during which rows do not move. */
export type StandsAs = (machine: JudgedMachine) => JudgedMachine;

export const AS_ITSELF: StandsAs = (machine) => machine;

/**
 * Groups machines, each into exactly one group. Groups with machines that need a hand come first; by state, in the
 * order of the state table. `nameOf` gives the text by which the other groupings are sorted.
 */
export function groupMachines(
  machines: readonly JudgedMachine[],
  grouping: Grouping,
  nameOf: (key: GroupKey) => string,
  standsAs: StandsAs = AS_ITSELF,
): readonly MachineGroup[] {
  const groups = new Map<
    string,
    { readonly key: GroupKey; readonly urgent: JudgedMachine[]; readonly calm: JudgedMachine[] }
  >();
  for (const machine of machines) {
    const place = standsAs(machine);
    const id = groupId(place, grouping);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { key: keyOf(place, grouping), urgent: [], calm: [] }));
    (place.verdict.needsAttention ? group.urgent : group.calm).push(machine);
  }
  return [...groups]
    .map(([id, { key, urgent, calm }]) => ({ id, key, machines: [...urgent, ...calm], attention: urgent.length }))
    .map((group) => ({ group, rank: rankOf(group), name: naturalKey(nameOf(group.key)) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : Number(a.name > b.name)))
    .map(({ group }) => group);
}

function rankOf(group: MachineGroup): number {
  const inTable = group.key.by === 'state' ? STATE_IDS.indexOf(group.key.state) : 0;
  return group.attention > 0 ? inTable : STATE_IDS.length + inTable;
}

/** Cheap to make: called once a machine. Case does not tell groups apart, as it does not in Azure. */
function groupId({ facts, verdict }: JudgedMachine, grouping: Grouping): string {
  switch (grouping.by) {
    case 'state':
      return verdict.state;
    case 'subscription':
      return facts.subscriptionId;
    case 'resourceGroup':
      return `${facts.subscriptionId}/${facts.resourceGroup.toLowerCase()}`;
    case 'location':
      return facts.location.toLowerCase();
    case 'os':
      return (facts.osSku ?? facts.osType ?? '').toLowerCase();
    case 'tag': {
      const value = tagValue(facts.tags, grouping.tag);
      return value === undefined ? '-' : `=${value.toLowerCase()}`;
    }
  }
}

function keyOf({ facts, verdict }: JudgedMachine, grouping: Grouping): GroupKey {
  switch (grouping.by) {
    case 'state':
      return { by: 'state', state: verdict.state };
    case 'subscription':
      return { by: 'subscription', subscriptionId: facts.subscriptionId };
    case 'resourceGroup':
      return { by: 'resourceGroup', subscriptionId: facts.subscriptionId, resourceGroup: facts.resourceGroup };
    case 'location':
      return { by: 'location', location: facts.location === '' ? null : facts.location };
    case 'os':
      return { by: 'os', os: facts.osSku ?? facts.osType };
    case 'tag':
      return { by: 'tag', tag: grouping.tag, value: tagValue(facts.tags, grouping.tag) ?? null };
  }
}

/** Reads a remembered grouping back; by state where it is not one. */
export function readGrouping(value: unknown): Grouping {
  if (typeof value !== 'object' || value === null) return { by: 'state' };
  const { by, tag } = value as { readonly by?: unknown; readonly tag?: unknown };
  if (by === 'tag') return typeof tag === 'string' && tag !== '' ? { by, tag } : { by: 'state' };
  const known = GROUPINGS.find((grouping) => grouping === by);
  return known === undefined || known === 'tag' ? { by: 'state' } : { by: known };
}
