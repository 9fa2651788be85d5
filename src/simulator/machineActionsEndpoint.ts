import type { ArmCall } from './armCall';
import { armError, type Reply } from './armReply';
import { rowKey } from './fleetState';
import { agentIsTooOld, extensionsAreOff } from './guestFacts';
import { readInstallWish } from './installBody';
import { isObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import type { LongOperation } from './longOperations';
import { readRunCommandWrite, runCommandResource, runCommandView } from './runCommandBody';
import type { WrittenWorld } from './writtenWorld';

const RUN_COMMAND_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/** What is asked of a machine beyond its license and settings: assessments, installations, run commands. */
export class MachineActionsEndpoint {
  constructor(
    private readonly world: WrittenWorld,
    private readonly headersOf: (operation: LongOperation) => Record<string, string>,
  ) {}

  /** POST …/assessPatches and …/installPatches */
  patches(machine: JsonRow, kind: 'assess' | 'install', call: ArmCall): Reply {
    const wish = kind === 'install' ? readInstallWish(call.body) : undefined;
    if (wish && !wish.ok) return wish.reply;
    const { guests } = this.world;
    const body = kind === 'install' && isObject(call.body) ? call.body : null;
    const operation = guests.patches.begin(machine, kind, body, call.requestId);
    if (!operation) {
      return armError(409, 'Conflict', 'Another assessment or installation of updates is in progress on the machine.');
    }
    guests.wrote(rowKey(machine));
    return { status: 202, headers: this.headersOf(operation), body: undefined };
  }

  /** GET …/runCommands, all of them. */
  runCommands(machine: JsonRow): readonly Json[] {
    return this.world.guests.commands.list(rowKey(machine)).map((command) => runCommandView(command, machine));
  }

  /** GET …/runCommands/{name}; undefined: there is none. */
  runCommand(machine: JsonRow, name: string): Json | undefined {
    const command = this.world.guests.commands.get(rowKey(machine), name);
    return command && runCommandView(command, machine);
  }

  /** PUT …/runCommands/{name} */
  putRunCommand(machine: JsonRow, name: string, call: ArmCall): Reply {
    if (!RUN_COMMAND_NAME.test(name)) {
      return armError(400, 'InvalidParameter', `The name '${name}' of the run command is invalid.`);
    }
    const reading = readRunCommandWrite(call.body);
    if (!reading.ok) return reading.reply;
    const refusal = refuseRunCommand(machine);
    if (refusal) return refusal;
    const { guests } = this.world;
    const isNew = guests.commands.get(rowKey(machine), name) === undefined;
    const { command, operation } = guests.commands.put(machine, name, reading.write, call.requestId);
    guests.wrote(rowKey(machine));
    return {
      status: isNew ? 201 : 200,
      headers: this.headersOf(operation),
      body: runCommandResource(command, machine),
    };
  }

  /** DELETE …/runCommands/{name} */
  deleteRunCommand(machine: JsonRow, name: string, call: ArmCall): Reply {
    const { guests } = this.world;
    const operation = guests.commands.delete(machine, name, call.requestId);
    if (!operation) return { status: 204, headers: {}, body: undefined };
    guests.wrote(rowKey(machine));
    return { status: 202, headers: this.headersOf(operation), body: undefined };
  }
}

function refuseRunCommand(machine: JsonRow): Reply | undefined {
  if (extensionsAreOff(machine)) {
    return armError(400, 'ExtensionsDisabled', 'The agent of the machine does not allow extensions or run commands.');
  }
  if (!agentIsTooOld(machine)) return undefined;
  const message = 'Run command needs version 1.33 or newer of the Connected Machine agent.';
  return armError(400, 'AgentVersionNotSupported', message);
}
