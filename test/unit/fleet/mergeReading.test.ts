import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FleetReading, FleetScope } from '../../../src/azure/fleetReading';
import type { SubscriptionId } from '../../../src/core/ids';
import { DAY, HOUR, MINUTE } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { FleetSnapshot } from '../../../src/fleet/fleetSnapshot';
import { isComplete, scopeFaults } from '../../../src/fleet/fleetSnapshot';
import { mergeReading } from '../../../src/fleet/mergeReading';
import { at, BUILD, NOW } from '../core/machineBuilder';
import {
  after,
  CONTOSO,
  FABRIKAM,
  FORBIDDEN,
  idIn,
  judgesAt,
  machineIn,
  names,
  OFFICES,
  PRODUCTION,
  reading,
  recordOf,
  STORES,
  SUBSCRIPTIONS,
  subscriptionsWith,
  TENANTS,
  tenantsWith,
  TEST,
  UNREACHABLE,
  WHOLE,
} from './fleetBuilder';

const LATER = after(NOW, 10 * MINUTE);
const NOT_ENROLLED = { hotpatchFeature: null, patchSettings: { enableHotpatching: null, enablementStatus: null } };

describe('mergeReading', () => {
  it('takes the first read as it is', () => {
    const facts = machineIn(PRODUCTION, 'app01');
    const snapshot = merge(null, reading([facts]));
    assert.deepEqual(snapshot.machines, [
      { facts, asOf: NOW, history: { pendingSince: null, pendingBeganInSight: false, worsened: null } },
    ]);
    assert.deepEqual(snapshot.vanished, []);
    assert.equal(isComplete(snapshot), true);
  });

  it('names a machine once, though a read gives it twice', () => {
    const [first, second] = [
      machineIn(PRODUCTION, 'app01', { model: 'one' }),
      machineIn(PRODUCTION, 'app01', { model: 'two' }),
    ];
    const snapshot = merge(null, reading([first, second]));
    assert.deepEqual(
      snapshot.machines.map(({ facts }) => facts.model),
      ['two'],
    );
  });

  describe('what could not be read', () => {
    const before = merge(null, reading([machineIn(PRODUCTION, 'app01'), machineIn(STORES, 'pos01')]));

    it('keeps the rows of a failed subscription with their own age', () => {
      const failed = reading([machineIn(STORES, 'pos01')], {
        at: LATER,
        subscriptions: subscriptionsWith(PRODUCTION, { problem: FORBIDDEN }),
      });
      const snapshot = merge(before, failed);
      assert.deepEqual(names(snapshot.machines).toSorted(), ['APP01', 'POS01']);
      assert.equal(recordOf(snapshot, idIn(PRODUCTION, 'app01')).asOf, NOW);
      assert.equal(recordOf(snapshot, idIn(STORES, 'pos01')).asOf, LATER);
      assert.deepEqual(snapshot.vanished, []);
      assert.deepEqual(scopeFaults(snapshot), [FORBIDDEN]);
      assert.equal(isComplete(snapshot), false);
    });

    it('keeps the rows, subscriptions and names of a failed tenant', () => {
      const snapshot = merge(before, failedTenant(LATER));
      assert.deepEqual(names(snapshot.machines).toSorted(), ['APP01', 'POS01']);
      const kept = snapshot.subscriptions.filter(({ tenantId }) => tenantId === FABRIKAM);
      assert.deepEqual(
        kept.map(({ name, problem }) => [name, problem]),
        [
          ['Stores', null],
          ['Offices', null],
        ],
      );
      assert.equal(snapshot.tenants.find(({ id }) => id === FABRIKAM)?.name, 'Fabrikam');
    });

    it('keeps them over any number of failed reads, and lets go at the first that is complete', () => {
      let snapshot = before;
      for (let hour = 1; hour <= 5; hour += 1) snapshot = merge(snapshot, failedTenant(after(NOW, hour * HOUR)));
      assert.equal(recordOf(snapshot, idIn(STORES, 'pos01')).asOf, NOW);
      assert.equal(snapshot.subscriptions.length, 4);
      snapshot = merge(snapshot, reading([machineIn(PRODUCTION, 'app01')], { at: after(NOW, 6 * HOUR) }));
      assert.deepEqual(names(snapshot.machines), ['APP01']);
      assert.deepEqual(names(snapshot.vanished), ['POS01']);
    });

    it('shows the name that was known where a failed subscription comes without one', () => {
      const snapshot = merge(
        before,
        reading([], { subscriptions: subscriptionsWith(PRODUCTION, { name: null, problem: FORBIDDEN }) }),
      );
      assert.equal(snapshot.subscriptions.find(({ id }) => id === PRODUCTION)?.name, 'Production');
    });

    it('calls nothing vanished while rows are missing from the answer', () => {
      const snapshot = merge(before, reading([machineIn(PRODUCTION, 'app01')], { at: LATER, missingRows: 1 }));
      assert.deepEqual(names(snapshot.machines).toSorted(), ['APP01', 'POS01']);
      assert.deepEqual(snapshot.vanished, []);
      assert.equal(isComplete(snapshot), false);
    });

    it('takes the rows that a subscription gave before it failed, and keeps the others', () => {
      const two = merge(null, reading([machineIn(TEST, 'app01'), machineIn(TEST, 'app02')]));
      const snapshot = merge(
        two,
        reading([machineIn(TEST, 'app01', { agentVersion: '1.67' })], {
          at: LATER,
          subscriptions: subscriptionsWith(TEST, { problem: UNREACHABLE }),
        }),
      );
      assert.equal(recordOf(snapshot, idIn(TEST, 'app01')).facts.agentVersion, '1.67');
      assert.equal(recordOf(snapshot, idIn(TEST, 'app02')).asOf, NOW);
    });
  });

  describe('patch data that could not be read', () => {
    const assessed = machineIn(PRODUCTION, 'app01', {
      assessment: { rebootPending: true, at: at('2026-05-24T00:00:00Z') },
      installation: { rebootStatus: 'Required', at: at('2026-05-23T00:00:00Z') },
    });
    const before = merge(null, reading([assessed]));
    const withoutPatchData = machineIn(PRODUCTION, 'app01', { assessment: null, agentVersion: '1.67' });

    it('keeps the assessment and installation that were known, beside the new facts', () => {
      const tenants = tenantsWith(CONTOSO, { patchDataProblem: UNREACHABLE });
      const snapshot = merge(before, reading([withoutPatchData], { at: LATER, tenants }));
      const { facts } = recordOf(snapshot, assessed.id);
      assert.deepEqual(facts.assessment, assessed.assessment);
      assert.deepEqual(facts.installation, assessed.installation);
      assert.equal(facts.agentVersion, '1.67');
    });

    it('takes what came of it', () => {
      const newer = machineIn(PRODUCTION, 'app01', { assessment: { at: at('2026-05-25T11:00:00Z') } });
      const tenants = tenantsWith(CONTOSO, { patchDataProblem: UNREACHABLE });
      const snapshot = merge(before, reading([newer], { at: LATER, tenants }));
      const { facts } = recordOf(snapshot, assessed.id);
      assert.deepEqual(facts.assessment, newer.assessment);
      assert.deepEqual(facts.installation, assessed.installation);
    });

    it('keeps it too where rows are missing from the answer', () => {
      const snapshot = merge(before, reading([withoutPatchData], { at: LATER, missingRows: 3 }));
      assert.deepEqual(recordOf(snapshot, assessed.id).facts.assessment, assessed.assessment);
    });

    it('believes a complete read that there is none any more', () => {
      const snapshot = merge(before, reading([withoutPatchData], { at: LATER }));
      assert.equal(recordOf(snapshot, assessed.id).facts.assessment, null);
    });

    it('leaves another tenant’s machines alone', () => {
      const store = machineIn(STORES, 'pos01', { assessment: { rebootPending: true } });
      const bare = machineIn(STORES, 'pos01', { assessment: null });
      const tenants = tenantsWith(CONTOSO, { patchDataProblem: UNREACHABLE });
      const snapshot = merge(merge(null, reading([store])), reading([bare], { at: LATER, tenants }));
      assert.equal(recordOf(snapshot, store.id).facts.assessment, null);
    });
  });

  describe('subscriptions of a tenant that is not among the account’s own (Azure Lighthouse)', () => {
    const tenants = TENANTS.filter(({ id }) => id === CONTOSO);
    const lent = SUBSCRIPTIONS.filter(({ id }) => id !== OFFICES);
    const facts = machineIn(STORES, 'pos01', { assessment: { rebootPending: true } });
    const before = merge(null, reading([facts], { tenants, subscriptions: lent }));

    it('keeps their machines while the tenant that shows them fails', () => {
      const failed = tenants.map((tenant) => ({ ...tenant, problem: UNREACHABLE }));
      const snapshot = merge(before, reading([], { at: LATER, tenants: failed, subscriptions: [] }));
      assert.deepEqual(names(snapshot.machines), ['POS01']);
      assert.deepEqual(snapshot.vanished, []);
      assert.equal(snapshot.subscriptions.find(({ id }) => id === STORES)?.name, 'Stores');
    });

    it('keeps their assessments while its patch data fail', () => {
      const failed = tenants.map((tenant) => ({ ...tenant, patchDataProblem: UNREACHABLE }));
      const bare = machineIn(STORES, 'pos01', { assessment: null });
      const snapshot = merge(before, reading([bare], { at: LATER, tenants: failed, subscriptions: lent }));
      assert.equal(recordOf(snapshot, facts.id).facts.assessment?.rebootPending, true);
    });

    it('keeps their machines where that tenant was chosen and the subscription fails', () => {
      const scope: FleetScope = { tenants: [CONTOSO], subscriptions: [] };
      const chosen = merge(null, reading([facts], { tenants, subscriptions: lent }), scope);
      const failed = lent.map((one) => (one.id === STORES ? { ...one, problem: FORBIDDEN } : one));
      const snapshot = merge(chosen, reading([], { at: LATER, tenants, subscriptions: failed }), scope);
      assert.deepEqual(names(snapshot.machines), ['POS01']);
    });

    it('misses a machine that a complete read no longer finds', () => {
      const snapshot = merge(before, reading([], { at: LATER, tenants, subscriptions: lent }));
      assert.deepEqual(names(snapshot.vanished), ['POS01']);
    });
  });

  describe('machines that are gone', () => {
    const before = merge(null, reading([machineIn(PRODUCTION, 'app01'), machineIn(PRODUCTION, 'app02')]));
    const gone = merge(before, reading([machineIn(PRODUCTION, 'app01')], { at: LATER }));

    it('are remembered with the time of the read that missed them', () => {
      assert.deepEqual(names(gone.machines), ['APP01']);
      assert.deepEqual(
        gone.vanished.map(({ facts, at: noticed }) => [facts.name, noticed]),
        [['APP02', LATER]],
      );
    });

    it('are remembered for 30 days, by whatever reads follow', () => {
      const still = merge(gone, reading([], { at: after(LATER, 30 * DAY - MINUTE), missingRows: 1 }));
      assert.deepEqual(names(still.vanished), ['APP02']);
      const forgotten = merge(gone, reading([machineIn(PRODUCTION, 'app01')], { at: after(LATER, 30 * DAY) }));
      assert.deepEqual(forgotten.vanished, []);
    });

    it('come back as if they had never been away', () => {
      const snapshot = merge(
        gone,
        reading([machineIn(PRODUCTION, 'app02')], { at: after(LATER, HOUR), missingRows: 1 }),
      );
      assert.deepEqual(names(snapshot.vanished), []);
      assert.deepEqual(names(snapshot.machines).toSorted(), ['APP01', 'APP02']);
    });

    it('are gone with a subscription that its tenant no longer lists', () => {
      const subscriptions = SUBSCRIPTIONS.filter(({ id }) => id !== PRODUCTION);
      assert.deepEqual(names(merge(before, reading([], { at: LATER, subscriptions })).vanished), ['APP01', 'APP02']);
    });

    it('are gone with a tenant that is no longer listed, if nothing failed', () => {
      const fabrikam = {
        tenants: TENANTS.filter(({ id }) => id === FABRIKAM),
        subscriptions: SUBSCRIPTIONS.filter(({ tenantId }) => tenantId === FABRIKAM),
      };
      assert.equal(merge(before, reading([], { at: LATER, ...fabrikam })).vanished.length, 2);
      const failed = fabrikam.tenants.map((tenant) => ({ ...tenant, problem: UNREACHABLE }));
      assert.deepEqual(merge(before, reading([], { at: LATER, ...fabrikam, tenants: failed })).vanished, []);
    });
  });

  describe('a scope that settings have narrowed', () => {
    const before = merge(null, reading([machineIn(PRODUCTION, 'app01'), machineIn(TEST, 'app02')]));

    it('lets the others go without calling them vanished', () => {
      const scope: FleetScope = { tenants: [], subscriptions: [PRODUCTION] };
      const only = SUBSCRIPTIONS.filter(({ id }) => id === PRODUCTION);
      const snapshot = merge(
        before,
        reading([machineIn(PRODUCTION, 'app01')], { at: LATER, subscriptions: only }),
        scope,
      );
      assert.deepEqual(names(snapshot.machines), ['APP01']);
      assert.deepEqual(snapshot.vanished, []);
      assert.deepEqual(snapshot.scope, scope);
    });

    it('does the same for tenants, though the read fails', () => {
      const failed = { ...failedTenant(LATER), machines: [], subscriptions: [] };
      const snapshot = merge(before, failed, { tenants: [FABRIKAM], subscriptions: [] });
      assert.deepEqual(snapshot.machines, []);
      assert.deepEqual(snapshot.vanished, []);
    });

    it('no longer names what had vanished in the part that was left out', () => {
      const gone = merge(before, reading([machineIn(PRODUCTION, 'app01')], { at: LATER }));
      assert.deepEqual(names(gone.vanished), ['APP02']);
      const snapshot = merge(gone, reading([machineIn(PRODUCTION, 'app01')], { at: after(LATER, HOUR) }), {
        tenants: [],
        subscriptions: [PRODUCTION],
      });
      assert.deepEqual(snapshot.vanished, []);
    });
  });

  describe('changes for the worse', () => {
    const facts = machineIn(PRODUCTION, 'app01');
    const before = merge(null, reading([facts]));
    const lost = machineIn(PRODUCTION, 'app01', NOT_ENROLLED);

    it('notices a lost enrollment with its time, keeps it, and forgets it once made good', () => {
      let snapshot = merge(before, reading([lost], { at: LATER }));
      assert.deepEqual(worsened(snapshot), { kind: 'lostEnrollment', at: LATER });
      snapshot = merge(snapshot, reading([lost], { at: after(LATER, DAY) }));
      assert.deepEqual(worsened(snapshot), { kind: 'lostEnrollment', at: LATER });
      snapshot = merge(snapshot, reading([facts], { at: after(LATER, 2 * DAY) }));
      assert.equal(worsened(snapshot), null);
    });

    it('notices a machine that has left the track, until it is back', () => {
      const off = machineIn(PRODUCTION, 'app01', { osVersion: BUILD.offTrack });
      let snapshot = merge(before, reading([off], { at: LATER }));
      assert.deepEqual(worsened(snapshot), { kind: 'leftTrack', at: LATER });
      snapshot = merge(
        snapshot,
        reading([machineIn(PRODUCTION, 'app01', { osVersion: BUILD.notInData })], { at: LATER }),
      );
      assert.deepEqual(worsened(snapshot)?.kind, 'leftTrack');
      snapshot = merge(snapshot, reading([facts], { at: after(LATER, DAY) }));
      assert.equal(worsened(snapshot), null);
    });

    it('notices that the calendar has left a machine behind', () => {
      const june = at('2026-06-20T00:00:00Z');
      const snapshot = mergeReading(before, reading([facts], { at: june }), WHOLE, judgesAt(NOW, june));
      assert.deepEqual(worsened(snapshot), { kind: 'leftTrack', at: june });
    });

    it('does not take other release data for a change of the machine', () => {
      const before2024 = judgesAt(at('2024-12-01T00:00:00Z'), at('2024-12-01T00:00:00Z'));
      const snapshot = mergeReading(before, reading([facts], { at: LATER }), WHOLE, before2024);
      assert.equal(worsened(snapshot), null);
    });

    it('makes no loss of a subscription that broke off, and makes it up at the next read to the end', () => {
      const subscriptions = subscriptionsWith(PRODUCTION, { problem: UNREACHABLE });
      let snapshot = merge(before, reading([lost], { at: LATER, subscriptions }));
      assert.equal(worsened(snapshot), null);
      assert.equal(recordOf(snapshot, facts.id).facts.hotpatchFeature, null);
      snapshot = merge(snapshot, reading([lost], { at: after(LATER, MINUTE), subscriptions }));
      assert.equal(worsened(snapshot), null);
      const complete = after(LATER, HOUR);
      snapshot = merge(snapshot, reading([lost], { at: complete }));
      assert.deepEqual(worsened(snapshot), { kind: 'lostEnrollment', at: complete });
      assert.equal('lastComplete' in recordOf(snapshot, facts.id), false);
    });

    it('keeps since when a machine is pending, over reads that fail too', () => {
      const enabling = machineIn(PRODUCTION, 'app01', { hotpatchFeature: { status: 'Enabling' } });
      let snapshot = merge(merge(null, reading([lost])), reading([enabling], { at: LATER }));
      assert.deepEqual(recordOf(snapshot, facts.id).history, {
        pendingSince: LATER,
        pendingBeganInSight: true,
        worsened: null,
      });
      const subscriptions = subscriptionsWith(PRODUCTION, { problem: UNREACHABLE });
      snapshot = merge(snapshot, reading([enabling], { at: after(LATER, HOUR), subscriptions }));
      snapshot = merge(snapshot, reading([], { at: after(LATER, 2 * HOUR), subscriptions }));
      snapshot = merge(snapshot, reading([enabling], { at: after(LATER, 3 * HOUR) }));
      const { pendingSince, pendingBeganInSight } = recordOf(snapshot, facts.id).history;
      assert.deepEqual([pendingSince, pendingBeganInSight], [LATER, true]);
      snapshot = merge(snapshot, reading([facts], { at: after(LATER, 4 * HOUR) }));
      assert.equal(recordOf(snapshot, facts.id).history.pendingSince, null);
    });
  });

  it('holds its promises over any sequence of reads', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { minLength: 1, maxLength: 8 }), (steps) => {
        let before: FleetSnapshot | null = null;
        steps.forEach((step, index) => {
          const read = readingOf(step, index);
          const now: FleetSnapshot = mergeReading(before, read, WHOLE, judgesAt(before?.at ?? read.at, read.at));
          checkPromises(before, read, now);
          before = now;
        });
      }),
      { numRuns: 150 },
    );
  });
});

