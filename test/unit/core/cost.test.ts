import assert from 'node:assert/strict';
import type { CostSubject } from '../../../src/core/cost';
import {
  costSubject,
  DEFAULT_ASSUMPTIONS,
  enrolledSpans,
  isEnrolledIn,
  isEnrolledNow,
  isVirtual,
  listPriceTotals,
  machineMonth,
} from '../../../src/core/cost';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { toCurrency } from '../../../src/core/money';
import type { RateCard } from '../../../src/core/rateCard';
import { bundledRateCard } from '../../../src/core/rateCard';
import { BY_MONTH, card, day, month, span, subject } from './costBuilder';
import type { MachineDifferences } from './machineBuilder';
import { at, judge, machine, NOW } from './machineBuilder';

/** [cost, at list price], as shown. */
function shown(
  of: CostSubject,
  name: string,
  options: { readonly card?: RateCard; readonly byMonth?: boolean } = {},
): readonly [number, number] | null {
  const assumptions = options.byMonth === true ? BY_MONTH : DEFAULT_ASSUMPTIONS;
  const read = machineMonth(of, month(name), options.card ?? bundledRateCard, assumptions);
  return read === null ? null : [toCurrency(read.cost), toCurrency(read.atListPrice)];
}

function judged(differs: MachineDifferences, asOf = NOW): JudgedMachine {
  const facts = machine(differs);
  return { facts, asOf, verdict: judge(facts) };
}

function subjectOf(differs: MachineDifferences, assumptions = DEFAULT_ASSUMPTIONS): CostSubject {
  return costSubject(judged(differs), assumptions);
}

// Worked out by hand; 8 cores × USD 1.50 = USD 12.00 a whole month.
describe('a month by the rate card, by day', () => {
  it('is cores × price where the machine was enrolled all month', () => {
    assert.deepEqual(shown(subject(), '2025-09'), [12, 12]);
    assert.deepEqual(shown(subject({ cores: 16 }), '2026-02'), [24, 24]);
  });

  it('is free in the preview, and at list price what it would have been', () => {
    assert.deepEqual(shown(subject(), '2025-06'), [0, 12]);
  });

  it('is charged on 16 of 31 days in July 2025', () => {
    // 12 × 16/31 = 6.1935…
    assert.deepEqual(shown(subject(), '2025-07'), [6.19, 12]);
  });

  it('is charged on 14 of 31 days in May 2026', () => {
    // 12 × 14/31 = 5.4193…
    assert.deepEqual(shown(subject(), '2026-05'), [5.42, 12]);
  });

  it('is free since, and in every month to come', () => {
    assert.deepEqual(shown(subject(), '2026-06'), [0, 12]);
    assert.deepEqual(shown(subject(), '2031-01'), [0, 12]);
  });

  it('begins with the day of enrollment', () => {
    // 11 to 30 September: 20 of 30 days.
    assert.deepEqual(shown(subject({ spans: [span('2025-09-11')] }), '2025-09'), [8, 8]);
    assert.deepEqual(shown(subject({ spans: [span('2025-09-11')] }), '2025-08'), [0, 0]);
  });

  it('ends before the day of disenrollment', () => {
    // 1 to 10 September: 10 of 30 days.
    const left = subject({ spans: [span('2025-01-01', '2025-09-11')] });
    assert.deepEqual(shown(left, '2025-09'), [4, 4]);
    assert.deepEqual(shown(left, '2025-10'), [0, 0]);
  });

  it('counts both ends of a stay within the month, and every stay', () => {
    // 6 to 20 September: 15 of 30 days; then 26 to 30 September: 5 more.
    assert.deepEqual(shown(subject({ spans: [span('2025-09-06', '2025-09-21')] }), '2025-09'), [6, 6]);
    const twice = subject({ spans: [span('2025-09-06', '2025-09-21'), span('2025-09-26')] });
    assert.deepEqual(shown(twice, '2025-09'), [8, 8]);
  });

  it('charges the 16th and not the 15th of July 2025, the 14th and not the 15th of May 2026', () => {
    const onlyOn = (first: string, next: string): CostSubject => subject({ cores: 31, spans: [span(first, next)] });
    // 31 cores × 1.50 × 1/31 = 1.50.
    assert.deepEqual(shown(onlyOn('2025-07-15', '2025-07-16'), '2025-07'), [0, 1.5]);
    assert.deepEqual(shown(onlyOn('2025-07-16', '2025-07-17'), '2025-07'), [1.5, 1.5]);
    assert.deepEqual(shown(onlyOn('2026-05-14', '2026-05-15'), '2026-05'), [1.5, 1.5]);
    assert.deepEqual(shown(onlyOn('2026-05-15', '2026-05-16'), '2026-05'), [0, 1.5]);
  });

  it('splits a stay over both steps of one month', () => {
    // 6 days at 1 and 9 at 2 of 30: 8 × (6 + 18)/30 = 6.40; at list 8 × 1.5 × 15/30 = 6.00.
    const steps = card(['2025-09-01', 1], ['2025-09-12', 2], ['2025-09-21', 0]);
    assert.deepEqual(
      shown(subject({ spans: [span('2025-09-06', '2025-09-21')] }), '2025-09', { card: steps }),
      [6.4, 6],
    );
  });

  it('knows leap years', () => {
    const always = card(['2024-01-01', 1.5]);
    // 15 to 29 February 2028: 15 of 29 days; 29 × 1.50 × 15/29 = 22.50.
    assert.deepEqual(
      shown(subject({ cores: 29, spans: [span('2028-02-15')] }), '2028-02', { card: always }),
      [22.5, 22.5],
    );
    // 15 to 28 February 2026: 14 of 28.
    assert.deepEqual(shown(subject({ cores: 4, spans: [span('2026-02-15')] }), '2026-02'), [3, 3]);
    assert.deepEqual(shown(subject({ cores: 29 }), '2028-02', { card: always }), [43.5, 43.5]);
  });

  it('goes over the end of a year', () => {
    const newYear = subject({ cores: 31, spans: [span('2025-12-31', '2026-01-02')] });
    assert.deepEqual(shown(newYear, '2025-12'), [1.5, 1.5]);
    assert.deepEqual(shown(newYear, '2026-01'), [1.5, 1.5]);
  });

  it('is 0 for 0 cores, and unknown for unknown ones', () => {
    assert.deepEqual(shown(subject({ cores: 0 }), '2025-09'), [0, 0]);
    assert.equal(shown(subject({ cores: null }), '2025-09'), null);
    assert.deepEqual(shown(subject({ cores: null, spans: [span('2025-10-01')] }), '2025-09'), [0, 0], 'not enrolled');
  });

  it('is 0 for Azure Edition, whose cores do not matter', () => {
    assert.deepEqual(shown(subject({ isExempt: true }), '2025-09'), [0, 0]);
    assert.deepEqual(shown(subject({ isExempt: true, cores: null }), '2025-09'), [0, 0]);
  });

  it('is 0 where nobody ever enrolled it', () => {
    assert.deepEqual(shown(subject({ spans: [] }), '2025-09'), [0, 0]);
  });
});

