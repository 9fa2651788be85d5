import type { AzureFault } from '../azure/azureFault';
import type { OtherLicenseData, RequestIds } from '../azure/machineWriting';
import type { Branded, MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { ActionDetail, MachineAction, ScriptResult, UnfitId, WavePlan } from '../core/machineAction';
import type { OperationKind, SwitchValues, WantedSwitches, WriteStep } from '../core/operation';

/** Names one operation: sorts by the time at which it began, and is safe as a file name. */
export type OperationId = Branded<string, 'OperationId'>;

/** What an operation belongs to. It is resumed only over the same cloud and endpoint, by the same account in each tenant. */
export interface OperationOwner {
  readonly cloud: string;
  readonly endpoint: string;
  readonly accounts: readonly { readonly tenantId: TenantId; readonly id: string; readonly name: string }[];
}

/** What is known of an operation before its first send. */
export interface OperationHead {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly begunAt: Instant;
  readonly owner: OperationOwner;
  readonly machineCount: number;
  /** Of an approved plan; null = none. */
  readonly ticket: string | null;
  /** The operation that a revert takes back. */
  readonly revertOf: OperationId | null;
  /** Absent: all machines at once. */
  readonly waves?: WavePlan;
}

/** One machine of an operation, and what is wanted of it. */
export interface OperationMachine {
  readonly id: MachineId;
  readonly name: string;
  readonly tenantId: TenantId;
  readonly subscriptionId: SubscriptionId;
  readonly location: string;
  readonly wanted: WantedSwitches;
  /** What the plan was made from. */
  readonly before: SwitchValues;
  /** Approved plans and reverts: a machine that is no longer as in `before` is left alone. */
  readonly refuseDrift: boolean;
  /** What is done on it; absent = its switches are set. */
  readonly action?: MachineAction;
  /** The wave that it belongs to, from 0; absent = 0. */
  readonly wave?: number;
}

/** How it ended for one machine. */
export type MachineOutcome =
  /** A GET after the write showed the switches as wanted. */
  | { readonly kind: 'done'; readonly values: SwitchValues; readonly detail?: ActionDetail }
  /** It was so before anything was sent. */
  | { readonly kind: 'alreadyThere'; readonly values: SwitchValues }
  /** Sent and accepted; after 30 minutes Azure still had not finished. */
  | { readonly kind: 'stillPending'; readonly values: SwitchValues }
  | { readonly kind: 'failed'; readonly cause: FailureCause }
  /** No longer as the plan had it; nothing was sent. */
  | { readonly kind: 'drifted'; readonly values: SwitchValues }
  /** Cancelled before anything was sent. */
  | { readonly kind: 'notSent' }
  /** Read just before, the machine was not one to act on; nothing was sent. */
  | { readonly kind: 'unfit'; readonly reason: UnfitId }
  /** A send has no recorded answer, and repeating it is not harmless; or it was given up before its end was seen. */
  | { readonly kind: 'outcomeUnknown' };

export type FailureCause =
  /** Azure refused or could not be asked. */
  | {
      readonly kind: 'azure';
      readonly fault: AzureFault;
      readonly step: WriteStep | 'read';
      readonly ids: RequestIds | null;
    }
  /** The feature, or the patch setting, ended otherwise than wanted; code and message are Azure's own, null = none. */
  | {
      readonly kind: 'ended';
      readonly values: SwitchValues;
      readonly error: { readonly code: string; readonly message: string } | null;
      readonly ids: RequestIds | null;
    }
  /** It was restarted and has not come back: no boot later than the request was seen in time. */
  | { readonly kind: 'notBack'; readonly ids: RequestIds | null }
  /** The write changed what it must not: Software Assurance, ESU, pay-as-you-go, patch modes. */
  | { readonly kind: 'collateral'; readonly paths: readonly string[]; readonly ids: RequestIds | null };

/** One line of the journal. Append-only: what is true of a machine follows from reading all lines in their order. */
export type JournalEntry =
  | { readonly type: 'begun'; readonly at: Instant; readonly head: OperationHead }
  | { readonly type: 'machine'; readonly at: Instant; readonly machine: OperationMachine }
  /** The list of machines is whole. Without this line nothing was ever sent. */
  | { readonly type: 'ready'; readonly at: Instant }
  /** A window began to run it, or took it over. */
  | { readonly type: 'opened'; readonly at: Instant; readonly epoch: number }
  /** What a machine was like just before the first send: what a revert goes back to. */
  | { readonly type: 'prior'; readonly at: Instant; readonly machine: MachineId; readonly prior: PriorValues }
  /** On disk before the request leaves. */
  | {
      readonly type: 'sending';
      readonly at: Instant;
      readonly machine: MachineId;
      readonly step: WriteStep;
      readonly request: 'create' | 'update';
    }
  | {
      readonly type: 'answered';
      readonly at: Instant;
      readonly machine: MachineId;
      readonly step: WriteStep;
      readonly answer: 'accepted' | 'refused' | 'noAnswer' | 'notSent';
      readonly status: number | null;
      readonly ids: RequestIds | null;
    }
  | { readonly type: 'settled'; readonly at: Instant; readonly machine: MachineId; readonly outcome: MachineOutcome }
  /** What a script said, noted before its run command is deleted: nobody could read it again. */
  | { readonly type: 'scriptSaid'; readonly at: Instant; readonly machine: MachineId; readonly result: ScriptResult }
  /**
   * A run command of ours in Azure: about to be made, not made after all, gone again, or left behind because it could
   * not be deleted.
   */
  | {
      readonly type: 'runCommand';
      readonly at: Instant;
      readonly machine: MachineId;
      readonly name: string;
      readonly standing: 'made' | 'notMade' | 'deleted' | 'leftBehind';
    }
  | { readonly type: 'cancelRequested'; readonly at: Instant }
  /** Every machine is settled. */
  | { readonly type: 'ended'; readonly at: Instant };

export interface PriorValues {
  readonly values: SwitchValues;
  readonly assessmentMode: string | null;
  readonly patchMode: string | null;
  /** What the license profile held besides; null = it was not read. */
  readonly others: OtherLicenseData | null;
}
