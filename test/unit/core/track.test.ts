import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { Instant } from '../../../src/core/instant';
import { DAY, instant } from '../../../src/core/instant';
import { parseOsVersion } from '../../../src/core/osVersion';
import type { ReleaseCatalogue, ReleaseProduct } from '../../../src/core/release';
import { OS_BUILD } from '../../../src/core/release';
import { releasePosition } from '../../../src/core/releaseCalendar';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import type { TrackId, TrackReading } from '../../../src/core/track';
import { trackNotApplicable, trackOf } from '../../../src/core/track';
import { at } from './machineBuilder';

interface Options {
  readonly product?: ReleaseProduct;
  readonly graceDays?: number;
  readonly releases?: ReleaseCatalogue;
}

/** The track of one revision at one moment. */
function read(revision: number | null, now: Instant, options: Options = {}): TrackReading {
  const { product = 'ws2025', graceDays = 7, releases = bundledReleases } = options;
  const text = revision === null ? `10.0.${OS_BUILD[product]}` : `10.0.${OS_BUILD[product]}.${revision}`;
  return trackOf(parseOsVersion(text), releasePosition(releases, product, now, graceDays));
}

function extended(entries: readonly unknown[]): ReleaseCatalogue {
  const { months, issues } = readReleases(entries);
  assert.deepEqual(issues, []);
  return extendReleases(bundledReleases, months);
}

type Row = readonly [
  moment: string,
  revision: number,
  track: TrackId,
  releasesBehind: number | null,
  month: string | null,
  why: string,
];

