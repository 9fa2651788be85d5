import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import type { TenantId } from '../core/ids';
import { abortable } from './abortable';
import type { AzureCloud } from './clouds';
import { FaultError } from './faultError';
import { bodyOf, errorWordsOf } from './faultOfResponse';
import type { TokenSource } from './tokenSource';

/** Whose token goes where. */
export interface Authorization {
  readonly cloud: AzureCloud;
  readonly tokenSource: TokenSource;
  /** Null: the account's own tenant. */
  readonly tenantId: TenantId | null;
}

const NEVER = new AbortController().signal;

/**
 * The one place where a token meets a request. Runs last before the wire, for every request: first the host is checked,
 * then a token is asked for, so a URL that a server made up can neither see nor even cause a token.
 * A 401 with a claims challenge is answered once, with a token that satisfies it.
 */
export function authorizationPolicy(authorization: Authorization): PipelinePolicy {
  return {
    name: 'hotpatchFleetAuthorizationPolicy',
    async sendRequest(request, next) {
      refuseForeignHost(request.url, authorization.cloud);
      const response = await sendWithToken(request, next, authorization, null);
      if (response.status !== 401) return response;

      const challenge = claimsChallengeOf(response);
      if (challenge === null) throw signInNeeded(authorization, null, response);
      const answered = await sendWithToken(request, next, authorization, challenge);
      if (answered.status !== 401) return answered;
      throw signInNeeded(authorization, claimsChallengeOf(answered) ?? challenge, answered);
    },
  };
}

/** Whether a URL is one of the cloud's own Resource Manager, over the right protocol. */
export function isTokenHost(url: URL, cloud: AzureCloud): boolean {
  const protocol = cloud.placeholderOnly ? 'http:' : 'https:';
  return url.protocol === protocol && cloud.tokenHosts.includes(url.host) && url.username === '' && url.password === '';
}

function refuseForeignHost(text: string, cloud: AzureCloud): void {
  const url = URL.parse(text);
  if (url && isTokenHost(url, cloud)) return;
  throw new FaultError({ kind: 'hostRefused', host: url?.host ?? '' });
}

async function sendWithToken(
  request: PipelineRequest,
  next: SendRequest,
  { cloud, tokenSource, tenantId }: Authorization,
  challenge: string | null,
): Promise<PipelineResponse> {
  const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : NEVER;
  const token = await abortable(tokenSource.getToken({ tenantId, scope: cloud.scope, challenge }, signal), signal);
  if (!token.ok) throw new FaultError(token.fault);
  if (cloud.placeholderOnly && !token.value.startsWith('placeholder')) {
    throw new FaultError({ kind: 'hostRefused', host: new URL(request.url).host });
  }
  request.headers.set('Authorization', `Bearer ${token.value}`);
  try {
    return await next(request);
  } finally {
    // Nothing that looks at the request later (an error, a log) finds the token in it.
    request.headers.delete('Authorization');
  }
}

function claimsChallengeOf(response: PipelineResponse): string | null {
  const header = response.headers.get('WWW-Authenticate');
  return header !== undefined && /\bclaims\s*=/i.test(header) ? header : null;
}

function signInNeeded({ tenantId }: Authorization, claims: string | null, response: PipelineResponse): FaultError {
  const { message } = errorWordsOf(bodyOf(response.bodyAsText ?? ''), response.status);
  return new FaultError({ kind: 'signInNeeded', tenantId, claims, message });
}
