import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChargedSpans, EnrolledSpan } from '../../../src/core/cost';
import { costSubject, DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import { costSeries } from '../../../src/core/costHistory';
import type { Instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { toCurrency } from '../../../src/core/money';
import type { MonthlyRecord } from '../../../src/core/monthlyRecord';
import {
  chargedHistory,
  coveredMonths,
  mergeRecords,
  recordObservation,
  RecordThinner,
  unionOfSpans,
} from '../../../src/core/monthlyRecord';
import type { UtcDay } from '../../../src/core/utcDay';
import { monthName, startOfDay, utcMonth } from '../../../src/core/utcDay';
import { day, idOf, month, PROD, seriesOptions, span } from './costBuilder';
import type { MachineDifferences } from './machineBuilder';
import { at, judge, machine } from './machineBuilder';

/** The sample machine as read at a moment; 16 logical cores, which count, since it is virtual. */
function seen(moment: Instant, differs: MachineDifferences & { readonly name?: string } = {}): JudgedMachine {
  const facts = machine({ id: idOf(differs.name ?? 'app01'), subscriptionId: PROD, ...differs });
  return { facts, asOf: moment, verdict: judge(facts, { now: moment }) };
}

function enrolledOn(text: string): MachineDifferences {
  return { hotpatchFeature: { enrolledAt: at(text) } };
}

function observe(record: MonthlyRecord | null, text: string, ...machines: readonly JudgedMachine[]): MonthlyRecord {
  return recordObservation(record, { at: at(text), machines, isComplete: true });
}

function spansIn(record: MonthlyRecord, name = 'app01'): readonly EnrolledSpan[] | undefined {
  return record.machines.get(idOf(name))?.spans;
}

function history(
  today: readonly JudgedMachine[],
  ...records: readonly MonthlyRecord[]
): readonly Pick<ChargedSpans, 'cores' | 'spans'>[] {
  const subjects = today.map((one) => costSubject(one, DEFAULT_ASSUMPTIONS));
  return chargedHistory(subjects, records, DEFAULT_ASSUMPTIONS).map(({ cores, spans }) => ({ cores, spans }));
}

const SEPTEMBER_20 = '2025-09-20T12:00:00Z';
const SINCE_AUGUST = enrolledOn('2025-08-05T10:00:00Z');
const SEEN = seen(at(SEPTEMBER_20), SINCE_AUGUST);
const NOVEMBER_3 = '2025-11-03T12:00:00Z';

describe('recordObservation', () => {
  it('keeps the enrolled days up to the day of the read, and no day that is not over', () => {
    const record = observe(null, SEPTEMBER_20, SEEN);
    assert.equal(monthName(record.month), '2025-09');
    assert.deepEqual(record.readDays, [day('2025-09-20')]);
    assert.deepEqual(spansIn(record), [span('2025-08-05', '2025-09-20')]);
    assert.deepEqual(record.machines.get(idOf('app01'))?.cores, { physical: 8, logical: 16 });
  });

  it('counts states, machines without an enrollment among them', () => {
    const record = observe(
      null,
      SEPTEMBER_20,
      seen(at(SEPTEMBER_20)),
      seen(at(SEPTEMBER_20), { name: 'none', hotpatchFeature: null }),
    );
    assert.equal(record.states.notEnrolled, 1);
    assert.equal(
      Object.values(record.states).reduce((a, b) => a + b),
      2,
    );
    assert.equal(record.machines.has(idOf('none')), false);
  });

  it('is the same object where a second read of the day tells nothing new', () => {
    const record = observe(null, SEPTEMBER_20, SEEN);
    assert.equal(record.machines.size, 1);
    assert.equal(observe(record, '2025-09-20T18:00:00Z', SEEN), record);
    assert.notEqual(observe(record, '2025-09-21T18:00:00Z', SEEN), record);
  });

  it('keeps what a re-enrollment overwrites', () => {
    const before = observe(null, SEPTEMBER_20, SEEN);
    const later = '2025-09-28T12:00:00Z';
    const after = observe(before, later, seen(at(later), enrolledOn('2025-09-25T10:00:00Z')));
    assert.deepEqual(spansIn(after), [span('2025-08-05', '2025-09-20'), span('2025-09-25', '2025-09-28')]);
  });

  it('does not charge the day of a disenrollment, though it was enrolled when read that morning', () => {
    const before = observe(null, SEPTEMBER_20, SEEN);
    const evening = '2025-09-20T22:00:00Z';
    const left = { enrolledAt: at('2025-08-05T10:00:00Z'), disenrolledAt: at('2025-09-20T15:00:00Z') };
    const after = observe(before, evening, seen(at(evening), { hotpatchFeature: { status: 'Disabled', ...left } }));
    assert.deepEqual(spansIn(after), [span('2025-08-05', '2025-09-20')]);
  });

  it('keeps machines that a later read does not have, and counts that it does not say', () => {
    const before = observe(null, SEPTEMBER_20, SEEN, seen(at(SEPTEMBER_20), { ...SINCE_AUGUST, name: 'gone' }));
    const later = '2025-09-28T12:00:00Z';
    const after = observe(before, later, seen(at(later), { ...SINCE_AUGUST, cores: { physical: null, logical: 32 } }));
    assert.ok(after.machines.has(idOf('gone')));
    assert.deepEqual(after.machines.get(idOf('app01'))?.cores, { physical: 8, logical: 32 });
  });

  it('takes rows that are older than the read up to their own day', () => {
    const stale = seen(at('2025-09-12T12:00:00Z'), SINCE_AUGUST);
    const record = recordObservation(null, { at: at(SEPTEMBER_20), machines: [stale], isComplete: false });
    assert.deepEqual(spansIn(record), [span('2025-08-05', '2025-09-12')]);
    assert.deepEqual(record.readDays, [], 'a partial read is no day on which the fleet was read');
  });

  it('begins anew with a month', () => {
    const september = observe(null, SEPTEMBER_20, seen(at(SEPTEMBER_20), { ...SINCE_AUGUST, name: 'gone' }));
    const october = observe(september, '2025-10-01T00:00:00Z', seen(at('2025-10-01T00:00:00Z')));
    assert.equal(monthName(october.month), '2025-10');
    assert.ok(!october.machines.has(idOf('gone')));
  });
});

describe('mergeRecords', () => {
  it('loses nothing that either window has seen', () => {
    const first = observe(null, SEPTEMBER_20, SEEN);
    const later = '2025-09-28T12:00:00Z';
    const second = observe(
      null,
      later,
      seen(at(later), { ...enrolledOn('2025-09-25T10:00:00Z'), cores: { logical: 32 } }),
      seen(at(later), { ...SINCE_AUGUST, name: 'other' }),
    );
    const merged = mergeRecords(first, second);
    assert.deepEqual(merged.readDays, [day('2025-09-20'), day('2025-09-28')]);
    assert.deepEqual(spansIn(merged), [span('2025-08-05', '2025-09-20'), span('2025-09-25', '2025-09-28')]);
    assert.equal(merged.machines.get(idOf('app01'))?.cores.logical, 32);
    assert.equal(merged.machines.size, 2);
  });
});

describe('unionOfSpans', () => {
  it('has exactly the days of its spans, apart and in order', () => {
    const someSpan = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer({ min: 1, max: 12 }), { freq: 8 }))
      .map(([from, length]) => ({ from: from as UtcDay, to: length === null ? null : ((from + length) as UtcDay) }));
    fc.assert(
      fc.property(fc.array(someSpan, { maxLength: 8 }), (spans) => {
        const union = unionOfSpans<EnrolledSpan>(spans);
        const isIn = (all: readonly EnrolledSpan[], on: number): boolean =>
          all.some(({ from, to }) => from <= on && (to === null || on < to));
        for (let on = 0; on < 60; on += 1) assert.equal(isIn(union, on), isIn(spans, on), `day ${on}`);
        for (const [place, { to }] of union.entries()) {
          const next = union[place + 1];
          if (next) assert.ok(to !== null && to < next.from);
        }
      }),
    );
  });
});

