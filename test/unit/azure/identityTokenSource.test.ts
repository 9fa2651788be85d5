import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import assert from 'node:assert/strict';
import { claimsOf } from '../../../src/azure/claimsChallenge';
import { realCloud } from '../../../src/azure/clouds';
import { createCredential, createIdentityTokenSource } from '../../../src/azure/identityEntry';
import { IdentityTokenSource } from '../../../src/azure/identityTokenSource';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import type { TokenRequest } from '../../../src/azure/tokenSource';
import { failed, succeeded } from '../../../src/core/result';
import { CONTOSO, FABRIKAM, InstantClock, NEVER_ABORTED } from './fixtures';

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const CHALLENGE = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(CLAIMS).toString('base64')}"`;
const SCOPE = 'https://management.azure.com/.default';

function request(more: Partial<TokenRequest> = {}): TokenRequest {
  return { tenantId: CONTOSO, scope: SCOPE, challenge: null, ...more };
}

describe('IdentityTokenSource', () => {
  const asked: { scope: string | string[]; options: GetTokenOptions | undefined }[] = [];
  let clock: InstantClock;
  let answer: () => Promise<AccessToken | null>;
  let source: IdentityTokenSource;

  beforeEach(() => {
    asked.length = 0;
    clock = new InstantClock();
    answer = () => Promise.resolve({ token: `token ${asked.length}`, expiresOnTimestamp: clock.wall() + 3_600_000 });
    const credential: TokenCredential = {
      getToken: (scope, options) => {
        asked.push({ scope, options });
        return answer();
      },
    };
    source = new IdentityTokenSource(() => credential, clock);
  });

  it('asks for the scope and the tenant', async () => {
    assert.deepEqual(await source.getToken(request(), NEVER_ABORTED), succeeded('token 1'));
    assert.deepEqual(asked, [{ scope: SCOPE, options: { enableCae: true, tenantId: CONTOSO } }]);
  });

  it('names no tenant for the account’s own', async () => {
    await source.getToken(request({ tenantId: null }), NEVER_ABORTED);
    assert.deepEqual(asked[0]?.options, { enableCae: true });
  });

  it('passes on the claims of a challenge, and keeps the token that satisfied them', async () => {
    await source.getToken(request(), NEVER_ABORTED);
    assert.deepEqual(await source.getToken(request({ challenge: CHALLENGE }), NEVER_ABORTED), succeeded('token 2'));
    assert.equal(asked[1]?.options?.claims, CLAIMS);
    assert.deepEqual(await source.getToken(request(), NEVER_ABORTED), succeeded('token 2'));
    assert.equal(asked.length, 2);
  });

  it('asks once for all who wait, and keeps a token until shortly before its end', async () => {
    const all = await Promise.all([
      source.getToken(request(), NEVER_ABORTED),
      source.getToken(request(), NEVER_ABORTED),
    ]);
    assert.deepEqual(all, [succeeded('token 1'), succeeded('token 1')]);
    await source.getToken(request({ tenantId: FABRIKAM }), NEVER_ABORTED);
    assert.equal(asked.length, 2);
    await clock.sleep(3_600_000 - 300_000);
    assert.deepEqual(await source.getToken(request(), NEVER_ABORTED), succeeded('token 3'));
  });

  it('says that a sign-in is needed, with the credential’s words and the challenge', async () => {
    answer = () => Promise.reject(new Error("Please run 'az login'."));
    const fault = { kind: 'signInNeeded', tenantId: CONTOSO, claims: CHALLENGE, message: "Please run 'az login'." };
    assert.deepEqual(await source.getToken(request({ challenge: CHALLENGE }), NEVER_ABORTED), failed(fault));
    answer = () => Promise.resolve(null);
    const result = await source.getToken(request(), NEVER_ABORTED);
    assert.equal(!result.ok && result.fault.kind, 'signInNeeded');
  });

  it('tells a network that is down from a sign-in that is missing', async () => {
    answer = () => Promise.reject(new Error('getaddrinfo ENOTFOUND login.microsoftonline.com'));
    const result = await source.getToken(request(), NEVER_ABORTED);
    assert.equal(!result.ok && result.fault.kind === 'unreachable' && result.fault.code, 'ENOTFOUND');
  });

  it('is cancelled at once', async () => {
    const controller = new AbortController();
    answer = () => new Promise(() => controller.abort());
    assert.deepEqual(await source.getToken(request(), controller.signal), failed({ kind: 'cancelled' }));
  });

  it('turns a credential that cannot be made into a fault', async () => {
    const broken = new IdentityTokenSource(() => {
      throw new Error('AZURE_TENANT_ID is no tenant');
    }, clock);
    const result = await broken.getToken(request(), NEVER_ABORTED);
    assert.equal(!result.ok && result.fault.kind, 'signInNeeded');
  });
});

describe('createIdentityTokenSource', () => {
  const names = {
    azureCli: 'AzureCliCredential',
    environment: 'EnvironmentCredential',
    managedIdentity: 'ManagedIdentityCredential',
    default: 'DefaultAzureCredential',
  } as const;
  for (const method of ['azureCli', 'environment', 'managedIdentity', 'default'] as const) {
    it(`${method} is ${names[method]}`, () => {
      assert.equal(createCredential(method, realCloud('AzureUSGovernment')).constructor.name, names[method]);
      assert.ok(createIdentityTokenSource(method, realCloud('AzureChinaCloud')));
    });
  }
});

describe('claimsOf', () => {
  it('decodes what Azure sends', () => {
    assert.equal(claimsOf(CHALLENGE), CLAIMS);
    assert.equal(claimsOf(`Bearer claims="${CLAIMS.replaceAll('"', '')}"`), null);
  });
  it('finds none where there are none', () => {
    for (const header of ['', 'Bearer', 'Bearer realm="x"', 'Bearer claims=""', 'Bearer claims="%%%"'])
      assert.equal(claimsOf(header), null);
  });
});

describe('placeholderTokenSource', () => {
  it('says only which tenant is meant, and remembers a challenge', async () => {
    const source = placeholderTokenSource();
    const token = async (more: Partial<TokenRequest>): Promise<unknown> => {
      const result = await source.getToken(request(more), NEVER_ABORTED);
      return result.ok && result.value;
    };
    assert.equal(await token({ tenantId: null }), 'placeholder');
    assert.equal(await token({}), `placeholder;tenant=${CONTOSO}`);
    assert.equal(await token({ challenge: CHALLENGE }), `placeholder;tenant=${CONTOSO};claims=1`);
    assert.equal(await token({}), `placeholder;tenant=${CONTOSO};claims=1`);
    assert.equal(await token({ tenantId: FABRIKAM }), `placeholder;tenant=${FABRIKAM}`);
  });
});
