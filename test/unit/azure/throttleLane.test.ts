import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BucketRate, ReadPriority } from '../../../src/azure/machineWriting';
import { ThrottleLane, type LanePass } from '../../../src/azure/throttleLane';
import { ThrottleLanes } from '../../../src/azure/throttleLanes';
import { sub, NEVER_ABORTED } from './fixtures';
import { settled, VirtualClock } from './virtualClock';

const ARM_WRITES: BucketRate = { size: 200, perSecond: 10 };
const REMAINING = 'x-ms-ratelimit-remaining-subscription-writes';

/** What the other side answers: the status, and headers by name. */
interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server's token bucket. */
class ServerBucket {
  granted = 0;
  refused = 0;
  lastGrant = 0;
  private tokens: number;
  private at = 0;

  constructor(
    private readonly rate: BucketRate,
    private readonly clock: VirtualClock,
    private readonly tellsRemaining: boolean,
  ) {
    this.tokens = rate.size;
  }

  take(): Said {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.rate.size, this.tokens + ((now - this.at) / 1000) * this.rate.perSecond);
    this.at = now;
    const isGranted = this.tokens >= 1;
    if (isGranted) {
      this.tokens -= 1;
      this.granted += 1;
      this.lastGrant = now;
    } else this.refused += 1;
    const remaining = this.tellsRemaining ? { [REMAINING]: String(Math.floor(this.tokens)) } : {};
    return isGranted
      ? { status: 202, headers: remaining }
      : { status: 429, headers: { ...remaining, 'retry-after': '1' } };
  }
}

