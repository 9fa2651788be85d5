import type { MachineActor, RunCommandWish } from '../azure/machineActing';
import type { MachineReading, SendAnswer } from '../azure/machineWriting';
import { connectionOf } from '../core/connection';
import type { Instant } from '../core/instant';
import { toIso } from '../core/instant';
import { isoDuration } from '../core/isoDuration';
import { mayReceiveHotpatches } from '../core/licenseStanding';
import type { InstallChoice, MachineAction, UnfitId } from '../core/machineAction';
import type { MachineFacts } from '../core/machineFacts';
import type { WriteStep } from '../core/operation';
import { switchesOf } from '../core/switchesOf';
import type { Attempt } from './attempt';
import { faulted, FOLLOWING, isConflict, SETTLED, STOPPED, withAttempts } from './attempt';
import type { Send } from './gatedSend';
import { gatedSend } from './gatedSend';
import { GUEST_SCRIPTS } from './guestScripts';
import type { MachineTask } from './machineTask';
import type { TaskSender } from './operationDriver';
import type { RunContext } from './runContext';
import type { RunCommands } from './runCommands';

/** The first agent that takes run commands. Source: Azure Arc documentation, Run command (preview). */
const RUN_COMMAND_AGENT = { major: 1, minor: 33 } as const;

/** Seconds that a script may take in the machine. */
const SCRIPT_TIMEOUT = 300;

type ScriptAction = Extract<MachineAction, { kind: 'checkVbs' | 'enableVbs' | 'restart' }>;

/** Sends one action to one machine. What is not harmless to repeat is looked for, never sent again by itself. */
export class ActionSender implements TaskSender {
  readonly #run: RunContext;
  readonly #actor: MachineActor;
  readonly #runCommands: RunCommands;

  constructor(run: RunContext, actor: MachineActor, runCommands: RunCommands) {
    this.#run = run;
    this.#actor = actor;
    this.#runCommands = runCommands;
  }

  send(task: MachineTask): Promise<'settled' | 'following' | 'stopped'> {
    return withAttempts(this.#run, task, () => this.#attempt(task));
  }

  async #attempt(task: MachineTask): Promise<Attempt> {
    const run = this.#run;
    const { action } = task.machine;
    if (run.isAtRest(task)) return STOPPED;
    if (run.isCancelled() && !task.hasSent) return this.#settle(task, 'notSent');
    switch (action?.kind) {
      case 'assess':
        // It is under way or over, and its row tells; another would do no harm, and no good.
        if (task.wasAccepted) return FOLLOWING;
        return this.#send(task, 'assess', (...turn) => this.#actor.assessPatches(task.target, ...turn));
      case 'install':
        return this.#install(task, action);
      case 'periodicAssessment':
        return this.#turnOnAssessment(task);
      case 'checkVbs':
      case 'enableVbs':
      case 'restart':
        return this.#runScript(task, action);
      case undefined:
        return this.#settle(task, 'notSent');
    }
  }

