import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HOUR, instant } from '../../../src/core/instant';
import { ServerClock } from '../../../src/azure/serverClock';

describe('Azure’s clock', () => {
  const now = instant(Date.parse('2026-11-23T12:00:00Z'));

  it('is read from the newest answer', () => {
    const clock = new ServerClock(() => now);
    assert.equal(clock.ahead, 0);
    clock.note('Mon, 23 Nov 2026 13:00:00 GMT');
    assert.equal(clock.ahead, HOUR);
    clock.note('Mon, 23 Nov 2026 11:00:00 GMT');
    assert.equal(clock.ahead, -HOUR);
  });

  it('stays as it was after an answer without a date, or with one that is none', () => {
    const clock = new ServerClock(() => now);
    clock.note('Mon, 23 Nov 2026 13:00:00 GMT');
    clock.note(undefined);
    clock.note('yesterday');
    assert.equal(clock.ahead, HOUR);
  });
});
