import {
  AzureCliCredential,
  DefaultAzureCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  type TokenCredentialOptions,
} from '@azure/identity';
import type { Result } from '../core/result';
import { succeeded } from '../core/result';
import { accountKeyOfToken } from './accessTokenAccount';
import type { AzureFault } from './azureFault';
import { systemClock } from './clock';
import type { AzureCloud } from './clouds';
import { IdentityTokenSource } from './identityTokenSource';
import { proxyOptions } from './proxy';
import type { TokenSource } from './tokenSource';

/** The ways to sign in that are @azure/identity's, as the setting names them. */
export type IdentityMethod = 'azureCli' | 'environment' | 'managedIdentity' | 'default';

/** Makes the token source of a sign-in method. This and whose it is are all that dist/identity.js, loaded only when one is chosen, gives away. */
export function createIdentityTokenSource(method: IdentityMethod, cloud: AzureCloud): TokenSource {
  return new IdentityTokenSource(() => createCredential(method, cloud), systemClock);
}

/** Whose tokens a source gives at the moment, without a prompt. Null: its tokens do not say. */
export async function accountKeyOf(
  tokens: TokenSource,
  { scope }: AzureCloud,
  signal: AbortSignal,
): Promise<Result<string | null, AzureFault>> {
  const token = await tokens.getToken({ tenantId: null, scope, challenge: null }, signal);
  return token.ok ? succeeded(accountKeyOfToken(token.value)) : token;
}

/** The credential behind a method. The account's guest tenants are read too, so any tenant may be asked for. */
export function createCredential(method: IdentityMethod, { authorityHost }: AzureCloud): TokenCredential {
  // A process of its own, which reads the environment itself.
  if (method === 'azureCli') {
    return new AzureCliCredential({ additionallyAllowedTenants: ['*'], processTimeoutInMs: CLI_TIMEOUT });
  }
  const options = { authorityHost, additionallyAllowedTenants: ['*'], ...proxyOptions(process.env) };
  switch (method) {
    case 'environment':
      return new EnvironmentCredential(options);
    case 'managedIdentity':
      return managedIdentity({ authorityHost, ...proxyOptions(process.env) });
    case 'default':
      return new DefaultAzureCredential({ ...options, processTimeoutInMs: CLI_TIMEOUT });
  }
}

const CLI_TIMEOUT = 30_000;

// AZURE_CLIENT_ID names a user-assigned identity, as the default chain reads it too.
function managedIdentity(options: TokenCredentialOptions): TokenCredential {
  const clientId = process.env['AZURE_CLIENT_ID'];
  return clientId === undefined || clientId === ''
    ? new ManagedIdentityCredential(options)
    : new ManagedIdentityCredential({ ...options, clientId });
}
