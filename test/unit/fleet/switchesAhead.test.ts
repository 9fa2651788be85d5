import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DAY, MINUTE } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { MachineDifferences } from '../core/machineBuilder';
import { NOW } from '../core/machineBuilder';
import { after, machineIn, PRODUCTION, reading, WHOLE } from './fleetBuilder';

const NAME = 'app01';

function row(differs: MachineDifferences): MachineFacts {
  return machineIn(PRODUCTION, NAME, differs);
}

function feature(status: string): MachineDifferences {
  return { hotpatchFeature: { status } };
}

/** A store that has read one machine, and a clock that the test turns. */
function storeWith(facts: MachineFacts) {
  const clock = { at: NOW, now: () => clock.at };
  const store = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
  const pass = (milliseconds: number): void => {
    clock.at = after(clock.at, milliseconds);
  };
  const read = (facts: MachineFacts): void => {
    store.apply(reading([facts], { at: clock.at }), WHOLE);
  };
  const saw = (seen: MachineFacts): void => {
    store.applySwitches([
      { id: seen.id, at: clock.at, feature: seen.hotpatchFeature, patchSettings: seen.patchSettings },
    ]);
  };
  const shown = (): string => store.machine(facts.id)?.verdict.state ?? 'none';
  read(facts);
  return { store, pass, read, saw, shown };
}

describe('Switches that a GET has shown', () => {
  it('show at once, and no stale page of Resource Graph undoes them', () => {
    const { pass, read, saw, shown } = storeWith(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'notEnrolled');
    saw(row(feature('Enabling')));
    assert.equal(shown(), 'pending');
    pass(MINUTE);
    read(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'pending');
    saw(row(feature('Enabled')));
    read(row(feature('Enabling')));
    assert.equal(shown(), 'enabled', 'a page from the middle of the enrollment is stale too');
    read(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'enabled');
  });

  it('of an enrollment leave no status standing that is from before it', () => {
    const before = row({ ...feature('Disabled'), patchSettings: { enablementStatus: 'Disabled' } });
    const { store, pass, read, shown } = storeWith(before);
    assert.equal(shown(), 'cancelled');
    const { hotpatchFeature } = row(feature('Enabled'));
    store.applySwitches([{ id: before.id, at: NOW, feature: hotpatchFeature }]);
    assert.equal(shown(), 'enabled');
    pass(MINUTE);
    read(before);
    assert.equal(shown(), 'enabled');
    pass(10 * MINUTE);
    read(row({ ...feature('Enabled'), patchSettings: { enablementStatus: 'Disabled' } }));
    assert.equal(shown(), 'turnedOff', 'so late it is the truth');
  });

  it('of an enrollment leave hotpatching turned off where it was turned off', () => {
    const off = { patchSettings: { enableHotpatching: false, enablementStatus: 'Disabled' } };
    const before = row({ ...feature('Disabled'), ...off });
    const { store, shown } = storeWith(before);
    const { hotpatchFeature } = row(feature('Enabled'));
    store.applySwitches([{ id: before.id, at: NOW, feature: hotpatchFeature }]);
    assert.equal(shown(), 'turnedOff');
  });

  it('give way to a row that is newer than the GET', () => {
    const { pass, read, saw, shown } = storeWith(row({ hotpatchFeature: null }));
    saw(row(feature('Enabling')));
    pass(MINUTE);
    read(row(feature('Enabled')));
    assert.equal(shown(), 'enabled');
  });

  it('are believed no longer once Resource Graph has agreed: what it shows then is new', () => {
    const { pass, read, saw, shown } = storeWith(row({ hotpatchFeature: null }));
    saw(row(feature('Enabled')));
    pass(MINUTE);
    read(row(feature('Enabled')));
    read(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'notEnrolled');
  });

  it('are believed no longer than Resource Graph can lag', () => {
    const { pass, read, saw, shown } = storeWith(row({ hotpatchFeature: null }));
    saw(row(feature('Enabled')));
    pass(10 * MINUTE - 1);
    read(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'enabled');
    pass(1);
    read(row({ hotpatchFeature: null }));
    assert.equal(shown(), 'notEnrolled');
  });

  it('hold for the patch setting by itself', () => {
    const { pass, read, saw, shown } = storeWith(row({}));
    const off = row({ patchSettings: { enableHotpatching: false, enablementStatus: 'Disabled' } });
    saw(off);
    assert.equal(shown(), 'turnedOff');
    pass(MINUTE);
    read(row({}));
    assert.equal(shown(), 'turnedOff');
  });

  it('leave the age of everything else as it was', () => {
    const { store, pass, saw } = storeWith(row({ hotpatchFeature: null }));
    pass(MINUTE);
    saw(row(feature('Enabled')));
    assert.equal(store.view.machines[0]?.asOf, NOW);
  });
});

describe('The end of an enrollment', () => {
  it('is a loss where nobody here asked for it', () => {
    const { pass, read, store } = storeWith(row({}));
    pass(DAY);
    read(row(feature('Disabled')));
    assert.equal(store.machine(row({}).id)?.verdict.needsAttention, true);
  });

  it('is no loss where it was asked for here, whoever sees it first', () => {
    const { pass, read, saw, store } = storeWith(row({}));
    store.expectLosses((id) => id === row({}).id);
    pass(MINUTE);
    read(row(feature('Disabled')));
    assert.equal(store.machine(row({}).id)?.verdict.needsAttention, false);
    saw(row(feature('Disabled')));
    read(row(feature('Disabled')));
    assert.equal(store.machine(row({}).id)?.verdict.needsAttention, false);
  });
});