  async #install(task: MachineTask, action: Extract<MachineAction, { kind: 'install' }>): Promise<Attempt> {
    // Whether an earlier request has arrived is seen by the installation that it began, and by nothing else.
    if (task.hasSent) return FOLLOWING;
    const unfit = await this.#unfitness(task, action);
    if (unfit !== null) return unfit;
    return this.#send(task, 'install', (...turn) => this.#actor.installPatches(task.target, action.wish, ...turn));
  }

  async #turnOnAssessment(task: MachineTask): Promise<Attempt> {
    const read = await this.#run.writer.readMachine(task.target, this.#run.stopSignal, 'before');
    if (!read.ok) return faulted(this.#run, task, read.fault, 'read');
    const { enableHotpatching, assessmentMode, patchMode } = read.value.facts.patchSettings;
    if ((assessmentMode ?? '').toLowerCase() === 'automaticbyplatform') {
      return this.#settle(task, task.hasSent ? 'done' : 'alreadyThere');
    }
    if (task.prior === null) {
      const values = { ...task.values, hotpatching: enableHotpatching };
      task.prior = { values, assessmentMode, patchMode, others: null };
      this.#run.append({ type: 'prior', at: this.#run.now(), machine: task.machine.id, prior: task.prior });
    }
    const wish = { enableHotpatching, assessmentMode: 'AutomaticByPlatform', patchMode };
    const sent = await this.#send(task, 'patchSettings', (...turn) =>
      this.#run.writer.updatePatchSettings(task.target, wish, ...turn),
    );
    return sent.kind === 'following' ? this.#checkAssessment(task) : sent;
  }

  async #checkAssessment(task: MachineTask): Promise<Attempt> {
    const read = await this.#run.writer.readMachine(task.target, this.#run.stopSignal, 'after');
    if (!read.ok) return faulted(this.#run, task, read.fault, 'read');
    const { patchSettings } = read.value.facts;
    this.#run.sawSwitches({ id: task.machine.id, at: this.#run.now(), patchSettings });
    if ((patchSettings.assessmentMode ?? '').toLowerCase() === 'automaticbyplatform') return this.#settle(task, 'done');
    const cause = { kind: 'ended', values: task.values, error: patchSettings.error, ids: task.ids } as const;
    this.#run.settle(task, { kind: 'failed', cause });
    return SETTLED;
  }

  async #runScript(task: MachineTask, action: ScriptAction): Promise<Attempt> {
    const run = this.#run;
    if (task.hasSent && task.scriptSaid !== null) return FOLLOWING;
    if (task.hasSent) {
      const found = await this.#runCommands.read(task, action.kind, 'before');
      if (!found.ok) return faulted(run, task, found.fault, 'read');
      if (found.value.kind === 'present') return FOLLOWING;
      if (run.entry.repeat === 'atMostOnce') return this.#settle(task, 'outcomeUnknown');
    }
    const unfit = await this.#unfitness(task, action);
    if (unfit !== null) return unfit;
    const rest = {
      script: GUEST_SCRIPTS[action.kind],
      parameters: parametersOf(action, run.pace.restartDelay),
      timeoutSeconds: SCRIPT_TIMEOUT,
    };
    const send = (name: string): Promise<Attempt> =>
      this.#send(task, 'runCommand', (...turn) =>
        this.#actor.createRunCommand(task.target, { name, ...rest }, ...turn),
      );
    // Neither this request nor an earlier one has made it then: there is nothing to delete.
    return this.#runCommands.make(task, action.kind, send, () => !task.hasSent);
  }

  /** Whether the machine, read just now, is one to act on. Null: it is. */
  async #unfitness(task: MachineTask, action: MachineAction): Promise<Attempt | null> {
    const read = await this.#run.writer.readMachine(task.target, this.#run.stopSignal, 'before');
    if (!read.ok) return faulted(this.#run, task, read.fault, 'read');
    this.#run.noteAnswer();
    const { facts } = read.value;
    if (action.kind === 'install' && wouldLeaveTrack(action.wish, facts)) {
      this.#run.settle(task, { kind: 'drifted', values: switchesOf(facts) });
      return SETTLED;
    }
    const reason = this.#unfitReason(read.value, action);
    if (reason === null) return null;
    this.#run.settle(task, { kind: 'unfit', reason });
    return SETTLED;
  }

  #unfitReason({ facts }: MachineReading, action: MachineAction): UnfitId | null {
    if (this.#run.isProtected(facts)) return 'protected';
    if (connectionOf(facts.status) !== 'connected') return 'notConnected';
    if (action.kind !== 'install' && isOlderAgent(facts.agentVersion)) return 'agentTooOld';
    return isTooLate(action, this.#run.now()) ? 'tooLate' : null;
  }

  async #send(task: MachineTask, step: WriteStep, send: Send): Promise<Attempt> {
    const run = this.#run;
    const answer = await gatedSend(run, task, { step, request: 'create' }, send);
    if (answer.kind !== 'accepted') return this.#notAccepted(task, answer, step);
    run.noteAnswer();
    task.tracking = answer.tracking;
    return FOLLOWING;
  }

  #notAccepted(task: MachineTask, answer: Exclude<SendAnswer, { kind: 'accepted' }>, step: WriteStep): Attempt {
    switch (answer.kind) {
      case 'notSent':
        if (this.#run.isAtRest(task)) return STOPPED;
        return task.hasSent ? FOLLOWING : this.#settle(task, 'notSent');
      case 'noAnswer':
        // Looked for, not repeated: what it began shows in Azure, or it is unknown.
        return this.#run.entry.repeat === 'harmless' ? faulted(this.#run, task, answer.fault, step) : FOLLOWING;
      case 'refused':
        // An assessment that somebody else has begun is as good as one's own.
        if (step === 'assess' && isConflict(answer.fault)) return FOLLOWING;
        return faulted(this.#run, task, answer.fault, step);
    }
  }

  #settle(task: MachineTask, kind: 'notSent' | 'outcomeUnknown' | 'done' | 'alreadyThere'): Attempt {
    this.#run.settle(task, kind === 'done' || kind === 'alreadyThere' ? { kind, values: task.values } : { kind });
    return SETTLED;
  }
}

/**
 * Whether it was planned for a machine that gets no hotpatches, and has become one that does: by its classifications an
 * ordinary cumulative update could come in, which the plan would have held back.
 */
function wouldLeaveTrack({ classifications }: InstallChoice, { hotpatchFeature }: MachineFacts): boolean {
  return classifications.length > 0 && mayReceiveHotpatches(hotpatchFeature?.status ?? null);
}

/** Whether it may no longer begin. An installation that has begun cannot be held back, so it must be over in time. */
function isTooLate(action: MachineAction, now: Instant): boolean {
  if (action.kind === 'restart') return now >= action.wish.notAfter;
  if (action.kind !== 'install' || action.bounds === undefined) return false;
  const { beginBy, endBy } = action.bounds;
  return now > beginBy || (endBy !== null && now + (isoDuration(action.wish.maximumDuration) ?? 0) > endBy);
}

function isOlderAgent(version: string | null): boolean {
  const [major = NaN, minor = NaN] = (version ?? '').split('.').map(Number);
  // A version that cannot be read says nothing against the agent; Azure will.
  if (Number.isNaN(major) || Number.isNaN(minor)) return false;
  return major < RUN_COMMAND_AGENT.major || (major === RUN_COMMAND_AGENT.major && minor < RUN_COMMAND_AGENT.minor);
}

/** Everything that a script is told. Values of our own making: two times and a number. */
function parametersOf(action: ScriptAction, restartDelay: number): RunCommandWish['parameters'] {
  if (action.kind !== 'restart') return [];
  const { notAfter, assessedAt } = action.wish;
  return [
    { name: 'NotAfterUtc', value: toIso(notAfter) },
    { name: 'AssessedAtUtc', value: assessedAt === null ? '' : toIso(assessedAt) },
    { name: 'DelaySeconds', value: String(restartDelay) },
  ];
}
