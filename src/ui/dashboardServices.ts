import type * as vscode from 'vscode';
import type { ActionId, MachineActionId } from '../core/dashboardContract';
import type { JudgedMachine } from '../core/judgedMachine';
import type { FleetRecords } from '../fleet/fleetRecords';
import type { InstalledUpdatesReader } from '../fleet/installedUpdates';
import type { FleetStore } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import type { DashboardSettings } from './dashboardContext';

/** What the dashboard needs of the rest of the extension. */
export interface DashboardServices {
  readonly store: FleetStore;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly settings: () => DashboardSettings;
  readonly records: Pick<FleetRecords, 'ofShown' | 'onDidChange'>;
  /** What installations have brought that owe a restart. */
  readonly installed: Pick<InstalledUpdatesReader, 'installed' | 'read' | 'onDidChange'>;
  /** Reads the fleet where nothing has been read in this window yet. */
  readonly ensureRead: () => void;
  readonly act: (action: ActionId) => unknown;
  readonly actOn: (action: MachineActionId, machines: readonly JudgedMachine[]) => unknown;
}
