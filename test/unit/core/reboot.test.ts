import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AssessmentFacts, InstallationFacts } from '../../../src/core/machineFacts';
import type { RebootId } from '../../../src/core/reboot';
import { rebootOf } from '../../../src/core/reboot';
import { at } from './machineBuilder';

const EARLIER = at('2026-05-24T04:00:00Z');
const LATER = at('2026-05-25T04:00:00Z');

function assessment(rebootPending: boolean | null, differs: Partial<AssessmentFacts> = {}): AssessmentFacts {
  return { status: 'Succeeded', rebootPending, at: EARLIER, availableCount: 3, ...differs };
}

function installation(rebootStatus: string | null, differs: Partial<InstallationFacts> = {}): InstallationFacts {
  return { status: 'Succeeded', rebootStatus, at: EARLIER, ...differs };
}

describe('pending reboot', () => {
  it('of a machine without a row was never assessed, which is not "no reboot"', () => {
    assert.deepEqual(rebootOf(null, null), { reboot: 'neverAssessed', source: null, at: null });
  });

  const statuses: readonly (readonly [string | null, RebootId])[] = [
    ['Required', 'pending'],
    ['Started', 'pending'],
    ['Failed', 'pending'],
    ['NotNeeded', 'notPending'],
    ['Completed', 'notPending'],
    ['Unknown', 'neverAssessed'],
    ['Postponed', 'neverAssessed'],
    ['', 'neverAssessed'],
    [null, 'neverAssessed'],
    ['REQUIRED', 'pending'],
    ['notneeded', 'notPending'],
  ];
  for (const [rebootStatus, reboot] of statuses) {
    it(`of an installation with reboot status ${String(rebootStatus)} is ${reboot}`, () => {
      const reading = rebootOf(null, installation(rebootStatus));
      assert.equal(reading.reboot, reboot);
      assert.equal(reading.source, reboot === 'neverAssessed' ? null : 'installation');
      assert.equal(reading.at, reboot === 'neverAssessed' ? null : EARLIER);
    });
  }

  const assessments: readonly (readonly [string | null, boolean | null, RebootId])[] = [
    ['Succeeded', true, 'pending'],
    ['Succeeded', false, 'notPending'],
    ['CompletedWithWarnings', false, 'notPending'],
    ['succeeded', false, 'notPending'],
    [null, false, 'notPending'],
    ['Failed', true, 'pending'],
    ['InProgress', true, 'pending'],
    ['Failed', false, 'neverAssessed'],
    ['InProgress', false, 'neverAssessed'],
    ['Unknown', false, 'neverAssessed'],
    ['Queued', false, 'neverAssessed'],
    ['Succeeded', null, 'neverAssessed'],
  ];
  for (const [status, rebootPending, reboot] of assessments) {
    it(`of an assessment that is ${String(status)} and says ${String(rebootPending)} is ${reboot}`, () => {
      assert.equal(rebootOf(assessment(rebootPending, { status }), null).reboot, reboot);
    });
  }

  it('is told by the newer of the two', () => {
    const pendingThenDone = rebootOf(assessment(true), installation('Completed', { at: LATER }));
    assert.deepEqual(pendingThenDone, { reboot: 'notPending', source: 'installation', at: LATER });
    const doneThenPending = rebootOf(assessment(true, { at: LATER }), installation('Completed'));
    assert.deepEqual(doneThenPending, { reboot: 'pending', source: 'assessment', at: LATER });
    const installedThenClean = rebootOf(assessment(false, { at: LATER }), installation('Required'));
    assert.deepEqual(installedThenClean, { reboot: 'notPending', source: 'assessment', at: LATER });
    const cleanThenInstalled = rebootOf(assessment(false), installation('Required', { at: LATER }));
    assert.deepEqual(cleanThenInstalled, { reboot: 'pending', source: 'installation', at: LATER });
  });

  it('is told by the assessment at equal times, and where neither has one', () => {
    assert.equal(rebootOf(assessment(false), installation('Required')).source, 'assessment');
    const neither = rebootOf(assessment(false, { at: null }), installation('Required', { at: null }));
    assert.deepEqual(neither, { reboot: 'notPending', source: 'assessment', at: null });
  });

  it('is told by the one that has a time', () => {
    assert.equal(rebootOf(assessment(false, { at: null }), installation('Required')).source, 'installation');
    assert.equal(rebootOf(assessment(false), installation('Required', { at: null })).source, 'assessment');
  });

  it('that was seen is not gone because a later installation needed none', () => {
    const seen = { reboot: 'pending', source: 'assessment', at: EARLIER };
    for (const differs of [{ at: LATER }, { at: EARLIER }, { at: null }])
      assert.deepEqual(rebootOf(assessment(true), installation('NotNeeded', differs)), seen);
    const without = rebootOf(assessment(true, { at: null }), installation('NotNeeded', { at: LATER }));
    assert.deepEqual(without, { ...seen, at: null });
    const failed = rebootOf(assessment(true, { status: 'Failed' }), installation('NotNeeded', { at: LATER }));
    assert.deepEqual(failed, seen);
    const confirmed = rebootOf(assessment(false), installation('NotNeeded', { at: LATER }));
    assert.deepEqual(confirmed, { reboot: 'notPending', source: 'installation', at: LATER });
  });

  it('is gone only after a restart that came provably later', () => {
    for (const status of ['Succeeded', 'failed', 'CompletedWithWarnings', null]) {
      const run = installation('Completed', { status, at: LATER });
      assert.equal(rebootOf(assessment(true), run).reboot, 'notPending', String(status));
    }
    assert.equal(rebootOf(assessment(true), installation('Completed')).reboot, 'pending');
    assert.equal(rebootOf(assessment(true), installation('Completed', { at: null })).reboot, 'pending');
    assert.equal(rebootOf(assessment(true, { at: null }), installation('Completed')).reboot, 'pending');
    assert.equal(rebootOf(assessment(true, { at: null }), installation('Completed', { at: null })).reboot, 'pending');
  });

  it('is not told by an installation that has not ended, unless one is owed', () => {
    for (const status of ['InProgress', 'NotStarted', 'Unknown', 'Queued', '']) {
      for (const rebootStatus of ['NotNeeded', 'Completed']) {
        const run = installation(rebootStatus, { status, at: LATER });
        assert.equal(rebootOf(null, run).reboot, 'neverAssessed', `${status} ${rebootStatus}`);
        assert.deepEqual(rebootOf(assessment(true), run), { reboot: 'pending', source: 'assessment', at: EARLIER });
        assert.deepEqual(rebootOf(assessment(false), run), { reboot: 'notPending', source: 'assessment', at: EARLIER });
      }
      for (const rebootStatus of ['Required', 'Started', 'Failed']) {
        const run = installation(rebootStatus, { status, at: LATER });
        assert.deepEqual(rebootOf(assessment(false), run), { reboot: 'pending', source: 'installation', at: LATER });
      }
    }
  });

  it('that an assessment saw is gone by nothing but a later restart, whatever is said when', () => {
    const moments = fc.constantFrom(null, EARLIER, LATER);
    const seen = fc.record({
      status: fc.constantFrom('Succeeded', 'Failed', 'InProgress', null),
      rebootPending: fc.constant(true),
      at: moments,
      availableCount: fc.constant(1),
    });
    const runs = fc.record({
      status: fc.constantFrom('Succeeded', 'Failed', 'CompletedWithWarnings', 'InProgress', 'NotStarted', null),
      rebootStatus: fc.constantFrom('NotNeeded', 'Required', 'Started', 'Failed', 'Completed', 'Unknown', null),
      at: moments,
    });
    fc.assert(
      fc.property(seen, runs, (assessed, run) => {
        const isGone = rebootOf(assessed, run).reboot !== 'pending';
        const hasEnded = run.status !== 'InProgress' && run.status !== 'NotStarted';
        const isLater = assessed.at === EARLIER && run.at === LATER;
        assert.equal(isGone, run.rebootStatus === 'Completed' && hasEnded && isLater);
      }),
    );
  });

  it('is told by the older where the newer says nothing', () => {
    assert.equal(rebootOf(assessment(true), installation('Unknown', { at: LATER })).reboot, 'pending');
    assert.equal(rebootOf(assessment(null, { at: LATER }), installation('Required')).reboot, 'pending');
    assert.equal(
      rebootOf(assessment(false, { at: LATER, status: 'Failed' }), installation('Required')).reboot,
      'pending',
    );
  });
});