describe('ThrottleLane', () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
  });

  const laneOf = (rate: BucketRate = ARM_WRITES): ThrottleLane =>
    new ThrottleLane({ rate, remainingHeaders: [REMAINING], clock });

  /** Sends once, answered after so many milliseconds; tells when it was sent. */
  const sendOnce = async (
    lane: ThrottleLane,
    answer: () => Said,
    latency = 50,
    priority: ReadPriority = 'before',
  ): Promise<{ readonly at: number; readonly status: number }> => {
    const pass = await enter(lane, priority);
    const at = clock.monotonic();
    await clock.sleep(latency / 2);
    const said = answer();
    await clock.sleep(latency / 2);
    pass.end({ status: said.status, header: (name) => said.headers?.[name] });
    return { at, status: said.status };
  };
  const enter = async (lane: ThrottleLane, priority: ReadPriority = 'before'): Promise<LanePass> => {
    const pass = await lane.enter(priority, NEVER_ABORTED);
    assert.ok(pass);
    return pass;
  };
  /** Sends until it is granted, as the writer does. */
  const sendUntilGranted = async (lane: ThrottleLane, answer: () => Said, latency: number): Promise<void> => {
    while ((await sendOnce(lane, answer, latency)).status === 429);
  };
  const sendMany = async (
    lanes: readonly ThrottleLane[],
    each: number,
    bucket: ServerBucket,
    latency = 60,
  ): Promise<void> => {
    const work = lanes.flatMap((lane) =>
      Array.from({ length: each }, () => sendUntilGranted(lane, () => bucket.take(), latency)),
    );
    await clock.run();
    await Promise.all(work);
  };

  it('never lets more through in any span of time than its bucket holds and takes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 80 }),
        fc.array(fc.constantFrom(200, 200, 200, 404, 429, 500), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 2, max: 900 }),
        async (size, perSecond, starts, statuses, latency) => {
          clock = new VirtualClock();
          const lane = laneOf({ size, perSecond });
          const sent: number[] = [];
          const work = starts.map(async (start, index) => {
            await clock.sleep(start);
            const status = statuses[index % statuses.length] ?? 200;
            sent.push((await sendOnce(lane, () => ({ status }), latency)).at);
          });
          await clock.run();
          await Promise.all(work);
          assert.equal(sent.length, starts.length);
          sent.sort((a, b) => a - b);
          sent.forEach((from, first) =>
            sent.slice(first).forEach((until, more) => {
              const most = size + (perSecond * (until - from)) / 1000;
              assert.ok(more + 1 <= most + 1e-6, `${more + 1} within ${until - from} ms, at most ${most}`);
            }),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps few in flight until a header came, and many then', async () => {
    const lane = laneOf();
    const inFlight: LanePass[] = [];
    const work = Array.from({ length: 60 }, async () => inFlight.push(await enter(lane)));
    await clock.run();
    assert.equal(inFlight.length, 4);
    inFlight.shift()?.end({ status: 202, header: (name) => (name === REMAINING ? '199' : undefined) });
    await clock.run();
    assert.equal(inFlight.length, 32);
    while (lane.waitingCount > 0) {
      inFlight.shift()?.end({ status: 202, header: () => undefined });
      await clock.run();
    }
    await Promise.all(work);
  });

  it('halves what is in flight at a 429, once for those sent together, and rises again', async () => {
    const lane = laneOf();
    const first = await Promise.all([1, 2, 3, 4].map(() => enter(lane)));
    const later: LanePass[] = [];
    const work = Array.from({ length: 50 }, async () => later.push(await enter(lane)));
    for (const pass of first) pass.end({ status: 429, header: () => undefined });
    await clock.run();
    assert.equal(later.length, 2);
    let most = 0;
    for (let answered = 0; answered < 50; answered += 1) {
      later.shift()?.end({ status: 202, header: () => undefined });
      await clock.run();
      most = Math.max(most, later.length);
    }
    await Promise.all(work);
    assert.ok(most > 4 && most < 16, `${most} in flight`);
  });

  it('obeys Retry-After exactly, also a long one, and waits longer each time where there is none', async () => {
    const lane = laneOf();
    const retryAfter = (seconds: string) => (): Said => ({ status: 429, headers: { 'retry-after': seconds } });
    const times: number[] = [];
    const run = async (): Promise<void> => {
      for (const answer of [retryAfter('7'), retryAfter('7200'), none, none, none]) {
        times.push((await sendOnce(lane, answer, 0)).at);
      }
      times.push((await sendOnce(lane, () => ({ status: 200 }), 0)).at);
    };
    const none = (): Said => ({ status: 429 });
    const done = run();
    await clock.run();
    await done;
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.deepEqual(waits.slice(0, 2), [7000, 7_200_000]);
    assert.deepEqual(waits.slice(2), [4000, 8000, 16_000]);
    assert.ok(clock.longestSleep <= 3_600_000);
  });

  it('believes the headers: less than documented, and more', async () => {
    const lane = laneOf();
    const pass = await enter(lane);
    pass.end({ status: 200, header: (name) => (name === REMAINING ? '5' : undefined) });
    const sent: number[] = [];
    const some = Array.from({ length: 10 }, async () => sent.push((await sendOnce(lane, () => ({ status: 200 }))).at));
    await clock.run(50);
    assert.ok(sent.length <= 5, `${sent.length} at once`);
    await clock.run();
    await Promise.all(some);

    const generous = laneOf({ size: 2, perSecond: 1 });
    (await enter(generous)).end({ status: 200, header: (name) => (name === REMAINING ? '500' : undefined) });
    const before = clock.monotonic();
    const many = Array.from({ length: 400 }, () => sendOnce(generous, () => ({ status: 200 }), 10));
    await clock.run();
    await Promise.all(many);
    assert.ok(clock.monotonic() - before < 1000, `${clock.monotonic() - before} ms`);
  });

  it('goes on beside a request that gets no answer, however little is left in the bucket', async () => {
    const lane = laneOf();
    await enter(lane);
    (await enter(lane)).end({ status: 200, header: (name) => (name === REMAINING ? '0' : undefined) });
    const sent = Array.from({ length: 10 }, () => sendOnce(lane, () => ({ status: 200 })));
    await clock.run();
    await Promise.all(sent);
    assert.ok(clock.monotonic() < 3000, `${clock.monotonic()} ms`);
  });

  it('takes no older answer for a newer one', async () => {
    const lane = laneOf();
    const [older, newer] = [await enter(lane), await enter(lane)];
    newer.end({ status: 200, header: (name) => (name === REMAINING ? '0' : undefined) });
    older.end({ status: 200, header: (name) => (name === REMAINING ? '150' : undefined) });
    let isThrough = false;
    void enter(lane).then(() => {
      isThrough = true;
    });
    await settled();
    assert.equal(isThrough, false);
    await clock.run();
    assert.equal(isThrough, true);
  });

  for (const tellsRemaining of [true, false]) {
    it(`uses a bucket up without a single 429 worth mentioning (headers: ${tellsRemaining})`, async () => {
      const bucket = new ServerBucket(ARM_WRITES, clock, tellsRemaining);
      await sendMany([laneOf()], 3333, bucket);
      const bound = ((3333 - ARM_WRITES.size) / ARM_WRITES.perSecond) * 1000;
      assert.equal(bucket.granted, 3333);
      assert.ok(bucket.refused <= 3, `${bucket.refused} refused`);
      assert.ok(bucket.lastGrant <= 1.02 * bound, `${bucket.lastGrant} of ${bound} ms`);
    }).timeout(20_000);
  }

  it('finds out that two lanes share a bucket, or that it is smaller than documented', async () => {
    const shared = new ServerBucket(ARM_WRITES, clock, true);
    await sendMany([laneOf(), laneOf()], 1000, shared);
    assert.ok(shared.refused <= 10, `${shared.refused} refused`);
    assert.ok(shared.lastGrant <= 1.05 * 180_000, `${shared.lastGrant} ms`);

    clock = new VirtualClock();
    const small = new ServerBucket({ size: 100, perSecond: 5 }, clock, true);
    await sendMany([laneOf()], 1000, small);
    assert.ok(small.refused <= 10, `${small.refused} refused`);
    assert.ok(small.lastGrant <= 1.05 * 180_000, `${small.lastGrant} ms`);
  }).timeout(20_000);

  it('goes first come first served within a priority, with a fifth of the turns for the lower one', async () => {
    const lane = laneOf({ size: 1, perSecond: 10 });
    (await enter(lane)).end({ status: 200, header: () => undefined });
    const order: string[] = [];
    const work = [
      ...Array.from({ length: 20 }, async (_, index) => {
        const pass = await enter(lane, 'after');
        order.push(`after ${index}`);
        pass.end({ status: 200, header: () => undefined });
      }),
      ...Array.from({ length: 40 }, async (_, index) => {
        const pass = await enter(lane, 'before');
        order.push(`before ${index}`);
        pass.end({ status: 200, header: () => undefined });
      }),
    ];
    await clock.run();
    await Promise.all(work);
    const numbers = (word: string): readonly number[] =>
      order.filter((each) => each.startsWith(word)).map((each) => Number(each.split(' ')[1]));
    assert.deepEqual(
      numbers('before'),
      Array.from({ length: 40 }, (_, index) => index),
    );
    assert.deepEqual(
      numbers('after'),
      Array.from({ length: 20 }, (_, index) => index),
    );
    // While both wait: ten of the lower priority among the first fifty.
    assert.equal(order.slice(0, 50).filter((each) => each.startsWith('after')).length, 10);
  });

  it('lets go of a waiter at once when its signal aborts, and keeps nothing of it', async () => {
    const lane = laneOf({ size: 1, perSecond: 1 });
    await enter(lane);
    const abort = new AbortController();
    const waiting = Array.from({ length: 10_000 }, () => lane.enter('before', abort.signal));
    await settled();
    assert.equal(lane.waitingCount, 10_000);
    assert.equal(clock.sleeping, 1);
    abort.abort();
    assert.deepEqual(new Set(await Promise.all(waiting)), new Set([null]));
    assert.equal(lane.waitingCount, 0);
    assert.equal(clock.sleeping, 0);
    assert.equal(await lane.enter('before', abort.signal), null);
  });

  it('gives a pass that was not used to the next, and counts no pass twice', async () => {
    const lane = laneOf({ size: 1, perSecond: 1 });
    const unused = await enter(lane);
    unused.giveBack();
    unused.giveBack();
    unused.end(null);
    const start = clock.monotonic();
    const used = await enter(lane);
    assert.equal(clock.monotonic(), start);
    used.end(null);
    const second = enter(lane);
    await clock.run();
    (await second).giveBack();
    assert.equal(clock.monotonic() - start, 1000);
  });

  it('admits ten thousand waiters without lingering on the queue', async () => {
    const lane = laneOf({ size: 20_000, perSecond: 1 });
    const work = Array.from({ length: 10_000 }, async () => {
      (await enter(lane)).end({ status: 200, header: () => undefined });
    });
    const start = performance.now();
    await clock.run();
    await Promise.all(work);
    // Quadratic would be minutes.
    assert.ok(performance.now() - start < 8000);
  }).timeout(20_000);
});

describe('ThrottleLanes', () => {
  it('has one lane for each subscription, region and kind; a 429 in one delays no other', async () => {
    const clock = new VirtualClock();
    const lanes = new ThrottleLanes({ reads: ARM_WRITES, writes: ARM_WRITES }, clock);
    const slow = lanes.lane(sub(1), 'West Europe', 'writes');
    assert.equal(lanes.lane(sub(1), 'westeurope', 'writes'), slow);
    const others = [
      lanes.lane(sub(2), 'westeurope', 'writes'),
      lanes.lane(sub(1), 'northeurope', 'writes'),
      lanes.lane(sub(1), 'westeurope', 'reads'),
    ];
    assert.equal(new Set([slow, ...others]).size, 4);
    const pass = await slow.enter('before', NEVER_ABORTED);
    pass?.end({ status: 429, header: (name) => (name === 'retry-after' ? '3600' : undefined) });
    const late = slow.enter('before', NEVER_ABORTED).then(() => clock.monotonic());
    for (const lane of others) {
      (await lane.enter('before', NEVER_ABORTED))?.end({ status: 200, header: () => undefined });
    }
    assert.equal(clock.monotonic(), 0);
    await clock.run();
    assert.equal(await late, 3_600_000);
  });
});
