const CLAIMS = /\bclaims\s*=\s*"([^"]*)"/i;

/**
 * The claims that a WWW-Authenticate header asks for, as the JSON text that Microsoft Entra wants; null where the header
 * asks for none. Azure sends them base64-coded.
 */
export function claimsOf(challenge: string): string | null {
  const value = CLAIMS.exec(challenge)?.[1];
  if (value === undefined || value === '') return null;
  return [Buffer.from(value, 'base64').toString('utf8'), value].find(isJsonObjectText) ?? null;
}

function isJsonObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
