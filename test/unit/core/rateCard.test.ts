import assert from 'node:assert/strict';
import { priceInCurrency } from '../../../src/core/money';
import {
  bundledRateCard,
  extendRateCard,
  nextChange,
  periodOn,
  priceOn,
  priceSteps,
  withPriceFrom,
} from '../../../src/core/rateCard';
import { card, day, usd } from './costBuilder';

function priceAt(text: string): number {
  return priceInCurrency(priceOn(bundledRateCard, day(text)));
}

describe('the bundled rate card', () => {
  it('charges USD 1.50 from 16 July 2025 to 14 May 2026, and nothing before or since', () => {
    assert.equal(bundledRateCard.currency, 'USD');
    assert.equal(priceInCurrency(bundledRateCard.listPrice), 1.5);
    const edges = [
      '2024-01-01',
      '2024-09-20',
      '2025-07-01',
      '2025-07-15',
      '2025-07-16',
      '2026-05-14',
      '2026-05-15',
      '2030-01-01',
    ];
    assert.deepEqual(edges.map(priceAt), [0, 0, 0, 0, 1.5, 1.5, 0, 0]);
  });

  it('says why today’s price is what it is', () => {
    const today = periodOn(bundledRateCard, day('2026-11-22'));
    assert.deepEqual(today, { from: day('2026-05-15'), price: 0, why: { id: 'included' } });
    assert.equal(periodOn(bundledRateCard, day('2024-09-19')), undefined);
  });

  it('has two steps; the preview, as free as what was before, is none', () => {
    const steps = priceSteps(bundledRateCard).map(({ from, before, after }) => [from, before, after]);
    assert.deepEqual(steps, [
      [day('2025-07-16'), 0, 15_000],
      [day('2026-05-15'), 15_000, 0],
    ]);
  });
});

describe('nextChange', () => {
  it('is the next step, and none after the last', () => {
    assert.equal(nextChange(bundledRateCard, day('2025-07-15'))?.from, day('2025-07-16'));
    assert.equal(nextChange(bundledRateCard, day('2025-07-16'))?.from, day('2026-05-15'));
    assert.equal(nextChange(bundledRateCard, day('2026-05-15')), undefined);
  });

  it('passes over a period that has the same price', () => {
    const same = card(['2026-01-01', 0], ['2026-06-01', 0], ['2027-01-01', 2]);
    assert.equal(nextChange(same, day('2026-01-01'))?.from, day('2027-01-01'));
  });
});

describe('extendRateCard', () => {
  it('puts a price that comes back after the others, in order of days', () => {
    const { periods } = card(['2027-07-01', 2], ['2027-01-01', 1]);
    const extended = extendRateCard(bundledRateCard, periods);
    assert.deepEqual(
      extended.periods.map(({ price }) => price),
      [0, 15_000, 0, 10_000, 20_000],
    );
    assert.equal(nextChange(extended, day('2026-11-22'))?.from, day('2027-01-01'));
  });

  it('replaces a period of the same day', () => {
    const extended = extendRateCard(bundledRateCard, card(['2025-07-16', 1.2]).periods);
    assert.equal(extended.periods.length, 3);
    assert.equal(priceOn(extended, day('2025-08-01')), usd(1.2));
    assert.equal(priceOn(extended, day('2026-05-15')), 0);
  });
});

describe('withPriceFrom', () => {
  it('holds for good: later periods go', () => {
    const changed = withPriceFrom(bundledRateCard, day('2026-01-01'), usd(3), null);
    assert.equal(priceOn(changed, day('2025-12-31')), usd(1.5));
    assert.equal(priceOn(changed, day('2026-01-01')), usd(3));
    assert.equal(priceOn(changed, day('2027-01-01')), usd(3));
    assert.deepEqual(
      changed.periods.map(({ from }) => from),
      [day('2024-09-20'), day('2025-07-16'), day('2026-01-01')],
    );
  });
});
