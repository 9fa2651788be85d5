import assert from 'node:assert/strict';
import { systemClock } from '../../../src/azure/clock';
import type { Clock } from '../../../src/azure/clock';
import { durationMilliseconds, Quota } from '../../../src/azure/quota';
import { NEVER_ABORTED } from './fixtures';

/** A clock that stands still until the test moves it. */
class HandClock implements Clock {
  time = 0;
  private readonly sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  monotonic(): number {
    return this.time;
  }
  wall(): number {
    return this.time;
  }
  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { until: this.time + milliseconds, wake: resolve };
      this.sleepers.add(sleeper);
      signal.addEventListener('abort', () => resolve());
    });
  }
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const sleeper of this.sleepers) if (sleeper.until <= this.time) sleeper.wake();
  }
}

function answer(remaining: number, resetsAfter: string): (name: string) => string | undefined {
  return (name) =>
    ({ 'x-ms-user-quota-remaining': String(remaining), 'x-ms-user-quota-resets-after': resetsAfter })[name];
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return !settled;
}

describe('Quota', () => {
  let clock: HandClock;
  let quota: Quota;
  beforeEach(() => {
    clock = new HandClock();
    quota = new Quota(clock);
  });

  it('does not believe a window far longer than Resource Graph’s: it asks again within a minute', async () => {
    for (const resetsAfter of ['99:99:99', '999999:00:00', `${'9'.repeat(400)}:00:00`]) {
      await quota.acquire(NEVER_ABORTED);
      quota.release(answer(0, resetsAfter));
      const next = quota.acquire(NEVER_ABORTED);
      assert.ok(await isPending(next), resetsAfter);
      clock.advance(60_000);
      await next;
      quota.release(null);
    }
  });

  it('holds back what would go beyond the quota together with what is under way', async () => {
    await quota.acquire(NEVER_ABORTED);
    quota.release(answer(2, '00:00:05'));
    await quota.acquire(NEVER_ABORTED);
    await quota.acquire(NEVER_ABORTED);
    const third = quota.acquire(NEVER_ABORTED);
    assert.ok(await isPending(third));
    clock.advance(4999);
    assert.ok(await isPending(third));
    clock.advance(1);
    await third;
  });

  it('lets the next one go as soon as an answer says that there is room', async () => {
    await quota.acquire(NEVER_ABORTED);
    quota.release(answer(1, '00:00:05'));
    await quota.acquire(NEVER_ABORTED);
    const next = quota.acquire(NEVER_ABORTED);
    assert.ok(await isPending(next));
    quota.release(answer(3, '00:00:05'));
    await next;
  });

  it('waits a second where the window is said to end now', async () => {
    await quota.acquire(NEVER_ABORTED);
    quota.release(answer(0, '00:00:00'));
    const next = quota.acquire(NEVER_ABORTED);
    assert.ok(await isPending(next));
    clock.advance(1000);
    await next;
  });

  it('ends its wait when cancelled', async () => {
    const controller = new AbortController();
    await quota.acquire(NEVER_ABORTED);
    quota.release(answer(0, '01:00:00'));
    const next = quota.acquire(controller.signal);
    assert.ok(await isPending(next));
    controller.abort();
    await next;
  });

  it('ignores headers that are missing or no figures', async () => {
    for (const header of [null, () => undefined, answer(-1, 'soon'), answer(0, 'soon')]) {
      await quota.acquire(NEVER_ABORTED);
      quota.release(header);
    }
    await quota.acquire(NEVER_ABORTED);
  });

  it('reads hh:mm:ss', () => {
    assert.equal(durationMilliseconds('00:00:05'), 5000);
    assert.equal(durationMilliseconds('01:02:03.5'), 3_723_500);
    for (const text of ['', '5', '5s', 'a:b:c', undefined]) assert.equal(durationMilliseconds(text), null);
  });
});

describe('systemClock', () => {
  it('sleeps, and wakes when aborted', async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(5, NEVER_ABORTED);
    assert.ok(systemClock.monotonic() - before >= 4);
    const controller = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, controller.signal);
    controller.abort();
    await sleeping;
    await systemClock.sleep(3_600_000, AbortSignal.abort());
  });
});
