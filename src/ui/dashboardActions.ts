import * as vscode from 'vscode';
import type { ActionId, MachineActionId } from '../core/dashboardContract';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { CommandId } from './commandIds';
import { COMMANDS } from './commandIds';
import { SETTINGS_SECTION } from './settings';

const SETTINGS_SEARCH: Readonly<Partial<Record<ActionId, string>>> = {
  openSettings: SETTINGS_SECTION,
  openCostSettings: `${SETTINGS_SECTION}.cost`,
};

const COMMAND_OF: Readonly<Record<Exclude<ActionId, 'openSettings' | 'openCostSettings'>, CommandId>> = {
  refresh: COMMANDS.refresh,
  cancelRefresh: COMMANDS.cancelRefresh,
  signIn: COMMANDS.signIn,
  tryDemo: COMMANDS.tryDemo,
  showLog: COMMANDS.showLog,
};

/** Does what a button of the dashboard asks for: the same commands as everywhere. */
export async function dashboardAction(action: ActionId): Promise<void> {
  if (action === 'openSettings' || action === 'openCostSettings') {
    await vscode.commands.executeCommand('workbench.action.openSettings', SETTINGS_SEARCH[action]);
    return;
  }
  await vscode.commands.executeCommand(COMMAND_OF[action]);
}

const MACHINE_COMMANDS: Readonly<Record<Exclude<MachineActionId, 'revealInTree'>, CommandId>> = {
  enroll: COMMANDS.enroll,
  disenroll: COMMANDS.disenroll,
  turnOn: COMMANDS.turnOn,
  turnOff: COMMANDS.turnOff,
  checkForUpdates: COMMANDS.checkForUpdates,
  installUpdates: COMMANDS.installUpdates,
  turnOnPeriodicAssessment: COMMANDS.turnOnPeriodicAssessment,
  checkVbs: COMMANDS.checkVbs,
  enableVbs: COMMANDS.enableVbs,
  restart: COMMANDS.restart,
  whyBlocked: COMMANDS.whyBlocked,
  refreshMachine: COMMANDS.refreshMachine,
  openInPortal: COMMANDS.openInPortal,
  copyName: COMMANDS.copyName,
  copyResourceId: COMMANDS.copyResourceId,
  copyLink: COMMANDS.copyLink,
  copyDiagnosis: COMMANDS.copyDiagnosis,
};

/** Runs the tree's command with machines that were selected in the dashboard. */
export async function dashboardMachineAction(
  action: MachineActionId,
  machines: readonly JudgedMachine[],
  reveal: (id: MachineId) => Promise<void>,
): Promise<void> {
  const [first] = machines;
  if (first === undefined) return;
  if (action === 'revealInTree') {
    await reveal(first.facts.id);
    return;
  }
  const elements = machines.map(({ facts }) => ({ machineId: facts.id }));
  await vscode.commands.executeCommand(MACHINE_COMMANDS[action], undefined, elements);
}
