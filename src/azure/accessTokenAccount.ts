import type { ActingAccount } from './machineWriting';
import type { JsonObject } from './rowValues';
import { isJsonObject, parsedJson, textOf } from './rowValues';

const PLACEHOLDER: ActingAccount = { id: 'placeholder', name: 'Simulated account' };

/**
 * Whose access token it is, by its own claims: `oid`, else `appid` or `sub`; and a name for people. The token is read as
 * data, not verified (Azure does that), and not kept. Null: it says nothing, as a token that is no JWT.
 */
export function accountOfToken(token: string): ActingAccount | null {
  if (token.startsWith('placeholder')) return PLACEHOLDER;
  const claims = claimsIn(token);
  if (claims === null) return null;
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => textOf(claims[name])).find((text) => text !== null) ?? null;
  const id = first('oid', 'appid', 'azp', 'sub');
  if (id === null) return null;
  return { id, name: first('upn', 'preferred_username', 'unique_name', 'appid', 'azp') ?? id };
}

/** Tells the accounts of all tenants apart, as far as the token says. Null: it says nothing. */
export function accountKeyOfToken(token: string): string | null {
  const account = accountOfToken(token);
  if (account === null) return null;
  return `${textOf(claimsIn(token)?.['tid']) ?? ''} ${account.id}`;
}

function claimsIn(token: string): JsonObject | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return null;
  const claims = parsedJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isJsonObject(claims) ? claims : null;
}
