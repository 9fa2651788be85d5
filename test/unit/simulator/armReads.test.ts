import assert from 'node:assert/strict';
import { request } from 'node:http';
import {
  at,
  BRANCHES,
  errorOf,
  GUEST_TENANT,
  HOME_TENANT,
  listAt,
  PLANTS,
  PRODUCTION,
  SimulatorUnderTest,
  textAt,
} from './simulatorUnderTest';

const SUBSCRIPTIONS = '/subscriptions?api-version=2022-12-01';
const GUEST = `placeholder;tenant=${GUEST_TENANT}`;
const NOBODYS = '00000000-0000-0000-0009-000000000009';

describe('the simulated ARM', () => {
  let azure: SimulatorUnderTest;
  before(async () => {
    azure = await SimulatorUnderTest.start({ machines: 120, listPageSize: 20 });
  });
  after(() => azure.stop());

  async function machinePath(subscription = PRODUCTION, index = 0): Promise<string> {
    const list = await azure.ask(
      `/subscriptions/${subscription}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`,
    );
    return textAt(list.body, 'value', index, 'id');
  }

  describe('asks for a token', () => {
    it('and says where to get one', async () => {
      const answer = await azure.ask(SUBSCRIPTIONS, {}, null);
      assert.equal(answer.status, 401);
      assert.equal(errorOf(answer).code, 'AuthenticationFailed');
      const header = answer.headers.get('www-authenticate') ?? '';
      assert.match(header, /^Bearer authorization_uri="https:\/\/login\.windows\.net\/[^"]*", error="invalid_token"/);
    });

    it('of the scheme Bearer', async () => {
      const answer = await azure.ask(SUBSCRIPTIONS, { headers: { authorization: 'Basic abc' } });
      assert.equal(answer.status, 401);
      assert.equal(errorOf(answer).code, 'AuthenticationFailedInvalidHeader');
    });

    it('of a tenant that exists', async () => {
      const answer = await azure.ask(SUBSCRIPTIONS, {}, `placeholder;tenant=${NOBODYS}`);
      assert.equal(answer.status, 401);
    });

    it('and refuses a real one, which it counts and never shows', async () => {
      const real = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
      const answer = await azure.ask(SUBSCRIPTIONS, {}, real);
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'RealTokenRefused');
      const health = await azure.ask('/simulator/health');
      assert.equal(at(health.body, 'realTokensRefused'), 1);
      const log = await azure.ask('/simulator/requests');
      assert.ok(!log.text.includes('eyJ'));
    });
  });

  describe('checks the api-version', () => {
    it('is there, even before it asks who is there', async () => {
      for (const token of [null, 'placeholder']) {
        const answer = await azure.ask('/subscriptions', {}, token);
        assert.equal(answer.status, 400);
        assert.deepEqual(errorOf(answer), {
          code: 'MissingApiVersionParameter',
          message: 'The api-version query parameter (?api-version=) is required for all requests.',
        });
      }
    });

    const wrong: readonly (readonly [string, number, string])[] = [
      ['/subscriptions', 400, 'InvalidApiVersionParameter'],
      ['/tenants', 400, 'InvalidApiVersionParameter'],
      [`/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines`, 404, 'InvalidResourceType'],
      [
        `/subscriptions/${PRODUCTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/m`,
        400,
        'NoRegisteredProviderFound',
      ],
    ];
    for (const [path, status, code] of wrong) {
      it(`of ${path.replace(PRODUCTION, '…')} and names the ones it has`, async () => {
        const answer = await azure.ask(`${path}?api-version=1999-01-01`);
        assert.equal(answer.status, status);
        assert.equal(errorOf(answer).code, code);
        assert.match(errorOf(answer).message, /'1999-01-01'.*supported.*20\d\d-\d\d-\d\d/);
      });
    }
  });

  it('lists every tenant of the account, and which one is home', async () => {
    const answer = await azure.ask('/tenants?api-version=2022-12-01', {}, GUEST);
    assert.deepEqual(
      listAt(answer.body, 'value').map((tenant) => at(tenant, 'tenantId')),
      [HOME_TENANT, GUEST_TENANT],
    );
    assert.equal(at(answer.body, 'value', 1, 'tenantCategory'), 'Home');
  });

  it("lists the subscriptions of the token's tenant only", async () => {
    for (const [token, tenant] of [
      ['placeholder', HOME_TENANT],
      [GUEST, GUEST_TENANT],
    ] as const) {
      const answer = await azure.ask(SUBSCRIPTIONS, {}, token);
      const tenants = new Set(listAt(answer.body, 'value').map((each) => at(each, 'tenantId')));
      assert.deepEqual([...tenants], [tenant]);
      assert.equal(at(answer.body, 'nextLink'), '');
    }
  });

  it('pages a long list by nextLink, each item once', async () => {
    const many = await SimulatorUnderTest.start({ machines: 1, subscriptions: 57, listPageSize: 20 });
    try {
      const seen: unknown[] = [];
      let pages = 0;
      let next = SUBSCRIPTIONS;
      while (next !== '') {
        const answer = await many.ask(next);
        seen.push(...listAt(answer.body, 'value').map((each) => at(each, 'subscriptionId')));
        const link = textAt(answer.body, 'nextLink');
        assert.ok(link === '' || link.startsWith(`${many.running.url}/subscriptions?`));
        next = link.replace(many.running.url, '');
        pages += 1;
      }
      assert.equal(pages, 3);
      assert.equal(seen.length, 55);
      assert.equal(new Set(seen).size, 55);
    } finally {
      await many.stop();
    }
  });

  it('gives one subscription', async () => {
    const answer = await azure.ask(`/subscriptions/${PRODUCTION}?api-version=2020-01-01`);
    assert.equal(answer.status, 200);
    assert.equal(at(answer.body, 'displayName'), 'Contoso Production');
  });

  describe('refuses a subscription', () => {
    const path = (id: string): string => `/subscriptions/${id}?api-version=2022-12-01`;

    it('of another tenant, and names the right one', async () => {
      const answer = await azure.ask(path(PLANTS));
      assert.equal(answer.status, 401);
      assert.equal(errorOf(answer).code, 'InvalidAuthenticationTokenTenant');
      assert.ok(answer.headers.get('www-authenticate')?.includes(GUEST_TENANT));
    });

    it('that is not there', async () => {
      const answer = await azure.ask(path(NOBODYS));
      assert.equal(answer.status, 404);
      assert.equal(errorOf(answer).code, 'SubscriptionNotFound');
    });

    it('that is no GUID', async () => {
      const answer = await azure.ask(path('abc'));
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'InvalidSubscriptionId');
    });
  });

  describe('reads machines', () => {
    it('of a subscription, in pages', async () => {
      const path = `/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`;
      const first = await azure.ask(path);
      assert.equal(listAt(first.body, 'value').length, 20);
      const second = await azure.ask(textAt(first.body, 'nextLink').replace(azure.running.url, ''));
      assert.notEqual(at(second.body, 'value', 0, 'id'), at(first.body, 'value', 0, 'id'));
    });

    it('of a resource group, named in any casing', async () => {
      const group = (await machinePath()).split('/')[4] ?? '';
      const answer = await azure.ask(
        `/SUBSCRIPTIONS/${PRODUCTION}/resourcegroups/${group.toUpperCase()}/PROVIDERS/microsoft.hybridcompute/MACHINES?api-version=2025-01-13`,
      );
      assert.equal(answer.status, 200);
      assert.ok(listAt(answer.body, 'value').length > 0);
      for (const machine of listAt(answer.body, 'value')) {
        assert.equal(textAt(machine, 'id').split('/')[4]?.toLowerCase(), group.toLowerCase());
      }
    });

    it("as ARM writes them: its own casing, nothing of Resource Graph's columns", async () => {
      const path = await machinePath();
      const answer = await azure.ask(`${path.toLowerCase()}?api-version=2025-01-13&$expand=instanceView`);
      assert.equal(answer.status, 200);
      assert.equal(at(answer.body, 'type'), 'Microsoft.HybridCompute/machines');
      assert.match(
        textAt(answer.body, 'id'),
        /\/resourceGroups\/[^/]+\/providers\/Microsoft\.HybridCompute\/machines\//,
      );
      assert.deepEqual(Object.keys(answer.body ?? {}), [
        'id',
        'name',
        'location',
        'tags',
        'identity',
        'type',
        'kind',
        'properties',
        'resources',
      ]);
    });

    it('and refuses another $expand', async () => {
      assert.equal((await azure.ask(`${await machinePath()}?api-version=2025-01-13&$expand=all`)).status, 400);
    });
  });

  describe('knows a missing machine from a missing license profile', () => {
    const inGroup = (path: string, name: string): string => path.replace(/[^/]+$/, name);

    it('by the code', async () => {
      const path = await machinePath();
      const noMachine = await azure.ask(`${inGroup(path, 'GONE')}?api-version=2025-01-13`);
      assert.equal(noMachine.status, 404);
      assert.equal(errorOf(noMachine).code, 'ResourceNotFound');
      const noParent = await azure.ask(`${inGroup(path, 'GONE')}/licenseProfiles/default?api-version=2025-01-13`);
      assert.equal(noParent.status, 404);
      assert.equal(errorOf(noParent).code, 'ParentResourceNotFound');
      const other = await azure.ask(`${path}/licenseProfiles/other?api-version=2025-01-13`);
      assert.equal(other.status, 404);
      assert.equal(errorOf(other).code, 'ResourceNotFound');
      assert.match(errorOf(other).message, /licenseProfiles\/other/);
    });

    it('and a missing resource group', async () => {
      const path = (await machinePath()).replace(/resourceGroups\/[^/]+/, 'resourceGroups/rg-none');
      const answer = await azure.ask(`${path}?api-version=2025-01-13`);
      assert.equal(errorOf(answer).code, 'ResourceGroupNotFound');
    });
  });

  it('serves the license profiles that were ever made, and none of the others', async () => {
    let made = 0;
    let missing = 0;
    const list = await azure.ask(
      `/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`,
    );
    for (const machine of listAt(list.body, 'value')) {
      const path = `${textAt(machine, 'id')}/licenseProfiles`;
      const one = await azure.ask(`${path}/default?api-version=2025-01-13`);
      const all = await azure.ask(`${path}?api-version=2025-01-13`);
      assert.equal(all.status, 200);
      assert.equal(listAt(all.body, 'value').length, one.status === 200 ? 1 : 0);
      if (one.status === 404) missing += 1;
      else {
        made += 1;
        assert.deepEqual(
          at(one.body, 'properties', 'productProfile'),
          at(machine, 'properties', 'licenseProfile', 'productProfile') ?? undefined,
        );
      }
    }
    assert.ok(made > 0 && missing > 0, `${made} made, ${missing} missing`);
  });

  it('neither creates nor deletes a machine', async () => {
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const answer = await azure.ask(`${await machinePath()}?api-version=2025-01-13`, { method, body: '{}' });
      assert.equal(answer.status, 405, method);
    }
    assert.equal((await azure.ask('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01')).status, 405);
  });

  it('has nothing elsewhere', async () => {
    const provider = (rest: string): string => `/subscriptions/${PRODUCTION}/providers/${rest}?api-version=2025-01-13`;
    assert.equal(errorOf(await azure.ask(provider('Microsoft.None/things'))).code, 'InvalidResourceNamespace');
    assert.equal(errorOf(await azure.ask(provider('Microsoft.HybridCompute/cars'))).code, 'InvalidResourceType');
    assert.equal((await azure.ask('/nowhere?api-version=2025-01-13')).status, 404);
  });

  it('numbers every request and counts what is left', async () => {
    const answer = await azure.ask(SUBSCRIPTIONS, {
      headers: { 'x-ms-client-request-id': 'mine', 'x-ms-return-client-request-id': 'true' },
    });
    for (const name of ['x-ms-request-id', 'x-ms-correlation-request-id', 'x-ms-routing-request-id']) {
      assert.match(answer.headers.get(name) ?? '', /[0-9a-f]{8}-[0-9a-f]{4}/, name);
    }
    assert.equal(answer.headers.get('x-ms-client-request-id'), 'mine');
    assert.match(answer.headers.get('x-ms-ratelimit-remaining-tenant-reads') ?? '', /^\d+$/);
    const unasked = await azure.ask(SUBSCRIPTIONS, { headers: { 'x-ms-client-request-id': 'mine' } });
    assert.equal(unasked.headers.get('x-ms-client-request-id'), null);
  });

  it('throttles reads one by one: 250 at once, 25 more each second', async () => {
    const limited = await SimulatorUnderTest.start({ machines: 1 });
    try {
      const ask = (): ReturnType<SimulatorUnderTest['ask']> =>
        limited.ask(`/subscriptions/${BRANCHES}?api-version=2022-12-01`);
      for (let count = 0; count < 250; count += 1) assert.equal((await ask()).status, 200);
      const refused = await ask();
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '1');
      limited.monotonic.now += 1000;
      assert.equal((await ask()).status, 200);
    } finally {
      await limited.stop();
    }
  });

  describe('talks to programs on this machine only', () => {
    function raw(headers: Record<string, string>, path = '/simulator/health'): Promise<number> {
      return new Promise((resolve, reject) => {
        const { port } = new URL(azure.running.url);
        request({ host: '127.0.0.1', port, path, headers }, (response) => {
          response.resume();
          response.on('end', () => {
            resolve(response.statusCode ?? 0);
          });
        })
          .on('error', reject)
          .end();
      });
    }

    it('by the name in Host', async () => {
      assert.equal(await raw({ host: 'localhost:80' }), 200);
      assert.equal(await raw({ host: '127.0.0.1' }), 200);
      assert.equal(await raw({ host: 'attacker.example' }), 403);
      assert.equal(await raw({ host: '127.0.0.1.attacker.example' }), 403);
    });

    it('and survives request targets that are no paths', async () => {
      for (const path of ['//', '/%', '/subscriptions/%zz', '/\\', '/a?b=%', 'http://x/']) {
        const status = await raw({ host: 'localhost', authorization: 'Bearer placeholder' }, path);
        assert.ok(status >= 400 && status < 500, `${path} ${status}`);
      }
    });

    it('and not to web pages', async () => {
      assert.equal(await raw({ origin: 'http://127.0.0.1' }), 403);
    });
  });
});
