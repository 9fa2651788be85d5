import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ask, assertValues, column, evaluate } from './querying';

describe('KQL: time', () => {
  it('prints seven digits and Z', () => {
    assertValues([
      ['datetime(2026-09-18)', '2026-09-18T00:00:00.0000000Z'],
      ['datetime(2026-09-18 08:30)', '2026-09-18T08:30:00.0000000Z'],
      ["todatetime('2024-11-08T01:58:37.6099656Z')", '2024-11-08T01:58:37.6099656Z'],
      ['now()', '2026-11-22T10:30:00.0000000Z'],
      ['tostring(datetime(2020-01-02 03:04:05.6))', '2020-01-02T03:04:05.6000000Z'],
      ['datetime(null)', null],
      ['datetime(nonsense)', null],
    ]);
  });

  it('reads what Azure writes', () => {
    assertValues([
      ["todatetime('2025-02-01T00:00:00')", '2025-02-01T00:00:00.0000000Z'],
      ["todatetime('2026-01-01T10:00:00+02:00')", '2026-01-01T08:00:00.0000000Z'],
      ["todatetime('2026-01-01T10:00:00.123456789Z')", '2026-01-01T10:00:00.1234567Z'],
      ["todatetime('2026-01-01')", '2026-01-01T00:00:00.0000000Z'],
      ["todatetime('0001-01-01T00:00:00')", '0001-01-01T00:00:00.0000000Z'],
      ["todatetime('12-02-2022')", '2022-12-02T00:00:00.0000000Z'],
      ["todatetime('2026-02-30')", null],
      ["todatetime('2026-01-01T25:00:00Z')", null],
      ["todatetime('')", null],
      ["todatetime('N/A')", null],
    ]);
    assertValues([['todatetime(properties.at)', '2026-11-20T06:11:42.1234567Z']], {
      properties: { at: '2026-11-20T06:11:42.1234567Z' },
    });
    assertValues([['todatetime(properties.at)', null]], { properties: { at: 5.5 } });
  });

  it('knows spans', () => {
    assertValues([
      ['1d', '1.00:00:00'],
      ['90m', '01:30:00'],
      ['1.5h', '01:30:00'],
      ['-1d', '-1.00:00:00'],
      ['100ms', '00:00:00.1000000'],
      ['3ticks', '00:00:00.0000003'],
      ['timespan(2.03:04:05.5)', '2.03:04:05.5000000'],
      ['1d + 2h', '1.02:00:00'],
      ['2 * 1d', '2.00:00:00'],
      ['1d / 2', '12:00:00'],
      ['1d / 1h', 24],
      ['25h % 1d', '01:00:00'],
      ['1d == 24h', true],
      ['1d > 5h', true],
      ["totimespan('01:00:00') == 1h", true],
      ["totimespan('junk')", null],
    ]);
  });

  it('reckons with instants', () => {
    assertValues([
      ['ago(1d)', '2026-11-21T10:30:00.0000000Z'],
      ['now(-30m)', '2026-11-22T10:00:00.0000000Z'],
      ['now() - 1d == ago(1d)', true],
      ['datetime(2026-01-02) - datetime(2026-01-01)', '1.00:00:00'],
      ['datetime(2026-01-02) > datetime(2026-01-01)', true],
      ["datetime(2026-01-02) == '2026-01-02'", true],
      ['datetime(2026-01-05) between (datetime(2026-01-01) .. 7d)', true],
      ['datetime(2026-01-09) between (datetime(2026-01-01) .. 7d)', false],
      ['startofday(now())', '2026-11-22T00:00:00.0000000Z'],
      ['startofday(now(), -1)', '2026-11-21T00:00:00.0000000Z'],
      ['bin(datetime(1970-05-11 13:45:07), 1d)', '1970-05-11T00:00:00.0000000Z'],
      ['bin(datetime(1970-05-11 13:45:07), 1h)', '1970-05-11T13:00:00.0000000Z'],
      ['bin(16d, 7d)', '14.00:00:00'],
      ["datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))", 17],
      ["datetime_diff('quarter', datetime(2017-07-01), datetime(2017-03-30))", 2],
      ["datetime_diff('month', datetime(2017-01-01), datetime(2015-12-30))", 13],
      ["datetime_diff('week', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 5],
      ["datetime_diff('Day', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 29],
      ["datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))", 2],
      ["datetime_diff('minute', datetime(2017-10-30 23:05:01), datetime(2017-10-30 23:00:59))", 5],
      ["datetime_diff('second', datetime(2017-10-30 23:00:10.100), datetime(2017-10-30 23:00:00.900))", 10],
      ["datetime_add('month', 1, datetime(2026-01-31))", '2026-02-28T00:00:00.0000000Z'],
      ["datetime_add('year', -1, datetime(2024-02-29))", '2023-02-28T00:00:00.0000000Z'],
      ["datetime_add('week', 2, datetime(2026-01-01))", '2026-01-15T00:00:00.0000000Z'],
      ['datetime(9999-12-31) + 365d', null],
    ]);
  });

  it('sorts instants that differ by one tick', () => {
    const rows = ['.0000002Z', '.0000001Z', 'Z'].map((end) => ({ properties: { at: `2026-01-01T00:00:00${end}` } }));
    const answer = ask('resources | project at = todatetime(properties.at) | order by at asc', rows);
    assert.deepEqual(column(answer, 'at'), [
      '2026-01-01T00:00:00.0000000Z',
      '2026-01-01T00:00:00.0000001Z',
      '2026-01-01T00:00:00.0000002Z',
    ]);
    assert.equal(answer.columns[0]?.type, 'datetime');
  });

  it('gives every instant back that it prints', () => {
    const dates = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 9_999 }), (date, ticks) => {
        const text = `${date.toISOString().slice(0, -1)}${String(ticks).padStart(4, '0')}Z`;
        assert.equal(evaluate('todatetime(name)', { name: text }), text);
      }),
    );
  });
});
