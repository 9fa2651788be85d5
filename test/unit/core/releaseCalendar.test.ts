import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DAY, instant, toIsoDay } from '../../../src/core/instant';
import type { ReleaseProduct } from '../../../src/core/release';
import { patchTuesday, patchTuesdayAfter, releasePosition } from '../../../src/core/releaseCalendar';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import { at } from './machineBuilder';

const PRODUCTS: readonly ReleaseProduct[] = ['ws2025', 'ws2022AzureEdition'];

describe('Patch Tuesday', () => {
  // By a paper calendar: months that begin on each day of the week, and a leap February.
  const days: readonly (readonly [number, number, string])[] = [
    [2024, 1, '2024-02-13'],
    [2025, 0, '2025-01-14'],
    [2025, 3, '2025-04-08'],
    [2026, 2, '2026-03-10'],
    [2026, 4, '2026-05-12'],
    [2026, 5, '2026-06-09'],
    [2026, 8, '2026-09-08'],
    [2026, 9, '2026-10-13'],
    [2026, 11, '2026-12-08'],
    [2027, 5, '2027-06-08'],
    [2026, 12, '2027-01-12'],
  ];
  for (const [year, month, day] of days) {
    it(`of ${year}, month ${month + 1}, is ${day}`, () => {
      assert.equal(toIsoDay(patchTuesday(year, month)), day);
    });
  }

  it('is a Tuesday from the 8th to the 14th, at 00:00 UTC', () => {
    for (let month = 0; month < 12 * 40; month += 1) {
      const date = new Date(patchTuesday(2020, month));
      assert.equal(date.getUTCDay(), 2);
      assert.ok(date.getUTCDate() >= 8 && date.getUTCDate() <= 14);
      assert.equal(date.getTime() % DAY, 0);
    }
  });

  it('after a moment is later than it, even on the day itself', () => {
    assert.equal(toIsoDay(patchTuesdayAfter(at('2026-10-12T23:59:59.999Z'))), '2026-10-13');
    assert.equal(toIsoDay(patchTuesdayAfter(at('2026-10-13'))), '2026-11-10');
    assert.equal(toIsoDay(patchTuesdayAfter(at('2026-12-31T23:59:59Z'))), '2027-01-12');
  });
});

describe('bundled release data', () => {
  for (const product of PRODUCTS) {
    const months = bundledReleases.months.filter((month) => month.product === product);

    it(`of ${product} comes out on Patch Tuesdays, each in its month, in order, with no month left out`, () => {
      months.forEach((month, index) => {
        const [year, number] = month.month.split('-').map(Number);
        assert.equal(month.date, patchTuesday(year ?? 0, (number ?? 0) - 1), month.month);
        const before = months[index - 1];
        if (before) assert.equal(patchTuesdayAfter(before.date), month.date, month.month);
      });
    });

    it(`of ${product} has revisions that only grow`, () => {
      const revisions = months.flatMap((month) => (month.revision === null ? [] : [month.revision]));
      revisions.forEach((revision, index) => {
        assert.ok(revision > (revisions[index - 1] ?? 0), String(revision));
      });
      assert.ok(revisions.length > 0);
    });

    it(`of ${product} has ordinary updates above the hotpatch of their month and below the next release`, () => {
      months.forEach((month, index) => {
        const next = months[index + 1]?.revision ?? Infinity;
        const others = [month.ordinaryRevision, ...month.outOfBand.map((update) => update.revision)];
        for (const other of others.filter((revision) => revision !== null)) {
          assert.ok(month.revision !== null && other > month.revision && other < next, `${month.month}: ${other}`);
        }
      });
    });

    it(`of ${product} has an ordinary update in hotpatch months only`, () => {
      for (const month of months) {
        if (month.type === 'baseline') assert.equal(month.ordinaryRevision, null, month.month);
        else if (month.revision !== null) assert.notEqual(month.ordinaryRevision, null, month.month);
        assert.equal(month.ordinaryRevision === null, month.ordinaryKb === null, month.month);
      }
    });

    it(`of ${product} has its baselines in January, April, July and October; others are called unplanned`, () => {
      for (const month of months) {
        const isPlanned = ['01', '04', '07', '10'].includes(month.month.slice(5));
        assert.equal(month.type === 'baseline' && !isPlanned, month.unplanned, month.month);
        if (isPlanned) assert.equal(month.type, 'baseline', month.month);
      }
    });

    it(`of ${product} has figures for every month but the planned ones, which come last`, () => {
      const firstPlanned = months.findIndex((month) => month.confidence === 'planned');
      months.forEach((month, index) => {
        const isPlanned = firstPlanned !== -1 && index >= firstPlanned;
        assert.equal(month.confidence === 'planned', isPlanned, month.month);
        assert.equal(month.revision === null, isPlanned, month.month);
      });
    });

    it(`of ${product} has out-of-band updates after the release of their month and before the next`, () => {
      for (const month of months) {
        for (const update of month.outOfBand) {
          assert.ok(update.date > month.date && update.date < patchTuesdayAfter(month.date), month.month);
        }
      }
    });
  }

  it('names no KB twice, and names each as KB and seven digits', () => {
    const kbs = bundledReleases.months
      .flatMap((month) => [month.kb, month.ordinaryKb, ...month.outOfBand.map((update) => update.kb)])
      .filter((kb) => kb !== null);
    for (const kb of kbs) assert.match(kb, /^KB\d{7}$/);
    assert.equal(new Set(kbs).size, kbs.length);
  });

  it('has two revisions on one number only where both updates are told apart', () => {
    const ws2025 = bundledReleases.months.filter((month) => month.product === 'ws2025');
    const revisions = ws2025.flatMap((month) =>
      [month.revision, month.ordinaryRevision, ...month.outOfBand.map((update) => update.revision)].filter(
        (revision) => revision !== null,
      ),
    );
    assert.deepEqual(
      revisions.filter((revision, index) => revisions.indexOf(revision) !== index),
      [6905],
    );
  });

  it('was reviewed after the last release that it has figures for', () => {
    for (const month of bundledReleases.months) {
      if (month.revision !== null) assert.ok(month.date < bundledReleases.reviewedOn);
    }
  });
});

