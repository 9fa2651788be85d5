import type { AzureFault } from '../azure/azureFault';
import type { MachineActor, RunCommandReading } from '../azure/machineActing';
import type { ReadPriority, SendAnswer } from '../azure/machineWriting';
import type { Result } from '../core/result';
import { GUEST_SCRIPTS } from './guestScripts';
import type { MachineTask } from './machineTask';
import type { RunCommandStanding } from './operationState';
import type { RunContext } from './runContext';
import type { ScriptPurpose } from './runCommandName';
import { runCommandName } from './runCommandName';

/** Of a run command: nothing more will come of it. */
const HAS_ENDED = /^(?:succeeded|failed|canceled|cancelled|timedout)$/i;

/** Seconds that a look into the machine may take. */
const LOOK_TIMEOUT = 120;

export type PresentRunCommand = Extract<RunCommandReading, { kind: 'present' }>;

/** A run command whose script has ended; null = it is absent, or its script goes on. */
export function endedOf(read: RunCommandReading): PresentRunCommand | null {
  return read.kind === 'present' && HAS_ENDED.test(read.executionState ?? '') ? read : null;
}

/** The run commands of one operation: as they are in Azure, and as they are noted in the journal. */
export class RunCommands {
  readonly #run: RunContext;
  readonly #actor: MachineActor;
  readonly #operation: string;

  /** `operation`: its id, from which run commands are named. */
  constructor(run: RunContext, actor: MachineActor, operation: string) {
    this.#run = run;
    this.#actor = actor;
    this.#operation = operation;
  }

  /** As the journal of an earlier run has it; undefined = it was never made. */
  standingOf({ runCommands }: MachineTask, purpose: ScriptPurpose): RunCommandStanding | undefined {
    return runCommands.get(runCommandName(this.#operation, purpose));
  }

  read(
    task: MachineTask,
    purpose: ScriptPurpose,
    priority: ReadPriority = 'after',
  ): Promise<Result<RunCommandReading, AzureFault>> {
    const name = runCommandName(this.#operation, purpose);
    return this.#actor.readRunCommand(task.target, name, this.#run.stopSignal, priority);
  }

  /** Notes that a run command is about to be made, has `send` make it, and notes where it surely was not. */
  async make<Made>(
    task: MachineTask,
    purpose: ScriptPurpose,
    send: (name: string) => Promise<Made>,
    isSurelyAbsent: (made: Made) => boolean,
  ): Promise<Made> {
    const name = runCommandName(this.#operation, purpose);
    this.#note(task, name, 'made');
    const made = await send(name);
    if (isSurelyAbsent(made)) this.#note(task, name, 'notMade');
    return made;
  }

  /** Looks into the machine for its last boot. That changes nothing, so it may be asked for as often as it takes. */
  lookForBoot(task: MachineTask): Promise<SendAnswer> {
    const isOpen = (): Promise<boolean> => this.#run.gate(task);
    const send = (name: string): Promise<SendAnswer> => {
      const wish = { name, script: GUEST_SCRIPTS.checkVbs, parameters: [], timeoutSeconds: LOOK_TIMEOUT };
      return this.#actor.createRunCommand(task.target, wish, isOpen, this.#run.stopSignal);
    };
    return this.make(task, 'comeBack', send, ({ kind }) => kind === 'refused' || kind === 'notSent');
  }

  /** What has been read is not left lying in Azure. What cannot be deleted is noted, to be listed with its name. */
  async delete(task: MachineTask, purpose: ScriptPurpose): Promise<void> {
    const name = runCommandName(this.#operation, purpose);
    const deleted = await this.#actor.deleteRunCommand(task.target, name, this.#run.stopSignal);
    this.#note(task, name, deleted.ok ? 'deleted' : 'leftBehind');
  }

  #note(task: MachineTask, name: string, standing: RunCommandStanding): void {
    this.#run.append({ type: 'runCommand', at: this.#run.now(), machine: task.machine.id, name, standing });
  }
}
