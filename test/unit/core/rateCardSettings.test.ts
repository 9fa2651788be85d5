import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { priceInCurrency } from '../../../src/core/money';
import { bundledRateCard, priceOn } from '../../../src/core/rateCard';
import type { RateCardIssueId } from '../../../src/core/rateCardSettings';
import { readRateCard } from '../../../src/core/rateCardSettings';
import { day, usd } from './costBuilder';

describe('readRateCard', () => {
  it('gives the bundled card where nothing is set', () => {
    for (const value of [undefined, null, {}, { extend: true }, { periods: [] }]) {
      const { card, issues } = readRateCard(value);
      assert.deepEqual(card, bundledRateCard);
      assert.deepEqual(issues, []);
    }
  });

  it('extends: a price that comes back', () => {
    const { card, issues } = readRateCard({ periods: [{ from: '2027-01-01', price: 2, why: ' new terms ' }] });
    assert.deepEqual(issues, []);
    assert.equal(card.periods.length, 4);
    assert.deepEqual(card.periods[3], { from: day('2027-01-01'), price: usd(2), why: { text: 'new terms' } });
    assert.equal(priceOn(card, day('2025-08-01')), usd(1.5));
    assert.equal(card.listPrice, usd(1.5));
  });

  it('extends: a contract price within the charged time ends with it', () => {
    const { card } = readRateCard({ periods: [{ from: '2025-10-01', price: 1.2 }] });
    assert.deepEqual(
      ['2025-09-30', '2025-10-01', '2026-05-14', '2026-05-15'].map((text) => priceInCurrency(priceOn(card, day(text)))),
      [1.5, 1.2, 1.2, 0],
    );
  });

  it('extends: another list price alone', () => {
    const { card, issues } = readRateCard({ listPrice: 1.25 });
    assert.deepEqual(issues, []);
    assert.deepEqual(card, { ...bundledRateCard, listPrice: usd(1.25) });
  });

  it('replaces, with another currency, whatever the order of the periods', () => {
    const { card, issues } = readRateCard({
      extend: false,
      currency: 'EUR',
      periods: [
        { from: '2026-05-15', price: 0 },
        { from: '2025-08-01', price: 1.1 },
        { from: '2026-01-01', price: 1.3, why: '' },
      ],
    });
    assert.deepEqual(issues, []);
    assert.equal(card.currency, 'EUR');
    assert.equal(card.listPrice, usd(1.3), 'what was charged last');
    assert.deepEqual(
      card.periods.map(({ from }) => from),
      [day('2025-08-01'), day('2026-01-01'), day('2026-05-15')],
    );
    assert.equal(priceOn(card, day('2025-07-20')), 0);
  });

  const WRONG: readonly (readonly [issue: RateCardIssueId, entry: number, value: unknown])[] = [
    ['notAnObject', 0, 'free'],
    ['notAnObject', 0, [{ from: '2027-01-01', price: 1 }]],
    ['extendInvalid', 0, { extend: 'no' }],
    ['currencyInvalid', 0, { currency: 'EURO' }],
    ['currencyInvalid', 0, { currency: 978 }],
    ['currencyDiffers', 0, { currency: 'EUR', periods: [{ from: '2027-01-01', price: 1 }] }],
    ['listPriceInvalid', 0, { listPrice: -1 }],
    ['listPriceInvalid', 0, { listPrice: '1.50' }],
    ['listPriceMissing', 0, { extend: false, currency: 'EUR', periods: [{ from: '2025-01-01', price: 0 }] }],
    ['periodsMissing', 0, { extend: false, currency: 'EUR', listPrice: 1 }],
    ['periodsMissing', 0, { extend: false, periods: [] }],
    ['periodsNotAList', 0, { periods: { from: '2027-01-01', price: 1 } }],
    ['periodNotAnObject', 1, { periods: ['2027-01-01'] }],
    ['dateInvalid', 1, { periods: [{ price: 1 }] }],
    ['dateInvalid', 1, { periods: [{ from: '2027-02-29', price: 1 }] }],
    ['dateInvalid', 1, { periods: [{ from: '2027-01-01T00:00:00Z', price: 1 }] }],
    [
      'dateTwice',
      2,
      {
        periods: [
          { from: '2027-01-01', price: 1 },
          { from: '2027-01-01', price: 2 },
        ],
      },
    ],
    ['priceInvalid', 2, { periods: [{ from: '2027-01-01', price: 1 }, { from: '2027-02-01' }] }],
    ['priceInvalid', 1, { periods: [{ from: '2027-01-01', price: '1.5' }] }],
    ['priceInvalid', 1, { periods: [{ from: '2027-01-01', price: 0.00001 }] }],
    ['whyInvalid', 1, { periods: [{ from: '2027-01-01', price: 1, why: 7 }] }],
  ];
  for (const [id, entry, value] of WRONG) {
    it(`names ${id} in ${JSON.stringify(value)}, and keeps to the bundled card`, () => {
      const { card, issues } = readRateCard(value);
      assert.deepEqual(issues, [{ id, entry }]);
      assert.deepEqual(card, bundledRateCard);
    });
  }

  it('names everything that is wrong at once', () => {
    const { issues } = readRateCard({ currency: 'x', listPrice: -1, periods: [7, { from: 'x' }] });
    assert.deepEqual(
      issues.map(({ id, entry }) => `${id} ${entry}`),
      ['currencyInvalid 0', 'periodNotAnObject 1', 'dateInvalid 2', 'listPriceInvalid 0'],
    );
  });

  it('reads the examples of the documentation', () => {
    const examples = [...readFileSync('docs/cost.md', 'utf8').matchAll(/```json\n([^`]+)```/g)].map(
      ([, text = '']) => text,
    );
    const cards = examples.map((text) => readRateCard(JSON.parse(text)));
    assert.deepEqual(
      cards.map(({ issues, card }) => [issues.length, card.currency, card.periods.length]),
      [
        [0, 'USD', 4],
        [0, 'EUR', 2],
      ],
    );
  });

  it('takes anything without throwing, and never a card that is half read', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (whole, periods, price) => {
        for (const value of [whole, { periods }, { extend: false, periods: [{ from: '2027-01-01', price }] }]) {
          const { card, issues } = readRateCard(value);
          if (issues.length > 0) assert.equal(card, bundledRateCard);
          const days = card.periods.map(({ from }) => from);
          assert.deepEqual(
            days,
            [...new Set(days)].sort((a, b) => a - b),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
