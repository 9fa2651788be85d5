import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tenantId } from '../../../src/core/ids';
import { SessionTokenSource } from '../../../src/ui/sessionTokenSource';

const SCOPE = 'https://management.azure.com/.default';
const TENANT = tenantId('00000000-0000-0000-0000-0000000000aa');
const CLAIMS = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64');
const CHALLENGE = `Bearer realm="", authorization_uri="https://login.example/common", error="insufficient_claims", claims="${CLAIMS}"`;

/** What the fake account was asked for. */
interface AccountRequest {
  readonly provider: string;
  readonly call: string;
  readonly scopes: readonly string[];
  readonly claims?: string;
  readonly account?: string;
}

describe('tokens of the VS Code account', () => {
  const source = new SessionTokenSource('microsoft', SCOPE);

  /** Since the last call. VS Code's own menu of accounts asks for all sessions, without a scope, whenever it likes. */
  const requests = async (): Promise<readonly AccountRequest[]> => {
    const all = await vscode.commands.executeCommand<readonly AccountRequest[]>('fakeMicrosoftAccount.requests');
    return all.filter(({ scopes }) => scopes.length > 0);
  };

  before(async () => {
    await vscode.authentication.getSession('microsoft', [SCOPE], { silent: true }); // activates the fake account
    await requests();
  });

  it('are asked for in silence: nobody signed in is a fault that says so', async () => {
    const account = await source.account();
    assert.deepEqual(account, {
      ok: false,
      fault: { kind: 'signInNeeded', tenantId: null, claims: null, message: '' },
    });
    const token = await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: null });
    assert.deepEqual(token, {
      ok: false,
      fault: { kind: 'signInNeeded', tenantId: TENANT, claims: null, message: '' },
    });
    const calls = (await requests()).map(({ call }) => call);
    assert.ok(
      calls.every((call) => call.startsWith('getSessions')),
      calls.join(),
    );
  });

  it('are of the account that is signed in', async () => {
    await vscode.commands.executeCommand('fakeMicrosoftAccount.signIn', 'ada@contoso.example');
    const account = await source.account();
    assert.ok(account.ok);
    assert.equal(account.value.label, 'ada@contoso.example');
  });

  it('are asked for by tenant, and of that same account', async () => {
    await requests();
    const token = await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: null });
    assert.ok(token.ok);
    assert.deepEqual(contentOf(token.value), {
      account: 'ada@contoso.example',
      scopes: [SCOPE, `VSCODE_TENANT:${TENANT}`],
    });
    const asked = await requests();
    assert.ok(asked.length > 0);
    for (const { provider, scopes, account } of asked) {
      assert.equal(provider, 'microsoft');
      assert.deepEqual(scopes, [SCOPE, `VSCODE_TENANT:${TENANT}`]);
      assert.equal(account, 'ada@contoso.example');
    }
  });

  it('have a claims challenge passed on as Azure put it', async () => {
    await requests();
    const token = await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: CHALLENGE });
    assert.ok(token.ok);
    assert.deepEqual(contentOf(token.value), {
      account: 'ada@contoso.example',
      scopes: [SCOPE, `VSCODE_TENANT:${TENANT}`],
      claims: CLAIMS,
    });
    const calls = (await requests()).map(({ call }) => call);
    assert.ok(calls.includes('getSessionsFromChallenges'), calls.join());
  });

  it('that one tenant refuses are a fault of that tenant, and no other’s', async () => {
    await vscode.commands.executeCommand('fakeMicrosoftAccount.refuse', TENANT, 'AADSTS50076: multi-factor needed');
    const refused = await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: null });
    assert.ok(!refused.ok);
    assert.equal(refused.fault.kind, 'signInNeeded');
    assert.match(JSON.stringify(refused.fault), /AADSTS50076/);
    const other = tenantId('00000000-0000-0000-0000-0000000000bb');
    assert.ok((await source.getToken({ tenantId: other, scope: SCOPE, challenge: null })).ok);
    await vscode.commands.executeCommand('fakeMicrosoftAccount.refuse', TENANT);
    assert.ok((await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: null })).ok);
  });

  it('of another cloud are those of VS Code’s account for it', async () => {
    const scope = 'https://management.usgovcloudapi.net/.default';
    await vscode.commands.executeCommand(
      'fakeMicrosoftAccount.signIn',
      'gov@contoso.example',
      'microsoft-sovereign-cloud',
    );
    const government = new SessionTokenSource('microsoft-sovereign-cloud', scope);
    const account = await government.account();
    assert.ok(account.ok);
    assert.equal(account.value.label, 'gov@contoso.example');
    await requests();
    assert.ok((await government.getToken({ tenantId: TENANT, scope, challenge: null })).ok);
    for (const { provider } of await requests()) assert.equal(provider, 'microsoft-sovereign-cloud');
  });

  it('are gone after a sign-out', async () => {
    await vscode.commands.executeCommand('fakeMicrosoftAccount.signOut');
    const token = await source.getToken({ tenantId: TENANT, scope: SCOPE, challenge: null });
    assert.ok(!token.ok);
    assert.equal(token.fault.kind, 'signInNeeded');
  });
});

/** The fake account's tokens say what was asked for. */
function contentOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.slice('fake.'.length), 'base64url').toString());
}
