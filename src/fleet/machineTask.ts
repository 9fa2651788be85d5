import type { RequestIds, Tracking, WriteTarget } from '../azure/machineWriting';
import type { Instant } from '../core/instant';
import type { ScriptResult } from '../core/machineAction';
import type { SwitchValues } from '../core/operation';
import type { MachineOutcome, OperationMachine, PriorValues } from './journalEntry';
import type { RunCommandStanding } from './operationState';

/** Where a machine is on its way through an operation. `held`: it stays as it is until somebody signs in to its tenant. */
export type TaskPhase = 'queued' | 'sending' | 'following' | 'held' | 'settled';

/** What the journal of an earlier run says of a machine that is not settled. */
export interface TaskBeginning {
  readonly machine: OperationMachine;
  readonly prior: PriorValues | null;
  /** When the last request was sent; null = none was. */
  readonly sentAt: Instant | null;
  /** Whether a request was sent whose answer is not recorded. */
  readonly isUnanswered: boolean;
  /** The run commands that were made for it, by name; absent = none. */
  readonly runCommands?: ReadonlyMap<string, RunCommandStanding>;
  /** What its script has said; null or absent = nothing yet. */
  readonly scriptSaid?: ScriptResult | null;
}

/** One machine of a running operation: what is wanted, and what is known so far. */
export class MachineTask {
  readonly machine: OperationMachine;
  readonly target: WriteTarget;
  readonly isUnanswered: boolean;
  /** Azure took the request before an interruption. */
  readonly wasAccepted: boolean;
  readonly runCommands: ReadonlyMap<string, RunCommandStanding>;
  scriptSaid: ScriptResult | null;
  prior: PriorValues | null;
  sentAt: Instant | null;
  /** Since when Azure is waited for; null = it is not. */
  followedSince: Instant | null = null;
  phase: TaskPhase = 'queued';
  outcome: MachineOutcome | null = null;
  /** Of the newest request. */
  ids: RequestIds | null = null;
  tracking: Tracking | null = null;
  /** A profile was created, and what it holds beside the feature was not looked at yet. */
  isUnchecked = false;
  /** The switches as last read. */
  values: SwitchValues;

  constructor({ machine, prior, sentAt, isUnanswered, runCommands, scriptSaid }: TaskBeginning) {
    const { id, tenantId, subscriptionId, location } = machine;
    this.machine = machine;
    this.target = { id, tenantId, subscriptionId, location };
    this.prior = prior;
    this.sentAt = sentAt;
    this.isUnanswered = isUnanswered;
    this.wasAccepted = sentAt !== null && !isUnanswered;
    this.runCommands = runCommands ?? new Map<string, RunCommandStanding>();
    this.scriptSaid = scriptSaid ?? null;
    this.values = machine.before;
  }

  get hasSent(): boolean {
    return this.sentAt !== null;
  }
}
