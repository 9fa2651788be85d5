import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wavesOf } from '../../../src/core/restartWaves';

const members = fc
  .array(fc.uniqueArray(fc.constantFrom('domain', 'cluster a', 'cluster b', 'cluster c'), { maxLength: 2 }), {
    maxLength: 60,
  })
  .map((groups) => groups.map((own, id) => ({ id, groups: own })));

const sizes = fc.integer({ min: 1, max: 12 });

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
