import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The ids that ARM gives every request. */
export interface RequestIds {
  readonly request: string;
  readonly correlation: string;
}

export function drawRequestIds(headers: IncomingHttpHeaders): RequestIds {
  const asked = headers['x-ms-correlation-request-id'];
  return { request: randomUUID(), correlation: typeof asked === 'string' && asked !== '' ? asked : randomUUID() };
}

/** The headers of every answer of ARM. `now` in milliseconds UTC. */
export function commonHeaders(asked: IncomingHttpHeaders, ids: RequestIds, now: number): Record<string, string> {
  const time = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const headers: Record<string, string> = {
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    Expires: '-1',
    Date: new Date(now).toUTCString(),
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-request-id': ids.request,
    'x-ms-correlation-request-id': ids.correlation,
    'x-ms-routing-request-id': `WESTEUROPE:${time}:${ids.request}`,
  };
  const clientId = asked['x-ms-client-request-id'];
  const wantsEcho = String(asked['x-ms-return-client-request-id'] ?? '').toLowerCase() === 'true';
  if (wantsEcho && typeof clientId === 'string') headers['x-ms-client-request-id'] = clientId;
  return headers;
}
