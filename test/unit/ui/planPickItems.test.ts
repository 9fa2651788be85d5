import assert from 'node:assert/strict';
import { replan } from '../../../src/core/makePlan';
import type { Plan } from '../../../src/core/plan';
import type { PlanPickLine } from '../../../src/ui/planPickItems';
import { keptTicks, pickedOf, planPickSections } from '../../../src/ui/planPickItems';
import { judgedMachine, plan, planContext } from '../core/planBuilder';
import { OFFICES, PRODUCTION, TEST } from '../fleet/fleetBuilder';
import { PLAN_FLEET, planView, samplePlan } from './planFixture';
import { assertGolden } from './golden';

const linesOf = (made: Plan) => planPickSections(made, planView()).flatMap(({ lines }) => lines);

describe('the quick pick of a plan', () => {
  it('offers groups, options, subscriptions, and says what is left out', () => {
    const text = (['enroll', 'disenroll', 'turnOn', 'turnOff'] as const).map((kind) =>
      planPickSections(samplePlan(kind), planView())
        .flatMap(({ title, lines }) => [
          `${kind}: ${title}`,
          ...lines.map(({ label, description, detail, isPicked, meaning }) => {
            const box = meaning.kind === 'information' ? '   ' : isPicked ? '[x]' : '[ ]';
            return `  ${box} ${label}  ${description}${detail === undefined ? '' : `\n        ${detail}`}`;
          }),
        ])
        .join('\n'),
    );
    assertGolden('plan-pick', text.join('\n\n'));
  });

  it('means, ticked as it is at first, the plan as it is at first', () => {
    const made = samplePlan('enroll');
    const sections = planPickSections(made, planView());
    const picked = pickedOf(
      sections,
      linesOf(made).filter(({ isPicked }) => isPicked),
    );
    assert.equal(picked.alsoTurnOn, false);
    const again = replan(made, request(), picked, planContext());
    assert.deepEqual(again.included, made.included);
    assert.deepEqual(again.deselected, made.deselected);
  });

  it('takes in what is ticked and leaves out what is not', () => {
    const made = samplePlan('enroll');
    const sections = planPickSections(made, planView());
    const ticked = linesOf(made).filter(
      ({ meaning }) =>
        (meaning.kind === 'bucket' && meaning.id === 'offline') ||
        (meaning.kind === 'subscription' && meaning.id === TEST),
    );
    const { choice } = pickedOf(sections, ticked);
    assert.deepEqual([...choice.buckets], ['offline']);
    assert.equal(choice.withoutSubscriptions.has(PRODUCTION), true);
    const names = replan(made, request(), { alsoTurnOn: false, choice }, planContext()).included;
    assert.deepEqual(
      names.map(({ machine }) => machine.facts.name),
      ['OFFLINE'],
    );
  });

  it('ticks no cause, and the other switch only by itself', () => {
    const all = linesOf(samplePlan('enroll'));
    const first = all.filter(({ isPicked }) => isPicked);
    const option = all.filter(({ meaning }) => meaning.kind === 'alsoTurnOn');
    const groups = all.filter(({ meaning }) => meaning.kind === 'bucket' || meaning.kind === 'subscription');
    assert.ok(option.length === 1 && groups.length > first.length - 1 && groups.length < all.length - 1);
    assert.deepEqual(keptTicks(first, all), groups);
    assert.deepEqual(keptTicks(first, [...first, ...option]), [...first, ...option]);
    const isTickable = ({ meaning }: PlanPickLine) => meaning.kind !== 'information';
    assert.deepEqual(keptTicks([...first, ...option], all), all.filter(isTickable));
    assert.deepEqual(keptTicks(all, groups), groups);
    assert.deepEqual(keptTicks(first, []), []);
  });

  it('leaves all subscriptions in where it offers none', () => {
    const made = plan(
      'enroll',
      PLAN_FLEET.filter(({ facts }) => facts.subscriptionId === OFFICES),
    );
    const sections = planPickSections(made, planView());
    assert.equal(
      linesOf(made).some(({ meaning }) => meaning.kind === 'subscription'),
      false,
    );
    assert.equal(pickedOf(sections, []).choice.withoutSubscriptions.size, 0);
  });

  it('turns hotpatching on only by its own tick, and offers that only where it is off', () => {
    const made = samplePlan('enroll');
    const option = linesOf(made).filter(({ meaning }) => meaning.kind === 'alsoTurnOn');
    assert.equal(option.length, 1);
    const picked = pickedOf(planPickSections(made, planView()), [
      ...linesOf(made).filter(({ isPicked }) => isPicked),
      ...option,
    ]);
    const turned = replan(made, request(), picked, planContext());
    assert.deepEqual(
      turned.included.filter(({ wanted }) => wanted.hotpatching === true).map(({ machine }) => machine.facts.name),
      ['APP-OFF'],
    );
    assert.equal(linesOf(turned).find(({ meaning }) => meaning.kind === 'alsoTurnOn')?.isPicked, true);
    const without = plan('enroll', [
      judgedMachine('a', { hotpatchFeature: null, patchSettings: { enableHotpatching: null } }),
    ]);
    assert.equal(
      linesOf(without).some(({ meaning }) => meaning.kind === 'alsoTurnOn'),
      false,
    );
    assert.equal(
      linesOf(samplePlan('turnOn')).some(({ meaning }) => meaning.kind === 'alsoTurnOn'),
      false,
    );
  });
});

function request() {
  return { kind: 'enroll', machines: PLAN_FLEET, alsoTurnOn: false, choice: null } as const;
}
