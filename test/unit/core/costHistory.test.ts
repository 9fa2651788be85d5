import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChargedSpans, CostAssumptions, EnrolledSpan } from '../../../src/core/cost';
import { DEFAULT_ASSUMPTIONS, machineMonth } from '../../../src/core/cost';
import type { CostMonth, CostSeries } from '../../../src/core/costHistory';
import { costSeries } from '../../../src/core/costHistory';
import type { Amount } from '../../../src/core/money';
import { add, amountOf, sum, toCurrency, ZERO } from '../../../src/core/money';
import type { RateCard } from '../../../src/core/rateCard';
import { bundledRateCard, priceOn } from '../../../src/core/rateCard';
import type { UtcDay, UtcMonth } from '../../../src/core/utcDay';
import { daysIn, firstDayOf, monthAfter, monthName } from '../../../src/core/utcDay';
import { BRANCH, BY_MONTH, card, day, idOf, month, PROD, seriesOptions, span, subject, usd, WEB } from './costBuilder';

function costs(series: CostSeries): readonly number[] {
  return series.months.map(({ cost }) => toCurrency(cost));
}

function monthOf(series: CostSeries, name: string): CostMonth {
  const found = series.months.find((one) => monthName(one.month) === name);
  if (!found) throw new Error(`The series has no ${name}`);
  return found;
}

describe('costSeries', () => {
  it('has every month of its range, with its price steps', () => {
    const series = costSeries([subject()], seriesOptions('2025-06', '2026-07'));
    assert.deepEqual(
      series.months.map((one) => monthName(one.month)),
      ['2025-06', '2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12'].concat([
        '2026-01',
        '2026-02',
        '2026-03',
        '2026-04',
        '2026-05',
        '2026-06',
        '2026-07',
      ]),
    );
    assert.deepEqual(costs(series), [0, 6.19, 12, 12, 12, 12, 12, 12, 12, 12, 12, 5.42, 0, 0]);
    assert.ok(series.months.every(({ atListPrice }) => toCurrency(atListPrice) === 12));
    assert.deepEqual(
      series.steps.map(({ from }) => from),
      [day('2025-07-16'), day('2026-05-15')],
    );
    assert.equal(series.currency, 'USD');
  });

  it('leaves out steps that lie before or after', () => {
    assert.deepEqual(costSeries([], seriesOptions('2025-08', '2026-04')).steps, []);
  });

  it('adds up 1,000 machines', () => {
    const fleet = Array.from({ length: 1000 }, (_, index) => subject({ name: `m${index}`, cores: 16 }));
    const series = costSeries(fleet, seriesOptions('2025-07', '2025-08'));
    // 16,000 cores × 1.50 × 16/31 = 12,387.096…
    assert.deepEqual(costs(series), [12_387.1, 24_000]);
    assert.equal(monthOf(series, '2025-08').machines, 1000);
  });

  it('is empty, and not wrong, without machines or months', () => {
    assert.deepEqual(costs(costSeries([], seriesOptions('2025-09', '2025-10'))), [0, 0]);
    assert.deepEqual(costSeries([subject()], seriesOptions('2025-09', '2025-08')).months, []);
  });

  it('ranks subscriptions over all months and gives the rest as other', () => {
    const fleet = [
      subject({ name: 'a', cores: 2 }),
      subject({ name: 'b', cores: 8, subscriptionId: BRANCH, spans: [span('2025-10-01')] }),
      subject({ name: 'c', cores: 4, subscriptionId: WEB, spans: [span('2025-08-01', '2025-10-01')] }),
    ];
    const series = costSeries(fleet, seriesOptions('2025-08', '2025-10', { ranked: 2 }));
    // PROD 3 × 3 = 9, BRANCH 12, WEB 2 × 6 = 12: equal in cost and at list price, so by id.
    assert.deepEqual(series.ranked, [BRANCH, WEB]);
    assert.equal(series.otherSubscriptions, 1);
    const shown = series.months.map(({ shares, other }) => [...shares, other].map((amount) => toCurrency(amount)));
    assert.deepEqual(shown, [
      [0, 6, 3],
      [0, 6, 3],
      [12, 0, 3],
    ]);
    assert.equal(toCurrency(monthOf(series, '2025-09').bySubscription.get(PROD) ?? ZERO), 3);
  });

  it('ranks by list price where nothing is charged, and knows no subscription without an enrolled day', () => {
    const fleet = [
      subject({ name: 'a', cores: 2 }),
      subject({ name: 'b', cores: 8, subscriptionId: BRANCH }),
      subject({ name: 'c', cores: 99, subscriptionId: WEB, spans: [span('2025-08-01', '2025-10-01')] }),
    ];
    const series = costSeries(fleet, seriesOptions('2026-06', '2026-07', { ranked: 5 }));
    assert.deepEqual(series.ranked, [BRANCH, PROD]);
    assert.equal(series.otherSubscriptions, 0);
  });

  it('lists machines without a count as unknown, in the months of their enrollment', () => {
    const fleet = [
      subject({ name: 'a' }),
      subject({ name: 'b', cores: null, spans: [span('2025-09-30', '2025-10-02')] }),
      subject({ name: 'c', cores: null, isExempt: true }),
    ];
    const series = costSeries(fleet, seriesOptions('2025-08', '2025-11'));
    assert.deepEqual(
      series.months.map(({ machines, unknownMachines }) => [machines, unknownMachines]),
      [
        [1, 0],
        [2, 1],
        [2, 1],
        [1, 0],
      ],
    );
    assert.deepEqual(costs(series), [12, 12, 12, 12]);
  });

  it('counts a machine once a month, however often it was enrolled', () => {
    const often = subject({
      spans: [span('2025-09-01', '2025-09-05'), span('2025-09-10', '2025-09-12'), span('2025-09-20')],
    });
    assert.equal(monthOf(costSeries([often], seriesOptions('2025-09', '2025-09')), '2025-09').machines, 1);
  });

  it('tells past, current and coming months', () => {
    const series = costSeries([subject()], seriesOptions('2026-04', '2026-06'));
    assert.deepEqual(
      series.months.map(({ phase }) => phase),
      ['past', 'current', 'future'],
    );
  });
});

