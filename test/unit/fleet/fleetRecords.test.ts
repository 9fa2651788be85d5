import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { succeeded } from '../../../src/core/result';
import { FleetRecords } from '../../../src/fleet/fleetRecords';
import { FleetRefresher } from '../../../src/fleet/fleetRefresher';
import type { FleetSource } from '../../../src/fleet/fleetSource';
import { FleetStore } from '../../../src/fleet/fleetStore';
import type { Recording } from '../../../src/fleet/recordsEntry';
import { openRecording } from '../../../src/fleet/recordsEntry';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { idIn, machineIn, PRODUCTION, reading, STORES, TestClock, WHOLE } from './fleetBuilder';
import { temporaryFolder } from './temporaryFolder';
import { operationsOfModel } from './modelAzure';

const KEY = snapshotKey({ cloud: 'AzureCloud', endpoint: 'https://management.azure.com', tenants: [], account: 'a' });

/** Answers at once with these machines of one subscription. */
function sourceOf(names: readonly string[], scope = WHOLE): FleetSource {
  const fleet = reading(names.map((name) => machineIn(PRODUCTION, name)));
  const reader = {
    readFleet: () => Promise.resolve(succeeded(fleet)),
    readMachine: () => Promise.resolve({ ok: false as const, fault: { kind: 'cancelled' as const } }),
    readInstalledUpdates: () => Promise.resolve({ ok: true as const, value: new Map() }),
    readPendingUpdates: () => Promise.resolve(succeeded(new Map())),
  };
  return {
    scope,
    cachedKey: null,
    connect: () => Promise.resolve(succeeded({ reader, operations: operationsOfModel, key: KEY })),
  };
}

describe('FleetRecords', () => {
  const folder = temporaryFolder();
  let refresher: FleetRefresher;
  let records: FleetRecords;
  let isRecorded: boolean;
  let warnings: string[];
  const warn = (message: string): void => {
    warnings.push(message);
  };

  beforeEach(() => {
    isRecorded = true;
    warnings = [];
    const store = new FleetStore(new TestClock(), { releases: bundledReleases, graceDays: 7 });
    refresher = new FleetRefresher(store, new SnapshotFile(folder(), warn), warn);
    const load = (): Promise<Recording> => Promise.resolve(openRecording(folder(), warn));
    records = new FleetRecords({ store, refresher, load, isRecorded: () => isRecorded });
  });

  afterEach(() => {
    records.dispose();
    assert.deepEqual(warnings, []);
  });

  it('are of the fleet that was read, and say when there is something new', async () => {
    const changed = new Promise<void>((resolve) => records.onDidChange(resolve));
    assert.deepEqual(await records.ofShown(), []);
    await refresher.use(sourceOf(['a', 'b']));
    await refresher.refresh('manual');
    await changed;
    const [record] = await records.ofShown();
    assert.deepEqual([...(record?.machines.keys() ?? [])], [idIn(PRODUCTION, 'a'), idIn(PRODUCTION, 'b')]);
    assert.equal(record?.readDays.length, 1, 'a whole read');
  });

  it('are others where other subscriptions are chosen', async () => {
    await refresher.use(sourceOf(['a', 'b']));
    await refresher.refresh('manual');
    await refresher.use(sourceOf(['a'], { tenants: [], subscriptions: [STORES] }));
    await refresher.refresh('manual');
    assert.deepEqual(
      (await records.ofShown()).map(({ machines }) => machines.size),
      [1],
    );
  });

  it('are none where the past is not worth keeping', async () => {
    isRecorded = false;
    await refresher.use(sourceOf(['a']));
    await refresher.refresh('manual');
    assert.deepEqual(await records.ofShown(), []);
    isRecorded = true;
    assert.deepEqual(await records.ofShown(), []);
  });
});
