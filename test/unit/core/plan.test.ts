import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/core/instant';
import { choosePlan, FIRST_CHOICE, makePlan } from '../../../src/core/makePlan';
import { toCurrency } from '../../../src/core/money';
import type { SwitchKind } from '../../../src/core/operation';
import type { Plan } from '../../../src/core/plan';
import { BRANCH, PROD, WEB } from './costBuilder';
import type { Named } from './planBuilder';
import { FRESH, judgedMachine, plan, planContext } from './planBuilder';
import { at, BUILD } from './machineBuilder';

/** Machines by every standing of their two switches, of their OS, of their agent. */
const FLEET: Readonly<Record<string, Named>> = {
  fresh: FRESH,
  freshUnknown: { ...FRESH, hotpatchFeature: { status: 'Unknown' } },
  freshEmptyStatus: { ...FRESH, hotpatchFeature: { status: '' } },
  freshDisabledWithoutDate: { ...FRESH, hotpatchFeature: { status: 'Disabled' } },
  disenrolled: { ...FRESH, hotpatchFeature: { status: 'disabled', disenrolledAt: at('2026-04-01T00:00:00Z') } },
  failed: { ...FRESH, hotpatchFeature: { status: 'Failed' } },
  enabling: { hotpatchFeature: { status: 'ENABLING' } },
  disabling: { hotpatchFeature: { status: 'Disabling' } },
  suspended: { hotpatchFeature: { status: 'Suspended' } },
  enrolled: {},
  enrolledNeverSet: { patchSettings: { enableHotpatching: null, enablementStatus: null } },
  enrolledNeverSetDisabled: { patchSettings: { enableHotpatching: null, enablementStatus: 'Disabled' } },
  enrolledOff: { patchSettings: { enableHotpatching: false, enablementStatus: 'Disabled' } },
  enrolledBehind: { osVersion: BUILD.behindBaseline },
  freshOff: { ...FRESH, patchSettings: { enableHotpatching: false, enablementStatus: null } },
  freshOffline: { ...FRESH, status: 'Disconnected' },
  freshAgentError: { ...FRESH, status: 'Error' },
  freshExpired: { ...FRESH, status: 'Expired' },
  offline: { status: 'Disconnected' },
  expired: { status: 'Expired' },
  builtIn: { ...FRESH, osSku: 'Windows Server 2025 Datacenter: Azure Edition' },
  builtInEnrolled: { osSku: 'Windows Server 2025 Datacenter: Azure Edition' },
  linux: { ...FRESH, osType: 'linux', osSku: 'Ubuntu 24.04', osEdition: null, osVersion: '6.8.0-45' },
  server2019: { ...FRESH, osSku: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.6054' },
  essentialsEnrolled: { osSku: 'Windows Server 2025 Essentials', osEdition: 'Essentials' },
  osNotKnown: { ...FRESH, osType: 'windows', osSku: null, osEdition: null, osVersion: null },
};

const MACHINES = Object.entries(FLEET).map(([name, differs]) => judgedMachine(name, differs));

/** Each machine with what becomes of it: + a bucket that is included, - one that is not, or why it is left out. */
function outcomes({ included, deselected, leftOut }: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...included.map(({ machine, bucket }) => [machine.facts.name, `+${bucket}`] as const),
    ...deselected.map(({ machine, bucket }) => [machine.facts.name, `-${bucket}`] as const),
    ...leftOut.map(({ machine, exclusion }) => [machine.facts.name, exclusion] as const),
  ]);
}

