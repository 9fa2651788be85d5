import assert from 'node:assert/strict';
import fc from 'fast-check';
import { instant, parseInstant, toIso, toIsoDay } from '../../../src/core/instant';

const times: readonly (readonly [string, string])[] = [
  ['2024-11-08T01:58:37.6095044Z', '2024-11-08T01:58:37.609Z'],
  ['2024-11-08T01:58:37.9999999Z', '2024-11-08T01:58:37.999Z'],
  ['2024-11-08T01:58:37.6Z', '2024-11-08T01:58:37.600Z'],
  ['2024-11-08T01:58:37.06Z', '2024-11-08T01:58:37.060Z'],
  ['2025-02-01T00:00:00', '2025-02-01T00:00:00.000Z'],
  ['2025-02-01T00:00:00.1234567', '2025-02-01T00:00:00.123Z'],
  ['2025-02-01 10:11:12Z', '2025-02-01T10:11:12.000Z'],
  ['2025-02-01T10:11Z', '2025-02-01T10:11:00.000Z'],
  ['2025-02-01t10:11:12z', '2025-02-01T10:11:12.000Z'],
  ['2025-02-01', '2025-02-01T00:00:00.000Z'],
  [' 2025-02-01T00:00:00Z\n', '2025-02-01T00:00:00.000Z'],
  ['2026-09-18T10:00:00+02:00', '2026-09-18T08:00:00.000Z'],
  ['2026-09-18T10:00:00+0530', '2026-09-18T04:30:00.000Z'],
  ['2026-09-18T23:30:00-07:00', '2026-09-19T06:30:00.000Z'],
  ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
  ['2026-09-18T10:00:00.5 +00:00', '2026-09-18T10:00:00.500Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['2000-02-29', '2000-02-29T00:00:00.000Z'],
  ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59.000Z'],
  ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.999Z'],
];

const none: readonly string[] = [
  '',
  'soon',
  '2026',
  '2026-09',
  '2026-09-18T',
  '2026-09-18T10',
  '2023-02-29',
  '2100-02-29',
  '2026-02-30',
  '2026-04-31',
  '2026-00-10',
  '2026-13-10',
  '2026-10-00',
  '2026-10-32',
  '2026-10-10T24:00:00Z',
  '2026-10-10T25:00:00Z',
  '2026-10-10T10:60:00Z',
  '2026-10-10T10:10:60Z',
  '2026-10-10T10:10:10+24:00',
  '2026-10-10T10:10:10+99:99',
  '2026-10-10T10:10:10-05:60',
  '2026-10-10T10:10:10.Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00',
  '0000-01-01',
  '0099-12-31',
  '1899-12-31T23:59:59Z',
  '+020260-10-10T10:10:10Z',
  '١٢٣٤-10-10',
  '1759752000000',
];

describe('a timestamp of Azure', () => {
  for (const [text, iso] of times) {
    it(`${JSON.stringify(text)} is ${iso}`, () => {
      const read = parseInstant(text);
      assert.ok(read !== undefined);
      assert.equal(toIso(read), iso);
    });
  }

  for (const text of none) {
    it(`${JSON.stringify(text)} is none`, () => {
      assert.equal(parseInstant(text), undefined);
    });
  }

  it('never throws, and is always a time that can be written', () => {
    const parts = fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), parts), (text) => {
        const read = parseInstant(text);
        if (read !== undefined) assert.match(toIso(read), /^(?:\d{4}|\+01\d{4})-/);
      }),
    );
  });

  it('is read back as it was written, to the millisecond', () => {
    const range = { min: new Date('1900-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        const moment = instant(date.getTime());
        assert.equal(parseInstant(toIso(moment)), moment);
        assert.equal(parseInstant(toIso(moment).replace('Z', '')), moment);
        assert.equal(parseInstant(toIso(moment).replace('Z', '9999Z')), moment);
        assert.equal(toIsoDay(moment), date.toISOString().slice(0, 10));
      }),
    );
  });

  it('with an offset is the same moment as in UTC', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const range = { min: new Date('1950-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), minutes, (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().replace('Z', zoneText(offset));
        assert.equal(parseInstant(local), date.getTime());
      }),
    );
  });
});

function zoneText(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
