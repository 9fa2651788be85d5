import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { HOUR, instant } from '../../../src/core/instant';
import type { InstallBounds, InstallChoice } from '../../../src/core/machineAction';
import type { OperationMachine } from '../../../src/fleet/journalEntry';
import type { OperationDraft } from '../../../src/fleet/operations';
import {
  acting,
  ACTION_TIMES,
  actionRows,
  crashAfter,
  effectsOf,
  restarting,
  runCommandsOf,
  untilRestarted,
} from './actionParts';
import { FAST_PACE, freshRow, kindsOf, NEVER, operationMachine, OperationWorld } from './operationWorld';

const WAVES = { waves: { pause: 1_000, mostFailures: 0 } };

describe('Actions that were interrupted', function () {
  this.timeout(60_000);
  let world: OperationWorld;

  beforeEach(async () => {
    world = await OperationWorld.start(actionRows('web01', 'web02', 'sql01'), { simulator: ACTION_TIMES });
  });

  afterEach(() => world.stop());

  /** Begins restarts, and closes the window once Azure has told these machines to restart. */
  async function interrupted(
    machines: readonly OperationMachine[],
    until: readonly string[],
    differs: Partial<OperationDraft> = WAVES,
  ) {
    const window = world.window();
    const began = await window.start(await world.draft('restart', machines, differs));
    assert.ok(began.ok, JSON.stringify(began));
    await untilRestarted(world, ...until);
    await window.stopAll();
    return began.value;
  }

  it('do not call a machine lost that came back while nobody looked', async () => {
    const id = await interrupted([restarting(world, 'web01', 0), restarting(world, 'web02', 1)], ['web01']);
    await world.time.sleep(FAST_PACE.comeBackWithin + 10_000, NEVER);
    const { outcomes } = await world.resume(id);
    assert.deepEqual(kindsOf(outcomes), { web01: 'done', web02: 'done' });
    assert.equal(await effectsOf(world, 'web01', 'restart'), 1);
  });

  it('follow a machine that was told to restart, also where its wave goes no further', async () => {
    await world.fault({ operation: 'runCommandWrite', path: 'web01/runCommands' }, { kind: 'forbidden' });
    const machines = [restarting(world, 'web01', 0), restarting(world, 'web02', 0), restarting(world, 'sql01', 1)];
    const id = await interrupted(machines, ['web02']);
    const { outcomes } = await world.resume(id);
    assert.deepEqual(kindsOf(outcomes), { web01: 'failed', web02: 'done', sql01: 'unfit' });
    assert.equal(await effectsOf(world, 'web02', 'restart'), 1);
  });

  it('know what a restart script said, though the computer crashed right after its run command was deleted', async () => {
    const wish = {
      notAfter: instant(world.time.now() + 4 * HOUR),
      assessedAt: instant(world.time.now() - 1_000 * HOUR),
    };
    const machine = acting('web01', { kind: 'restart', wish });
    const first = await world.runDraft(await world.draft('restart', [machine]));
    assert.equal(first.outcomes['web01']?.kind, 'done');
    crashAfter(world, first.id, '"standing":"deleted"');
    const again = await world.resume(first.id);
    assert.deepEqual(again.outcomes['web01'], first.outcomes['web01']);
  });

  for (const kind of ['checkVbs', 'enableVbs'] as const) {
    it(`know what ${kind} said, though the computer crashed right after its run command was deleted`, async () => {
      await world.behave('web01', { vbsRuns: false, firmware: 'Uefi' });
      const first = await world.runDraft(await world.draft(kind, [acting('web01', { kind })]));
      crashAfter(world, first.id, '"standing":"deleted"');
      const again = await world.resume(first.id);
      assert.deepEqual(again.outcomes['web01'], first.outcomes['web01']);
      assert.equal((await world.effects()).totals.scriptRuns, 1);
    });

    it(`delete the run command of ${kind} that was read just before the crash`, async () => {
      await world.fault({ operation: 'runCommandDelete', times: 1 }, { kind: 'forbidden' });
      const first = await world.runDraft(await world.draft(kind, [acting('web01', { kind })]));
      crashAfter(world, first.id, '"type":"scriptSaid"');
      const again = await world.resume(first.id);
      assert.deepEqual(again.outcomes['web01'], first.outcomes['web01']);
      while ((await runCommandsOf(world, 'web01')).length > 0) await world.time.sleep(500, NEVER);
      assert.deepEqual([...(again.state.machines.values().next().value?.runCommands.values() ?? [])], ['deleted']);
    });
  }
});

