import { isOver } from '../azure/actionProgress';
import type { AzureFault } from '../azure/azureFault';
import type { ActionProgress, MachineActor, PatchRows, RunCommandReading } from '../azure/machineActing';
import { connectionOf } from '../core/connection';
import type { MachineId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { ActionDetail, GuestFacts } from '../core/machineAction';
import { readGuestOutput, readRestartOutput, readVbsSet } from './guestOutput';
import { GUEST_SCRIPTS } from './guestScripts';
import { inParallel } from './inParallel';
import type { MachineTask } from './machineTask';
import type { TaskFollower } from './operationDriver';
import type { RunContext } from './runContext';
import type { ScriptPurpose } from './runCommandName';
import { runCommandName } from './runCommandName';
import { WaitingTasks } from './waitingTasks';

const GETS_AT_ONCE = 16;

/** Azure's clock and this computer's may differ by so much. In milliseconds. */
const CLOCKS_DIFFER = 120_000;

/** Up to so many actions are asked for one by one, which says more and sooner; more are looked for in Resource Graph. */
const ASKED_ONE_BY_ONE = 40;

/** Of a script; those of assessments and installations are isOver's. */
const HAS_ENDED = /^(?:succeeded|failed|canceled|cancelled|timedout)$/i;
const HAS_SUCCEEDED = /^(?:succeeded|completedwithwarnings)$/i;

type Present = Extract<RunCommandReading, { kind: 'present' }>;

/** What the follower tells the rest of what it saw. */
export interface ActionSight {
  sawPatchRows(machine: MachineId, rows: PatchRows): void;
  sawGuest(machine: MachineId, guest: GuestFacts): void;
}

/** How far a restart is: the script's answer, then the machine's coming back. */
interface Restart {
  /** A look into the machine has been asked for since it was connected again. */
  asksBoot: boolean;
}

/**
 * Waits for assessments, installations and scripts: by the newest rows of Resource Graph where they are many, by each
 * one's own operation where they are few, scripts by their run command. Deletes the run commands that it has read.
 */
export class ActionFollower implements TaskFollower {
  readonly #run: RunContext;
  readonly #actor: MachineActor;
  readonly #operation: string;
  readonly #sight: ActionSight;
  readonly #waiting: WaitingTasks;
  readonly #restarts = new Map<MachineId, Restart>();

  constructor(run: RunContext, actor: MachineActor, operation: string, sight: ActionSight) {
    this.#run = run;
    this.#waiting = new WaitingTasks(run, run.pace.actionPollEvery);
    this.#actor = actor;
    this.#operation = operation;
    this.#sight = sight;
  }

  get count(): number {
    return this.#waiting.size;
  }

  follow(task: MachineTask): void {
    this.#resumeRestart(task);
    this.#waiting.add(task);
  }

  leave(task: MachineTask): void {
    this.#waiting.remove(task);
  }

  /** A restart whose script had answered before the window was closed only has to come back. */
  #resumeRestart({ machine, runCommands }: MachineTask): void {
    if (machine.action?.kind !== 'restart') return;
    const standing = runCommands.get(runCommandName(this.#operation, 'restart'));
    if (standing !== 'deleted' && standing !== 'leftBehind') return;
    const asksBoot = runCommands.get(runCommandName(this.#operation, 'comeBack')) === 'made';
    this.#restarts.set(machine.id, { asksBoot });
  }

  run(willFollow: () => boolean): Promise<void> {
    return this.#waiting.lookUntilNone(willFollow, () => this.#poll());
  }

  noMoreToFollow(): void {
    this.#waiting.wake();
  }

  async #poll(): Promise<void> {
    const tasks = [...this.#waiting];
    const isPatching = ({ machine: { action } }: MachineTask): boolean =>
      action?.kind === 'assess' || action?.kind === 'install';
    await Promise.all([
      this.#pollPatching(tasks.filter(isPatching)),
      inParallel(
        tasks.filter((task) => !isPatching(task)),
        GETS_AT_ONCE,
        (task) => this.#lookAtScript(task),
      ),
    ]);
  }

  async #pollPatching(tasks: readonly MachineTask[]): Promise<void> {
    const oneByOne = tasks.length <= ASKED_ONE_BY_ONE ? tasks.filter(({ tracking }) => tracking !== null) : [];
    await inParallel(oneByOne, GETS_AT_ONCE, (task) => this.#askOperation(task));
    const rest = tasks.filter((task) => this.#isWaitedFor(task) && !oneByOne.includes(task));
    const byTenant = new Map<TenantId, MachineTask[]>();
    for (const task of rest) {
      const ofTenant = byTenant.get(task.machine.tenantId);
      if (ofTenant) ofTenant.push(task);
      else byTenant.set(task.machine.tenantId, [task]);
    }
    await Promise.all([...byTenant].map(([tenantId, ofTenant]) => this.#readRows(tenantId, ofTenant)));
    for (const task of tasks) this.#checkAge(task);
  }

  async #askOperation(task: MachineTask): Promise<void> {
    if (task.tracking === null || !this.#isWaitedFor(task)) return;
    const read = await this.#actor.readAction(task.machine.tenantId, task.tracking, this.#run.stopSignal);
    if (this.#run.isStopped()) return;
    if (!read.ok) {
      // The URL is gone: the rows tell as well.
      if (read.fault.kind === 'notFound' || read.fault.kind === 'hostRefused') task.tracking = null;
      this.#noteFault(read.fault, task);
      return;
    }
    this.#run.noteAnswer();
    task.tracking = read.value.tracking;
    if (isOver(read.value.status)) this.#settleAction(task, read.value);
  }

  #settleAction(task: MachineTask, { status, error, result }: ActionProgress): void {
    if (!HAS_SUCCEEDED.test(status)) return this.#fail(task, error);
    const detail: ActionDetail =
      task.machine.action?.kind === 'install'
        ? {
            kind: 'installed',
            installed: result?.installed ?? null,
            failed: result?.failed ?? null,
            pending: result?.pending ?? null,
            rebootStatus: result?.rebootStatus ?? null,
          }
        : {
            kind: 'assessed',
            rebootPending: result?.rebootPending ?? null,
            availableCount: result?.availableCount ?? null,
          };
    this.#done(task, detail);
  }

  async #readRows(tenantId: TenantId, tasks: readonly MachineTask[]): Promise<void> {
    const ids = tasks.map(({ machine }) => machine.id);
    const read = await this.#actor.readPatchRows(tenantId, ids, this.#run.stopSignal);
    if (this.#run.isStopped()) return;
    if (!read.ok) {
      this.#noteFault(read.fault, tasks[0]);
      return;
    }
    this.#run.noteAnswer();
    for (const task of tasks) {
      const rows = read.value.get(task.machine.id);
      if (rows) this.#judgeRows(task, rows);
    }
  }

  /** A row that is newer than the request is the one that it brought. */
  #judgeRows(task: MachineTask, rows: PatchRows): void {
    const since = task.sentAt ?? task.followedSince ?? this.#run.now();
    const row = task.machine.action?.kind === 'install' ? rows.installation : rows.assessment;
    const at = row?.at ?? null;
    if (row === null || at === null || at < since - CLOCKS_DIFFER || !isOver(row.status ?? '')) return;
    this.#sight.sawPatchRows(task.machine.id, rows);
    if (!HAS_SUCCEEDED.test(row.status ?? '')) {
      this.#fail(task, null);
      return;
    }
    const { assessment, installation } = rows;
    this.#done(
      task,
      task.machine.action?.kind === 'install'
        ? {
            ...{ kind: 'installed', installed: null, failed: null, pending: null },
            rebootStatus: installation?.rebootStatus ?? null,
          }
        : {
            kind: 'assessed',
            rebootPending: assessment?.rebootPending ?? null,
            availableCount: assessment?.availableCount ?? null,
          },
    );
  }

  async #lookAtScript(task: MachineTask): Promise<void> {
    if (!this.#isWaitedFor(task)) return;
    const { action } = task.machine;
    if (action?.kind !== 'checkVbs' && action?.kind !== 'enableVbs' && action?.kind !== 'restart') return;
    if (this.#restarts.has(task.machine.id)) return this.#lookForComeBack(task);
    const read = await this.#readScript(task, action.kind);
    if (read === undefined) return;
    if (read.kind === 'absent') {
      this.#checkAge(task);
      return;
    }
    if (!HAS_ENDED.test(read.executionState ?? '')) {
      this.#checkAge(task);
      return;
    }
    await this.#delete(task, action.kind);
    if (!HAS_SUCCEEDED.test(read.executionState ?? '')) {
      this.#fail(task, scriptError(read));
      return;
    }
    switch (action.kind) {
      case 'checkVbs': {
        this.#judgeCheck(task, read);
        return;
      }
      case 'enableVbs': {
        if (readVbsSet(read.output) === true) this.#done(task, { kind: 'vbsSet' });
        else this.#fail(task, scriptError(read));
        return;
      }
      case 'restart': {
        this.#judgeRestart(task, read);
        return;
      }
    }
  }

  #judgeCheck(task: MachineTask, read: Present): void {
    const guest = readGuestOutput(read.output, this.#run.now());
    if (guest === undefined) return this.#fail(task, scriptError(read));
    this.#sight.sawGuest(task.machine.id, guest);
    this.#done(task, { kind: 'guest', guest });
  }

  #judgeRestart(task: MachineTask, read: Present): void {
    const said = readRestartOutput(read.output);
    if (said === undefined) return this.#fail(task, scriptError(read));
    if (!said.restarting) return this.#done(task, { kind: 'notRestarted', reason: said.reason });
    this.#restarts.set(task.machine.id, { asksBoot: false });
  }

  /** It is back when a look into it shows a boot that is later than the request. */
  async #lookForComeBack(task: MachineTask): Promise<void> {
    const restart = this.#restarts.get(task.machine.id);
    if (restart === undefined) return;
    if (!restart.asksBoot) {
      if (await this.#isConnected(task)) restart.asksBoot = await this.#askBoot(task);
      this.#checkComeBack(task);
      return;
    }
    const read = await this.#readScript(task, 'comeBack');
    if (read?.kind !== 'present' || !HAS_ENDED.test(read.executionState ?? '')) {
      this.#checkComeBack(task);
      return;
    }
    const guest = readGuestOutput(read.output, this.#run.now());
    await this.#delete(task, 'comeBack');
    restart.asksBoot = false;
    if (guest === undefined) {
      this.#checkComeBack(task);
      return;
    }
    this.#sight.sawGuest(task.machine.id, guest);
    if (guest.lastBootAt === null || guest.lastBootAt <= this.#sentAt(task)) {
      this.#checkComeBack(task);
      return;
    }
    this.#restarts.delete(task.machine.id);
    this.#done(task, { kind: 'restarted', lastBootAt: guest.lastBootAt });
  }

  async #isConnected(task: MachineTask): Promise<boolean> {
    const read = await this.#run.writer.readMachine(task.target, this.#run.stopSignal, 'after');
    if (read.ok) return connectionOf(read.value.facts.status) === 'connected';
    this.#noteSignIn(read.fault, task);
    return false;
  }

  /** A look into the machine changes nothing, so it may be asked for as often as it takes. */
  async #askBoot(task: MachineTask): Promise<boolean> {
    const name = runCommandName(this.#operation, 'comeBack');
    this.#note(task, name, 'made');
    const wish = { name, script: GUEST_SCRIPTS.checkVbs, parameters: [], timeoutSeconds: 120 };
    const isOpen = (): Promise<boolean> => this.#run.gate(task);
    const answer = await this.#actor.createRunCommand(task.target, wish, isOpen, this.#run.stopSignal);
    if (answer.kind === 'refused') this.#noteSignIn(answer.fault, task);
    return answer.kind === 'accepted' || answer.kind === 'noAnswer';
  }

  #checkComeBack(task: MachineTask): void {
    if (!this.#isWaitedFor(task)) return;
    if (this.#run.now() - this.#sentAt(task) < this.#run.pace.comeBackWithin) return;
    this.#restarts.delete(task.machine.id);
    this.#settle(task, { kind: 'failed', cause: { kind: 'notBack', ids: task.ids } });
  }

  async #readScript(task: MachineTask, purpose: ScriptPurpose): Promise<RunCommandReading | undefined> {
    const name = runCommandName(this.#operation, purpose);
    const read = await this.#actor.readRunCommand(task.target, name, this.#run.stopSignal, 'after');
    if (this.#run.isStopped()) return undefined;
    if (read.ok) {
      this.#run.noteAnswer();
      return read.value;
    }
    this.#noteFault(read.fault, task);
    if (read.fault.kind === 'forbidden' || read.fault.kind === 'notFound') {
      this.#settle(task, { kind: 'failed', cause: { kind: 'azure', fault: read.fault, step: 'read', ids: task.ids } });
    } else this.#checkAge(task);
    return undefined;
  }

  /** What has been read is not left lying in Azure. What cannot be deleted is noted, to be listed with its name. */
  async #delete(task: MachineTask, purpose: ScriptPurpose): Promise<void> {
    const name = runCommandName(this.#operation, purpose);
    const deleted = await this.#actor.deleteRunCommand(task.target, name, this.#run.stopSignal);
    this.#note(task, name, deleted.ok ? 'deleted' : 'leftBehind');
  }

  #note(task: MachineTask, name: string, standing: 'made' | 'deleted' | 'leftBehind'): void {
    this.#run.append({ type: 'runCommand', at: this.#run.now(), machine: task.machine.id, name, standing });
  }

  #sentAt(task: MachineTask): Instant {
    return task.sentAt ?? task.followedSince ?? this.#run.now();
  }

  /** After so long Azure's answer is not waited for any more. Where nothing was heard of the request, it may not have arrived. */
  #checkAge(task: MachineTask): void {
    if (!this.#isWaitedFor(task)) return;
    if (this.#run.now() - this.#sentAt(task) < this.#run.pace.actionPendingAfter) return;
    const isUnknown = task.isUnanswered || (task.tracking === null && this.#run.entry.repeat === 'atMostOnce');
    this.#settle(task, isUnknown ? { kind: 'outcomeUnknown' } : { kind: 'stillPending', values: task.values });
  }

  #done(task: MachineTask, detail: ActionDetail): void {
    this.#settle(task, { kind: 'done', values: task.values, detail });
  }

  #fail(task: MachineTask, error: { readonly code: string; readonly message: string } | null): void {
    this.#settle(task, { kind: 'failed', cause: { kind: 'ended', values: task.values, error, ids: task.ids } });
  }

  #settle(task: MachineTask, outcome: Parameters<RunContext['settle']>[1]): void {
    this.#waiting.remove(task);
    this.#run.settle(task, outcome);
  }

  /** Not so any more once its tenant wants a sign-in, though what was asked before may still be answered. */
  #isWaitedFor(task: MachineTask): boolean {
    return this.#waiting.has(task);
  }

  #noteFault(fault: AzureFault, task: MachineTask | undefined): void {
    if (task === undefined) return;
    this.#noteSignIn(fault, task);
    if (fault.kind === 'unreachable') this.#run.noteUnreachable(fault, task.machine);
  }

  #noteSignIn(fault: AzureFault, { machine }: MachineTask): void {
    if (fault.kind === 'signInNeeded') this.#run.signInNeeded(fault, machine);
  }
}

/** What a script that failed, or wrote something else, has to say. */
function scriptError({ executionState, exitCode, output, error }: Present): { code: string; message: string } {
  const code = exitCode === null ? (executionState ?? '') : `${executionState ?? ''} (${exitCode})`;
  return { code, message: (error.trim() === '' ? output : error).trim().slice(0, 1_000) };
}
