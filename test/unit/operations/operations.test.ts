import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { MachineWriter } from '../../../src/azure/machineWriting';
import type { OperationMachine } from '../../../src/fleet/journalEntry';
import { revertOf } from '../../../src/fleet/revertOf';
import { DEFAULT_SWITCHES, type Switches } from '../../../src/simulator/switches';
import { machineId as idText, patchSettings } from '../../simulatedAzure/fleetRows';
import { at } from '../simulator/simulatorUnderTest';
import { ESU, featureIn, richLicence, SOFTWARE_ASSURANCE } from '../simulator/writeRequests';
import type { WorldOptions } from './operationWorld';
import { freshRow, kindsOf, operationMachine, OperationWorld } from './operationWorld';

/** Every open question about Azure answered the one way, then the other, then one by one. */
const OTHERWISE: Partial<Switches> = {
  absentProfile: 'emptyAnswer',
  putOmits: 'clears',
  patchMerges: 'shallow',
  billingDates: 'future',
  statusAfterEnroll: 'absent',
  offlineMachines: 'enroll',
  retryAfter: 'present',
  throttleRetryAfter: 'absent',
  throttleHeaders: 'absent',
  quotaRegion: 'endpoint',
  goneMachine: 'resourceNotFound',
};
const ANSWERS: readonly Partial<Switches>[] = [
  {},
  OTHERWISE,
  { billingDates: 'past' },
  ...Object.entries(OTHERWISE).map(([name, value]) => ({ ...DEFAULT_SWITCHES, [name]: value })),
];

