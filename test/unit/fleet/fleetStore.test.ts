import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DAY, HOUR, MINUTE } from '../../../src/core/instant';
import { extendReleases, readReleases } from '../../../src/core/releaseSettings';
import type { FleetView } from '../../../src/fleet/fleetStore';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { BUILD } from '../core/machineBuilder';
import {
  after,
  CONTOSO,
  idIn,
  machineIn,
  names,
  PRODUCTION,
  reading,
  STORES,
  TestClock,
  UNREACHABLE,
  WHOLE,
} from './fleetBuilder';

describe('FleetStore', () => {
  const options = { releases: bundledReleases, graceDays: 7 };
  let clock: TestClock;
  let store: FleetStore;
  let views: FleetView[];

  beforeEach(() => {
    clock = new TestClock();
    store = new FleetStore(clock, options);
    views = [];
    store.onDidChange((view) => views.push(view));
  });

  it('shows machines in natural order, judged', () => {
    store.apply(reading([machineIn(PRODUCTION, 'app10'), machineIn(PRODUCTION, 'app2')]), WHOLE);
    assert.deepEqual(names(store.view.machines), ['APP2', 'APP10']);
    assert.equal(store.view.machines[0]?.verdict.state, 'enabled');
    assert.equal(views.length, 1);
  });

  it('finds a machine by its id, and not one that has gone since', () => {
    const id = idIn(PRODUCTION, 'app01');
    store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    assert.equal(store.machine(id)?.facts.name, 'APP01');
    store.apply(reading([]), WHOLE);
    assert.equal(store.machine(id), undefined);
  });

  it('names tenants and subscriptions, by their ids where nobody named them', () => {
    assert.equal(store.tenantName(CONTOSO), CONTOSO);
    store.apply(reading([]), WHOLE);
    assert.equal(store.tenantName(CONTOSO), 'Contoso');
    assert.equal(store.subscriptionName(STORES), 'Stores');
  });

  it('keeps the rows of a read that failed, and says why it failed until one succeeds', () => {
    store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    const shown = store.view.machines;
    store.progress({ machines: 0, totalMachines: null });
    store.fail(UNREACHABLE);
    assert.equal(store.view.machines, shown);
    assert.deepEqual(store.view.fault, UNREACHABLE);
    assert.equal(store.view.reading, null);
    store.apply(reading([]), WHOLE);
    assert.equal(store.view.fault, null);
  });

  it('takes in a machine read by itself: its new state at once, its patch data as it was, the others untouched', () => {
    const assessment = { status: 'Succeeded', rebootPending: true, at: clock.now(), availableCount: 1 };
    const [one, other] = [{ ...machineIn(PRODUCTION, 'app01'), assessment }, machineIn(PRODUCTION, 'app02')];
    store.apply(reading([one, other]), WHOLE);
    const before = store.machine(other.id);
    clock.time = after(clock.time, HOUR);
    const patchSettings = { ...one.patchSettings, enableHotpatching: false };
    store.applyMachines([{ ...one, patchSettings, assessment: null, installation: null }]);
    const shown = store.machine(one.id);
    assert.equal(shown?.verdict.state, 'turnedOff');
    assert.equal(shown.verdict.reboot.reboot, 'pending');
    assert.equal(shown.asOf, clock.now());
    assert.equal(store.machine(other.id)?.asOf, before?.asOf);
  });

  it('leaves out a machine read by itself that the fleet does not have', () => {
    store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    store.applyMachines([machineIn(PRODUCTION, 'app09')]);
    assert.deepEqual(names(store.view.machines), ['APP01']);
  });

  it('does not take a cancelled read for a fault, nor forgets the fault before it', () => {
    store.fail({ kind: 'cancelled' });
    assert.equal(store.view.fault, null);
    store.fail(UNREACHABLE);
    store.progress({ machines: 1, totalMachines: 2 });
    store.fail({ kind: 'cancelled' });
    assert.deepEqual(store.view.fault, UNREACHABLE);
    assert.equal(store.view.reading, null);
  });

  it('judges anew by other release data and as time goes by', () => {
    store.apply(reading([machineIn(PRODUCTION, 'app01', { osVersion: BUILD.notInData })]), WHOLE);
    const verdict = () => store.view.machines[0]?.verdict;
    assert.equal(verdict()?.track.track, 'unknown');
    const { months } = readReleases([{ month: '2026-05', type: 'hotpatch', build: BUILD.notInData }]);
    store.judgeBy({ ...options, releases: extendReleases(bundledReleases, months) });
    assert.equal(verdict()?.track.track, 'onTrack');
    clock.time = after(clock.time, 60 * DAY);
    store.judgeBy(options);
    assert.equal(verdict()?.state, 'behindBaseline');
  });

  it('shows a snapshot of the cache, and nothing of it where there is none', () => {
    const snapshot = store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    store.fail(UNREACHABLE);
    store.adopt(null);
    assert.deepEqual([store.view.snapshot, store.view.machines, store.view.fault], [null, [], null]);
    store.adopt(snapshot);
    assert.deepEqual(names(store.view.machines), ['APP01']);
  });

  it('dismisses the machines that have gone, for the reads to come as well', () => {
    assert.equal(store.dismissVanished(), null);
    store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    store.apply(reading([], { at: after(clock.time, MINUTE) }), WHOLE);
    assert.deepEqual(names(store.view.snapshot?.vanished ?? []), ['APP01']);
    const snapshot = store.dismissVanished();
    assert.deepEqual(snapshot?.vanished, []);
    store.apply(reading([], { at: after(clock.time, 2 * MINUTE) }), WHOLE);
    assert.deepEqual(store.view.snapshot?.vanished, []);
  });

  it('says nothing more once disposed', () => {
    store.dispose();
    store.apply(reading([]), WHOLE);
    assert.deepEqual(views, []);
  });
});
