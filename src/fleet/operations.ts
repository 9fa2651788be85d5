import type { AzureFault, SignInFault } from '../azure/azureFault';
import type { MachineActor } from '../azure/machineActing';
import type { MachineWriter } from '../azure/machineWriting';
import type { Clock } from '../core/clock';
import { EventEmitter } from '../core/eventEmitter';
import type { MachineId, TenantId } from '../core/ids';
import type { MachineFacts } from '../core/machineFacts';
import type { WavePlan } from '../core/machineAction';
import type { LicenseWish, OperationKind } from '../core/operation';
import { isActionKind, operationTable } from '../core/operation';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { JournalDisk, JournalFault } from './journalDisk';
import { localDisk, operationFolder } from './journalDisk';
import type { MachineOutcome, OperationHead, OperationId, OperationMachine, OperationOwner } from './journalEntry';
import type { ActionSight } from './actionFollower';
import { actionDriver, switchDriver } from './driverOf';
import { givenUpEntries } from './givenUp';
import { MachineTask } from './machineTask';
import type { TaskPhase } from './machineTask';
import { newOperationId } from './operationId';
import { OperationJournal } from './operationJournal';
import type { LeaseFault, LeaseTimes, OperationLease } from './operationLease';
import { acquireLease, LEASE_TIMES } from './operationLease';
import type { OperationPace } from './operationPace';
import { OperationRunner } from './operationRunner';
import type { PhaseCounts, RunEnd } from './operationRunner';
import { hasUnansweredSend, isUnfinished, machinesToResume } from './operationState';
import type { OperationState } from './operationState';
import type { StopReason } from './runContext';
import type { SwitchReading } from './switchReading';

/** What operations are run over: one cloud, by one account. */
export interface OperationConnection {
  readonly writer: MachineWriter;
  readonly actor: MachineActor;
  readonly pace: OperationPace;
  readonly place: Pick<OperationOwner, 'cloud' | 'endpoint'>;
}

export interface OperationsParts {
  /** The folder of all operations of this machine. */
  readonly folder: string;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly connection: () => OperationConnection | null;
  /** False: nothing may be changed at all. Absent: it always may. */
  readonly mayChange?: () => boolean;
  /** Whether a machine, as read just before it is sent to, is protected by then. Absent: none is. */
  readonly isProtected?: (facts: MachineFacts) => boolean;
  /** Takes in what GETs have shown of machines' switches; called a few times a second at most. */
  readonly onSwitches: (readings: readonly SwitchReading[]) => void;
  /** Takes in what actions have shown of machines. */
  readonly sight: ActionSight;
  readonly warn: (message: string) => void;
  /** For tests. */
  readonly leaseTimes?: LeaseTimes;
  /** For tests: what journals are written through. */
  readonly disk?: JournalDisk;
}

/** An operation that was confirmed and has not begun. */
export interface OperationDraft {
  readonly kind: OperationKind;
  readonly machines: readonly OperationMachine[];
  /** Who it was confirmed as, tenant by tenant. */
  readonly accounts: OperationOwner['accounts'];
  readonly ticket: string | null;
  readonly revertOf: OperationId | null;
  /** Absent: all machines at once. */
  readonly waves?: WavePlan;
}

/** Why an operation did not begin, or was not resumed. Nothing was sent. */
export type StartFault =
  | { readonly kind: 'readOnly' }
  | { readonly kind: 'noConnection' }
  | { readonly kind: 'azure'; readonly fault: AzureFault }
  /** It is another account now than the one it was confirmed or begun as. */
  | { readonly kind: 'otherAccount'; readonly name: string }
  | { readonly kind: 'otherPlace'; readonly cloud: string }
  | { readonly kind: 'journal'; readonly fault: JournalFault }
  /** Another window runs it, or did until a moment ago. */
  | { readonly kind: 'held' };

/** Why an operation was not given up: it is as it was. */
export type GiveUpFault =
  | Extract<StartFault, { readonly kind: 'journal' | 'held' }>
  | { readonly kind: 'cancelled' }
  /** There is nothing to give up any more. */
  | { readonly kind: 'ended' };

