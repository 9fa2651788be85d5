import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PriceInput } from '../../../src/webview/priceInput';

describe('the price that is thought through', () => {
  const english = new PriceInput('en');
  const vietnamese = new PriceInput('vi');

  it('is read with either decimal separator', () => {
    for (const input of [english, vietnamese]) {
      assert.equal(input.read('1.5'), 1.5);
      assert.equal(input.read(' 1,5 '), 1.5);
      assert.equal(input.read('0'), 0);
    }
  });

  it('is not guessed where a separator may be one of thousands', () => {
    assert.equal(english.read('1,500'), undefined);
    assert.equal(english.read('1.500'), 1.5);
    assert.equal(vietnamese.read('1.500'), undefined);
    assert.equal(vietnamese.read('1,500'), 1.5);
  });

  it('is none where it is no number, below 0, or finer than prices are', () => {
    for (const typed of ['', ' ', 'abc', '-1', '1e3', '0x10', '1.', '.5', '1.23456', '1 5', 'Infinity', '$2']) {
      assert.equal(english.read(typed), undefined, typed);
    }
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom(english, vietnamese), (scaled, input) => {
        assert.equal(input.read(input.write(scaled / 10_000)), scaled / 10_000);
      }),
    );
    assert.equal(vietnamese.write(1.5), '1,5');
  });
});
