import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { eventually } from './eventually';
import { inRepository } from '../host/repository';
import { CONTAINER, VIEW, names, statusItem } from './startFleet';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Workbench } from './workbench';

/** With what every token of the fake account begins. */
const TOKEN = `fake.${Buffer.from('{"account":').toString('base64url').slice(0, -2)}`;

describe('signing in with the account of VS Code', () => {
  let started: WorkbenchUnderTest;
  let workbench: Workbench;
  let proxy: RefusingProxy;

  before(async () => {
    proxy = await RefusingProxy.start();
    started = await startWorkbench({
      extensions: [inRepository('test', 'auth-helper')],
      proposedApis: { 'hotpatch-fleet-test.fake-microsoft-account': ['authenticationChallenges'] },
      userSettings: { 'http.proxy': proxy.url },
      machineSettings: { 'http.proxy': proxy.url },
      env: { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
    });
    ({ workbench } = started);
    await workbench.openContainer(CONTAINER);
  });

  after(async () => {
    await started.close();
    await proxy.close();
  });

  it('can be watched in the log', async () => {
    await workbench.command('Developer: Set Log Level...');
    await workbench.pick(/^Trace/);
  });

  it('asks nothing before the button is pressed', async () => {
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).waitFor();
    await workbench.viewAction('Refresh the Fleet').click();
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).waitFor();
    assert.equal(await workbench.dialog.count(), 0);
    assert.deepEqual(proxy.asked, []);
  });

  it('asks for consent when it is pressed, and a no is no error', async () => {
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).click();
    await workbench.dialog.getByText(/Hotpatch Fleet.*wants to sign in using Microsoft/).waitFor();
    await workbench.pressInDialog('Cancel');
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).waitFor();
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
  });

  it('goes on with the account once it is allowed', async () => {
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).click();
    await workbench.pressInDialog('Allow');
    await workbench.row(/^Retry reading the fleet: /).waitFor();
    assert.deepEqual([...new Set(proxy.asked)], ['CONNECT management.azure.com:443']);
    assert.equal(await workbench.viewWelcome(VIEW).isVisible(), false);
    assert.equal((await names(workbench)).length, 1);
    await eventually(async () => assert.equal(await statusItem(workbench).isVisible(), false));
  });

  it('leaves no token in a log, in a file or on the screen', async () => {
    const files = filesBelow(started.host.profile.folder);
    const logs = files.filter((file) => file.endsWith('Hotpatch Fleet.log'));
    assert.equal(logs.length, 1, 'the extension has a log');
    assert.ok(fs.readFileSync(logs[0] ?? '', 'utf8').includes('management.azure.com'), 'what was asked is logged');
    for (const file of files) assert.ok(!fs.readFileSync(file, 'latin1').includes(TOKEN), file);
    assert.ok(!(await workbench.page.content()).includes(TOKEN));
  });

  it('has the account’s sign-out noticed', async () => {
    await workbench.command('Fake Account: Sign Out');
    await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Sign In to Azure' }).waitFor();
  });
});

function filesBelow(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** A proxy that lets nothing through: no token, not even a fake one, leaves this machine. */
class RefusingProxy {
  /** "CONNECT host:port", in the order in which they came. */
  readonly asked: string[] = [];
  readonly url: string;
  readonly #server: http.Server;

  private constructor(server: http.Server, url: string) {
    this.#server = server;
    this.url = url;
    server.on('connect', ({ url: target = '' }: http.IncomingMessage, socket) => {
      this.asked.push(`CONNECT ${target}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    server.on('request', ({ method = '', url: target = '' }, answer) => {
      this.asked.push(`${method} ${target}`);
      answer.writeHead(502).end();
    });
  }

  static async start(): Promise<RefusingProxy> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return new RefusingProxy(server, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