// By hand over the calendar; grace 7 days.
const ws2025: readonly Row[] = [
  ['2025-01-20', 2894, 'unknown', 0, null, 'no baseline is in force before 2025-01-21'],
  ['2025-01-21', 2894, 'onTrack', 0, '2025-01', 'the first baseline in force'],
  ['2025-01-21', 2605, 'behindBaseline', 1, '2024-12', 'the ordinary update before it'],
  ['2025-03-31', 2894, 'onTrack', 2, '2025-01', 'two hotpatches behind, still on the track'],
  ['2025-03-31', 3107, 'onTrack', 1, '2025-02', 'one behind'],
  ['2025-03-31', 3403, 'onTrack', 0, '2025-03', 'current'],
  ['2025-03-31', 3476, 'offTrack', 0, '2025-03', 'the ordinary update of March'],
  ['2025-03-31', 3194, 'offTrack', 1, '2025-02', 'the ordinary update of February'],
  ['2025-03-31', 2893, 'behindBaseline', 3, null, 'one below the baseline, not in the data'],
  ['2025-04-20', 3781, 'ambiguous', 0, '2025-04', 'an update on top of a baseline that is in its grace'],
  ['2025-05-25', 3981, 'onTrack', 0, '2025-05', 'current'],
  ['2025-05-25', 3983, 'onTrack', 0, '2025-05', 'the out-of-band hotpatch of May'],
  ['2025-05-30', 4066, 'offTrack', 0, '2025-05', 'the out-of-band cumulative update of May'],
  ['2025-10-31', 6899, 'onTrack', 0, '2025-10', 'the baseline of October'],
  ['2025-10-31', 6901, 'offTrack', 0, '2025-10', 'KB5070773'],
  ['2025-10-31', 6905, 'ambiguous', 0, '2025-10', 'KB5070881 or KB5070893'],
  ['2025-10-31', 6588, 'behindBaseline', 1, '2025-09', 'out of band before the baseline'],
  ['2025-10-31', 6508, 'behindBaseline', 1, '2025-09', 'a hotpatch of the cycle before'],
  ['2025-12-31', 7093, 'onTrack', 1, '2025-11', 'KB5072753, a hotpatch out of band'],
  ['2025-12-31', 7092, 'onTrack', 1, '2025-11', 'one behind'],
  ['2025-12-31', 7178, 'offTrack', 1, '2025-11', 'KB5072359'],
  ['2025-12-31', 6905, 'ambiguous', 2, '2025-10', 'still ambiguous until the next baseline'],
  ['2026-01-19', 6905, 'ambiguous', 2, '2025-10', 'the last day of the grace of January'],
  ['2026-01-20', 6905, 'behindBaseline', 3, '2025-10', 'no longer: the January baseline is in force'],
  ['2026-01-31', 32234, 'ambiguous', 0, '2026-01', 'KB5077793 on top of the baseline'],
  ['2026-01-31', 32236, 'ambiguous', 0, '2026-01', 'KB5078135 on top of the baseline'],
  ['2026-01-31', 32231, 'unknown', null, null, 'between, not in the data'],
  ['2026-01-31', 99999, 'unknown', null, null, 'above everything'],
  ['2026-01-31', 0, 'behindBaseline', 15, null, 'below everything'],
  ['2026-05-25', 32772, 'onTrack', 0, '2026-05', 'current'],
  ['2026-05-25', 32690, 'onTrack', 1, '2026-04', 'on the April baseline'],
  ['2026-06-15', 32772, 'onTrack', 0, '2026-05', 'the unplanned baseline of June is in its grace'],
  ['2026-06-15', 32995, 'onTrack', 0, '2026-06', 'installed in its grace'],
  ['2026-06-16', 32772, 'behindBaseline', 1, '2026-05', 'the unplanned baseline of June is in force'],
  ['2026-06-16', 32995, 'onTrack', 0, '2026-06', 'the unplanned baseline of June'],
  ['2026-07-21', 32995, 'behindBaseline', 1, '2026-06', 'two baselines in a row'],
  ['2026-08-31', 33222, 'onTrack', 0, '2026-08', 'the hotpatch of August'],
  ['2026-08-31', 33296, 'offTrack', 0, '2026-08', 'the ordinary update of August'],
  ['2026-08-31', 33158, 'onTrack', 1, '2026-07', 'one behind'],
  ['2026-09-14', 33222, 'onTrack', 0, '2026-08', 'the unplanned baseline of September is in its grace'],
  ['2026-09-15', 33222, 'behindBaseline', 1, '2026-08', 'the unplanned baseline of September is in force'],
  ['2026-09-15', 33438, 'onTrack', 0, '2026-09', 'the unplanned baseline of September'],
  ['2026-10-19', 33438, 'onTrack', 0, '2026-09', 'the grace of the October release that data does not have'],
  ['2026-10-20', 33438, 'unknown', null, '2026-09', 'data has ended'],
  ['2026-11-22', 33438, 'unknown', null, '2026-09', 'data has ended'],
  ['2026-11-22', 33600, 'unknown', null, null, 'above the end'],
  ['2026-11-22', 33437, 'behindBaseline', 1, null, 'below the last baseline: certain'],
  ['2026-11-22', 33222, 'behindBaseline', 1, '2026-08', 'below the last baseline: certain'],
  ['2026-11-22', 32690, 'behindBaseline', 5, '2026-04', 'five known releases, and at least that'],
];

const ws2022: readonly Row[] = [
  ['2025-10-20', 4294, 'unknown', 0, null, 'no baseline is in force before 2025-10-21'],
  ['2025-12-31', 4346, 'onTrack', 1, '2025-11', 'one behind'],
  ['2025-12-31', 4405, 'offTrack', 1, '2025-11', 'the ordinary update of November'],
  ['2026-05-25', 5074, 'onTrack', 0, '2026-05', 'current'],
  ['2026-05-25', 5139, 'offTrack', 0, '2026-05', 'the ordinary update of May'],
  ['2026-05-25', 4830, 'behindBaseline', 2, '2026-03', 'before the April baseline'],
  ['2026-06-15', 5074, 'onTrack', 0, '2026-05', 'the grace of June'],
  ['2026-06-16', 5074, 'unknown', null, '2026-05', 'data has ended'],
  ['2026-06-16', 4893, 'behindBaseline', 2, '2026-03', 'below the last baseline: certain'],
];

