import assert from 'node:assert/strict';
import type { FleetSummary } from '../../../src/core/fleetSummary';
import { isOutOfSight, summarize } from '../../../src/core/fleetSummary';
import { DAY, instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { MachineDifferences } from './machineBuilder';
import { BUILD, judge, machine, NOW } from './machineBuilder';

const FIFTEEN_DAYS = 15;
const NOT_ENROLLED: MachineDifferences = { hotpatchFeature: null, patchSettings: { enableHotpatching: null } };

describe('fleet summary', () => {
  it('has nothing to count in an empty fleet', () => {
    const summary = summaryOf();
    assert.equal(summary.total, 0);
    assert.ok(Object.values(summary.byState).every((count) => count === 0));
    assert.equal(Object.keys(summary.byState).length, 12);
  });

  it('counts the hotpatched of the eligible', () => {
    const summary = summaryOf({}, NOT_ENROLLED, { hotpatchFeature: { status: 'Failed' } }, { osType: 'linux' });
    assert.deepEqual([summary.hotpatched, summary.eligible, summary.total], [1, 3, 4]);
    assert.deepEqual(
      [summary.byState.enabled, summary.byState.notEnrolled, summary.byState.failed, summary.byState.ineligible],
      [1, 1, 1, 1],
    );
  });

  it('counts Azure Edition apart: it is hotpatched without being enrolled', () => {
    const summary = summaryOf({ osSku: 'Windows Server 2025 Datacenter: Azure Edition' }, {});
    assert.deepEqual([summary.hotpatched, summary.eligible, summary.byState.builtIn], [1, 1, 1]);
  });

  it('counts a machine whose track is unknown as hotpatched, and apart', () => {
    const summary = summaryOf({ osVersion: BUILD.notInData }, {}, { ...NOT_ENROLLED, osVersion: BUILD.notInData });
    assert.deepEqual([summary.hotpatched, summary.trackUnknown, summary.needsAttention], [2, 1, 0]);
  });

  it('counts what waits for a restart, and what nobody has assessed, apart', () => {
    const summary = summaryOf({ assessment: { rebootPending: true } }, { assessment: null }, {});
    assert.deepEqual([summary.rebootPending, summary.neverAssessed], [1, 1]);
  });

  it('counts what needs a hand', () => {
    assert.equal(
      summaryOf({ osVersion: BUILD.offTrack }, { hotpatchFeature: { status: 'Failed' } }, {}).needsAttention,
      2,
    );
  });

  it('leaves out of the headline what Azure has lost sight of, but not of the states', () => {
    const gone = { statusSince: instant(NOW - 16 * DAY), assessment: { rebootPending: true } };
    const summary = summaryOf(
      {},
      { status: 'Expired', assessment: null },
      { status: 'Disconnected', ...gone },
      { status: 'Disconnected', statusSince: instant(NOW - 14 * DAY) },
    );
    assert.deepEqual([summary.hotpatched, summary.eligible, summary.outOfSight], [2, 2, 2]);
    assert.deepEqual([summary.rebootPending, summary.neverAssessed], [0, 0]);
    assert.equal(summary.byState.enabled, 4);
  });

  it('loses sight after exactly as many days as the setting says', () => {
    const offline = (days: number) => judged({ status: 'Disconnected', statusSince: instant(NOW - days * DAY) });
    assert.equal(isOutOfSight(offline(15), NOW, FIFTEEN_DAYS), false);
    assert.equal(isOutOfSight(offline(15.001), NOW, FIFTEEN_DAYS), true);
    assert.equal(isOutOfSight(offline(1.5), NOW, 1), true);
  });

  it('keeps in sight what is offline since nobody knows when, and what has another status', () => {
    assert.equal(isOutOfSight(judged({ status: 'Disconnected', statusSince: null }), NOW, FIFTEEN_DAYS), false);
    const since = instant(NOW - 100 * DAY);
    for (const status of ['Connected', 'Error', 'AwaitingConnection', 'Unheard', null]) {
      assert.equal(isOutOfSight(judged({ status, statusSince: since }), NOW, FIFTEEN_DAYS), false);
    }
    assert.equal(isOutOfSight(judged({ status: 'expired', statusSince: null }), NOW, FIFTEEN_DAYS), true);
  });
});

function summaryOf(...fleet: readonly MachineDifferences[]): FleetSummary {
  return summarize(fleet.map(judged), NOW, FIFTEEN_DAYS);
}

function judged(differs: MachineDifferences): JudgedMachine {
  const facts = machine(differs);
  return { facts, asOf: NOW, verdict: judge(facts) };
}
