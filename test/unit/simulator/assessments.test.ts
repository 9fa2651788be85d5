import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/jsonValues';
import { Contract } from './contract';
import {
  assess,
  assessed,
  assessmentOf,
  CUMULATIVE,
  DEFENDER,
  graphRows,
  guestRow,
  HOTPATCH,
  install,
  kbs,
  statusOfOperation,
  startGuests,
  waitingOn,
} from './guestRequests';
import { at, errorOf, type SimulatorUnderTest } from './simulatorUnderTest';
import { API, effectsOf, idOf, patchSettings, pollPath, wait } from './writeRequests';

const MONITOR: JsonObject = { agentConfiguration: { extensionsEnabled: 'false', configMode: 'monitor' } };

describe('assessPatches', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([
      guestRow('app02'),
      ...assessed('app02', [HOTPATCH, DEFENDER]),
      guestRow('never01'),
      guestRow('gone01', { status: 'Disconnected' }),
      guestRow('monitor01', MONITOR),
    ]);
  });
  afterEach(() => azure.stop());

  const summaryOf = (name: string): Promise<unknown> => assessmentOf(azure, name);

  it('is accepted, and its result comes at Location after a minute', async () => {
    const begun = await assess(azure, 'app02');
    assert.equal(begun.status, 202, begun.text);
    assert.equal(begun.text, '');
    const early = await azure.ask(pollPath(azure, begun, 'location'));
    assert.equal(early.status, 202);
    wait(azure, 70);
    const late = await azure.ask(pollPath(azure, early, 'location'));
    assert.equal(late.status, 200);
    assert.equal(at(late.body, 'status'), 'Succeeded');
    assert.equal(at(late.body, 'rebootPending'), false);
    assert.equal(at(late.body, 'availablePatchCountByClassification', 'security'), 1);
    assert.equal(at(late.body, 'availablePatchCountByClassification', 'definition'), 1);
    const contract = Contract.read('hybridcompute-2025-01-13.json');
    if (contract) assert.deepEqual(contract.problems('MachineAssessPatchesResult', late.body), []);
  });

  it('is InProgress at operationstatus, then Succeeded with the result', async () => {
    const begun = await assess(azure, 'app02');
    const before = await azure.ask(pollPath(azure, begun));
    assert.equal(at(before.body, 'status'), 'InProgress');
    wait(azure, 70);
    const after = await statusOfOperation(azure, before);
    assert.equal(at(after, 'status'), 'Succeeded');
    assert.equal(at(after, 'properties', 'startedBy'), 'User');
  });

  it('renews the rows of the machine in Resource Graph once the lag is over, and those of no other', async () => {
    const others = await graphRows(azure, 'patchassessmentresources', 'never01');
    await assess(azure, 'app02');
    wait(azure, 70);
    assert.equal(at(await summaryOf('app02'), 'startedBy'), 'Platform');
    wait(azure, 30);
    assert.equal(at(await summaryOf('app02'), 'startedBy'), 'User');
    const rows = await graphRows(azure, 'patchassessmentresources', 'app02');
    assert.equal(rows.length, 3);
    assert.deepEqual(await graphRows(azure, 'patchassessmentresources', 'never01'), others);
  });

  it('finds what waits on a machine that was never assessed, by its build', async () => {
    await azure.control('behaviours', { id: idOf('never01'), vbsRuns: true });
    await assess(azure, 'never01');
    wait(azure, 100);
    const names = await waitingOn(azure, 'never01');
    assert.ok(
      names.some((name) => /hotpatch/i.test(name)),
      names.join(),
    );
  });

  it('is refused while another one or an installation is under way', async () => {
    await assess(azure, 'app02');
    const second = await assess(azure, 'app02');
    assert.equal(second.status, 409);
    assert.equal(errorOf(second).code, 'Conflict');
    assert.equal((await install(azure, 'app02', kbs('Never', '2267602'))).status, 409);
    wait(azure, 70);
    assert.equal((await assess(azure, 'app02')).status, 202);
    assert.equal(at(await effectsOf(azure, 'app02'), 'writes'), 2);
  });

  for (const [name, code] of [
    ['gone01', 'MachineNotConnected'],
    ['monitor01', 'ExtensionsDisabled'],
  ] as const) {
    it(`fails on ${name} with ${code}`, async () => {
      const begun = await assess(azure, name);
      assert.equal(begun.status, 202);
      wait(azure, 70);
      const result = await azure.ask(pollPath(azure, begun, 'location'));
      assert.equal(result.status, 200);
      assert.equal(at(result.body, 'status'), 'Failed');
      assert.equal(at(result.body, 'errorDetails', 'code'), code);
      const ended = await statusOfOperation(azure, result);
      assert.equal(at(ended, 'status'), 'Failed');
      assert.equal(at(ended, 'error', 'code'), code);
    });
  }

  it('can be told to fail', async () => {
    await azure.control('behaviours', { id: idOf('app02'), assessments: 'fail' });
    const begun = await assess(azure, 'app02');
    wait(azure, 70);
    assert.equal(at(await statusOfOperation(azure, begun), 'error', 'code'), 'AssessmentTimedOut');
  });

  it('goes by Location alone where that is switched', async () => {
    await azure.control('switches', { actionUrls: 'locationOnly' });
    const begun = await assess(azure, 'app02');
    assert.equal(begun.headers.get('azure-asyncoperation'), null);
    assert.notEqual(begun.headers.get('location'), null);
  });

  it('needs no body, a machine and a known api-version', async () => {
    assert.equal((await assess(azure, 'nobody')).status, 404);
    assert.equal((await azure.ask(`${idOf('app02')}/assessPatches?${API}`)).status, 405);
    const old = await azure.ask(`${idOf('app02')}/assessPatches?api-version=2019-01-01`, { method: 'POST' });
    assert.equal(old.status, 400);
  });

  it('is not yet there when the clock is turned back, and there again later', async () => {
    await assess(azure, 'app02');
    wait(azure, 100);
    assert.equal(at(await summaryOf('app02'), 'startedBy'), 'User');
    await azure.control('clock', { now: '2026-08-26T07:00:00Z' });
    assert.equal(at(await summaryOf('app02'), 'startedBy'), 'Platform');
    wait(azure, 2 * 3600);
    assert.equal(at(await summaryOf('app02'), 'startedBy'), 'User');
  });

  it('sees what a row was told from outside', async () => {
    await azure.control('machines', {
      id: `${idOf('app02')}/patchAssessmentResults/latest`,
      merge: { properties: { rebootPending: true } },
    });
    await assess(azure, 'app02');
    wait(azure, 100);
    assert.equal(at(await summaryOf('app02'), 'rebootPending'), true);
    await azure.control('machines', {
      id: `${idOf('app02')}/patchAssessmentResults/latest`,
      merge: { properties: { rebootPending: false } },
    });
    assert.equal(at(await summaryOf('app02'), 'rebootPending'), false);
    await assess(azure, 'app02');
    wait(azure, 100);
    assert.equal(at(await summaryOf('app02'), 'rebootPending'), false);
  });
});

