import assert from 'node:assert/strict';
import fc from 'fast-check';
import { instant } from '../../../src/core/instant';
import {
  daysIn,
  firstDayOf,
  monthAfter,
  monthName,
  monthOf,
  monthOfDay,
  readDay,
  readMonthName,
  startOfDay,
  utcDay,
  utcMonth,
} from '../../../src/core/utcDay';
import { day, month } from './costBuilder';
import { at } from './machineBuilder';

describe('utcDay', () => {
  it('takes the day from UTC, whatever zone the text was written in', () => {
    assert.equal(utcDay(at('2026-05-14T23:59:59Z')), day('2026-05-14'));
    assert.equal(utcDay(at('2026-05-15T01:30:00+02:00')), day('2026-05-14'));
    assert.equal(utcDay(at('2026-05-14T23:30:00-02:00')), day('2026-05-15'));
    assert.equal(utcDay(at('2026-05-15T00:00:00Z')), day('2026-05-15'));
  });

  it('knows how long months are', () => {
    const lengths = ['2026-02', '2028-02', '2100-02', '2000-02', '2026-04', '2026-12'].map((name) =>
      daysIn(month(name)),
    );
    assert.deepEqual(lengths, [28, 29, 28, 29, 30, 31]);
  });

  it('goes over the end of a year', () => {
    assert.equal(monthName(monthAfter(month('2025-12'))), '2026-01');
    assert.equal(monthName(monthAfter(month('2026-01'), -13)), '2024-12');
    assert.equal(firstDayOf(monthAfter(month('2025-12'))) - day('2025-12-31'), 1);
  });

  it('agrees with the calendar on every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: 0, max: 86_399_999 }), (days, rest) => {
        const moment = instant(days * 86_400_000 + rest);
        const date = new Date(moment);
        assert.equal(utcDay(moment), days);
        assert.equal(startOfDay(utcDay(moment)), days * 86_400_000);
        assert.equal(utcMonth(moment), monthOf(date.getUTCFullYear(), date.getUTCMonth()));
        assert.equal(monthOfDay(utcDay(moment)), utcMonth(moment));
        assert.equal(monthName(utcMonth(moment)), date.toISOString().slice(0, 7));
        assert.equal(readDay(date.toISOString().slice(0, 10)), days);
        assert.equal(utcDay(moment) - firstDayOf(utcMonth(moment)), date.getUTCDate() - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('reads days and months only as they are written', () => {
    for (const text of [
      '',
      '2026-02-29',
      '2026-2-1',
      '2026-13-01',
      '2026-05-15T00:00:00Z',
      '15.05.2026',
      ' 2026-05-15',
    ]) {
      assert.equal(readDay(text), undefined, text);
    }
    for (const text of ['', '2026-00', '2026-13', '2026-5', '2026-05-01'])
      assert.equal(readMonthName(text), undefined, text);
    assert.equal(readMonthName('2026-05'), monthOf(2026, 4));
  });
});
