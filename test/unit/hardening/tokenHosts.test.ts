import assert from 'node:assert/strict';
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { ArmConnection } from '../../../src/azure/armConnection';
import { type AzureCloud, realCloud } from '../../../src/azure/clouds';
import { readList } from '../../../src/azure/armList';
import { trackingOf } from '../../../src/azure/operationTracking';
import { actionTrackingOf } from '../../../src/azure/actionProgress';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import { succeeded } from '../../../src/core/result';
import { CONTOSO, InstantClock, NEVER_ABORTED } from '../azure/fixtures';

const CLOUDS = [realCloud('AzureCloud'), realCloud('AzureUSGovernment'), realCloud('AzureChinaCloud')];
const TOKEN = 'eyJ0b2tlbg.canary.canary';

/** URLs as a server that means harm would make them up: near misses of the real host, and anything else. */
const trickyUrl = (cloud: AzureCloud): fc.Arbitrary<string> => {
  const { host } = new URL(cloud.endpoint);
  const foreign = fc.constantFrom('evil.example', '127.0.0.1', '[::1]', '169.254.169.254', 'localhost');
  const hostPart = fc.oneof(
    fc.constant(host),
    foreign.map((name) => `${host}.${name}`),
    foreign.map((name) => `${host}@${name}`),
    foreign.map((name) => `${name}#@${host}`),
    foreign.map((name) => `${name}\\@${host}`),
    foreign.map((name) => `${name}/${host}`),
    fc.constantFrom(`${host}.`, `${host}:8443`, `x${host}`, host.replace('.', '%2e'), host.replace('a', '\u0430')),
    fc.constantFrom(host.toUpperCase(), `user@${host}`, `user:password@${host}`, `${host}:443`),
    fc.webAuthority({ withUserInfo: true, withPort: true, withIPv4: true, withIPv6: true }),
  );
  const scheme = fc.constantFrom(
    'https://',
    'http://',
    'HTTPS://',
    '//',
    'https:/',
    'ftp://',
    'javascript:',
    'https:\\\\',
    '',
  );
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(scheme, hostPart, fc.webPath()).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
};

/** Everything that reaches the wire, as it does. */
class Wire implements HttpClient {
  readonly sent: { readonly url: string; readonly authorization: string | undefined }[] = [];

  sendRequest(request: PipelineRequest): ReturnType<HttpClient['sendRequest']> {
    this.sent.push({ url: request.url, authorization: request.headers.get('authorization') });
    return Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: '{"value":[]}' });
  }
}

function connectionOver(wire: Wire, cloud: AzureCloud): ArmConnection {
  const clock = new InstantClock();
  return new ArmConnection(
    {
      cloud,
      tokenSource: { getToken: () => Promise.resolve(succeeded(TOKEN)) },
      httpClient: wire,
      userAgent: 'test',
      requestLog: silentRequestLog,
      clock,
      retry: { ...RETRY_DEFAULTS, clock },
      attemptTimeoutMilliseconds: 1_000,
    },
    CONTOSO,
  );
}

describe('a token', function () {
  this.timeout(20_000);

  for (const cloud of CLOUDS) {
    const { host } = new URL(cloud.endpoint);

    it(`is sent to ${host} alone, whatever next link a server makes up`, async () => {
      await fc.assert(
        fc.asyncProperty(trickyUrl(cloud), async (next) => {
          const wire = new Wire();
          const connection = connectionOver(wire, cloud);
          let page = 0;
          await readList(`${cloud.endpoint}/subscriptions?api-version=2022-12-01`, async (url) => {
            const read = await connection.getList(url, NEVER_ABORTED);
            page += 1;
            return page === 1 && read.ok ? succeeded({ items: [], nextLink: next, size: 0 }) : read;
          });
          assert.equal(wire.sent[0]?.authorization, `Bearer ${TOKEN}`);
          for (const { url } of wire.sent) {
            assert.equal(new URL(url).host, host);
            assert.equal(new URL(url).protocol, 'https:');
          }
        }),
        { numRuns: 300 },
      );
    });

    it(`is sent to ${host} alone, whatever URL an operation is to be polled at`, () => {
      fc.assert(
        fc.property(trickyUrl(cloud), trickyUrl(cloud), (asyncOperation, location) => {
          const headers: Readonly<Record<string, string>> = { 'azure-asyncoperation': asyncOperation, location };
          for (const read of [trackingOf, actionTrackingOf]) {
            const tracking = read((name) => headers[name], cloud);
            if (tracking === null) continue;
            const url = new URL(tracking.url);
            assert.deepEqual([url.protocol, url.host, url.username, url.password], ['https:', host, '', '']);
          }
        }),
        { numRuns: 500 },
      );
    });
  }

  it('goes to the host of the cloud that the tricky URLs also name, so that the tests above see it', async () => {
    const [cloud] = CLOUDS;
    assert.ok(cloud);
    const wire = new Wire();
    const read = await connectionOver(wire, cloud).getList(`${cloud.endpoint}/tenants`, NEVER_ABORTED);
    assert.ok(read.ok);
    assert.equal(wire.sent.length, 1);
  });
});
