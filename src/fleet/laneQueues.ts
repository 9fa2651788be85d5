import type { MachineTask } from './machineTask';

/** Machines of one subscription and region, which Azure limits together. */
interface Lane {
  readonly queued: Set<MachineTask>;
  readonly underWay: Set<MachineTask>;
}

/**
 * Work on machines lane by lane, so many at once in each: one lane that has to wait holds up no other. Not all at once,
 * as thousands that listen to one signal would take seconds to say so.
 */
export class LaneQueues {
  readonly #lanes = new Map<string, Lane>();
  readonly #atOnce: number;
  readonly #work: (task: MachineTask) => Promise<void>;

  /** `work` never rejects. */
  constructor(atOnce: number, work: (task: MachineTask) => Promise<void>) {
    this.#atOnce = atOnce;
    this.#work = work;
  }

  /** Does nothing where the machine is in line already, or under way. */
  add(task: MachineTask): void {
    const { subscriptionId, location } = task.machine;
    const key = `${subscriptionId} ${location}`;
    const lane = this.#lanes.get(key) ?? { queued: new Set(), underWay: new Set() };
    this.#lanes.set(key, lane);
    if (lane.underWay.has(task)) return;
    lane.queued.add(task);
    this.#begin(lane);
  }

  #begin(lane: Lane): void {
    while (lane.underWay.size < this.#atOnce) {
      const [task] = lane.queued;
      if (task === undefined) return;
      lane.queued.delete(task);
      lane.underWay.add(task);
      void this.#work(task).finally(() => {
        lane.underWay.delete(task);
        this.#begin(lane);
      });
    }
  }
}
