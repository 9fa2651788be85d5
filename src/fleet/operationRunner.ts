import { setMaxListeners } from 'node:events';
import type { AzureFault, SignInFault } from '../azure/azureFault';
import type { MachineWriter } from '../azure/machineWriting';
import type { Clock } from '../core/clock';
import { EventEmitter } from '../core/eventEmitter';
import type { WavePlan } from '../core/machineAction';
import type { MachineId, TenantId } from '../core/ids';
import type { MachineFacts } from '../core/machineFacts';
import type { OperationEntry } from '../core/operation';
import type { Result } from '../core/result';
import type { JournalFault } from './journalDisk';
import type { JournalEntry, MachineOutcome, OperationMachine } from './journalEntry';
import type { MachineTask, TaskPhase } from './machineTask';
import type { OperationDriver } from './operationDriver';
import type { OperationPace } from './operationPace';
import type { RunContext, SignInWait, StopReason } from './runContext';
import type { SwitchReading } from './switchReading';

/** Where an operation is noted before anything is sent. */
export interface RunJournal {
  append(entry: JournalEntry): void;
  /** Settles when everything appended so far is on disk, or cannot be brought there. */
  commit(): Promise<Result<void, JournalFault>>;
}

export interface RunnerParts {
  readonly entry: OperationEntry;
  readonly writer: MachineWriter;
  readonly journal: RunJournal;
  /** Whether this window still owns the operation; asked before each request. */
  readonly isOwner: () => Promise<boolean>;
  /** The calendar's clock. */
  readonly clock: Clock;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly pace: OperationPace;
  /** What sends and what follows, by the kind of operation. */
  readonly driverOf: (run: RunContext) => OperationDriver;
  /** Null: all machines at once. */
  readonly waves: WavePlan | null;
  /** Tenants that want a sign-in from the beginning; absent = none. */
  readonly signedOut?: ReadonlyMap<TenantId, SignInFault>;
  /** Absent = none is. */
  readonly isProtected?: (facts: MachineFacts) => boolean;
  readonly onSwitches: (reading: SwitchReading) => void;
  /** A machine has got further. Called often. */
  readonly onTask: (task: MachineTask) => void;
}

/** How a run ended: every machine is settled, or it stands still and can be resumed. */
export type RunEnd = { readonly kind: 'finished' } | { readonly kind: 'stopped'; readonly reason: StopReason };

/** Machines by how far they are. */
export type PhaseCounts = Readonly<Record<TaskPhase, number>>;

/** Requests under way at once, over all lanes: more would only queue up in front of Azure's limits. */
const MOST_WORKERS = 128;
const MOST_WORKERS_OF_A_LANE = 24;

/** After so many failures in a row, with no answer between them, it may be the network and not a machine. */
const UNREACHABLE_IN_A_ROW = 5;

/**
 * Runs one operation: brings each machine to what is wanted of it, whatever happens to the others. Subscriptions and
 * regions run side by side, as Azure limits each by itself.
 */
export class OperationRunner {
  readonly #parts: RunnerParts;
  readonly #tasks: readonly MachineTask[];
  readonly #stopped = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #driver: OperationDriver;
  /** Told of each machine that nothing more is done with in this run. */
  readonly #rested = new EventEmitter<MachineTask>();
  readonly #counts: Record<TaskPhase, number> = { queued: 0, sending: 0, following: 0, held: 0, settled: 0 };
  /** Tenants that want a sign-in. */
  readonly #signedOut = new Map<TenantId, SignInFault>();
  #stopReason: StopReason | null = null;
  #isUserCancelled = false;
  #unreachableInARow = 0;
  #isProbing = false;
  #isSending = true;

