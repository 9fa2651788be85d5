import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chargedCores, DEFAULT_ASSUMPTIONS, isVirtual } from '../../../src/core/cost';
import type { MachineId } from '../../../src/core/ids';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { choosePlan, makePlan } from '../../../src/core/makePlan';
import { amountOf, difference, sum, ZERO } from '../../../src/core/money';
import type { SwitchValues, WantedSwitches } from '../../../src/core/operation';
import { ACTION_KINDS, isAsWanted, operationTable } from '../../../src/core/operation';
import type { Plan, PlanContext, PlanRequest } from '../../../src/core/plan';
import { BUCKET_IDS } from '../../../src/core/plan';
import { bundledRateCard } from '../../../src/core/rateCard';
import { BRANCH, card, idOf, PROD, WEB } from './costBuilder';
import { at, BUILD, judge, machine } from './machineBuilder';
import { planContext } from './planBuilder';

const STATUSES = [
  'Enabled',
  'enabled',
  'Enabling',
  'Disabled',
  'Disabling',
  'Failed',
  'Unknown',
  'Suspended',
  '',
  null,
];
const OPERATING_SYSTEMS = [
  { osSku: 'Windows Server 2025 Datacenter' },
  { osSku: 'Windows Server 2025 Standard', osEdition: 'Standard' },
  { osSku: 'Windows Server 2025 Datacenter: Azure Edition' },
  { osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.4711' },
  { osType: 'linux', osSku: 'Ubuntu 24.04', osVersion: '6.8.0' },
  { osSku: null, osEdition: null, osVersion: null },
];

const subscriptions = fc.constantFrom(PROD, BRANCH, WEB);

const machines: fc.Arbitrary<readonly JudgedMachine[]> = fc
  .array(
    fc.record({
      place: fc.nat(30),
      subscription: subscriptions,
      status: fc.constantFrom(...STATUSES),
      hasFeature: fc.boolean(),
      disenrolledAt: fc.constantFrom(null, at('2026-04-01T00:00:00Z')),
      enableHotpatching: fc.constantFrom(true, false, null),
      enablementStatus: fc.constantFrom('Enabled', 'Disabled', 'ActionRequired', 'PendingEvaluation', null),
      connection: fc.constantFrom('Connected', 'Disconnected', 'Expired', 'Error', null),
      os: fc.constantFrom(...OPERATING_SYSTEMS),
      osVersion: fc.constantFrom(...Object.values(BUILD)),
      logical: fc.constantFrom(null, 0, 4, 16, 64),
      rebootPending: fc.constantFrom(true, false, null),
      tags: fc.constantFrom({}, { env: 'prod' }, { Env: 'PROD', owner: 'ops' }, { owner: 'web' }),
    }),
    { maxLength: 40 },
  )
  .map((made) =>
    made.map((one) => {
      const facts = machine({
        id: idOf(`m${one.place}`, one.subscription),
        name: `M${one.place}`,
        subscriptionId: one.subscription,
        hotpatchFeature: one.hasFeature ? { status: one.status, disenrolledAt: one.disenrolledAt } : null,
        patchSettings: { enableHotpatching: one.enableHotpatching, enablementStatus: one.enablementStatus },
        status: one.connection,
        assessment: one.rebootPending === null ? null : { rebootPending: one.rebootPending },
        tags: one.tags,
        cores: { logical: one.logical },
        osVersion: one.osVersion,
        ...one.os,
      });
      return { facts, asOf: at('2026-05-25T12:00:00Z'), verdict: judge(facts) };
    }),
  );

const choices = fc.option(
  fc.record({
    buckets: fc.subarray([...BUCKET_IDS]).map((ids) => new Set(ids)),
    withoutSubscriptions: fc.subarray([PROD, BRANCH, WEB]).map((ids) => new Set(ids)),
  }),
);

const contexts: fc.Arbitrary<PlanContext> = fc
  .record({
    protectedTags: fc.subarray(['env', 'OWNER=Web', '', ' env = prod ']),
    readOnly: fc.subarray([PROD, BRANCH]),
    inProgress: fc.subarray([idOf('m1'), idOf('m2'), idOf('m3', BRANCH)]),
    vanished: fc.subarray([idOf('m2'), idOf('m4')]),
    maximumMachines: fc.nat(10),
    price: fc.constantFrom(0, 1.5, 0.0625),
  })
  .map((made) =>
    planContext({
      protectedTags: made.protectedTags,
      readOnlySubscriptions: new Set(made.readOnly),
      inProgress: new Set(made.inProgress),
      vanished: new Set(made.vanished),
      maximumMachines: made.maximumMachines,
      card: card(['2020-01-01', made.price]),
    }),
  );

const requests: fc.Arbitrary<PlanRequest> = fc.record({
  kind: fc.constantFrom('enroll', 'disenroll', 'turnOn', 'turnOff'),
  machines,
  alsoTurnOn: fc.boolean(),
  choice: choices,
});

describe('any plan of an action', () => {
  const actions = fc.record({
    kind: fc.constantFrom(...ACTION_KINDS),
    machines,
    alsoTurnOn: fc.boolean(),
    choice: choices,
  });

  const holds = (check: (plan: Plan, request: PlanRequest) => void) => {
    fc.assert(
      fc.property(actions, contexts, (request, context) => {
        check(makePlan(request, context), request);
      }),
    );
  };

  it('has each machine exactly once: included, deselected or left out', () => {
    holds(({ included, deselected, leftOut }, { machines: asked }) => {
      const ids = [...included, ...deselected, ...leftOut].map(({ machine }) => machine.facts.id);
      assert.deepEqual(ids.toSorted(), [...new Set(asked.map(({ facts }) => facts.id))].toSorted());
    });
  });

  it('never wants a switch changed, has its own action, and acts only on connected Windows servers', () => {
    holds(({ kind, candidates, cost }) => {
      assert.equal(cost.machines, 0);
      for (const { wanted, action, machine } of candidates) {
        assert.deepEqual([wanted, action?.kind], [{ license: null, hotpatching: null }, kind]);
        assert.notEqual(machine.facts.osType, 'linux');
        if (kind !== 'periodicAssessment') assert.equal(machine.facts.status, 'Connected');
      }
    });
  });

  it('of a restart only has machines with a restart pending, each in one wave', () => {
    holds(({ kind, included, waves }) => {
      assert.equal(waves !== null, kind === 'restart');
      if (waves === null) return;
      assert.ok(included.every(({ machine }) => machine.verdict.reboot.reboot === 'pending'));
      assert.deepEqual(
        waves.waves.flat(),
        included.map(({ machine }) => machine.facts.id),
      );
    });
  });
});

describe('any plan', () => {
  const holds = (check: (plan: Plan, request: PlanRequest, context: PlanContext) => void) => {
    fc.assert(
      fc.property(requests, contexts, (request, context) => {
        check(makePlan(request, context), request, context);
      }),
      { numRuns: 200 },
    );
  };

  it('has each machine exactly once: included, deselected or left out', () => {
    holds(({ included, deselected, leftOut, candidates }, request) => {
      const ids = [...included, ...deselected, ...leftOut].map(({ machine }) => machine.facts.id);
      const asked: ReadonlySet<MachineId> = new Set(request.machines.map(({ facts }) => facts.id));
      assert.deepEqual(ids.toSorted(), [...asked].toSorted());
      assert.equal(candidates.length, included.length + deselected.length);
    });
  });

  it('changes nothing that is as wanted', () => {
    holds(({ candidates }) => {
      for (const { before, wanted } of candidates) assert.equal(isAsWanted(before, wanted), false);
    });
  });

  it('writes to each switch only by its own command', () => {
    holds(({ kind, candidates, alsoTurnOn }) => {
      for (const { wanted } of candidates) {
        assert.equal(wanted.license, operationTable[kind].wanted?.license);
        const mayTurn = kind === 'turnOn' || (kind === 'enroll' && alsoTurnOn);
        assert.ok(wanted.hotpatching === null || wanted.hotpatching === mayTurn);
        assert.ok(wanted.hotpatching === null || kind !== 'disenroll');
      }
    });
  });

  it('leaves nothing to do once it is done', () => {
    holds((plan, request, context) => {
      const wishes = new Map(plan.candidates.map(({ machine, wanted }) => [machine.facts.id, wanted] as const));
      const after = request.machines.map((machine) => withSwitches(machine, wishes.get(machine.facts.id)));
      assert.deepEqual(makePlan({ ...request, machines: after }, context).candidates, []);
    });
  });

  it('never takes in what is protected, Azure Edition, expired, gone, or another’s', () => {
    holds(({ candidates }, _request, context) => {
      const isEnvProtected = context.protectedTags.some((pattern) => pattern.trim() !== '' && pattern !== 'OWNER=Web');
      for (const { machine } of candidates) {
        const { tags, id, subscriptionId } = machine.facts;
        if (isEnvProtected) assert.equal('env' in tags || 'Env' in tags, false);
        if (context.protectedTags.includes('OWNER=Web')) assert.notEqual(tags['owner'], 'web');
        assert.equal(context.inProgress.has(id) || context.vanished.has(id), false);
        assert.equal(context.readOnlySubscriptions.has(subscriptionId), false);
        assert.notEqual(machine.verdict.state, 'builtIn');
        assert.notEqual(machine.verdict.connection, 'expired');
      }
    });
  });

  it('has totals that its machines add up to', () => {
    holds(({ kind, included, cost, scope, buckets, candidates, expectations }, _request, { card: { listPrice } }) => {
      const counted = included.filter(
        ({ wanted, before }) =>
          wanted.license !== null && (kind === 'enroll' || /^enabl(?:ed|ing)$/i.test(before.license ?? '')),
      );
      const cores = counted.map(({ machine: { facts } }) =>
        chargedCores(facts.cores, isVirtual(facts), DEFAULT_ASSUMPTIONS),
      );
      const each = cores.map((own) => amountOf(listPrice, (own ?? 0) * 31, 31));
      assert.equal(cost.perMonthAtList, kind === 'disenroll' ? difference(ZERO, sum(each)) : sum(each));
      assert.equal(cost.machinesWithoutCores, cores.filter((own) => own === null).length);
      assert.equal(cost.machines, counted.length);
      const total = (tallies: readonly { readonly count: number }[]) =>
        tallies.reduce((all, { count }) => all + count, 0);
      assert.equal(total(scope.subscriptions), included.length);
      assert.equal(total(scope.states), included.length);
      assert.equal(total(expectations), included.length);
      assert.equal(total(buckets), candidates.length);
    });
  });

  it('is the same whatever the order of the machines, and whether ticked at once or afterwards', () => {
    holds((plan, request, context) => {
      const unlike = new Map(request.machines.map((machine) => [machine.facts.id, machine] as const));
      const once = { ...request, machines: [...unlike.values()] };
      const straight = makePlan(once, context);
      assert.deepEqual(makePlan({ ...once, machines: once.machines.toReversed() }, context), straight);
      const untouched = makePlan({ ...request, choice: null }, context);
      assert.deepEqual(choosePlan(untouched, plan.choice, context), plan);
    });
  });

  it('does not mind prices: the same machines are planned on any rate card', () => {
    holds((plan, request, context) => {
      const other = makePlan(request, { ...context, card: bundledRateCard });
      assert.deepEqual(other.included, plan.included);
    });
  });
});

/** The machine as Azure has it when the wish is done. */
function withSwitches(machine: JudgedMachine, wanted: WantedSwitches | undefined): JudgedMachine {
  if (wanted === undefined) return machine;
  const { hotpatchFeature, patchSettings } = machine.facts;
  const values: SwitchValues = {
    license: wanted.license === null ? (hotpatchFeature?.status ?? null) : `${wanted.license}d`,
    hotpatching: wanted.hotpatching ?? patchSettings.enableHotpatching,
  };
  const blank = { enrolledAt: null, disenrolledAt: null, billingStartsAt: null, billingEndsAt: null, error: null };
  const facts = {
    ...machine.facts,
    hotpatchFeature: { ...(hotpatchFeature ?? blank), status: values.license },
    patchSettings: { ...patchSettings, enableHotpatching: values.hotpatching },
  };
  return { ...machine, facts, verdict: judge(facts) };
}
