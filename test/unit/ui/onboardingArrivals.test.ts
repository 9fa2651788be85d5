import assert from 'node:assert/strict';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { FleetSnapshot } from '../../../src/fleet/fleetSnapshot';
import type { FleetView } from '../../../src/fleet/fleetStore';
import { NO_HISTORY } from '../../../src/core/machineHistory';
import { OnboardingArrivals } from '../../../src/ui/onboardingArrivals';
import type { MachineDifferences } from '../core/machineBuilder';
import { NOW } from '../core/machineBuilder';
import { machineIn, PRODUCTION, STORES, UNREACHABLE } from '../fleet/fleetBuilder';
import { storeOf, UNTROUBLED } from './sampleFleet';

const FRESH = {
  hotpatchFeature: null,
  patchSettings: { enableHotpatching: null, enablementStatus: null },
  resourceGroup: 'rg-new',
} satisfies MachineDifferences;

const TARGET = { subscriptionId: PRODUCTION, resourceGroup: 'RG-New' };

function snapshotOf(...machines: readonly MachineFacts[]): FleetSnapshot {
  return { ...UNTROUBLED, machines: machines.map((facts) => ({ facts, asOf: NOW, history: NO_HISTORY })) };
}

function viewOf(...machines: readonly MachineFacts[]): FleetView {
  return storeOf(snapshotOf(...machines)).view;
}

const OLD = machineIn(PRODUCTION, 'old', FRESH);
const NEW = machineIn(PRODUCTION, 'new', FRESH);

describe('machines that arrive after a script was made', () => {
  let arrivals: OnboardingArrivals;

  beforeEach(() => {
    arrivals = new OnboardingArrivals();
  });

  it('are named once', () => {
    arrivals.expect(TARGET, snapshotOf(OLD));
    assert.deepEqual(arrivals.arrived(viewOf(OLD)), []);
    assert.deepEqual(arrivals.arrived(viewOf(OLD, NEW)), [{ resourceGroup: 'RG-New', machines: [NEW.id] }]);
    assert.deepEqual(arrivals.arrived(viewOf(OLD, NEW)), []);
  });

  it('are not those that were there, nor those that come elsewhere, nor those that cannot be enrolled', () => {
    arrivals.expect(TARGET, snapshotOf(OLD));
    const others = [
      OLD,
      machineIn(PRODUCTION, 'other-group', { ...FRESH, resourceGroup: 'rg-other' }),
      machineIn(STORES, 'other-subscription', FRESH),
      machineIn(PRODUCTION, 'enrolled', { resourceGroup: 'rg-new' }),
      machineIn(PRODUCTION, 'linux', { ...FRESH, osType: 'linux', osSku: 'Ubuntu' }),
    ];
    assert.deepEqual(arrivals.arrived(viewOf(...others)), []);
  });

  it('are named when they can be enrolled, though they were seen before that', () => {
    arrivals.expect(TARGET, snapshotOf(OLD));
    const early = machineIn(PRODUCTION, 'new', { ...FRESH, osType: null, osSku: 'Linux' });
    assert.deepEqual(arrivals.arrived(viewOf(OLD, early)), []);
    assert.equal(arrivals.arrived(viewOf(OLD, NEW)).length, 1);
  });

  it('are none after no script, and none where it was not known what was there', () => {
    assert.deepEqual(arrivals.arrived(viewOf(NEW)), []);
    arrivals.expect(TARGET, null);
    const troubled = UNTROUBLED.subscriptions.map((one) =>
      one.id === PRODUCTION ? { ...one, problem: UNREACHABLE } : one,
    );
    arrivals.expect(TARGET, { ...snapshotOf(OLD), subscriptions: troubled });
    arrivals.expect({ ...TARGET, subscriptionId: '00000000-0000-0000-0000-00000000ffff' }, snapshotOf(OLD));
    assert.deepEqual(arrivals.arrived(viewOf(OLD, NEW)), []);
  });

  it('are named once also after two scripts for the same group', () => {
    arrivals.expect(TARGET, snapshotOf(OLD));
    arrivals.expect({ ...TARGET, resourceGroup: 'rg-new' }, snapshotOf(OLD));
    assert.equal(arrivals.arrived(viewOf(OLD, NEW)).length, 1);
  });
});