const EXPECTED: Readonly<Record<SwitchKind, Readonly<Record<string, string>>>> = {
  enroll: {
    fresh: '+ready',
    freshUnknown: '+ready',
    freshEmptyStatus: '+ready',
    freshDisabledWithoutDate: '+ready',
    disenrolled: '-disenrolledBefore',
    failed: '+failedBefore',
    enabling: 'inProgress',
    disabling: 'inProgress',
    suspended: 'statusNotKnown',
    enrolled: 'alreadyThere',
    enrolledNeverSet: 'alreadyThere',
    enrolledNeverSetDisabled: 'alreadyThere',
    enrolledOff: 'alreadyThere',
    enrolledBehind: 'alreadyThere',
    freshOff: '+explicitlyOff',
    freshOffline: '-offline',
    freshAgentError: '-offline',
    freshExpired: 'agentExpired',
    offline: 'alreadyThere',
    expired: 'alreadyThere',
    builtIn: 'builtIn',
    builtInEnrolled: 'builtIn',
    linux: 'notEligible',
    server2019: 'notEligible',
    essentialsEnrolled: 'notEligible',
    osNotKnown: 'eligibilityNotKnown',
  },
  disenroll: {
    fresh: 'alreadyThere',
    freshUnknown: 'alreadyThere',
    freshEmptyStatus: 'alreadyThere',
    freshDisabledWithoutDate: 'alreadyThere',
    disenrolled: 'alreadyThere',
    failed: '+failedBefore',
    enabling: '-licensePending',
    disabling: 'inProgress',
    suspended: 'statusNotKnown',
    enrolled: '+ready',
    enrolledNeverSet: '+ready',
    enrolledNeverSetDisabled: '+ready',
    enrolledOff: '+ready',
    enrolledBehind: '+ready',
    freshOff: 'alreadyThere',
    freshOffline: 'alreadyThere',
    freshAgentError: 'alreadyThere',
    freshExpired: 'alreadyThere',
    offline: '-offline',
    expired: 'agentExpired',
    builtIn: 'builtIn',
    builtInEnrolled: 'builtIn',
    linux: 'notEligible',
    server2019: 'notEligible',
    essentialsEnrolled: '+ready',
    osNotKnown: 'alreadyThere',
  },
  turnOn: {
    fresh: 'notEnrolled',
    freshUnknown: 'notEnrolled',
    freshEmptyStatus: 'notEnrolled',
    freshDisabledWithoutDate: 'notEnrolled',
    disenrolled: 'notEnrolled',
    failed: 'notEnrolled',
    enabling: 'alreadyThere',
    disabling: 'notEnrolled',
    suspended: 'statusNotKnown',
    enrolled: 'alreadyThere',
    enrolledNeverSet: 'alreadyThere',
    enrolledNeverSetDisabled: '+ready',
    enrolledOff: '+ready',
    enrolledBehind: 'alreadyThere',
    freshOff: 'notEnrolled',
    freshOffline: 'notEnrolled',
    freshAgentError: 'notEnrolled',
    freshExpired: 'notEnrolled',
    offline: 'alreadyThere',
    expired: 'alreadyThere',
    builtIn: 'builtIn',
    builtInEnrolled: 'builtIn',
    linux: 'notEligible',
    server2019: 'notEligible',
    essentialsEnrolled: 'notEligible',
    osNotKnown: 'notEnrolled',
  },
  turnOff: {
    fresh: 'notEnrolled',
    freshUnknown: 'notEnrolled',
    freshEmptyStatus: 'notEnrolled',
    freshDisabledWithoutDate: 'notEnrolled',
    disenrolled: 'notEnrolled',
    failed: 'notEnrolled',
    enabling: '-licensePending',
    disabling: 'notEnrolled',
    suspended: 'statusNotKnown',
    enrolled: '+ready',
    enrolledNeverSet: '+ready',
    enrolledNeverSetDisabled: '+ready',
    enrolledOff: 'alreadyThere',
    enrolledBehind: '+ready',
    freshOff: 'notEnrolled',
    freshOffline: 'notEnrolled',
    freshAgentError: 'notEnrolled',
    freshExpired: 'notEnrolled',
    offline: '-offline',
    expired: 'agentExpired',
    builtIn: 'builtIn',
    builtInEnrolled: 'builtIn',
    linux: 'notEligible',
    server2019: 'notEligible',
    essentialsEnrolled: '+ready',
    osNotKnown: 'notEnrolled',
  },
};

