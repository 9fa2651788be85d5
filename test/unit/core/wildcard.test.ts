import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wildcard } from '../../../src/core/wildcard';

describe('a pattern with wildcards', () => {
  const few = fc.array(fc.constantFrom('a', 'b', '-', '\n', '\u{1F600}'), { maxLength: 12 }).map((all) => all.join(''));
  const pattern = fc.array(fc.constantFrom('a', 'B', '-', '*', '?', '.'), { maxLength: 8 }).map((all) => all.join(''));

  it('fits what a regular expression would fit', () => {
    fc.assert(
      fc.property(pattern, few, (wanted, text) => {
        const form = wanted.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*').replaceAll('?', '.');
        assert.equal(wildcard(wanted)(text), new RegExp(`^${form}$`, 'isu').test(text), `${wanted} ${text}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes a long name no longer than it is', () => {
    const matches = wildcard('*-*-*-*-*-*-DC*');
    const start = performance.now();
    assert.equal(matches('-'.repeat(200_000)), false);
    assert.equal(matches(`${'-'.repeat(200_000)}dc1`), true);
    assert.ok(performance.now() - start < 2_000);
  });
});
