import * as vscode from 'vscode';
import type { FleetView } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import { COMMANDS } from './commandIds';
import { showMessage } from './notifications';

/** Says why there is no machine to choose: nobody is signed in, or nothing was read yet. Offers the ways out. */
export async function sayNothingRead({ fault }: Pick<FleetView, 'fault'>, texts: Texts): Promise<void> {
  const says = texts.text(fault?.kind === 'signInNeeded' ? 'unread.signedOut' : 'unread.notRead');
  const signIn = texts.text('unread.signIn');
  const tryDemo = texts.text('unread.tryDemo');
  const chosen = await showMessage(says, signIn, tryDemo);
  if (chosen === signIn) await vscode.commands.executeCommand(COMMANDS.signIn);
  if (chosen === tryDemo) await vscode.commands.executeCommand(COMMANDS.tryDemo);
}
