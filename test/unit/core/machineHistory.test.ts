import assert from 'node:assert/strict';
import type { MachineHistory, Standing } from '../../../src/core/machineHistory';
import { NO_HISTORY, nextHistory } from '../../../src/core/machineHistory';
import { at } from './machineBuilder';

const FIRST = at('2026-05-25T08:00:00Z');
const SECOND = at('2026-05-25T08:30:00Z');
const THIRD = at('2026-05-25T09:00:00Z');

const enabled: Standing = { state: 'enabled', isEnrolled: true, isOnTrack: true };
const offTrack: Standing = { state: 'offTrack', isEnrolled: true, isOnTrack: false };
const trackUnknown: Standing = { state: 'enabled', isEnrolled: true, isOnTrack: null };
const enrolling: Standing = { state: 'pending', isEnrolled: false, isOnTrack: true };
const evaluating: Standing = { state: 'pending', isEnrolled: true, isOnTrack: true };
const notEnrolled: Standing = { state: 'notEnrolled', isEnrolled: false, isOnTrack: true };
const cancelled: Standing = { state: 'cancelled', isEnrolled: false, isOnTrack: true };

/** Complete reads half an hour apart, each seeing the machine stand so. */
function afterReads(...standings: readonly Standing[]): MachineHistory {
  const times = [FIRST, SECOND, THIRD];
  let history = NO_HISTORY;
  standings.forEach((now, index) => {
    history = nextHistory(history, standings[index - 1] ?? null, now, times[index] ?? THIRD);
  });
  return history;
}

describe('what is remembered of a machine', () => {
  it('is nothing where nothing is pending and nothing was lost', () => {
    assert.equal(afterReads(enabled), NO_HISTORY);
    assert.equal(afterReads(notEnrolled, enabled), NO_HISTORY);
    assert.equal(afterReads(enabled, enabled, enabled), NO_HISTORY);
  });

  it('is since when it is pending, and that we saw it begin', () => {
    assert.deepEqual(afterReads(notEnrolled, enrolling), {
      pendingSince: SECOND,
      pendingBeganInSight: true,
      worsened: null,
    });
  });

  it('is since when it is pending where we did not see it begin', () => {
    assert.deepEqual(afterReads(enrolling), { pendingSince: FIRST, pendingBeganInSight: false, worsened: null });
  });

  it('keeps the beginning over later reads, also when enrolling becomes evaluating', () => {
    assert.deepEqual(afterReads(notEnrolled, enrolling, evaluating), {
      pendingSince: SECOND,
      pendingBeganInSight: true,
      worsened: null,
    });
    assert.deepEqual(afterReads(enrolling, enrolling, evaluating), {
      pendingSince: FIRST,
      pendingBeganInSight: false,
      worsened: null,
    });
  });

  it('forgets the beginning when it is no longer pending, and begins anew', () => {
    assert.equal(afterReads(notEnrolled, enrolling, enabled), NO_HISTORY);
    assert.deepEqual(afterReads(enrolling, enabled, evaluating), {
      pendingSince: THIRD,
      pendingBeganInSight: true,
      worsened: null,
    });
  });
});

describe('a change for the worse', () => {
  it('is a lost enrollment, at the read that noticed it', () => {
    assert.deepEqual(afterReads(enabled, cancelled).worsened, { kind: 'lostEnrollment', at: SECOND });
    assert.deepEqual(afterReads(enabled, notEnrolled).worsened, { kind: 'lostEnrollment', at: SECOND });
  });

  it('is leaving the track', () => {
    assert.deepEqual(afterReads(enabled, offTrack).worsened, { kind: 'leftTrack', at: SECOND });
  });

  it('is no change of a track that cannot be told', () => {
    assert.equal(afterReads(enabled, trackUnknown).worsened, null);
    assert.equal(afterReads(trackUnknown, offTrack).worsened, null);
  });

  it('is not what a machine brings along that is read for the first time', () => {
    assert.equal(afterReads(offTrack), NO_HISTORY);
    assert.equal(afterReads(cancelled), NO_HISTORY);
  });

  it('is not the track of a machine that gets no hotpatches', () => {
    assert.equal(afterReads(notEnrolled, { ...notEnrolled, isOnTrack: false }), NO_HISTORY);
  });

  it('stays with its time while it lasts', () => {
    assert.deepEqual(afterReads(enabled, cancelled, cancelled).worsened, { kind: 'lostEnrollment', at: SECOND });
    assert.deepEqual(afterReads(enabled, offTrack, offTrack).worsened, { kind: 'leftTrack', at: SECOND });
  });

  it('is made good by enrolling again, not by having begun to', () => {
    assert.deepEqual(afterReads(enabled, cancelled, enrolling).worsened, { kind: 'lostEnrollment', at: SECOND });
    assert.equal(afterReads(enabled, cancelled, enabled).worsened, null);
    assert.equal(afterReads(enabled, cancelled, trackUnknown).worsened, null);
  });

  it('is made good by the track, not by a track that cannot be told', () => {
    assert.equal(afterReads(enabled, offTrack, enabled).worsened, null);
    assert.deepEqual(afterReads(enabled, offTrack, trackUnknown).worsened, { kind: 'leftTrack', at: SECOND });
  });

  it('of the enrollment comes before one of the track', () => {
    assert.deepEqual(afterReads(enabled, offTrack, { ...cancelled, isOnTrack: false }).worsened, {
      kind: 'lostEnrollment',
      at: THIRD,
    });
    assert.deepEqual(afterReads(enabled, { ...cancelled, isOnTrack: false }).worsened?.kind, 'lostEnrollment');
  });
});