function testTable(product: ReleaseProduct, rows: readonly Row[]): void {
  for (const [moment, revision, track, releasesBehind, month, why] of rows) {
    it(`on ${moment}: ${revision} is ${track} (${why})`, () => {
      const reading = read(revision, at(moment), { product });
      assert.equal(reading.track, track);
      // Before the first baseline nothing is measured.
      if (reading.reason !== null) {
        assert.equal(reading.currency.releasesBehind, releasesBehind);
        assert.equal(reading.release?.month ?? null, month);
      }
      assert.equal(reading.build, `${OS_BUILD[product]}.${revision}`);
    });
  }
}

describe('track of Windows Server 2025', () => {
  testTable('ws2025', ws2025);

  it('is measured from 00:00 UTC of the seventh day after a release', () => {
    assert.equal(read(33222, at('2026-09-14T23:59:59.999Z')).track, 'onTrack');
    assert.equal(read(33222, at('2026-09-15T00:00:00Z')).track, 'behindBaseline');
  });

  it('without grace is measured from the day of release', () => {
    assert.equal(read(33222, at('2026-09-07T23:59:59.999Z'), { graceDays: 0 }).track, 'onTrack');
    assert.equal(read(33222, at('2026-09-08T00:00:00Z'), { graceDays: 0 }).track, 'behindBaseline');
    assert.equal(read(33438, at('2026-10-12T23:59:59.999Z'), { graceDays: 0 }).track, 'onTrack');
    assert.equal(read(33438, at('2026-10-13T00:00:00Z'), { graceDays: 0 }).track, 'unknown');
  });

  it('with thirty days of grace is measured a month later', () => {
    const graceDays = 30;
    assert.equal(read(33222, at('2026-10-07T23:59:59.999Z'), { graceDays }).track, 'onTrack');
    assert.equal(read(33222, at('2026-10-08T00:00:00Z'), { graceDays }).track, 'behindBaseline');
    assert.equal(read(33438, at('2026-11-11T23:59:59Z'), { graceDays }).track, 'onTrack');
    assert.equal(read(33438, at('2026-11-12T00:00:00Z'), { graceDays }).track, 'unknown');
  });

  it('is unknown where Azure gives no version, no revision, or before all data', () => {
    const position = releasePosition(bundledReleases, 'ws2025', at('2026-05-25'), 7);
    assert.deepEqual(trackOf(undefined, position), {
      track: 'unknown',
      build: null,
      currency: { releasesBehind: null, isAtLeast: false },
      release: null,
      reason: null,
      nextBaseline: at('2026-06-09'),
    });
    assert.equal(read(null, at('2026-05-25')).track, 'unknown');
    assert.equal(read(null, at('2026-05-25')).build, '26100');
    assert.equal(read(1742, at('2024-01-01')).track, 'unknown');
    assert.equal(read(32772, at('2024-01-01')).track, 'unknown');
  });

  it('does not apply to what gets no hotpatches', () => {
    const reading = trackNotApplicable(parseOsVersion('10.0.17763.8027'));
    assert.equal(reading.track, 'notApplicable');
    assert.equal(reading.build, '17763.8027');
    assert.equal(trackNotApplicable(undefined).build, null);
  });
});

describe('track of Windows Server 2022 Azure Edition', () => {
  testTable('ws2022AzureEdition', ws2022);
});

