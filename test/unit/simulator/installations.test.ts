import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import { Contract } from './contract';
import {
  assess,
  assessed,
  assessmentOf,
  BASELINE,
  CUMULATIVE,
  DEFENDER,
  DOT_NET,
  graphRows,
  guestRow,
  HOTPATCH,
  install,
  kbs,
  machineOf,
  owedBy,
  startGuests,
  statusOfOperation,
  waitingOn,
} from './guestRequests';
import { at, errorOf, textAt, type SimulatorUnderTest } from './simulatorUnderTest';
import { effectsOf, graphPropertiesOf, idOf, pollPath, wait } from './writeRequests';

describe('installPatches', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([
      guestRow('hot01'),
      ...assessed('hot01', [HOTPATCH, DOT_NET, DEFENDER]),
      guestRow('lcu01'),
      ...assessed('lcu01', [CUMULATIVE, DEFENDER]),
      guestRow('base01', { osVersion: '10.0.26100.32995' }),
      ...assessed('base01', [BASELINE]),
      guestRow('gone01', { status: 'Disconnected' }),
      ...assessed('gone01', [DEFENDER]),
      guestRow('owes01'),
      ...assessed('owes01', [DOT_NET, DEFENDER]),
      ...owedBy('owes01', [CUMULATIVE, DOT_NET]),
    ]);
  });
  afterEach(() => azure.stop());

  async function installed(name: string, wish: Json, seconds = 700): Promise<unknown> {
    const begun = await install(azure, name, wish);
    assert.equal(begun.status, 202, begun.text);
    wait(azure, seconds);
    const result = await azure.ask(pollPath(azure, begun, 'location'));
    assert.equal(result.status, 200, result.text);
    const contract = Contract.read('hybridcompute-2025-01-13.json');
    if (contract) assert.deepEqual(contract.problems('MachineInstallPatchesResult', result.body), []);
    return result.body;
  }

  function counts(result: unknown): unknown {
    return ['installed', 'excluded', 'notSelected', 'pending', 'failed'].map((name) => at(result, `${name}PatchCount`));
  }

  const SECURITY_WITHOUT_RESTART: Json = {
    maximumDuration: 'PT2H',
    rebootSetting: 'Never',
    windowsParameters: {
      classificationsToInclude: ['Critical', 'Security'],
      excludeKbsRequiringReboot: true,
      kbNumbersToInclude: [],
      kbNumbersToExclude: [],
    },
  };

  it('installs what needs no restart: the hotpatch, whose build counts at once', async () => {
    const result = await installed('hot01', SECURITY_WITHOUT_RESTART);
    assert.equal(at(result, 'status'), 'Succeeded');
    assert.equal(at(result, 'rebootStatus'), 'NotNeeded');
    assert.deepEqual(counts(result), [1, 1, 1, 0, 0]);
    assert.equal(at(await machineOf(azure, 'hot01'), 'osVersion'), '10.0.26100.33222');
    wait(azure, 30);
    assert.equal(at(await graphPropertiesOf(azure, 'hot01'), 'osVersion'), '10.0.26100.33222');
    await assess(azure, 'hot01');
    wait(azure, 100);
    assert.deepEqual(await waitingOn(azure, 'hot01'), [DOT_NET.name, DEFENDER.name]);
    assert.equal(at(await assessmentOf(azure, 'hot01'), 'rebootPending'), false);
  });

  it('leaves an ordinary cumulative update waiting for the restart that takes the machine off the track', async () => {
    const result = await installed('lcu01', kbs('Never', '5120233'));
    assert.equal(at(result, 'rebootStatus'), 'Required');
    assert.deepEqual(counts(result), [1, 0, 1, 0, 0]);
    assert.equal(at(await machineOf(azure, 'lcu01'), 'osVersion'), '10.0.26100.33158');
    await assess(azure, 'lcu01');
    wait(azure, 100);
    assert.equal(at(await assessmentOf(azure, 'lcu01'), 'rebootPending'), true);
  });

  it('has brought before the start what its rows say: it waits no more, and a restart puts it in effect', async () => {
    await assess(azure, 'owes01');
    wait(azure, 100);
    assert.deepEqual(await waitingOn(azure, 'owes01'), [DEFENDER.name]);
    assert.equal(at(await assessmentOf(azure, 'owes01'), 'rebootPending'), true);
    await installed('owes01', kbs('Always', '2267602'), 900);
    assert.equal(at(await machineOf(azure, 'owes01'), 'osVersion'), '10.0.26100.33296');
  });

  it('restarts by itself with IfRequired, where it is required', async () => {
    const begun = await install(azure, 'lcu01', kbs('IfRequired', 'KB5120233'));
    wait(azure, 661);
    assert.equal(at(await machineOf(azure, 'lcu01'), 'status'), 'Disconnected');
    assert.equal(at(await statusOfOperation(azure, begun), 'status'), 'InProgress');
    wait(azure, 200);
    const machine = await machineOf(azure, 'lcu01');
    assert.equal(at(machine, 'status'), 'Connected');
    assert.equal(at(machine, 'osVersion'), '10.0.26100.33296');
    const effects = await effectsOf(azure, 'lcu01');
    assert.deepEqual([at(effects, 'installs'), at(effects, 'restarts')], [1, 1]);
  });

  it('says Completed after that restart, and does none where none is required', async () => {
    assert.equal(at(await installed('base01', kbs('IfRequired', '5099536'), 900), 'rebootStatus'), 'Completed');
    assert.equal(at(await machineOf(azure, 'base01'), 'osVersion'), '10.0.26100.33158');
    assert.equal(at(await installed('lcu01', kbs('IfRequired', '2267602'), 900), 'rebootStatus'), 'NotNeeded');
    assert.equal(at(await effectsOf(azure, 'lcu01'), 'restarts'), 0);
  });

  it('says Failed of a restart from which the machine does not come back', async () => {
    await azure.control('behaviours', { id: idOf('lcu01'), comesBack: false });
    const result = await installed('lcu01', kbs('Always', '5120233'), 5000);
    assert.equal(at(result, 'rebootStatus'), 'Failed');
    assert.equal(at(await machineOf(azure, 'lcu01'), 'status'), 'Disconnected');
  });

  it('selects by classification, KB, exclusion and date', async () => {
    const select = (windowsParameters: Json): Json => ({
      ...{ maximumDuration: 'PT1H', rebootSetting: 'Never', windowsParameters },
    });
    const excluded = select({ classificationsToInclude: ['Security'], kbNumbersToExclude: ['KB5126052', '5999001'] });
    assert.deepEqual(counts(await installed('hot01', excluded)), [0, 2, 1, 0, 0]);
    const older = select({ classificationsToInclude: ['Security'], maxPatchPublishDate: '2026-08-01T00:00:00Z' });
    assert.deepEqual(counts(await installed('hot01', older)), [0, 0, 3, 0, 0]);
    const both = select({ classificationsToInclude: ['Definition'], kbNumbersToInclude: ['5126052'] });
    assert.deepEqual(counts(await installed('hot01', both)), [2, 0, 1, 0, 0]);
  });

  it('installs no more than the maximum duration allows', async () => {
    const wish = { ...(kbs('Never', '5126052', '2267602') as object), maximumDuration: 'PT5M' };
    const result = await installed('hot01', wish, 310);
    assert.equal(at(result, 'maintenanceWindowExceeded'), true);
    assert.equal(at(result, 'status'), 'CompletedWithWarnings');
    assert.notEqual(at(result, 'pendingPatchCount'), 0);
  });

  it('leaves rows: InProgress at first, then the result with its updates, beside those of before', async () => {
    await install(azure, 'hot01', SECURITY_WITHOUT_RESTART);
    wait(azure, 31);
    const [first] = await graphRows(azure, 'patchinstallationresources', 'hot01');
    assert.equal(at(first, 'properties', 'status'), 'InProgress');
    wait(azure, 700);
    await install(azure, 'hot01', kbs('Never', '2267602'));
    wait(azure, 800);
    const rows = await graphRows(azure, 'patchinstallationresources', 'hot01');
    const runs = rows.filter((row) => textAt(row, 'type').endsWith('/patchinstallationresults'));
    assert.deepEqual(
      runs.map((row) => at(row, 'properties', 'status')),
      ['Succeeded', 'Succeeded'],
    );
    const states = rows.map((row) => at(row, 'properties', 'installationState')).filter((state) => state !== undefined);
    assert.deepEqual(states, ['Installed', 'Excluded', 'NotSelected', 'NotSelected', 'Installed']);
  });

  it('fails on a machine that is not connected, and when it is told to', async () => {
    const gone = await installed('gone01', kbs('Never', '2267602'));
    assert.deepEqual([at(gone, 'status'), at(gone, 'errorDetails', 'code')], ['Failed', 'MachineNotConnected']);
    await azure.control('behaviours', { id: idOf('hot01'), installs: 'fail' });
    const failed = await installed('hot01', kbs('Never', '2267602'));
    assert.deepEqual([at(failed, 'status'), at(failed, 'failedPatchCount')], ['Failed', 1]);
  });

  for (const [what, wish] of [
    ['a duration of more than four hours', { maximumDuration: 'PT5H', rebootSetting: 'Never' }],
    ['a duration of seconds', { maximumDuration: 'PT30S', rebootSetting: 'Never' }],
    ['a duration that is none', { maximumDuration: '4 hours', rebootSetting: 'Never' }],
    ['no duration', { rebootSetting: 'Never' }],
    ['another reboot setting', { maximumDuration: 'PT1H', rebootSetting: 'Maybe' }],
    [
      'another classification',
      {
        maximumDuration: 'PT1H',
        rebootSetting: 'Never',
        windowsParameters: { classificationsToInclude: ['Everything'] },
      },
    ],
    [
      'a KB that is no number',
      { maximumDuration: 'PT1H', rebootSetting: 'Never', windowsParameters: { kbNumbersToInclude: ['latest'] } },
    ],
    ['a member that nobody knows', { maximumDuration: 'PT1H', rebootSetting: 'Never', force: true }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await install(azure, 'hot01', wish);
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, 'InvalidRequestContent');
      assert.equal(await effectsOf(azure, 'hot01'), undefined);
    });
  }
});
