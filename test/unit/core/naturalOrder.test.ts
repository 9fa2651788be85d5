import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inNaturalOrder, naturalKey } from '../../../src/core/naturalOrder';

describe('natural order', () => {
  function ordered(names: readonly string[]): readonly string[] {
    return inNaturalOrder(names, (name) => name);
  }

  it('counts numbers instead of reading them digit by digit', () => {
    assert.deepEqual(ordered(['APP-10', 'APP-2', 'APP-1']), ['APP-1', 'APP-2', 'APP-10']);
    assert.deepEqual(ordered(['db2-node10', 'db2-node9', 'db10-node1']), ['db2-node9', 'db2-node10', 'db10-node1']);
  });

  it('does not care about case or leading zeros', () => {
    assert.deepEqual(ordered(['b', 'A', 'C']), ['A', 'b', 'C']);
    assert.equal(naturalKey('APP007'), naturalKey('app7'));
  });

  it('leaves equal names in the order they came in', () => {
    const items = ['app1', 'APP1', 'App01'].map((name, place) => ({ name, place }));
    assert.deepEqual(
      inNaturalOrder(items, ({ name }) => name).map(({ place }) => place),
      [0, 1, 2],
    );
  });

  it('orders numbers of any length', () => {
    const digits = fc.stringMatching(/^\d{1,40}$/);
    fc.assert(
      fc.property(digits, digits, (one, other) => {
        const [a, b] = [naturalKey(`vm${one}x`), naturalKey(`vm${other}x`)];
        assert.equal(
          Math.sign(a < b ? -1 : Number(a > b)),
          Number(BigInt(one) > BigInt(other)) - Number(BigInt(one) < BigInt(other)),
        );
      }),
    );
  });

  it('looks at no more than the beginning of an endless name', () => {
    assert.ok(naturalKey('9'.repeat(100_000)).length < 1_000);
  });
});