describe('“at least”', () => {
  it('is said of past months that only Azure’s dates tell', () => {
    const series = costSeries(
      [subject()],
      seriesOptions('2026-03', '2026-06', { recorded: new Set([month('2026-04')]) }),
    );
    assert.deepEqual(
      series.months.map(({ atLeast, isAtLeast }) => [atLeast, isAtLeast]),
      [
        [['datesOnly'], true],
        [[], false],
        [[], false],
        [[], false],
      ],
    );
  });

  it('is not said of the cost of a month without a price: that is 0 whatever was enrolled', () => {
    const series = costSeries([subject()], seriesOptions('2025-06', '2025-07'));
    assert.deepEqual(
      series.months.map(({ isFree, isAtLeast, atLeast }) => [isFree, isAtLeast, atLeast.length]),
      [
        [true, false, 1],
        [false, true, 1],
      ],
    );
  });

  it('is said where cores are unknown, or a part of the fleet is', () => {
    const unknown = costSeries([subject({ cores: null })], seriesOptions('2026-05', '2026-05'));
    assert.deepEqual(unknown.months[0]?.atLeast, ['coresUnknown']);
    const partial = costSeries([subject()], seriesOptions('2026-05', '2026-05', { isPartial: true }));
    assert.deepEqual(partial.months[0]?.atLeast, ['fleetPartial']);
    assert.equal(partial.months[0].isAtLeast, true);
  });
});

const FIRST = month('2025-05');
const LAST = month('2026-07');