describe('periodic assessment', () => {
  const PERIODIC = {
    osProfile: { windowsConfiguration: { patchSettings: { assessmentMode: 'AutomaticByPlatform' } } },
  };
  const DAY = 86_400;
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([
      guestRow('on01', PERIODIC),
      ...assessed('on01', [CUMULATIVE]),
      guestRow('off01'),
      ...assessed('off01', [CUMULATIVE]),
    ]);
  });
  afterEach(() => azure.stop());

  async function assessedAt(name: string): Promise<string> {
    return String(at(await assessmentOf(azure, name), 'lastModifiedDateTime')).slice(0, 16);
  }

  it('comes every day at the same time where it is on, and nowhere else', async () => {
    assert.equal(await assessedAt('on01'), '2026-08-26T06:00');
    // The first day stands as it was.
    wait(azure, DAY - 3600);
    assert.equal(await assessedAt('on01'), '2026-08-26T06:00');
    wait(azure, DAY);
    assert.equal(await assessedAt('on01'), '2026-08-28T06:00');
    wait(azure, 3 * DAY);
    assert.equal(await assessedAt('on01'), '2026-08-31T06:00');
    assert.equal(await assessedAt('off01'), '2026-08-26T06:00');
  });

  it('finds what has come out in the meantime', async () => {
    wait(azure, 16 * DAY);
    const names = await waitingOn(azure, 'on01');
    assert.ok(
      names.some((name) => name.startsWith('2026-09 Cumulative')),
      names.join(),
    );
    assert.ok(!names.some((name) => name.startsWith('2026-08')));
  });

  it('begins an hour after it was switched on by a PATCH', async () => {
    const answer = await patchSettings(azure, 'off01', { assessmentMode: 'AutomaticByPlatform' });
    assert.equal(answer.status, 200, answer.text);
    const settings = at(answer.body, 'properties', 'osProfile', 'windowsConfiguration', 'patchSettings');
    assert.deepEqual(settings, { enableHotpatching: true, assessmentMode: 'AutomaticByPlatform' });
    wait(azure, 3700);
    assert.equal(await assessedAt('off01'), '2026-08-26T09:00');
    await patchSettings(azure, 'off01', { assessmentMode: 'ImageDefault' });
    wait(azure, 3 * DAY);
    assert.equal(await assessedAt('off01'), '2026-08-26T09:00');
  });

  it('silently does nothing where Microsoft.Compute is not registered', async () => {
    const subscriptionId = idOf('x').split('/')[2] ?? '';
    await azure.control('behaviours', { subscriptionId, notRegistered: ['Microsoft.Compute'] });
    assert.equal((await patchSettings(azure, 'off01', { assessmentMode: 'AutomaticByPlatform' })).status, 200);
    wait(azure, 3 * DAY);
    assert.equal(await assessedAt('off01'), '2026-08-26T06:00');
    assert.equal(await assessedAt('on01'), '2026-08-26T06:00');
  });

  it('can be switched off', async () => {
    await azure.control('switches', { periodicAssessment: 'off' });
    wait(azure, 3 * DAY);
    assert.equal(await assessedAt('on01'), '2026-08-26T06:00');
  });
});
