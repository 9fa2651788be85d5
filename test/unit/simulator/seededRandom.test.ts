import assert from 'node:assert/strict';
import { SeededRandom } from '../../../src/simulator/seededRandom';

describe('seeded numbers', () => {
  const draw = (random: SeededRandom): number[] => Array.from({ length: 6 }, () => random.below(1000));

  it('are the same for the same parts, and others for others', () => {
    assert.deepEqual(draw(new SeededRandom(7, 'a')), draw(new SeededRandom(7, 'a')));
    assert.notDeepEqual(draw(new SeededRandom(7, 'a')), draw(new SeededRandom(7, 'b')));
    assert.notDeepEqual(draw(new SeededRandom(7, 1)), draw(new SeededRandom(71)));
  });

  it('are spread evenly', () => {
    const random = new SeededRandom('spread');
    const counts = Array<number>(10).fill(0);
    for (let count = 0; count < 20_000; count += 1) {
      const drawn = random.below(10);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) assert.ok(count > 1800 && count < 2200, counts.join());
  });

  it('keep to their bounds', () => {
    const random = new SeededRandom('bounds');
    const drawn = Array.from({ length: 2000 }, () => random.between(3, 5));
    assert.deepEqual([...new Set(drawn)].sort(), [3, 4, 5]);
    assert.ok(!Array.from({ length: 500 }, () => random.chance(0)).includes(true));
    assert.ok(!Array.from({ length: 500 }, () => random.chance(100)).includes(false));
  });

  it('shuffle without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = new SeededRandom('shuffle').shuffled(items);
    assert.notDeepEqual(shuffled, items);
    assert.deepEqual(
      [...shuffled].sort((a, b) => a - b),
      items,
    );
  });

  it('make GUIDs, each another one', () => {
    const random = new SeededRandom('guids');
    const guids = Array.from({ length: 1000 }, () => random.guid());
    assert.equal(new Set(guids).size, 1000);
    for (const guid of guids) assert.match(guid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
