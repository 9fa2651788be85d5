import { jittered } from './enrolmentOutcomes';
import { rowKey } from './fleetState';
import { commandDue, type Guest, type RunCommand } from './guest';
import { failed, runScript, type ScriptEnd } from './guestScripts';
import type { GuestDurations, GuestStore } from './guestStore';
import { objectOf, textOf, type JsonObject } from './jsonValues';
import type { JsonRow } from './kql/json';
import type { LongOperation } from './longOperations';
import type { Restarts } from './restarts';
import { runCommandResource, type RunCommandWrite } from './runCommandBody';

export interface RunCommandsParts {
  readonly store: GuestStore;
  readonly restarts: Restarts;
  readonly durations: GuestDurations;
}

/** Which part of a run command's time goes by before its agent fetches it. */
const PICKUP = 0.3;

/**
 * Run commands. Every PUT is a run of its own, also one of the same name and script: that is what happens when a client
 * repeats itself, and the effects count it.
 */
export class RunCommands {
  constructor(private readonly parts: RunCommandsParts) {}

  list(key: string): readonly RunCommand[] {
    return Object.values(this.parts.store.known(key)?.runCommands ?? {});
  }

  get(key: string, name: string): RunCommand | undefined {
    return this.parts.store.known(key)?.runCommands[name.toLowerCase()];
  }

  put(
    machine: JsonRow,
    name: string,
    write: RunCommandWrite,
    requestId: string,
  ): { readonly command: RunCommand; readonly operation: LongOperation } {
    const { store } = this.parts;
    const now = store.parts.now();
    const key = rowKey(machine);
    const before = this.get(key, name);
    // The script of the run before goes on in the machine, whoever took its place in Azure.
    if (before?.state === 'Running') this.end(key, before, now);
    const operation = store.beginOperation(machine, key, 'runCommand', now);
    const command: RunCommand = {
      ...{ name: before?.name ?? name, location: write.location, tags: write.tags, inputs: write.inputs },
      properties: write.properties,
      provisioningState: before ? 'Updating' : 'Creating',
      ...{ state: 'Pending', startedAt: null, endedAt: null, exitCode: null, output: '', error: '', message: '' },
      nextAt: now + this.pickup(key),
      deadline: now + write.timeoutSeconds * 1000,
      ...{ operationId: operation.id, requestId },
    };
    this.save(key, command);
    store.effect(key, { at: now, kind: 'runCommandWrite', from: '', to: name, requestId }, true);
    return { command, operation };
  }

  /** Undefined: there is none of that name. */
  delete(machine: JsonRow, name: string, requestId: string): LongOperation | undefined {
    const { store } = this.parts;
    const now = store.parts.now();
    const key = rowKey(machine);
    const command = this.get(key, name);
    if (!command) return undefined;
    const operation = store.beginOperation(machine, key, 'runCommand', now);
    const isOver = command.state !== 'Pending' && command.state !== 'Running';
    this.save(key, {
      ...command,
      provisioningState: 'Deleting',
      state: isOver ? command.state : 'Canceled',
      nextAt: now + this.pickup(key),
      operationId: operation.id,
    });
    store.effect(key, { at: now, kind: 'runCommandDeletion', from: name, to: '', requestId }, true);
    return operation;
  }

  /** What is due of a machine's run commands. */
  advance(key: string, guest: Guest, at: number): void {
    for (const command of Object.values(guest.runCommands)) {
      if (commandDue(command) <= at) this.advanceOne(key, command, at);
    }
  }

  /** The agent is connected again: what waited for it begins. */
  machineIsBack(key: string, at: number): void {
    for (const command of this.list(key)) {
      if (command.state !== 'Pending' || command.nextAt !== null) continue;
      this.save(key, { ...command, nextAt: at + this.pickup(key) });
    }
  }

  private advanceOne(key: string, command: RunCommand, at: number): void {
    if (command.provisioningState === 'Deleting') this.remove(key, command, at);
    else if (command.nextAt === null || command.nextAt > command.deadline) this.timeOut(key, command, at);
    else if (command.state === 'Pending') this.start(key, command, at);
    else this.end(key, command, at);
  }

