import type { AzureFault } from '../azure/azureFault';
import type { LicenseReading, MachineReading, SendAnswer } from '../azure/machineWriting';
import { licenseProgress } from '../core/operation';
import type { LicenseWish, SwitchValues, WriteStep } from '../core/operation';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { Attempt } from './attempt';
import { faulted, FOLLOWING, SETTLED, STOPPED, withAttempts } from './attempt';
import { changedLicenseData } from './changedLicenseData';
import { gatedSend } from './gatedSend';
import type { PriorValues } from './journalEntry';
import type { MachineTask } from './machineTask';
import type { TaskSender } from './operationDriver';
import type { RunContext } from './runContext';

/** What was read of a machine before anything is sent. */
interface Beforehand {
  readonly values: SwitchValues;
  /** Null: not read, because the switch is not wanted. */
  readonly license: LicenseReading | null;
  /** Null: not read, because only the license is wanted and its profile is there. */
  readonly machine: MachineReading | null;
}

/** Reads one machine, sends what is still wanted of it, and says whether Azure has to be waited for. */
export class MachineSender implements TaskSender {
  readonly #run: RunContext;

  constructor(run: RunContext) {
    this.#run = run;
  }

  /** Settles when the machine is settled, is to be followed, or the operation has stopped. Never rejects. */
  send(task: MachineTask): Promise<'settled' | 'following' | 'stopped'> {
    return withAttempts(this.#run, task, () => this.#attempt(task));
  }

  async #attempt(task: MachineTask): Promise<Attempt> {
    const run = this.#run;
    if (run.isAtRest(task)) return STOPPED;
    if (run.isCancelled() && !task.hasSent) return this.#settleNotSent(task);
    if (task.isUnanswered && run.entry.repeat === 'atMostOnce') {
      run.settle(task, { kind: 'outcomeUnknown' });
      return SETTLED;
    }
    const reading = await this.#read(task);
    if (!reading.ok) return faulted(this.#run, task, reading.fault, 'read');
    run.noteAnswer();
    task.values = reading.value.values;
    return this.#bringThere(task, reading.value);
  }

  async #bringThere(task: MachineTask, before: Beforehand): Promise<Attempt> {
    const { wanted } = task.machine;
    if (!task.hasSent && isDrifted(task, before.values)) {
      this.#run.settle(task, { kind: 'drifted', values: before.values });
      return SETTLED;
    }
    if (!task.hasSent && before.machine !== null && this.#run.isProtected(before.machine.facts)) {
      this.#run.settle(task, { kind: 'unfit', reason: 'protected' });
      return SETTLED;
    }
    const license = wanted.license === null ? 'there' : licenseProgress(before.values.license, wanted.license);
    const sendsLicense = license === 'notThere' || license === 'failed';
    const sendsSettings = wanted.hotpatching !== null && before.values.hotpatching !== wanted.hotpatching;
    if (!sendsLicense && !sendsSettings) return this.#nothingToSend(task, before, license === 'onTheWay');
    if (this.#run.isCancelled()) return this.#leaveUnsent(task);
    this.#notePrior(task, before);
    if (sendsLicense && wanted.license !== null) {
      const sent = await this.#sendLicense(task, wanted.license, before);
      if (sent !== null) return sent;
    }
    if (sendsSettings && before.machine !== null) {
      const sent = await this.#sendSettings(task, wanted.hotpatching, before.machine);
      if (sent !== null) return sent;
    }
    if (wanted.license !== null) return FOLLOWING;
    this.#run.settle(task, { kind: 'done', values: task.values });
    return SETTLED;
  }

  #nothingToSend(task: MachineTask, { license }: Beforehand, isOnTheWay: boolean): Attempt {
    if (isOnTheWay) return FOLLOWING;
    // It may have got there while nobody looked, after a crash for instance.
    if (task.hasSent && license?.kind === 'present') {
      const paths = changedLicenseData(task.prior?.others ?? null, license.others);
      if (paths.length > 0) return this.#settleCollateral(task, paths);
    }
    this.#run.settle(task, { kind: task.hasSent ? 'done' : 'alreadyThere', values: task.values });
    return SETTLED;
  }

