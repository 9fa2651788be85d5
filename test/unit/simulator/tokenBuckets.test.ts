import assert from 'node:assert/strict';
import { TokenBuckets, type CountedRequest } from '../../../src/simulator/tokenBuckets';
import { DEFAULT_SWITCHES } from '../../../src/simulator/switches';
import { errorOf } from './simulatorUnderTest';
import { API, hotpatch, patch, profileOf, put, send, startWithRows } from './writeRequests';

const REQUEST: CountedRequest = { kind: 'writes', principal: 'p', subscriptionId: 's', region: 'westeurope' };

describe("ARM's token buckets", () => {
  it('write 200 at once and 10 more each second, and say how many are left', async () => {
    const azure = await startWithRows({ quota: { queries: 15, seconds: 5 } });
    try {
      await put(azure, 'rich01');
      for (let left = 198; left >= 0; left -= 1) {
        const answer = await patch(azure, 'rich01', hotpatch('Enable'));
        assert.equal(answer.status, 202);
        assert.equal(answer.headers.get('x-ms-ratelimit-remaining-subscription-writes'), String(left));
        assert.equal(answer.headers.get('x-ms-ratelimit-remaining-subscription-global-writes'), String(2800 + left));
      }
      const refused = await patch(azure, 'rich01', hotpatch('Enable'));
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.equal(refused.headers.get('x-ms-ratelimit-remaining-subscription-writes'), '0');
      assert.equal(errorOf(refused).code, 'SubscriptionRequestsThrottled');
      assert.match(errorOf(refused).message, /'write' requests/);
      assert.equal((await azure.ask(`${profileOf('rich01')}?${API}`)).status, 200);
      assert.equal((await azure.ask(`${profileOf('app01')}?${API}`, { method: 'DELETE' })).status, 204);
      const body = { properties: hotpatch('Enable') };
      assert.equal((await send(azure, 'PATCH', profileOf('rich01'), body, 'another')).status, 202);
      azure.monotonic.now += 100;
      assert.equal((await patch(azure, 'rich01', hotpatch('Enable'))).status, 202);
      assert.equal((await patch(azure, 'rich01', hotpatch('Enable'))).status, 429);
    } finally {
      await azure.stop();
    }
  });

  it('leave out their headers when the switches say so', () => {
    const switches = { throttleHeaders: 'absent', throttleRetryAfter: 'absent' } as const;
    const buckets = new TokenBuckets(
      true,
      () => 0,
      1,
      () => ({ ...DEFAULT_SWITCHES, ...switches }),
    );
    for (let count = 0; count < 200; count += 1) assert.equal(buckets.take(REQUEST).refusal, undefined);
    const { headers, refusal } = buckets.take(REQUEST);
    assert.deepEqual(headers, {});
    assert.equal(refusal?.status, 429);
    assert.deepEqual(refusal.headers, {});
  });

  it('are of one region each, and fifteen principals share what a subscription has', () => {
    const buckets = new TokenBuckets(
      true,
      () => 0,
      1,
      () => DEFAULT_SWITCHES,
    );
    const drain = (request: Partial<CountedRequest>): number => {
      let taken = 0;
      while (taken < 1000 && buckets.take({ ...REQUEST, ...request }).refusal === undefined) taken += 1;
      return taken;
    };
    assert.equal(drain({ region: 'northeurope' }), 200);
    for (let principal = 0; principal < 15; principal += 1) assert.equal(drain({ principal: `p${principal}` }), 200);
    assert.equal(drain({ principal: 'sixteenth' }), 0);
    assert.equal(drain({ subscriptionId: 'other' }), 200);
  });

  it('fill faster with the time scale', () => {
    const monotonic = { now: 0 };
    const buckets = new TokenBuckets(
      true,
      () => monotonic.now,
      10,
      () => DEFAULT_SWITCHES,
    );
    for (let count = 0; count < 200; count += 1) buckets.take(REQUEST);
    assert.equal(buckets.take(REQUEST).refusal?.status, 429);
    monotonic.now += 10;
    assert.equal(buckets.take(REQUEST).refusal, undefined);
    assert.equal(buckets.take(REQUEST).refusal?.status, 429);
  });
});
