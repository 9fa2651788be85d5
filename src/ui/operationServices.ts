import type * as vscode from 'vscode';
import type { Clock } from '../core/clock';
import type { JudgedMachine } from '../core/judgedMachine';
import type { FleetRefresher } from '../fleet/fleetRefresher';
import type { FleetStore } from '../fleet/fleetStore';
import type { PendingUpdates } from '../fleet/pendingUpdates';
import type { Texts } from '../messages/texts';
import type { Settings } from './settings';
import type { SignIn } from './signIn';

/** What operations need of the rest of the extension. */
export interface OperationServices {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  readonly updates: PendingUpdates;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly signIn: SignIn;
  /** The folder in which operations are recorded. */
  readonly folder: string;
  /** The machines that the tree shows: those that pass the filter. */
  readonly shown: () => readonly JudgedMachine[];
}
