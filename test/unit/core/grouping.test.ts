import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GroupKey, Grouping } from '../../../src/core/grouping';
import { GROUPINGS, groupMachines, readGrouping } from '../../../src/core/grouping';
import { subscriptionId } from '../../../src/core/ids';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { MachineDifferences } from './machineBuilder';
import { BUILD, judge, machine, NOW, sampleId } from './machineBuilder';

const ALL: readonly Grouping[] = GROUPINGS.map((by) => (by === 'tag' ? { by, tag: 'env' } : { by }));
const NOT_ENROLLED: MachineDifferences = { hotpatchFeature: null, patchSettings: { enableHotpatching: null } };

describe('grouping', () => {
  it('puts states that need a hand first, both parts in the order of the state table', () => {
    const groups = groupedBy({ by: 'state' }, [
      named('a', {}),
      named('b', NOT_ENROLLED),
      named('c', { osVersion: BUILD.offTrack }),
      named('d', { hotpatchFeature: { status: 'Failed' } }),
      named('e', { osType: 'linux', osSku: 'Ubuntu' }),
    ]);
    assert.deepEqual(
      groups.map(({ id, attention }) => [id, attention]),
      [
        ['failed', 1],
        ['offTrack', 1],
        ['notEnrolled', 0],
        ['enabled', 0],
        ['ineligible', 0],
      ],
    );
  });

  it('puts the machines that need a hand first, otherwise in the order given', () => {
    const failed = { hotpatchFeature: { status: 'Failed' } };
    const [group] = groupedBy({ by: 'location' }, [
      named('a', {}),
      named('b', failed),
      named('c', {}),
      named('d', failed),
    ]);
    assert.deepEqual(
      group?.machines.map(({ facts }) => facts.name),
      ['b', 'd', 'a', 'c'],
    );
    assert.equal(group.attention, 2);
  });

  it('orders other groups by name, those that need a hand first', () => {
    const failed = { hotpatchFeature: { status: 'Failed' } };
    const groups = groupedBy({ by: 'resourceGroup' }, [
      named('a', { resourceGroup: 'rg-10' }),
      named('b', { resourceGroup: 'rg-2' }),
      named('c', { resourceGroup: 'rg-30', ...failed }),
    ]);
    assert.deepEqual(
      groups.map(({ key }) => nameOf(key)),
      ['rg-30', 'rg-2', 'rg-10'],
    );
  });

  it('tells groups apart as Azure does: not by case, but by subscription', () => {
    const other = subscriptionId('00000000-0000-0000-0000-000000000002');
    const groups = groupedBy({ by: 'resourceGroup' }, [
      named('a', { resourceGroup: 'RG' }),
      named('b', { resourceGroup: 'rg' }),
      named('c', { resourceGroup: 'rg', subscriptionId: other }),
    ]);
    assert.deepEqual(
      groups.map(({ machines }) => machines.length),
      [2, 1],
    );
    assert.equal(new Set(groups.map(({ id }) => id)).size, 2);
    const locations = groupedBy({ by: 'location' }, [named('a', { location: 'WestEurope' }), named('b', {})]);
    assert.equal(locations.length, 1);
  });

  it('keeps what Azure does not say in a group of its own', () => {
    const keyOf = (grouping: Grouping, differs: MachineDifferences) =>
      groupedBy(grouping, [named('a', differs)])[0]?.key;
    assert.deepEqual(keyOf({ by: 'location' }, { location: '' }), { by: 'location', location: null });
    assert.deepEqual(keyOf({ by: 'os' }, { osSku: null, osType: null }), { by: 'os', os: null });
    assert.deepEqual(keyOf({ by: 'os' }, { osSku: null, osType: 'linux' }), { by: 'os', os: 'linux' });
    assert.deepEqual(keyOf({ by: 'tag', tag: 'env' }, { tags: {} }), { by: 'tag', tag: 'env', value: null });
    assert.deepEqual(keyOf({ by: 'tag', tag: 'env' }, { tags: { Env: '' } }), { by: 'tag', tag: 'env', value: '' });
  });

  it('does not mix a missing tag with one whose value looks like it', () => {
    const groups = groupedBy({ by: 'tag', tag: 'env' }, [
      named('a', { tags: {} }),
      named('b', { tags: { env: '' } }),
      named('c', { tags: { env: '-' } }),
      named('d', { tags: { env: '=' } }),
    ]);
    assert.equal(groups.length, 4);
  });

  it('puts every machine into exactly one group, however it is grouped', () => {
    const text = fc.oneof(fc.constantFrom('', 'a', 'A', 'rg/1', '-', '='), fc.string({ unit: 'binary', maxLength: 4 }));
    const machines = fc.array(
      fc.record({ resourceGroup: text, location: text, osSku: fc.option(text), tag: fc.option(text) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(machines, fc.constantFrom(...ALL), (all, grouping) => {
        const fleet = all.map(({ tag, ...facts }, index) =>
          named(`m${index}`, { ...facts, tags: tag === null ? {} : { env: tag } }),
        );
        const groups = groupedBy(grouping, fleet);
        const grouped = groups.flatMap((group) => group.machines);
        assert.equal(grouped.length, fleet.length);
        assert.deepEqual(new Set(grouped), new Set(fleet));
        assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length);
        for (const group of groups) {
          const urgent = group.machines.filter(({ verdict }) => verdict.needsAttention);
          assert.equal(group.attention, urgent.length);
          assert.deepEqual(group.machines.slice(0, urgent.length), urgent);
        }
      }),
    );
  });

  it('reads back what it was, through JSON, and anything else as by state', () => {
    for (const grouping of ALL) assert.deepEqual(readGrouping(JSON.parse(JSON.stringify(grouping))), grouping);
    for (const value of [
      undefined,
      null,
      'os',
      {},
      { by: 'nonsense' },
      { by: 'tag' },
      { by: 'tag', tag: '' },
      { by: 'tag', tag: 7 },
    ]) {
      assert.deepEqual(readGrouping(value), { by: 'state' });
    }
  });
});

function groupedBy(grouping: Grouping, machines: readonly JudgedMachine[]) {
  return groupMachines(machines, grouping, nameOf);
}

function nameOf(key: GroupKey): string {
  switch (key.by) {
    case 'state':
      return key.state;
    case 'subscription':
      return key.subscriptionId;
    case 'resourceGroup':
      return key.resourceGroup;
    case 'location':
      return key.location ?? '';
    case 'os':
      return key.os ?? '';
    case 'tag':
      return key.value ?? '';
  }
}

function named(name: string, differs: MachineDifferences): JudgedMachine {
  const facts = machine({ id: sampleId(name), name, ...differs });
  return { facts, asOf: NOW, verdict: judge(facts) };
}