function merge(before: FleetSnapshot | null, read: FleetReading, scope: FleetScope = WHOLE): FleetSnapshot {
  return mergeReading(before, read, scope, judgesAt(before?.at ?? read.at, read.at));
}

function failedTenant(when: FleetReading['at']): FleetReading {
  return reading([machineIn(PRODUCTION, 'app01')], {
    at: when,
    tenants: tenantsWith(FABRIKAM, { name: null, problem: UNREACHABLE }),
    subscriptions: SUBSCRIPTIONS.filter(({ tenantId }) => tenantId === CONTOSO),
  });
}

function worsened(snapshot: FleetSnapshot) {
  return recordOf(snapshot, idIn(PRODUCTION, 'app01')).history.worsened;
}

// What may happen to a fleet of eight machines, two in each subscription, from one read to the next.
const PLACES = SUBSCRIPTIONS.flatMap(({ id }) => [
  { subscription: id, name: 'one' },
  { subscription: id, name: 'two' },
]);
const stepArbitrary = fc.record({
  fates: fc.tuple(...PLACES.map(() => fc.constantFrom('absent', 'enrolled', 'lost', 'enabling', 'offTrack'))),
  /** Whether the machine's row comes though its subscription fails. */
  comesAnyway: fc.tuple(...PLACES.map(() => fc.boolean())),
  failedTenants: fc.subarray(TENANTS.map(({ id }) => id)),
  failedSubscriptions: fc.subarray(SUBSCRIPTIONS.map(({ id }) => id)),
  missingRows: fc.constantFrom(0, 0, 0, 2),
  twice: fc.boolean(),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const FATES = {
  enrolled: {},
  lost: NOT_ENROLLED,
  enabling: { hotpatchFeature: { status: 'Enabling' } },
  offTrack: { osVersion: BUILD.offTrack },
} as const;

function readingOf(step: Step, index: number): FleetReading {
  const machines: MachineFacts[] = [];
  PLACES.forEach(({ subscription, name }, place) => {
    const tenantFails = SUBSCRIPTIONS.some(
      ({ id, tenantId }) => id === subscription && step.failedTenants.includes(tenantId),
    );
    const fails = step.failedSubscriptions.includes(subscription) && step.comesAnyway[place] !== true;
    const fate = step.fates[place];
    if (tenantFails || fails || fate === undefined || fate === 'absent') return;
    machines.push(machineIn(subscription, name, { ...FATES[fate], model: `read ${index}` }));
  });
  return {
    at: after(NOW, index * HOUR),
    tenants: TENANTS.map((one) => ({ ...one, problem: step.failedTenants.includes(one.id) ? UNREACHABLE : null })),
    subscriptions: SUBSCRIPTIONS.filter(({ tenantId }) => !step.failedTenants.includes(tenantId)).map((one) => ({
      ...one,
      problem: step.failedSubscriptions.includes(one.id) ? FORBIDDEN : null,
    })),
    machines: step.twice ? [...machines, ...machines] : machines,
    missingRows: step.missingRows,
  };
}

function checkPromises(before: FleetSnapshot | null, read: FleetReading, now: FleetSnapshot): void {
  const ids = [...now.machines, ...now.vanished].map(({ facts }) => facts.id);
  assert.equal(new Set(ids).size, ids.length, 'a machine is named twice, or there and gone at once');
  for (const { id } of SUBSCRIPTIONS) {
    const isWhole = read.subscriptions.some((one) => one.id === id && one.problem === null);
    if (isWhole && read.missingRows === 0) checkWhole(id, read, now);
    else checkPartial(id, before, read, now);
  }
}

function checkWhole(subscription: SubscriptionId, read: FleetReading, now: FleetSnapshot): void {
  const wanted = new Map(
    read.machines.filter(({ subscriptionId }) => subscriptionId === subscription).map((facts) => [facts.id, facts]),
  );
  const shown = now.machines.filter(({ facts }) => facts.subscriptionId === subscription);
  assert.deepEqual(
    shown.map(({ facts }) => facts),
    [...wanted.values()],
  );
  for (const { asOf } of shown) assert.equal(asOf, read.at);
}

function checkPartial(
  subscription: SubscriptionId,
  before: FleetSnapshot | null,
  read: FleetReading,
  now: FleetSnapshot,
): void {
  const isBroken = !read.subscriptions.some((one) => one.id === subscription && one.problem === null);
  for (const record of before?.machines ?? []) {
    if (record.facts.subscriptionId !== subscription) continue;
    const kept = now.machines.find(({ facts }) => facts.id === record.facts.id);
    assert.ok(kept, 'a partial read has lost a machine');
    const came = read.machines.some(({ id }) => id === record.facts.id);
    if (!came) assert.deepEqual(kept, record);
    if (isBroken) assert.notEqual(kept.history.worsened?.at, read.at, 'a partial read has made a loss');
  }
}
