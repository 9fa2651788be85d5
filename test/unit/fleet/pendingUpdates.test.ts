import assert from 'node:assert/strict';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { FleetReader } from '../../../src/azure/fleetReading';
import type { MachineId, TenantId } from '../../../src/core/ids';
import type { PendingUpdate } from '../../../src/core/machineFacts';
import type { Result } from '../../../src/core/result';
import { failed, succeeded } from '../../../src/core/result';
import type { FleetConnection } from '../../../src/fleet/fleetSource';
import { PendingUpdates } from '../../../src/fleet/pendingUpdates';
import type { SnapshotKey } from '../../../src/fleet/snapshotFile';
import { snapshotKey } from '../../../src/fleet/snapshotFile';
import { at } from '../core/machineBuilder';
import type { Deferred } from './deferred';
import { deferred, eventually } from './deferred';
import { CONTOSO, FABRIKAM, judged, machineIn, PRODUCTION, STORES, UNREACHABLE } from './fleetBuilder';
import { operationsOfModel } from './modelAzure';

type Answer = Result<ReadonlyMap<MachineId, readonly PendingUpdate[]>, AzureFault>;

interface Query {
  readonly tenant: TenantId;
  readonly machines: readonly MachineId[];
  readonly signal: AbortSignal;
}

describe('PendingUpdates', () => {
  const app01 = judged(machineIn(PRODUCTION, 'app01'));
  const app02 = judged(machineIn(PRODUCTION, 'app02'));
  const pos01 = judged(machineIn(STORES, 'pos01'));
  let queries: Query[];
  let read: (query: Query) => Promise<Answer>;
  let connection: FleetConnection | null;
  let connects: number;
  let connect: () => Promise<AzureFault | null>;
  let updates: PendingUpdates;

  beforeEach(() => {
    queries = [];
    connects = 0;
    read = (query) => Promise.resolve(succeeded(new Map(query.machines.map((id) => [id, [updateOf(id)]]))));
    connection = connectionOf('alice');
    connect = () => Promise.resolve(null);
    updates = new PendingUpdates(
      () => connection,
      () => {
        connects += 1;
        return connect();
      },
    );
  });

  function connectionOf(account: string): FleetConnection {
    const reader: FleetReader = {
      readFleet: () => Promise.resolve(failed(UNREACHABLE)),
      readMachine: () => Promise.resolve({ ok: false as const, fault: { kind: 'cancelled' as const } }),
      readInstalledUpdates: () => Promise.resolve({ ok: true as const, value: new Map() }),
      readPendingUpdates: (tenant, machines, signal) => {
        queries.push({ tenant, machines, signal });
        return read({ tenant, machines, signal });
      },
    };
    return { reader, operations: operationsOfModel, key: keyOf(account) };
  }

  it('asks for machines that are wanted together in one query a tenant', async () => {
    const answers = await Promise.all([app01, app02, pos01, app01].map((machine) => updates.of(machine)));
    assert.deepEqual(
      queries.map(({ tenant, machines }) => [tenant, machines]),
      [
        [CONTOSO, [app01.facts.id, app02.facts.id]],
        [FABRIKAM, [pos01.facts.id]],
      ],
    );
    assert.deepEqual(answers[1], succeeded([updateOf(app02.facts.id)]));
    assert.deepEqual(answers[0], answers[3]);
  });

  it('names at most 200 machines in one query', async () => {
    const machines = Array.from({ length: 450 }, (_, index) => judged(machineIn(PRODUCTION, `m${index}`)));
    await Promise.all(machines.map((machine) => updates.of(machine)));
    assert.deepEqual(
      queries.map((query) => query.machines.length),
      [200, 200, 50],
    );
  });

  it('has an empty list for a machine that the answer does not name', async () => {
    read = () => Promise.resolve(succeeded(new Map()));
    assert.deepEqual(await updates.of(app01), succeeded([]));
  });

  describe('what was answered', () => {
    it('is kept until the machine is assessed anew', async () => {
      await updates.of(app01);
      await updates.of(app01);
      assert.equal(queries.length, 1);
      await updates.of(judged(machineIn(PRODUCTION, 'app01', { assessment: { at: at('2026-05-25T11:00:00Z') } })));
      assert.equal(queries.length, 2);
    });

    it('is kept for a machine that was never assessed too', async () => {
      const bare = judged(machineIn(PRODUCTION, 'app01', { assessment: null }));
      await updates.of(bare);
      await updates.of(bare);
      assert.equal(queries.length, 1);
    });

    it('is forgotten on demand', async () => {
      await updates.of(app01);
      updates.forget();
      await updates.of(app01);
      assert.equal(queries.length, 2);
    });

    it('is nothing that another account may see', async () => {
      await updates.of(app01);
      connection = connectionOf('bob');
      await updates.of(app01);
      assert.equal(queries.length, 2);
    });

    it('is not kept where it was a fault', async () => {
      read = () => Promise.resolve(failed(UNREACHABLE));
      assert.deepEqual(await updates.of(app01), failed(UNREACHABLE));
      read = () => Promise.resolve(succeeded(new Map()));
      assert.deepEqual(await updates.of(app01), succeeded([]));
    });
  });

  describe('leaves nobody waiting', () => {
    it('when one tenant fails, and lets the other have its answer', async () => {
      read = ({ tenant }) => Promise.resolve(tenant === CONTOSO ? failed(UNREACHABLE) : succeeded(new Map()));
      const answers = await Promise.all([updates.of(app01), updates.of(app02), updates.of(pos01)]);
      assert.deepEqual(answers, [failed(UNREACHABLE), failed(UNREACHABLE), succeeded([])]);
    });

    for (const [how, broken] of [
      ['rejects', () => Promise.reject(new Error('broken'))],
      [
        'throws',
        () => {
          throw new Error('broken');
        },
      ],
    ] as const) {
      it(`when a reader ${how}`, async () => {
        read = (query) => (query.tenant === CONTOSO ? broken() : Promise.resolve(succeeded(new Map())));
        const answers = await Promise.all([updates.of(app01), updates.of(pos01)]);
        assert.deepEqual(answers, [failed({ kind: 'unreadable', message: 'broken' }), succeeded([])]);
      });

      it(`when the connection ${how}`, async () => {
        connection = null;
        connect = broken;
        assert.deepEqual(await updates.of(app01), failed({ kind: 'unreadable', message: 'broken' }));
        connection = connectionOf('alice');
        assert.equal((await updates.of(app01)).ok, true);
      });
    }

    it('when there is no connection to be had: it says why', async () => {
      connection = null;
      connect = () => Promise.resolve(UNREACHABLE);
      assert.deepEqual(await updates.of(app01), failed(UNREACHABLE));
      connect = () => Promise.resolve(null);
      assert.deepEqual(await updates.of(app01), failed({ kind: 'cancelled' }));
    });
  });

  it('connects once for rows that are expanded before the first read', async () => {
    connection = null;
    connect = () => {
      connection = connectionOf('alice');
      return Promise.resolve(null);
    };
    const answers = await Promise.all([updates.of(app01), updates.of(pos01)]);
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      [true, true],
    );
    assert.equal(connects, 1);
  });

  describe('cancel', () => {
    it('reaches the request', async () => {
      const answer: Deferred<Answer> = deferred();
      read = ({ signal }) => {
        signal.addEventListener('abort', () => answer.resolve(failed({ kind: 'cancelled' })));
        return answer.promise;
      };
      const wanted = updates.of(app01);
      await eventually(() => queries.length === 1);
      updates.cancel();
      assert.deepEqual(await wanted, failed({ kind: 'cancelled' }));
    });

    it('reaches what was not sent yet, and costs no request', async () => {
      const wanted = updates.of(app01);
      updates.cancel();
      assert.deepEqual(await wanted, failed({ kind: 'cancelled' }));
      assert.equal((await updates.of(app02)).ok, true);
      assert.deepEqual(
        queries.map(({ machines }) => machines),
        [[app02.facts.id]],
      );
    });

    it('reaches what waits for a connection', async () => {
      connection = null;
      const connecting: Deferred<AzureFault | null> = deferred();
      connect = () => connecting.promise;
      const wanted = updates.of(app01);
      await eventually(() => connects === 1);
      updates.cancel();
      connection = connectionOf('alice');
      connecting.resolve(null);
      assert.deepEqual(await wanted, failed({ kind: 'cancelled' }));
      assert.equal(queries.length, 0);
    });
  });
});

function keyOf(account: string): SnapshotKey {
  return snapshotKey({ cloud: 'AzureCloud', endpoint: '', tenants: [], account });
}

function updateOf(id: MachineId): PendingUpdate {
  return { kb: 'KB5087423', title: `For ${id}`, classifications: ['Security'], rebootBehavior: 'NeverReboots' };
}
