import type { Reply } from './armReply';
import type { Json } from './kql/json';
import type { QueryError } from './kql/runQuery';

/** One entry of `details` in Resource Graph's error body; a parser failure also says where it is. */
export type GraphErrorDetail = QueryError;

/** Resource Graph's error body: the message only names time and correlation id, what is wrong is in `details`. */
export function graphError(
  status: number,
  code: string,
  details: readonly GraphErrorDetail[],
  correlationId: string,
  now: number,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const timestamp = new Date(now).toISOString().replace('Z', '0000Z');
  const message = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  const body: Json = {
    error: { code, message, details: details.map((each) => ({ ...each })) },
  };
  return { status, headers, body };
}

export const ACCESS_DENIED: GraphErrorDetail = {
  code: 'AccessDenied',
  message: 'Access is denied to the requested resource. The user might not have enough permission.',
};

export const INVALID_QUERY: GraphErrorDetail = {
  code: 'InvalidQuery',
  message:
    'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
};

export const RATE_LIMITING: GraphErrorDetail = {
  code: 'RateLimiting',
  message:
    'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
};

/** The largest answer that Resource Graph gives, in bytes. */
export const PAYLOAD_LIMIT = 16_777_216;

export function payloadTooLarge(bytes: number): GraphErrorDetail {
  return {
    code: 'ResponsePayloadTooLarge',
    message: `Response payload size is ${bytes}, and has exceeded the limit of ${PAYLOAD_LIMIT}. Please consider querying less data at a time and make paginated call if needed.`,
  };
}