const MODES = { assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual' };
const ENROLLED = { name: 'Hotpatch', subscriptionStatus: 'Enabled', enrollmentDate: '2026-06-02T09:14:05.1111111Z' };

/** Never enrolled; one with SA, ESU and PAYG; one like that and enrolled; one whose switch is set, with its modes. */
function fleet(): readonly object[] {
  return [
    freshRow('fresh'),
    freshRow('rich', { properties: { licenseProfile: richLicence(null) } }),
    freshRow('enrolled', { properties: { licenseProfile: richLicence(ENROLLED) } }),
    freshRow('modes', { properties: { osProfile: patchSettings({ enableHotpatching: true, ...MODES }) } }),
  ];
}

const ALL = ['fresh', 'rich', 'enrolled', 'modes'];

describe('Operations over a simulated Azure', () => {
  let world: OperationWorld;
  const start = async (options: WorldOptions = {}, rows = fleet()): Promise<void> => {
    world = await OperationWorld.start(rows, options);
  };
  afterEach(() => world.stop());

  const featureOf = async (name: string): Promise<unknown> =>
    at(featureIn(at(await world.profile(name), 'productProfile')), 'subscriptionStatus');
  const settingsOf = async (name: string): Promise<unknown> =>
    at(await world.machine(name), 'osProfile', 'windowsConfiguration', 'patchSettings');

  for (const switches of ANSWERS) {
    it(`enroll, take back, disenroll, turn off and on; with ${JSON.stringify(onlyOther(switches))}`, async () => {
      await start({ simulator: { switches } });
      const enrolled = await world.run('enroll', machines('enroll'));
      assert.deepEqual(enrolled.end, { kind: 'finished' });
      assert.deepEqual(kindsOf(enrolled.outcomes), {
        fresh: 'done',
        rich: 'done',
        enrolled: 'alreadyThere',
        modes: 'done',
      });
      for (const name of ALL) assert.equal(await featureOf(name), 'Enabled', name);
      await assertUntouched(world);

      const back = await world.run('revert', revertOf(enrolled.state).machines);
      assert.deepEqual(kindsOf(back.outcomes), { fresh: 'done', rich: 'done', modes: 'done' });
      for (const name of ALL) assert.equal(await featureOf(name), name === 'enrolled' ? 'Enabled' : 'Disabled', name);
      await assertUntouched(world);

      const disenrolled = await world.run('disenroll', machines('disenroll'));
      assert.deepEqual(kindsOf(disenrolled.outcomes), {
        ...{ fresh: 'alreadyThere', rich: 'alreadyThere', enrolled: 'done', modes: 'alreadyThere' },
      });
      assert.equal(await featureOf('enrolled'), 'Disabled');
      await assertUntouched(world);

      const off = await world.run('turnOff', machines('turnOff'));
      assert.deepEqual(new Set(Object.values(kindsOf(off.outcomes))), new Set(['done']));
      assert.equal(at(await settingsOf('modes'), 'enableHotpatching'), false);
      const on = await world.run('revert', revertOf(off.state).machines);
      assert.equal(revertOf(off.state).neverSet.size, 3);
      assert.deepEqual(new Set(Object.values(kindsOf(on.outcomes))), new Set(['done']));
      const settings = await settingsOf('modes');
      assert.deepEqual(
        [at(settings, 'enableHotpatching'), at(settings, 'assessmentMode'), at(settings, 'patchMode')],
        [true, MODES.assessmentMode, MODES.patchMode],
      );
      const { totals, payAsYouGoCancellations } = await world.effects();
      assert.equal(totals.enrollments, 3);
      assert.equal(totals.disenrollments, 4);
      assert.equal(payAsYouGoCancellations, 0);
    }).timeout(30_000);
  }

  it('changes both switches of a machine in one operation', async () => {
    await start({}, [freshRow('off', { properties: { osProfile: patchSettings({ enableHotpatching: false }) } })]);
    const machine = operationMachine('off', { license: 'Enable', hotpatching: true });
    const { outcomes } = await world.run('enroll', [machine]);
    assert.deepEqual(outcomes, { off: { kind: 'done', values: { license: 'Enabled', hotpatching: true } } });
  });

  it('leaves a machine alone on the way back that was changed since', async () => {
    await start();
    const enrolled = await world.run('enroll', [operationMachine('fresh', 'enroll')]);
    const others = await world.run('disenroll', [operationMachine('fresh', 'disenroll')]);
    assert.deepEqual(kindsOf(others.outcomes), { fresh: 'done' });
    const back = await world.run('revert', revertOf(enrolled.state).machines);
    assert.deepEqual(kindsOf(back.outcomes), { fresh: 'drifted' });
  });

  it('takes back what was still pending and has arrived since', async () => {
    await start();
    await world.behave('fresh', { seconds: 200 });
    const enrolled = await world.run('enroll', [operationMachine('fresh', 'enroll')]);
    assert.deepEqual(kindsOf(enrolled.outcomes), { fresh: 'stillPending' });
    await until(async () => (await featureOf('fresh')) === 'Enabled');
    const back = await world.run('revert', revertOf(enrolled.state).machines);
    assert.deepEqual(kindsOf(back.outcomes), { fresh: 'done' });
    assert.equal(await featureOf('fresh'), 'Disabled');
  });

  it('when cancelled sends nothing more and follows what was sent', async () => {
    const rows = Array.from({ length: 60 }, (_, place) => freshRow(`app${place}`));
    await start(
      { simulator: { faults: [{ match: { operation: 'licenseWrite' }, fault: { kind: 'latency', ms: 60 } }] } },
      rows,
    );
    const all = rows.map((_, place) => operationMachine(`app${place}`, 'enroll'));
    const { state, outcomes } = await world.run('enroll', all, async (operations, id) => {
      await until(async () => (await world.effects()).totals.enrollments >= 10);
      operations.cancel(id);
    });
    const sent = Object.values((await world.effects()).machines).filter(({ transitions }) => transitions > 0).length;
    const kinds = Object.values(kindsOf(outcomes));
    assert.ok(sent >= 10 && sent < 60, `${sent} were sent`);
    assert.equal(kinds.filter((kind) => kind === 'done').length, sent);
    assert.equal(kinds.filter((kind) => kind === 'notSent').length, 60 - sent);
    assert.ok(state.cancelRequested && state.endedAt !== null);
  });

  it('when cancelled does not wait for what a Retry-After asks', async () => {
    const throttle = {
      match: { operation: 'licenseWrite' },
      fault: { kind: 'throttle', retryAfterSeconds: 3600 },
    } as const;
    await start({ simulator: { faults: [throttle] } });
    const { outcomes, state } = await world.run(
      'enroll',
      [operationMachine('fresh', 'enroll')],
      async (operations, id) => {
        await until(async () => (await world.requests()).some(({ status }) => status === 429));
        operations.cancel(id);
      },
    );
    assert.deepEqual(kindsOf(outcomes), { fresh: 'notSent' });
    assert.equal([...state.machines.values()][0]?.steps.license.standing, 'refused');
  });

  describe('what somebody else wrote into the profile while it was being enrolled', () => {
    /** Somebody creates the profile with Software Assurance between our reads and our PUT. */
    const racing =
      (when: 'beforeTheMachineIsRead' | 'beforeTheWrite'): NonNullable<WorldOptions['writer']> =>
      (real, here): MachineWriter =>
        wrapped(real, {
          readMachine: async (...args) => {
            if (when === 'beforeTheMachineIsRead' && args[2] === 'before') await assure(here);
            return real.readMachine(...args);
          },
          createLicense: async (...args) => {
            if (when === 'beforeTheWrite') await assure(here);
            return real.createLicense(...args);
          },
        });

    it('is not lost where it is seen before the write', async () => {
      await start({ simulator: { switches: { putOmits: 'clears' } }, writer: racing('beforeTheMachineIsRead') });
      const { outcomes } = await world.run('enroll', [operationMachine('fresh', 'enroll')]);
      assert.deepEqual(kindsOf(outcomes), { fresh: 'done' });
      assert.deepEqual(at(await world.profile('fresh'), 'softwareAssurance'), SOFTWARE_ASSURANCE);
    });

    it('is reported loudly where a PUT has lost it', async () => {
      let hasWritten = false;
      const writer: NonNullable<WorldOptions['writer']> = (real, here) => {
        const whole = racing('beforeTheMachineIsRead')(real, here);
        // As if the profile itself were seen later than the machine's view of it.
        return wrapped(whole, {
          createLicense: (...args) => {
            hasWritten = true;
            return whole.createLicense(...args);
          },
          readLicense: async (...args) =>
            args[2] === 'before' && !hasWritten ? { ok: true, value: { kind: 'absent' } } : real.readLicense(...args),
        });
      };
      await start({ simulator: { switches: { putOmits: 'clears' } }, writer });
      const { outcomes, state } = await world.run('enroll', [operationMachine('fresh', 'enroll')]);
      const outcome = outcomes['fresh'];
      assert.ok(outcome?.kind === 'failed' && outcome.cause.kind === 'collateral', JSON.stringify(outcome));
      assert.deepEqual(outcome.cause.paths, ['softwareAssurance.softwareAssuranceCustomer']);
      assert.notEqual(outcome.cause.ids, null);
      // The enrollment itself took place, and can be taken back.
      const back = await world.run('revert', revertOf(state).machines);
      assert.deepEqual(kindsOf(back.outcomes), { fresh: 'done' });
      assert.equal(await featureOf('fresh'), 'Disabled');
    });

    it('is kept where a PUT keeps what it leaves out', async () => {
      await start({ simulator: { switches: { putOmits: 'keeps' } }, writer: racing('beforeTheWrite') });
      const { outcomes } = await world.run('enroll', [operationMachine('fresh', 'enroll')]);
      assert.deepEqual(kindsOf(outcomes), { fresh: 'done' });
      assert.deepEqual(at(await world.profile('fresh'), 'softwareAssurance'), SOFTWARE_ASSURANCE);
    });
  });
}).timeout(30_000);

async function assure(world: OperationWorld): Promise<void> {
  const path = `${idText('fresh')}/licenseProfiles/default?api-version=2025-01-13`;
  const properties = { softwareAssurance: SOFTWARE_ASSURANCE };
  const answer = await world.ask('PUT', path, { location: 'westeurope', properties });
  assert.ok(at(answer, 'properties') !== undefined, JSON.stringify(answer));
}

function machines(kind: 'enroll' | 'disenroll' | 'turnOn' | 'turnOff'): readonly OperationMachine[] {
  return ALL.map((name) => operationMachine(name, kind));
}

/** Software Assurance, ESU and pay-as-you-go of the machines that have them are as they were. */
async function assertUntouched(world: OperationWorld): Promise<void> {
  for (const name of ['rich', 'enrolled']) {
    const profile = await world.profile(name);
    assert.deepEqual(at(profile, 'softwareAssurance'), SOFTWARE_ASSURANCE);
    assert.equal(assignedLicense(at(profile, 'esuProfile')), assignedLicense(ESU));
    const product = at(profile, 'productProfile');
    assert.equal(at(product, 'subscriptionStatus'), 'Enabled');
    assert.equal(at(product, 'billingStartDate'), '2026-01-09T03:04:05.0000000Z');
    const features: unknown = at(product, 'productFeatures');
    const kept = Array.isArray(features) && features.some((each) => at(each, 'name') === 'WindowsServerAzureArcMgmt');
    assert.ok(kept, 'the other feature is gone');
  }
}

function assignedLicense(esu: unknown): unknown {
  const license = at(esu, 'assignedLicense');
  return typeof license === 'string' ? license : at(license, 'id');
}

function onlyOther(switches: Partial<Switches>): Partial<Switches> {
  return Object.fromEntries(
    Object.entries(switches).filter(([name, value]) => Reflect.get(DEFAULT_SWITCHES, name) !== value),
  );
}

function wrapped(real: MachineWriter, own: Partial<MachineWriter>): MachineWriter {
  return {
    azureAhead: () => real.azureAhead(),
    actingAccount: (...args) => real.actingAccount(...args),
    readLicense: (...args) => real.readLicense(...args),
    readMachine: (...args) => real.readMachine(...args),
    createLicense: (...args) => real.createLicense(...args),
    updateLicense: (...args) => real.updateLicense(...args),
    updatePatchSettings: (...args) => real.updatePatchSettings(...args),
    readTracking: (...args) => real.readTracking(...args),
    readSwitches: (...args) => real.readSwitches(...args),
    ...own,
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
