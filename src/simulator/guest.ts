import type { JsonObject } from './jsonValues';
import type { Json } from './kql/json';

/** An update that waits on a machine, as the machine itself knows it. */
export interface WaitingUpdate {
  readonly name: string;
  /** As Azure wrote it, with or without the letters KB; null: it has no number. */
  readonly kb: string | null;
  readonly version: string | null;
  readonly classifications: readonly string[];
  readonly rebootBehavior: string;
  readonly severity: string | null;
  /** ISO 8601 in UTC. */
  readonly published: string;
}

/** An assessment or an installation that is under way. Times are simulated, milliseconds UTC. */
export interface PatchAction {
  readonly kind: 'assess' | 'install';
  readonly activityId: string;
  /** Empty: Azure began it by itself. */
  readonly operationId: string;
  readonly requestId: string;
  readonly startedAt: number;
  /** Null: it waits for a restart. */
  readonly endsAt: number | null;
  /** The body of an installation. */
  readonly wish: JsonObject | null;
}

/** How an assessment ended. */
export interface AssessmentEnd {
  readonly activityId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly startedBy: 'User' | 'Platform';
  readonly error: JsonObject | null;
  readonly rebootPending: boolean;
  readonly updates: readonly WaitingUpdate[];
}

export type InstallationState = 'Installed' | 'Failed' | 'Excluded' | 'NotSelected' | 'Pending';

/** An installation, under way or ended. */
export interface InstallationRun {
  readonly activityId: string;
  readonly startedAt: number;
  /** Null: it is under way. */
  readonly endedAt: number | null;
  readonly rebootStatus: string;
  readonly maintenanceWindowExceeded: boolean;
  readonly error: JsonObject | null;
  readonly updates: readonly { readonly update: WaitingUpdate; readonly state: InstallationState }[];
}

export type ExecutionState = 'Pending' | 'Running' | 'Failed' | 'Succeeded' | 'TimedOut' | 'Canceled';

/** A run command's resource and where its script is. */
export interface RunCommand {
  readonly name: string;
  readonly location: string;
  readonly tags: Json;
  /** As they were put, without what Azure never gives back. */
  readonly properties: JsonObject;
  /** All values that the script takes, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly provisioningState: string;
  readonly state: ExecutionState;
  /** When it goes on; null: never, or as soon as the agent is connected. */
  readonly nextAt: number | null;
  /** When it ends with TimedOut. */
  readonly deadline: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly output: string;
  readonly error: string;
  readonly message: string;
  /** The operation of the newest PUT or DELETE. */
  readonly operationId: string;
  readonly requestId: string;
}

/** A restart that was ordered. */
export interface Restart {
  readonly beginsAt: number;
  readonly hasBegun: boolean;
  /** Null: the machine does not come back. */
  readonly endsAt: number | null;
  readonly requestId: string;
  /** What ordered it. */
  readonly cause: 'runCommand' | 'installPatches';
}

/** What is true inside a machine, and what is being done to it. No read of Azure shows it whole. */
export interface Guest {
  readonly firmware: 'Uefi' | 'Bios';
  readonly secureBoot: boolean | null;
  /** Whether virtualization-based security runs after a restart with its registry value set. */
  readonly canRunVbs: boolean;
  readonly vbsConfigured: boolean;
  readonly vbsRuns: boolean;
  /** An update waits for a restart. */
  readonly rebootPending: boolean;
  /** The osVersion that the next restart brings. */
  readonly pendingVersion: string | null;
  readonly lastBootAt: number;
  readonly waiting: readonly WaitingUpdate[];
  /** Releases up to here are in `waiting`. */
  readonly offersAsOf: number;
  readonly assessment: AssessmentEnd | null;
  readonly installations: readonly InstallationRun[];
  readonly action: PatchAction | null;
  readonly restart: Restart | null;
  /** By lower-case name. */
  readonly runCommands: Readonly<Record<string, RunCommand>>;
  /** When Azure assesses it next by itself; null: it does not. */
  readonly periodicAt: number | null;
}

/** When something happens on a machine next; infinity: nothing will. */
export function nextDue(guest: Guest): number {
  const { action, restart } = guest;
  let first = guest.periodicAt ?? Number.POSITIVE_INFINITY;
  if (action) first = Math.min(first, action.endsAt ?? Number.POSITIVE_INFINITY);
  if (restart) first = Math.min(first, restartDue(restart));
  for (const command of Object.values(guest.runCommands)) first = Math.min(first, commandDue(command));
  return first;
}

export function restartDue(restart: Restart): number {
  return restart.hasBegun ? (restart.endsAt ?? Number.POSITIVE_INFINITY) : restart.beginsAt;
}

export function commandDue(command: RunCommand): number {
  const isOver = command.state !== 'Pending' && command.state !== 'Running' && command.nextAt === null;
  if (isOver) return Number.POSITIVE_INFINITY;
  if (command.provisioningState === 'Deleting') return command.nextAt ?? Number.POSITIVE_INFINITY;
  return Math.min(command.nextAt ?? Number.POSITIVE_INFINITY, command.deadline);
}
