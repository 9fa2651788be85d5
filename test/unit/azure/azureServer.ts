import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
}

/** What the server does with one request. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown;
  readonly gzip?: boolean;
  /** Sends the head and only so many bytes of the body, then does what it says. */
  readonly cutAt?: number;
  readonly afterCut?: 'reset' | 'stall';
  /** Sends nothing at all. */
  readonly silent?: 'reset' | 'stall';
}

export type Script = (request: SeenRequest, index: number) => Answer | Promise<Answer>;

/** A server on this machine that answers as its script says, and remembers what it was asked. */
export class AzureServer {
  readonly requests: SeenRequest[] = [];
  /** Requests whose connection was closed before the answer was complete. */
  closedEarly = 0;
  script: Script = () => ({ status: 500 });
  private readonly watchers = new Set<() => void>();
  private readonly server = http.createServer((request, response) => {
    void this.handle(request, response);
  });

  static async start(script?: Script): Promise<AzureServer> {
    const server = new AzureServer();
    if (script) server.script = script;
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): URL {
    const { port } = this.server.address() as AddressInfo;
    return new URL(`http://127.0.0.1:${port}`);
  }

  /** Settles as soon as the condition holds; it is checked whenever something happened here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.watchers.delete(wake);
          resolve();
        };
        this.watchers.add(wake);
      });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '', 'http://127.0.0.1');
    const text = Buffer.concat(chunks).toString('utf8');
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.requests.push(request);
    response.on('close', () => {
      if (!response.writableFinished) this.closedEarly += 1;
      this.wake();
    });
    this.wake();
    send(await this.script(request, this.requests.length - 1), response);
  }

  private wake(): void {
    for (const wake of [...this.watchers]) wake();
  }
}

function send(answer: Answer, response: http.ServerResponse): void {
  if (answer.silent === 'reset') response.destroy();
  if (answer.silent !== undefined) return;
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
  const bytes = answer.gzip ? gzipSync(text) : Buffer.from(text);
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(bytes.length),
    ...(answer.gzip ? { 'content-encoding': 'gzip' } : {}),
    ...answer.headers,
  });
  if (answer.cutAt === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, answer.cutAt), () => {
    if (answer.afterCut === 'reset') response.destroy();
  });
}
