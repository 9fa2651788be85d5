import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { HOUR, MINUTE } from '../../../src/core/instant';
import { isoDuration } from '../../../src/core/isoDuration';

describe('ISO durations', () => {
  it('are read where they are of hours and minutes', () => {
    fc.assert(
      fc.property(fc.nat(24), fc.nat(59), (hours, minutes) => {
        assert.equal(isoDuration(`PT${hours}H${minutes}M`), hours * HOUR + minutes * MINUTE);
      }),
    );
    assert.equal(isoDuration('PT4H'), 4 * HOUR);
    assert.equal(isoDuration('PT90M'), 90 * MINUTE);
  });

  it('that are none are null', () => {
    for (const text of ['', 'PT', '4H', 'PT-1H', 'P1D', 'PT1H ', 'PT99999H'])
      assert.equal(isoDuration(text), null, text);
  });
});
