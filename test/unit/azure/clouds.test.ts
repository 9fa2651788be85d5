import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isTokenHost } from '../../../src/azure/authorizationPolicy';
import {
  CLOUD_IDS,
  isCloudId,
  isLoopbackCloudId,
  loopbackCloud,
  loopbackEndpoint,
  realCloud,
} from '../../../src/azure/clouds';

describe('clouds', () => {
  const table = [
    [
      'AzureCloud',
      'https://management.azure.com',
      'https://login.microsoftonline.com',
      'https://portal.azure.com',
      'microsoft',
    ],
    [
      'AzureUSGovernment',
      'https://management.usgovcloudapi.net',
      'https://login.microsoftonline.us',
      'https://portal.azure.us',
      'microsoft-sovereign-cloud',
    ],
    [
      'AzureChinaCloud',
      'https://management.chinacloudapi.cn',
      'https://login.chinacloudapi.cn',
      'https://portal.azure.cn',
      'microsoft-sovereign-cloud',
    ],
  ] as const;
  for (const [id, endpoint, authorityHost, portal, authProviderId] of table) {
    it(`${id} has its own endpoint, token scope and provider, and tokens go nowhere else`, () => {
      assert.deepEqual(realCloud(id), {
        id,
        endpoint,
        scope: `${endpoint}/.default`,
        authorityHost,
        portal,
        authProviderId,
        tokenHosts: [new URL(endpoint).host],
        placeholderOnly: false,
      });
    });
  }

  it('never lets a token of one cloud go to another', () => {
    const ids = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'] as const;
    for (const one of ids) {
      for (const other of ids) {
        assert.equal(isTokenHost(new URL(realCloud(one).endpoint), realCloud(other)), one === other);
      }
    }
  });

  it('knows its ids', () => {
    assert.deepEqual(CLOUD_IDS, ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud', 'Demo', 'Loopback']);
    assert.deepEqual(CLOUD_IDS.filter(isLoopbackCloudId), ['Demo', 'Loopback']);
    assert.ok(isCloudId('Demo'));
    assert.ok(!isCloudId('azurecloud'));
  });

  it('gives a loopback cloud no provider and a scope that names no audience', () => {
    const cloud = loopbackCloud('Loopback', new URL('http://localhost:8080/'));
    assert.equal(cloud.endpoint, 'http://localhost:8080');
    assert.deepEqual(cloud.tokenHosts, ['localhost:8080']);
    assert.equal(cloud.authProviderId, null);
    assert.equal(cloud.placeholderOnly, true);
    assert.doesNotMatch(cloud.scope, /^https?:/);
  });
});

describe('loopbackEndpoint', () => {
  for (const text of [
    'http://127.0.0.1:8080',
    'http://127.0.0.1:8080/',
    'http://localhost:1',
    ' http://LOCALHOST:65535/ ',
    'http://127.0.0.1:80',
  ]) {
    it(`takes ${text}`, () => {
      const result = loopbackEndpoint(text);
      assert.ok(result.ok);
      assert.ok(['127.0.0.1', 'localhost'].includes(result.value.hostname));
    });
  }

  const refused = {
    '': 'notAUrl',
    'localhost:8080': 'notHttp',
    '127.0.0.1:8080': 'notAUrl',
    'https://127.0.0.1:8080': 'notHttp',
    'https://localhost:8080': 'notHttp',
    'http://example.com:8080': 'notLoopback',
    'http://127.0.0.2:8080': 'notLoopback',
    'http://[::1]:8080': 'notLoopback',
    'http://0.0.0.0:8080': 'notLoopback',
    'http://127.0.0.1.example.com:8080': 'notLoopback',
    'http://localhost.example.com:8080': 'notLoopback',
    'http://127.0.0.1@example.com:8080': 'notLoopback',
    'http://user@127.0.0.1:8080': 'notABaseUrl',
    'http://127.1:8080': 'notABaseUrl',
    'http://2130706433:8080': 'notABaseUrl',
    'http://127.0.0.1:8080/base': 'notABaseUrl',
    'http://127.0.0.1:8080?x=1': 'notABaseUrl',
    'http://127.0.0.1:8080#x': 'notABaseUrl',
    'http://127.0.0.1': 'noPort',
    'http://localhost/': 'noPort',
    'http://127.0.0.1:0': 'noPort',
    'http://127.0.0.1:99999': 'notAUrl',
    'file:///etc/passwd': 'notHttp',
  };
  for (const [text, fault] of Object.entries(refused)) {
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      assert.deepEqual(loopbackEndpoint(text), { ok: false, fault });
    });
  }

  it('takes nothing that leads off this machine, whatever the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('http://', 'localhost', '127.0.0.1', ':8080', '/', '@', '\\', '#', '?', '.', '%2f'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const result = loopbackEndpoint(pieces.join(''));
        if (!result.ok) return;
        assert.match(result.value.href, /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/$/);
      }),
    );
  });
});
