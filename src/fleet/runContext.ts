import type { AzureFault } from '../azure/azureFault';
import type { MachineWriter } from '../azure/machineWriting';
import type { Instant } from '../core/instant';
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
  | { readonly kind: 'azure'; readonly fault: AzureFault };

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
  /** Aborted when the operation stops; reaches the sockets. */
  readonly stopSignal: AbortSignal;
  /** Aborted when the operation is cancelled or stops. */
  readonly cancelSignal: AbortSignal;
  append(entry: JournalEntry): void;
  /** Whether a request may leave: everything noted is on disk, and this window still owns the operation. Stops it otherwise. */
  gate(): Promise<boolean>;
  settle(task: MachineTask, outcome: MachineOutcome): void;
  stop(reason: StopReason): void;
  /** Notes that Azure answered, or that it could not be reached for a machine. */
  noteAnswer(): void;
  noteUnreachable(fault: AzureFault, machine: OperationMachine): void;
  /** Settles after the wait, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  sawSwitches(reading: SwitchReading): void;
}
