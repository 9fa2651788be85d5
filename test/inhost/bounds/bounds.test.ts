import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readSettings, type Settings } from '../../../src/ui/settings';
import { eventually } from '../../ui/eventually';

describe('the bounds of operations', () => {
  // The window of these tests is a remote one, wherever VS Code is driven in a browser.
  it('are those of the person, also in a remote window', async () => {
    if (vscode.env.remoteName !== undefined) {
      // There VS Code drops the person’s settings of the scope “machine”, a moment after the start.
      await eventually(() => assert.equal(currentSettings().offlineDays, 15));
    }
    const { isReadOnly, protectedTags, maximumMachines, typeCountAbove } = currentSettings().operations;
    assert.deepEqual([isReadOnly, protectedTags, maximumMachines, typeCountAbove], [true, ['env=prod'], 3, 1]);
  });

  it('cannot be widened by a workspace', async () => {
    const configuration = vscode.workspace.getConfiguration('hotpatchFleet');
    const { ConfigurationTarget: target } = vscode;
    await assert.rejects(async () => configuration.update('operations.readOnly', false, target.Workspace));
  });
});

function currentSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('hotpatchFleet');
  return readSettings((name) => configuration.get(name)).settings;
}
