import type { MachineActor } from '../azure/machineActing';
import type { OperationHead } from './journalEntry';
import type { ActionSight } from './actionFollower';
import { ActionFollower } from './actionFollower';
import { ActionSender } from './actionSender';
import { MachineFollower } from './machineFollower';
import { MachineSender } from './machineSender';
import type { OperationDriver } from './operationDriver';
import { RunCommands } from './runCommands';
import type { RunContext } from './runContext';

/** What runs operations that set switches. */
export function switchDriver(run: RunContext): OperationDriver {
  return { sender: new MachineSender(run), follower: new MachineFollower(run) };
}

/** What runs operations that act on machines. */
export function actionDriver(
  run: RunContext,
  actor: MachineActor,
  { id }: Pick<OperationHead, 'id'>,
  sight: ActionSight,
): OperationDriver {
  const runCommands = new RunCommands(run, actor, id);
  return {
    sender: new ActionSender(run, actor, runCommands),
    follower: new ActionFollower(run, actor, runCommands, sight),
  };
}
