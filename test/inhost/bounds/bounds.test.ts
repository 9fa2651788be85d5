import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readSettings, type Settings } from '../../../src/ui/settings';
import { eventually } from '../../ui/eventually';

describe('the bounds of operations', () => {
  // The window of these tests is a remote one, wherever VS Code is driven in a browser.
  it('are those of the person, also in a remote window', async () => {
    await settingsSettled();
    const { isReadOnly, protectedTags, maximumMachines, typeCountAbove } = currentSettings().operations;
    assert.deepEqual([isReadOnly, protectedTags, maximumMachines, typeCountAbove], [true, ['env=prod'], 3, 1]);
  });

  it('of restarts are those of the person, also in a remote window', async () => {
    await settingsSettled();
    const { calendar, ...restart } = currentSettings().restart;
    assert.deepEqual(restart, {
      waveSize: 1,
      wavePause: 30,
      mostFailures: 2,
      domainControllers: ['MYDC*'],
      clusters: ['tag:pair'],
    });
    assert.deepEqual([calendar.freeze.length, calendar.windows.length], [1, 1]);
  });

  it('are not the remote machine’s, as a dev container brings them', async () => {
    await settingsSettled();
    const { releases, releaseFile, rateCard } = currentSettings();
    assert.deepEqual([releases, releaseFile, rateCard], [[], '', readSettings(() => undefined).settings.rateCard]);
  });

  it('cannot be widened by a workspace', async () => {
    const configuration = vscode.workspace.getConfiguration('hotpatchFleet');
    const { ConfigurationTarget: target } = vscode;
    await assert.rejects(async () => configuration.update('operations.readOnly', false, target.Workspace));
    await assert.rejects(async () => configuration.update('restart.freeze', [], target.Workspace));
  });
});

/** In a remote window VS Code drops the person’s settings of the scope “machine”, a moment after the start. */
async function settingsSettled(): Promise<void> {
  if (vscode.env.remoteName === undefined) return;
  await eventually(() => assert.equal(currentSettings().offlineDays, 33));
}

function currentSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('hotpatchFleet');
  return readSettings((name) => configuration.get(name)).settings;
}
