import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import {
  at,
  errorOf,
  GUEST_TENANT,
  HOME_TENANT,
  listAt,
  PRODUCTION,
  SimulatorUnderTest,
  textAt,
  type Answer,
} from './simulatorUnderTest';

const TENANTS = '/tenants?api-version=2022-12-01';
const SUBSCRIPTIONS = '/subscriptions?api-version=2022-12-01';

describe('faults', () => {
  let azure: SimulatorUnderTest;
  before(async () => {
    azure = await SimulatorUnderTest.start({ machines: 20 });
  });
  after(() => azure.stop());
  beforeEach(async () => {
    await azure.ask('/simulator/faults', { method: 'DELETE' });
    await azure.ask('/simulator/requests', { method: 'DELETE' });
  });

  async function on(fault: Json, match: Json = {}): Promise<void> {
    const answer = await azure.control('faults', { match, fault });
    assert.equal(answer.status, 200, answer.text);
  }

  async function logged(): Promise<readonly unknown[]> {
    return listAt((await azure.ask('/simulator/requests')).body, 'requests');
  }

  /** The request fails on the wire; gives the system's code where there is one. */
  async function broken(path: string, signal?: AbortSignal): Promise<string> {
    try {
      await azure.ask(path, signal ? { signal } : {});
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : String(cause);
    }
    throw new assert.AssertionError({ message: 'The request was answered.' });
  }

  it('claimsChallenge: 401 with claims, until the token answers them', async () => {
    await on({ kind: 'claimsChallenge' });
    const answer = await azure.ask(SUBSCRIPTIONS);
    assert.equal(answer.status, 401);
    const header = answer.headers.get('www-authenticate') ?? '';
    assert.match(header, /error="insufficient_claims"/);
    const claims = /claims="([^"]+)"/.exec(header)?.[1] ?? '';
    assert.ok(at(JSON.parse(Buffer.from(claims, 'base64').toString('utf8')), 'access_token', 'nbf'));
    assert.equal((await azure.ask(SUBSCRIPTIONS, {}, 'placeholder;claims=1')).status, 200);
    assert.equal((await azure.ask(SUBSCRIPTIONS)).status, 401);
  });

  it('unauthorized: 401 that no claims help', async () => {
    await on({ kind: 'unauthorized' }, { tenantId: GUEST_TENANT });
    const answer = await azure.ask(SUBSCRIPTIONS, {}, `placeholder;tenant=${GUEST_TENANT};claims=1`);
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.equal((await azure.ask(SUBSCRIPTIONS)).status, 200);
  });

  it('throttle: 429 with and without Retry-After', async () => {
    await on({ kind: 'throttle', retryAfterSeconds: 7 }, { path: '/tenants' });
    await on({ kind: 'throttle' }, { path: '/subscriptions' });
    const told = await azure.ask(TENANTS);
    assert.equal(told.status, 429);
    assert.equal(told.headers.get('retry-after'), '7');
    const untold = await azure.ask(SUBSCRIPTIONS);
    assert.equal(untold.status, 429);
    assert.equal(untold.headers.get('retry-after'), null);
  });

  it('status: any of 5xx', async () => {
    await on({ kind: 'status', status: 503, retryAfterSeconds: 2 });
    const answer = await azure.ask(TENANTS);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '2');
    assert.equal(errorOf(answer).code, 'ServerTimeout');
  });

  it('forbidden: 403 on a request', async () => {
    await on({ kind: 'forbidden' }, { path: '/tenants' });
    assert.equal((await azure.ask(TENANTS)).status, 403);
    assert.equal((await azure.ask(SUBSCRIPTIONS)).status, 200);
  });

  it('forbidden on a subscription: no access to it, wherever it is asked for', async () => {
    await on({ kind: 'forbidden' }, { subscriptionId: PRODUCTION.toUpperCase() });
    const arm = await azure.ask(
      `/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`,
    );
    assert.equal(arm.status, 403);
    assert.equal(errorOf(arm).code, 'AuthorizationFailed');
    const named = await azure.query({ query: 'resources | project id', subscriptions: [PRODUCTION] });
    assert.equal(named.status, 403);
    assert.equal(at(named.body, 'error', 'details', 0, 'code'), 'AccessDenied');
    const all = await azure.query(
      "resources | where type =~ 'microsoft.hybridcompute/machines' | project id | order by id asc",
    );
    assert.equal(all.status, 200);
    assert.ok(listAt(all.body, 'data').length > 0);
    assert.ok(!all.text.includes(PRODUCTION));
  });

  it('reset: before any byte, after the headers, in the middle', async () => {
    await on({ kind: 'reset' }, { path: '/tenants' });
    assert.match(await broken(TENANTS), /ECONNRESET|UND_ERR_SOCKET/);
    for (const after of ['headers', 'half']) {
      await azure.ask('/simulator/faults', { method: 'DELETE' });
      await on({ kind: 'reset', after }, { path: '/tenants' });
      assert.match(await broken(TENANTS), /ECONNRESET|UND_ERR_SOCKET/);
    }
    assert.deepEqual(
      (await logged()).map((entry) => [at(entry, 'status'), at(entry, 'fault')]),
      [
        [0, 'reset'],
        [0, 'reset'],
        [0, 'reset'],
      ],
    );
  });

  it('stall: the headers and half of the body come, then nothing', async () => {
    await on({ kind: 'stall', after: 'half' });
    const abort = new AbortController();
    const response = await fetch(`${azure.running.url}${TENANTS}`, {
      headers: { authorization: 'Bearer placeholder' },
      signal: abort.signal,
    });
    assert.equal(response.status, 200);
    assert.ok(response.body);
    const reader = response.body.getReader();
    const first: unknown = (await reader.read()).value;
    assert.ok(first instanceof Uint8Array && first.length > 0);
    assert.ok(first.length < Number(response.headers.get('content-length')));
    const rest = reader.read().then(
      () => 'more',
      () => 'aborted',
    );
    abort.abort();
    assert.equal(await rest, 'aborted');
  });

  it('stall: no byte at all, and the server lives on', async () => {
    await on({ kind: 'stall' }, { path: '/tenants' });
    const abort = new AbortController();
    const stalled = broken(TENANTS, abort.signal);
    assert.equal((await azure.ask(SUBSCRIPTIONS)).status, 200);
    abort.abort();
    assert.match(await stalled, /ABORT|Abort|20/);
  });

  it('cutOff: half of the JSON as if it were all', async () => {
    const whole = await azure.ask(TENANTS);
    await on({ kind: 'cutOff' });
    const half = await azure.ask(TENANTS);
    assert.equal(half.status, 200);
    assert.equal(half.text, whole.text.slice(0, Math.ceil(whole.text.length / 2)));
    assert.equal(half.body, undefined);
  });

  it('malformed, wrongShape, empty: 200 all the same', async () => {
    const answers: Answer[] = [];
    for (const kind of ['malformed', 'wrongShape', 'empty']) {
      await azure.ask('/simulator/faults', { method: 'DELETE' });
      await on({ kind });
      answers.push(await azure.ask(TENANTS));
    }
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.equal(answers[0]?.body, undefined);
    assert.equal(at(answers[1]?.body, 'value'), 'none');
    assert.equal(answers[2]?.text, '');
  });

  it('foreignNextLink and redirect: lead to a host that must never be asked', async () => {
    await on({ kind: 'foreignNextLink' }, { path: '/tenants' });
    await on({ kind: 'redirect' }, { path: '/subscriptions' });
    const list = await azure.ask(TENANTS);
    assert.equal(new URL(textAt(list.body, 'nextLink')).hostname, 'elsewhere.invalid');
    const moved = await azure.ask(SUBSCRIPTIONS);
    assert.equal(moved.status, 307);
    assert.equal(new URL(moved.headers.get('location') ?? '').hostname, 'elsewhere.invalid');
  });

  it('payloadTooLarge: over so many rows', async () => {
    await on({ kind: 'payloadTooLarge', rows: 5 });
    const query = "resources | where type =~ 'microsoft.hybridcompute/machines' | project id | order by id asc";
    const large = await azure.query({ query, options: { $top: 6 } });
    assert.equal(large.status, 400);
    assert.equal(at(large.body, 'error', 'details', 0, 'code'), 'ResponsePayloadTooLarge');
    assert.match(
      textAt(large.body, 'error', 'details', 0, 'message'),
      /^Response payload size is \d+, and has exceeded the limit of 16777216\./,
    );
    assert.equal((await azure.query({ query, options: { $top: 5 } })).status, 200);
  });

  it('latency: later, and beside another fault', async () => {
    await on({ kind: 'latency', ms: 40 });
    await on({ kind: 'status', status: 500 }, { path: '/tenants' });
    const began = performance.now();
    assert.equal((await azure.ask(TENANTS)).status, 500);
    assert.ok(performance.now() - began >= 39);
  });

  it('come at the nth request, so many times', async () => {
    await on({ kind: 'status', status: 500 }, { path: '/tenants', nth: 2 });
    await on({ kind: 'status', status: 502 }, { path: '/subscriptions', nth: 2, times: 2 });
    const statuses = async (path: string): Promise<number[]> => {
      const all: number[] = [];
      for (let count = 0; count < 5; count += 1) all.push((await azure.ask(path)).status);
      return all;
    };
    assert.deepEqual(await statuses(TENANTS), [200, 500, 200, 200, 200]);
    assert.deepEqual(await statuses(SUBSCRIPTIONS), [200, 502, 502, 200, 200]);
  });

  it('match by method, tenant, table and text of the query', async () => {
    await on({ kind: 'status', status: 500 }, { table: 'patchAssessmentResources' });
    await on({ kind: 'status', status: 501 }, { query: 'rebootPending' });
    await on({ kind: 'status', status: 502 }, { method: 'get', tenantId: HOME_TENANT });
    assert.equal((await azure.query('patchassessmentresources | project id | order by id asc')).status, 500);
    assert.equal(
      (await azure.query('resources | where name == "rebootPending" | project id | order by id asc')).status,
      501,
    );
    assert.equal((await azure.query('resources | project id | order by id asc')).status, 200);
    assert.equal((await azure.ask(TENANTS)).status, 502);
    assert.equal((await azure.ask(TENANTS, {}, `placeholder;tenant=${GUEST_TENANT}`)).status, 200);
  });

  it('never touch the control API', async () => {
    await on({ kind: 'reset' });
    assert.equal((await azure.ask('/simulator/health')).status, 200);
  });

  it('are shown with how often they came, and cleared one by one or all', async () => {
    await on({ kind: 'status', status: 500 }, { path: '/tenants' });
    await on({ kind: 'empty' }, { path: '/nothing' });
    await azure.ask(TENANTS);
    const list = listAt((await azure.ask('/simulator/faults')).body, 'faults');
    assert.deepEqual(
      list.map((rule) => [at(rule, 'seen'), at(rule, 'used')]),
      [
        [1, 1],
        [0, 0],
      ],
    );
    const left = await azure.ask(`/simulator/faults?id=${String(at(list[0], 'id'))}`, { method: 'DELETE' });
    assert.equal(listAt(left.body, 'faults').length, 1);
    assert.equal(listAt((await azure.ask('/simulator/faults', { method: 'DELETE' })).body, 'faults').length, 0);
  });

  const wrong: readonly (readonly [string, Json])[] = [
    ['an unknown kind', { fault: { kind: 'explode' } }],
    ['no fault', { match: {} }],
    ['an unknown field', { fault: { kind: 'reset', when: 'now' } }],
    ['an unknown match', { match: { host: 'x' }, fault: { kind: 'reset' } }],
    ['a missing field', { fault: { kind: 'latency' } }],
    ['a field of another kind', { fault: { kind: 'status', status: 'bad' } }],
    ['no object', 'reset'],
  ];
  for (const [name, rule] of wrong) {
    it(`are refused with ${name}, and the others of the same request too`, async () => {
      const answer = await azure.control('faults', [{ fault: { kind: 'empty' } }, rule]);
      assert.equal(answer.status, 400);
      assert.ok(errorOf(answer).message.length > 20);
      assert.equal(listAt((await azure.ask('/simulator/faults')).body, 'faults').length, 0);
    });
  }
});
