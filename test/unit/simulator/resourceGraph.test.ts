import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../src/simulator/kql/json';
import {
  at,
  BRANCHES,
  errorOf,
  GUEST_TENANT,
  listAt,
  PLANTS,
  PRODUCTION,
  SimulatorUnderTest,
  textAt,
  type Answer,
} from './simulatorUnderTest';

const MACHINES =
  "resources | where type =~ 'microsoft.hybridcompute/machines' | project id = tolower(id), name | order by id asc";

function details(answer: Answer): readonly unknown[] {
  return listAt(answer.body, 'error', 'details');
}

describe('the simulated Resource Graph', () => {
  let azure: SimulatorUnderTest;
  before(async () => {
    azure = await SimulatorUnderTest.start({ machines: 250, quota: null });
  });
  after(() => azure.stop());

  /** All pages of a query; `size` rows each. */
  async function pages(query: string, size: number): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    let token: unknown;
    do {
      const options: Json = { $top: size, ...(typeof token === 'string' ? { $skipToken: token } : {}) };
      const answer = await azure.query({ query, options });
      assert.equal(answer.status, 200, answer.text);
      answers.push(answer);
      token = at(answer.body, '$skipToken');
    } while (token !== undefined);
    return answers;
  }

  it('answers in the words of its contract', async () => {
    const answer = await azure.query({ query: MACHINES, options: { $top: 3 } });
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.body ?? {}).sort(), [
      '$skipToken',
      'count',
      'data',
      'facets',
      'resultTruncated',
      'totalRecords',
    ]);
    assert.equal(at(answer.body, 'count'), 3);
    assert.equal(at(answer.body, 'resultTruncated'), 'false');
    assert.deepEqual(at(answer.body, 'facets'), []);
    assert.deepEqual(Object.keys(at(answer.body, 'data', 0) ?? {}), ['id', 'name']);
  });

  it('pages through everything once, and says how much there is on each page', async () => {
    const answers = await pages(MACHINES, 37);
    const ids = answers.flatMap((answer) => listAt(answer.body, 'data').map((row) => textAt(row, 'id')));
    const total = at(answers[0]?.body, 'totalRecords');
    assert.equal(answers.length, Math.ceil(ids.length / 37));
    assert.equal(total, ids.length);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids, [...ids].sort());
    for (const answer of answers) assert.equal(at(answer.body, 'totalRecords'), total);
  });

  it("shows the token's tenant only", async () => {
    const home = (await pages(MACHINES, 1000)).map((answer) => answer.text).join('');
    const guest = await azure.query(MACHINES, `placeholder;tenant=${GUEST_TENANT}`);
    assert.ok(home.includes(PRODUCTION) && !home.includes(PLANTS));
    assert.ok(guest.text.includes(PLANTS) && !guest.text.includes(PRODUCTION));
  });

  it('reads the subscriptions that are named, in any casing and named twice', async () => {
    const answer = await azure.query({ query: MACHINES, subscriptions: [BRANCHES.toUpperCase(), BRANCHES] });
    const ids = listAt(answer.body, 'data').map((row) => textAt(row, 'id'));
    assert.ok(ids.length > 20);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.ok(id.startsWith(`/subscriptions/${BRANCHES}/`));
  });

  it('denies a subscription of another tenant, and one that is not there', async () => {
    for (const id of [PLANTS, '00000000-0000-0000-0009-000000000009']) {
      const answer = await azure.query({ query: MACHINES, subscriptions: [PRODUCTION, id] });
      assert.equal(answer.status, 403);
      assert.equal(errorOf(answer).code, 'AccessDenied');
      assert.match(
        errorOf(answer).message,
        /^Please provide below info when asking for support: timestamp = 2026-.*, correlationId = [0-9a-f-]{36}\.$/,
      );
      assert.deepEqual(details(answer), [
        {
          code: 'AccessDenied',
          message: 'Access is denied to the requested resource. The user might not have enough permission.',
        },
      ]);
    }
  });

  it('names the correlation id of the request in its errors', async () => {
    const answer = await azure.ask('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ms-correlation-request-id': 'corr-1' },
      body: '{}',
    });
    assert.equal(answer.headers.get('x-ms-correlation-request-id'), 'corr-1');
    assert.match(errorOf(answer).message, /correlationId = corr-1\.$/);
  });

  it('explains a query that is none', async () => {
    const answer = await azure.query('resources | wher x');
    assert.equal(answer.status, 400);
    assert.equal(errorOf(answer).code, 'BadRequest');
    assert.equal(at(details(answer), 0, 'code'), 'InvalidQuery');
    assert.match(textAt(details(answer), 0, 'message'), /^Query is invalid\. Please refer to the documentation/);
    assert.ok(details(answer).length >= 2);
  });

  it('has the tables that Azure has, and no other', async () => {
    for (const table of ['resourcecontainers', 'PatchInstallationResources', 'advisorresources']) {
      assert.equal((await azure.query(`${table} | project id | order by id asc`)).status, 200, table);
    }
    assert.equal((await azure.query('machines | project id | order by id asc')).status, 400);
  });

  const wrong: readonly (readonly [string, Json])[] = [
    ['no query', {}],
    ['an empty query', { query: ' ' }],
    ['a query that is no text', { query: 7 }],
    ['a body that is no object', []],
    ['$top 0', { query: MACHINES, options: { $top: 0 } }],
    ['$top 1001', { query: MACHINES, options: { $top: 1001 } }],
    ['$top as text', { query: MACHINES, options: { $top: '10' } }],
    ['$skip below 0', { query: MACHINES, options: { $skip: -1 } }],
    ['an unknown resultFormat', { query: MACHINES, options: { resultFormat: 'csv' } }],
    ['subscriptions as text', { query: MACHINES, subscriptions: PRODUCTION }],
    ['a subscription that is no GUID', { query: MACHINES, subscriptions: ['mine'] }],
    ['subscriptions and managementGroups', { query: MACHINES, subscriptions: [PRODUCTION], managementGroups: ['mg'] }],
    ['more than 1,000 subscriptions', { query: MACHINES, subscriptions: Array<string>(1001).fill(PRODUCTION) }],
    ['a $skipToken that is none', { query: MACHINES, options: { $skipToken: 'abc' } }],
  ];
  for (const [name, body] of wrong) {
    it(`refuses ${name}`, async () => {
      const answer = await azure.query(body);
      assert.equal(answer.status, 400, answer.text);
      assert.equal(errorOf(answer).code, 'BadRequest');
      assert.ok(textAt(details(answer), 0, 'message').length > 10);
    });
  }

  it('refuses what is not JSON', async () => {
    const post = (type: string, body: string): Promise<Answer> =>
      azure.ask('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    assert.equal((await post('text/plain', '{}')).status, 415);
    assert.equal(errorOf(await post('application/json', '{"query":')).code, 'InvalidRequestContent');
  });

  it('answers any JSON, and never fails over it', async () => {
    const part = fc.oneof(fc.jsonValue(), fc.constant(MACHINES), fc.constantFrom(0, 1, 1000, -1, 1e9));
    const options = fc.record({ $top: part, $skip: part, $skipToken: part, resultFormat: part }, { requiredKeys: [] });
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ query: part, subscriptions: part, options: fc.oneof(part, options) }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const answer = await azure.ask('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(value),
        });
        assert.ok([200, 400].includes(answer.status), `${answer.status} ${answer.text}`);
      }),
      { numRuns: 150 },
    );
  });

  it('knows its api-versions', async () => {
    for (const version of ['2021-03-01', '2022-10-01', '2024-04-01']) {
      assert.equal((await azure.query(MACHINES, 'placeholder', version)).status, 200);
    }
    const answer = await azure.query(MACHINES, 'placeholder', '2018-09-01');
    assert.equal(answer.status, 404);
    assert.equal(errorOf(answer).code, 'InvalidResourceType');
  });

  describe('takes a $skipToken', () => {
    async function token(body: Readonly<Record<string, Json>> = {}): Promise<string> {
      const answer = await azure.query({ query: MACHINES, options: { $top: 10 }, ...body });
      return textAt(answer.body, '$skipToken');
    }

    it('with the page size of before, or another one', async () => {
      const $skipToken = await token();
      const same = await azure.query({ query: MACHINES, options: { $skipToken } });
      const smaller = await azure.query({ query: MACHINES, options: { $skipToken, $top: 4 } });
      assert.equal(at(same.body, 'count'), 10);
      assert.equal(at(smaller.body, 'count'), 4);
      assert.equal(at(smaller.body, 'data', 0, 'id'), at(same.body, 'data', 0, 'id'));
    });

    it('of the same query and the same subscriptions only', async () => {
      const $skipToken = await token();
      for (const body of [
        { query: `${MACHINES} `, options: { $skipToken } },
        { query: MACHINES, subscriptions: [PRODUCTION], options: { $skipToken } },
      ]) {
        const answer = await azure.query(body);
        assert.equal(answer.status, 400);
        assert.equal(at(details(answer), 0, 'code'), 'InvalidSkipToken');
      }
    });

    it('of subscriptions in another order', async () => {
      const $skipToken = await token({ subscriptions: [PRODUCTION, BRANCHES] });
      const answer = await azure.query({
        query: MACHINES,
        subscriptions: [BRANCHES, PRODUCTION],
        options: { $skipToken },
      });
      assert.equal(answer.status, 200);
    });

    it('and goes on in a world that has changed meanwhile', async () => {
      const other = await SimulatorUnderTest.start({ machines: 40 });
      try {
        const first = await other.query({ query: MACHINES, options: { $top: 5 } });
        await other.control('machines', { id: textAt(first.body, 'data', 0, 'id'), remove: true });
        const second = await other.query({
          query: MACHINES,
          options: { $skipToken: textAt(first.body, '$skipToken') },
        });
        assert.equal(at(second.body, 'totalRecords'), Number(at(first.body, 'totalRecords')) - 1);
      } finally {
        await other.stop();
      }
    });
  });

  it('gives no $skipToken when the query limits its rows, and says what it cut', async () => {
    const cut = await azure.query({ query: `${MACHINES} | take 50`, options: { $top: 20 } });
    assert.equal(at(cut.body, '$skipToken'), undefined);
    assert.equal(at(cut.body, 'resultTruncated'), 'true');
    assert.equal(at(cut.body, 'count'), 20);
    const whole = await azure.query(`${MACHINES} | take 50`);
    assert.equal(at(whole.body, 'resultTruncated'), 'false');
    assert.equal(at(whole.body, 'count'), 50);
  });

  it('gives no $skipToken when every column is dynamic', async () => {
    const answer = await azure.query({
      query: 'resources | order by id asc | project properties, tags',
      options: { $top: 5 },
    });
    assert.equal(at(answer.body, '$skipToken'), undefined);
    assert.equal(at(answer.body, 'resultTruncated'), 'true');
  });

  it('skips rows, but not those of a query that limits its rows', async () => {
    const all = await azure.query(MACHINES);
    const skipped = await azure.query({ query: MACHINES, options: { $skip: 7, $top: 1 } });
    assert.equal(at(skipped.body, 'data', 0, 'id'), at(all.body, 'data', 7, 'id'));
    const limited = await azure.query({ query: `${MACHINES} | take 20`, options: { $skip: 7, $top: 1 } });
    assert.equal(at(limited.body, 'data', 0, 'id'), at(all.body, 'data', 0, 'id'));
  });

  it('gives an empty page past the end', async () => {
    const answer = await azure.query({ query: MACHINES, options: { $skip: 100_000 } });
    assert.equal(at(answer.body, 'count'), 0);
    assert.equal(at(answer.body, '$skipToken'), undefined);
  });

  it('turns the rows of every page of a query without an order', async () => {
    const unordered = MACHINES.replace(' | order by id asc', '');
    const answers = await pages(unordered, 50);
    const ids = answers.flatMap((answer) => listAt(answer.body, 'data').map((row) => textAt(row, 'id')));
    assert.equal(ids.length, at(answers[0]?.body, 'totalRecords'));
    assert.ok(new Set(ids).size < ids.length, 'a client that sends no order by would never notice');
  });

  it('answers as a table', async () => {
    const answer = await azure.query({ query: MACHINES, options: { resultFormat: 'table', $top: 2 } });
    assert.deepEqual(at(answer.body, 'data', 'columns'), [
      { name: 'id', type: 'string' },
      { name: 'name', type: 'string' },
    ]);
    assert.equal(listAt(answer.body, 'data', 'rows').length, 2);
    assert.equal(listAt(answer.body, 'data', 'rows', 0).length, 2);
  });

  it('refuses an answer of more than 16 MB', async () => {
    const big = await SimulatorUnderTest.start({ machines: 1 });
    try {
      const rows = Array.from({ length: 9 }, (_, index) => ({
        id: `/subscriptions/${PRODUCTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/BIG-${index}`,
        name: `BIG-${index}`,
        type: 'microsoft.hybridcompute/machines',
        subscriptionId: PRODUCTION,
        properties: { text: 'x'.repeat(2_000_000) },
      }));
      for (const row of rows) await big.control('machines', { rows: [row] });
      const query = "resources | where name startswith 'BIG' | project id, properties | order by id asc";
      const answer = await big.query(query);
      assert.equal(answer.status, 400);
      assert.equal(at(details(answer), 0, 'code'), 'ResponsePayloadTooLarge');
      assert.equal((await big.query({ query, options: { $top: 4 } })).status, 200);
    } finally {
      await big.stop();
    }
  });

  describe('counts queries', () => {
    let limited: SimulatorUnderTest;
    beforeEach(async () => {
      limited = await SimulatorUnderTest.start({ machines: 5 });
    });
    afterEach(() => limited.stop());

    it('15 in 5 seconds, then 429 until the window ends', async () => {
      for (let left = 14; left >= 0; left -= 1) {
        const answer = await limited.query(MACHINES);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('x-ms-user-quota-remaining'), String(left));
      }
      limited.monotonic.now += 1500;
      const refused = await limited.query(MACHINES);
      assert.equal(refused.status, 429);
      assert.equal(errorOf(refused).code, 'RateLimiting');
      assert.equal(refused.headers.get('x-ms-user-quota-remaining'), '0');
      assert.equal(refused.headers.get('x-ms-user-quota-resets-after'), '00:00:04');
      limited.monotonic.now += 3500;
      assert.equal((await limited.query(MACHINES)).status, 200);
    });

    it('of one principal over all its tenants, and of each principal for itself', async () => {
      for (let count = 0; count < 15; count += 1) {
        await limited.query(MACHINES, count % 2 === 0 ? 'a' : `a;tenant=${GUEST_TENANT}`);
      }
      assert.equal((await limited.query(MACHINES, 'a;claims=1')).status, 429);
      assert.equal((await limited.query(MACHINES, 'b')).status, 200);
    });

    it('and other quotas, or none', async () => {
      const other = await SimulatorUnderTest.start({ machines: 1, quota: { queries: 2, seconds: 60 } });
      const none = await SimulatorUnderTest.start({ machines: 1, quota: null });
      try {
        const statuses: number[] = [];
        for (let count = 0; count < 3; count += 1) statuses.push((await other.query(MACHINES)).status);
        assert.deepEqual(statuses, [200, 200, 429]);
        assert.equal((await none.query(MACHINES)).headers.get('x-ms-user-quota-remaining'), null);
      } finally {
        await other.stop();
        await none.stop();
      }
    });
  });

  it('does not keep an answer over a change of the world or of the clock for long', async () => {
    const other = await SimulatorUnderTest.start({ machines: 5 });
    try {
      const query = 'resources | project id, at = now() | take 1';
      const first = textAt((await other.query(query)).body, 'data', 0, 'at');
      other.monotonic.now += 61_000;
      assert.notEqual(textAt((await other.query(query)).body, 'data', 0, 'at'), first);
    } finally {
      await other.stop();
    }
  });
});