/** How far an operation of this window is. */
export interface RunningOperation {
  readonly head: OperationHead;
  readonly isCancelled: boolean;
  readonly phases: PhaseCounts;
  readonly outcomes: Readonly<Partial<Record<MachineOutcome['kind'], number>>>;
  /** Milliseconds since this run began, and since a machine last passed into Azure's hands. */
  readonly elapsed: number;
  readonly sinceLastSent: number;
  /** Milliseconds that Azure usually takes from there. */
  readonly settling: number;
}

/** How far a running operation is with one machine. */
export interface MachineStanding {
  readonly kind: OperationKind;
  readonly phase: TaskPhase;
  /** Null: not settled. */
  readonly outcome: MachineOutcome['kind'] | null;
}

export interface OperationBegan {
  readonly head: OperationHead;
  readonly machines: readonly MachineId[];
  /** Of each machine, what was wanted of its license. */
  readonly wanted: readonly { readonly id: MachineId; readonly license: LicenseWish | null }[];
}

export interface OperationEnded {
  readonly operation: RunningOperation;
  readonly machines: readonly MachineId[];
  readonly end: RunEnd;
}

/** How often, at most, changes are told: rows and counts, and what GETs have shown. */
const TELL_EVERY = 250;

/** Runs operations: begins, resumes and ends them, and knows what each is doing with which machine. */
export class Operations {
  readonly #parts: OperationsParts;
  readonly #running = new Map<OperationId, Run>();
  readonly #byMachine = new Map<MachineId, { readonly run: Run; readonly task: MachineTask }>();
  readonly #changed = new EventEmitter<void>();
  readonly #began = new EventEmitter<OperationBegan>();
  readonly #ended = new EventEmitter<OperationEnded>();
  readonly onDidChange = this.#changed.event;
  readonly onDidBegin = this.#began.event;
  readonly onDidEnd = this.#ended.event;
  #readings: SwitchReading[] = [];
  #teller: NodeJS.Timeout | null = null;

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  get running(): readonly RunningOperation[] {
    return [...this.#running.values()].map((run) => run.progress());
  }

  progressOf(id: OperationId): RunningOperation | undefined {
    return this.#running.get(id)?.progress();
  }

  standingOf(id: MachineId): MachineStanding | null {
    const found = this.#byMachine.get(id);
    if (!found) return null;
    const { task, run } = found;
    return { kind: run.head.kind, phase: task.phase, outcome: task.outcome?.kind ?? null };
  }

  /** Notes the operation on disk, and begins to send. */
  async start(draft: OperationDraft): Promise<Result<OperationId, StartFault>> {
    const { clock, folder, disk = localDisk } = this.#parts;
    if (this.#parts.mayChange?.() === false) return failed({ kind: 'readOnly' });
    const connection = this.#parts.connection();
    if (connection === null) return failed({ kind: 'noConnection' });
    const asBefore = await sameAccounts(connection.writer, draft.accounts);
    if (!asBefore.ok) return asBefore;
    const [missing] = asBefore.value.values();
    if (missing !== undefined) return failed({ kind: 'azure', fault: missing });
    const begunAt = clock.now();
    const head: OperationHead = {
      id: newOperationId(begunAt),
      kind: draft.kind,
      begunAt,
      owner: { ...connection.place, accounts: draft.accounts },
      machineCount: draft.machines.length,
      ticket: draft.ticket,
      revertOf: draft.revertOf,
      ...(draft.waves === undefined ? {} : { waves: draft.waves }),
    };
    const lease = await this.#acquire(head.id, NEVER);
    if (!lease.ok) return failed(leaseFault(lease.fault));
    const journal = await OperationJournal.create(folder, head, draft.machines, disk);
    if (!journal.ok) {
      await lease.value.release();
      return failed({ kind: 'journal', fault: journal.fault });
    }
    const tasks = draft.machines.map(
      (machine) => new MachineTask({ machine, prior: null, sentAt: null, isUnanswered: false }),
    );
    this.#begin(new Run(head, tasks, journal.value, lease.value, connection, this.#hooks()), false);
    return succeeded(head.id);
  }

  /** Goes on with an operation that was interrupted: each machine's real state is read first. */
  async resume(id: OperationId, signal: AbortSignal): Promise<Result<OperationId, StartFault>> {
    const { folder, disk = localDisk } = this.#parts;
    if (this.#running.has(id)) return failed({ kind: 'held' });
    if (this.#parts.mayChange?.() === false) return failed({ kind: 'readOnly' });
    const connection = this.#parts.connection();
    if (connection === null) return failed({ kind: 'noConnection' });
    const lease = await this.#acquire(id, signal);
    if (!lease.ok) return failed(leaseFault(lease.fault));
    const opened = await OperationJournal.reopen(folder, id, lease.value.epoch, disk);
    if (!opened.ok) {
      await lease.value.release();
      return failed({ kind: 'journal', fault: opened.fault });
    }
    const { journal, state } = opened.value;
    const signedOut = await whoResumes(state, connection);
    if (!signedOut.ok) {
      await journal.close();
      await lease.value.release();
      return signedOut;
    }
    const hooks = { ...this.#hooks(), signedOut: signedOut.value };
    const run = new Run(state.head, tasksOf(state), journal, lease.value, connection, hooks);
    this.#begin(run, state.cancelRequested);
    return succeeded(id);
  }

  /**
   * Ends an operation that was interrupted, as cancelled. Azure is not asked for anything, so it may be one of another
   * account or cloud, and changes need not be allowed.
   */
  async giveUp(id: OperationId, signal: AbortSignal): Promise<Result<void, GiveUpFault>> {
    if (this.#running.has(id)) return failed({ kind: 'held' });
    const lease = await this.#acquire(id, signal);
    if (!lease.ok) return failed(giveUpFault(lease.fault));
    const ended = await this.#endJournal(id, lease.value);
    await lease.value.release();
    return ended;
  }

  /** Sends nothing more, and follows what was sent. */
  cancel(id: OperationId): void {
    this.#running.get(id)?.cancel();
    this.#tellSoon();
  }

  /** Ends all runs where they stand; they can be resumed. Settles when the journals are closed. */
  async stopAll(): Promise<void> {
    const runs = [...this.#running.values()];
    for (const run of runs) run.stop({ kind: 'closed' });
    await Promise.all(runs.map((run) => run.run()));
  }

  dispose(): void {
    void this.stopAll();
    if (this.#teller !== null) clearTimeout(this.#teller);
    this.#changed.dispose();
    this.#began.dispose();
    this.#ended.dispose();
  }

  async #endJournal(id: OperationId, lease: OperationLease): Promise<Result<void, GiveUpFault>> {
    const { clock, folder, disk = localDisk } = this.#parts;
    const opened = await OperationJournal.reopen(folder, id, lease.epoch, disk);
    if (!opened.ok) return failed({ kind: 'journal', fault: opened.fault });
    const { journal, state } = opened.value;
    if (!isUnfinished(state)) {
      await journal.close();
      return failed({ kind: 'ended' });
    }
    for (const entry of givenUpEntries(state, clock.now(), lease.epoch)) journal.append(entry);
    const closed = await journal.close();
    if (!closed.ok) return failed({ kind: 'journal', fault: closed.fault });
    // Who took it over meanwhile may have copied the journal before its end was in it.
    return (await lease.isStillMine()) ? succeeded(undefined) : failed({ kind: 'held' });
  }

  #acquire(id: OperationId, signal: AbortSignal): ReturnType<typeof acquireLease> {
    const { folder, leaseTimes: times = LEASE_TIMES } = this.#parts;
    return acquireLease(operationFolder(folder, id), signal, { times });
  }

  #begin(run: Run, isCancelled: boolean): void {
    this.#running.set(run.head.id, run);
    for (const task of run.tasks) this.#byMachine.set(task.machine.id, { run, task });
    if (isCancelled) run.cancel();
    this.#began.fire({ head: run.head, machines: idsOf(run), wanted: wantedOf(run) });
    this.#tellSoon();
    void run.run().then((end) => this.#end(run, end));
  }

  #end(run: Run, end: RunEnd): void {
    this.#running.delete(run.head.id);
    for (const { machine } of run.tasks) {
      if (this.#byMachine.get(machine.id)?.run === run) this.#byMachine.delete(machine.id);
    }
    this.#tell();
    this.#ended.fire({ operation: run.progress(), machines: idsOf(run), end });
  }

  #hooks(): RunHooks {
    const { clock, sleep, warn, isProtected = () => false } = this.#parts;
    return {
      clock,
      sleep,
      isProtected,
      sight: this.#parts.sight,
      warn,
      onSwitches: (reading) => {
        this.#readings.push(reading);
        this.#tellSoon();
      },
      onTask: () => this.#tellSoon(),
    };
  }

  #tellSoon(): void {
    this.#teller ??= setTimeout(() => this.#tell(), TELL_EVERY);
  }

  #tell(): void {
    if (this.#teller !== null) clearTimeout(this.#teller);
    this.#teller = null;
    const readings = this.#readings;
    this.#readings = [];
    if (readings.length > 0) this.#parts.onSwitches(readings);
    this.#changed.fire();
  }
}

interface RunHooks {
  readonly isProtected: (facts: MachineFacts) => boolean;
  readonly clock: Clock;
  readonly sleep: OperationsParts['sleep'];
  readonly warn: (message: string) => void;
  readonly onSwitches: (reading: SwitchReading) => void;
  readonly sight: ActionSight;
  readonly onTask: () => void;
  readonly signedOut?: SignedOut;
}

/** One operation under way: its machines, its journal and its lease. */
class Run {
  readonly head: OperationHead;
  readonly tasks: readonly MachineTask[];
  readonly #journal: OperationJournal;
  readonly #lease: OperationLease;
  readonly #hooks: RunHooks;
  readonly #runner: OperationRunner;
  readonly #outcomes: Partial<Record<MachineOutcome['kind'], number>> = {};
  readonly #begunAt: number;
  readonly #settling: number;
  #lastSentAt: number;
  #ended: Promise<RunEnd> | null = null;

  constructor(
    head: OperationHead,
    tasks: readonly MachineTask[],
    journal: OperationJournal,
    lease: OperationLease,
    { writer, actor, pace }: OperationConnection,
    hooks: RunHooks,
  ) {
    this.head = head;
    this.tasks = tasks;
    this.#journal = journal;
    this.#lease = lease;
    this.#hooks = hooks;
    this.#begunAt = hooks.clock.now();
    this.#lastSentAt = this.#begunAt;
    const enrolls = tasks.some(({ machine }) => machine.wanted.license === 'Enable');
    this.#settling = enrolls ? pace.enrollmentTakes : pace.othersTake;
    for (const task of tasks) this.#count(task);
    this.#runner = new OperationRunner(
      {
        entry: operationTable[head.kind],
        writer,
        journal,
        isOwner: () => lease.isStillMine(),
        clock: hooks.clock,
        sleep: hooks.sleep,
        pace,
        driverOf: (run) => (isActionKind(head.kind) ? actionDriver(run, actor, head, hooks.sight) : switchDriver(run)),
        waves: head.waves ?? null,
        ...(hooks.signedOut === undefined ? {} : { signedOut: hooks.signedOut }),
        isProtected: hooks.isProtected,
        onSwitches: hooks.onSwitches,
        onTask: (task) => {
          if (task.phase === 'settled') this.#count(task);
          if (task.phase === 'following') this.#lastSentAt = hooks.clock.now();
          hooks.onTask();
        },
      },
      tasks,
    );
  }

  run(): Promise<RunEnd> {
    this.#ended ??= this.#run();
    return this.#ended;
  }

  cancel(): void {
    if (this.#runner.isCancelled) return;
    this.#journal.append({ type: 'cancelRequested', at: this.#hooks.clock.now() });
    void this.#journal.commit();
    this.#runner.cancel();
  }

  stop(reason: StopReason): void {
    this.#runner.stop(reason);
  }

  progress(): RunningOperation {
    return {
      head: this.head,
      isCancelled: this.#runner.isCancelled,
      phases: { ...this.#runner.counts },
      outcomes: { ...this.#outcomes },
      elapsed: this.#hooks.clock.now() - this.#begunAt,
      sinceLastSent: this.#hooks.clock.now() - this.#lastSentAt,
      settling: this.#settling,
    };
  }

  async #run(): Promise<RunEnd> {
    const { clock, warn } = this.#hooks;
    this.#journal.append({ type: 'opened', at: clock.now(), epoch: this.#lease.epoch });
    const end = await this.#runner.run();
    if (end.kind === 'finished') this.#journal.append({ type: 'ended', at: clock.now() });
    const closed = await this.#journal.close();
    if (!closed.ok) warn(`The journal of an operation could not be closed: ${closed.fault.kind}`);
    await this.#lease.release();
    return end;
  }

  #count({ outcome }: MachineTask): void {
    if (outcome !== null) this.#outcomes[outcome.kind] = (this.#outcomes[outcome.kind] ?? 0) + 1;
  }
}

/** The machines of an interrupted operation, those that are settled among them. */
function tasksOf(state: OperationState): readonly MachineTask[] {
  const rest = new Set(machinesToResume(state));
  return [...state.machines.values()].map((progress) => {
    const { machine, prior, sentAt, outcome, runCommands, scriptSaid } = progress;
    const isUnanswered = hasUnansweredSend(progress);
    const task = new MachineTask({ machine, prior, sentAt, isUnanswered, runCommands, scriptSaid });
    if (!rest.has(progress)) {
      task.phase = 'settled';
      task.outcome = outcome;
    }
    return task;
  });
}

function idsOf({ tasks }: Run): readonly MachineId[] {
  return tasks.map(({ machine }) => machine.id);
}

function wantedOf({ tasks }: Run): OperationBegan['wanted'] {
  return tasks.map(({ machine: { id, wanted } }) => ({ id, license: wanted.license }));
}

/** Tenants that want a sign-in. */
type SignedOut = ReadonlyMap<TenantId, SignInFault>;

/** Whether the operation can be gone on with here; tenants that want a sign-in wait for it, as long as there are others. */
async function whoResumes(
  { head: { owner } }: OperationState,
  { writer, place }: OperationConnection,
): Promise<Result<SignedOut, StartFault>> {
  if (owner.cloud !== place.cloud || owner.endpoint !== place.endpoint) {
    return failed({ kind: 'otherPlace', cloud: owner.cloud });
  }
  const signedOut = await sameAccounts(writer, owner.accounts);
  if (!signedOut.ok || signedOut.value.size < owner.accounts.length) return signedOut;
  const [fault] = signedOut.value.values();
  return fault === undefined ? signedOut : failed({ kind: 'azure', fault });
}

/** Makes sure that it is the same account as before in every tenant that has one; gives those that have none. */
async function sameAccounts(
  writer: MachineWriter,
  accounts: OperationOwner['accounts'],
): Promise<Result<SignedOut, StartFault>> {
  const signal = AbortSignal.timeout(ACCOUNT_TIMEOUT);
  const signedOut = new Map<TenantId, SignInFault>();
  for (const { tenantId, id, name } of accounts) {
    const now = await writer.actingAccount(tenantId, signal);
    if (now.ok && now.value.id !== id) return failed({ kind: 'otherAccount', name });
    if (now.ok) continue;
    if (now.fault.kind !== 'signInNeeded') return failed({ kind: 'azure', fault: now.fault });
    signedOut.set(tenantId, now.fault);
  }
  return succeeded(signedOut);
}

/** Signing in silently takes seconds at most. */
const ACCOUNT_TIMEOUT = 60_000;

function leaseFault(fault: LeaseFault): StartFault {
  const met = giveUpFault(fault);
  return met.kind === 'cancelled' ? { kind: 'azure', fault: met } : met;
}

function giveUpFault(fault: LeaseFault): Exclude<GiveUpFault, { readonly kind: 'ended' }> {
  if (fault.kind === 'disk') return { kind: 'journal', fault: { ...fault, file: 'lease' } };
  return fault.kind === 'cancelled' ? fault : { kind: 'held' };
}

const NEVER = new AbortController().signal;

/** Who requests of these tenants would be sent as. */
export async function actingAccounts(
  writer: MachineWriter,
  tenants: readonly TenantId[],
  signal: AbortSignal,
): Promise<Result<OperationOwner['accounts'], AzureFault>> {
  const accounts: { tenantId: TenantId; id: string; name: string }[] = [];
  for (const tenantId of tenants) {
    const account = await writer.actingAccount(tenantId, signal);
    if (!account.ok) return account;
    accounts.push({ tenantId, ...account.value });
  }
  return succeeded(accounts);
}
