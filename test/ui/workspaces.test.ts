import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRepository } from '../host/repository';
import { Listener } from './listener';
import { CONTAINER, VIEW } from './startFleet';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Workbench } from './workbench';

describe('a folder that VS Code does not trust', () => {
  let elsewhere: Listener;
  let folder: string;
  let started: WorkbenchUnderTest;

  before(async () => {
    elsewhere = await Listener.start('127.0.0.1');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-untrusted-'));
    fs.mkdirSync(path.join(folder, '.vscode'));
    const settings = { 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.loopbackEndpoint': elsewhere.url };
    fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    started = await startWorkbench({ folder, workspaceTrust: true });
  });

  after(async () => {
    await started.close();
    await elsewhere.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('has the whole fleet all the same', async () => {
    const { page } = started.workbench;
    await page.locator('.statusbar-item').filter({ hasText: 'Restricted Mode' }).waitFor();
    await showsDemoFleet(started.workbench);
  });

  it('does not choose where the fleet is read from', () => {
    assert.equal(elsewhere.connections, 0);
  });
});

describe('a folder that is on no disk', () => {
  let started: WorkbenchUnderTest;

  before(async () => {
    const extensions = [inRepository('test', 'memory-folder')];
    started = await startWorkbench({ extensions, virtualFolder: 'memory:/fleet' });
  });

  after(() => started.close());

  it('has the whole fleet all the same', async () => {
    const { workbench } = started;
    await workbench.page.getByRole('treeitem', { name: 'readme.txt' }).waitFor();
    await showsDemoFleet(workbench);
  });
});

async function showsDemoFleet(workbench: Workbench): Promise<void> {
  await workbench.openContainer(CONTAINER);
  await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Try the Demo Fleet' }).click();
  await workbench.row(/^Failed, 7 machines/).waitFor();
  await workbench.command('Hotpatch Fleet: Show Dashboard');
  await workbench.webview().locator('.grid-body [role="row"]').first().waitFor();
}
