import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY, HOUR, instant, MINUTE, toIso } from '../../../src/core/instant';
import type { RestartCalendar } from '../../../src/core/restartCalendar';
import { freezeEnd, readFreeze, readWindow, restartsAllowed } from '../../../src/core/restartCalendar';
import { at } from './machineBuilder';

function calendar(freeze: readonly string[], windows: readonly string[]): RestartCalendar {
  return {
    freeze: freeze.map((text) => readFreeze(text) ?? assert.fail(text)),
    windows: windows.map((text) => readWindow(text) ?? assert.fail(text)),
  };
}

/** `ok until …`, `frozen until …`, `opens at …`: what the calendar says at a moment. */
function says(when: string, freeze: readonly string[], windows: readonly string[] = []): string {
  const allowed = restartsAllowed(calendar(freeze, windows), at(when));
  const text = (moment: ReturnType<typeof at> | null) => (moment === null ? 'never' : toIso(moment).slice(0, 16));
  if (allowed.ok) return allowed.value === null ? 'ok' : `ok until ${text(allowed.value)}`;
  return allowed.fault.id === 'frozen'
    ? `frozen until ${text(allowed.fault.until)}`
    : `opens at ${text(allowed.fault.opensAt)}`;
}

describe('freeze dates', () => {
  it('are days or ranges of days, both in them', () => {
    assert.equal(says('2026-12-19T23:59:59Z', ['2026-12-20/2027-01-04']), 'ok until 2026-12-20T00:00');
    assert.equal(says('2026-12-20T00:00:00Z', ['2026-12-20/2027-01-04']), 'frozen until 2027-01-05T00:00');
    assert.equal(says('2027-01-04T23:59:59Z', ['2026-12-20/2027-01-04']), 'frozen until 2027-01-05T00:00');
    assert.equal(says('2027-01-05T00:00:00Z', ['2026-12-20/2027-01-04']), 'ok');
    assert.equal(says('2026-12-24T12:00:00Z', ['2026-12-24']), 'frozen until 2026-12-25T00:00');
  });

  it('that follow each other are one', () => {
    const days = ['2026-12-24', '2026-12-26/2026-12-28', '2026-12-25', '2026-12-27/2026-12-31'];
    assert.equal(says('2026-12-24T12:00:00Z', days), 'frozen until 2027-01-01T00:00');
  });

  for (const text of [
    '',
    'x',
    '2026-12',
    '2026-02-30',
    '2026-12-24/',
    '2026-12-25/2026-12-24',
    '2026-12-24/2026-12-25/2026-12-26',
    '2026-12-24T10:00Z',
  ]) {
    it(`are not “${text}”`, () => {
      assert.equal(readFreeze(text), undefined);
    });
  }
});

