import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { armError, methodNotAllowed, type Reply } from './armReply';
import type { ArmEndpoint } from './armEndpoint';
import { apiFamilyOf, armRoute } from './armRoute';
import { refuseApiVersion } from './apiVersions';
import { commonHeaders, drawRequestIds, type RequestIds } from './azureHeaders';
import { authenticate, type Caller } from './bearerToken';
import type { ControlEndpoint } from './controlEndpoint';
import { comesAfterEffect, replyInstead, spoiltReply, spoiltText } from './faultReply';
import type { AnswerPart, Fault, FaultDecision, FaultRules } from './faultRules';
import type { FleetState } from './fleetState';
import type { Guests } from './guests';
import { isObject, parseJson, textOf } from './jsonValues';
import type { Json } from './kql/json';
import type { ProcessLease } from './processLease';
import type { RequestLog } from './requestLog';
import { purposeOf } from './requestKind';
import type { ResourceGraphEndpoint } from './resourceGraphEndpoint';
import type { SimulatorClock } from './simulatorClock';

const LARGEST_REQUEST = 4 * 1024 * 1024;

export interface ServerParts {
  readonly state: FleetState;
  readonly guests: Guests;
  readonly arm: ArmEndpoint;
  readonly graph: ResourceGraphEndpoint;
  readonly control: ControlEndpoint;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly clock: SimulatorClock;
  readonly lease: ProcessLease;
  readonly onRealToken: () => void;
  /** Called when a fault has deleted a machine. */
  readonly onMachineGone: () => void;
}

/** A request with its body read. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly url: URL;
  readonly body: Json | undefined;
  readonly hasBody: boolean;
  readonly ids: RequestIds;
  readonly number: number;
}

/** How one request was answered, for the log. */
interface Outcome {
  readonly status: number;
  readonly bytes: number;
}

/** The HTTP server: 127.0.0.1 only, plain HTTP. */
export class SimulatorServer {
  private readonly server: Server;

  constructor(private readonly parts: ServerParts) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      this.serve(request, response).catch(() => {
        // A fault of the simulator itself must not end it, nor leave the client waiting.
        if (response.headersSent) response.destroy();
        else send(response, armError(500, 'SimulatorFailed', 'The simulator itself failed on this request.'), {});
      });
    });
  }

  /** Starts to listen; resolves with the port. Rejects when the port is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Stops at once: open and stalled connections are dropped. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { lease, log } = this.parts;
    lease.touch();
    response.on('error', () => undefined);
    const number = log.begin();
    const text = await readBody(request);
    if (text === undefined) {
      if (!response.destroyed) send(response, armError(413, 'RequestEntityTooLarge', 'The request is too large.'), {});
      return;
    }
    const url = urlOf(request);
    if (url === undefined) {
      send(response, armError(400, 'InvalidRequestUri', 'The request target is not a path.'), {});
      return;
    }
    const hasBody = text !== '';
    const incoming: Incoming = {
      request,
      response,
      method: request.method ?? 'GET',
      url,
      body: hasBody ? parseJson(text) : undefined,
      hasBody,
      ids: drawRequestIds(request.headers),
      number,
    };
    const refusal = refuseStranger(request);
    if (refusal) send(response, refusal, {});
    else if (url.pathname.startsWith('/simulator/')) this.serveControl(incoming);
    else await this.serveAzure(incoming);
    lease.touch();
  }

  private serveControl(incoming: Incoming): void {
    const { method, url, body, hasBody, response } = incoming;
    const isBroken = hasBody && body === undefined;
    this.parts.guests.settle();
    send(response, isBroken ? brokenJson() : this.parts.control.answer(method, url, body), {});
  }

  private async serveAzure(incoming: Incoming): Promise<void> {
    const { clock, faults, log, state } = this.parts;
    const authentication = authenticate(incoming.request.headers.authorization, state.tenants);
    if (!authentication.ok && authentication.isRealToken) this.parts.onRealToken();
    const caller = authentication.ok ? authentication.caller : null;
    const decision = faults.decide(subjectOf(incoming, caller));
    const at = clock.now();
    await delay(decision.latency, incoming.response);
    const outcome = await this.deliver(incoming, decision, () => {
      const { fault } = decision;
      this.parts.guests.settle();
      const instead = fault && caller ? replyInstead(fault, contextOf(incoming, caller, clock.now())) : undefined;
      if (instead && fault && !comesAfterEffect(fault)) return instead;
      const right =
        missingVersion(incoming.url) ??
        (authentication.ok ? this.answer(incoming, authentication.caller, decision) : authentication.reply);
      return instead ?? right;
    });
    log.add({
      number: incoming.number,
      at: new Date(at).toISOString(),
      method: incoming.method,
      url: `${incoming.url.pathname}${incoming.url.search}`,
      body: incoming.body ?? null,
      status: outcome.status,
      bytes: outcome.bytes,
      tenantId: caller?.tenantId ?? null,
      fault: decision.fault?.kind ?? null,
    });
  }

  private answer(incoming: Incoming, caller: Caller, decision: FaultDecision): Reply {
    const { method, url, body, hasBody, ids, request } = incoming;
    const route = armRoute(url.pathname);
    const { deniedSubscriptions, fault } = decision;
    if (fault?.kind === 'machineGone' && 'machine' in route) {
      this.parts.state.apply({ kind: 'remove', id: url.pathname.split('/').slice(0, 9).join('/') });
      this.parts.onMachineGone();
    }
    if (route.kind !== 'resourceGraph') {
      const contentType = request.headers['content-type'] ?? '';
      const call = { method, url, caller, body, contentType, requestId: ids.request, deniedSubscriptions };
      return this.parts.arm.answer(call, route);
    }
    if (method !== 'POST') return methodNotAllowed(method);
    const family = apiFamilyOf(route);
    const wrongVersion = family ? refuseApiVersion(family, url.searchParams) : undefined;
    if (wrongVersion) return wrongVersion;
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/json\b/i.test(type)) {
      const message = `The content media type '${type}' is not supported. Only 'application/json' is supported.`;
      return armError(415, 'UnsupportedMediaType', message);
    }
    if (hasBody && body === undefined) return brokenJson();
    const mostRows = fault?.kind === 'payloadTooLarge' ? fault.rows : undefined;
    return this.parts.graph.answer({ caller, body, correlationId: ids.correlation, deniedSubscriptions, mostRows });
  }

  /** Sends the answer, or what a fault leaves of it. Resolves when the exchange is over. */
  private async deliver(incoming: Incoming, decision: FaultDecision, reply: () => Reply): Promise<Outcome> {
    const { response, request, ids } = incoming;
    const { fault } = decision;
    if (response.destroyed) return { status: 0, bytes: 0 };
    if (breaksAfter(fault) === 'nothing') return broken(fault, request.socket, response);
    const answer = spoiltReply(fault, reply());
    const headers = commonHeaders(request.headers, ids, this.parts.clock.now());
    if (fault && breaksAfter(fault) === 'effect') return broken(fault, request.socket, response);
    if (fault && breaksAfter(fault) !== undefined) {
      await sendPart(response, answer, headers, breaksAfter(fault) === 'half');
      return broken(fault, request.socket, response);
    }
    return { status: answer.status, bytes: send(response, answer, headers, fault) };
  }
}

