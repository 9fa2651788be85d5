import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import { boundedMessage } from '../core/withoutSecrets';
import { abortable } from './abortable';
import type { AzureFault } from './azureFault';
import { claimsOf } from './claimsChallenge';
import type { Clock } from './clock';
import { FaultError } from './faultError';
import type { TokenRequest, TokenSource } from './tokenSource';

/** A token is asked for anew this long before it ends. */
const RENEWED_BEFORE = 5 * 60_000;
const NETWORK_CODES = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/;

/**
 * Tokens of any @azure/identity credential. Keeps each until shortly before its end, because the Azure CLI starts a
 * process for every one, and asks once where several requests need the same. Never prompts.
 */
export class IdentityTokenSource implements TokenSource {
  readonly #createCredential: () => TokenCredential;
  readonly #clock: Clock;
  readonly #kept = new Map<string, AccessToken>();
  readonly #pending = new Map<string, Promise<AccessToken | null>>();

  #credential: TokenCredential | null = null;

  /** `createCredential` is called at the first token: some credentials throw when they do not like their environment. */
  constructor(createCredential: () => TokenCredential, clock: Clock) {
    this.#createCredential = createCredential;
    this.#clock = clock;
  }

  async getToken(request: TokenRequest, signal: AbortSignal): Promise<Result<string, AzureFault>> {
    const key = `${request.tenantId ?? ''} ${request.scope}`;
    const kept = this.#kept.get(key);
    const isGood = kept !== undefined && kept.expiresOnTimestamp - this.#clock.wall() > RENEWED_BEFORE;
    if (isGood && request.challenge === null) return succeeded(kept.token);
    try {
      const token = await abortable(this.#ask(key, request), signal);
      return token === null ? failed(signInNeeded(request, 'no token')) : succeeded(token.token);
    } catch (error) {
      return failed(signal.aborted ? { kind: 'cancelled' } : faultOf(error, request));
    }
  }

  // One request for all that wait for the same token: it goes on when one of them is cancelled.
  #ask(key: string, request: TokenRequest): Promise<AccessToken | null> {
    const pendingKey = `${key} ${request.challenge ?? ''}`;
    const pending = this.#pending.get(pendingKey);
    if (pending !== undefined) return pending;
    const asked = this.#askCredential(key, request).finally(() => this.#pending.delete(pendingKey));
    this.#pending.set(pendingKey, asked);
    return asked;
  }

  async #askCredential(key: string, request: TokenRequest): Promise<AccessToken | null> {
    this.#credential ??= this.#createCredential();
    const token = await this.#credential.getToken(request.scope, optionsOf(request));
    if (token !== null) this.#kept.set(key, token);
    return token;
  }
}

function optionsOf({ tenantId, challenge }: TokenRequest): GetTokenOptions {
  const claims = challenge === null ? null : claimsOf(challenge);
  return {
    enableCae: true,
    ...(tenantId === null ? {} : { tenantId }),
    ...(claims === null ? {} : { claims }),
  };
}

function faultOf(error: unknown, request: TokenRequest): AzureFault {
  if (error instanceof FaultError) return error.fault;
  const message = boundedMessage(error);
  const code = NETWORK_CODES.exec(message)?.[1];
  return code === undefined ? signInNeeded(request, message) : { kind: 'unreachable', code, message };
}

function signInNeeded({ tenantId, challenge }: TokenRequest, message: string): AzureFault {
  return { kind: 'signInNeeded', tenantId, claims: challenge, message };
}
