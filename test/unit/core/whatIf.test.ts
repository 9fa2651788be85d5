import assert from 'node:assert/strict';
import { toCurrency } from '../../../src/core/money';
import { priceSteps } from '../../../src/core/rateCard';
import type { WhatIf } from '../../../src/core/whatIf';
import { whatIf } from '../../../src/core/whatIf';
import { card, day, idOf, seriesOptions, span, subject, usd } from './costBuilder';
import { at } from './machineBuilder';

const FLEET = [
  subject(),
  subject({ name: 'free', cores: 16, spans: [] }),
  subject({ name: 'left', cores: 4, spans: [span('2025-08-01', '2026-01-01')] }),
  subject({ name: 'unknown', cores: null, spans: [] }),
  subject({ name: 'builtIn', cores: 64, isExempt: true, isEligible: false, spans: [] }),
  subject({ name: 'old', cores: 64, isEligible: false, spans: [] }),
];
const FROM = day('2026-12-01');
const NOTHING: WhatIf = { from: FROM, price: null, add: new Set(), remove: new Set() };
const OPTIONS = seriesOptions('2026-11', '2027-01', { now: at('2026-11-22T12:00:00Z') });

function costs(change: Partial<WhatIf>, options = OPTIONS) {
  const result = whatIf(FLEET, { ...NOTHING, ...change }, options);
  const shown = (of: typeof result.asIs): readonly number[] => of.months.map(({ cost }) => toCurrency(cost));
  return {
    ...result,
    asIs: shown(result.asIs),
    changed: shown(result.changed),
    difference: toCurrency(result.difference),
  };
}

describe('whatIf', () => {
  it('changes nothing where nothing is asked', () => {
    const { asIs, changed, difference, added, removed } = costs({});
    assert.deepEqual(
      [asIs, changed],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    );
    assert.deepEqual([difference, added, removed], [0, 0, 0]);
  });

  it('thinks a price through, from its day on', () => {
    const { asIs, changed, difference } = costs({ price: usd(1.5) });
    assert.deepEqual(
      [asIs, changed],
      [
        [0, 0, 0],
        [0, 12, 12],
      ],
    );
    assert.equal(difference, 24);
    assert.deepEqual(costs({ price: usd(1.5), from: day('2026-12-17') }).changed, [0, 5.81, 12], '15 of 31 days');
  });

  it('enrolls all that are eligible, once each', () => {
    const { changed, added, unknownMachines } = costs({ price: usd(1.5), add: 'allEligible' });
    // 8 + 16 + 4 cores.
    assert.deepEqual(changed, [0, 42, 42]);
    assert.deepEqual([added, unknownMachines], [3, 1]);
  });

  it('enrolls some, and says which make no difference', () => {
    const add = new Set(['free', 'app01', 'builtIn', 'old', 'nowhere'].map((name) => idOf(name)));
    const { changed, added, skipped } = costs({ price: usd(1.5), add });
    assert.deepEqual(changed, [0, 36, 36]);
    assert.equal(added, 1);
    assert.deepEqual(skipped, { alreadyEnrolled: 1, notEnrolled: 0, notEligible: 2, notInFleet: 1 });
  });

  it('disenrolls some, and the difference is then negative', () => {
    const remove = new Set(['app01', 'free', 'nowhere'].map((name) => idOf(name)));
    const priced = { ...OPTIONS, card: card(['2024-01-01', 1.5]) };
    const { asIs, changed, difference, removed, skipped } = costs({ remove }, priced);
    assert.deepEqual(
      [asIs, changed],
      [
        [12, 12, 12],
        [12, 0, 0],
      ],
    );
    assert.deepEqual([difference, removed], [-24, 1]);
    assert.deepEqual(skipped, { alreadyEnrolled: 0, notEnrolled: 1, notEligible: 0, notInFleet: 1 });
  });

  it('leaves a machine that is both added and removed as it is', () => {
    const both = new Set([idOf('app01'), idOf('free')]);
    const { changed, added, removed } = costs({ price: usd(1.5), add: both, remove: both });
    assert.deepEqual([changed, added, removed], [[0, 12, 12], 0, 0]);
  });

  it('does not touch months before, nor the fleet and card that it is given', () => {
    const before = JSON.stringify(FLEET);
    const result = whatIf(
      FLEET,
      { ...NOTHING, price: usd(9), add: 'allEligible' },
      seriesOptions('2025-09', '2025-09'),
    );
    assert.equal(result.difference, 0n);
    assert.equal(JSON.stringify(FLEET), before);
    assert.deepEqual(result.changed.steps, []);
    assert.equal(priceSteps(OPTIONS.card).length, 2);
  });

  it('does not count a day twice for a machine that leaves later than it would be enrolled again', () => {
    const leaving = subject({ spans: [span('2026-01-01', '2026-12-11')] });
    const priced = { ...OPTIONS, card: card(['2024-01-01', 1.5]) };
    const { changed } = whatIf([leaving], { ...NOTHING, add: 'allEligible' }, priced);
    assert.deepEqual(
      changed.months.map(({ cost }) => toCurrency(cost)),
      [12, 12, 12],
    );
  });
});