const SECURITY: InstallChoice = {
  ...{ maximumDuration: 'PT1H', rebootSetting: 'IfRequired', classifications: ['Security'] },
  ...{ kbsToInclude: [], kbsToExclude: [], excludeKbsRequiringReboot: false },
};

/** As of a machine that receives hotpatches. */
const BY_KB: InstallChoice = { ...SECURITY, classifications: [], kbsToInclude: ['5120199'] };

describe('Installations that may restart their machine', function () {
  this.timeout(60_000);
  let world: OperationWorld;

  beforeEach(async () => {
    world = await OperationWorld.start(actionRows('web01', 'web02'), { simulator: ACTION_TIMES });
  });

  afterEach(() => world.stop());

  it('are not begun any more when it is too late, however late one resumes', async () => {
    const now = world.time.now();
    const installing = (name: string, bounds: InstallBounds) => acting(name, { kind: 'install', wish: BY_KB, bounds });
    const machines = [
      installing('web01', { beginBy: instant(now + 4 * HOUR), endBy: instant(now + HOUR / 2) }),
      installing('web02', { beginBy: instant(now - HOUR), endBy: null }),
    ];
    const { outcomes } = await world.run('install', machines);
    const tooLate = { kind: 'unfit', reason: 'tooLate' };
    assert.deepEqual(outcomes, { web01: tooLate, web02: tooLate });
    assert.equal((await world.effects()).totals.installs, 0);
  });

  it('are not done because of the one before, where the request never arrived', async () => {
    const machines = [acting('web01', { kind: 'install', wish: BY_KB })];
    assert.equal((await world.run('install', machines)).outcomes['web01']?.kind, 'done');
    await world.fault({ operation: 'install', times: 1 }, { kind: 'reset' });
    const { outcomes } = await world.run('install', machines);
    assert.equal(outcomes['web01']?.kind, 'outcomeUnknown', JSON.stringify(outcomes));
    assert.equal((await world.effects()).totals.installs, 1);
  });

  it('by classifications are not sent to a machine that was enrolled after they were planned', async () => {
    const fresh = await OperationWorld.start([freshRow('web01')], { simulator: ACTION_TIMES });
    try {
      await fresh.run('enroll', [operationMachine('web01', 'enroll')]);
      const { outcomes } = await fresh.run('install', [acting('web01', { kind: 'install', wish: SECURITY })]);
      assert.equal(outcomes['web01']?.kind, 'drifted', JSON.stringify(outcomes));
      assert.equal((await fresh.effects()).totals.installs, 0);
    } finally {
      await fresh.stop();
    }
  });
});

describe('A script that does not end', function () {
  this.timeout(60_000);

  it('is taken back when it is not waited for any more, so that it does not run some day', async () => {
    const world = await OperationWorld.start(actionRows('web01'), { simulator: ACTION_TIMES });
    try {
      await world.behave('web01', { scripts: 'hang' });
      const window = world.window({ pace: { actionPendingAfter: 30_000 } });
      const enabling = [acting('web01', { kind: 'enableVbs' })];
      const { outcomes, state } = await world.run('enableVbs', enabling, () => undefined, window);
      assert.deepEqual(kindsOf(outcomes), { web01: 'stillPending' });
      assert.deepEqual([...(state.machines.values().next().value?.runCommands.values() ?? [])], ['deleted']);
      while ((await runCommandsOf(world, 'web01')).length > 0) await world.time.sleep(500, NEVER);
    } finally {
      await world.stop();
    }
  });
});

describe('Actions of a computer whose clock is wrong', function () {
  this.timeout(60_000);
  const MANY = Array.from({ length: 42 }, (_, place) => `web${place}`);

  for (const ahead of [-HOUR, HOUR]) {
    it(`by ${ahead / HOUR} h: assessments are found among Azure’s rows, and an installation whose answer was lost`, async () => {
      let clock = () => instant(0);
      const world = await OperationWorld.start(actionRows(...MANY), {
        simulator: ACTION_TIMES,
        clients: { now: () => clock() },
      });
      clock = () => instant(world.time.now() + ahead);
      try {
        const window = world.window({ clockAhead: ahead });
        const assessing = MANY.map((name) => acting(name, { kind: 'assess' }));
        const assessed = await world.run('assess', assessing, () => undefined, window);
        assert.deepEqual(new Set(Object.values(kindsOf(assessed.outcomes))), new Set(['done']));
        await world.fault({ operation: 'install', times: 1 }, { kind: 'reset', after: 'effect' });
        const installing = [acting('web1', { kind: 'install', wish: BY_KB })];
        const installed = await world.run('install', installing, () => undefined, window);
        assert.equal(installed.outcomes['web1']?.kind, 'done');
      } finally {
        await world.stop();
      }
    });
  }
});

