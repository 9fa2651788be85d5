import { armError, type Reply } from './armReply';
import { claimsChallenge } from './bearerToken';
import type { Fault } from './faultRules';
import { isObject } from './jsonValues';
import type { Json } from './kql/json';
import { actionOf, type RequestPurpose } from './requestKind';

/** A host that is nobody's (RFC 2606): a client that sends a token there has failed. */
const FOREIGN = 'https://elsewhere.invalid/';

/** What a fault needs to know of the request. */
export interface FaultContext {
  readonly tenantId: string;
  readonly principal: string;
  readonly path: string;
  readonly purpose: RequestPurpose;
  readonly now: number;
}

/** The answer that a fault gives in place of the right one; undefined when it only spoils the right one. */
export function replyInstead(fault: Fault, context: FaultContext): Reply | undefined {
  switch (fault.kind) {
    case 'claimsChallenge':
      return claimsChallenge(context.tenantId, context.now);
    case 'unauthorized':
      return armError(
        401,
        'ExpiredAuthenticationToken',
        'The access token expiry UTC time is earlier than current UTC time.',
        {
          'WWW-Authenticate': `Bearer authorization_uri="https://login.windows.net/${context.tenantId}", error="invalid_token", error_description="The access token has expired."`,
        },
      );
    case 'forbidden':
      return forbidden(context);
    case 'throttle':
      return armError(429, 'TooManyRequests', 'The request is being throttled.', retryAfter(fault.retryAfterSeconds));
    case 'status':
      return armError(
        fault.status,
        fault.code ?? codeOf(fault.status),
        fault.message ?? 'The service is unable to process the request. Please try again later.',
        retryAfter(fault.retryAfterSeconds),
      );
    case 'redirect':
      return { status: 307, headers: { Location: fault.url ?? FOREIGN }, body: undefined };
    case 'wrongShape':
      return {
        status: 200,
        headers: {},
        body: { message: 'OK', value: 'none', data: { rows: 3 }, totalRecords: 'many' },
      };
    case 'empty':
      return { status: 200, headers: {}, body: undefined };
    default:
      return undefined;
  }
}

function forbidden({ path, principal, purpose }: FaultContext): Reply {
  const action = actionOf(purpose);
  const what = action === undefined ? 'this action' : `action '${action}' over scope '${path}' or the scope is invalid`;
  const message =
    `The client '${principal}' with object id '00000000-0000-0000-0000-000000000000' does not have authorization to ` +
    `perform ${what}. If access was recently granted, please refresh your credentials.`;
  return armError(403, 'AuthorizationFailed', message);
}

const CODES: ReadonlyMap<number, string> = new Map([
  [404, 'ResourceNotFound'],
  [409, 'Conflict'],
  [412, 'PreconditionFailed'],
  [429, 'TooManyRequests'],
  [502, 'BadGateway'],
  [503, 'ServerTimeout'],
  [504, 'GatewayTimeout'],
]);

function codeOf(status: number): string {
  return CODES.get(status) ?? (status < 500 ? 'BadRequest' : 'InternalServerError');
}

/** Whether what was asked for happens before the fault's answer takes the place of the right one. */
export function comesAfterEffect(fault: Fault): boolean {
  return (fault.kind === 'status' || fault.kind === 'throttle') && fault.afterEffect === true;
}

function retryAfter(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** The right answer, spoilt in its content. */
export function spoiltReply(fault: Fault | undefined, reply: Reply): Reply {
  if (fault?.kind === 'foreignPollUrl') return { ...reply, headers: pollHeaders(reply.headers, fault.url ?? FOREIGN) };
  if (fault?.kind === 'noPollUrl') return { ...reply, headers: pollHeaders(reply.headers, undefined) };
  if (fault?.kind !== 'foreignNextLink' || !isObject(reply.body) || reply.status !== 200) return reply;
  const body: Json = { ...reply.body, nextLink: fault.url ?? `${FOREIGN}subscriptions?api-version=2022-12-01&page=2` };
  return { status: reply.status, headers: reply.headers, body };
}

const POLL_HEADERS: readonly string[] = ['Azure-AsyncOperation', 'Location'];

/** The headers with the operation's URLs at another host, or without them. */
function pollHeaders(headers: Reply['headers'], host: string | undefined): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!POLL_HEADERS.includes(name)) changed[name] = value;
    else if (host !== undefined) changed[name] = new URL(value.replace(/^https?:\/\/[^/]+/, ''), host).href;
  }
  return changed;
}

/** The right answer's text, spoilt in its form. */
export function spoiltText(fault: Fault | undefined, text: string): string {
  if (fault?.kind === 'cutOff') return text.slice(0, Math.ceil(text.length / 2));
  if (fault?.kind === 'malformed') return `<html><body>Bad gateway ${text.slice(0, 20)}`;
  return text;
}
