// Serves prebuilt answers and nothing else, so that a client's reading is measured and not the evaluation of queries.
//   pageServer.js MACHINES FOLDER
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer';
import { prebuiltPages, SUBSCRIPTIONS, TENANT } from './prebuiltPages';

/** What the server says of itself at its start. */
export interface PageServerAnswer {
  readonly url: string;
  /** Of all pages of all queries. */
  readonly bytes: number;
  readonly pages: number;
}

const [machines = '1000', folder = ''] = process.argv.slice(2);
const pages = prebuiltPages(Number(machines), folder);

const listings: ReadonlyMap<string, Buffer> = new Map([
  ['/tenants', jsonBytes([{ tenantId: TENANT.id, displayName: TENANT.displayName, tenantCategory: 'Home' }])],
  [
    '/subscriptions',
    jsonBytes(SUBSCRIPTIONS.map(({ id, ...rest }) => ({ id: `/subscriptions/${id}`, subscriptionId: id, ...rest }))),
  ],
]);

function jsonBytes(value: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ value }));
}

interface QueryBody {
  readonly query: string;
  readonly options?: { readonly $skipToken?: string };
}

async function bytesFor(request: http.IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === 'GET') return listings.get((request.url ?? '').replace(/\?.*/, ''));
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { query, options } = JSON.parse(Buffer.concat(chunks).toString()) as QueryBody;
  return pages.get(options?.$skipToken ?? query);
}

async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const bytes = await bytesFor(request);
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes?.length ?? 0 };
  response.writeHead(bytes === undefined ? 404 : 200, headers).end(bytes);
}

const server = http.createServer((request, response) => void serve(request, response));
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const bytes = [...pages.values()].reduce((sum, page) => sum + page.length, 0);
  void answer({ url: `http://127.0.0.1:${port}`, bytes, pages: pages.size } satisfies PageServerAnswer);
});
