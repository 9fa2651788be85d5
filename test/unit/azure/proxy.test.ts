import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createAzureClients } from '../../../src/azure/azureEntry';
import { realCloud } from '../../../src/azure/clouds';
import { createIdentityTokenSource } from '../../../src/azure/identityEntry';
import { proxyOf, type Environment } from '../../../src/azure/proxy';
import { instant } from '../../../src/core/instant';
import { failed, succeeded } from '../../../src/core/result';
import { EVERYTHING, NEVER_ABORTED } from './fixtures';

const VARIABLES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
const AZURE = realCloud('AzureCloud');

describe('the proxy of the environment', () => {
  for (const [value, expected] of [
    ['http://proxy:8080', { host: 'http://proxy', port: 8080 }],
    ['http://proxy', { host: 'http://proxy', port: 80 }],
    ['https://proxy/', { host: 'https://proxy', port: 443 }],
    [' HTTP://Proxy:3128/?x#y ', { host: 'http://Proxy', port: 3128 }],
    ['10.1.2.3:8080', { host: 'http://10.1.2.3', port: 8080 }],
    ['proxy.bank.local:8080', { host: 'http://proxy.bank.local', port: 8080 }],
    ['proxy', { host: 'http://proxy', port: 80 }],
    ['[::1]:8080', { host: 'http://[::1]', port: 8080 }],
    ['user:S3cret%@proxy:1', { host: 'http://proxy', port: 1, username: 'user', password: 'S3cret%25' }],
    ['http://us er:p@ss@proxy:8080', { host: 'http://proxy', port: 8080, username: 'us%20er', password: 'p%40ss' }],
    ['http://user:a/b?c#d@proxy', { host: 'http://proxy', port: 80, username: 'user', password: 'a%2Fb%3Fc%23d' }],
    ['http://user:p%40ss@proxy', { host: 'http://proxy', port: 80, username: 'user', password: 'p%40ss' }],
    ['http://user@proxy', { host: 'http://proxy', port: 80, username: 'user' }],
  ] as const) {
    it(`is read: ${value}`, () => {
      assert.deepEqual(proxyOf({ HTTPS_PROXY: value }), succeeded(expected));
    });
  }

  for (const value of [
    ...['http://', 'socks5://proxy:1080', 'ftp://proxy', 'http://proxy:0', 'http://proxy:65536', 'proxy:port', ':8080'],
    ...[
      'http://a b:80',
      '8080',
      '10.1.2',
      'http://[::1',
      'http://pro%78y',
      'user:S3cret@',
      'http:\\\\S3cret',
      '@',
      '://',
    ],
  ]) {
    it(`is named, and not its value, where it cannot be read: ${value}`, () => {
      assert.deepEqual(proxyOf({ https_proxy: value }), failed({ kind: 'proxyUnreadable', variable: 'https_proxy' }));
    });
  }

  it('is the first that is set', () => {
    assert.deepEqual(proxyOf({}), succeeded(null));
    assert.deepEqual(proxyOf({ HTTPS_PROXY: ' ', all_proxy: 'b:1', HTTP_PROXY: 'c:1' }), {
      ok: true,
      value: { host: 'http://b', port: 1 },
    });
  });

  it('is read or refused, whatever it says', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('http://', '@', ':', '%', '[', ']', '8080', '/'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const read = proxyOf({ HTTPS_PROXY: parts.join('') });
        if (!read.ok) assert.deepEqual(read.fault, { kind: 'proxyUnreadable', variable: 'HTTPS_PROXY' });
        else if (read.value !== null) {
          const { host, username = '', password = '' } = read.value;
          assert.notEqual(new URL(host).hostname, '');
          decodeURIComponent(username + password);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  describe('in use', () => {
    const before = new Map(VARIABLES.map((name) => [name, process.env[name]]));
    const asked: { readonly target: string; readonly authorization: string }[] = [];
    const proxy = http.createServer();
    proxy.on('connect', ({ url = '', headers }, socket) => {
      const [, credentials = ''] = (headers['proxy-authorization'] ?? '').split(' ');
      asked.push({ target: url, authorization: Buffer.from(credentials, 'base64').toString('utf8') });
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });

    beforeEach(async () => {
      asked.length = 0;
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    });
    afterEach(async () => {
      set(Object.fromEntries(before));
      await new Promise((resolve) => proxy.close(resolve));
    });
    const read = async (environment: Environment) => {
      set(environment);
      const clients = createAzureClients({
        cloud: AZURE,
        tokenSource: { getToken: () => Promise.resolve(succeeded('token')) },
        version: '1',
        now: () => instant(0),
        retry: { attempts: 1 },
      });
      const reading = await clients.reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
      clients.dispose();
      assert.ok(!reading.ok);
      return reading.fault;
    };

    it('is asked for Azure’s host, with the password as it was meant', async () => {
      const { port } = proxy.address() as AddressInfo;
      const fault = await read({ HTTPS_PROXY: `user:p%w@rd@127.0.0.1:${port}` });
      assert.deepEqual(asked, [{ target: 'management.azure.com:443', authorization: 'user:p%w@rd' }]);
      assert.doesNotMatch(JSON.stringify(fault), /p%w|rd@/);
    });

    it('that cannot be read lets nothing out, to no host', async () => {
      const fault = await read({ HTTPS_PROXY: 'http://user:S3cret@', ALL_PROXY: 'http://127.0.0.1:9' });
      assert.deepEqual(fault, { kind: 'proxyUnreadable', variable: 'HTTPS_PROXY' });
    });

    it('that cannot be read is said of a sign-in too', async () => {
      set({ HTTPS_PROXY: 'proxy:port', AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's' });
      for (const method of ['environment', 'default'] as const) {
        const tokens = createIdentityTokenSource(method, AZURE);
        const token = await tokens.getToken({ tenantId: null, scope: AZURE.scope, challenge: null }, NEVER_ABORTED);
        assert.deepEqual(token, failed({ kind: 'proxyUnreadable', variable: 'HTTPS_PROXY' }));
      }
    });
  });
});

function set(environment: Environment): void {
  for (const name of [...VARIABLES, 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']) {
    const value = environment[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