describe('a plan', () => {
  for (const [kind, expected] of Object.entries(EXPECTED)) {
    it(`decides by the two switches: ${kind}`, () => {
      assert.deepEqual(outcomes(plan(kind as SwitchKind, MACHINES)), expected);
    });
  }

  it('wants the license of an enrollment and nothing else', () => {
    for (const { wanted } of plan('enroll', MACHINES).candidates) {
      assert.deepEqual(wanted, { license: 'Enable', hotpatching: null });
    }
    for (const { wanted } of plan('disenroll', MACHINES).candidates) {
      assert.deepEqual(wanted, { license: 'Disable', hotpatching: null });
    }
  });

  it('leaves the license alone where hotpatching is turned on or off', () => {
    for (const kind of ['turnOn', 'turnOff'] as const) {
      const { candidates, cost } = plan(kind, MACHINES);
      assert.ok(candidates.length > 0);
      for (const { wanted } of candidates) assert.deepEqual(wanted, { license: null, hotpatching: kind === 'turnOn' });
      assert.deepEqual([cost.machines, cost.cores, cost.perMonthAtList, cost.priceRises], [0, 0, 0n, null]);
    }
  });

  it('turns hotpatching on with an enrollment only where it is off and that is ticked', () => {
    const wanted = plan('enroll', MACHINES, { alsoTurnOn: true }).candidates.map(
      ({ machine, wanted: { hotpatching } }) => [machine.facts.name, hotpatching] as const,
    );
    assert.deepEqual(
      wanted.filter(([, hotpatching]) => hotpatching !== null),
      [['freshOff', true]],
    );
    const [off] = plan('enroll', [judgedMachine('off', FLEET['freshOff'])], { alsoTurnOn: true }).included;
    // The next release is June's baseline.
    assert.equal(off?.expectation, 'afterNextBaseline');
  });

  it('takes the facts of before as Azure answered them', () => {
    const before = (differs: Named) => plan('enroll', [judgedMachine('a', differs)]).candidates[0]?.before;
    assert.deepEqual(before(FRESH), { license: null, hotpatching: null });
    assert.deepEqual(before(FLEET['freshEmptyStatus'] ?? {}), { license: null, hotpatching: null });
    assert.deepEqual(before(FLEET['failed'] ?? {}), { license: 'Failed', hotpatching: null });
    assert.deepEqual(before(FLEET['freshOff'] ?? {}), { license: null, hotpatching: false });
  });

  it('says why a machine is left out, also what holds back one that is there already', () => {
    const { leftOut } = plan('enroll', MACHINES);
    const reasonsOf = (name: string) =>
      leftOut.find(({ machine }) => machine.facts.name === name)?.reasons.map(({ id }) => id);
    assert.deepEqual(reasonsOf('enrolled'), []);
    assert.deepEqual(reasonsOf('enrolledOff'), ['optedOut']);
    assert.deepEqual(reasonsOf('enrolledBehind'), ['belowBaseline']);
    assert.deepEqual(reasonsOf('builtIn')?.[0], 'azureEdition');
    assert.deepEqual(reasonsOf('linux'), ['notWindows']);
    assert.deepEqual(reasonsOf('enabling'), ['enrolling']);
    assert.deepEqual(reasonsOf('suspended')?.[0], 'featureStatusUnheardOf');
  });

  it('plans a machine once that is named twice', () => {
    const machine = judgedMachine('a', FRESH);
    const { included, leftOut } = plan('enroll', [machine, machine, ...MACHINES, machine]);
    assert.equal(included.filter((one) => one.machine.facts.id === machine.facts.id).length, 1);
    assert.equal(included.length + leftOut.length + 3, MACHINES.length + 1);
  });

  describe('leaves out', () => {
    const fresh = judgedMachine('fresh', FRESH);
    const linux = judgedMachine('linux', FLEET['linux']);
    const exclusion = (context: Parameters<typeof planContext>[0], machine = fresh) => {
      const made = plan('enroll', [machine], { context: context ?? {} });
      assert.equal(made.candidates.length, 0);
      return made.leftOut[0]?.exclusion;
    };

    it('what is protected by a tag, and names the pattern', () => {
      assert.equal(exclusion({ protectedTags: ['ENV'] }), 'protected');
      assert.equal(
        plan('enroll', [fresh], { context: { protectedTags: ['x', ' Env = PROD '] } }).leftOut[0]?.protectedBy,
        'Env = PROD',
      );
      assert.equal(plan('enroll', [fresh], { context: { protectedTags: ['env=test', 'en'] } }).included.length, 1);
    });

    it('what another operation is changing, what is gone, and what the account may not change', () => {
      assert.equal(exclusion({ inProgress: new Set([fresh.facts.id]) }), 'inProgress');
      assert.equal(exclusion({ vanished: new Set([fresh.facts.id]) }), 'vanished');
      assert.equal(exclusion({ readOnlySubscriptions: new Set([PROD]) }), 'readOnly');
    });

    it('with the cause that stays when the others are gone', () => {
      const all = {
        protectedTags: ['env'],
        readOnlySubscriptions: new Set([PROD]),
        inProgress: new Set([fresh.facts.id, linux.facts.id]),
      };
      assert.equal(exclusion(all), 'inProgress');
      assert.equal(exclusion({ ...all, inProgress: new Set() }), 'protected');
      assert.equal(exclusion(all, linux), 'notEligible');
    });
  });

  describe('expects', () => {
    const expectation = (kind: SwitchKind, differs: Named, now = at('2026-05-25T12:00:00Z')) =>
      plan(kind, [judgedMachine('a', differs, now)], { context: { now } }).candidates[0]?.expectation;

    it('hotpatches from the next release of a machine on track, where that release is a hotpatch', () => {
      assert.equal(expectation('enroll', FRESH, at('2026-04-25T12:00:00Z')), 'fromNextRelease');
      assert.equal(expectation('turnOn', FLEET['enrolledOff'] ?? {}, at('2026-04-25T12:00:00Z')), 'fromNextRelease');
    });

    it('the next baseline first, where that is what comes next', () => {
      const july = { ...FRESH, osVersion: '10.0.26100.33158' };
      assert.equal(expectation('enroll', july, at('2026-08-20T12:00:00Z')), 'afterNextBaseline');
      assert.equal(
        expectation('enroll', { ...FRESH, osVersion: '10.0.26100.33438' }, at('2026-09-20T12:00:00Z')),
        'afterNextBaseline',
      );
    });

    it('the baseline of a machine that is behind it or off the track', () => {
      assert.equal(expectation('enroll', { ...FRESH, osVersion: BUILD.behindBaseline }), 'afterBaselineInstall');
      assert.equal(expectation('enroll', { ...FRESH, osVersion: BUILD.offTrack }), 'afterNextBaseline');
    });

    it('that it can install at once the baseline that is out, though in its grace', () => {
      const inGrace = at('2026-06-11T12:00:00Z');
      assert.equal(expectation('enroll', { ...FRESH, osVersion: BUILD.offTrack }, inGrace), 'afterBaselineInstall');
    });

    it('nothing certain where the revision cannot be placed', () => {
      for (const osVersion of [BUILD.ambiguous, BUILD.notInData, null]) {
        assert.equal(expectation('enroll', { ...FRESH, osVersion }), 'notKnown', String(osVersion));
      }
    });

    it('what Azure asks for, and that a machine stays off', () => {
      const asked = { enableHotpatching: null, enablementStatus: 'ActionRequired' };
      assert.equal(expectation('enroll', { ...FRESH, patchSettings: asked }), 'afterAction');
      assert.equal(expectation('enroll', FLEET['freshOff'] ?? {}), 'staysOff');
    });

    it('ordinary updates afterwards, where hotpatches came before', () => {
      assert.equal(expectation('disenroll', {}), 'ordinaryUpdates');
      assert.equal(expectation('turnOff', {}), 'ordinaryUpdates');
      assert.equal(expectation('disenroll', FLEET['failed'] ?? {}), 'none');
      assert.equal(expectation('disenroll', FLEET['enrolledOff'] ?? {}), 'none');
    });
  });

  it('is in the same order whatever the order of the machines: by subscription, then by name', () => {
    const machines = [
      judgedMachine('APP-10', { ...FRESH, subscriptionId: BRANCH }),
      judgedMachine('app-2', { ...FRESH, subscriptionId: BRANCH }),
      judgedMachine('Zoo', FRESH),
      judgedMachine('app-3', { ...FRESH, subscriptionId: WEB }),
    ];
    for (const order of [machines, machines.toReversed()]) {
      assert.deepEqual(
        plan('enroll', order).included.map(({ machine }) => machine.facts.name),
        ['Zoo', 'app-2', 'APP-10', 'app-3'],
      );
    }
  });

  it('can be ticked otherwise without being made anew', () => {
    const machines = [
      judgedMachine('a', FRESH),
      judgedMachine('b', { ...FRESH, status: 'Disconnected' }),
      judgedMachine('c', { ...FRESH, subscriptionId: BRANCH }),
    ];
    const request = { kind: 'enroll', machines, alsoTurnOn: false, choice: null } as const;
    const first = makePlan(request, planContext());
    assert.deepEqual(first.buckets, [
      { id: 'ready', count: 2, isIncludedAtFirst: true, isIncluded: true },
      { id: 'offline', count: 1, isIncludedAtFirst: false, isIncluded: false },
    ]);
    const choice = { buckets: new Set(['offline', 'ready'] as const), withoutSubscriptions: new Set([BRANCH]) };
    const ticked = choosePlan(first, choice, planContext());
    assert.deepEqual(
      ticked.included.map(({ machine }) => machine.facts.name),
      ['a', 'b'],
    );
    assert.deepEqual(
      ticked.deselected.map(({ machine }) => machine.facts.name),
      ['c'],
    );
    assert.deepEqual(ticked, makePlan({ ...request, choice }, planContext()));
    assert.deepEqual(choosePlan(ticked, FIRST_CHOICE, planContext()), first);
  });

  it('says what keeps it from being run', () => {
    const machines = [judgedMachine('a', FRESH), judgedMachine('b', FRESH)];
    const obstacle = (context: Parameters<typeof planContext>[0]) =>
      plan('enroll', machines, { context: context ?? {} }).obstacle;
    assert.equal(obstacle({}), null);
    assert.equal(obstacle({ maximumMachines: 2 }), null);
    assert.deepEqual(obstacle({ maximumMachines: 1 }), { id: 'tooMany', maximum: 1 });
    assert.deepEqual(obstacle({ isReadOnly: true }), { id: 'readOnly' });
    assert.deepEqual(plan('enroll', []).obstacle, { id: 'nothingToDo' });
  });

  it('takes as long as the slowest subscription’s requests, and an enrollment’s quarter of an hour', () => {
    const many = (count: number, subscriptionId = PROD) =>
      Array.from({ length: count }, (_, place) => judgedMachine(`m${place}`, { ...FRESH, subscriptionId }));
    assert.deepEqual(plan('enroll', []).duration, { sending: 0, settling: 0 });
    assert.deepEqual(plan('enroll', many(125)).duration, { sending: 0, settling: 12 * MINUTE + 14_000 });
    // 600 writes: 200 at once, 400 at 10 a second; 1,200 reads: 250 at once, 950 at 25 a second.
    assert.equal(plan('enroll', many(600)).duration.sending, 40_000);
    assert.equal(plan('enroll', [...many(600), ...many(700, BRANCH)]).duration.sending, 50_000);
    const slowReads = { reads: { size: 0, perSecond: 1 }, writes: { size: 200, perSecond: 10 } };
    assert.equal(plan('enroll', many(600), { context: { rates: slowReads } }).duration.sending, 1_200_000);
    assert.equal(plan('disenroll', [judgedMachine('a')]).duration.settling, 30_000);
  });

  it('counts scope and expectations of what is included', () => {
    const made = plan('enroll', [
      ...MACHINES,
      judgedMachine('other', { ...FRESH, osVersion: BUILD.behindBaseline, subscriptionId: BRANCH }),
    ]);
    const count = made.included.length;
    for (const tallies of [made.scope.subscriptions, made.scope.states, made.expectations]) {
      assert.equal(
        tallies.reduce((sum, one) => sum + one.count, 0),
        count,
      );
    }
    assert.deepEqual(made.scope.subscriptions, [
      { id: PROD, count: count - 1 },
      { id: BRANCH, count: 1 },
    ]);
    assert.equal(made.scope.dataAsOf, at('2026-05-25T12:00:00Z'));
    assert.equal(plan('enroll', []).scope.dataAsOf, null);
  });

  it('knows the cost of a whole month, at today’s price and at the list price', () => {
    const machines = [
      judgedMachine('virtual', FRESH), // 16 logical cores
      judgedMachine('physical', { ...FRESH, manufacturer: 'Dell Inc.', model: 'PowerEdge R760' }), // 8 physical cores
      judgedMachine('unknown', { ...FRESH, cores: { physical: null, logical: null } }),
    ];
    const { cost } = plan('enroll', machines);
    assert.deepEqual([cost.machines, cost.cores, cost.machinesWithoutCores, cost.currency], [3, 24, 1, 'USD']);
    assert.equal(cost.perMonthNow, 0n);
    assert.equal(toCurrency(cost.perMonthAtList), 36);
    const charged = plan('enroll', machines, { context: { now: at('2026-02-01T00:00:00Z') } }).cost;
    assert.deepEqual([toCurrency(charged.perMonthNow), toCurrency(charged.perMonthAtList)], [36, 36]);
  });

  it('spares by a disenrollment what the enrolled cost, and nothing by ending a failed one', () => {
    const machines = [judgedMachine('a'), judgedMachine('failed', FLEET['failed'])];
    const { cost, included } = plan('disenroll', machines, { context: { now: at('2026-02-01T00:00:00Z') } });
    assert.equal(included.length, 2);
    assert.deepEqual([cost.machines, cost.cores, toCurrency(cost.perMonthNow)], [1, 16, -24]);
  });
});