describe('A machine that was protected after the plan was made', function () {
  this.timeout(60_000);

  for (const kind of ['enroll', 'turnOff', 'install', 'restart'] as const) {
    it(`is left alone by ${kind}`, async () => {
      const world = await OperationWorld.start([freshRow('web01', { tags: { critical: 'yes' } })], {
        simulator: ACTION_TIMES,
      });
      try {
        const machine =
          kind === 'install'
            ? acting('web01', { kind, wish: SECURITY })
            : kind === 'restart'
              ? restarting(world, 'web01')
              : operationMachine('web01', kind);
        const window = world.window({ isProtected: ({ tags }) => 'critical' in tags });
        const { outcomes } = await world.run(kind, [machine], () => undefined, window);
        assert.deepEqual(outcomes, { web01: { kind: 'unfit', reason: 'protected' } });
        assert.equal((await world.requests()).filter(({ method }) => method !== 'GET').length, 0);
      } finally {
        await world.stop();
      }
    });
  }
});

describe('Restarts', function () {
  this.timeout(60_000);
  let world: OperationWorld;

  beforeEach(async () => {
    world = await OperationWorld.start(actionRows('web01', 'web02'), { simulator: ACTION_TIMES });
  });

  afterEach(() => world.stop());

  for (const ahead of [-HOUR, 10 * 60_000]) {
    it(`succeed where this computer’s clock is ${ahead / 60_000} minutes ahead of the servers’`, async () => {
      const window = world.window({ clockAhead: ahead });
      const machines = [restarting(world, 'web01', 0), restarting(world, 'web02', 1)];
      const { outcomes } = await world.runDraft(await world.draft('restart', machines, WAVES), () => undefined, window);
      assert.deepEqual(kindsOf(outcomes), { web01: 'done', web02: 'done' });
    });
  }

  it('leave no look behind in a machine that does not come back', async () => {
    await world.behave('web01', { comesBack: false });
    const { outcomes } = await world.runDraft(await world.draft('restart', [restarting(world, 'web01')]));
    assert.equal(outcomes['web01']?.kind, 'failed');
    while ((await runCommandsOf(world, 'web01')).length > 0) await world.time.sleep(500, NEVER);
  });

  it('do not list a run command as left behind that Azure refused', async () => {
    await world.fault({ operation: 'runCommandWrite' }, { kind: 'forbidden' });
    const { state } = await world.runDraft(await world.draft('restart', [restarting(world, 'web01')]));
    assert.deepEqual([...(state.machines.values().next().value?.runCommands.values() ?? [])], ['notMade']);
  });

  it('do not list a look as left behind that Azure refused', async () => {
    await world.fault({ operation: 'runCommandWrite', path: '-comeback' }, { kind: 'forbidden' });
    const { outcomes, state } = await world.runDraft(await world.draft('restart', [restarting(world, 'web01')]));
    assert.equal(outcomes['web01']?.kind, 'failed');
    const standings = [...(state.machines.values().next().value?.runCommands ?? [])];
    assert.deepEqual(
      standings.map(([name, standing]) => [name.slice(name.lastIndexOf('-') + 1), standing]),
      [
        ['restart', 'deleted'],
        ['comeback', 'notMade'],
      ],
    );
  });

  it('are owed by VBS only where it does not run already', async () => {
    for (const vbsRuns of [true, false]) {
      await world.behave('web01', { vbsRuns, firmware: 'Uefi' });
      const { outcomes } = await world.runDraft(
        await world.draft('enableVbs', [acting('web01', { kind: 'enableVbs' })]),
      );
      const outcome = outcomes['web01'];
      assert.ok(outcome?.kind === 'done', JSON.stringify(outcome));
      assert.deepEqual(outcome.detail, { kind: 'vbsSet', restartOwed: !vbsRuns });
    }
  });
});
