import type { AzureFault } from '../azure/azureFault';
import type { LicenseReading } from '../azure/machineWriting';
import type { MachineId, TenantId } from '../core/ids';
import type { LicenseWish, SwitchValues } from '../core/operation';
import { isAsWanted, licenseProgress } from '../core/operation';
import { changedLicenseData } from './changedLicenseData';
import type { MachineOutcome } from './journalEntry';
import { LaneQueues } from './laneQueues';
import type { MachineTask } from './machineTask';
import type { TaskFollower } from './operationDriver';
import type { RunContext } from './runContext';
import { WaitingTasks } from './waitingTasks';

/** How many machines of a lane are asked by themselves at the same time. */
const GETS_AT_ONCE = 16;

type Present = Extract<LicenseReading, { kind: 'present' }>;

/** An operation's own last words. Only these say more than the feature does. */
const HAS_ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled', 'cancelled']);

/**
 * Waits for the machines that Azure is working on: all together through Resource Graph, then each by one GET, whose
 * word alone counts. An enrollment takes about 12 minutes, so asking each machine by itself would use up Azure's limits.
 */
export class MachineFollower implements TaskFollower {
  readonly #run: RunContext;
  readonly #waiting: WaitingTasks;
  /** Operations whose status has been read. */
  readonly #tracked = new Set<MachineId>();
  readonly #looks: LaneQueues;
  readonly #readBacks: LaneQueues;