function breaksAfter(fault: Fault | undefined): AnswerPart | undefined {
  return fault?.kind === 'reset' || fault?.kind === 'stall' ? (fault.after ?? 'nothing') : undefined;
}

/** Resets the connection, or leaves it silent until the client gives up. */
async function broken(fault: Fault | undefined, socket: Socket, response: ServerResponse): Promise<Outcome> {
  if (fault?.kind === 'reset') socket.resetAndDestroy();
  else if (!response.destroyed) await new Promise<void>((resolve) => response.once('close', resolve));
  return { status: 0, bytes: 0 };
}

/** Sends the headers of the whole answer, and none or half of its body. */
function sendPart(
  response: ServerResponse,
  reply: Reply,
  headers: Record<string, string>,
  withHalf: boolean,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(reply.body ?? {}), 'utf8');
  response.writeHead(reply.status, { ...headers, ...reply.headers, ...bodyHeaders(bytes.length) });
  response.flushHeaders();
  if (!withHalf) return Promise.resolve();
  return new Promise((resolve) =>
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      resolve();
    }),
  );
}

function send(response: ServerResponse, reply: Reply, headers: Record<string, string>, fault?: Fault): number {
  const text = reply.body === undefined ? '' : spoiltText(fault, reply.text ?? JSON.stringify(reply.body));
  const bytes = Buffer.byteLength(text);
  const kind = reply.body === undefined ? { 'Content-Length': '0' } : bodyHeaders(bytes);
  response.writeHead(reply.status, { ...headers, ...reply.headers, ...kind });
  response.end(text);
  return bytes;
}

function bodyHeaders(bytes: number): Record<string, string> {
  return { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(bytes) };
}

function brokenJson(): Reply {
  return armError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
}

/** ARM asks for an api-version before it asks who is there. */
function missingVersion(url: URL): Reply | undefined {
  return (url.searchParams.get('api-version') ?? '') === ''
    ? refuseApiVersion({ kind: 'subscriptions' }, url.searchParams)
    : undefined;
}

/** Pages of a browser (Origin) and names that only pretend to be this machine (Host) have no business here. */
function refuseStranger(request: IncomingMessage): Reply | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (host !== '127.0.0.1' && host !== 'localhost') {
    return armError(403, 'HostRefused', 'The simulator answers only to 127.0.0.1 and localhost.');
  }
  if (request.headers.origin === undefined) return undefined;
  return armError(403, 'OriginRefused', 'The simulator does not answer web pages.');
}

function contextOf({ method, url }: Incoming, caller: Caller, now: number): Parameters<typeof replyInstead>[1] {
  const { tenantId, principal } = caller;
  return { tenantId, principal, now, path: url.pathname, purpose: purposeOf(method, armRoute(url.pathname)) };
}

function subjectOf(incoming: Incoming, caller: Caller | null): Parameters<FaultRules['decide']>[0] {
  const { body, method, url } = incoming;
  const inPath = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase();
  const inBody =
    isObject(body) && Array.isArray(body['subscriptions']) ? (body['subscriptions'] as readonly Json[]) : [];
  return {
    method,
    path: url.pathname,
    operation: purposeOf(method, armRoute(url.pathname)),
    tenantId: caller?.tenantId ?? null,
    hasClaims: caller?.hasClaims ?? false,
    subscriptionIds: [...(inPath === undefined ? [] : [inPath]), ...inBody.map((each) => textOf(each).toLowerCase())],
    query: isObject(body) && typeof body['query'] === 'string' ? body['query'] : null,
  };
}

/** Undefined for a request target that is no path, such as `//`. */
function urlOf(request: IncomingMessage): URL | undefined {
  const target = `http://127.0.0.1${request.url ?? '/'}`;
  return request.url?.startsWith('/') === true && URL.canParse(target) ? new URL(target) : undefined;
}

/** The body as text; undefined when it is too large or the client went away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LARGEST_REQUEST) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits, but not for a client that has gone. */
function delay(milliseconds: number, response: ServerResponse): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
    response.once('close', done);
  });
}
