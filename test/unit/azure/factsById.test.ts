import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FactsById } from '../../../src/azure/factsById';

interface Facts {
  readonly at: number;
}
const isNewer = (facts: Facts, known: Facts): boolean => facts.at >= known.at;

describe('FactsById', () => {
  it('does what a map does, whatever the order of ids', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'A', 'é', '');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(id, fc.integer({ min: 0, max: 3 }))),
        fc.array(id),
        fc.boolean(),
        (added, asked, isSorted) => {
          const rows = isSorted ? added.toSorted(([one], [other]) => (one < other ? -1 : 1)) : added;
          const facts = new FactsById<Facts>();
          const map = new Map<string, Facts>();
          for (const [key, at] of rows) {
            const known = map.get(key);
            assert.equal(facts.add(key, { at }, isNewer), known === undefined);
            if (known === undefined || at >= known.at) map.set(key, { at });
          }
          assert.equal(facts.size, map.size);
          assert.deepEqual(facts.values(), [...map.values()]);
          for (const key of isSorted ? asked.toSorted() : asked) assert.deepEqual(facts.find(key), map.get(key));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('can be added to between searches', () => {
    const facts = new FactsById<Facts>();
    facts.add('a', { at: 1 }, isNewer);
    assert.equal(facts.find('b'), undefined);
    facts.add('b', { at: 2 }, isNewer);
    assert.deepEqual(facts.find('b'), { at: 2 });
    assert.deepEqual(facts.find('a'), { at: 1 });
  });
});
