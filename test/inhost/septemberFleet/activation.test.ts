import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as vscode from 'vscode';
import { fleetExtension } from '../fleetApi';

// The first file of this suite (mocha takes them by name): it is loaded before the extension is activated.
const wasActive = fleetExtension().isActive;
const connections: string[] = [];
const onSocket = (_message: unknown, channel: string | symbol): void => {
  connections.push(String(channel));
};

describe('activation', () => {
  before(() => subscribe('net.client.socket', onSocket));
  after(() => unsubscribe('net.client.socket', onSocket));

  it('makes no network request', async () => {
    assert.equal(wasActive, false);
    const api = await fleetExtension().activate();
    assert.deepEqual(connections, []);
    await api.refresh();
    assert.ok(connections.length > 0, 'a connection would have been noticed');
  });

  it('registers every command that package.json contributes', async () => {
    const { contributes } = fleetExtension().packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