  constructor(run: RunContext) {
    this.#run = run;
    this.#waiting = new WaitingTasks(run, run.pace.pollEvery);
    this.#looks = new LaneQueues(GETS_AT_ONCE, (task) => this.#look(task));
    this.#readBacks = new LaneQueues(GETS_AT_ONCE, (task) => this.#readBack(task));
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
    return this.#waiting.lookUntilNone(willFollow, async () => {
      this.#readBackFrom(willFollow() ? this.#run.pace.graphLag : 0);
      await this.#poll();
    });
  }

  /** Tells that nobody more will be followed. Ends the wait of {@link run}. */
  noMoreToFollow(): void {
    this.#readBackFrom(0);
    this.#waiting.wake();
  }

  /**
   * Looks at the profiles that were created so long ago. While others are still being sent this would take reads from
   * them, and an operation would take longer by as many.
   */
  #readBackFrom(age: number): void {
    for (const task of this.#waiting) {
      if (task.isUnchecked && this.#age(task) >= age) this.#readBacks.add(task);
    }
  }

  async #poll(): Promise<void> {
    const byTenant = new Map<TenantId, MachineTask[]>();
    for (const task of this.#waiting) {
      const tasks = byTenant.get(task.machine.tenantId);
      if (tasks) tasks.push(task);
      else byTenant.set(task.machine.tenantId, [task]);
    }
    await Promise.all([...byTenant].map(([tenantId, tasks]) => this.#pollTenant(tenantId, tasks)));
  }

  async #pollTenant(tenantId: TenantId, tasks: readonly MachineTask[]): Promise<void> {
    const ids = tasks.map((task) => task.machine.id);
    const read = await this.#run.writer.readSwitches(tenantId, ids, this.#run.stopSignal);
    if (read.ok) this.#run.noteAnswer();
    else this.#noteFault(read.fault, tasks[0]);
    for (const task of tasks) {
      if (this.#isDue(task, read.ok ? read.value.get(task.machine.id) : task.values)) this.#looks.add(task);
    }
  }

  /** Whether the machine itself is worth asking. `seen` is what Resource Graph has; undefined = it does not have it. */
  #isDue(task: MachineTask, seen: SwitchValues | undefined): boolean {
    const wish = task.machine.wanted.license;
    if (wish === null || seen === undefined) return true;
    const { graphLag, trackingReadAfter, pendingAfter } = this.#run.pace;
    const age = this.#age(task);
    if (age >= pendingAfter || (age >= trackingReadAfter && !this.#tracked.has(task.machine.id))) return true;
    const progress = licenseProgress(seen.license, wish);
    if (progress === 'there' || progress === 'failed') return true;
    return progress === 'notThere' && age >= graphLag;
  }

  #age(task: MachineTask): number {
    const since = task.sentAt ?? task.followedSince;
    return since === null ? 0 : this.#run.now() - since;
  }

  /** A PUT replaces: what was written beside the feature by somebody else a moment ago must still be there. */
  async #readBack(task: MachineTask): Promise<void> {
    const run = this.#run;
    if (run.isStopped() || !task.isUnchecked) return;
    task.isUnchecked = false;
    const read = await run.writer.readLicense(task.target, run.stopSignal, 'after');
    if (run.isStopped() || !read.ok || read.value.kind === 'absent') return;
    // Once it is settled, its last look has compared the same.
    if (!this.#waiting.has(task)) return;
    this.#take(task, read.value);
    this.#hasCollateral(task, read.value);
  }

  async #look(task: MachineTask): Promise<void> {
    const run = this.#run;
    if (run.isStopped() || !this.#waiting.has(task)) return;
    const wish = task.machine.wanted.license;
    if (wish === null) return;
    const read = await run.writer.readLicense(task.target, run.stopSignal, 'after');
    if (run.isStopped()) return;
    if (!read.ok) {
      this.#lookFailed(task, read.fault);
      return;
    }
    run.noteAnswer();
    if (!this.#waiting.has(task)) return;
    if (read.value.kind === 'absent' && (await this.#isGone(task))) return;
    await this.#judge(task, wish, read.value);
  }

  /** A profile that is absent may mean that the machine is. */
  async #isGone(task: MachineTask): Promise<boolean> {
    const read = await this.#run.writer.readMachine(task.target, this.#run.stopSignal, 'after');
    if (read.ok || read.fault.kind !== 'notFound') return this.#run.isStopped();
    this.#lookFailed(task, read.fault);
    return true;
  }

  async #judge(task: MachineTask, wish: LicenseWish, license: LicenseReading): Promise<void> {
    const feature = this.#take(task, license);
    if (license.kind === 'present' && this.#hasCollateral(task, license)) return;
    const progress = licenseProgress(task.values.license, wish);
    if (progress === 'there') {
      this.#settle(task, this.#thereOutcome(task));
      return;
    }
    if (progress === 'failed') {
      const cause = { kind: 'ended', values: task.values, error: feature?.error ?? null, ids: task.ids } as const;
      this.#settle(task, { kind: 'failed', cause });
      return;
    }
    await this.#notYet(task, progress === 'notThere');
  }

  #take(task: MachineTask, license: LicenseReading): Present['feature'] {
    const feature = license.kind === 'present' ? license.feature : null;
    task.values = { ...task.values, license: feature?.status ?? null };
    this.#run.sawSwitches({ id: task.machine.id, at: this.#run.now(), feature });
    return feature;
  }

  /** The license is there. The other switch is not where the operation was cancelled between the two. */
  #thereOutcome({ values, machine, hasSent, ids }: MachineTask): MachineOutcome {
    if (!isAsWanted(values, machine.wanted)) {
      return { kind: 'failed', cause: { kind: 'ended', values, error: null, ids } };
    }
    // What another had begun was not our doing.
    return { kind: hasSent ? 'done' : 'alreadyThere', values };
  }

  #hasCollateral(task: MachineTask, license: Present): boolean {
    if (task.prior === null) return false;
    const paths = changedLicenseData(task.prior.others, license.others);
    if (paths.length === 0) return false;
    this.#settle(task, { kind: 'failed', cause: { kind: 'collateral', paths, ids: task.ids } });
    return true;
  }

  /** Not final. The operation's status is read once: where it is late, or where the feature says nothing of a change. */
  async #notYet(task: MachineTask, isContradiction: boolean): Promise<void> {
    const { pace } = this.#run;
    const age = this.#age(task);
    const readsTracking = age >= pace.trackingReadAfter || (isContradiction && age >= pace.graphLag);
    if (readsTracking && (await this.#readTracking(task, isContradiction))) return;
    if (age >= pace.pendingAfter) this.#settle(task, { kind: 'stillPending', values: task.values });
  }

  async #readTracking(task: MachineTask, isContradiction: boolean): Promise<boolean> {
    const { id, tenantId } = task.machine;
    if (this.#tracked.has(id)) return false;
    this.#tracked.add(id);
    if (task.tracking === null) return false;
    const read = await this.#run.writer.readTracking(tenantId, task.tracking, this.#run.stopSignal);
    if (!read.ok) return false;
    task.tracking = read.value.tracking;
    const { status, error } = read.value;
    const word = status.toLowerCase();
    const isBelieved = HAS_ENDED.has(word) && (word !== 'succeeded' || (isContradiction && isUnchanged(task)));
    if (!isBelieved) return false;
    const cause = { kind: 'ended', values: task.values, error, ids: task.ids } as const;
    this.#settle(task, { kind: 'failed', cause });
    return true;
  }

  #lookFailed(task: MachineTask, fault: AzureFault): void {
    this.#noteFault(fault, task);
    if (this.#run.isAtRest(task)) return;
    const isGone = fault.kind === 'notFound' || fault.kind === 'forbidden';
    if (!isGone && this.#age(task) < this.#run.pace.pendingAfter) return;
    this.#settle(task, { kind: 'failed', cause: { kind: 'azure', fault, step: 'read', ids: task.ids } });
  }

  #noteFault(fault: AzureFault, task: MachineTask | undefined): void {
    if (task === undefined) return;
    if (fault.kind === 'signInNeeded') this.#run.signInNeeded(fault, task.machine);
    else if (fault.kind === 'unreachable' || fault.kind === 'timedOut') this.#run.noteUnreachable(fault, task.machine);
  }

  #settle(task: MachineTask, outcome: Parameters<RunContext['settle']>[1]): void {
    if (this.#waiting.remove(task)) this.#run.settle(task, outcome);
  }
}

/** Provisioning ends before enrolling does: that it succeeded counts only against a feature that shows no change at all. */
function isUnchanged({ prior, values }: MachineTask): boolean {
  return prior !== null && prior.values.license === values.license;
}