describe('a month by the rate card, by whole months', () => {
  it('is a whole month from one enrolled day', () => {
    const oneDay = subject({ spans: [span('2025-09-30', '2025-10-01')] });
    assert.deepEqual(shown(oneDay, '2025-09', { byMonth: true }), [12, 12]);
    assert.deepEqual(shown(oneDay, '2025-10', { byMonth: true }), [0, 0]);
  });

  it('is at the highest price of the enrolled days alone', () => {
    assert.deepEqual(shown(subject(), '2025-07', { byMonth: true }), [12, 12]);
    assert.deepEqual(shown(subject({ spans: [span('2026-05-15')] }), '2026-05', { byMonth: true }), [0, 12]);
    assert.deepEqual(shown(subject({ spans: [span('2026-05-14')] }), '2026-05', { byMonth: true }), [12, 12]);
  });

  it('is one month for two stays', () => {
    const twice = subject({ spans: [span('2025-09-01', '2025-09-02'), span('2025-09-20')] });
    assert.deepEqual(shown(twice, '2025-09', { byMonth: true }), [12, 12]);
  });
});

describe('the days of enrollment', () => {
  const of = (differs: MachineDifferences['hotpatchFeature']) =>
    enrolledSpans(machine({ hotpatchFeature: differs ?? null }), NOW);

  it('are those of UTC', () => {
    assert.deepEqual(of({ enrolledAt: at('2025-08-10T23:30:00Z') }), [span('2025-08-10')]);
    assert.deepEqual(of({ enrolledAt: at('2025-08-11T01:30:00+02:00') }), [span('2025-08-10')]);
    assert.deepEqual(of({ enrolledAt: at('2025-08-10T23:30:00+02:00') }), [span('2025-08-10')]);
    assert.deepEqual(of({ enrolledAt: at('2025-08-10T23:30:00-02:00') }), [span('2025-08-11')]);
    assert.deepEqual(of({ enrolledAt: at('2025-08-11T00:00:00Z') }), [span('2025-08-11')]);
  });

  it('make a difference of a day in the month’s cost', () => {
    const cost = (enrolledAt: string): number | undefined =>
      shown(subjectOf({ cores: { logical: 31 }, hotpatchFeature: { enrolledAt: at(enrolledAt) } }), '2025-08')?.[0];
    // 31 cores × 1.50 × 22/31 and × 21/31.
    assert.equal(cost('2025-08-10T23:30:00Z'), 33);
    assert.equal(cost('2025-08-10T23:30:00-02:00'), 31.5);
  });

  it('begin when it was seen, where Azure has no date', () => {
    assert.deepEqual(of({ enrolledAt: null }), [span('2026-05-25')]);
  });

  it('end with the disenrollment', () => {
    const dates = { enrolledAt: at('2025-08-10T08:00:00Z'), disenrolledAt: at('2025-10-03T22:00:00Z') };
    for (const status of ['Disabled', 'disabling', 'Enabling', 'Failed', 'Unknown', null]) {
      assert.deepEqual(of({ status, ...dates }), [span('2025-08-10', '2025-10-03')], String(status));
    }
  });

  it('are none for a stay within one day', () => {
    const dates = { enrolledAt: at('2025-08-10T08:00:00Z'), disenrolledAt: at('2025-08-10T22:00:00Z') };
    assert.deepEqual(of({ status: 'Disabled', ...dates }), []);
  });

  it('go on while it is being disenrolled, until Azure has a date', () => {
    assert.deepEqual(of({ status: 'Disabling', enrolledAt: at('2025-08-10T08:00:00Z') }), [span('2025-08-10')]);
    const older = { enrolledAt: at('2025-08-10T08:00:00Z'), disenrolledAt: at('2025-03-01T08:00:00Z') };
    assert.deepEqual(of({ status: 'Disabling', ...older }), [span('2025-08-10')]);
  });

  it('begin anew where a disenrollment is older, or the enrollment of now has no date of its own', () => {
    const again = { enrolledAt: at('2025-08-10T08:00:00Z'), disenrolledAt: at('2025-03-01T08:00:00Z') };
    assert.deepEqual(of({ status: 'Enabled', ...again }), [span('2025-08-10')]);
    const undated = { enrolledAt: at('2025-08-10T08:00:00Z'), disenrolledAt: at('2025-10-03T08:00:00Z') };
    assert.deepEqual(of({ status: 'Enabled', ...undated }), [span('2025-08-10', '2025-10-03'), span('2026-05-25')]);
  });

  it('are not known from half the dates of an enrollment that is not', () => {
    assert.deepEqual(of({ status: 'Disabled', enrolledAt: at('2025-08-10T08:00:00Z') }), []);
    assert.deepEqual(of({ status: 'Disabled', enrolledAt: null, disenrolledAt: at('2025-10-03T08:00:00Z') }), []);
    assert.deepEqual(of({ status: 'Enabling', enrolledAt: at('2026-05-25T08:00:00Z') }), []);
    assert.deepEqual(of(null), []);
  });

  it('take nothing from billing dates', () => {
    const billing = { billingStartsAt: at('2025-02-01T00:00:00Z'), billingEndsAt: at('2026-05-15T00:00:00Z') };
    assert.deepEqual(of({ status: 'Disabled', enrolledAt: null, ...billing }), []);
    assert.deepEqual(of({ ...billing, enrolledAt: at('2025-08-10T08:00:00Z') }), [span('2025-08-10')]);
  });

  it('are asked for by month', () => {
    const left = subject({ spans: [span('2025-09-30', '2025-11-01')] });
    assert.deepEqual(
      ['2025-08', '2025-09', '2025-10', '2025-11'].map((name) => isEnrolledIn(left, month(name))),
      [false, true, true, false],
    );
    assert.equal(isEnrolledNow(left), false);
    assert.equal(isEnrolledNow(subject()), true);
    assert.equal(isEnrolledNow(subject({ spans: [] })), false);
  });
});

