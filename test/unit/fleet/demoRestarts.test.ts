import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { clockFrom } from '../../../src/core/clock';
import { instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { RebootFigures } from '../../../src/core/rebootReasons';
import { rebootFigures } from '../../../src/core/rebootReasons';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { InstalledUpdatesReader } from '../../../src/fleet/installedUpdates';
import { snapshotKey } from '../../../src/fleet/snapshotFile';
import { DEFAULT_OPTIONS } from '../../../src/simulator/simulatorOptions';
import { EVERYTHING, NEVER_ABORTED, readerAt } from '../azure/fixtures';
import { SimulatorUnderTest } from '../simulator/simulatorUnderTest';
import { operationsOfModel } from './modelAzure';

const NOW = instant(DEFAULT_OPTIONS.now);

/** The demo’s fleet as the dashboard has it: read through Azure’s wire format, installations included. */
describe('pending restarts of the demo fleet', () => {
  let machines: readonly JudgedMachine[];
  let unread: RebootFigures;
  let figures: RebootFigures;
  let warnings: readonly string[];

  before(async () => {
    const simulator = await SimulatorUnderTest.start({ machines: 500, quota: null });
    const reader = readerAt(new URL(simulator.running.url), { now: () => NOW });
    try {
      const reading = await reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
      assert.ok(reading.ok, JSON.stringify(reading));
      const store = new FleetStore(clockFrom(NOW), { releases: bundledReleases, graceDays: 7 });
      store.apply(reading.value, EVERYTHING);
      ({ machines } = store.view);
      const place = { cloud: 'AzureCloud', endpoint: simulator.running.url, tenants: [], account: 'demo' } as const;
      const said: string[] = [];
      const installed = new InstalledUpdatesReader(
        () => ({ reader, operations: operationsOfModel, key: snapshotKey(place) }),
        (message) => said.push(message),
      );
      const options = { releases: bundledReleases, now: NOW, outOfSightDays: 15 };
      unread = rebootFigures(machines, options);
      await installed.read(machines);
      figures = rebootFigures(machines, { ...options, installed: installed.installed });
      warnings = said;
      installed.dispose();
    } finally {
      reader.dispose();
      await simulator.stop();
    }
  });

  it('have every kind of reason: certain, likely, not known, and machines that were never assessed', () => {
    assert.deepEqual(warnings, []);
    assert.deepEqual(figures, {
      pending: 32,
      neverAssessed: 16,
      byReason: [
        { id: 'baseline', count: 6 },
        { id: 'offTrackUpdate', count: 3 },
        { id: 'dotNet', count: 9 },
        { id: 'likelyBaseline', count: 4 },
        { id: 'likelyCumulativeUpdate', count: 1 },
        { id: 'likelyOutsideHotpatch', count: 7 },
        { id: 'notKnown', count: 2 },
      ],
    });
  });

  it('are as many, but none certain, as long as their updates have not been read', () => {
    assert.equal(unread.pending, 32);
    assert.ok(unread.byReason.every(({ id }) => id.startsWith('likely') || id === 'notKnown'));
  });

  it('date a restart by its installation also where an assessment has looked past it', () => {
    const owed = machines.filter(
      ({ facts, verdict }) =>
        verdict.reboot.source === 'assessment' &&
        verdict.reboot.reboot === 'pending' &&
        facts.installation?.rebootStatus === 'Required',
    );
    assert.ok(owed.length > 0);
  });

  it('leave the states as many as they are', () => {
    const countOf = (state: JudgedMachine['verdict']['state']): number =>
      machines.filter(({ verdict }) => verdict.state === state).length;
    assert.deepEqual(
      (['failed', 'actionRequired', 'behindBaseline', 'offTrack', 'enabled'] as const).map(countOf),
      [7, 8, 31, 8, 264],
    );
  });
});
