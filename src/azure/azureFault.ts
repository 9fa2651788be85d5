import type { TenantId } from '../core/ids';

/**
 * Everything that can go wrong between us and Azure, as one union. Every client returns it, nobody throws it.
 * `message` fields are Azure's own words, for the log and the tooltip; the sentence a user reads comes from the catalogue.
 */
export type AzureFault =
  /** No usable session. `claims` is the WWW-Authenticate header of a challenge, to be passed on when the user signs in. */
  | {
      readonly kind: 'signInNeeded';
      readonly tenantId: TenantId | null;
      readonly claims: string | null;
      readonly message: string;
    }
  /** 403. */
  | { readonly kind: 'forbidden'; readonly code: string; readonly message: string }
  /** 404. */
  | { readonly kind: 'notFound'; readonly code: string; readonly message: string }
  /** 429 that outlasted our patience. */
  | { readonly kind: 'throttled'; readonly message: string }
  /** 400 ResponsePayloadTooLarge even at the smallest page. */
  | { readonly kind: 'tooLarge'; readonly message: string }
  /** Any other status that is not a success. */
  | { readonly kind: 'rejected'; readonly status: number; readonly code: string; readonly message: string }
  /** No answer: refused, reset, DNS, TLS, proxy. `code` is the system's, e.g. ECONNREFUSED. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string }
  /** An answer that did not come, or not to its end, in time. */
  | { readonly kind: 'timedOut'; readonly seconds: number }
  /** An answer that is not what the contract says (cut off, not JSON, wrong shape). */
  | { readonly kind: 'unreadable'; readonly message: string }
  /** A URL outside the hosts that may see a token; nothing was sent. */
  | { readonly kind: 'hostRefused'; readonly host: string }
  /** The environment names a proxy in a way that cannot be read; nothing was sent. Of the variable only its name. */
  | { readonly kind: 'proxyUnreadable'; readonly variable: string }
  /** The user, or a newer refresh, cancelled. */
  | { readonly kind: 'cancelled' };

/** Someone has to sign in before anything more can be asked there. */
export type SignInFault = Extract<AzureFault, { readonly kind: 'signInNeeded' }>;

/** Whether asking again, unchanged, could help. */
export function isTransient(fault: AzureFault): boolean {
  switch (fault.kind) {
    case 'throttled':
    case 'unreachable':
    case 'timedOut':
    case 'unreadable':
      return true;
    case 'rejected':
      return fault.status >= 500;
    default:
      return false;
  }
}
