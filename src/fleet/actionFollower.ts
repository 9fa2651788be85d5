import { isOver } from '../azure/actionProgress';
import type { AzureFault } from '../azure/azureFault';
import type { ActionProgress, MachineActor, PatchRows } from '../azure/machineActing';
import type { MachineId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { ActionDetail, GuestFacts, MachineAction, ScriptResult } from '../core/machineAction';
import { ComeBacks } from './comeBacks';
import { scriptResultOf } from './guestOutput';
import { inParallel } from './inParallel';
import type { MachineTask } from './machineTask';
import type { TaskFollower } from './operationDriver';
import type { RunContext } from './runContext';
import type { RunCommands } from './runCommands';
import { endedOf } from './runCommands';
import { WaitingTasks } from './waitingTasks';

const GETS_AT_ONCE = 16;

/** Azure's clock is known to about a second. In milliseconds; assessments do no harm, and may be somebody else's. */
const CLOCKS_DIFFER = { assess: 120_000, install: 5_000 } as const;

/** Up to so many actions are asked for one by one, which says more and sooner; more are looked for in Resource Graph. */
const ASKED_ONE_BY_ONE = 40;

const HAS_SUCCEEDED = /^(?:succeeded|completedwithwarnings)$/i;

type ScriptKind = Extract<MachineAction['kind'], 'checkVbs' | 'enableVbs' | 'restart'>;

/** What the follower tells the rest of what it saw. */
export interface ActionSight {
  sawPatchRows(machine: MachineId, rows: PatchRows): void;
  sawGuest(machine: MachineId, guest: GuestFacts): void;
}

/**
 * Waits for assessments, installations and scripts: by the newest rows of Resource Graph where they are many, by each
 * one's own operation where they are few, scripts by their run command. Deletes the run commands that it has read.
 */
export class ActionFollower implements TaskFollower {
  readonly #run: RunContext;
  readonly #actor: MachineActor;
  readonly #sight: ActionSight;
  readonly #waiting: WaitingTasks;
  readonly #runCommands: RunCommands;
  readonly #comeBacks: ComeBacks;

  constructor(run: RunContext, actor: MachineActor, runCommands: RunCommands, sight: ActionSight) {
    this.#run = run;
    this.#waiting = new WaitingTasks(run, run.pace.actionPollEvery);
    this.#actor = actor;
    this.#sight = sight;
    this.#runCommands = runCommands;
    this.#comeBacks = new ComeBacks({
      run,
      runCommands,
      sawGuest: (machine, guest) => sight.sawGuest(machine, guest),
      noteFault: (fault, task) => this.#noteFault(fault, task),
    });
  }

  get count(): number {
    return this.#waiting.size;
  }

  follow(task: MachineTask): void {
    this.#waiting.add(task);
  }

  leave(task: MachineTask): void {
    this.#waiting.remove(task);
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

  /** A run that began after the request is the one that it brought. */
  #judgeRows(task: MachineTask, rows: PatchRows): void {
    const kind = task.machine.action?.kind === 'install' ? 'install' : 'assess';
    const row = kind === 'install' ? rows.installation : rows.assessment;
    const began = kind === 'install' ? (rows.installationBegan ?? row?.at) : row?.at;
    const since = this.#sentAt(task) + this.#run.writer.azureAhead() - CLOCKS_DIFFER[kind];
    if (row === null || typeof began !== 'number' || began < since || !isOver(row.status ?? '')) return;
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
    if (this.#comeBacks.has(task)) return this.#lookForComeBack(task);
    const said = task.scriptSaid ?? (await this.#hearScript(task, action.kind));
    if (said === null) return;
    // Deleted, it could not be read again: what it said is on disk before.
    if (!(await this.#run.gate(task))) return;
    if (this.#runCommands.standingOf(task, action.kind) !== 'deleted')
      await this.#runCommands.delete(task, action.kind);
    this.#takeIn(task, said);
  }

  async #lookForComeBack(task: MachineTask): Promise<void> {
    const outcome = await this.#comeBacks.look(task);
    if (outcome !== null && this.#isWaitedFor(task)) this.#settle(task, outcome);
  }

  /** What the script has said, which is noted; null = nothing yet, or the machine is settled. */
  async #hearScript(task: MachineTask, kind: ScriptKind): Promise<ScriptResult | null> {
    const read = await this.#runCommands.read(task, kind);
    if (this.#run.isStopped()) return null;
    if (!read.ok) {
      this.#noteFault(read.fault, task);
      if (read.fault.kind === 'forbidden' || read.fault.kind === 'notFound') {
        this.#settle(task, {
          kind: 'failed',
          cause: { kind: 'azure', fault: read.fault, step: 'read', ids: task.ids },
        });
      } else this.#checkAge(task);
      return null;
    }
    this.#run.noteAnswer();
    const ended = endedOf(read.value);
    if (ended === null) {
      // What nobody waits for any more is not to run some day.
      if (read.value.kind === 'present' && this.#isOverdue(task)) await this.#runCommands.delete(task, kind);
      this.#checkAge(task);
      return null;
    }
    const result = scriptResultOf(kind, ended, this.#run.now());
    task.scriptSaid = result;
    this.#run.append({ type: 'scriptSaid', at: this.#run.now(), machine: task.machine.id, result });
    return result;
  }

  #takeIn(task: MachineTask, said: ScriptResult): void {
    switch (said.kind) {
      case 'guest':
        this.#sight.sawGuest(task.machine.id, said.guest);
        this.#done(task, said);
        return;
      case 'vbsSet':
      case 'notRestarted':
        this.#done(task, said);
        return;
      case 'restarting':
        this.#comeBacks.expect(task, said.lastBootAt, this.#runCommands.standingOf(task, 'comeBack') === 'made');
        return;
      case 'failed':
        this.#fail(task, said.error);
    }
  }

  #sentAt(task: MachineTask): Instant {
    return task.sentAt ?? task.followedSince ?? this.#run.now();
  }

  /** After so long Azure's answer is not waited for any more. Where nothing was heard of the request, it may not have arrived. */
  #checkAge(task: MachineTask): void {
    if (!this.#isWaitedFor(task) || !this.#isOverdue(task)) return;
    const isUnknown = task.isUnanswered || (task.tracking === null && this.#run.entry.repeat === 'atMostOnce');
    this.#settle(task, isUnknown ? { kind: 'outcomeUnknown' } : { kind: 'stillPending', values: task.values });
  }

  #isOverdue(task: MachineTask): boolean {
    return this.#run.now() - this.#sentAt(task) >= this.#run.pace.actionPendingAfter;
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
