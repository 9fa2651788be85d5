import assert from 'node:assert/strict';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import * as http from 'node:http';
import * as net from 'node:net';
import { gzipSync } from 'node:zlib';
import { FaultError } from '../../../src/azure/faultError';
import { nodeHttpClient, type NodeHttpClient } from '../../../src/azure/nodeHttpClient';

describe('nodeHttpClient', () => {
  let client: NodeHttpClient;
  let server: net.Server | http.Server;

  afterEach(async () => {
    client.dispose();
    await new Promise((resolve) => server.close(resolve));
  });
  const listen = async (made: net.Server | http.Server): Promise<string> => {
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(made.address() as net.AddressInfo).port}`;
  };
  /** The fault's kind, and whether something may have arrived; null: it was answered. */
  const send = async (url: string, timeout = 10_000): Promise<readonly [string, boolean] | null> => {
    try {
      const body = '{}';
      await client.sendRequest(
        createPipelineRequest({ url, method: 'PATCH', body, timeout, allowInsecureConnection: true }),
      );
      return null;
    } catch (error) {
      assert.ok(error instanceof FaultError);
      return [error.fault.kind, error.mayHaveArrived];
    }
  };

  it('ends a connection that is not used for as long as it is told, and none that is in use', async () => {
    const lives: number[] = [];
    const patient = http.createServer((_request, response) => {
      // Longer than an unused connection is kept.
      setTimeout(() => response.end('{}'), 250);
    });
    patient.keepAliveTimeout = 0;
    const closed = new Promise<void>((resolve) => {
      patient.on('connection', (socket: net.Socket) => {
        const opened = performance.now();
        socket.on('close', () => {
          lives.push(performance.now() - opened);
          resolve();
        });
      });
    });
    client = nodeHttpClient({ idleMilliseconds: 100 });
    const host = await listen(patient);
    assert.equal(await send(`http://${host}/`), null);
    assert.equal(await send(`http://${host}/`), null);
    await closed;
    assert.equal(lives.length, 1);
    assert.ok((lives[0] ?? 0) >= 580, `${lives[0]} ms`);
  });

  it('knows that nothing left while the connection did not stand', async () => {
    client = nodeHttpClient();
    const host = await listen(net.createServer((socket) => socket.destroy()));
    // The handshake breaks: not a byte of the request was sent.
    assert.deepEqual(await send(`https://${host}/`), ['unreachable', false]);
    assert.deepEqual(await send('http://no-such-host.invalid/'), ['unreachable', false]);
  });

  it('does not know once it stood: a reset, and a time-out', async () => {
    client = nodeHttpClient();
    const host = await listen(
      http.createServer((request, response) => {
        if (request.url === '/reset') response.destroy();
      }),
    );
    assert.deepEqual(await send(`http://${host}/reset`), ['unreachable', true]);
    assert.deepEqual(await send(`http://${host}/stall`, 50), ['timedOut', true]);
  });

  it('knows it of a handshake that stalls, and of a request that found no connection free', async () => {
    client = nodeHttpClient({ mostSockets: 1 });
    const sockets: net.Socket[] = [];
    const host = await listen(net.createServer((socket) => void sockets.push(socket)));
    const outcomes = await Promise.all([send(`https://${host}/`, 100), send(`https://${host}/`, 50)]);
    assert.deepEqual(outcomes, [
      ['timedOut', false],
      ['timedOut', false],
    ]);
    for (const socket of sockets) socket.destroy();
  });

  describe('with an answer that is larger than any of Azure', () => {
    const MEGABYTE = 1024 * 1024;
    const GRAPH = '/providers/Microsoft.ResourceGraph/resources?api-version=1';
    const bomb = gzipSync(Buffer.alloc(9 * MEGABYTE, ' '), { level: 1 });

    for (const [what, path, headers, expected] of [
      ['takes a page of Resource Graph', GRAPH, { 'content-encoding': 'gzip' }, null],
      ['refuses any other, also unpacked', '/subscriptions', { 'content-encoding': 'gzip' }, 'tooLarge'],
      ['refuses any other, as it comes', '/subscriptions', {}, 'tooLarge'],
    ] as const) {
      it(what, async () => {
        client = nodeHttpClient();
        const host = await listen(
          http.createServer((_request, response) => {
            response.writeHead(200, headers);
            response.on('error', () => undefined);
            response.end('content-encoding' in headers ? bomb : Buffer.alloc(9 * MEGABYTE, ' '));
          }),
        );
        assert.equal((await send(`http://${host}${path}`))?.[0] ?? null, expected);
      });
    }
  });
});
