import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { Instant } from '../../../src/core/instant';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import type { RestartsSpared } from '../../../src/core/restartsSpared';
import { restartsSpared } from '../../../src/core/restartsSpared';
import type { MachineDifferences } from './machineBuilder';
import { at, BUILD, judge, machine, NOW } from './machineBuilder';

function spared(now: Instant, ...machines: readonly MachineDifferences[]): RestartsSpared {
  const judged = machines.map((differs) => {
    const facts = machine(differs);
    return { facts, asOf: now, verdict: judge(facts, { now }) };
  });
  return restartsSpared(judged, bundledReleases, now);
}

const JUNE = at('2026-06-01T00:00:00Z');
const SINCE_AUTUMN: MachineDifferences = { hotpatchFeature: { enrolledAt: at('2025-11-01T00:00:00Z') } };

describe('restartsSpared', () => {
  it('counts the hotpatch months since enrollment, machine by machine', () => {
    // Enrolled on 2 February 2026: February, March and May; April was a baseline.
    const { restarts, machines, months, assumption } = spared(JUNE, {}, SINCE_AUTUMN);
    assert.deepEqual(months, ['2025-11', '2025-12', '2026-02', '2026-03', '2026-05']);
    assert.deepEqual([restarts, machines], [8, 2]);
    assert.equal(assumption, 'onTrackSinceEnrollment');
  });

  it('counts a month when it is over', () => {
    assert.deepEqual(spared(at('2026-05-31T23:59:59Z'), {}).months, ['2026-02', '2026-03']);
    assert.deepEqual(spared(JUNE, {}).months, ['2026-02', '2026-03', '2026-05']);
  });

  it('counts no month before the enrollment, nor one that was released on its day', () => {
    const enrolled = (text: string) => spared(JUNE, { hotpatchFeature: { enrolledAt: at(text) } }).months;
    assert.deepEqual(enrolled('2026-03-09T23:59:59Z'), ['2026-03', '2026-05']);
    assert.deepEqual(enrolled('2026-03-10T00:00:00Z'), ['2026-05']);
  });

  it('counts no month beyond the machine’s revision', () => {
    // On the baseline of April: it has not taken the hotpatch of May.
    assert.deepEqual(spared(JUNE, { osVersion: '10.0.26100.32690' }).months, ['2026-02', '2026-03']);
  });

  it('counts only what Microsoft has confirmed', () => {
    // In September the hotpatch of August is known from a single sighting.
    const september = at('2026-09-05T00:00:00Z');
    const onAugust = { osVersion: '10.0.26100.33222' };
    assert.deepEqual(spared(september, onAugust).months, ['2026-02', '2026-03', '2026-05']);
    const { months } = readReleases([{ month: '2026-08', type: 'hotpatch', build: '26100.33222' }]);
    const facts = machine(onAugust);
    const judged = { facts, asOf: september, verdict: judge(facts, { now: september }) };
    const own = restartsSpared([judged], extendReleases(bundledReleases, months), september);
    assert.deepEqual(own.months, ['2026-02', '2026-03', '2026-05'], 'nor what a user has entered');
  });

  it('counts nothing of a machine that is not on the track now, or not enrolled with a date', () => {
    const NONE: readonly MachineDifferences[] = [
      { osVersion: BUILD.offTrack },
      { osVersion: BUILD.behindBaseline },
      { osVersion: BUILD.ambiguous },
      { osVersion: BUILD.notInData },
      { osVersion: null },
      { patchSettings: { enableHotpatching: false } },
      { patchSettings: { enablementStatus: 'ActionRequired' } },
      { hotpatchFeature: { status: 'Disabled' } },
      { hotpatchFeature: { enrolledAt: null } },
      { hotpatchFeature: null },
      { osSku: 'Windows Server 2025 Datacenter: Azure Edition', osEdition: null },
    ];
    for (const differs of NONE) {
      assert.deepEqual(spared(NOW, differs), {
        restarts: 0,
        machines: 0,
        months: [],
        assumption: 'onTrackSinceEnrollment',
      });
    }
  });
});
