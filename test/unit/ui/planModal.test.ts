import assert from 'node:assert/strict';
import type { PlanKind } from '../../../src/core/plan';
import { priceWarning } from '../../../src/core/planCost';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import { isCountToBeTyped, planFileName, planModal, typedCountIssue } from '../../../src/ui/planModal';
import { durationText } from '../../../src/ui/durationText';
import { planSummary } from '../../../src/ui/planTexts';
import { priceWarningLines } from '../../../src/ui/priceWarningText';
import { card } from '../core/costBuilder';
import { at, NOW } from '../core/machineBuilder';
import { FRESH, judgedMachine, plan } from '../core/planBuilder';
import { PLAN_FLEET, planView, samplePlan, texts } from './planFixture';
import { assertGolden } from './golden';
import { englishTexts } from '../messages/englishTexts';

const KINDS: readonly PlanKind[] = ['enroll', 'disenroll', 'turnOn', 'turnOff'];

describe('the question before an operation', () => {
  it('reads well for every kind', () => {
    const modals = KINDS.map((kind) => {
      const { message, detail, button } = planModal(samplePlan(kind), planView({ isDemo: kind === 'turnOn' }));
      return `${message}\n\n${detail}\n\n[ ${button ?? ''} ]`;
    });
    assertGolden('plan-modal', modals.join('\n\n========\n\n'));
  });

  it('never confuses the two switches', () => {
    for (const kind of ['turnOn', 'turnOff'] as const) {
      const { message, button } = planModal(samplePlan(kind), planView());
      assert.doesNotMatch(`${message} ${button ?? ''}`, /enroll/i);
    }
    for (const kind of ['enroll', 'disenroll'] as const) {
      const { message, button } = planModal(samplePlan(kind), planView());
      assert.doesNotMatch(`${message} ${button ?? ''}`, /turn|\bo(?:n|ff)\b/i);
      assert.match(planModal(samplePlan(kind), planView()).detail, /Left alone: whether hotpatching is on or off/);
    }
  });

  it('names what is not touched, whatever is done', () => {
    for (const kind of KINDS) {
      assert.match(planModal(samplePlan(kind), planView()).detail, /Software Assurance.+\(ESU\) and pay-as-you-go/);
    }
  });

  it('has no button where the plan cannot be run, and says why', () => {
    const tooMany = planModal(samplePlan('enroll', { context: { maximumMachines: 2 } }), planView());
    assert.equal(tooMany.button, null);
    assert.match(tooMany.detail, /^Not more than 2 machines at once/);
    assert.match(
      planModal(samplePlan('enroll', { context: { isReadOnly: true } }), planView()).detail,
      /^Nothing is sent/,
    );
    assert.match(planModal(plan('enroll', []), planView()).detail, /^No machine is left to be changed/);
  });

  it('counts one machine as one', () => {
    const { message, button } = planModal(plan('turnOff', [judgedMachine('a')]), planView());
    assert.deepEqual([message, button], ['Turn hotpatching off for 1 machine?', 'Turn Hotpatching Off for 1 Machine']);
  });
});

describe('typing the count', () => {
  const many = plan(
    'enroll',
    Array.from({ length: 1_234 }, (_, place) => judgedMachine(`m${place}`, FRESH)),
  );

  it('is asked above the limit of the setting', () => {
    assert.deepEqual(
      [0, 1, 1_233, 1_234].map((above) => isCountToBeTyped(many, above)),
      [false, true, true, false],
    );
  });

  it('takes the count as people write it, and nothing else', () => {
    for (const typed of ['1234', ' 1234 ', '1,234', '1.234', '1 234', '1’234', '1\u202f234']) {
      assert.equal(typedCountIssue(typed, 1_234, texts), null, typed);
    }
    for (const typed of ['', '123', '12345', 'all', '-1234', '0x4d2', '1234 machines', '1e3']) {
      assert.equal(typedCountIssue(typed, 1_234, texts), 'Type 1,234, the number of machines', typed);
    }
  });
});

describe('words about a plan', () => {
  it('name a file after kind and time', () => {
    assert.equal(planFileName(samplePlan('turnOn'), planView(), 'json'), 'hotpatch-turnon-plan-20260525-1200.json');
    assert.match(planFileName(samplePlan('enroll'), planView({ isDemo: true }), 'md'), /-demo\.md$/);
  });

  it('sum up in one line what is ticked', () => {
    assert.equal(
      planSummary(samplePlan('enroll'), planView()),
      '2 not ticked · 11 left out · $0.00 a month, +$168.00 at list price · about 13 minutes',
    );
    assert.equal(planSummary(plan('enroll', []), planView()), 'No machine is left to be changed');
  });

  it('round a duration up', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, 'about 1 second'],
      [1_001, 'about 2 seconds'],
      [90_000, 'about 90 seconds'],
      [90_001, 'about 2 minutes'],
      [734_000, 'about 13 minutes'],
      [7_200_000, 'about 120 minutes'],
      [7_200_001, 'about 3 hours'],
    ];
    for (const [milliseconds, text] of cases) assert.equal(durationText(milliseconds, texts), text);
  });

  it('warn of a price with day, machines, amount and source', () => {
    const now = at('2026-05-25T12:00:00Z');
    const billed = judgedMachine('b', {
      hotpatchFeature: { billingStartsAt: at('2026-06-15T00:00:00Z') },
      cores: { physical: null, logical: null },
    });
    const warning = priceWarning([judgedMachine('a'), billed], card(['2026-07-01', 1.5]), now, DEFAULT_ASSUMPTIONS);
    assert.ok(warning);
    assert.deepEqual(priceWarningLines(warning, 'USD', planView()), [
      'From Jul 1, 2026 a core costs $1.50 a month instead of $0.00: $24.00 a month for 2 enrolled machines. Source: the rate card in the settings.',
      'The cores of 1 machine are not known and not counted.',
      'Azure has a billing start on Jun 15, 2026 or later written on 1 machine. The date alone does not say that anything will be charged; check with Microsoft before then.',
    ]);
  });

  it('are shown in another locale without failing', () => {
    const german = planView({ texts: englishTexts('de', 'UTC') });
    assert.match(planModal(samplePlan('enroll'), german).detail, /8/);
    assert.equal(PLAN_FLEET.length, 21);
    assert.equal(samplePlan('enroll').madeAt, NOW);
  });
});
