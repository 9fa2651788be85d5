import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WaveMember } from '../../../src/core/restartWaves';
import { wavesOf } from '../../../src/core/restartWaves';

const members = fc
  .array(fc.uniqueArray(fc.constantFrom('domain', 'cluster a', 'cluster b', 'cluster c'), { maxLength: 2 }), {
    maxLength: 60,
  })
  .map((groups) => groups.map((own, id) => ({ id, groups: own })));

const sizes = fc.integer({ min: 1, max: 12 });

/** Few groups of which each member has some, so that sets of groups overlap in every way. */
const manyGroups = fc
  .array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 4 }), { maxLength: 80 })
  .map((groups) => groups.map((own, id) => ({ id, groups: own })));

function plainWaves(all: readonly WaveMember<number>[], size: number): readonly (readonly number[])[] {
  const waves: { readonly ids: number[]; readonly groups: Set<string> }[] = [];
  for (const { id, groups } of all) {
    let wave = waves.find(({ ids, groups: taken }) => ids.length < size && !groups.some((group) => taken.has(group)));
    if (wave === undefined) waves.push((wave = { ids: [], groups: new Set() }));
    wave.ids.push(id);
    for (const group of groups) wave.groups.add(group);
  }
  return waves.map(({ ids }) => ids);
}

/** How often any set is asked whether it has something meanwhile: once and more for each wave that is looked at. */
function looksDuring(work: () => unknown): number {
  const has = Reflect.get(Set.prototype, 'has');
  let looks = 0;
  Set.prototype.has = function (this: Set<unknown>, value: unknown): boolean {
    looks += 1;
    return Reflect.apply(has, this, [value]);
  };
  try {
    work();
  } finally {
    Set.prototype.has = has;
  }
  return looks;
}

describe('waves', () => {
  it('are filled in order', () => {
    const five = [1, 2, 3, 4, 5].map((id) => ({ id, groups: [] }));
    assert.deepEqual(wavesOf(five, 2), [[1, 2], [3, 4], [5]]);
    assert.deepEqual(wavesOf([], 3), []);
  });

  it('never hold two of one group, and later ones fill the room that this leaves', () => {
    const member = (id: string, ...groups: string[]) => ({ id, groups });
    const waves = wavesOf(
      [member('dc1', 'dc'), member('dc2', 'dc'), member('a'), member('sql1', 'c', 'dc'), member('b')],
      2,
    );
    assert.deepEqual(waves, [['dc1', 'a'], ['dc2', 'b'], ['sql1']]);
  });

  it('are at least one machine each, whatever the size', () => {
    const two = [1, 2].map((id) => ({ id, groups: [] }));
    for (const size of [0, -3, 0.5]) assert.deepEqual(wavesOf(two, size), [[1], [2]]);
  });

  it('have each member exactly once, no more than the size, and no two of a group', () => {
    fc.assert(
      fc.property(members, sizes, (all, size) => {
        const waves = wavesOf(all, size);
        assert.deepEqual(
          waves.flat().toSorted((a, b) => a - b),
          all.map(({ id }) => id),
        );
        for (const wave of waves) {
          assert.ok(wave.length > 0 && wave.length <= size);
          const groups = wave.flatMap((id) => all[id]?.groups ?? []);
          assert.equal(new Set(groups).size, groups.length);
        }
      }),
    );
  });

  it('are those of the plain way: each member in the first wave that takes it', () => {
    fc.assert(
      fc.property(fc.oneof(members, manyGroups), sizes, (all, size) => {
        assert.deepEqual(wavesOf(all, size), plainWaves(all, size));
      }),
      { numRuns: 500 },
    );
  });

  for (const [name, groupsOf] of [
    ['one group', () => ['domain']],
    ['one group, each with a cluster too', (id: number) => ['domain', `cluster ${id % 4000}`]],
    ['two groups', (id: number) => (id % 3 === 0 ? ['a'] : id % 3 === 1 ? ['b'] : ['a', 'b'])],
  ] as const) {
    it(`of ${name} are found without looking at all waves for each member`, () => {
      const COUNT = 8000;
      const all = Array.from({ length: COUNT }, (_, id) => ({ id, groups: groupsOf(id) }));
      const looks = looksDuring(() => wavesOf(all, 5));
      assert.ok(looks < 10 * COUNT, `${looks} looks for ${COUNT} machines`);
    });
  }

  it('keep the order: within a wave, and from wave to wave of those without a group and of those of one group', () => {
    fc.assert(
      fc.property(members, sizes, (all, size) => {
        const waves = wavesOf(all, size);
        for (const wave of waves)
          assert.deepEqual(
            wave,
            [...wave].sort((a, b) => a - b),
          );
        const waveOf = new Map(waves.flatMap((wave, place) => wave.map((id) => [id, place] as const)));
        for (const group of [undefined, 'domain', 'cluster a', 'cluster b', 'cluster c']) {
          const own = all.filter(({ groups }) =>
            group === undefined ? groups.length === 0 : groups.length === 1 && groups[0] === group,
          );
          const places = own.map(({ id }) => waveOf.get(id) ?? -1);
          assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
          );
        }
        assert.deepEqual(wavesOf(all, size), waves);
      }),
    );
  });
});
