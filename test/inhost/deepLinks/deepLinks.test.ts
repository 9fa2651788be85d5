import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FleetApi, FleetMachine } from '../../../src/ui/fleetApi';
import { eventually } from '../../ui/eventually';

const EXTENSION = 'hotpatch-fleet.hotpatch-fleet';

describe('links from outside', () => {
  let machines: readonly FleetMachine[];

  before(async () => {
    const extension = vscode.extensions.getExtension<FleetApi>(EXTENSION);
    assert.ok(extension, 'VS Code knows the extension');
    const api = await extension.activate();
    await api.refresh();
    machines = api.machines();
    assert.ok(machines.length > 0);
  });

  afterEach(() => vscode.commands.executeCommand('notifications.clearAll'));

  it('open the dashboard', async () => {
    await follow('/dashboard');
    await eventually(() => assert.deepEqual(dashboards().length, 1));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('select a machine in the tree', async () => {
    for (const { resourceId } of [machines.at(0), machines.at(-1)].filter((one) => one !== undefined)) {
      await follow('/machine', `id=${resourceId.toUpperCase()}`);
      await eventually(async () => assert.equal(await selected(), resourceId));
    }
  });

  it('come back from the command that copies them', async () => {
    const [machine] = machines;
    assert.ok(machine);
    await follow('/machine', `id=${machine.resourceId}`);
    await eventually(async () => assert.equal(await selected(), machine.resourceId));
    await vscode.commands.executeCommand('hotpatchFleet.copyLink');
    const link = await vscode.env.clipboard.readText();
    assert.ok(link.startsWith(`${vscode.env.uriScheme}://${EXTENSION}/machine?id=`), link);
    const other = machines.at(-1);
    assert.ok(other);
    await follow('/machine', `id=${other.resourceId}`);
    await eventually(async () => assert.equal(await selected(), other.resourceId));
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link, true));
    await eventually(async () => assert.equal(await selected(), machine.resourceId));
  });

  it('filter the tree, and show a machine that the filter hides, only after a click', async () => {
    const [shown] = machines;
    const hidden = machines.find(({ state }) => state !== shown?.state);
    assert.ok(shown && hidden);

    await follow('/filter', `state=${shown.state}`);
    // Nobody has agreed yet: the machine is still there to be shown.
    await follow('/machine', `id=${hidden.resourceId}`);
    await eventually(async () => assert.equal(await selected(), hidden.resourceId));
    await vscode.commands.executeCommand('notifications.clearAll');

    await follow('/filter', `state=${shown.state}`);
    await accept();
    await follow('/machine', `id=${shown.resourceId}`);
    await eventually(async () => assert.equal(await selected(), shown.resourceId));

    await follow('/machine', `id=${hidden.resourceId}`);
    await accept(async () => assert.equal(await selected(), hidden.resourceId));
  });

  it('that are not right, or name a machine that is not there, change nothing', async () => {
    const [machine] = machines;
    assert.ok(machine);
    await follow('/machine', `id=${machine.resourceId}`);
    await eventually(async () => assert.equal(await selected(), machine.resourceId));
    const unknown = machine.resourceId.replace(/[^/]+$/, 'nobody');
    for (const [path, query] of [
      ['/machine', `id=${unknown}`],
      ['/machine', 'id=x'],
      ['/filter', 'state=nonsense'],
      ['/command', 'id=workbench.action.toggleSidebarVisibility'],
      ['/dashboard', 'command=hotpatchFleet.enroll'],
    ] as const) {
      await follow(path, query);
    }
    // A good one after them: they have all been looked at.
    await follow('/machine', `id=${machine.resourceId}`);
    assert.equal(await selected(), machine.resourceId);
    assert.deepEqual(dashboards(), []);
  });
});

/** As a click on the link inside VS Code does. */
async function follow(path: string, query = ''): Promise<void> {
  const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: EXTENSION, path, query });
  await vscode.commands.executeCommand('vscode.open', uri);
}

/** Presses the first button of the newest notification, until it is there. */
async function accept(check: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await eventually(async () => {
    await vscode.commands.executeCommand('notifications.focusToasts');
    await vscode.commands.executeCommand('notification.acceptPrimaryAction');
    await check();
  });
}

/** The resource id of the row that is selected, by way of the clipboard. */
async function selected(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('hotpatchFleet.copyResourceId');
  return vscode.env.clipboard.readText();
}

function dashboards(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('dashboard'));
}
