import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { MINUTE } from '../../../src/core/instant';
import { operationTable } from '../../../src/core/operation';
import { succeeded } from '../../../src/core/result';
import type { JournalEntry, MachineOutcome } from '../../../src/fleet/journalEntry';
import { MachineTask } from '../../../src/fleet/machineTask';
import { AZURE_PACE } from '../../../src/fleet/operationPace';
import type { OperationDriver } from '../../../src/fleet/operationDriver';
import { OperationRunner } from '../../../src/fleet/operationRunner';
import type { RunContext } from '../../../src/fleet/runContext';
import { NOW } from '../core/machineBuilder';
import { CONTOSO, idIn, PRODUCTION } from './fleetBuilder';
import { ModelAzure } from './modelAzure';
import { VirtualTime } from './virtualTime';

const PAUSE = 5 * MINUTE;
/** How long each machine takes to come back. */
const TAKES = 2 * MINUTE;

interface Sent {
  readonly name: string;
  readonly wave: number;
  readonly minute: number;
}

/** A driver by which a machine is sent at once and comes back, or fails, after a while. */
function driverOf(run: RunContext, time: VirtualTime, sent: Sent[], failing: ReadonlySet<string>): OperationDriver {
  const values = { license: null, hotpatching: null };
  const failed = { kind: 'failed', cause: { kind: 'notBack', ids: null } } as const;
  const left = { count: 0 };
  return {
    sender: {
      send: async (task) => {
        if (run.isCancelled()) {
          run.settle(task, { kind: 'notSent' });
          return 'settled';
        }
        const { name, wave = 0 } = task.machine;
        sent.push({ name, wave, minute: (time.now() - NOW) / MINUTE });
        left.count += 1;
        await time.sleep(TAKES, run.stopSignal);
        left.count -= 1;
        run.settle(task, failing.has(name) ? failed : { kind: 'done', values });
        return 'settled';
      },
    },
    follower: {
      get count() {
        return left.count;
      },
      follow: () => undefined,
      leave: () => undefined,
      run: () => Promise.resolve(),
      noMoreToFollow: () => undefined,
    },
  };
}

function restartIn(waves: readonly (readonly string[])[], failing: readonly string[], mostFailures = 0) {
  const time = new VirtualTime(NOW);
  const sent: Sent[] = [];
  const entries: JournalEntry[] = [];
  const tasks = waves.flatMap((names, wave) =>
    names.map(
      (name) =>
        new MachineTask({
          machine: {
            ...{
              id: idIn(PRODUCTION, name),
              name,
              tenantId: CONTOSO,
              subscriptionId: PRODUCTION,
              location: 'westeurope',
            },
            ...{ wanted: { license: null, hotpatching: null }, before: { license: null, hotpatching: null } },
            ...{ refuseDrift: false, wave },
          },
          ...{ prior: null, sentAt: null, isUnanswered: false },
        }),
    ),
  );
  const runner = new OperationRunner(
    {
      entry: operationTable.restart,
      writer: new ModelAzure(time),
      journal: { append: (entry) => entries.push(entry), commit: () => Promise.resolve(succeeded(undefined)) },
      isOwner: () => Promise.resolve(true),
      clock: time,
      sleep: (milliseconds, signal) => time.sleep(milliseconds, signal),
      pace: AZURE_PACE,
      driverOf: (run) => driverOf(run, time, sent, new Set(failing)),
      waves: { pause: PAUSE, mostFailures },
      onSwitches: () => undefined,
      onTask: () => undefined,
    },
    tasks,
  );
  const outcomes = (): Readonly<Record<string, MachineOutcome['kind'] | 'none'>> =>
    Object.fromEntries(tasks.map(({ machine, outcome }) => [machine.name, outcome?.kind ?? 'none']));
  return { time, sent, runner, outcomes };
}

describe('Waves', () => {
  it('begin when the wave before has come back and the pause is over', async () => {
    const { time, sent, runner } = restartIn([['a1', 'a2'], ['b1'], ['c1', 'c2', 'c3']], []);
    await time.until(runner.run());
    assert.deepEqual(
      sent.map(({ name, minute }) => [name, minute]),
      [
        ['a1', 0],
        ['a2', 0],
        ['b1', 7],
        ['c1', 14],
        ['c2', 14],
        ['c3', 14],
      ],
    );
  });

  it('do not begin after too many failures: what is left is left alone', async () => {
    const { time, sent, runner, outcomes } = restartIn([['a1', 'a2'], ['b1'], ['c1']], ['a2']);
    assert.deepEqual(await time.until(runner.run()), { kind: 'finished' });
    assert.deepEqual(outcomes(), { a1: 'done', a2: 'failed', b1: 'unfit', c1: 'unfit' });
    assert.equal(sent.length, 2);
    assert.ok(time.now() - NOW < PAUSE + 2 * TAKES, 'nobody waits for waves that do not begin');
  });

  it('go on where so many failures are taken', async () => {
    const { time, runner, outcomes } = restartIn([['a1', 'a2'], ['b1']], ['a2'], 1);
    await time.until(runner.run());
    assert.deepEqual(outcomes(), { a1: 'done', a2: 'failed', b1: 'done' });
  });

  it('do not begin once they are cancelled, and the pause is not waited out', async () => {
    const { time, sent, runner, outcomes } = restartIn([['a1'], ['b1'], ['c1']], []);
    await time.until(runner.run(), () => {
      if (sent.length === 1) runner.cancel();
    });
    assert.deepEqual(outcomes(), { a1: 'done', b1: 'notSent', c1: 'notSent' });
    assert.equal(time.now() - NOW, TAKES);
  });

  it('never overlap, whatever fails, and account for every machine', async () => {
    const shape = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(shape, fc.nat({ max: 3 }), async (fails, mostFailures) => {
        const waves = fails.map((wave, number) => wave.map((_, place) => `m${number}x${place}`));
        const failing = fails.flatMap((wave, number) => wave.flatMap((f, place) => (f ? [`m${number}x${place}`] : [])));
        const { time, sent, runner, outcomes } = restartIn(waves, failing, mostFailures);
        await time.until(runner.run());
        assert.equal(Object.values(outcomes()).includes('none'), false);
        const begun = [...new Set(sent.map(({ wave }) => wave))];
        for (const wave of begun) {
          const minutes = new Set(sent.filter((one) => one.wave === wave).map(({ minute }) => minute));
          assert.equal(minutes.size, 1);
          const before = sent.filter((one) => one.wave < wave && failing.includes(one.name));
          assert.ok(before.length <= mostFailures);
        }
        assert.deepEqual(
          begun,
          begun.map((_, place) => place),
        );
      }),
      { numRuns: 50 },
    );
  });
});
