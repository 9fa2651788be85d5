import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import { at, errorOf, type SimulatorUnderTest } from './simulatorUnderTest';
import {
  API,
  effectsOf,
  graphPropertiesOf,
  hotpatch,
  idOf,
  patch,
  patchSettings,
  put,
  row,
  send,
  startWithRows,
  statusOf,
  wait,
} from './writeRequests';

const WHERE = ['properties', 'osProfile', 'windowsConfiguration', 'patchSettings'] as const;

describe('writes of a machine', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    const settings = { assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual', enableHotpatching: null };
    const osProfile: Json = { computerName: 'SET01', windowsConfiguration: { patchSettings: settings } };
    const licenseProfile: Json = {
      productProfile: { productFeatures: [{ name: 'Hotpatch', subscriptionStatus: 'Enabled' }] },
    };
    azure = await startWithRows({}, [
      row('set01', { osProfile, licenseProfile }),
      row('off01', { status: 'Disconnected' }),
      row('old01', { osSku: 'Windows Server 2022 Datacenter' }),
    ]);
  });
  afterEach(() => azure.stop());

  async function settingsOf(name: string): Promise<unknown> {
    return at((await azure.ask(`${idOf(name)}?${API}`)).body, ...WHERE);
  }

  async function statusAfter(name: string, seconds: number): Promise<unknown> {
    wait(azure, seconds);
    return at(await settingsOf(name), 'status', 'hotpatchEnablementStatus');
  }

  it('answer at once with the whole machine, and keep what they do not name', async () => {
    const answer = await patchSettings(azure, 'set01', { enableHotpatching: true });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(at(answer.body, ...WHERE), {
      assessmentMode: 'AutomaticByPlatform',
      patchMode: 'Manual',
      enableHotpatching: true,
      status: { hotpatchEnablementStatus: 'PendingEvaluation', error: null },
    });
    assert.equal(at(answer.body, 'properties', 'osProfile', 'computerName'), 'SET01');
    assert.equal(at(answer.body, 'properties', 'osSku'), 'Windows Server 2025 Datacenter');
    assert.equal(at(await effectsOf(azure, 'set01'), 'effects', 0, 'to'), 'true');
  });

  it('drop the settings that they do not name when the switch says so', async () => {
    await azure.control('switches', { patchMerges: 'shallow' });
    await patchSettings(azure, 'set01', { enableHotpatching: true, patchMode: 'Manual' });
    assert.equal(at(await settingsOf('set01'), 'assessmentMode'), null);
    assert.equal(at(await settingsOf('set01'), 'patchMode'), 'Manual');
  });

  it('lead to Enabled, or to ActionRequired without virtualization-based security, or to Disabled', async () => {
    await patchSettings(azure, 'set01', { enableHotpatching: true });
    assert.equal(await statusAfter('set01', 61), 'Enabled');
    await azure.control('behaviours', { id: idOf('set01'), vbsRuns: false });
    await patchSettings(azure, 'set01', { enableHotpatching: true });
    assert.equal(await statusAfter('set01', 61), 'ActionRequired');
    assert.equal(at(await settingsOf('set01'), 'status', 'error', 'code'), 'VirtualizationBasedSecurityNotRunning');
    await patchSettings(azure, 'set01', { enableHotpatching: false });
    assert.equal(await statusAfter('set01', 0), 'Disabled');
  });

  it('are followed by Resource Graph, tags too', async () => {
    await send(azure, 'PATCH', idOf('set01'), { tags: { env: 'lab' } });
    await patchSettings(azure, 'set01', { enableHotpatching: false });
    const answer = await azure.ask(`${idOf('set01')}?${API}`);
    assert.deepEqual(at(answer.body, 'tags'), { env: 'lab' });
    wait(azure, 30);
    assert.equal(at(await graphPropertiesOf(azure, 'set01'), ...WHERE.slice(1), 'enableHotpatching'), false);
  });

  it('are refused with a value that no setting has', async () => {
    const wrong: readonly Json[] = [{ enableHotpatching: 'true' }, { patchMode: 'Never' }, { hotpatching: true }];
    for (const settings of wrong) {
      const answer = await patchSettings(azure, 'set01', settings);
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'InvalidRequestContent');
    }
    assert.equal((await patchSettings(azure, 'gone01', { enableHotpatching: true })).status, 404);
  });

  it('of the license fill the status too, or do not, as the switch says', async () => {
    await put(azure, 'app01');
    assert.equal(await statusAfter('app01', 900), 'Enabled');
    await azure.control('switches', { statusAfterEnroll: 'absent' });
    await patch(azure, 'rich01', hotpatch('Enable'));
    assert.equal(await statusAfter('rich01', 900), undefined);
  });

  describe('enrolments end otherwise', () => {
    const ends: readonly (readonly [string, Json, string])[] = [
      ['Failed', { enrolment: 'fails' }, 'Failed'],
      ['never', { enrolment: 'stuck' }, 'Enabling'],
      ['in a status never heard of', { enrolment: 'unheardOf' }, 'Reviewing'],
      ['in another one', { enrolment: 'unheardOf', status: 'Queued' }, 'Queued'],
    ];
    for (const [name, behaviour, status] of ends) {
      it(name, async () => {
        await azure.control('behaviours', { id: idOf('app01'), ...(behaviour as object) });
        await put(azure, 'app01');
        wait(azure, 100_000);
        assert.equal(await statusOf(azure, 'app01'), status);
      });
    }

    it('on an edition that cannot be hotpatched', async () => {
      await put(azure, 'old01');
      wait(azure, 900);
      assert.equal(await statusOf(azure, 'old01'), 'Failed');
    });

    it('by chance, and a retry draws anew', async () => {
      await azure.control('behaviours', { chances: { failed: 100 } });
      await put(azure, 'app01');
      wait(azure, 900);
      assert.equal(await statusOf(azure, 'app01'), 'Failed');
      await azure.control('behaviours', { chances: { failed: 0 } });
      await patch(azure, 'app01', hotpatch('Enable'));
      wait(azure, 900);
      assert.equal(await statusOf(azure, 'app01'), 'Enabled');
      assert.equal(at(await effectsOf(azure, 'app01'), 'transitions'), 2);
    });

    it('once the agent is back, or do not wait for it, as the switch says', async () => {
      await put(azure, 'off01');
      wait(azure, 5000);
      assert.equal(await statusOf(azure, 'off01'), 'Enabling');
      await azure.control('machines', { id: idOf('off01'), merge: { properties: { status: 'Connected' } } });
      wait(azure, 900);
      assert.equal(await statusOf(azure, 'off01'), 'Enabled');
    });

    it('and refuses a behaviour that is none', async () => {
      const wrong: readonly Json[] = [
        { id: idOf('app01'), enrolment: 'maybe' },
        { id: idOf('app01'), mood: 'bad' },
        { id: '/nothing' },
        { chances: { failed: 101 } },
        { chances: { luck: 1 } },
        7,
      ];
      for (const each of wrong) assert.equal((await azure.control('behaviours', each)).status, 400);
    });
  });

  it('a change from outside shows through what was written', async () => {
    await put(azure, 'app01');
    const failed = { productProfile: { productFeatures: [{ name: 'Hotpatch', subscriptionStatus: 'Failed' }] } };
    const merge = { properties: { licenseProfile: failed, status: 'Error' } };
    await azure.control('machines', { id: idOf('app01'), merge });
    assert.equal(await statusOf(azure, 'app01'), 'Failed');
    wait(azure, 900);
    assert.equal(await statusOf(azure, 'app01'), 'Failed');
    assert.equal(at(await graphPropertiesOf(azure, 'app01'), 'status'), 'Error');
  });
});
