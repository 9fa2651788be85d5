import { succeeded } from '../core/result';
import type { TokenRequest, TokenSource } from './tokenSource';

/**
 * Stands in for sign-in on the demo and on a loopback endpoint: says which tenant is meant and holds no secret.
 * Like a real session, it keeps satisfying a claims challenge once it has been given one.
 */
export function placeholderTokenSource(): TokenSource {
  const challenged = new Set<string>();
  return {
    getToken(request: TokenRequest) {
      const base = request.tenantId === null ? 'placeholder' : `placeholder;tenant=${request.tenantId}`;
      if (request.challenge !== null) challenged.add(base);
      return Promise.resolve(succeeded(challenged.has(base) ? `${base};claims=1` : base));
    },
  };
}
