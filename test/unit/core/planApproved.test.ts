import assert from 'node:assert/strict';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { ApprovedPlanning } from '../../../src/core/makePlan';
import { makeApprovedPlan } from '../../../src/core/makePlan';
import type { SwitchKind } from '../../../src/core/operation';
import { approvedMachine, hasDrifted } from '../../../src/core/planApproved';
import type { Named } from './planBuilder';
import { FRESH, judgedMachine, plan, planContext } from './planBuilder';

const OFF = { ...FRESH, patchSettings: { enableHotpatching: false, enablementStatus: null } } satisfies Named;

/** What was approved on some machines, run when the fleet is another. */
function runLater(
  kind: SwitchKind,
  approved: readonly JudgedMachine[],
  today: readonly JudgedMachine[],
  { alsoTurnOn = false, context = {} }: { alsoTurnOn?: boolean; context?: Parameters<typeof planContext>[0] } = {},
): ApprovedPlanning {
  const { included } = plan(kind, approved, { alsoTurnOn });
  const fleet = new Map(today.map((machine) => [machine.facts.id, machine] as const));
  return makeApprovedPlan(
    { kind, machines: included.map(approvedMachine) },
    (id) => fleet.get(id),
    planContext(context),
  );
}

describe('an approved plan', () => {
  const fresh = judgedMachine('a', FRESH);

  it('is run as it was approved where nothing changed', () => {
    const { plan: later, missing } = runLater('enroll', [fresh], [fresh, judgedMachine('b', FRESH)]);
    assert.deepEqual(later.included, plan('enroll', [fresh]).included);
    assert.deepEqual([later.leftOut, missing], [[], []]);
  });

  it('refuses a machine whose switches are others since', () => {
    const drifts: readonly (readonly [SwitchKind, Named, Named])[] = [
      ['enroll', FRESH, { ...FRESH, hotpatchFeature: { status: 'Failed' } }],
      ['enroll', FRESH, { ...FRESH, hotpatchFeature: { status: 'Unknown' } }],
      ['enroll', FRESH, OFF],
      ['disenroll', {}, { patchSettings: { enableHotpatching: false } }],
      ['turnOff', {}, { patchSettings: { enableHotpatching: null } }],
    ];
    for (const [kind, then, now] of drifts) {
      const { plan: later } = runLater(kind, [judgedMachine('a', then)], [judgedMachine('a', now)]);
      assert.deepEqual(later.exclusions, [{ id: 'drifted', count: 1 }], kind);
    }
  });

  it('says of a machine that it is there, gone, or another’s, rather than that it drifted', () => {
    const exclusion = (now: Named, context: Parameters<typeof planContext>[0] = {}) =>
      runLater('enroll', [fresh], [judgedMachine('a', now)], { context }).plan.leftOut[0]?.exclusion;
    assert.equal(exclusion({}), 'alreadyThere');
    assert.equal(exclusion({ hotpatchFeature: { status: 'Enabling' } }), 'inProgress');
    assert.equal(exclusion(FRESH, { protectedTags: ['env'] }), 'protected');
    assert.equal(exclusion(FRESH, { vanished: new Set([fresh.facts.id]) }), 'vanished');
    assert.deepEqual(
      runLater('enroll', [fresh], []).missing.map(({ name }) => name),
      ['a'],
    );
  });

  it('takes in what was approved though it would not be ticked at first', () => {
    const { plan: later } = runLater('enroll', [fresh], [judgedMachine('a', { ...FRESH, status: 'Disconnected' })]);
    assert.deepEqual(
      later.included.map(({ bucket }) => bucket),
      ['offline'],
    );
  });

  it('turns hotpatching on only where that was approved', () => {
    const off = judgedMachine('off', OFF);
    const later = runLater('enroll', [off, fresh], [off, fresh], { alsoTurnOn: true }).plan;
    assert.deepEqual(
      later.included.map(({ wanted: { hotpatching } }) => hotpatching),
      [null, true],
    );
    assert.deepEqual(runLater('enroll', [off], [off]).plan.included[0]?.wanted.hotpatching, null);
  });
});

describe('drift', () => {
  it('is a switch with another value, not another casing', () => {
    const values = { license: 'Disabled', hotpatching: null };
    assert.equal(hasDrifted(values, { license: 'DISABLED', hotpatching: null }), false);
    assert.equal(hasDrifted(values, { license: null, hotpatching: null }), true);
    assert.equal(hasDrifted(values, { license: 'Disabled', hotpatching: false }), true);
  });
});