describe('maintenance windows', () => {
  // 2026-11-21 is a Saturday.
  it('open and close in UTC, also over midnight', () => {
    const saturday = ['Sat 22:00-04:00 UTC'];
    assert.equal(says('2026-11-21T21:59:00Z', [], saturday), 'opens at 2026-11-21T22:00');
    assert.equal(says('2026-11-21T22:00:00Z', [], saturday), 'ok until 2026-11-22T04:00');
    assert.equal(says('2026-11-22T03:59:00Z', [], saturday), 'ok until 2026-11-22T04:00');
    assert.equal(says('2026-11-22T04:00:00Z', [], saturday), 'opens at 2026-11-28T22:00');
  });

  it('name days alone, in a row, or from one to another', () => {
    assert.deepEqual(readWindow('mon-FRI 2:00-4:00 utc'), { days: [1, 2, 3, 4, 5], begin: 120, length: 120 });
    assert.deepEqual(readWindow(' Fri-Mon 00:00-24:00 UTC '), { days: [0, 1, 5, 6], begin: 0, length: 1440 });
    assert.deepEqual(readWindow('Sat, Sun 23:30-00:30 UTC'), { days: [0, 6], begin: 1410, length: 60 });
    assert.deepEqual(readWindow('daily 02:00–04:00 UTC')?.days, [0, 1, 2, 3, 4, 5, 6]);
  });

  for (const text of [
    '',
    'Sat',
    'Sat 22:00-04:00',
    'Sat 22:00-04:00 CET',
    'Sat 25:00-26:00 UTC',
    'Sat 22:60-23:00 UTC',
    'Sat 22:00-22:00 UTC',
    'Sat 24:00-02:00 UTC',
    'Someday 22:00-23:00 UTC',
    'Sat-Sun-Mon 22:00-23:00 UTC',
    'Sat-Someday 22:00-23:00 UTC',
    'Someday-Sat 22:00-23:00 UTC',
    '22:00-23:00 UTC',
  ]) {
    it(`are not “${text}”`, () => {
      assert.equal(readWindow(text), undefined);
    });
  }

  it('end where a freeze begins, and open after it', () => {
    const saturday = ['Sat 22:00-04:00 UTC'];
    assert.equal(says('2026-11-21T23:00:00Z', ['2026-11-22'], saturday), 'ok until 2026-11-22T00:00');
    assert.equal(says('2026-11-20T12:00:00Z', ['2026-11-21'], saturday), 'opens at 2026-11-28T22:00');
    assert.equal(says('2026-11-20T12:00:00Z', ['2026-11-21/2090-01-01'], saturday), 'opens at never');
  });

  it('that follow each other are one, and of all days without a gap last a week from any moment', () => {
    assert.equal(
      says('2026-11-21T23:00:00Z', [], ['Sat 22:00-24:00 UTC', 'Sun 00:00-03:00 UTC']),
      'ok until 2026-11-22T03:00',
    );
    assert.equal(says('2026-11-21T23:00:00Z', [], ['daily 00:00-24:00 UTC']), 'ok until 2026-11-28T23:00');
  });
});

describe('any calendar', () => {
  const first = at('2026-11-01T00:00:00Z');
  const moments = fc.integer({ min: 0, max: 90 * 24 * 60 }).map((minutes) => instant(first + minutes * MINUTE));
  const freezes = fc.array(
    fc.tuple(fc.nat(90), fc.nat(9)).map(([from, days]) => `${day(from)}/${day(from + days)}`),
    { maxLength: 5 },
  );
  const windows = fc.array(
    fc
      .tuple(fc.constantFrom('Sat', 'Mon-Wed', 'Fri, Sun', 'daily'), fc.nat(23), fc.integer({ min: 1, max: 23 }))
      .map(([days, begin, length]) => `${days} ${hour(begin)}-${hour((begin + length) % 24)} UTC`),
    { maxLength: 4 },
  );

  function day(offset: number): string {
    return toIso(instant(first + offset * DAY)).slice(0, 10);
  }

  function hour(value: number): string {
    return `${String(value).padStart(2, '0')}:00`;
  }

  it('allows until it ends, and not at its end; refuses until the moment that it names', () => {
    fc.assert(
      fc.property(moments, freezes, windows, (now, freeze, open) => {
        const made = calendar(freeze, open);
        const allowed = restartsAllowed(made, now);
        if (!allowed.ok) {
          const next = allowed.fault.id === 'frozen' ? allowed.fault.until : allowed.fault.opensAt;
          if (next === null) return;
          assert.ok(next > now);
          assert.equal(freezeEnd(made.freeze, next), null);
          if (allowed.fault.id === 'outsideWindow') assert.ok(restartsAllowed(made, next).ok);
          return;
        }
        if (allowed.value === null) return;
        assert.ok(allowed.value > now);
        for (let moment = now; moment < allowed.value; moment = instant(moment + 6 * HOUR)) {
          assert.ok(restartsAllowed(made, moment).ok, toIso(moment));
        }
        const isWeek = allowed.value - now >= 7 * DAY;
        assert.ok(isWeek || !restartsAllowed(made, allowed.value).ok);
      }),
    );
  });
});
