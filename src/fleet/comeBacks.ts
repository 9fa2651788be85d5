import type { AzureFault } from '../azure/azureFault';
import { connectionOf } from '../core/connection';
import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import { MINUTE } from '../core/instant';
import type { GuestFacts } from '../core/machineAction';
import { readGuestOutput } from './guestOutput';
import type { MachineOutcome } from './journalEntry';
import type { MachineTask } from './machineTask';
import type { OperationPace } from './operationPace';
import type { RunCommands } from './runCommands';
import { endedOf } from './runCommands';
import type { RunContext } from './runContext';

/** A machine that is on its way down and up again. */
interface Restart {
  /** Since when this run waits for it. After an interruption it has its whole time again: nobody has looked meanwhile. */
  readonly since: Instant;
  /** The boot before the restart, by the machine’s own clock; null = its script did not say. */
  readonly bootBefore: Instant | null;
  /** When a look into the machine was asked for that has not been answered; null = none is out. */
  askedAt: Instant | null;
}

export interface ComeBackParts {
  readonly run: RunContext;
  readonly runCommands: RunCommands;
  readonly sawGuest: (machine: MachineId, guest: GuestFacts) => void;
  readonly noteFault: (fault: AzureFault, task: MachineTask) => void;
}

/** Two readings of one boot may differ, as Windows moves it when it sets its clock. In milliseconds. */
const BOOTS_DIFFER = 30_000;

/** Follows machines through a restart: one is back when a look into it shows another boot than before. */
export class ComeBacks {
  readonly #parts: ComeBackParts;
  readonly #restarts = new Map<MachineId, Restart>();

  constructor(parts: ComeBackParts) {
    this.#parts = parts;
  }

  has({ machine }: MachineTask): boolean {
    return this.#restarts.has(machine.id);
  }

  /** `isAsked`: an earlier run has asked for a look that was not read. */
  expect({ machine }: MachineTask, bootBefore: Instant | null, isAsked: boolean): void {
    const since = this.#parts.run.now();
    this.#restarts.set(machine.id, { since, bootBefore, askedAt: isAsked ? since : null });
  }

  /** How the restart ended; null = the machine is still waited for. */
  async look(task: MachineTask): Promise<MachineOutcome | null> {
    const restart = this.#restarts.get(task.machine.id);
    if (restart === undefined) return null;
    const outcome = restart.askedAt === null ? await this.#ask(task, restart) : await this.#hear(task, restart);
    if (outcome !== null) this.#restarts.delete(task.machine.id);
    return outcome;
  }

  async #ask(task: MachineTask, restart: Restart): Promise<MachineOutcome | null> {
    const { run, runCommands, noteFault } = this.#parts;
    // A look that the shutdown catches would never be answered.
    if (run.now() - restart.since < goesDownIn(run.pace)) return null;
    if (!(await this.#isConnected(task))) return this.#lateOutcome(task, restart);
    const answer = await runCommands.lookForBoot(task);
    if (answer.kind === 'refused') noteFault(answer.fault, task);
    if (answer.kind === 'accepted' || answer.kind === 'noAnswer') restart.askedAt = run.now();
    return restart.askedAt === null ? this.#lateOutcome(task, restart) : null;
  }

  async #hear(task: MachineTask, restart: Restart): Promise<MachineOutcome | null> {
    const { run, runCommands, sawGuest, noteFault } = this.#parts;
    const read = await runCommands.read(task, 'comeBack');
    if (run.isStopped()) return null;
    if (!read.ok) {
      noteFault(read.fault, task);
      const { kind } = read.fault;
      if (kind === 'forbidden' || kind === 'notFound') return readFailed(read.fault, task);
      return this.#isLookLost(restart) ? this.#lateOutcome(task, restart) : null;
    }
    run.noteAnswer();
    const ended = endedOf(read.value);
    if (ended === null && !this.#isLookLost(restart)) return null;
    await runCommands.delete(task, 'comeBack');
    restart.askedAt = null;
    const guest = ended === null ? undefined : readGuestOutput(ended.output, run.now());
    if (guest === undefined) return this.#lateOutcome(task, restart);
    sawGuest(task.machine.id, guest);
    const { lastBootAt } = guest;
    if (lastBootAt === null || !isAnotherBoot(lastBootAt, restart, task)) return this.#lateOutcome(task, restart);
    return { kind: 'done', values: task.values, detail: { kind: 'restarted', lastBootAt } };
  }

  async #isConnected(task: MachineTask): Promise<boolean> {
    const { run, noteFault } = this.#parts;
    const read = await run.writer.readMachine(task.target, run.stopSignal, 'after');
    if (read.ok) return connectionOf(read.value.facts.status) === 'connected';
    noteFault(read.fault, task);
    return false;
  }

  #isLookLost({ askedAt }: Restart): boolean {
    const { run } = this.#parts;
    return askedAt !== null && run.now() - askedAt >= lookTakes(run.pace);
  }

  /** Nobody is given up while a look is out: its answer may be that the machine is back. */
  #lateOutcome(task: MachineTask, { since }: Restart): MachineOutcome | null {
    const { run } = this.#parts;
    if (run.isStopped() || run.now() - since < run.pace.comeBackWithin) return null;
    return { kind: 'failed', cause: { kind: 'notBack', ids: task.ids } };
  }
}

/** Milliseconds after which a machine that was told to restart is no longer up. */
function goesDownIn({ restartDelay, comeBackWithin }: OperationPace): number {
  return restartDelay * 1_000 + Math.min(MINUTE / 2, comeBackWithin / 40);
}

/** Milliseconds after which a look is not waited for any more. */
function lookTakes({ comeBackWithin }: OperationPace): number {
  return Math.min(5 * MINUTE, comeBackWithin / 2);
}

/** Both boots are by the machine’s clock; only where the first is not known, ours has to do. */
function isAnotherBoot(boot: Instant, { bootBefore }: Restart, { sentAt }: MachineTask): boolean {
  if (bootBefore !== null) return boot - bootBefore > BOOTS_DIFFER;
  return sentAt !== null && boot > sentAt;
}

function readFailed(fault: AzureFault, { ids }: MachineTask): MachineOutcome {
  return { kind: 'failed', cause: { kind: 'azure', fault, step: 'read', ids } };
}