describe('reason of a track', () => {
  const rows: readonly (readonly [string, number, object])[] = [
    ['2026-05-25', 32772, { id: 'onTrack', values: { build: '26100.32772', month: '2026-05' } }],
    ['2026-05-25', 32800, { id: 'revisionNotKnown', values: { build: '26100.32800' } }],
    [
      '2026-05-25',
      32463,
      {
        id: 'belowBaseline',
        values: { build: '26100.32463', month: '2026-04', baseline: '26100.32690', update: '2026-04, KB5082063' },
      },
    ],
    ['2025-10-31', 6905, { id: 'revisionAmbiguous', values: { build: '26100.6905', month: '2025-10' } }],
    ['2026-11-22', 33438, { id: 'releaseDataEnded', values: { build: '26100.33438', until: '2026-09' } }],
  ];
  for (const [moment, revision, reason] of rows) {
    it(`of ${revision} on ${moment}`, () => {
      assert.deepEqual(read(revision, at(moment)).reason, reason);
    });
  }

  const waysBack: readonly (readonly [string, number, string, string])[] = [
    ['2025-10-31', 6901, '2026-01-13', 'the January baseline'],
    ['2025-03-31', 3476, '2025-04-08', 'the April baseline'],
    ['2026-05-25', 32860, '2026-06-09', 'the unplanned baseline of June'],
    ['2026-06-10', 32860, '2026-06-09', 'the unplanned baseline of June, out already'],
    ['2026-08-31', 33296, '2026-09-08', 'the unplanned baseline of September'],
  ];
  for (const [moment, revision, day, why] of waysBack) {
    it(`names the way back of ${revision} on ${moment}: ${why}`, () => {
      const { reason } = read(revision, at(moment));
      assert.ok(reason);
      assert.equal(reason.id, 'ordinaryUpdate');
      assert.deepEqual(reason.values['until'], { day: at(day) });
    });
  }

  it('names a planned baseline as the way back where its revision is not known yet', () => {
    const releases = extended([
      { month: '2026-10', type: 'hotpatch', build: '26100.33500', ordinaryBuild: '26100.33600' },
      { month: '2026-11', type: 'hotpatch', build: '26100.33700', ordinaryBuild: '26100.33800' },
    ]);
    const { track, reason } = read(33800, at('2026-11-22'), { releases });
    assert.equal(track, 'offTrack');
    assert.deepEqual(reason?.values['until'], { day: at('2027-01-12') });
  });
});

describe('currency', () => {
  it('after the end of release data is a lower bound or not known', () => {
    assert.deepEqual(read(32690, at('2026-11-22')).currency, { releasesBehind: 5, isAtLeast: true });
    assert.deepEqual(read(33438, at('2026-11-22')).currency, { releasesBehind: null, isAtLeast: true });
    assert.deepEqual(read(33600, at('2026-11-22')).currency, { releasesBehind: null, isAtLeast: false });
  });

  it('does not count a release in its grace', () => {
    assert.equal(read(32690, at('2026-05-18T23:59:59Z')).currency.releasesBehind, 0);
    assert.equal(read(32690, at('2026-05-19')).currency.releasesBehind, 1);
  });

  it('never counts more releases behind for a higher revision of the track', () => {
    const onTrack = bundledReleases.months.flatMap((month) =>
      month.product === 'ws2025' && month.revision !== null ? [month.revision] : [],
    );
    for (const moment of ['2025-02-01', '2025-10-31', '2026-05-25', '2026-09-30', '2026-11-22']) {
      for (const graceDays of [0, 7, 30]) {
        const behind = onTrack.map(
          (revision) => read(revision, at(moment), { graceDays }).currency.releasesBehind ?? 0,
        );
        assert.deepEqual(
          behind,
          behind.toSorted((a, b) => b - a),
          `${moment}, grace ${graceDays}`,
        );
      }
    }
  });
});

describe('time passing', () => {
  it('never brings a machine back to the track that is behind its baseline', () => {
    const DAYS = 800;
    const revisions = bundledReleases.months.flatMap((month) => {
      const ofMonth = [month.revision, month.ordinaryRevision, ...month.outOfBand.map((update) => update.revision)];
      return month.product === 'ws2025' ? ofMonth : [];
    });
    const behind = new Set<number>();
    for (let day = 0; day < DAYS; day += 1) {
      const position = releasePosition(bundledReleases, 'ws2025', instant(at('2024-11-01') + day * DAY), 7);
      for (const revision of [...revisions.filter((known) => known !== null), 1742, 5000, 99_999]) {
        const { track } = trackOf({ build: OS_BUILD.ws2025, revision }, position);
        if (behind.has(revision)) assert.equal(track, 'behindBaseline', `revision ${revision}, day ${day}`);
        if (track === 'behindBaseline') behind.add(revision);
      }
    }
    assert.ok(behind.size > 0);
  });
});

