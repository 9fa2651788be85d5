import assert from 'node:assert/strict';
import { discover, type Discovery } from '../../../src/azure/discovery';
import { ArmConnection } from '../../../src/azure/armConnection';
import type { AzureFault } from '../../../src/azure/azureFault';
import { loopbackCloud } from '../../../src/azure/clouds';
import { mapLimited } from '../../../src/azure/mapLimited';
import { nodeHttpClient, type NodeHttpClient } from '../../../src/azure/nodeHttpClient';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import type { Result } from '../../../src/core/result';
import { sharedFile } from '../simulator/sharedFile';
import { AzureServer } from './azureServer';
import { CONTOSO, EVERYTHING, FABRIKAM, InstantClock, NEVER_ABORTED, sub, subscriptionItem } from './fixtures';

describe('discover', () => {
  let server: AzureServer;
  let httpClient: NodeHttpClient;
  beforeEach(async () => {
    server = await AzureServer.start();
    httpClient = nodeHttpClient();
  });
  afterEach(async () => {
    httpClient.dispose();
    await server.stop();
  });

  const discovered = (): Promise<Result<Discovery, AzureFault>> => {
    const clock = new InstantClock();
    const options = {
      cloud: loopbackCloud('Loopback', server.url),
      tokenSource: placeholderTokenSource(),
      httpClient,
      userAgent: 'test',
      requestLog: silentRequestLog,
      clock,
      retry: { ...RETRY_DEFAULTS, clock },
      attemptTimeoutMilliseconds: 60_000,
    };
    const endpoint = options.cloud.endpoint;
    return discover(
      EVERYTHING,
      { endpoint, connectionOf: (tenant) => new ArmConnection(options, tenant) },
      NEVER_ABORTED,
    );
  };
  const tenants = { body: { value: [{ tenantId: CONTOSO, displayName: null, defaultDomain: 'contoso.example' }] } };

  it('follows nextLink on its own host', async () => {
    server.script = (request) => {
      if (request.path === '/tenants') return tenants;
      return request.query['$skiptoken'] === '2'
        ? { body: { value: [subscriptionItem(2, CONTOSO)], nextLink: null } }
        : {
            body: {
              value: [subscriptionItem(1, CONTOSO)],
              nextLink: `${server.url.href}subscriptions?api-version=2022-12-01&$skiptoken=2`,
            },
          };
    };
    const result = await discovered();
    assert.ok(result.ok);
    assert.deepEqual(
      result.value.tenants[0]?.subscriptions.map(({ id }) => id),
      [sub(1), sub(2)],
    );
    assert.equal(result.value.tenants[0].tenant.name, 'contoso.example');
  });

  it('refuses a nextLink to another host, and sends nothing there', async () => {
    const foreign = await AzureServer.start();
    try {
      server.script = (request) =>
        request.path === '/tenants' ? tenants : { body: { value: [], nextLink: `${foreign.url.href}subscriptions` } };
      const result = await discovered();
      assert.ok(result.ok);
      assert.deepEqual(result.value.tenants[0]?.tenant.problem, { kind: 'hostRefused', host: foreign.url.host });
      assert.equal(foreign.requests.length, 0);
    } finally {
      await foreign.stop();
    }
  });

  for (const [name, nextLink] of [
    ['the same page', () => `${server.url.href}subscriptions`],
    ['no URL', () => '...'],
  ] as const) {
    it(`does not run in circles: nextLink is ${name}`, async () => {
      server.script = (request) =>
        request.path === '/tenants' ? tenants : { body: { value: [], nextLink: nextLink() } };
      const result = await discovered();
      assert.ok(result.ok);
      assert.equal(result.value.tenants[0]?.tenant.problem?.kind, 'unreadable');
      assert.ok(server.requests.length < 5);
    });
  }

  it('reads a subscription that two tenants show through its own', async () => {
    const shown = { body: { value: [subscriptionItem(1, FABRIKAM)] } };
    server.script = (request) =>
      request.path === '/tenants' ? { body: { value: [{ tenantId: CONTOSO }, { tenantId: FABRIKAM }] } } : shown;
    const result = await discovered();
    assert.ok(result.ok);
    assert.deepEqual(
      result.value.tenants.map(({ subscriptions }) => subscriptions.length),
      [0, 1],
    );
  });

  it('reads what the contract’s own examples hold', async function () {
    const examples = ['GetTenants', 'GetSubscriptions'].map((name) =>
      sharedFile(`contracts/examples/subscriptions-2022-12-01/${name}.json`),
    );
    if (examples.some((example) => example === undefined)) {
      console.log('      skipped: the folder of contracts is absent');
      this.skip();
    }
    const bodies = examples.map((example) => {
      const { responses } = JSON.parse(example?.text ?? '') as { responses: { 200: { body: object } } };
      // The example's link is only dots.
      return { ...responses[200].body, nextLink: '' };
    });
    server.script = (request) => ({ body: request.path === '/tenants' ? bodies[0] : bodies[1] });
    const result = await discovered();
    assert.ok(result.ok);
    assert.deepEqual(
      result.value.tenants.map(({ tenant }) => tenant.name),
      ['Test_Test_aad50', 'Contoso Corp.', 'TEST_TEST_RDV'],
    );
    assert.deepEqual(
      result.value.tenants.flatMap(({ subscriptions }) => subscriptions.map(({ name }) => name)),
      ['Example Subscription', 'Example Subscription2'],
    );
  });

  it('survives lists of anything', async () => {
    const odd = [
      null,
      7,
      'x',
      [],
      {},
      { tenantId: 7, subscriptionId: {}, id: [] },
      { id: '/subscriptions/ABC', state: 7, displayName: {} },
    ];
    server.script = (request) => ({
      body: { value: request.path === '/tenants' ? [...odd, { tenantId: CONTOSO }] : odd },
    });
    const result = await discovered();
    assert.ok(result.ok);
    assert.ok(result.value.tenants.some(({ subscriptions }) => subscriptions.some(({ id }) => id === 'abc')));
  });
});

describe('mapLimited', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const outcomes = await mapLimited([5, 1, 4, 2, 3, 0], 2, async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return turns * 10;
    });
    assert.deepEqual(outcomes, [50, 10, 40, 20, 30, 0]);
    assert.equal(most, 2);
  });
});
