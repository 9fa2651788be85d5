import type { RequestIds } from '../azure/machineWriting';
import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { ScriptResult } from '../core/machineAction';
import type { WriteStep } from '../core/operation';
import { WRITE_STEPS } from '../core/operation';
import type {
  FailureCause,
  JournalEntry,
  MachineOutcome,
  OperationHead,
  OperationMachine,
  PriorValues,
} from './journalEntry';

/** What is true of an operation after all entries of its journal that were read. */
export interface OperationState {
  readonly head: OperationHead;
  /** In the order of the journal. */
  readonly machines: ReadonlyMap<MachineId, MachineProgress>;
  /** The list of machines is whole. As long as it is not, nothing was ever sent. */
  readonly isReady: boolean;
  readonly cancelRequested: boolean;
  /** Null: not every machine is settled. */
  readonly endedAt: Instant | null;
  /** Of the window that opened it last; 0 = none did. */
  readonly epoch: number;
  /** When the last entry was made. */
  readonly lastAt: Instant;
}

/** How far one machine of an operation is. */
export interface MachineProgress {
  readonly machine: OperationMachine;
  /** Null: it was not read yet, so nothing was sent. */
  readonly prior: PriorValues | null;
  readonly steps: Readonly<Record<WriteStep, StepProgress>>;
  /** When the last request left that Azure did not refuse; null = none did. */
  readonly sentAt: Instant | null;
  /** Null: not settled. */
  readonly outcome: MachineOutcome | null;
  readonly settledAt: Instant | null;
  /** Of every answer, in their order: what Azure's support asks for. */
  readonly requestIds: readonly RequestIds[];
  /** The run commands that were made for it, by name. Those that are `made` or `leftBehind` may still be in Azure. */
  readonly runCommands: ReadonlyMap<string, RunCommandStanding>;
  /** What its script has said; null = it has not, or there is none. */
  readonly scriptSaid: ScriptResult | null;
}

export type RunCommandStanding = Extract<JournalEntry, { readonly type: 'runCommand' }>['standing'];

export interface StepProgress {
  readonly standing: StepStanding;
  /** Of the last request; null = there was none. */
  readonly request: 'create' | 'update' | null;
  /** HTTP status of the last answer; null = none. */
  readonly status: number | null;
}

export type StepStanding =
  /** Nothing left this machine. */
  | 'notSent'
  | 'accepted'
  | 'refused'
  /** Something left, or was about to, and what became of it is not recorded. Only reading the machine tells. */
  | 'sentWithoutAnswer';

interface Step extends StepProgress {
  standing: StepStanding;
  request: 'create' | 'update' | null;
  status: number | null;
  /** What is true if the request that is under way turns out not to have been sent, or to have been refused. */
  before: StepStanding;
}

interface Machine extends MachineProgress {
  prior: PriorValues | null;
  readonly steps: Record<WriteStep, Step>;
  sentAt: Instant | null;
  /** `sentAt` before the request that is under way. */
  sentBefore: Instant | null;
  outcome: MachineOutcome | null;
  settledAt: Instant | null;
  readonly requestIds: RequestIds[];
  readonly runCommands: Map<string, RunCommandStanding>;
  scriptSaid: ScriptResult | null;
}

/**
 * Adds entries up to the state that they make. Takes them in any order without throwing: what speaks of a machine that is
 * not in the list, or comes before the head, says nothing.
 */
export class OperationFold {
  #head: OperationHead | null = null;
  readonly #machines = new Map<MachineId, Machine>();
  #isReady = false;
  #cancelRequested = false;
  #endedAt: Instant | null = null;
  #epoch = 0;
  #lastAt: Instant | null = null;

  add(entry: JournalEntry): void {
    this.#lastAt = entry.at;
    switch (entry.type) {
      case 'begun':
        this.#head ??= entry.head;
        return;
      case 'machine':
        this.#addMachine(entry.machine);
        return;
      case 'ready':
        this.#isReady = true;
        return;
      case 'opened':
        this.#epoch = entry.epoch;
        return;
      case 'cancelRequested':
        this.#cancelRequested = true;
        return;
      case 'ended':
        this.#endedAt = entry.at;
        return;
      default:
        this.#addProgress(entry);
    }
  }

