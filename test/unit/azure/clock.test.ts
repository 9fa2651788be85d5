import assert from 'node:assert/strict';
import { systemClock } from '../../../src/azure/clock';

describe('the system’s clock', () => {
  it('waits where a timer would overflow and fire at once', async () => {
    for (const milliseconds of [2 ** 31, 1e15, Infinity]) {
      const abort = new AbortController();
      let isOver = false;
      const waiting = systemClock.sleep(milliseconds, abort.signal).then(() => {
        isOver = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(isOver, false, String(milliseconds));
      abort.abort();
      await waiting;
    }
  });
});
