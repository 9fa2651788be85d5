import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DAY, toIsoDay } from '../../../src/core/instant';
import type { ReleaseMonth } from '../../../src/core/release';
import { OS_BUILD } from '../../../src/core/release';
import { patchTuesday } from '../../../src/core/releaseCalendar';
import type { ReleaseIssueId } from '../../../src/core/releaseSettings';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import { at } from './machineBuilder';

const good = { month: '2026-10', type: 'baseline', build: '26100.33600' };

function readOne(entry: unknown): ReleaseMonth {
  const { months, issues } = readReleases([entry]);
  assert.deepEqual(issues, []);
  const [month] = months;
  assert.ok(month);
  return month;
}

describe('release data in settings', () => {
  it('needs month, type and build; the day is Patch Tuesday', () => {
    assert.deepEqual(readOne(good), {
      product: 'ws2025',
      month: '2026-10',
      date: at('2026-10-13'),
      type: 'baseline',
      unplanned: false,
      revision: 33600,
      kb: null,
      ordinaryRevision: null,
      ordinaryKb: null,
      outOfBand: [],
      confidence: 'reported',
    });
  });

  it('takes everything that the calendar knows', () => {
    const entry = {
      month: ' 2026-11 ',
      type: 'hotpatch',
      build: '26100.33700',
      kb: ' KB5130001 ',
      date: '2026-11-10',
      ordinaryBuild: '26100.33790',
      ordinaryKb: 'KB5130002',
      unplanned: false,
      oob: [
        { date: '2026-11-17', build: '26100.33800', kb: 'KB5130003' },
        { date: '2026-11-18', build: '26100.33705', kb: 'KB5130004', hotpatch: true },
        { date: '2026-11-19', build: 33810, offTrack: false },
        { date: '2026-11-20', build: '33820', offTrack: true },
      ],
    };
    const month = readOne(entry);
    assert.equal(month.month, '2026-11');
    assert.equal(month.kb, 'KB5130001');
    assert.equal(month.ordinaryRevision, 33790);
    assert.equal(month.ordinaryKb, 'KB5130002');
    assert.deepEqual(
      month.outOfBand.map((update) => [toIsoDay(update.date), update.revision, update.kb, update.staysOnTrack]),
      [
        ['2026-11-17', 33800, 'KB5130003', false],
        ['2026-11-18', 33705, 'KB5130004', true],
        ['2026-11-19', 33810, null, true],
        ['2026-11-20', 33820, null, false],
      ],
    );
  });

  it('does not guess whether an update on top of a baseline stays on the track', () => {
    const month = readOne({ ...good, oob: [{ date: '2026-10-20', build: '26100.33610' }] });
    assert.equal(month.outOfBand[0]?.staysOnTrack, null);
  });

  for (const build of ['26100.33600', '10.0.26100.33600', '33600', ' 33600 ', 33600]) {
    it(`reads the build ${JSON.stringify(build)}`, () => {
      assert.equal(readOne({ ...good, build }).revision, 33600);
    });
  }

  it('takes a month whose build is not out yet', () => {
    const month = readOne({ month: '2026-12', type: 'hotpatch' });
    assert.equal(month.revision, null);
    assert.equal(month.confidence, 'planned');
    assert.equal(readOne({ month: '2026-12', type: 'hotpatch', build: null, ordinaryBuild: null }).revision, null);
  });

  it('knows no ordinary update beside a baseline', () => {
    const month = readOne({ ...good, ordinaryBuild: '26100.33600', ordinaryKb: 'KB5130000' });
    assert.equal(month.ordinaryRevision, null);
    assert.equal(month.ordinaryKb, null);
  });

  it('takes the day of a date with a time', () => {
    assert.equal(readOne({ ...good, date: '2026-10-13T17:00:00Z' }).date, at('2026-10-13'));
    const { outOfBand } = readOne({ ...good, oob: [{ date: '2026-10-20T10:00:00-07:00', build: 33610 }] });
    assert.equal(outOfBand[0]?.date, at('2026-10-20'));
  });

  it('takes nothing for nothing', () => {
    for (const value of [undefined, null, []]) assert.deepEqual(readReleases(value), { months: [], issues: [] });
  });

  const bad: readonly (readonly [string, unknown, ReleaseIssueId])[] = [
    ['text', 'x', 'notAnObject'],
    ['null', null, 'notAnObject'],
    ['a list', [], 'notAnObject'],
    ['no month', { ...good, month: undefined }, 'monthInvalid'],
    ['month 13', { ...good, month: '2026-13' }, 'monthInvalid'],
    ['month 0', { ...good, month: '2026-00' }, 'monthInvalid'],
    ['a month without its zero', { ...good, month: '2026-9' }, 'monthInvalid'],
    ['a year of another century', { ...good, month: '1926-10' }, 'monthInvalid'],
    ['a number for the month', { ...good, month: 202610 }, 'monthInvalid'],
    ['a date that is none', { ...good, date: 'soon' }, 'dateInvalid'],
    ['a date that the calendar does not have', { ...good, date: '2026-10-32' }, 'dateInvalid'],
    ['a date of another month', { ...good, date: '2025-10-14' }, 'dateInvalid'],
    ['a number for the date', { ...good, date: 0 }, 'dateInvalid'],
    ['no type', { month: '2026-10', build: 1 }, 'typeInvalid'],
    ['a type in another casing', { ...good, type: 'Baseline' }, 'typeInvalid'],
    ['a build of another product', { ...good, build: '20348.5200' }, 'buildInvalid'],
    ['a build that is none', { ...good, build: 'newest' }, 'buildInvalid'],
    ['a negative build', { ...good, build: -33600 }, 'buildInvalid'],
    ['a build as a number with a point, which loses its zeros', { ...good, build: 26100.336 }, 'buildInvalid'],
    ['a build that is not a number', { ...good, build: NaN }, 'buildInvalid'],
    ['a build in a list', { ...good, build: [33600] }, 'buildInvalid'],
    ['a build that is a truth value', { ...good, build: true }, 'buildInvalid'],
    ['an object that cannot be text', { ...good, build: { toString: 1, valueOf: 1 } }, 'buildInvalid'],
    ['an ordinary build that is none', { ...good, type: 'hotpatch', ordinaryBuild: 'x' }, 'buildInvalid'],
    ['an unknown product', { ...good, product: 'ws2019' }, 'productInvalid'],
    ['null for the product', { ...good, product: null }, 'productInvalid'],
    ['out-of-band updates that are no list', { ...good, oob: {} }, 'outOfBandInvalid'],
    ['an out-of-band update without a date', { ...good, oob: [{ build: 33610 }] }, 'outOfBandInvalid'],
    ['an out-of-band update without a build', { ...good, oob: [{ date: '2026-10-20' }] }, 'outOfBandInvalid'],
    ['an out-of-band update that is text', { ...good, oob: ['x'] }, 'outOfBandInvalid'],
  ];
  for (const [name, entry, id] of bad) {
    it(`leaves out an entry with ${name}, names it, and keeps the rest`, () => {
      const { months, issues } = readReleases([good, entry, { ...good, month: '2026-11', type: 'hotpatch' }]);
      assert.deepEqual(issues, [{ id, entry: 2 }]);
      assert.deepEqual(
        months.map((month) => month.month),
        ['2026-10', '2026-11'],
      );
    });
  }

  it('is a list, or an object with lists by product', () => {
    for (const value of ['x', 5, true, {}, { ws2025: 'x' }]) {
      assert.deepEqual(readReleases(value), { months: [], issues: [{ id: 'notAList', entry: 0 }] });
    }
    const { months, issues } = readReleases({
      _about: 'the file may say more',
      ws2025: [good],
      ws2022AzureEdition: [{ ...good, build: '20348.5200' }, 5],
    });
    assert.deepEqual(
      months.map((month) => [month.product, month.revision]),
      [
        ['ws2025', 33600],
        ['ws2022AzureEdition', 5200],
      ],
    );
    assert.deepEqual(issues, [{ id: 'notAnObject', entry: 3 }]);
  });

  it('names a product whose list is none, and keeps the other', () => {
    const { months, issues } = readReleases({ ws2025: [good], ws2022AzureEdition: {} });
    assert.equal(months.length, 1);
    assert.deepEqual(issues, [{ id: 'notAList', entry: 0 }]);
  });

  it('never throws, whatever the JSON', () => {
    const hostile = fc.constantFrom<unknown>(
      { toString: 1, valueOf: 1 },
      { toString: null },
      { __proto__: null },
      [[]],
      '',
    );
    const keys = ['product', 'month', 'date', 'type', 'build', 'kb', 'ordinaryBuild', 'oob', 'unplanned', 'offTrack'];
    const anything = fc.oneof(fc.jsonValue(), hostile);
    const nearMiss = fc
      .tuple(fc.constantFrom(...keys), anything)
      .map(([key, value]) => ({ ...good, oob: [{ ...good, date: '2026-10-20', [key]: value }], [key]: value }));
    const lists = fc.array(fc.oneof(anything, nearMiss), { maxLength: 5 });
    const values = fc.oneof(anything, lists, fc.record({ ws2025: lists, ws2022AzureEdition: anything }));
    fc.assert(
      fc.property(values, (value) => {
        const { months, issues } = readReleases(value);
        for (const month of months) assert.match(month.month, /^20\d\d-\d\d$/);
        for (const issue of issues) assert.ok(issue.entry >= 0);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what was written', () => {
    const kb = fc.option(fc.integer({ min: 5_000_000, max: 5_999_999 }).map((number) => `KB${number}`));
    const revision = fc.integer({ min: 1, max: 999_999 });
    const months = fc
      .record({
        product: fc.constantFrom('ws2025' as const, 'ws2022AzureEdition' as const),
        year: fc.integer({ min: 2000, max: 2099 }),
        number: fc.integer({ min: 0, max: 11 }),
        shift: fc.integer({ min: -7, max: 14 }),
        type: fc.constantFrom('baseline' as const, 'hotpatch' as const),
        unplanned: fc.boolean(),
        revision,
        ordinary: fc.option(revision),
        kb,
        updates: fc.array(fc.record({ revision, kb, staysOnTrack: fc.boolean() }), { maxLength: 3 }),
      })
      .map(({ year, number, shift, ordinary, updates, ...rest }) => {
        const date = at(toIsoDay(patchTuesday(year, number)));
        const released = at(new Date(date + shift * DAY).toISOString());
        return {
          ...rest,
          month: toIsoDay(date).slice(0, 7),
          date: released,
          ordinaryRevision: rest.type === 'baseline' ? null : ordinary,
          ordinaryKb: rest.type === 'baseline' || ordinary === null ? null : 'KB5000000',
          outOfBand: updates.map((update) => ({ ...update, date: released })),
          confidence: 'reported' as const,
        };
      });
    fc.assert(
      fc.property(months, (month) => {
        const entry: unknown = JSON.parse(JSON.stringify(entryOf(month)));
        assert.deepEqual(readOne(entry), month);
      }),
    );
  });
});

function entryOf(month: ReleaseMonth): object {
  const build = (revision: number | null) => (revision === null ? null : `${OS_BUILD[month.product]}.${revision}`);
  return {
    product: month.product,
    month: month.month,
    date: toIsoDay(month.date),
    type: month.type,
    unplanned: month.unplanned,
    build: build(month.revision),
    kb: month.kb,
    ordinaryBuild: build(month.ordinaryRevision),
    ordinaryKb: month.ordinaryKb,
    oob: month.outOfBand.map((update) => ({
      date: toIsoDay(update.date),
      build: build(update.revision),
      kb: update.kb,
      offTrack: update.staysOnTrack === null ? undefined : !update.staysOnTrack,
    })),
  };
}

describe('bundled data with the months of the user', () => {
  it('replaces a month of the same product, adds others, and stays in order', () => {
    const { months } = readReleases([
      { month: '2027-01', type: 'baseline', build: 34000 },
      { ...good, build: 33601 },
      { month: '2026-09', type: 'hotpatch', build: 33440 },
      good,
    ]);
    const extended = extendReleases(bundledReleases, months);
    const ws2025 = extended.months.filter((month) => month.product === 'ws2025');
    assert.deepEqual(
      ws2025.slice(-6).map((month) => [month.month, month.revision]),
      [
        ['2026-08', 33222],
        ['2026-09', 33440],
        ['2026-10', 33600],
        ['2026-11', null],
        ['2026-12', null],
        ['2027-01', 34000],
      ],
    );
    assert.equal(extended.months.length, bundledReleases.months.length + 1);
    assert.equal(extended.reviewedOn, bundledReleases.reviewedOn);
  });

  it('leaves the bundled data as it was', () => {
    const before = structuredClone(bundledReleases);
    extendReleases(bundledReleases, readReleases([{ ...good, month: '2026-05' }]).months);
    assert.deepEqual(bundledReleases, before);
  });

  it('without months of the user is the bundled data in order of days', () => {
    const { months } = extendReleases(bundledReleases, []);
    assert.deepEqual(new Set(months), new Set(bundledReleases.months));
    months.forEach((month, index) => {
      assert.ok(month.date >= (months[index - 1]?.date ?? 0));
    });
  });
});