describe('the cores that are charged', () => {
  const METAL = { manufacturer: 'HPE', model: 'ProLiant DL360 Gen11' };

  it('are physical ones of physical machines and logical ones of virtual machines', () => {
    assert.equal(subjectOf(METAL).cores, 8);
    assert.equal(subjectOf({ manufacturer: 'VMware, Inc.', model: 'VMware20,1' }).cores, 16);
    assert.equal(subjectOf({ manufacturer: null, model: null }).cores, 8);
  });

  it('can be assumed to be of one kind', () => {
    assert.equal(subjectOf(METAL, { ...DEFAULT_ASSUMPTIONS, cores: 'logical' }).cores, 16);
    assert.equal(subjectOf({}, { ...DEFAULT_ASSUMPTIONS, cores: 'physical' }).cores, 8);
  });

  it('are unknown, not 0 and not of the other kind, where Azure has no count that can be', () => {
    for (const physical of [null, 0, -4, 2.5, NaN, 1e9]) {
      assert.equal(subjectOf({ ...METAL, cores: { physical } }).cores, null, String(physical));
    }
    assert.equal(subjectOf({ cores: { logical: null } }).cores, null);
  });

  it('follow manufacturer and model', () => {
    const VIRTUAL: readonly (readonly [string | null, string | null])[] = [
      ['VMware, Inc.', 'VMware7,1'],
      ['Microsoft Corporation', 'Virtual Machine'],
      ['Nutanix', 'AHV'],
      ['QEMU', 'Standard PC (Q35 + ICH9, 2009)'],
      ['Xen', 'HVM domU'],
      ['Amazon EC2', 'm6i.xlarge'],
      ['Google', 'Google Compute Engine'],
      ['Red Hat', 'KVM'],
      ['OpenStack Foundation', 'OpenStack Nova'],
      ['innotek GmbH', 'VirtualBox'],
      [null, 'virtual machine'],
    ];
    for (const [manufacturer, model] of VIRTUAL) assert.ok(isVirtual({ manufacturer, model }), String(model));
    const PHYSICAL: readonly (readonly [string | null, string | null])[] = [
      ['Dell Inc.', 'PowerEdge R760'],
      ['Microsoft Corporation', 'Surface Hub'],
      ['Nutanix', 'NX-8155-G8'],
      ['Amazon EC2', 'm5.metal'],
      ['Amazon EC2', 'm7i.metal-48xl'],
      ['Lenovo', 'ThinkSystem SR630 V3 Xeon'],
      [null, null],
    ];
    for (const [manufacturer, model] of PHYSICAL) assert.ok(!isVirtual({ manufacturer, model }), String(model));
  });
});

