import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { MachineAction } from '../../../src/core/machineAction';
import type { ActionKind } from '../../../src/core/operation';
import type { MachineOutcome, OperationMachine } from '../../../src/fleet/journalEntry';
import type { OperationDraft } from '../../../src/fleet/operations';
import { acting, ACTION_TIMES, actionRows, effectsOf, restarting, runCommandsOf } from './actionParts';
import type { RunOutcome } from './operationWorld';
import { kindsOf, NEVER, OperationWorld } from './operationWorld';

const NO_RESTART: MachineAction = {
  kind: 'install',
  wish: {
    ...{ maximumDuration: 'PT2H', rebootSetting: 'Never', classifications: [] },
    ...{ kbsToInclude: ['5120199'], kbsToExclude: [], excludeKbsRequiringReboot: true },
  },
};

describe('Actions over a simulated Azure', function () {
  this.timeout(60_000);
  let world: OperationWorld;

  beforeEach(async () => {
    world = await OperationWorld.start(actionRows('web01', 'web02', 'sql01'), { simulator: ACTION_TIMES });
  });

  afterEach(() => world.stop());

  async function run(
    kind: ActionKind,
    machines: readonly OperationMachine[],
    differs: Partial<OperationDraft> = {},
  ): Promise<RunOutcome> {
    const window = world.window();
    const ended = new Promise<RunOutcome['end']>((resolve) => window.onDidEnd(({ end }) => resolve(end)));
    const began = await window.start(await world.draft(kind, machines, differs));
    assert.ok(began.ok, JSON.stringify(began));
    const end = await ended;
    const state = await world.archive.load(began.value);
    assert.ok(state.ok);
    const outcomes = [...state.value.machines.values()].map(({ machine, outcome }) => [machine.name, outcome] as const);
    return { id: began.value, end, state: state.value, outcomes: Object.fromEntries(outcomes) };
  }

  function detailOf(outcome: MachineOutcome | null | undefined) {
    assert.ok(outcome?.kind === 'done', JSON.stringify(outcome));
    return outcome.detail;
  }

  /** Settles when no run command is in Azure any more; deleting one takes a moment. */
  async function untilNoneLeft(name: string): Promise<void> {
    while ((await runCommandsOf(world, name)).length > 0) await world.time.sleep(500, NEVER);
  }

  it('assess machines, and say what the assessment found', async () => {
    const { outcomes } = await run('assess', [
      acting('web01', { kind: 'assess' }),
      acting('web02', { kind: 'assess' }),
    ]);
    for (const name of ['web01', 'web02']) {
      const detail = detailOf(outcomes[name]);
      assert.ok(detail?.kind === 'assessed');
      assert.equal(detail.rebootPending, true);
      assert.equal(detail.availableCount, 1);
    }
  });

  it('turn periodic assessment on and leave everything else as it was', async () => {
    const { outcomes } = await run('periodicAssessment', [acting('web01', { kind: 'periodicAssessment' })]);
    assert.equal(outcomes['web01']?.kind, 'alreadyThere');
    await world.ask('POST', '/simulator/machines', {
      id: acting('web02', { kind: 'assess' }).id,
      merge: {
        properties: {
          osProfile: {
            windowsConfiguration: { patchSettings: { assessmentMode: 'ImageDefault', patchMode: 'Manual' } },
          },
        },
      },
    });
    const second = await run('periodicAssessment', [acting('web02', { kind: 'periodicAssessment' })]);
    assert.equal(second.outcomes['web02']?.kind, 'done');
    const machine = JSON.stringify(await world.machine('web02'));
    assert.match(machine, /"assessmentMode":"AutomaticByPlatform"/);
    assert.match(machine, /"patchMode":"Manual"/);
    assert.match(machine, /"enableHotpatching":true/);
  });

  it('install what needs no restart, once', async () => {
    const { outcomes } = await run('install', [acting('web01', NO_RESTART)]);
    const detail = detailOf(outcomes['web01']);
    assert.ok(detail?.kind === 'installed');
    assert.equal(detail.rebootStatus, 'NotNeeded');
    assert.equal(await effectsOf(world, 'web01', 'install'), 1);
  });

  it('look for an installation whose answer was lost, and do not send it again', async () => {
    await world.fault({ operation: 'install', times: 1 }, { kind: 'reset', after: 'effect' });
    const { outcomes } = await run('install', [acting('web01', NO_RESTART)]);
    assert.equal(outcomes['web01']?.kind, 'done', JSON.stringify(outcomes['web01']));
    assert.equal(await effectsOf(world, 'web01', 'install'), 1);
  });

  it('call an installation unknown that left no trace, and do not send it again', async () => {
    await world.fault({ operation: 'install', times: 1 }, { kind: 'reset' });
    const { outcomes } = await run('install', [acting('web01', NO_RESTART)]);
    assert.equal(outcomes['web01']?.kind, 'outcomeUnknown', JSON.stringify(outcomes['web01']));
    assert.equal(await effectsOf(world, 'web01', 'install'), 0);
  });

  it('look into a machine, and leave no run command behind', async () => {
    await world.behave('web01', { vbsRuns: false, firmware: 'Uefi' });
    const { outcomes, state } = await run('checkVbs', [acting('web01', { kind: 'checkVbs' })]);
    const detail = detailOf(outcomes['web01']);
    assert.ok(detail?.kind === 'guest');
    assert.notEqual(detail.guest.vbsStatus, 2);
    assert.equal(detail.guest.firmware, 'Uefi');
    await untilNoneLeft('web01');
    const [progress] = [...state.machines.values()];
    assert.deepEqual([...(progress?.runCommands.values() ?? [])], ['deleted']);
  });

  it('say which run command could not be deleted', async () => {
    await world.fault({ operation: 'runCommandDelete' }, { kind: 'forbidden' });
    const { state } = await run('checkVbs', [acting('web01', { kind: 'checkVbs' })]);
    const [progress] = [...state.machines.values()];
    assert.deepEqual([...(progress?.runCommands.values() ?? [])], ['leftBehind']);
  });

  it('bring a machine whose VBS is off to where it runs: set, restart, look', async () => {
    await world.behave('web01', { vbsRuns: false, firmware: 'Uefi' });
    assert.deepEqual(detailOf((await run('enableVbs', [acting('web01', { kind: 'enableVbs' })])).outcomes['web01']), {
      ...{ kind: 'vbsSet', restartOwed: true },
    });
    const begun = world.time.now();
    const restarted = detailOf((await run('restart', [restarting(world, 'web01')])).outcomes['web01']);
    assert.ok(restarted?.kind === 'restarted', JSON.stringify(restarted));
    assert.ok(restarted.lastBootAt > begun);
    const detail = detailOf((await run('checkVbs', [acting('web01', { kind: 'checkVbs' })])).outcomes['web01']);
    assert.ok(detail?.kind === 'guest');
    assert.equal(detail.guest.vbsStatus, 2);
    assert.equal(await effectsOf(world, 'web01', 'restart'), 1);
    await untilNoneLeft('web01');
  });

  it('restart in waves, and stop where a machine does not come back', async () => {
    await world.behave('web01', { comesBack: false });
    const waves = { pause: 1_000, mostFailures: 0 };
    const { outcomes } = await run('restart', [restarting(world, 'web01', 0), restarting(world, 'web02', 1)], {
      waves,
    });
    assert.deepEqual(kindsOf(outcomes), { web01: 'failed', web02: 'unfit' });
    assert.equal(await effectsOf(world, 'web02', 'restart'), 0);
  });

  it('restart nothing that is not connected', async () => {
    await world.ask('POST', '/simulator/machines', {
      id: acting('web01', { kind: 'assess' }).id,
      merge: { properties: { status: 'Disconnected' } },
    });
    const { outcomes } = await run('restart', [restarting(world, 'web01')]);
    assert.deepEqual(outcomes['web01'], { kind: 'unfit', reason: 'notConnected' });
  });

  it('repeat no restart after the window was closed in the middle of it', async () => {
    const first = world.window();
    const began = await first.start(
      await world.draft('restart', [restarting(world, 'web01'), restarting(world, 'web02')]),
    );
    assert.ok(began.ok);
    // Until both were told to restart.
    for (;;) {
      const [a, b] = [await effectsOf(world, 'web01', 'restart'), await effectsOf(world, 'web02', 'restart')];
      if (a + b === 2) break;
      await world.time.sleep(500, NEVER);
    }
    await first.stopAll();
    const { outcomes } = await world.resume(began.value);
    assert.deepEqual(kindsOf(outcomes), { web01: 'done', web02: 'done' });
    assert.equal(await effectsOf(world, 'web01', 'restart'), 1);
    assert.equal(await effectsOf(world, 'web02', 'restart'), 1);
  });

  /** How often the simulated machine had done to it what the action asks for. */
  const DOINGS = [
    ['assess', { kind: 'assess' }, 'assessments'],
    ['install', NO_RESTART, 'installs'],
    ['checkVbs', { kind: 'checkVbs' }, 'scriptRuns'],
    ['enableVbs', { kind: 'enableVbs' }, 'scriptRuns'],
  ] as const;

  for (const [kind, action, doing] of DOINGS) {
    it(`go on with ${kind} after the window was closed in the middle of it, and do nothing twice`, async () => {
      const first = world.window();
      const began = await first.start(await world.draft(kind, [acting('web01', action), acting('web02', action)]));
      assert.ok(began.ok);
      while ((await done(doing)) + (await underWay()) === 0) await world.time.sleep(200, NEVER);
      await first.stopAll();
      const { outcomes } = await world.resume(began.value);
      assert.deepEqual(kindsOf(outcomes), { web01: 'done', web02: 'done' });
      assert.equal(await done(doing), 2);
    });
  }

  async function done(doing: string): Promise<number> {
    return ((await world.effects()).totals as Readonly<Record<string, number>>)[doing] ?? 0;
  }

  /** Requests that have reached Azure. */
  async function underWay(): Promise<number> {
    const requests = await world.requests();
    return requests.filter(
      ({ method, url }) => method !== 'GET' && /assessPatches|installPatches|runCommands/i.test(url),
    ).length;
  }

  it('never send a restart again whose answer was lost: it is found by its name', async () => {
    await world.fault({ operation: 'runCommandWrite', times: 1 }, { kind: 'reset', after: 'effect' });
    const { outcomes } = await run('restart', [restarting(world, 'web01')]);
    assert.equal(outcomes['web01']?.kind, 'done', JSON.stringify(outcomes['web01']));
    assert.equal(await effectsOf(world, 'web01', 'restart'), 1);
  });
});