  constructor(parts: RunnerParts, tasks: readonly MachineTask[]) {
    this.#parts = parts;
    this.#tasks = tasks;
    for (const task of tasks) this.#counts[task.phase] += 1;
    // Each request under way listens, and there are many.
    setMaxListeners(0, this.#stopped.signal, this.#cancelled.signal);
    this.#driver = parts.driverOf(this.#context());
  }

  get counts(): PhaseCounts {
    return this.#counts;
  }

  get isCancelled(): boolean {
    return this.#isUserCancelled;
  }

  /** Settles when every machine is settled or held, or the operation has stopped. Never rejects. */
  async run(): Promise<RunEnd> {
    for (const [tenantId, fault] of this.#parts.signedOut ?? []) this.#hold(tenantId, fault);
    const sent = this.#sendAll();
    const followed = this.#driver.follower.run(() => this.#isSending);
    await sent;
    this.#isSending = false;
    this.#driver.follower.noMoreToFollow();
    await followed;
    await this.#commit();
    const reason = this.#stopReason ?? this.#signInReason();
    return reason === null ? { kind: 'finished' } : { kind: 'stopped', reason };
  }

  /** Sends nothing more, and goes on following what was sent. Can be called before {@link run}. */
  cancel(): void {
    this.#isUserCancelled = true;
    this.#cancelled.abort();
    if (this.#stopReason !== null) return;
    for (const task of this.#tasks) if (task.phase === 'held') this.#rest(task);
  }

  /** Ends the run where it stands. */
  stop(reason: StopReason): void {
    if (this.#stopReason !== null) return;
    this.#stopReason = reason;
    this.#stopped.abort();
    this.#cancelled.abort();
  }

  async #sendAll(): Promise<void> {
    const { waves } = this.#parts;
    const open = this.#tasks.filter(({ phase }) => phase !== 'settled');
    if (waves === null) return this.#sendTogether(open);
    const numbers = [...new Set(open.map(waveOf))].sort((a, b) => a - b);
    for (const [place, number] of numbers.entries()) {
      const wave = open.filter((task) => waveOf(task) === number);
      if (!this.#mayBegin(waves)) this.#leaveOut(wave);
      await this.#sendTogether(wave);
      if (place < numbers.length - 1) await this.#endOf(wave, waves.pause);
      if (!this.#isUserCancelled && wave.some(isUnaccounted)) return;
    }
  }

  /** With too many failures before it, a wave does not begin: what failed there would fail here. */
  #mayBegin({ mostFailures }: WavePlan): boolean {
    const failures = this.#tasks.filter(({ outcome }) => outcome !== null && isFailure(outcome));
    return failures.length <= mostFailures;
  }

  #leaveOut(tasks: readonly MachineTask[]): void {
    for (const task of tasks) {
      // What was sent before an interruption is followed to its end.
      if (task.phase === 'queued' && !task.hasSent) this.#settle(task, { kind: 'unfit', reason: 'waveStopped' });
    }
  }

  /** Settles when every machine of the wave is at rest and the pause is over, or nothing more is to be sent. */
  async #endOf(wave: readonly MachineTask[], pause: number): Promise<void> {
    const left = new Set(wave.filter(({ phase }) => phase !== 'settled' && phase !== 'held'));
    if (left.size > 0) await this.#untilAtRest(left);
    // Nobody waits for machines that were all left out.
    if (wave.some(hasActed)) await this.#parts.sleep(pause, this.#cancelled.signal);
  }

  #untilAtRest(left: Set<MachineTask>): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        listening.dispose();
        this.#stopped.signal.removeEventListener('abort', end);
        resolve();
      };
      const listening = this.#rested.event((task) => {
        if (left.delete(task) && left.size === 0) end();
      });
      this.#stopped.signal.addEventListener('abort', end);
      if (this.#stopped.signal.aborted) end();
    });
  }

  async #sendTogether(all: readonly MachineTask[]): Promise<void> {
    const lanes = new Map<string, MachineTask[]>();
    for (const task of all) {
      if (task.phase === 'settled' || task.phase === 'held') continue;
      const { subscriptionId, location } = task.machine;
      const lane = `${subscriptionId} ${location}`;
      const tasks = lanes.get(lane);
      if (tasks) tasks.push(task);
      else lanes.set(lane, [task]);
    }
    const share = Math.floor(MOST_WORKERS / Math.max(1, lanes.size));
    const atOnce = Math.min(MOST_WORKERS_OF_A_LANE, Math.max(1, share));
    await Promise.all([...lanes.values()].map((tasks) => this.#sendLane(tasks, atOnce)));
  }

  async #sendLane(tasks: readonly MachineTask[], atOnce: number): Promise<void> {
    const rest = tasks[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (const task of rest) {
        if (this.#stopReason !== null) return;
        if (task.phase === 'queued') await this.#sendOne(task);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, worker));
  }

  async #sendOne(task: MachineTask): Promise<void> {
    this.#turn(task, 'sending');
    const end = await this.#driver.sender.send(task);
    if (end !== 'settled' && this.#signedOut.has(task.machine.tenantId)) {
      this.#rest(task);
      return;
    }
    if (end !== 'following') return;
    this.#turn(task, 'following');
    this.#driver.follower.follow(task);
  }

  #turn(task: MachineTask, phase: TaskPhase): void {
    this.#counts[task.phase] -= 1;
    this.#counts[phase] += 1;
    task.phase = phase;
    this.#parts.onTask(task);
  }

  #settle(task: MachineTask, outcome: MachineOutcome): void {
    // An answer that was on its way may still come for a machine that was held, and settled when that was cancelled.
    if (task.phase === 'settled') return;
    task.outcome = outcome;
    this.#append({ type: 'settled', at: this.#parts.clock.now(), machine: task.machine.id, outcome });
    this.#turn(task, 'settled');
    this.#rested.fire(task);
  }

  /** Nothing more is asked of that tenant. Where the operation has no other, no machine would fare better. */
  #hold(tenantId: TenantId, fault: SignInFault): void {
    if (this.#stopReason !== null || this.#signedOut.has(tenantId)) return;
    if (this.#tasks.every(({ machine }) => machine.tenantId === tenantId)) {
      this.stop({ kind: 'azure', fault });
      return;
    }
    this.#signedOut.set(tenantId, fault);
    for (const task of this.#tasks) {
      // What is just being sent rests once it is known whether it has left.
      if (task.machine.tenantId === tenantId && task.phase !== 'sending') this.#rest(task);
    }
  }

  /** Leaves a machine as it is until somebody has signed in. Cancelled, what was not sent never will be. */
  #rest(task: MachineTask): void {
    if (task.phase === 'settled') return;
    if (this.#isUserCancelled && !task.hasSent) {
      this.#settle(task, { kind: 'notSent' });
      return;
    }
    if (task.phase === 'held') return;
    if (task.phase === 'following') this.#driver.follower.leave(task);
    this.#turn(task, 'held');
    this.#rested.fire(task);
  }

  /** Null: nobody waits for a sign-in. */
  #signInReason(): StopReason | null {
    const waits = new Map<TenantId, SignInWait>();
    for (const { phase, machine } of this.#tasks) {
      const fault = phase === 'held' ? this.#signedOut.get(machine.tenantId) : undefined;
      if (fault === undefined) continue;
      // With Azure Lighthouse it is another tenant than the machine’s that one signs in to.
      const tenantId = fault.tenantId ?? machine.tenantId;
      const machines = (waits.get(tenantId)?.machines ?? 0) + 1;
      waits.set(tenantId, { tenantId, fault, machines });
    }
    if (waits.size === 0) return null;
    return { kind: 'signIn', waits: [...waits.values()], laterWaves: this.#counts.queued };
  }

  /** What has happened is brought to disk soon, though nobody waits for it; what is about to be sent waits in the gate. */
  #append(entry: JournalEntry): void {
    this.#parts.journal.append(entry);
    if (entry.type === 'answered' || entry.type === 'settled') void this.#commit();
  }

  /** What cannot be noted must not go on: nobody could resume it, or another window already does. */
  async #commit(): Promise<boolean> {
    const committed = await this.#parts.journal.commit();
    if (!committed.ok) this.stop(stopByJournal(committed.fault));
    return committed.ok;
  }

  async #gate(task: MachineTask): Promise<boolean> {
    if (!(await this.#commit())) return false;
    if (await this.#parts.isOwner()) return !this.#isAtRest(task);
    this.stop({ kind: 'takenOver' });
    return false;
  }

  #isAtRest({ machine }: MachineTask): boolean {
    return this.#stopReason !== null || this.#signedOut.has(machine.tenantId);
  }

  #noteUnreachable(fault: AzureFault, { id, tenantId }: OperationMachine): void {
    this.#unreachableInARow += 1;
    if (this.#unreachableInARow < UNREACHABLE_IN_A_ROW || this.#isProbing) return;
    this.#isProbing = true;
    void this.#probe(fault, tenantId, id);
  }

  /** It may be those machines alone. Whether Azure is there at all, Resource Graph tells. */
  async #probe(fault: AzureFault, tenantId: TenantId, id: MachineId): Promise<void> {
    const read = await this.#parts.writer.readSwitches(tenantId, [id], this.#stopped.signal);
    this.#isProbing = false;
    const isSilent = !read.ok && (read.fault.kind === 'unreachable' || read.fault.kind === 'timedOut');
    if (!isSilent) this.#unreachableInARow = 0;
    else if (this.#unreachableInARow > 0) this.stop({ kind: 'azure', fault });
  }

  #context(): RunContext {
    const parts = this.#parts;
    return {
      entry: parts.entry,
      writer: parts.writer,
      pace: parts.pace,
      now: () => parts.clock.now(),
      isCancelled: () => this.#isUserCancelled,
      isStopped: () => this.#stopReason !== null,
      isAtRest: (task) => this.#isAtRest(task),
      stopSignal: this.#stopped.signal,
      cancelSignal: this.#cancelled.signal,
      append: (entry) => this.#append(entry),
      gate: (task) => this.#gate(task),
      settle: (task, outcome) => this.#settle(task, outcome),
      isProtected: (facts) => parts.isProtected?.(facts) ?? false,
      signInNeeded: (fault, { tenantId }) => this.#hold(tenantId, fault),
      noteAnswer: () => {
        this.#unreachableInARow = 0;
      },
      noteUnreachable: (fault, machine) => this.#noteUnreachable(fault, machine),
      sleep: parts.sleep,
      sawSwitches: parts.onSwitches,
    };
  }
}

/** Who takes an operation over takes its file away too: that is no fault of the disk. */
function stopByJournal(fault: JournalFault): StopReason {
  return fault.kind === 'gone' || fault.kind === 'superseded' ? { kind: 'takenOver' } : { kind: 'journal', fault };
}

function waveOf({ machine: { wave } }: MachineTask): number {
  return wave ?? 0;
}

/** It was sent, and what became of it is seen only after a sign-in: nobody knows whether another may be taken down as well. */
function isUnaccounted({ phase, hasSent }: MachineTask): boolean {
  return phase === 'held' && hasSent;
}

/** Whether something may have happened to it in this wave. */
function hasActed({ phase, outcome, hasSent }: MachineTask): boolean {
  if (phase === 'held') return hasSent;
  return outcome?.kind !== 'unfit' && outcome?.kind !== 'notSent';
}

function isFailure({ kind }: MachineOutcome): boolean {
  return kind === 'failed' || kind === 'outcomeUnknown' || kind === 'stillPending';
}
