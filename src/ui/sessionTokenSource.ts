import * as vscode from 'vscode';
import type { AzureFault } from '../azure/azureFault';
import type { AzureCloud } from '../azure/clouds';
import type { TokenRequest, TokenSource } from '../azure/tokenSource';
import type { TenantId } from '../core/ids';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { boundedMessage } from '../core/withoutSecrets';

/** The cloud's authentication provider; only clouds with one can be signed in to with a VS Code account. */
type ProviderId = NonNullable<AzureCloud['authProviderId']>;

/** Tokens of VS Code's own Microsoft account. Silent, but for {@link signIn}, which follows a click. */
export class SessionTokenSource implements TokenSource {
  readonly providerId: ProviderId;
  readonly #scope: string;
  #account: vscode.AuthenticationSessionAccountInformation | undefined;

  constructor(providerId: ProviderId, scope: string) {
    this.providerId = providerId;
    this.#scope = scope;
  }

  /** The account in use, asked of VS Code without a prompt; signInNeeded where there is none. */
  async account(): Promise<Result<vscode.AuthenticationSessionAccountInformation, AzureFault>> {
    const session = await this.#session({ tenantId: null, scope: this.#scope, challenge: null });
    if (!session.ok) return session;
    this.#account = session.value.account;
    return succeeded(session.value.account);
  }

  async getToken(request: TokenRequest): Promise<Result<string, AzureFault>> {
    const session = await this.#session(request);
    return session.ok ? succeeded(session.value.accessToken) : session;
  }

  /** Asks the user. `challenge` is the claims challenge that the new session has to meet. Rejects when the user declines. */
  async signIn(tenantId: TenantId | null, challenge: string | null, anotherAccount: boolean): Promise<void> {
    const wanted = wantedOf({ tenantId, scope: this.#scope, challenge });
    const account = anotherAccount || this.#account === undefined ? {} : { account: this.#account };
    const options = { createIfNone: true, clearSessionPreference: anotherAccount, ...account } as const;
    const session = await vscode.authentication.getSession(this.providerId, wanted, options);
    this.#account = session.account;
  }

  async #session(request: TokenRequest): Promise<Result<vscode.AuthenticationSession, AzureFault>> {
    const account = this.#account === undefined ? {} : { account: this.#account };
    try {
      const options = { silent: true, ...account } as const;
      const session = await vscode.authentication.getSession(this.providerId, wantedOf(request), options);
      return session ? succeeded(session) : failed(signInNeeded(request, ''));
    } catch (error) {
      return failed(signInNeeded(request, boundedMessage(error)));
    }
  }
}

function wantedOf({ tenantId, scope, challenge }: TokenRequest) {
  const scopes = tenantId === null ? [scope] : [scope, `VSCODE_TENANT:${tenantId}`];
  return challenge === null ? scopes : { wwwAuthenticate: challenge, fallbackScopes: scopes };
}

function signInNeeded({ tenantId, challenge }: TokenRequest, message: string): AzureFault {
  return { kind: 'signInNeeded', tenantId, claims: challenge, message };
}
