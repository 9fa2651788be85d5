import { createHttpHeaders } from '@azure/core-rest-pipeline';
import type { HttpClient, HttpHeaders, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { isAscii } from 'node:buffer';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { gunzip } from 'node:zlib';
import { bounded, boundedMessage } from '../core/withoutSecrets';
import type { AzureFault } from './azureFault';
import { FaultError } from './faultError';

// Resource Graph refuses to answer with more than 16 MiB, and nothing else is nearly as large: what is beyond these limits
// is not Azure, and could be a hundred pages long.
const LARGEST_GRAPH_PAGE = 64 * 1024 * 1024;
const LARGEST_ANSWER = 8 * 1024 * 1024;
const GRAPH_PATH = '/providers/microsoft.resourcegraph/resources';
const MOST_SOCKETS = 16;

export interface NodeHttpClientOptions {
  /** At most so many connections to one host. */
  readonly mostSockets?: number;
  /**
   * How long an unused connection is kept. A server may close it at the very moment at which it is used again; the
   * request then fails and nobody knows whether it arrived, so for requests that change something this should be short.
   * 0: until the server closes it.
   */
  readonly idleMilliseconds?: number;
}

/**
 * The wire. Replaces the SDK's own client because that one waits for ever for a gzip answer that is cut off or stalls:
 * its timeout ends with the headers, and a reset does not reach its decoder.
 * Here `timeout` covers the whole answer, and abort and timeout both destroy the socket. Follows no redirect.
 */
export function nodeHttpClient(options: NodeHttpClientOptions = {}): NodeHttpClient {
  const agentOptions = {
    keepAlive: true,
    maxSockets: options.mostSockets ?? MOST_SOCKETS,
    // Node ends only unused connections by this; one that is in use is not touched.
    timeout: options.idleMilliseconds ?? 0,
  };
  const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };
  return {
    sendRequest: (request) => exchange(request, agents),
    dispose() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

export interface NodeHttpClient extends HttpClient {
  /** Closes the connections that are kept open. */
  dispose(): void;
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
}

async function exchange(request: PipelineRequest, agents: Agents): Promise<PipelineResponse> {
  const largest = largestAnswer(request);
  const answer = await rawAnswer(request, agents, largest);
  const bytes = await decoded(answer, largest);
  return { request, status: answer.status, headers: headersOf(answer.headers), bodyAsText: textOf(bytes) };
}

function largestAnswer({ url }: PipelineRequest): number {
  return new URL(url).pathname.toLowerCase() === GRAPH_PATH ? LARGEST_GRAPH_PAGE : LARGEST_ANSWER;
}

function rawAnswer(request: PipelineRequest, agents: Agents, largest: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const signal = request.abortSignal;
    if (signal?.aborted) {
      reject(new FaultError({ kind: 'cancelled' }));
      return;
    }
    const url = new URL(request.url);
    const { module, ownAgent } =
      url.protocol === 'https:' ? { module: https, ownAgent: agents.https } : { module: http, ownAgent: agents.http };
    const outgoing = module.request(url, {
      method: request.method,
      headers: request.headers.toJSON({ preserveCase: true }),
      // The proxy policy hands over its agent on the request.
      agent: request.agent instanceof http.Agent ? request.agent : ownAgent,
    });

    let hasLeft = false;
    outgoing.once('socket', (socket) =>
      whenConnected(socket, () => {
        hasLeft = true;
      }),
    );
    const fail = (fault: AzureFault): void => {
      settle();
      reject(new FaultError(fault, hasLeft));
      outgoing.destroy();
    };
    const onAbort = (): void => fail({ kind: 'cancelled' });
    const timer = setTimeout(() => fail({ kind: 'timedOut', seconds: request.timeout / 1000 }), request.timeout);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort);

    const onNetworkError = (error: NodeJS.ErrnoException): void =>
      fail({ kind: 'unreachable', code: error.code ?? error.name, message: boundedMessage(error) });
    outgoing.on('error', onNetworkError);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('error', onNetworkError);
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > largest) fail(tooLarge(largest));
      });
      incoming.once('end', () => {
        settle();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: Buffer.concat(chunks, size) });
      });
      // Without this an answer that ends before its time (no 'end', no 'error') would wait for the timeout.
      incoming.once('close', () => {
        if (!incoming.complete) fail({ kind: 'unreachable', code: 'ECONNRESET', message: 'answer cut off' });
      });
    });
    outgoing.end(typeof request.body === 'string' ? request.body : undefined);
  });
}

// Node sends what it has of a request as soon as its connection stands, and not a byte before.
function whenConnected(socket: Socket, onConnected: () => void): void {
  if (!socket.connecting) onConnected();
  else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected);
}

// Azure's answers are nearly always ASCII, and those are several times faster to turn into text when one says so.
function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function decoded({ headers, bytes }: RawAnswer, largest: number): Promise<Buffer> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || bytes.length === 0) return Promise.resolve(bytes);
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    return Promise.reject(unreadable(`content-encoding ${bounded(encoding)}`));
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: largest }, (error: NodeJS.ErrnoException | null, plain) => {
      if (error?.code === 'ERR_BUFFER_TOO_LARGE') reject(new FaultError(tooLarge(largest), true));
      else if (error) reject(unreadable(`gzip: ${boundedMessage(error)}`));
      else resolve(plain);
    });
  });
}

function tooLarge(largest: number): AzureFault {
  return { kind: 'tooLarge', message: `an answer of more than ${largest} bytes` };
}

function unreadable(message: string): FaultError {
  return new FaultError({ kind: 'unreadable', message }, true);
}

function headersOf(raw: http.IncomingHttpHeaders): HttpHeaders {
  const headers = createHttpHeaders();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