/** A fleet of machines with up to three stays around the price steps, in three subscriptions. */
const someFleet: fc.Arbitrary<readonly ChargedSpans[]> = fc
  .array(
    fc.record({
      name: fc.integer({ min: 0, max: 9_999 }),
      subscriptionId: fc.constantFrom(PROD, BRANCH, WEB),
      cores: fc.option(fc.integer({ min: 0, max: 256 }), { freq: 6 }),
      days: fc.uniqueArray(fc.integer({ min: day('2025-04-01'), max: day('2026-08-31') }), { maxLength: 6 }),
      isExempt: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((machines) =>
    machines.map(({ name, days, isExempt, ...rest }) => ({
      ...rest,
      id: idOf(`m${name}`, rest.subscriptionId),
      isExempt: isExempt && name % 3 === 0,
      spans: spansOf(days),
    })),
  );

/** Days in pairs make stays; one that is left over begins a stay that goes on. */
function spansOf(days: readonly number[]): readonly EnrolledSpan[] {
  const sorted = [...days].sort((a, b) => a - b) as UtcDay[];
  const spans: EnrolledSpan[] = [];
  for (let place = 0; place < sorted.length; place += 2) {
    const from = sorted[place];
    if (from !== undefined) spans.push({ from, to: sorted[place + 1] ?? null });
  }
  return spans;
}

const someCard: fc.Arbitrary<RateCard> = fc.oneof(
  fc.constant(bundledRateCard),
  fc
    .uniqueArray(fc.integer({ min: day('2025-04-15'), max: day('2026-08-01') }), { maxLength: 5 })
    .chain((days) =>
      fc.tuple(fc.constant(days), fc.array(fc.constantFrom(0, 1.5, 0.9999, 3), { minLength: 5, maxLength: 5 })),
    )
    .map(([days, prices]) => ({
      ...card(),
      periods: [...days]
        .sort((a, b) => a - b)
        .map((from, place) => ({ from: from as UtcDay, price: usd(prices[place] ?? 0), why: null })),
    })),
);

const someBasis: fc.Arbitrary<CostAssumptions> = fc.constantFrom(DEFAULT_ASSUMPTIONS, BY_MONTH);

/** A month of a machine, day by day and without any cleverness. */
function dayByDay(machine: ChargedSpans, of: UtcMonth, rates: RateCard, { basis }: CostAssumptions): Amount {
  if (machine.isExempt || machine.cores === null) return ZERO;
  let total = ZERO;
  let highest = usd(0);
  let isEnrolled = false;
  for (let on = firstDayOf(of); on < firstDayOf(monthAfter(of)); on = (on + 1) as UtcDay) {
    if (!machine.spans.some(({ from, to }) => from <= on && (to === null || on < to))) continue;
    isEnrolled = true;
    const price = priceOn(rates, on);
    if (price > highest) highest = price;
    total = add(total, amountOf(price, machine.cores, daysIn(of)));
  }
  if (basis === 'day') return total;
  return isEnrolled ? amountOf(highest, machine.cores * daysIn(of), daysIn(of)) : ZERO;
}

describe('totals by machine, by subscription and by month', () => {
  it('agree to the last unit, with each other and with a count of days', () => {
    fc.assert(
      fc.property(
        someFleet,
        someCard,
        someBasis,
        fc.integer({ min: 0, max: 4 }),
        (fleet, rates, assumptions, ranked) => {
          const series = costSeries(
            fleet,
            seriesOptions(monthName(FIRST), monthName(LAST), { card: rates, assumptions, ranked }),
          );
          for (const one of series.months) {
            const read = fleet.map((machine) => machineMonth(machine, one.month, rates, assumptions));
            assert.equal(one.cost, sum(read.map((amounts) => amounts?.cost ?? ZERO)));
            assert.equal(one.atListPrice, sum(read.map((amounts) => amounts?.atListPrice ?? ZERO)));
            assert.equal(one.cost, sum(fleet.map((machine) => dayByDay(machine, one.month, rates, assumptions))));
            assert.equal(one.cost, sum(one.bySubscription.values()));
            assert.equal(one.cost, sum([...one.shares, one.other]));
            assert.equal(one.unknownMachines, read.filter((amounts) => amounts === null).length);
            for (const id of [PROD, BRANCH, WEB]) {
              const own = fleet.filter(({ subscriptionId }) => subscriptionId === id);
              const total = sum(own.map((machine) => dayByDay(machine, one.month, rates, assumptions)));
              assert.equal(one.bySubscription.get(id) ?? ZERO, total);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not depend on where the range begins or ends', () => {
    fc.assert(
      fc.property(someFleet, someBasis, fc.nat(14), fc.nat(14), (fleet, assumptions, a, b) => {
        const whole = costSeries(fleet, seriesOptions(monthName(FIRST), monthName(LAST), { assumptions }));
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const part = costSeries(
          fleet,
          seriesOptions(monthName(monthAfter(FIRST, from)), monthName(monthAfter(FIRST, to)), { assumptions }),
        );
        assert.deepEqual(
          part.months.map(({ cost, machines }) => [cost, machines]),
          whole.months.slice(from, to + 1).map(({ cost, machines }) => [cost, machines]),
        );
      }),
      { numRuns: 40 },
    );
  });
});
