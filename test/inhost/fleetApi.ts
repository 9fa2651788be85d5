import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FleetApi, FleetMachine } from '../../src/ui/fleetApi';

export const EXTENSION_ID = 'hotpatch-fleet.hotpatch-fleet';

export function fleetExtension(): vscode.Extension<FleetApi> {
  const extension = vscode.extensions.getExtension<FleetApi>(EXTENSION_ID);
  assert.ok(extension, 'VS Code knows the extension');
  return extension;
}

/** The machine of that name. */
export function machineOf(api: FleetApi, name: string): FleetMachine {
  const machine = api.machines().find((each) => each.name === name);
  assert.ok(
    machine,
    `${name} is among ${api
      .machines()
      .map((each) => each.name)
      .join(', ')}`,
  );
  return machine;
}

/** States by name of the machine. */
export function statesOf(api: FleetApi): Readonly<Record<string, string>> {
  return Object.fromEntries(api.machines().map(({ name, state }) => [name, state]));
}
