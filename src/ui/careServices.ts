import type * as vscode from 'vscode';
import type { MachineId, SubscriptionId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { GuestFacts } from '../core/machineAction';
import type { FleetStore } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import type { FailedRequest } from './outputLog';
import type { EndedRead } from './refreshLog';
import type { SettingIssue, Settings } from './settings';

/** What diagnosis, onboarding and issue reports need of the rest of the extension. */
export interface CareServices {
  readonly store: FleetStore;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
  readonly settings: () => Settings;
  /** What was read on a machine itself; null = nothing, or too long ago. */
  readonly guestOf: (id: MachineId) => GuestFacts | null;
  readonly extension: vscode.Extension<unknown>;
  readonly settingIssues: () => readonly SettingIssue[];
  readonly lastRead: () => EndedRead | null;
  /** Requests that failed lately. */
  readonly failures: () => readonly FailedRequest[];
  /** The folder in which operations are recorded. */
  readonly operationsFolder: string;
  /** VBS was enabled here, and the machine has not been restarted since. */
  readonly isRestartOwed: (id: MachineId) => boolean;
  /**
   * Names of a subscription's resource groups, as Azure has them; null = they cannot be asked for. A rejection is logged
   * and the groups of the fleet's machines are offered alone.
   */
  readonly resourceGroups: ((id: SubscriptionId) => Promise<readonly string[]>) | null;
}

/** Machines that a command is about, in the order of the screen. */
export type Machines = readonly JudgedMachine[];
