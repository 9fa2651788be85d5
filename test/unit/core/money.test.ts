import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Amount } from '../../../src/core/money';
import {
  add,
  amountOf,
  currencyDecimals,
  difference,
  isCurrency,
  price,
  priceInCurrency,
  sum,
  toCurrency,
  ZERO,
} from '../../../src/core/money';
import { usd } from './costBuilder';

describe('price', () => {
  it('reads prices of up to four decimals exactly', () => {
    for (const value of [0, 1.5, 0.0001, 1.1, 33.58, 0.046, 1234.5678]) {
      assert.equal(priceInCurrency(usd(value)), value);
    }
  });

  it('refuses what is not a price, and what would have to be rounded', () => {
    for (const value of [-1, -0.0001, NaN, Infinity, 0.00001, 1.00005, 1e300]) {
      assert.equal(price(value), undefined, String(value));
    }
  });

  it('takes every price that can be written with four decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (scaled) => {
        const text = `${Math.floor(scaled / 10_000)}.${String(scaled % 10_000).padStart(4, '0')}`;
        assert.equal(price(Number(text)), scaled, text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('amounts', () => {
  it('make a whole month from its days, whatever its length', () => {
    for (const days of [28, 29, 30, 31]) {
      const daily = Array.from({ length: days }, () => amountOf(usd(1.5), 8, days));
      assert.equal(sum(daily), amountOf(usd(1.5), 8 * days, days));
      assert.equal(toCurrency(sum(daily)), 12);
    }
  });

  it('lose nothing where a float would', () => {
    // 0.1 + 0.2
    const total = add(amountOf(usd(0.1), 30, 30), amountOf(usd(0.2), 30, 30));
    assert.equal(total, amountOf(usd(0.3), 30, 30));
    assert.equal(difference(total, total), ZERO);
  });

  it('are rounded when shown, half away from zero', () => {
    const half = amountOf(usd(0.005), 30, 30);
    assert.equal(toCurrency(half), 0.01);
    assert.equal(toCurrency(difference(ZERO, half)), -0.01);
    assert.equal(toCurrency(difference(half, 1n as Amount)), 0);
    assert.ok(Object.is(toCurrency(difference(ZERO, 1n as Amount)), 0), 'not -0');
    assert.equal(toCurrency(amountOf(usd(1.5), 16, 31)), 0.77);
    assert.equal(toCurrency(amountOf(usd(1.5), 16, 31), 0), 1);
    assert.equal(toCurrency(amountOf(usd(1.2345), 31, 31), 4), 1.2345);
  });

  it('come back to within half a unit of what was meant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 28, max: 31 }),
        (coreDays, days) => {
          const size = amountOf(usd(1.5), Math.abs(coreDays), days);
          const shown = toCurrency(coreDays < 0 ? difference(ZERO, size) : size);
          assert.ok(Math.abs(shown - (1.5 * coreDays) / days) <= 0.005 + 1e-6);
        },
      ),
    );
  });
});

describe('currencies', () => {
  it('have the decimals that they are shown with', () => {
    assert.deepEqual(['USD', 'EUR', 'JPY', 'KWD'].map(currencyDecimals), [2, 2, 0, 3]);
  });

  it('are known by their code, in capitals', () => {
    assert.ok(isCurrency('CHF'));
    for (const text of ['chf', 'EURO', 'XX', '', 'QQQ']) assert.ok(!isCurrency(text), text);
  });
});
