import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FleetApi } from '../../../src/ui/fleetApi';

describe('the API on the demo fleet', () => {
  let api: FleetApi;

  before(async () => {
    const extension = vscode.extensions.getExtension<FleetApi>('hotpatch-fleet.hotpatch-fleet');
    assert.ok(extension, 'VS Code knows the extension');
    api = await extension.activate();
  });

  it('has machines once refresh() has settled', async () => {
    await api.refresh();
    assert.ok(api.machines().length > 0);
  });

  it('gives the age of the data by the clock that was set', async () => {
    await api.refresh();
    for (const machine of api.machines()) assert.match(machine.dataAsOf, /^2026-05-20T08:/);
  });
});