  private start(key: string, command: RunCommand, at: number): void {
    const { durations, store } = this.parts;
    if (!store.isConnectedAt(key, at)) {
      this.save(key, { ...command, nextAt: null });
      return;
    }
    const { requestId } = command;
    store.effect(key, { at, kind: 'runCommand', from: command.name, to: 'Running', requestId }, false);
    const hangs = store.parts.outcomes.behaviourOf(key).scripts === 'hang';
    const duration = Math.round(jittered(durations.runCommand, store.parts.seed, key) * (1 - PICKUP));
    const started: RunCommand = {
      ...command,
      state: 'Running',
      startedAt: at,
      nextAt: hangs ? null : at + duration,
      deadline: at + (command.deadline - startOf(command, this.pickup(key))),
    };
    this.save(key, isAsync(command) ? this.provisioned(key, started, 'Succeeded', at) : started);
  }

  private end(key: string, command: RunCommand, at: number): void {
    const { store } = this.parts;
    const guest = store.of(key);
    if (!guest) return;
    const end = this.result(key, command, guest, at);
    const ended: RunCommand = {
      ...command,
      state: end.exitCode === 0 ? 'Succeeded' : 'Failed',
      ...{ nextAt: null, endedAt: at, exitCode: end.exitCode, output: end.output, error: end.error },
      message: end.exitCode === 0 ? 'Execution completed' : 'Execution failed',
    };
    this.save(key, isAsync(command) ? ended : this.provisioned(key, ended, 'Succeeded', at));
    store.update(key, end.change);
    if (end.restartIn !== null) {
      this.parts.restarts.order(key, at, at + end.restartIn, command.requestId, 'runCommand');
    }
  }

  private result(key: string, command: RunCommand, guest: Guest, at: number): ScriptEnd {
    if (!this.parts.store.isConnectedAt(key, at)) return failed('The machine restarted while the script ran.');
    if (this.parts.store.parts.outcomes.behaviourOf(key).scripts === 'fail') return failed('Access is denied.');
    return runScript(textOf(objectOf(command.properties['source'])['script']), command.inputs, guest, at);
  }

  private timeOut(key: string, command: RunCommand, at: number): void {
    const wasRunning = command.state === 'Running';
    const message = wasRunning ? 'The script did not end in time.' : 'The agent did not fetch the script in time.';
    const ended: RunCommand = { ...command, state: 'TimedOut', nextAt: null, endedAt: at, message };
    const isProvisioned = wasRunning && isAsync(command);
    this.save(key, isProvisioned ? ended : this.provisioned(key, ended, 'Failed', at));
  }

  private remove(key: string, command: RunCommand, at: number): void {
    const { store } = this.parts;
    const { [command.name.toLowerCase()]: _gone, ...others } = store.known(key)?.runCommands ?? {};
    store.update(key, { runCommands: others });
    store.finishOperation(command.operationId, { endsAt: at, end: 'Succeeded', error: null, result: null });
  }

  private provisioned(key: string, command: RunCommand, state: 'Succeeded' | 'Failed', at: number): RunCommand {
    const { store } = this.parts;
    const provisioned = { ...command, provisioningState: state };
    const machine = store.machineAt(key, at);
    const error: JsonObject | null =
      state === 'Failed' ? { code: 'RunCommandTimedOut', message: command.message } : null;
    const result = machine ? runCommandResource(provisioned, machine) : null;
    store.finishOperation(command.operationId, { endsAt: at, end: state, error, result });
    return provisioned;
  }

  private save(key: string, command: RunCommand): void {
    const { store } = this.parts;
    const runCommands = { ...store.of(key)?.runCommands, [command.name.toLowerCase()]: command };
    store.update(key, { runCommands });
  }

  private pickup(key: string): number {
    const { durations, store } = this.parts;
    return Math.round(jittered(durations.runCommand, store.parts.seed, key) * PICKUP);
  }
}

function isAsync(command: RunCommand): boolean {
  return command.properties['asyncExecution'] === true;
}

/** When a pending command was put. */
function startOf(command: RunCommand, pickup: number): number {
  return (command.nextAt ?? command.deadline) - pickup;
}