describe('chargedHistory', () => {
  const NOW = NOVEMBER_3;

  it('is today’s machines where there is no record, or none that tells more', () => {
    const today = [costSubject(seen(at(NOW), SINCE_AUGUST), DEFAULT_ASSUMPTIONS)];
    assert.equal(chargedHistory(today, [], DEFAULT_ASSUMPTIONS), today);
    const record = observe(null, SEPTEMBER_20, SEEN);
    assert.equal(chargedHistory(today, [record], DEFAULT_ASSUMPTIONS), today);
  });

  it('knows machines that have gone', () => {
    const record = observe(null, SEPTEMBER_20, SEEN);
    assert.deepEqual(history([], record), [{ cores: 16, spans: [span('2025-08-05', '2025-09-20')] }]);
  });

  it('adds the days that Azure has forgotten to those that it tells', () => {
    const record = observe(null, SEPTEMBER_20, SEEN);
    const today = seen(at(NOW), enrolledOn('2025-10-10T10:00:00Z'));
    assert.deepEqual(history([today], record), [
      { cores: 16, spans: [span('2025-08-05', '2025-09-20'), span('2025-10-10')] },
    ]);
  });

  it('takes each month’s cores from its record, from the next one before the first, from today’s after the last', () => {
    const ten = '2025-10-20T12:00:00Z';
    const september = observe(null, SEPTEMBER_20, seen(at(SEPTEMBER_20), { ...SINCE_AUGUST, cores: { logical: 4 } }));
    const october = observe(null, ten, seen(at(ten), { ...SINCE_AUGUST, cores: { logical: 8 } }));
    const today = seen(at(NOW), SINCE_AUGUST);
    // In whatever order the files came.
    assert.deepEqual(history([today], october, september), [
      { cores: 4, spans: [span('2025-08-05', '2025-10-01')] },
      { cores: 8, spans: [span('2025-10-01', '2025-11-01')] },
      { cores: 16, spans: [span('2025-11-01')] },
    ]);
  });

  it('does not cut where the count stays', () => {
    const ten = '2025-10-20T12:00:00Z';
    const gone = { ...SINCE_AUGUST, name: 'gone' };
    const september = observe(null, SEPTEMBER_20, seen(at(SEPTEMBER_20), gone));
    const october = observe(null, ten, seen(at(ten), gone));
    assert.deepEqual(history([], september, october), [{ cores: 16, spans: [span('2025-08-05', '2025-10-20')] }]);
  });

  it('makes the bill of a machine that was deleted and of one whose cores have changed', () => {
    const september = observe(
      null,
      '2025-09-30T12:00:00Z',
      seen(at('2025-09-30T12:00:00Z'), { ...enrolledOn('2025-09-01T00:00:00Z'), name: 'gone' }),
      seen(at('2025-09-30T12:00:00Z'), { ...enrolledOn('2025-09-01T00:00:00Z'), cores: { logical: 4 } }),
    );
    const today = [costSubject(seen(at(NOW), enrolledOn('2025-09-01T00:00:00Z')), DEFAULT_ASSUMPTIONS)];
    const charged = chargedHistory(today, [september], DEFAULT_ASSUMPTIONS);
    const series = costSeries(charged, seriesOptions('2025-09', '2025-10', { now: at(NOW) }));
    // September: 29 of 30 days of 16 cores = 23.20, and 4 cores = 6.00. October: 16 cores = 24.00.
    assert.deepEqual(
      series.months.map(({ cost }) => toCurrency(cost)),
      [29.2, 24],
    );
    assert.deepEqual(
      series.months.map(({ machines }) => machines),
      [2, 1],
    );
  });

  it('never tells less than Azure’s dates alone, whatever was read when', () => {
    const someDay = fc.integer({ min: day('2025-08-01'), max: day('2025-10-31') });
    fc.assert(
      fc.property(fc.array(fc.tuple(someDay, someDay), { minLength: 1, maxLength: 6 }), (reads) => {
        const records = new Map<number, MonthlyRecord>();
        for (const [readOn, enrolled] of reads) {
          const moment = startOfDay(readOn as UtcDay);
          const machineSeen = seen(moment, { hotpatchFeature: { enrolledAt: startOfDay(enrolled as UtcDay) } });
          const record = recordObservation(records.get(utcMonth(moment)) ?? null, {
            at: moment,
            machines: [machineSeen],
            isComplete: true,
          });
          records.set(record.month, record);
        }
        const today = [costSubject(seen(at(NOW), enrolledOn('2025-10-20T00:00:00Z')), DEFAULT_ASSUMPTIONS)];
        const options = seriesOptions('2025-07', '2025-12', { now: at(NOW) });
        const alone = costSeries(today, options);
        const together = costSeries(chargedHistory(today, [...records.values()], DEFAULT_ASSUMPTIONS), options);
        for (const [place, one] of together.months.entries()) {
          assert.ok(one.cost >= (alone.months[place]?.cost ?? 0n));
          assert.ok(one.machines <= 1, 'one machine is one machine');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('RecordThinner', () => {
  it('leaves out what a later record tells again, and keeps every month’s read days', () => {
    const september = observe(null, SEPTEMBER_20, SEEN, seen(at(SEPTEMBER_20), { ...SINCE_AUGUST, name: 'gone' }));
    const november = observe(null, NOVEMBER_3, seen(at(NOVEMBER_3), SINCE_AUGUST));
    const [newer, older] = thinned([september, november]).toReversed();
    assert.deepEqual(newer, november);
    assert.deepEqual([...(older?.machines.keys() ?? [])], [idOf('gone')]);
    assert.deepEqual(older?.readDays, september.readDays);
  });

  it('changes nothing of what is charged, whatever was read when', () => {
    const someDay = fc.integer({ min: day('2025-08-01'), max: day('2025-12-31') });
    const someRead = fc.record({
      on: someDay,
      enrolled: someDay,
      cores: fc.constantFrom(4, 8),
      name: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(someRead, { minLength: 1, maxLength: 12 }), (reads) => {
        const records = new Map<number, MonthlyRecord>();
        for (const { on, enrolled, cores, name } of reads) {
          const moment = startOfDay(on as UtcDay);
          const feature = { hotpatchFeature: { enrolledAt: startOfDay(enrolled as UtcDay) } };
          const one = seen(moment, { ...feature, name, cores: { logical: cores } });
          const before = records.get(utcMonth(moment)) ?? null;
          const record = recordObservation(before, { at: moment, machines: [one], isComplete: true });
          records.set(record.month, record);
        }
        const all = [...records.values()].sort((a, b) => a.month - b.month);
        const today = [
          costSubject(seen(at('2026-01-20T12:00:00Z'), enrolledOn('2025-10-20T00:00:00Z')), DEFAULT_ASSUMPTIONS),
        ];
        const options = seriesOptions('2025-07', '2026-01', { now: at('2026-01-20T12:00:00Z') });
        const seriesOf = (some: readonly MonthlyRecord[]): unknown =>
          costSeries(chargedHistory(today, some, DEFAULT_ASSUMPTIONS), options);
        assert.deepEqual(seriesOf(thinned(all)), seriesOf(all));
        assert.deepEqual(coveredMonths(thinned(all)), coveredMonths(all));
      }),
      { numRuns: 200 },
    );
  });

  function thinned(records: readonly MonthlyRecord[]): readonly MonthlyRecord[] {
    const thinner = new RecordThinner();
    return records
      .toReversed()
      .map((record) => thinner.thin(record))
      .toReversed();
  }
});

describe('coveredMonths', () => {
  function records(...texts: readonly string[]): readonly MonthlyRecord[] {
    const all = new Map<number, MonthlyRecord>();
    for (const text of texts) {
      const of = month(text.slice(0, 7));
      all.set(of, observe(all.get(of) ?? null, `${text}T12:00:00Z`));
    }
    return [...all.values()];
  }
  const weekly = (month: string, ...days: readonly string[]): readonly string[] => days.map((on) => `${month}-${on}`);
  const covered = (...texts: readonly string[]): readonly string[] =>
    [...coveredMonths(records(...texts))].map(monthName);

  it('are read from their first day to their end, never more than a week apart', () => {
    assert.deepEqual(covered('2025-09-01', ...weekly('2025-09', '08', '15', '22', '29'), '2025-10-02'), ['2025-09']);
    assert.deepEqual(covered('2025-08-28', ...weekly('2025-09', '04', '11', '18', '25'), '2025-10-01'), ['2025-09']);
  });

  it('are not those with a gap, those that began late, and those that are not over', () => {
    assert.deepEqual(covered('2025-09-01', ...weekly('2025-09', '08', '16', '22', '29'), '2025-10-02'), []);
    assert.deepEqual(covered(...weekly('2025-09', '02', '08', '15', '22', '29'), '2025-10-02'), []);
    assert.deepEqual(covered('2025-09-01', ...weekly('2025-09', '08', '15', '22', '29', '30')), []);
    assert.deepEqual(covered('2025-09-01', ...weekly('2025-09', '08', '15', '22', '29'), '2025-10-07'), []);
    assert.deepEqual(covered('2025-08-24', ...weekly('2025-09', '04', '11', '18', '25'), '2025-10-01'), []);
    assert.deepEqual(covered(), []);
  });
});
