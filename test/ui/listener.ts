import assert from 'node:assert/strict';
import net from 'node:net';

/** Counts who connects to a port of this machine. */
export class Listener {
  connections = 0;
  readonly url: string;
  readonly #server: net.Server;

  private constructor(server: net.Server, url: string) {
    this.#server = server;
    this.url = url;
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  static async start(host: string): Promise<Listener> {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return new Listener(server, `http://${host}:${address.port}`);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
