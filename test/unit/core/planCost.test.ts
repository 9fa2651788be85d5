import assert from 'node:assert/strict';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import { toCurrency } from '../../../src/core/money';
import type { PriceWarning } from '../../../src/core/planCost';
import { priceWarning } from '../../../src/core/planCost';
import type { RateCard } from '../../../src/core/rateCard';
import { bundledRateCard, extendRateCard } from '../../../src/core/rateCard';
import { card, day, usd } from './costBuilder';
import { at } from './machineBuilder';
import { FRESH, judgedMachine, plan } from './planBuilder';

const TODAY = at('2026-11-22T18:00:00Z');
const ENROLLED = [judgedMachine('a'), judgedMachine('b')];

function warning(rates: RateCard, machines = ENROLLED, now = TODAY): PriceWarning | null {
  return priceWarning(machines, rates, now, DEFAULT_ASSUMPTIONS);
}

describe('the warning of a price', () => {
  it('comes 60 days ahead: 59 and 60 warn, 61 does not', () => {
    // 22 November + 59, 60, 61 days
    assert.equal(warning(card(['2027-01-20', 1.5]))?.rise?.day, day('2027-01-20'));
    assert.equal(warning(card(['2027-01-21', 1.5]))?.rise?.day, day('2027-01-21'));
    assert.equal(warning(card(['2027-01-22', 1.5])), null);
  });

  it('counts days, not hours: the end of the day is as far as its beginning', () => {
    const rates = card(['2027-01-21', 1.5]);
    assert.ok(warning(rates, ENROLLED, at('2026-11-22T00:00:00Z')));
    assert.ok(warning(rates, ENROLLED, at('2026-11-22T23:59:59Z')));
    assert.equal(warning(rates, ENROLLED, at('2026-11-21T23:59:59Z')), null);
  });

  it('names the day, the machines, the amount of a month and why', () => {
    const rates = extendRateCard(bundledRateCard, [
      { from: day('2027-01-01'), price: usd(1.5), why: { text: 'contract' } },
    ]);
    const { rise } = warning(rates, [...ENROLLED, judgedMachine('fresh', FRESH)]) ?? {};
    assert.ok(rise);
    const { perMonth, ...rest } = rise;
    assert.equal(toCurrency(perMonth), 48);
    assert.deepEqual(rest, {
      day: day('2027-01-01'),
      before: usd(0),
      after: usd(1.5),
      why: { text: 'contract' },
      machines: 2,
      cores: 32,
      machinesWithoutCores: 0,
    });
  });

  it('comes after a free period as the first time, and for a price that grows', () => {
    assert.equal(
      warning(card(['2026-01-01', 1.5], ['2026-11-01', 0], ['2026-12-24', 1.5]))?.rise?.day,
      day('2026-12-24'),
    );
    assert.equal(warning(card(['2026-01-01', 1.5], ['2026-12-01', 0], ['2026-12-24', 1]))?.rise?.after, usd(1));
    assert.equal(warning(card(['2026-01-01', 1.5], ['2026-12-24', 2]))?.rise?.before, usd(1.5));
  });

  it('does not come for a price that falls, stays, or rose already', () => {
    assert.equal(warning(card(['2026-01-01', 1.5], ['2026-12-24', 1])), null);
    assert.equal(warning(card(['2026-01-01', 1.5], ['2026-12-24', 1.5])), null);
    assert.equal(warning(card(['2026-11-22', 1.5])), null);
    assert.equal(warning(bundledRateCard), null);
  });

  it('does not come for a fleet without an enrollment', () => {
    const rates = card(['2027-01-01', 1.5]);
    const builtIn = judgedMachine('built-in', { osSku: 'Windows Server 2025 Datacenter: Azure Edition' });
    assert.equal(
      warning(rates, [
        judgedMachine('a', FRESH),
        judgedMachine('f', { hotpatchFeature: { status: 'Failed' } }),
        builtIn,
      ]),
      null,
    );
    assert.equal(warning(rates, [judgedMachine('a', { hotpatchFeature: { status: 'Enabling' } })])?.rise?.machines, 1);
  });

  it('says how many machines’ cores are not known', () => {
    const unknown = judgedMachine('c', { cores: { physical: null, logical: null } });
    const rise = warning(card(['2027-01-01', 1.5]), [...ENROLLED, unknown])?.rise;
    assert.deepEqual([rise?.machines, rise?.cores, rise?.machinesWithoutCores], [3, 32, 1]);
  });

  it('tells of Azure’s own billing dates that lie ahead, without making a price of them', () => {
    const billed = (text: string) => judgedMachine(text, { hotpatchFeature: { billingStartsAt: at(text) } });
    const dates = (...texts: readonly string[]) => warning(bundledRateCard, texts.map(billed));
    assert.deepEqual(dates('2027-01-15T00:00:00', '2026-12-24T00:00:00', '2025-02-01T00:00:00'), {
      rise: null,
      futureBillingDates: { machines: 2, earliest: at('2026-12-24T00:00:00Z') },
    });
    assert.equal(
      dates('2025-02-01T00:00:00', '2026-11-22T18:00:00', '2027-01-21T18:00:01', '9999-12-31T00:00:00'),
      null,
    );
    assert.ok(dates('2027-01-21T18:00:00'));
  });
});

describe('the price rise of a plan', () => {
  const context = { now: TODAY, card: card(['2027-01-01', 1.5]) };

  it('is what the machines of the plan come to', () => {
    const enroll = plan('enroll', [judgedMachine('a', FRESH), judgedMachine('b')], { context }).cost.priceRises;
    assert.deepEqual([enroll?.machines, toCurrency(enroll?.perMonth ?? (0n as never))], [1, 24]);
    const disenroll = plan('disenroll', ENROLLED, { context }).cost.priceRises;
    assert.deepEqual([disenroll?.machines, toCurrency(disenroll?.perMonth ?? (0n as never))], [2, 48]);
  });

  it('is none where no enrollment changes', () => {
    assert.equal(plan('turnOff', ENROLLED, { context }).cost.priceRises, null);
    assert.equal(plan('enroll', ENROLLED, { context }).cost.priceRises, null);
  });
});