  /** Null before the head. The machines are those of the fold: they go on changing as entries are added. */
  state(): OperationState | null {
    if (this.#head === null || this.#lastAt === null) return null;
    return {
      head: this.#head,
      machines: this.#machines,
      isReady: this.#isReady,
      cancelRequested: this.#cancelRequested,
      endedAt: this.#endedAt,
      epoch: this.#epoch,
      lastAt: this.#lastAt,
    };
  }

  #addMachine(machine: OperationMachine): void {
    if (this.#machines.has(machine.id)) return;
    this.#machines.set(machine.id, {
      machine,
      prior: null,
      steps: {
        ...{ license: noStep(), patchSettings: noStep() },
        ...{ assess: noStep(), install: noStep(), runCommand: noStep() },
      },
      sentAt: null,
      sentBefore: null,
      outcome: null,
      settledAt: null,
      requestIds: [],
      runCommands: new Map(),
      scriptSaid: null,
    });
  }

  #addProgress(entry: Extract<JournalEntry, { readonly machine: MachineId }>): void {
    const machine = this.#machines.get(entry.machine);
    if (!machine) return;
    switch (entry.type) {
      case 'prior':
        // Once something was sent, a later one may show our own change: a revert goes back to what was before it.
        if (!wasSent(machine)) machine.prior = entry.prior;
        return;
      case 'sending':
        addSending(machine, entry);
        return;
      case 'answered':
        addAnswer(machine, entry);
        return;
      case 'scriptSaid':
        machine.scriptSaid = entry.result;
        return;
      case 'runCommand':
        machine.runCommands.set(entry.name, entry.standing);
        return;
      case 'settled':
        machine.outcome = entry.outcome;
        machine.settledAt = entry.at;
    }
  }
}

function noStep(): Step {
  return { standing: 'notSent', request: null, status: null, before: 'notSent' };
}

function addSending(machine: Machine, entry: Extract<JournalEntry, { readonly type: 'sending' }>): void {
  const step = machine.steps[entry.step];
  step.before = step.standing;
  step.standing = 'sentWithoutAnswer';
  step.request = entry.request;
  machine.sentBefore = machine.sentAt;
  machine.sentAt = entry.at;
  machine.outcome = null;
  machine.settledAt = null;
}

function addAnswer(machine: Machine, entry: Extract<JournalEntry, { readonly type: 'answered' }>): void {
  const step = machine.steps[entry.step];
  step.standing = standingAfter(entry.answer, step.before);
  step.status = entry.status;
  if (entry.answer === 'refused' || entry.answer === 'notSent') machine.sentAt = machine.sentBefore;
  if (entry.ids !== null) machine.requestIds.push(entry.ids);
}

function standingAfter(
  answer: Extract<JournalEntry, { readonly type: 'answered' }>['answer'],
  before: StepStanding,
): StepStanding {
  switch (answer) {
    case 'accepted':
      return 'accepted';
    case 'noAnswer':
      return 'sentWithoutAnswer';
    case 'notSent':
      return before;
    case 'refused':
      // That this request was refused does not tell what became of an earlier one.
      return before === 'sentWithoutAnswer' || before === 'accepted' ? before : 'refused';
  }
}

/** The state that entries make; null = there is no head among them. */
export function foldJournal(entries: Iterable<JournalEntry>): OperationState | null {
  const fold = new OperationFold();
  for (const entry of entries) fold.add(entry);
  return fold.state();
}

/** Whether it can be gone on with. */
export function isUnfinished(state: OperationState): boolean {
  return state.isReady && state.endedAt === null;
}

/** The machines that are not settled, in the order of the journal. None where the list of machines is not whole. */
export function machinesToResume(state: OperationState): readonly MachineProgress[] {
  if (!isUnfinished(state)) return [];
  return [...state.machines.values()].filter(({ outcome }) => outcome === null);
}

/** Whether something left for the machine that Azure did not refuse, or may have. */
export function wasSent({ steps }: MachineProgress): boolean {
  return WRITE_STEPS.some((step) => isSent(steps[step].standing));
}

function isSent(standing: StepStanding): boolean {
  return standing === 'accepted' || standing === 'sentWithoutAnswer';
}

/** Whether something left whose answer is not recorded: where repeating is not harmless, its outcome is unknown. */
export function hasUnansweredSend({ steps }: MachineProgress): boolean {
  return WRITE_STEPS.some((step) => steps[step].standing === 'sentWithoutAnswer');
}

/** How many machines ended how; each machine is counted once, `failedBy` divides `failed`. */
export type OperationCounts = Readonly<Record<MachineOutcome['kind'], number>> & {
  readonly total: number;
  /** Not settled, and something was sent. */
  readonly inFlight: number;
  /** Not settled, and nothing was sent. */
  readonly waiting: number;
  readonly failedBy: Readonly<Record<FailureCause['kind'], number>>;
};

export function countMachines(state: OperationState): OperationCounts {
  const failedBy = { azure: 0, ended: 0, notBack: 0, collateral: 0 };
  const counts = {
    ...{ total: 0, inFlight: 0, waiting: 0, failedBy },
    ...{ done: 0, alreadyThere: 0, stillPending: 0, failed: 0, drifted: 0, notSent: 0, unfit: 0, outcomeUnknown: 0 },
  };
  for (const progress of state.machines.values()) {
    counts.total += 1;
    const { outcome } = progress;
    if (outcome === null) counts[wasSent(progress) ? 'inFlight' : 'waiting'] += 1;
    else counts[outcome.kind] += 1;
    if (outcome?.kind === 'failed') failedBy[outcome.cause.kind] += 1;
  }
  return counts;
}
