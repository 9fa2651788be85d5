import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SubscriptionId } from '../../../src/core/ids';
import { LaneQueues } from '../../../src/fleet/laneQueues';
import { MachineTask } from '../../../src/fleet/machineTask';
import { PRODUCTION, TEST } from './fleetBuilder';
import { machineOf } from './journalBuilder';

function taskIn(subscriptionId: SubscriptionId, name: string): MachineTask {
  return new MachineTask({
    machine: machineOf(name, { subscriptionId }),
    prior: null,
    sentAt: null,
    isUnanswered: false,
  });
}

/** Queues whose work ends when the test says so. */
class Manual {
  readonly begun: string[] = [];
  readonly queues = new LaneQueues(2, (task) => {
    this.begun.push(task.machine.name);
    return new Promise((resolve) => this.#ends.set(task.machine.name, resolve));
  });
  readonly #ends = new Map<string, () => void>();

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('Queues of lanes', () => {
  it('begin so many at once in each lane, whatever another lane waits for', async () => {
    const one = new Manual();
    for (const name of ['slow1', 'slow2', 'slow3']) one.queues.add(taskIn(PRODUCTION, name));
    for (const name of ['fast1', 'fast2', 'fast3']) one.queues.add(taskIn(TEST, name));
    assert.deepEqual(one.begun, ['slow1', 'slow2', 'fast1', 'fast2']);
    await one.end('fast1');
    assert.deepEqual(one.begun, ['slow1', 'slow2', 'fast1', 'fast2', 'fast3']);
  });

  it('take a machine once as long as it is in line or under way, and again afterwards', async () => {
    const one = new Manual();
    const task = taskIn(PRODUCTION, 'app01');
    one.queues.add(task);
    one.queues.add(task);
    await one.end('app01');
    assert.deepEqual(one.begun, ['app01']);
    one.queues.add(task);
    assert.deepEqual(one.begun, ['app01', 'app01']);
  });
});
