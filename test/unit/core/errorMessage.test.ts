import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { errorMessage } from '../../../src/core/errorMessage';

describe('The message of an error', () => {
  it('is what the error says', () => {
    assert.equal(errorMessage(new RangeError('too far')), 'too far');
    assert.equal(errorMessage('too far'), 'too far');
  });

  it('is there whatever was thrown', () => {
    assert.equal(errorMessage({ toString: [] }), '[object Object]');
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => typeof errorMessage(thrown) === 'string'),
    );
  });
});