describe('release data of the user', () => {
  const october = { month: '2026-10', type: 'baseline', build: '26100.33600', kb: 'KB5130000' };
  const november = { month: '2026-11', type: 'hotpatch', build: '26100.33700', ordinaryBuild: '26100.33790' };

  it('that extends the bundled data is judged by', () => {
    const releases = extended([october, november]);
    const now = at('2026-11-22');
    assert.equal(read(33438, now, { releases }).track, 'behindBaseline');
    assert.deepEqual(read(33600, now, { releases }).currency, { releasesBehind: 1, isAtLeast: false });
    assert.equal(read(33600, now, { releases }).track, 'onTrack');
    assert.equal(read(33700, now, { releases }).track, 'onTrack');
    assert.equal(read(33790, now, { releases }).track, 'offTrack');
    assert.equal(read(33790, at('2026-12-15'), { releases }).track, 'unknown');
  });

  it('that replaces a month takes its place', () => {
    const releases = extended([{ month: '2026-09', type: 'hotpatch', build: '26100.33440' }]);
    const now = at('2026-09-30');
    assert.equal(read(33438, now, { releases }).track, 'unknown');
    assert.equal(read(33440, now, { releases }).track, 'onTrack');
    assert.equal(read(33222, now, { releases }).track, 'onTrack');
    assert.equal(read(33222, now, { releases }).currency.releasesBehind, 1);
  });

  it('that skips a release makes no machine before it look current', () => {
    const releases = extended([november]);
    const now = at('2026-11-22');
    const before = read(33438, now, { releases });
    assert.equal(before.track, 'unknown', 'the October release may have been a baseline');
    assert.deepEqual(before.reason, { id: 'releaseDataEnded', values: { build: '26100.33438', until: '2026-09' } });
    assert.deepEqual(before.currency, { releasesBehind: 1, isAtLeast: true });
    assert.equal(read(33222, now, { releases }).track, 'behindBaseline');
    assert.equal(read(33700, now, { releases }).track, 'onTrack');
    assert.deepEqual(read(33700, now, { releases }).currency, { releasesBehind: 0, isAtLeast: false });
  });

  it('with a gap before the baseline in force does no harm', () => {
    const releases = extended([november, { month: '2027-01', type: 'baseline', build: '26100.34000' }]);
    const now = at('2027-01-25');
    assert.equal(read(34000, now, { releases }).track, 'onTrack');
    assert.equal(read(33700, now, { releases }).track, 'behindBaseline');
  });

  it('for a month that lies far ahead does not keep the data from ending', () => {
    const releases = extended([{ month: '2062-10', type: 'baseline', build: '26100.99000' }]);
    assert.equal(read(33438, at('2026-11-22'), { releases }).track, 'unknown');
  });

  it('on a day before Patch Tuesday does not end its own month', () => {
    const releases = extended([{ ...october, date: '2026-10-12' }]);
    assert.equal(read(33600, at('2026-10-25'), { releases }).track, 'onTrack');
  });

  it('for Windows Server 2022 Azure Edition leaves Windows Server 2025 alone', () => {
    const { months } = readReleases({
      ws2022AzureEdition: [{ month: '2026-06', type: 'baseline', build: '20348.5200' }],
    });
    const releases = extendReleases(bundledReleases, months);
    const now = at('2026-06-20');
    assert.equal(read(5200, now, { releases, product: 'ws2022AzureEdition' }).track, 'onTrack');
    assert.equal(read(5074, now, { releases, product: 'ws2022AzureEdition' }).track, 'behindBaseline');
    assert.equal(read(32995, now, { releases }).track, 'onTrack');
  });
});