describe('costSubject', () => {
  it('exempts Azure Edition, also from what could be enrolled', () => {
    const azureEdition = subjectOf({ osSku: 'Windows Server 2025 Datacenter: Azure Edition', osEdition: null });
    assert.deepEqual([azureEdition.isExempt, azureEdition.isEligible], [true, false]);
    const plain = subjectOf({});
    assert.deepEqual([plain.isExempt, plain.isEligible], [false, true]);
    assert.equal(subjectOf({ osSku: 'Windows Server 2022 Datacenter', osVersion: null }).isEligible, false);
  });
});

describe('the list price beside today’s', () => {
  it('is that of the enrolled, and of these with all that could be', () => {
    const totals = listPriceTotals(
      [
        subject(),
        subject({ name: 'left', cores: 4, spans: [span('2025-08-01', '2025-09-01')] }),
        subject({ name: 'never', cores: 16, spans: [] }),
        subject({ name: 'unknown', cores: null, spans: [] }),
        subject({ name: 'unknownEnrolled', cores: null }),
        subject({ name: 'builtIn', cores: 64, isExempt: true, isEligible: false }),
        subject({ name: 'old', cores: 32, spans: [], isEligible: false }),
        // Upgraded to another edition and still enrolled: it is charged, so it is in both.
        subject({ name: 'odd', cores: 2, isEligible: false }),
      ],
      bundledRateCard,
    );
    const { enrolledNow, allEligible } = totals;
    assert.deepEqual([toCurrency(enrolledNow.amount), toCurrency(allEligible.amount)], [15, 45]);
    assert.deepEqual([enrolledNow.machines, enrolledNow.cores, enrolledNow.unknownMachines], [3, 10, 1]);
    assert.deepEqual([allEligible.machines, allEligible.cores, allEligible.unknownMachines], [6, 30, 2]);
  });

  it('is what a charged month of the enrolled costs', () => {
    const [cost] = shown(subject({ cores: 7 }), '2025-10') ?? [];
    assert.equal(toCurrency(listPriceTotals([subject({ cores: 7 })], bundledRateCard).enrolledNow.amount), cost);
    assert.equal(day('2025-10-31') - day('2025-10-01'), 30);
  });
});
