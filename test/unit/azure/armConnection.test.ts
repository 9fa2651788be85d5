import assert from 'node:assert/strict';
import { createPipelineRequest, type Pipeline } from '@azure/core-rest-pipeline';
import { ArmConnection, type ArmConnectionOptions } from '../../../src/azure/armConnection';
import { armPipeline } from '../../../src/azure/armPipeline';
import type { AzureFault } from '../../../src/azure/azureFault';
import { loopbackCloud, realCloud } from '../../../src/azure/clouds';
import { nodeHttpClient, type NodeHttpClient } from '../../../src/azure/nodeHttpClient';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import type { GraphPage } from '../../../src/azure/resourceGraph';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import type { TokenRequest, TokenSource } from '../../../src/azure/tokenSource';
import { failed, succeeded, type Result } from '../../../src/core/result';
import { AzureServer, type Answer } from './azureServer';
import { armError, CONTOSO, InstantClock, NEVER_ABORTED, page } from './fixtures';

const QUERY = { query: 'resources | project id', subscriptions: [] };
const CHALLENGE =
  'Bearer realm="", authorization_uri="https://login.example", error="insufficient_claims", claims="eyJhIjoxfQ=="';

describe('ArmConnection', () => {
  let server: AzureServer;
  let httpClient: NodeHttpClient;
  let clock: InstantClock;

  beforeEach(async () => {
    server = await AzureServer.start();
    httpClient = nodeHttpClient();
    clock = new InstantClock();
  });
  afterEach(async () => {
    httpClient.dispose();
    await server.stop();
  });

  const options = (more: Partial<ArmConnectionOptions> = {}): ArmConnectionOptions => ({
    cloud: loopbackCloud('Loopback', server.url),
    tokenSource: placeholderTokenSource(),
    httpClient,
    userAgent: 'hotpatch-fleet/0.1.0',
    requestLog: silentRequestLog,
    clock,
    retry: { ...RETRY_DEFAULTS, clock, random: () => 0.5 },
    attemptTimeoutMilliseconds: 60_000,
    ...more,
  });
  const connection = (more: Partial<ArmConnectionOptions> = {}): ArmConnection =>
    new ArmConnection(options(more), CONTOSO);
  const query = (more: Partial<ArmConnectionOptions> = {}): Promise<Result<GraphPage, AzureFault>> =>
    connection(more).query(QUERY, NEVER_ABORTED);
  const answerInTurn = (...answers: readonly Answer[]): void => {
    server.script = (_, index) => answers[index] ?? page([]);
  };

  it('sends what Azure wants to see', async () => {
    server.script = () => page([]);
    await query();
    const [request] = server.requests;
    assert.ok(request);
    assert.equal(request.method, 'POST');
    assert.equal(request.path, '/providers/Microsoft.ResourceGraph/resources');
    assert.deepEqual(request.query, { 'api-version': '2024-04-01' });
    assert.equal(request.headers['user-agent'], 'hotpatch-fleet/0.1.0');
    assert.equal(request.headers['accept-encoding'], 'gzip');
    assert.equal(request.headers.connection, 'keep-alive');
    assert.equal(request.headers.authorization, `Bearer placeholder;tenant=${CONTOSO}`);
    assert.match(request.headers['x-ms-client-request-id'] as string, /^[0-9a-f-]{36}$/);
  });

  it('gives every request an id of its own', async () => {
    server.script = () => page([]);
    await query();
    await query();
    assert.equal(new Set(server.requests.map(({ headers }) => headers['x-ms-client-request-id'])).size, 2);
  });

  for (const gzip of [false, true]) {
    it(`reads an answer ${gzip ? 'in gzip' : 'in plain'}, whatever its letters`, async () => {
      const answer = page([{ id: 'münchen 日本 🙂' }], { total: 7, token: 'next' });
      const size = JSON.stringify(answer.body).length;
      server.script = () => ({ ...answer, gzip });
      assert.deepEqual(await query(), {
        ok: true,
        value: { rows: [{ id: 'münchen 日本 🙂' }], totalRows: 7, skipToken: 'next', isTruncated: false, size },
      });
    });
  }

  it('reads numbers that are strings', async () => {
    server.script = () => ({ body: { totalRecords: '12', count: '1', resultTruncated: true, data: [{}] } });
    const result = await query();
    assert.ok(result.ok);
    assert.equal(result.value.totalRows, 12);
    assert.equal(result.value.isTruncated, true);
  });

  describe('faults', () => {
    const nested = {
      error: {
        code: 'BadRequest',
        message: 'Please provide below info',
        details: [{ code: 'ResponsePayloadTooLarge', message: 'Response payload size is 17000000' }],
      },
    };
    const cases: readonly (readonly [string, Answer, AzureFault])[] = [
      [
        '403',
        armError(403, 'AuthorizationFailed', 'no'),
        { kind: 'forbidden', code: 'AuthorizationFailed', message: 'no' },
      ],
      [
        'AccessDenied with another status',
        armError(400, 'AccessDenied', 'no'),
        { kind: 'forbidden', code: 'AccessDenied', message: 'no' },
      ],
      [
        '404',
        armError(404, 'SubscriptionNotFound', 'gone'),
        { kind: 'notFound', code: 'SubscriptionNotFound', message: 'gone' },
      ],
      ['429 for ever', armError(429, 'RateLimiting', 'slow down'), { kind: 'throttled', message: 'slow down' }],
      ['too large', { status: 400, body: nested }, { kind: 'tooLarge', message: 'Response payload size is 17000000' }],
      ['413', { status: 413, body: '' }, { kind: 'tooLarge', message: 'HTTP 413' }],
      [
        '400',
        armError(400, 'InvalidQuery', 'no such column'),
        { kind: 'rejected', status: 400, code: 'InvalidQuery', message: 'no such column' },
      ],
      [
        '503 for ever',
        armError(503, 'ServerBusy', 'later'),
        { kind: 'rejected', status: 503, code: 'ServerBusy', message: 'later' },
      ],
      [
        '502 with a page of HTML',
        { status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } },
        { kind: 'rejected', status: 502, code: 'HTTP502', message: '<html>Bad gateway</html>' },
      ],
      [
        '400 with a body that is null',
        { status: 400, body: null },
        { kind: 'rejected', status: 400, code: 'HTTP400', message: 'HTTP 400' },
      ],
      [
        '400 with an error that is null',
        { status: 400, body: { error: null } },
        { kind: 'rejected', status: 400, code: 'HTTP400', message: 'HTTP 400' },
      ],
      [
        '400 with half of its JSON',
        { status: 400, body: '{"error":{"co' },
        { kind: 'rejected', status: 400, code: 'HTTP400', message: '{"error":{"co' },
      ],
      [
        '401 without claims',
        armError(401, 'InvalidAuthenticationToken', 'expired'),
        { kind: 'signInNeeded', tenantId: CONTOSO, claims: null, message: 'expired' },
      ],
      [
        'a reset connection',
        { silent: 'reset' },
        { kind: 'unreachable', code: 'ECONNRESET', message: 'socket hang up' },
      ],
      [
        'an answer cut off',
        { ...page([]), cutAt: 10, afterCut: 'reset' },
        { kind: 'unreachable', code: 'ECONNRESET', message: 'aborted' },
      ],
      [
        'a gzip answer cut off',
        { ...page([]), gzip: true, cutAt: 10, afterCut: 'reset' },
        { kind: 'unreachable', code: 'ECONNRESET', message: 'aborted' },
      ],
      [
        'gzip that is none',
        { ...page([]), headers: { 'content-encoding': 'gzip' } },
        { kind: 'unreadable', message: 'gzip: incorrect header check' },
      ],
      [
        'JSON that is none',
        { body: '{"data":[' },
        { kind: 'unreadable', message: 'not the expected JSON (9 characters)' },
      ],
      ['an empty answer', { body: '' }, { kind: 'unreadable', message: 'not the expected JSON (0 characters)' }],
      [
        'another shape',
        { body: { data: 'rows' } },
        { kind: 'unreadable', message: 'not the expected JSON (15 characters)' },
      ],
      ['a number', { body: '7' }, { kind: 'unreadable', message: 'not the expected JSON (1 characters)' }],
      ['null', { body: 'null' }, { kind: 'unreadable', message: 'not the expected JSON (4 characters)' }],
    ];
    for (const [name, answer, fault] of cases) {
      it(name, async () => {
        server.script = () => answer;
        assert.deepEqual(await query(), failed(fault));
      });
    }

    it('nobody there', async () => {
      const one = connection();
      await server.stop();
      const result = await one.query(QUERY, NEVER_ABORTED);
      assert.ok(!result.ok);
      assert.equal(result.fault.kind === 'unreachable' && result.fault.code, 'ECONNREFUSED');
      server = await AzureServer.start();
    });

    it('keeps messages short and free of tokens', async () => {
      const token = `eyJ${'a'.repeat(40)}.eyJ${'b'.repeat(40)}.sig`;
      server.script = () => armError(403, 'X', `Bearer ${token}\nline two sig=secret&x=1 ${'long '.repeat(1000)}`);
      const result = await query();
      assert.ok(!result.ok && result.fault.kind === 'forbidden');
      assert.ok(result.fault.message.length <= 500);
      assert.doesNotMatch(result.fault.message, /eyJ|secret|\n/);
    });
  });

  describe('time', () => {
    for (const stall of ['before the head', 'in the body'] as const) {
      it(`gives up an answer that stalls ${stall}, and closes the socket`, async () => {
        server.script = () =>
          stall === 'before the head'
            ? { silent: 'stall' }
            : { ...page([{}]), gzip: true, cutAt: 5, afterCut: 'stall' };
        const result = await query({ attemptTimeoutMilliseconds: 60, retry: { ...options().retry, attempts: 2 } });
        assert.deepEqual(result, failed({ kind: 'timedOut', seconds: 0.06 }));
        await server.until(() => server.closedEarly === 2);
      });
    }

    for (const stall of ['before the head', 'in the body'] as const) {
      it(`is cancelled at once ${stall}, and closes the socket`, async () => {
        server.script = () =>
          stall === 'before the head' ? { silent: 'stall' } : { ...page([{}]), cutAt: 5, afterCut: 'stall' };
        const controller = new AbortController();
        const result = connection().query(QUERY, controller.signal);
        await server.until(() => server.requests.length === 1);
        controller.abort();
        assert.deepEqual(await result, failed({ kind: 'cancelled' }));
        await server.until(() => server.closedEarly === 1);
        assert.equal(server.requests.length, 1);
      });
    }

    it('sends nothing once cancelled', async () => {
      assert.deepEqual(await connection().query(QUERY, AbortSignal.abort()), failed({ kind: 'cancelled' }));
      assert.equal(server.requests.length, 0);
    });

    it('does not wait for a token source that does not listen', async () => {
      const controller = new AbortController();
      const deaf: TokenSource = { getToken: () => new Promise(() => controller.abort()) };
      assert.deepEqual(
        await connection({ tokenSource: deaf }).query(QUERY, controller.signal),
        failed({ kind: 'cancelled' }),
      );
    });
  });

  describe('retries', () => {
    it('waits as long as Retry-After says', async () => {
      answerInTurn(armError(429, 'RateLimiting', '', { 'retry-after': '7' }), page([{}]));
      assert.ok((await query()).ok);
      assert.deepEqual(clock.waits, [7000]);
    });

    it('reads Retry-After as a date against the answer’s own clock', async () => {
      const headers = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 10:00:09 GMT' };
      answerInTurn(armError(503, 'Busy', '', headers), page([{}]));
      assert.ok((await query()).ok);
      assert.deepEqual(clock.waits, [9000]);
    });

    for (const header of ['retry-after-ms', 'x-ms-retry-after-ms']) {
      it(`reads ${header}`, async () => {
        answerInTurn(armError(429, 'RateLimiting', '', { [header]: '250', 'retry-after': '9' }), page([{}]));
        assert.ok((await query()).ok);
        assert.deepEqual(clock.waits, [250]);
      });
    }

    it('backs off where 429 does not say how long', async () => {
      answerInTurn(armError(429, 'x'), armError(429, 'x'), armError(429, 'x'), page([{}]));
      assert.ok((await query()).ok);
      assert.deepEqual(clock.waits, [2500, 5000, 10_000]);
    });

    it('backs off after faults that pass, and not for ever', async () => {
      server.script = () => armError(500, 'x');
      assert.ok(!(await query()).ok);
      assert.deepEqual(clock.waits, [250, 500, 1000, 2000]);
      assert.equal(server.requests.length, 5);
    });

    it('does not wait for a Retry-After beyond its patience', async () => {
      server.script = () => armError(429, 'x', 'tomorrow', { 'retry-after': '86400' });
      assert.deepEqual(await query(), failed({ kind: 'throttled', message: 'tomorrow' }));
      assert.deepEqual(clock.waits, []);
      assert.equal(server.requests.length, 1);
    });

    for (const status of [400, 403, 404]) {
      it(`does not repeat ${status}`, async () => {
        server.script = () => armError(status, 'x');
        assert.ok(!(await query()).ok);
        assert.equal(server.requests.length, 1);
      });
    }

    it('asks again for JSON that does not parse', async () => {
      answerInTurn({ body: '{"data":[' }, page([{ id: 'a' }]));
      const result = await query();
      assert.ok(result.ok);
      assert.deepEqual(result.value.rows, [{ id: 'a' }]);
    });

    it('is cut short when cancelled during a wait', async () => {
      const controller = new AbortController();
      const waiting = {
        monotonic: () => 0,
        wall: () => 0,
        sleep: () => {
          controller.abort();
          return Promise.resolve();
        },
      };
      server.script = () => armError(429, 'x', '', { 'retry-after': '60' });
      const result = await connection({ retry: { ...options().retry, clock: waiting } }).query(
        QUERY,
        controller.signal,
      );
      assert.deepEqual(result, failed({ kind: 'cancelled' }));
      assert.equal(server.requests.length, 1);
    });
  });

  describe('quota', () => {
    it('waits for the next window when none is left', async () => {
      server.script = () => ({
        ...page([]),
        headers: { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:04' },
      });
      const one = connection();
      await one.query(QUERY, NEVER_ABORTED);
      await one.query(QUERY, NEVER_ABORTED);
      assert.deepEqual(clock.waits, [4000]);
    });

    it('goes on at once while some are left', async () => {
      server.script = () => ({
        ...page([]),
        headers: { 'x-ms-user-quota-remaining': '1', 'x-ms-user-quota-resets-after': '00:00:04' },
      });
      const one = connection();
      await one.query(QUERY, NEVER_ABORTED);
      await one.query(QUERY, NEVER_ABORTED);
      assert.deepEqual(clock.waits, []);
    });
  });

  describe('tokens', () => {
    it('answers a claims challenge once, with the raw header', async () => {
      const asked: TokenRequest[] = [];
      const tokenSource: TokenSource = {
        getToken: (request) => {
          asked.push(request);
          return Promise.resolve(succeeded(request.challenge === null ? 'placeholder' : 'placeholder;claims=1'));
        },
      };
      server.script = (request) =>
        request.headers.authorization === 'Bearer placeholder;claims=1'
          ? page([{ id: 'a' }])
          : { ...armError(401, 'x'), headers: { 'www-authenticate': CHALLENGE } };
      const result = await query({ tokenSource });
      assert.ok(result.ok);
      assert.deepEqual(
        asked.map(({ challenge }) => challenge),
        [null, CHALLENGE],
      );
      assert.deepEqual(
        asked.map(({ tenantId }) => tenantId),
        [CONTOSO, CONTOSO],
      );
    });

    it('hands the challenge on when a new token does not satisfy it either', async () => {
      server.script = () => ({
        ...armError(401, 'InsufficientClaims', 'step up'),
        headers: { 'www-authenticate': CHALLENGE },
      });
      assert.deepEqual(
        await query(),
        failed({ kind: 'signInNeeded', tenantId: CONTOSO, claims: CHALLENGE, message: 'step up' }),
      );
      assert.equal(server.requests.length, 2);
    });

    it('gives back the fault of the token source and sends nothing', async () => {
      const fault: AzureFault = { kind: 'signInNeeded', tenantId: CONTOSO, claims: null, message: 'nobody' };
      assert.deepEqual(await query({ tokenSource: { getToken: () => Promise.resolve(failed(fault)) } }), failed(fault));
      assert.equal(server.requests.length, 0);
    });

    it('never sends a real token to this machine', async () => {
      const result = await query({ tokenSource: { getToken: () => Promise.resolve(succeeded('eyJreal')) } });
      assert.deepEqual(result, failed({ kind: 'hostRefused', host: server.url.host }));
      assert.equal(server.requests.length, 0);
    });

    const refused = [
      'http://127.0.0.1:9/subscriptions',
      'https://evil.example/subscriptions',
      'https://management.azure.com.evil.example/subscriptions',
      'https://management.azure.com:8443/subscriptions',
      'http://management.azure.com/subscriptions',
      'https://user:password@management.azure.com/subscriptions',
      'ftp://management.azure.com/subscriptions',
      'no url',
    ];
    for (const url of refused) {
      it(`refuses ${url} before it asks for a token`, async () => {
        let asked = 0;
        const tokenSource: TokenSource = {
          getToken: () => {
            asked += 1;
            return Promise.resolve(succeeded('eyJreal'));
          },
        };
        const result = await connection({ tokenSource, cloud: realCloud('AzureCloud') }).getList(url, NEVER_ABORTED);
        assert.ok(!result.ok);
        assert.equal(result.fault.kind, 'hostRefused');
        assert.equal(asked, 0);
      });
    }

    it('follows no redirect', async () => {
      const foreign = await AzureServer.start();
      try {
        server.script = () => ({ status: 307, headers: { location: foreign.url.href } });
        assert.deepEqual(
          await query(),
          failed({ kind: 'rejected', status: 307, code: 'HTTP307', message: 'HTTP 307' }),
        );
        assert.equal(server.requests.length, 1);
        assert.equal(foreign.requests.length, 0);
      } finally {
        await foreign.stop();
      }
    });

    it('leaves no token in the request that errors and logs can see', async () => {
      server.script = () => page([]);
      const pipeline = armPipeline({ ...options(), tenantId: CONTOSO });
      const request = createPipelineRequest({ url: server.url.href, allowInsecureConnection: true, timeout: 1000 });
      await pipeline.sendRequest(httpClient, request);
      assert.equal(server.requests[0]?.headers.authorization, `Bearer placeholder;tenant=${CONTOSO}`);
      assert.equal(request.headers.has('authorization'), false);
    });
  });

  it('has no policy of the SDK that retries, redirects or authorizes', () => {
    const names = (pipeline: Pipeline): readonly string[] => pipeline.getOrderedPolicies().map(({ name }) => name);
    const common = [
      'setClientRequestIdPolicy',
      'hotpatchFleetHeadersPolicy',
      'hotpatchFleetPayAsYouGoGuard',
      'hotpatchFleetAuthorizationPolicy',
      'hotpatchFleetRequestLogPolicy',
    ];
    assert.deepEqual(names(armPipeline({ ...options(), tenantId: null })), common);
    const real = options({ cloud: realCloud('AzureChinaCloud') });
    assert.deepEqual(names(armPipeline({ ...real, tenantId: null })), ['proxyPolicy', ...common]);
  });
});
