import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { summarize } from '../../../src/core/fleetSummary';
import type { Instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { PendingUpdate } from '../../../src/core/machineFacts';
import type { RebootReasonId } from '../../../src/core/rebootReasons';
import { rebootFigures, rebootReason } from '../../../src/core/rebootReasons';
import { idOf } from './costBuilder';
import type { MachineDifferences } from './machineBuilder';
import { at, BUILD, judge, machine, NOW } from './machineBuilder';

/** At NOW the April 2026 baseline (32690) is in force and May 2026 is a hotpatch month (32772; ordinary 32860). */
function judged(differs: MachineDifferences = {}, now: Instant = NOW): JudgedMachine {
  const facts = machine({ assessment: { rebootPending: true, at: now }, ...differs });
  return { facts, asOf: now, verdict: judge(facts, { now }) };
}

function idFor(
  differs: MachineDifferences,
  options: { readonly now?: Instant; readonly installed?: readonly PendingUpdate[] } = {},
): RebootReasonId | undefined {
  return rebootReason(judged(differs, options.now ?? NOW), bundledReleases, options.installed)?.id;
}

function update(differs: Partial<PendingUpdate> = {}): PendingUpdate {
  return {
    kb: 'KB5126052',
    title: 'Some update',
    classifications: ['Updates'],
    rebootBehavior: 'CanRequestReboot',
    ...differs,
  };
}

const OWED: MachineDifferences = {
  assessment: { rebootPending: false, at: at('2026-05-20T04:00:00Z') },
  installation: { rebootStatus: 'Required', at: at('2026-05-21T04:00:00Z') },
};

describe('why a restart is pending, for certain', () => {
  const installed = (...updates: readonly Partial<PendingUpdate>[]): RebootReasonId | undefined =>
    idFor(OWED, { installed: updates.map(update) });

  it('is the update that the installation brought', () => {
    assert.equal(installed({ kb: 'KB5082063' }), 'baseline');
    assert.equal(installed({ kb: 'KB5087539' }), 'offTrackUpdate');
    assert.equal(installed({ kb: 'KB5070881' }), 'offTrackUpdate', 'out of band');
    assert.equal(installed({ title: '2026-05 .NET Framework Security Update (KB5126052)' }), 'dotNet');
    assert.equal(installed({ title: 'Network driver' }), 'otherUpdate');
    assert.equal(installed({ kb: null }), 'otherUpdate');
  });

  it('is the one that hotpatch is about, where there are several', () => {
    assert.equal(installed({ title: '.NET 9.0.5' }, { kb: 'KB5082063' }), 'baseline');
    assert.equal(installed({}, { title: '.NET 9.0.5' }), 'dotNet');
  });

  it('is no hotpatch, no definition and nothing that never restarts', () => {
    for (const differs of [
      { kb: 'KB5087423' },
      { kb: '5087423' },
      { kb: 'KB5999999', title: '2026-05 Hotpatch for Windows Server 2025 (KB5999999)' },
      { classifications: ['Definition'] },
      { rebootBehavior: 'NeverReboots' },
    ]) {
      assert.equal(installed(differs), 'likelyOutsideHotpatch');
    }
    assert.equal(installed(), 'likelyOutsideHotpatch', 'what was installed is not known');
  });

  it('is not said where a cumulative update came that release data does not know', () => {
    const cumulative = { kb: 'KB5999999', title: '2026-05 Cumulative Update for Windows Server 2025 (KB5999999)' };
    assert.equal(installed(cumulative), 'likelyOutsideHotpatch');
    assert.equal(installed(cumulative, { title: '.NET 9.0.5' }), 'likelyOutsideHotpatch');
    assert.equal(installed(cumulative, { kb: 'KB5082063' }), 'baseline', 'one that is known is owed in any case');
  });

  it('is not said where an assessment is newer than the installation', () => {
    const assessedSince = { ...OWED, assessment: { rebootPending: true, at: at('2026-05-22T04:00:00Z') } };
    assert.equal(idFor(assessedSince, { installed: [update({ kb: 'KB5082063' })] }), 'likelyOutsideHotpatch');
  });
});

describe('why a restart is pending, likely', () => {
  it('is the baseline where one is out that the machine does not have, also within its grace', () => {
    assert.equal(idFor({ osVersion: BUILD.behindBaseline }), 'likelyBaseline');
    // 9 June: the unplanned baseline of June comes out; the machine is on the hotpatch of May.
    assert.equal(idFor({}, { now: at('2026-06-09T12:00:00Z') }), 'likelyBaseline');
    assert.equal(idFor({}, { now: at('2026-06-08T23:00:00Z') }), 'likelyOutsideHotpatch');
  });

  it('is a cumulative update off the track, where a newer one is out', () => {
    // Ordinary update of May: nothing newer of its kind is out.
    assert.equal(idFor({ osVersion: BUILD.offTrack }), 'likelyOutsideHotpatch');
    const offSinceFebruary = '10.0.26100.32370';
    assert.equal(idFor({ osVersion: offSinceFebruary }, { now: at('2026-03-20T00:00:00Z') }), 'likelyCumulativeUpdate');
    assert.equal(idFor({ osVersion: offSinceFebruary }), 'likelyBaseline');
  });

  it('is a cumulative update for a machine that gets no hotpatches', () => {
    assert.equal(idFor({ hotpatchFeature: null, osVersion: BUILD.behindBaseline }), 'likelyCumulativeUpdate');
    assert.equal(idFor({ hotpatchFeature: null, osVersion: BUILD.onTrack }), 'likelyCumulativeUpdate');
    assert.equal(idFor({ hotpatchFeature: null, osVersion: BUILD.offTrack }), 'likelyOutsideHotpatch');
  });

  it('is something outside hotpatch, in a hotpatch month, on the track', () => {
    assert.equal(idFor({}), 'likelyOutsideHotpatch');
  });

  it('is asked as of when it was seen, not as of today', () => {
    const seenInApril = { assessment: { rebootPending: true, at: at('2026-04-13T04:00:00Z') } };
    // On the hotpatch of March, seen the day before the baseline of April.
    assert.equal(idFor({ ...seenInApril, osVersion: BUILD.behindBaseline }), 'likelyOutsideHotpatch');
  });

  it('is not known of a machine that has the month’s baseline', () => {
    assert.equal(idFor({ osVersion: '10.0.26100.32690' }, { now: at('2026-04-25T00:00:00Z') }), 'notKnown');
  });

  it('is not known where track, release data or eligibility cannot tell', () => {
    assert.equal(idFor({ osVersion: BUILD.notInData }), 'notKnown');
    assert.equal(idFor({ osVersion: BUILD.ambiguous }), 'notKnown');
    assert.equal(idFor({ osVersion: null }), 'notKnown');
    assert.equal(idFor({ osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.5139' }), 'notKnown');
    assert.equal(idFor({ osType: 'linux', osSku: null, osVersion: '6.8.0-63-generic' }), 'notKnown');
    // The release of October 2026 is missing: it may have been a baseline.
    assert.equal(idFor({ osVersion: '10.0.26100.33438' }, { now: at('2026-10-14T00:00:00Z') }), 'notKnown');
    assert.equal(idFor({ osVersion: '10.0.26100.33296' }, { now: at('2026-10-14T00:00:00Z') }), 'likelyBaseline');
  });
});

describe('a pending restart', () => {
  it('is owed since the installation that owes it, whichever source won', () => {
    const byInstallation = rebootReason(judged(OWED), bundledReleases);
    assert.deepEqual(
      [byInstallation?.source, byInstallation?.since, byInstallation?.asOf],
      ['installation', at('2026-05-21T04:00:00Z'), at('2026-05-21T04:00:00Z')],
    );
    const confirmed = rebootReason(judged({ ...OWED, assessment: { rebootPending: true, at: NOW } }), bundledReleases);
    assert.deepEqual(
      [confirmed?.source, confirmed?.since, confirmed?.asOf],
      ['assessment', at('2026-05-21T04:00:00Z'), NOW],
    );
  });

  it('has no beginning where only an assessment saw it', () => {
    const assessed = rebootReason(judged(), bundledReleases);
    assert.deepEqual([assessed?.source, assessed?.since, assessed?.asOf], ['assessment', null, NOW]);
    const done = judged({ installation: { rebootStatus: 'NotNeeded', at: at('2026-05-21T04:00:00Z') } });
    assert.equal(rebootReason(done, bundledReleases)?.since, null);
  });

  it('is none where none is pending, or nobody knows', () => {
    assert.equal(rebootReason(judged({ assessment: { rebootPending: false } }), bundledReleases), null);
    assert.equal(rebootReason(judged({ assessment: null }), bundledReleases), null);
  });
});

describe('rebootFigures', () => {
  const fleet = [
    judged({ osVersion: BUILD.behindBaseline }),
    judged(),
    judged({ name: 'b' }),
    judged({ osVersion: BUILD.notInData }),
    judged({ ...OWED, id: idOf('certain') }),
    judged({ assessment: { rebootPending: false } }),
    judged({ assessment: null }),
    judged({ status: 'Expired' }),
  ];
  const options = { releases: bundledReleases, now: NOW, outOfSightDays: 15 };

  it('add up to what is pending, certain reasons first; never assessed is apart', () => {
    const installed = new Map([[idOf('certain'), [update({ title: '.NET 9' })]]]);
    assert.deepEqual(rebootFigures(fleet, { ...options, installed }), {
      pending: 5,
      neverAssessed: 1,
      byReason: [
        { id: 'dotNet', count: 1 },
        { id: 'likelyBaseline', count: 1 },
        { id: 'likelyOutsideHotpatch', count: 2 },
        { id: 'notKnown', count: 1 },
      ],
    });
  });

  it('are the summary’s figures', () => {
    const summary = summarize(fleet, NOW, 15);
    const figures = rebootFigures(fleet, options);
    assert.deepEqual([figures.pending, figures.neverAssessed], [summary.rebootPending, summary.neverAssessed]);
  });
});
