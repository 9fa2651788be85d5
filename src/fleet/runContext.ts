import type { AzureFault, SignInFault } from '../azure/azureFault';
import type { MachineWriter } from '../azure/machineWriting';
import type { TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { MachineFacts } from '../core/machineFacts';
import type { OperationEntry } from '../core/operation';
import type { JournalFault } from './journalDisk';
import type { JournalEntry, MachineOutcome, OperationMachine } from './journalEntry';
import type { MachineTask } from './machineTask';
import type { OperationPace } from './operationPace';
import type { SwitchReading } from './switchReading';

/** Why an operation stands still without being over. It can be resumed. */
export type StopReason =
  /** The window or the extension is closing, or turned to another account. */
  | { readonly kind: 'closed' }
  /** Another window has taken the operation over. */
  | { readonly kind: 'takenOver' }
  /** The journal cannot be written: nothing more is sent. */
  | { readonly kind: 'journal'; readonly fault: JournalFault }
  /** Nobody is signed in, or Azure cannot be reached: no machine would fare better than the others. */
  | { readonly kind: 'azure'; readonly fault: AzureFault }
  /** Of several tenants some want a sign-in. Nothing else is left to be done. */
  | {
      readonly kind: 'signIn';
      readonly waits: readonly SignInWait[];
      /** Machines of later waves, which do not begin before it is known what became of those. */
      readonly laterWaves: number;
    };

/** A sign-in that machines wait for. */
export interface SignInWait {
  /** The one to sign in to. */
  readonly tenantId: TenantId;
  readonly fault: SignInFault;
  /** Sent or not, they are as they were when the sign-in ended. */
  readonly machines: number;
}

/** What the parts of a running operation share. */
export interface RunContext {
  readonly entry: OperationEntry;
  readonly writer: MachineWriter;
  readonly pace: OperationPace;
  now(): Instant;
  /** Nothing more is to be sent. */
  isCancelled(): boolean;
  /** Nothing more is to be done at all. */
  isStopped(): boolean;
  /** Nothing more is to be done with this machine: at all, or before somebody has signed in to its tenant. */
  isAtRest(task: MachineTask): boolean;
  /** Aborted when the operation stops; reaches the sockets. */
  readonly stopSignal: AbortSignal;
  /** Aborted when the operation is cancelled or stops. */
  readonly cancelSignal: AbortSignal;
  append(entry: JournalEntry): void;
  /**
   * Whether a request for this machine may leave: everything noted is on disk, and this window still owns the operation,
   * which is stopped otherwise. Not while its tenant wants a sign-in.
   */
  gate(task: MachineTask): Promise<boolean>;
  settle(task: MachineTask, outcome: MachineOutcome): void;
  /** Whether a machine, as just read, is not to be changed: it may have been protected since the plan was made. */
  isProtected(facts: MachineFacts): boolean;
  /** Nothing more is asked of the machine’s tenant. The other tenants go on; where there is none, the operation stops. */
  signInNeeded(fault: SignInFault, machine: OperationMachine): void;
  /** Notes that Azure answered, or that it could not be reached for a machine. */
  noteAnswer(): void;
  noteUnreachable(fault: AzureFault, machine: OperationMachine): void;
  /** Settles after the wait, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  sawSwitches(reading: SwitchReading): void;
}