  async #read(task: MachineTask): Promise<Result<Beforehand, AzureFault>> {
    const { writer, stopSignal } = this.#run;
    const { wanted, before } = task.machine;
    let license: LicenseReading | null = null;
    if (wanted.license !== null) {
      const read = await writer.readLicense(task.target, stopSignal, 'before');
      if (!read.ok) return read;
      license = read.value;
    }
    if (license?.kind === 'present' && wanted.hotpatching === null) {
      this.#sawLicense(task, license);
      return succeeded({
        values: { license: statusOf(license), hotpatching: before.hotpatching },
        license,
        machine: null,
      });
    }
    // A profile that is absent may mean that the machine is: only the machine tells, and it says where the profile goes.
    const machine = await writer.readMachine(task.target, stopSignal, 'before');
    if (!machine.ok) return failed(machine.fault);
    if (license?.kind === 'absent' && Object.keys(machine.value.others).length > 0) {
      // Somebody may have made the profile in between: a PUT would replace what they wrote.
      const again = await writer.readLicense(task.target, stopSignal, 'before');
      if (!again.ok) return again;
      license = again.value;
    }
    const { enableHotpatching } = machine.value.facts.patchSettings;
    return succeeded({
      values: { license: license === null ? before.license : statusOf(license), hotpatching: enableHotpatching },
      license,
      machine: machine.value,
    });
  }

  /** What a revert goes back to is what was there before the first request, not before a later one. */
  #notePrior(task: MachineTask, { values, license, machine }: Beforehand): void {
    if (task.prior !== null) return;
    const settings = machine?.facts.patchSettings;
    const prior: PriorValues = {
      values,
      assessmentMode: settings?.assessmentMode ?? null,
      patchMode: settings?.patchMode ?? null,
      others: license?.kind === 'present' ? license.others : (machine?.others ?? null),
    };
    task.prior = prior;
    this.#run.append({ type: 'prior', at: this.#run.now(), machine: task.machine.id, prior });
  }

  /** Null: accepted, go on. */
  async #sendLicense(task: MachineTask, wish: LicenseWish, { license }: Beforehand): Promise<Attempt | null> {
    const { writer } = this.#run;
    const request = license?.kind === 'present' ? 'update' : 'create';
    const answer = await gatedSend(this.#run, task, { step: 'license', request }, (...turn) =>
      request === 'create'
        ? writer.createLicense(task.target, wish, ...turn)
        : writer.updateLicense(task.target, wish, ...turn),
    );
    if (answer.kind !== 'accepted') return this.#notAccepted(task, answer, 'license');
    task.tracking = answer.tracking;
    // A PUT replaces: the follower looks whether what others wrote is still there, so that sending need not wait for that.
    if (request === 'create') task.isUnchecked = true;
    return null;
  }

  /** Null: accepted and there. */
  async #sendSettings(task: MachineTask, wish: boolean, { facts }: MachineReading): Promise<Attempt | null> {
    const { assessmentMode, patchMode } = facts.patchSettings;
    const settings = { enableHotpatching: wish, assessmentMode, patchMode };
    const answer = await gatedSend(this.#run, task, { step: 'patchSettings', request: 'update' }, (...turn) =>
      this.#run.writer.updatePatchSettings(task.target, settings, ...turn),
    );
    if (answer.kind !== 'accepted') return this.#notAccepted(task, answer, 'patchSettings');
    return this.#checkSettings(task, wish);
  }

  async #checkSettings(task: MachineTask, wish: boolean): Promise<Attempt | null> {
    const run = this.#run;
    const read = await run.writer.readMachine(task.target, run.stopSignal, 'after');
    if (!read.ok) return faulted(this.#run, task, read.fault, 'read');
    const { patchSettings } = read.value.facts;
    run.sawSwitches({ id: task.machine.id, at: run.now(), patchSettings });
    task.values = { ...task.values, hotpatching: patchSettings.enableHotpatching };
    if (patchSettings.enableHotpatching !== wish) {
      const cause = { kind: 'ended', values: task.values, error: patchSettings.error, ids: task.ids } as const;
      run.settle(task, { kind: 'failed', cause });
      return SETTLED;
    }
    const paths = changedModes(task.prior, patchSettings);
    return paths.length === 0 ? null : this.#settleCollateral(task, paths);
  }

  #notAccepted(task: MachineTask, answer: Exclude<SendAnswer, { kind: 'accepted' }>, step: WriteStep): Attempt {
    switch (answer.kind) {
      case 'notSent':
        if (this.#run.isAtRest(task)) return STOPPED;
        return this.#leaveUnsent(task);
      case 'noAnswer':
        if (this.#run.entry.repeat === 'harmless') return faulted(this.#run, task, answer.fault, step);
        this.#run.settle(task, { kind: 'outcomeUnknown' });
        return SETTLED;
      case 'refused':
        return faulted(this.#run, task, answer.fault, step);
    }
  }

  #settleCollateral(task: MachineTask, paths: readonly string[]): Attempt {
    this.#run.settle(task, { kind: 'failed', cause: { kind: 'collateral', paths, ids: task.ids } });
    return SETTLED;
  }

  /** Cancelled with something still to be sent. A patch setting is there at once or not at all: it is not waited for. */
  #leaveUnsent(task: MachineTask): Attempt {
    if (!task.hasSent) return this.#settleNotSent(task);
    if (task.machine.wanted.license !== null) return FOLLOWING;
    this.#run.settle(task, {
      kind: 'failed',
      cause: { kind: 'ended', values: task.values, error: null, ids: task.ids },
    });
    return SETTLED;
  }

  #settleNotSent(task: MachineTask): Attempt {
    this.#run.settle(task, { kind: 'notSent' });
    return SETTLED;
  }

  #sawLicense(task: MachineTask, license: Extract<LicenseReading, { kind: 'present' }>): void {
    // Only what another has already changed: an answer that says what the rows say needs no overlay.
    const status = license.feature?.status ?? null;
    if (status === task.machine.before.license) return;
    this.#run.sawSwitches({ id: task.machine.id, at: this.#run.now(), feature: license.feature });
  }
}

function statusOf(license: LicenseReading): string | null {
  return license.kind === 'present' ? (license.feature?.status ?? null) : null;
}

/** Only what the operation would change counts: the other switch may have been turned by whoever owns it. */
function isDrifted({ machine: { before, wanted, refuseDrift } }: MachineTask, now: SwitchValues): boolean {
  if (!refuseDrift) return false;
  const license = wanted.license !== null && !isSameLicense(before.license, now.license);
  return license || (wanted.hotpatching !== null && before.hotpatching !== now.hotpatching);
}

/** What was on its way may have arrived: that is no change that anybody made. */
function isSameLicense(before: string | null, now: string | null): boolean {
  const [then, today] = [lower(before), lower(now)];
  if (then === today) return true;
  return (then === 'enabling' && today === 'enabled') || (then === 'disabling' && today === 'disabled');
}

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}

function changedModes(
  prior: PriorValues | null,
  now: { readonly assessmentMode: string | null; readonly patchMode: string | null },
): readonly string[] {
  if (prior === null) return [];
  const modes = ['assessmentMode', 'patchMode'] as const;
  return modes.filter((mode) => prior[mode] !== null && prior[mode] !== now[mode]);
}
