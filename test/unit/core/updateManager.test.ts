import assert from 'node:assert/strict';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { toCurrency } from '../../../src/core/money';
import { updateManagerEstimate } from '../../../src/core/updateManager';
import { BRANCH, month } from './costBuilder';
import type { MachineDifferences } from './machineBuilder';
import { at, judge, machine, NOW } from './machineBuilder';

function judged(differs: MachineDifferences = {}): JudgedMachine {
  const facts = machine(differs);
  return { facts, asOf: NOW, verdict: judge(facts) };
}

function estimate(machines: readonly JudgedMachine[], name = '2026-05') {
  const read = updateManagerEstimate(machines, { month: month(name), exemptSubscriptions: new Set([BRANCH]) });
  return { ...read, proven: toCurrency(read.proven), expected: toCurrency(read.expected) };
}

const ON_DEMAND: MachineDifferences = { patchSettings: { assessmentMode: 'ImageDefault' } };

describe('updateManagerEstimate', () => {
  it('is USD 5 for a month of 31 days that is assessed daily, and proves the days of operations', () => {
    const { proven, expected, machines, assessedDaily } = estimate([judged()]);
    // One assessment: 5/31 = 0.1612…
    assert.deepEqual([proven, expected, machines, assessedDaily], [0.16, 5, 1, 1]);
  });

  it('charges a day as a 31st in shorter months too', () => {
    assert.equal(estimate([judged()], '2026-06').expected, 4.84);
    assert.equal(estimate([judged()], '2026-02').expected, 4.52);
  });

  it('counts only proven days of machines that are not assessed daily, or not connected', () => {
    const installed = { ...ON_DEMAND, installation: { at: at('2026-05-14T02:00:00Z') } };
    assert.equal(estimate([judged(installed)]).expected, 0.32);
    const sameDay = { ...ON_DEMAND, installation: { at: at('2026-05-25T23:00:00Z') } };
    assert.equal(estimate([judged(sameDay)]).expected, 0.16, 'two operations on one day');
    assert.equal(estimate([judged({ status: 'Disconnected' })]).expected, 0.16);
  });

  it('is 0 where nothing of the month is proven', () => {
    const none = { ...ON_DEMAND, assessment: null };
    assert.deepEqual([estimate([judged(none)]).expected, estimate([judged(none)]).machines], [0, 0]);
    const lastMonth = { ...ON_DEMAND, assessment: { at: at('2026-04-30T23:59:59Z') } };
    assert.equal(estimate([judged(lastMonth)]).expected, 0);
  });

  it('leaves out Azure Edition and the subscriptions that the user names', () => {
    const azureEdition = { osSku: 'Windows Server 2025 Datacenter: Azure Edition', osEdition: null };
    const { expected, exempt, machines } = estimate([judged(azureEdition), judged({ subscriptionId: BRANCH })]);
    assert.deepEqual([expected, exempt, machines], [0, 2, 0]);
  });

  it('calls itself an assumption and says what it cannot see', () => {
    const { isAssumption, unseenExemptions, currency } = estimate([]);
    assert.equal(isAssumption, true);
    assert.equal(currency, 'USD');
    assert.ok(unseenExemptions.includes('defenderForServersPlan2'));
  });
});
