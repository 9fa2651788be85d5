import type { MachineTask } from './machineTask';

/** Brings one machine to where Azure has to be waited for, or to its end. Never rejects. */
export interface TaskSender {
  send(task: MachineTask): Promise<'settled' | 'following' | 'stopped'>;
}

/** Waits for the machines that Azure is working on. */
export interface TaskFollower {
  /** Machines that are waited for. */
  readonly count: number;
  follow(task: MachineTask): void;
  /** Asks nothing more of a machine that is not settled. */
  leave(task: MachineTask): void;
  /** Looks again and again until nobody is waited for any more and nobody will be, or the operation stops. */
  run(willFollow: () => boolean): Promise<void>;
  /** Tells that nobody more will be followed. */
  noMoreToFollow(): void;
}

/** What an operation of some kind is run by. */
export interface OperationDriver {
  readonly sender: TaskSender;
  readonly follower: TaskFollower;
}