describe('position on the calendar', () => {
  it('before all data has nothing in force', () => {
    const position = releasePosition(bundledReleases, 'ws2025', at('2024-11-18T23:59:59Z'), 7);
    assert.deepEqual(position.inForce, []);
    assert.equal(position.baseline, null);
    assert.equal(position.hasEnded, false);
    assert.equal(toIsoDay(position.nextBaseline), '2025-01-14');
  });

  it('counts the grace in whole UTC days from the day of release', () => {
    const newestInForce = (now: string, graceDays: number) =>
      releasePosition(bundledReleases, 'ws2025', at(now), graceDays).inForce.at(-1)?.month;
    assert.equal(newestInForce('2026-05-18T23:59:59.999Z', 7), '2026-04');
    assert.equal(newestInForce('2026-05-19T00:00:00Z', 7), '2026-05');
    assert.equal(newestInForce('2026-05-12T00:00:00Z', 0), '2026-05');
    assert.equal(newestInForce('2026-05-11T23:59:59.999Z', 0), '2026-04');
    assert.equal(newestInForce('2026-06-11T00:00:00Z', 30), '2026-05');
    assert.equal(newestInForce('2026-06-10T23:59:59.999Z', 30), '2026-04');
  });

  const nextBaselines: readonly (readonly [ReleaseProduct, string, string])[] = [
    ['ws2025', '2026-05-25', '2026-06-09'],
    ['ws2025', '2026-06-08T23:59:59Z', '2026-06-09'],
    ['ws2025', '2026-06-09', '2026-07-14'],
    ['ws2025', '2026-07-14', '2026-09-08'],
    ['ws2025', '2026-09-08', '2026-10-13'],
    ['ws2025', '2026-10-13', '2027-01-12'],
    ['ws2025', '2026-12-31', '2027-01-12'],
    ['ws2025', '2027-01-12', '2027-04-13'],
    ['ws2025', '2030-11-01', '2031-01-14'],
    ['ws2022AzureEdition', '2026-04-14', '2026-07-14'],
    ['ws2022AzureEdition', '2026-11-22', '2027-01-12'],
  ];
  for (const [product, now, day] of nextBaselines) {
    it(`of ${product} on ${now} has its next baseline on ${day}`, () => {
      assert.equal(toIsoDay(releasePosition(bundledReleases, product, at(now), 7).nextBaseline), day);
    });
  }

  it('believes data that has a hotpatch where the rule has a baseline', () => {
    const { months } = readReleases([{ month: '2027-01', type: 'hotpatch', build: '26100.34000' }]);
    const releases = extendReleases(bundledReleases, months);
    assert.equal(toIsoDay(releasePosition(releases, 'ws2025', at('2026-12-20'), 7).nextBaseline), '2027-04-13');
  });

  it('has the planned baselines before a month that data has far ahead, and after one that it has as a hotpatch', () => {
    const next = (now: string, ...entries: readonly object[]) => {
      const releases = extendReleases(bundledReleases, readReleases(entries).months);
      return toIsoDay(releasePosition(releases, 'ws2025', at(now), 7).nextBaseline);
    };
    const july = { month: '2027-07', type: 'baseline' };
    assert.equal(next('2026-11-22', july), '2027-01-12');
    assert.equal(next('2027-01-12', july), '2027-04-13');
    assert.equal(next('2027-04-13', july), '2027-07-13');
    assert.equal(next('2026-11-22', { month: '2099-12', type: 'hotpatch' }), '2027-01-12');
    const february = { month: '2027-02', type: 'baseline', unplanned: true };
    assert.equal(next('2026-11-22', february), '2027-01-12');
    assert.equal(next('2027-01-12', february), '2027-02-09');
    const moved = { month: '2027-01', type: 'baseline', date: '2027-01-19' };
    assert.equal(next('2027-01-12', moved), '2027-01-19');
    assert.equal(next('2027-01-19', moved), '2027-04-13');
    const quiet = ['2027-01', '2027-04', '2027-07', '2027-10'].map((month) => ({ month, type: 'hotpatch' }));
    assert.equal(next('2026-11-22', ...quiet), '2028-01-11');
  });

  it('has ended when the grace of a release has passed that data does not have', () => {
    const hasEnded = (product: ReleaseProduct, now: string, graceDays = 7) =>
      releasePosition(bundledReleases, product, at(now), graceDays).hasEnded;
    assert.equal(hasEnded('ws2025', '2026-10-19T23:59:59.999Z'), false);
    assert.equal(hasEnded('ws2025', '2026-10-20'), true);
    assert.equal(hasEnded('ws2025', '2026-10-13', 0), true);
    assert.equal(hasEnded('ws2022AzureEdition', '2026-06-15T23:59:59.999Z'), false);
    assert.equal(hasEnded('ws2022AzureEdition', '2026-06-16'), true);
    assert.equal(hasEnded('ws2025', '2099-01-01'), true);
  });

  it('of a product without data is empty and knows the rule', () => {
    const none = { months: [], reviewedOn: instant(0) };
    const position = releasePosition(none, 'ws2025', at('2026-11-22'), 7);
    assert.deepEqual(position.inForce, []);
    assert.equal(position.baseline, null);
    assert.equal(toIsoDay(position.nextBaseline), '2027-01-12');
  });
});
