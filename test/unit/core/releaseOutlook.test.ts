import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { Instant } from '../../../src/core/instant';
import { toIsoDay } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { ReleaseCatalogue } from '../../../src/core/release';
import { outlookMonths, releaseOutlook } from '../../../src/core/releaseOutlook';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import type { MachineDifferences } from './machineBuilder';
import { at, BUILD, judge, machine, NOW } from './machineBuilder';

function judged(differs: MachineDifferences = {}, now: Instant = NOW): JudgedMachine {
  const facts = machine(differs);
  return { facts, asOf: now, verdict: judge(facts, { now }) };
}

function nextAt(text: string, releases: ReleaseCatalogue = bundledReleases): readonly unknown[] {
  const { next } = releaseOutlook([], { releases, now: at(text), outOfSightDays: 15 });
  return [toIsoDay(next.date), next.type, next.unplanned, next.confidence];
}

function withMonths(value: unknown): ReleaseCatalogue {
  return extendReleases(bundledReleases, readReleases(value).months);
}

describe('the calendar strip', () => {
  const NOVEMBER = at('2026-11-22T12:00:00Z');

  it('has twelve months back, this one, and three ahead', () => {
    const months = outlookMonths(bundledReleases, 'ws2025', NOVEMBER);
    assert.equal(months.length, 16);
    const shown = months.map(({ month, type, unplanned, confidence }) => {
      return `${month} ${type === 'baseline' ? 'B' : 'H'}${unplanned ? '*' : ''} ${confidence}`;
    });
    assert.deepEqual(shown, [
      '2025-11 H confirmed',
      '2025-12 H confirmed',
      '2026-01 B confirmed',
      '2026-02 H confirmed',
      '2026-03 H confirmed',
      '2026-04 B confirmed',
      '2026-05 H confirmed',
      '2026-06 B* reported',
      '2026-07 B reported',
      '2026-08 H sighted',
      '2026-09 B* reported',
      '2026-10 B planned',
      '2026-11 H planned',
      '2026-12 H planned',
      '2027-01 B planned',
      '2027-02 H planned',
    ]);
    assert.deepEqual(
      months.filter(({ phase }) => phase === 'current').map(({ month }) => month),
      ['2026-11'],
    );
    assert.deepEqual(
      months.filter(({ release }) => release === null).map(({ month }) => month),
      ['2027-01', '2027-02'],
    );
    assert.equal(toIsoDay(months.at(-2)?.date ?? NOVEMBER), '2027-01-12');
  });

  it('marks a user’s baseline as unplanned where the rule has none, also if the entry does not say so', () => {
    const releases = withMonths([{ month: '2026-12', type: 'baseline', build: '26100.34500' }]);
    const december = outlookMonths(releases, 'ws2025', NOVEMBER).find(({ month }) => month === '2026-12');
    assert.deepEqual([december?.type, december?.unplanned, december?.confidence], ['baseline', true, 'reported']);
  });

  it('is that of the other product where asked', () => {
    const months = outlookMonths(bundledReleases, 'ws2022AzureEdition', NOW);
    assert.equal(months.find(({ month }) => month === '2025-10')?.release?.kb, 'KB5066782');
  });
});

describe('what comes next', () => {
  it('is the next Patch Tuesday, by data', () => {
    assert.deepEqual(nextAt('2026-11-22T12:00:00Z'), ['2026-12-08', 'hotpatch', false, 'planned']);
    assert.deepEqual(nextAt('2026-05-25T12:00:00Z'), ['2026-06-09', 'baseline', true, 'reported']);
    assert.deepEqual(nextAt('2026-02-01T00:00:00Z'), ['2026-02-10', 'hotpatch', false, 'confirmed']);
  });

  it('is today on Patch Tuesday itself, to its end', () => {
    assert.deepEqual(nextAt('2026-12-08T23:59:59Z')[0], '2026-12-08');
    assert.deepEqual(nextAt('2026-12-09T00:00:00Z')[0], '2027-01-12');
  });

  it('is the quarterly plan beyond the data', () => {
    assert.deepEqual(nextAt('2028-03-20T00:00:00Z'), ['2028-04-11', 'baseline', false, 'planned']);
    assert.deepEqual(nextAt('2028-01-01T00:00:00Z', { ...bundledReleases, months: [] })[1], 'baseline');
  });

  it('is the day that the data has, where that is not the second Tuesday', () => {
    const releases = withMonths([{ month: '2026-12', type: 'hotpatch', date: '2026-12-10' }]);
    assert.deepEqual(nextAt('2026-12-09T00:00:00Z', releases)[0], '2026-12-10');
  });
});

describe('restarts to come', () => {
  const FLEET: readonly MachineDifferences[] = [
    {},
    { osVersion: BUILD.offTrack },
    { osVersion: BUILD.behindBaseline },
    { osVersion: BUILD.notInData },
    { osVersion: BUILD.ambiguous },
    { patchSettings: { enableHotpatching: false } },
    { patchSettings: { enablementStatus: 'ActionRequired' }, osVersion: BUILD.notInData },
    { hotpatchFeature: { status: 'Enabling' } },
    { hotpatchFeature: null },
    { osSku: 'Windows Server 2025 Datacenter: Azure Edition', osEdition: null, hotpatchFeature: null },
    { osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.5139', hotpatchFeature: null },
    { status: 'Expired' },
  ];

  it('are those off the track in a hotpatch month', () => {
    const now = at('2026-05-11T12:00:00Z');
    // The month to come is May, a hotpatch month; seen from the day before, April’s builds are the newest.
    const builds: Readonly<Record<string, string>> = {
      [BUILD.offTrack]: '10.0.26100.32522',
      [BUILD.onTrack]: '10.0.26100.32690',
    };
    const machines = FLEET.map((differs) => {
      const osVersion = differs.osVersion ?? BUILD.onTrack;
      return judged({ ...differs, osVersion: builds[osVersion] ?? osVersion }, now);
    });
    const { restarts, next, types } = releaseOutlook(machines, { releases: bundledReleases, now, outOfSightDays: 15 });
    assert.deepEqual([next.month, next.type, types.ws2022AzureEdition], ['2026-05', 'hotpatch', 'hotpatch']);
    // Off track (now behind April’s baseline), behind, turned off, held back; on track: the sample and Azure Edition.
    assert.deepEqual(restarts, { restart: 4, noRestart: 2, notKnown: 3, notEnrolled: 1 });
  });

  it('are all that get hotpatches in a baseline month', () => {
    const machines = FLEET.map((differs) => judged(differs));
    const { restarts, next } = releaseOutlook(machines, { releases: bundledReleases, now: NOW, outOfSightDays: 15 });
    assert.deepEqual([next.month, next.type], ['2026-06', 'baseline']);
    assert.deepEqual(restarts, { restart: 9, noRestart: 0, notKnown: 0, notEnrolled: 1 });
  });

  it('follow the calendar of the machine’s own product', () => {
    const azureEdition2022 = judged({
      osSku: 'Windows Server 2022 Datacenter: Azure Edition',
      osEdition: null,
      osVersion: '10.0.20348.5074',
      hotpatchFeature: null,
    });
    const outlook = releaseOutlook([azureEdition2022], { releases: bundledReleases, now: NOW, outOfSightDays: 15 });
    // June was an unplanned baseline of Windows Server 2025 only, as far as data has it.
    assert.deepEqual(outlook.types, { ws2025: 'baseline', ws2022AzureEdition: 'hotpatch' });
    assert.deepEqual([outlook.restarts.restart, outlook.restarts.noRestart], [0, 1]);
  });
});
