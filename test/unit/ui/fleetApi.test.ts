import assert from 'node:assert/strict';
import { EventEmitter } from '../../../src/core/eventEmitter';
import { toIso } from '../../../src/core/instant';
import { succeeded } from '../../../src/core/result';
import { FleetRefresher } from '../../../src/fleet/fleetRefresher';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { Texts } from '../../../src/messages/texts';
import { fleetApi } from '../../../src/ui/fleetApi';
import { NOW } from '../core/machineBuilder';
import { machineIn, PRODUCTION, reading, WHOLE } from '../fleet/fleetBuilder';
import { temporaryFolder } from '../fleet/temporaryFolder';
import { SAMPLE, storeOf } from './sampleFleet';
import { operationsOfModel } from '../fleet/modelAzure';

const texts = new Texts('en', undefined, 'UTC');

describe('the API for other extensions', () => {
  const folder = temporaryFolder();

  function apiOf(store = storeOf(null)) {
    const files = new SnapshotFile(folder(), () => undefined);
    const refresher = new FleetRefresher(store, files, () => undefined);
    return { store, refresher, api: fleetApi(store, refresher, texts, new EventEmitter<void>()) };
  }

  it('has its version, and cannot be changed', () => {
    const { api } = apiOf();
    assert.equal(api.apiVersion, 1);
    assert.equal(Object.isFrozen(api), true);
    assert.deepEqual(Object.keys(api).toSorted(), ['apiVersion', 'machines', 'onDidChange', 'refresh']);
  });

  it('gives each machine with the fields that were promised', () => {
    const store = storeOf(null);
    store.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    assert.deepEqual(apiOf(store).api.machines(), [
      {
        resourceId:
          '/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg/providers/microsoft.hybridcompute/machines/app01',
        name: 'APP01',
        tenantId: '00000000-0000-0000-0000-0000000000aa',
        subscriptionId: '00000000-0000-0000-0000-000000000001',
        resourceGroup: 'rg',
        location: 'westeurope',
        state: 'enabled',
        reasons: [{ id: 'onTrack', text: 'On the hotpatch track with 26100.32772 (2026-05).' }],
        connection: 'connected',
        reboot: 'notPending',
        track: 'onTrack',
        releasesBehind: 0,
        build: '26100.32772',
        cores: { physical: 8, logical: 16 },
        enrolledSince: '2026-02-02T09:14:05.000Z',
        assessedAt: '2026-05-25T04:00:00.000Z',
        dataAsOf: toIso(NOW),
      },
    ]);
  });

  it('says null for what Azure does not say', () => {
    const store = storeOf(null);
    const bare = { hotpatchFeature: null, assessment: null, osVersion: null, cores: { physical: null, logical: null } };
    store.apply(reading([machineIn(PRODUCTION, 'app01', bare)]), WHOLE);
    const [machine] = apiOf(store).api.machines();
    assert.deepEqual(
      [machine?.enrolledSince, machine?.assessedAt, machine?.build, machine?.releasesBehind, machine?.cores],
      [null, null, null, null, { physical: null, logical: null }],
    );
  });

  it('gives the same list until the fleet changes', () => {
    const { api, store } = apiOf(storeOf(SAMPLE));
    const first = api.machines();
    assert.equal(first.length, SAMPLE.machines.length);
    assert.equal(api.machines(), first);
    store.adopt(SAMPLE);
    assert.notEqual(api.machines(), first);
    assert.deepEqual(api.machines(), first);
  });

  it('has read when refresh settles', async () => {
    const { api, refresher } = apiOf();
    const key = snapshotKey({ cloud: 'Demo', endpoint: '', tenants: [], account: '' });
    await refresher.use({
      scope: WHOLE,
      cachedKey: null,
      connect: () =>
        Promise.resolve(
          succeeded({
            key,
            operations: operationsOfModel,
            reader: {
              readFleet: () => Promise.resolve(succeeded(reading([machineIn(PRODUCTION, 'app01')]))),
              readMachine: () => Promise.resolve({ ok: false as const, fault: { kind: 'cancelled' as const } }),
              readInstalledUpdates: () => Promise.resolve({ ok: true as const, value: new Map() }),
              readPendingUpdates: () => Promise.resolve(succeeded(new Map())),
            },
          }),
        ),
    });
    await api.refresh();
    assert.deepEqual(
      api.machines().map(({ name }) => name),
      ['APP01'],
    );
  });
});
