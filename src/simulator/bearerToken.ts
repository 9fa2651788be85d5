import type { Tenant } from './companyDirectory';
import { armError, type Reply } from './armReply';

const LOGIN = 'https://login.windows.net/';

/**
 * Who asks. A token here is a plain text that no Azure would take:
 *
 *     <any name>[;tenant=<tenant id>][;claims=1]
 *
 * for example `placeholder` or `placeholder;tenant=00000000-0000-0000-0000-0000000fab00`. Without a tenant it is of the
 * home tenant, the first one. `claims=1` says that a claims challenge has been answered. The name is the principal that
 * quotas are counted for. A real token (a JWT) is refused, loudly: it has no business here.
 */
export interface Caller {
  readonly principal: string;
  /** Lower case. */
  readonly tenantId: string;
  readonly hasClaims: boolean;
}

export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly isRealToken: boolean; readonly reply: Reply };

/** Reads the Authorization header as ARM would. */
export function authenticate(header: string | undefined, tenants: readonly [Tenant, ...Tenant[]]): Authentication {
  if (header === undefined || header.trim() === '') {
    return refused(
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
      "The authentication failed because of missing 'Authorization' header.",
    );
  }
  const token = /^Bearer +(\S.*)$/i.exec(header.trim())?.[1]?.trim();
  if (token === undefined) {
    return refused(
      'AuthenticationFailedInvalidHeader',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
      "The 'Authorization' header is provided in an invalid format.",
    );
  }
  if (/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token)) return realToken();
  return callerOf(token, tenants);
}

function callerOf(token: string, tenants: readonly [Tenant, ...Tenant[]]): Authentication {
  const [principal = '', ...settings] = token.split(';').map((part) => part.trim());
  const setting = (name: string): string | undefined =>
    settings
      .find((each) => each.toLowerCase().startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .toLowerCase();
  const tenantId = setting('tenant') ?? tenants[0].id.toLowerCase();
  if (!tenants.some((tenant) => tenant.id.toLowerCase() === tenantId)) {
    const message = `The access token is from the wrong issuer: no tenant '${tenantId}' is known here.`;
    return refused('InvalidAuthenticationToken', message, message);
  }
  return { ok: true, caller: { principal, tenantId, hasClaims: setting('claims') === '1' } };
}

function refused(code: string, message: string, description: string): Authentication {
  return { ok: false, isRealToken: false, reply: armError(401, code, message, invalidTokenHeader('', description)) };
}

function realToken(): Authentication {
  const message = 'This is a simulated Azure and the token looks real. It was not stored. Send a placeholder only.';
  return { ok: false, isRealToken: true, reply: armError(400, 'RealTokenRefused', message) };
}

function invalidTokenHeader(tenantId: string, description: string): Record<string, string> {
  return {
    'WWW-Authenticate': `Bearer authorization_uri="${LOGIN}${tenantId}", error="invalid_token", error_description="${description}"`,
  };
}

/** A token of one tenant for a subscription of another. */
export function wrongIssuer(tokenTenantId: string, subscriptionTenantId: string): Reply {
  const message =
    `The access token is from the wrong issuer 'https://sts.windows.net/${tokenTenantId}/'. It must match the tenant ` +
    `'https://sts.windows.net/${subscriptionTenantId}/' associated with this subscription. Please use the authority ` +
    `(URL) '${LOGIN}${subscriptionTenantId}' to get the token.`;
  return armError(401, 'InvalidAuthenticationTokenTenant', message, invalidTokenHeader(subscriptionTenantId, message));
}

/** A claims challenge as ARM sends it under continuous access evaluation. */
export function claimsChallenge(tenantId: string, now: number): Reply {
  const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.floor(now / 1000)) } } });
  const header =
    `Bearer realm="", authorization_uri="https://login.microsoftonline.com/${tenantId}/oauth2/authorize", ` +
    `error="insufficient_claims", claims="${Buffer.from(claims, 'utf8').toString('base64')}"`;
  return armError(
    401,
    'TokenIssuedBeforeRevocationTimestamp',
    'The user could not be authenticated as the session may have been revoked.',
    { 'WWW-Authenticate': header },
  );
}
