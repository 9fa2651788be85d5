import type { TenantId } from '../core/ids';
import type { Result } from '../core/result';
import type { AzureFault } from './azureFault';

/** What a token is wanted for. */
export interface TokenRequest {
  /** Null: the account's own (home) tenant, used to list the tenants. */
  readonly tenantId: TenantId | null;
  /** The ARM audience of the cloud with `/.default`, e.g. https://management.azure.com/.default */
  readonly scope: string;
  /** The raw WWW-Authenticate header of a claims challenge that the new token must satisfy; null = none. */
  readonly challenge: string | null;
}

/** The port through which a bearer token arrives. Never prompts: interaction happens only on a click, elsewhere. */
export interface TokenSource {
  getToken(request: TokenRequest, signal: AbortSignal): Promise<Result<string, AzureFault>>;
}
