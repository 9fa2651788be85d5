import assert from 'node:assert/strict';
import type { TokenSource } from '../../../src/azure/tokenSource';
import type { AzureFault } from '../../../src/azure/azureFault';
import { silentRequestLog } from '../../../src/azure/requestLog';
import { SettableClock } from '../../../src/core/clock';
import type { Result } from '../../../src/core/result';
import { failed, succeeded } from '../../../src/core/result';
import { FleetSources, type FleetSourcesOptions } from '../../../src/ui/fleetSources';
import { readSettings, type Settings } from '../../../src/ui/settings';
import { NEVER_ABORTED } from '../azure/fixtures';

const EXPIRED: AzureFault = { kind: 'signInNeeded', tenantId: null, claims: null, message: 'run az login' };
const ALICE = token({ oid: 'alice', tid: 'contoso' });
const BOB = token({ oid: 'bob', tid: 'contoso' });

/** The fleet of `az login`, whoever that is at the moment. */
describe('the fleet of an account outside VS Code', () => {
  const remembered = new Map<string, unknown>();
  let signedIn: Result<string, AzureFault>;
  let madeSources = 0;

  beforeEach(() => {
    remembered.clear();
    madeSources = 0;
  });

  /** As after a start of VS Code: what was in memory is gone, what was remembered is not. */
  const window = (settings: Settings = azureCli()) => {
    const source = new FleetSources(options()).source(settings);
    assert.ok(source);
    return source;
  };
  const keyAs = async (who: string, source = window()): Promise<string> => {
    signedIn = succeeded(who);
    const connected = await source.connect(NEVER_ABORTED);
    assert.ok(connected.ok);
    return connected.value.key;
  };
  const options = (): FleetSourcesOptions => ({
    loadAzure: () => import('../../../src/azure/azureEntry'),
    loadIdentity: async () => ({
      ...(await import('../../../src/azure/identityEntry')),
      createIdentityTokenSource: (): TokenSource => {
        madeSources += 1;
        return { getToken: () => Promise.resolve(signedIn) };
      },
    }),
    loadDemo: () => Promise.reject(new Error('no demo')),
    createSession: () => assert.fail('VS Code’s account is not asked'),
    memory: {
      keys: () => [...remembered.keys()],
      get: (name: string) => remembered.get(name),
      update: (name: string, value: unknown) => {
        remembered.set(name, value);
        return Promise.resolve();
      },
    },
    clock: new SettableClock(),
    requestLog: silentRequestLog,
    version: '1.0.0',
    bundles: '',
    storage: '',
    fixedStart: null,
  });

  it('is another one than that of the account before', async () => {
    assert.notEqual(await keyAs(ALICE), await keyAs(BOB));
    assert.notEqual(await keyAs(ALICE), await keyAs(token({ oid: 'alice', tid: 'fabrikam' })));
  });

  it('is seen to be another one’s also within one window, at the next read', async () => {
    const source = window();
    const alices = await keyAs(ALICE, source);
    assert.notEqual(await keyAs(BOB, source), alices);
    assert.equal(await keyAs(ALICE, source), alices);
    assert.equal(madeSources, 3);
  });

  it('is shown from the cache of the account that read last, and nobody’s before there was one', async () => {
    assert.equal(window().cachedKey, null);
    const alices = await keyAs(ALICE);
    assert.equal(window().cachedKey, alices);
    assert.equal(await keyAs(ALICE), alices);
    const bobs = await keyAs(BOB);
    assert.equal(window().cachedKey, bobs);
  });

  it('of one method is not that of another', async () => {
    await keyAs(ALICE);
    assert.equal(window({ ...azureCli(), signIn: 'environment' }).cachedKey, null);
  });

  it('is not connected to where nobody is signed in', async () => {
    const alices = await keyAs(ALICE);
    signedIn = failed(EXPIRED);
    assert.deepEqual(await window().connect(NEVER_ABORTED), failed(EXPIRED));
    assert.equal(window().cachedKey, alices);
  });

  it('is cached for nobody where the token does not say whose it is', async () => {
    const source = window();
    const key = await keyAs('opaque', source);
    assert.equal(await keyAs('opaque', source), key);
    assert.notEqual(await keyAs('opaque'), key);
    assert.equal(window().cachedKey, null);
  });
});

function azureCli(): Settings {
  return readSettings((name) => (name === 'signIn' ? 'azureCli' : undefined)).settings;
}

function token(claims: object): string {
  return `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}
