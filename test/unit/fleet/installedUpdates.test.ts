import assert from 'node:assert/strict';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { FleetReader } from '../../../src/azure/fleetReading';
import type { MachineId, TenantId } from '../../../src/core/ids';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { InstalledRun, PendingUpdate } from '../../../src/core/machineFacts';
import type { Result } from '../../../src/core/result';
import { failed, succeeded } from '../../../src/core/result';
import type { FleetConnection } from '../../../src/fleet/fleetSource';
import { InstalledUpdatesReader } from '../../../src/fleet/installedUpdates';
import { snapshotKey } from '../../../src/fleet/snapshotFile';
import { at } from '../core/machineBuilder';
import { deferred } from './deferred';
import { CONTOSO, FABRIKAM, judged, machineIn, PRODUCTION, STORES, UNREACHABLE } from './fleetBuilder';
import { operationsOfModel } from './modelAzure';

type Answer = Result<ReadonlyMap<MachineId, InstalledRun>, AzureFault>;

const MAY_25 = at('2026-05-25T05:00:00Z');
const MAY_26 = at('2026-05-26T05:00:00Z');

/** A machine whose installation owes a restart. */
function owing(name: string, subscription = PRODUCTION, installedAt = MAY_25): JudgedMachine {
  return judged(
    machineIn(subscription, name, {
      assessment: { rebootPending: false, at: at('2026-05-20T05:00:00Z') },
      installation: { rebootStatus: 'Required', at: installedAt },
    }),
  );
}

const NET: PendingUpdate = { kb: 'KB5126052', title: '.NET', classifications: [], rebootBehavior: null };

describe('InstalledUpdatesReader', () => {
  let queries: { readonly tenant: TenantId; readonly machines: readonly MachineId[]; readonly signal: AbortSignal }[];
  let answer: (machines: readonly MachineId[]) => Promise<Answer>;
  let connection: FleetConnection | null;
  let warnings: string[];
  let changes: number;
  let installed: InstalledUpdatesReader;

  beforeEach(() => {
    queries = [];
    warnings = [];
    changes = 0;
    answer = (machines) => Promise.resolve(runsOf(machines));
    connection = connectionOf('alice');
    installed = new InstalledUpdatesReader(
      () => connection,
      (message) => warnings.push(message),
    );
    installed.onDidChange(() => (changes += 1));
  });

  function runsOf(machines: readonly MachineId[], runAt = MAY_25): Answer {
    return succeeded(new Map(machines.map((id) => [id, { at: runAt, updates: [NET] }])));
  }

  function connectionOf(account: string): FleetConnection {
    const reader: FleetReader = {
      readFleet: () => Promise.resolve(failed(UNREACHABLE)),
      readMachine: () => Promise.resolve(failed(UNREACHABLE)),
      readPendingUpdates: () => Promise.resolve(failed(UNREACHABLE)),
      readInstalledUpdates: (tenant, machines, signal) => {
        queries.push({ tenant, machines, signal });
        return answer(machines);
      },
    };
    return {
      reader,
      operations: operationsOfModel,
      key: snapshotKey({ cloud: 'AzureCloud', endpoint: 'https://management.azure.com', tenants: [], account }),
    };
  }

  it('asks only for machines whose installation owes the restart, in one query a tenant', async () => {
    const assessed = judged(machineIn(PRODUCTION, 'assessed', { assessment: { rebootPending: true } }));
    const [one, two, other] = [owing('one'), owing('two'), owing('other', STORES)];
    await installed.read([assessed, one, judged(machineIn(PRODUCTION, 'fine')), two, other]);
    assert.deepEqual(
      queries.map(({ tenant, machines }) => [tenant, machines]),
      [
        [CONTOSO, [one.facts.id, two.facts.id]],
        [FABRIKAM, [other.facts.id]],
      ],
    );
    assert.deepEqual(installed.installed.get(one.facts.id), [NET]);
    assert.equal(installed.installed.size, 3);
    assert.equal(changes, 1);
  });

  it('asks nothing again that it knows, and again after a newer installation', async () => {
    const one = owing('one');
    await installed.read([one]);
    const known = installed.installed;
    await installed.read([one]);
    assert.equal(queries.length, 1);
    assert.equal(installed.installed, known);
    answer = (machines) => Promise.resolve(runsOf(machines, MAY_26));
    await installed.read([owing('one', PRODUCTION, MAY_26)]);
    assert.equal(queries.length, 2);
    assert.equal(installed.installed.size, 1);
  });

  it('explains nothing by another run than the one that the fleet’s read saw', async () => {
    answer = (machines) => Promise.resolve(runsOf(machines, MAY_26));
    await installed.read([owing('one')]);
    assert.equal(installed.installed.size, 0);
    await installed.read([owing('one')]);
    assert.equal(queries.length, 1);
  });

  it('forgets machines that owe nothing any more', async () => {
    await installed.read([owing('one'), owing('two')]);
    await installed.read([owing('two')]);
    assert.deepEqual([...installed.installed.keys()], [owing('two').facts.id]);
  });

  it('names at most 200 machines in a query, and asks for 2,000 at most, newest first', async () => {
    const older = Array.from({ length: 1_990 }, (_, place) => owing(`old${place}`));
    const newer = Array.from({ length: 20 }, (_, place) => owing(`new${place}`, PRODUCTION, MAY_26));
    await installed.read([...older, ...newer]);
    assert.deepEqual(
      queries.map(({ machines }) => machines.length),
      Array.from({ length: 10 }, () => 200),
    );
    assert.deepEqual(
      queries[0]?.machines.slice(0, 20),
      newer.map(({ facts }) => facts.id),
    );
  });

  it('keeps what it knows where it fails, says so in the log, and asks again', async () => {
    await installed.read([owing('one')]);
    answer = () => Promise.resolve(failed(UNREACHABLE));
    await installed.read([owing('one'), owing('two')]);
    assert.equal(installed.installed.size, 1);
    assert.deepEqual(warnings, ['What installations have brought could not be read: unreachable']);
    answer = () => Promise.reject(new Error('broken'));
    await installed.read([owing('one'), owing('two')]);
    assert.equal(warnings.length, 2);
    answer = (machines) => Promise.resolve(runsOf(machines));
    await installed.read([owing('one'), owing('two')]);
    assert.equal(installed.installed.size, 2);
  });

  it('does nothing without a connection, and never shows another account what one could see', async () => {
    connection = null;
    await installed.read([owing('one')]);
    assert.equal(queries.length, 0);
    connection = connectionOf('alice');
    await installed.read([owing('one')]);
    connection = connectionOf('bob');
    answer = () => Promise.resolve(failed(UNREACHABLE));
    await installed.read([owing('one')]);
    assert.equal(installed.installed.size, 0);
  });

  it('ends a read under way when another begins', async () => {
    const slow = deferred<Answer>();
    answer = () => slow.promise;
    const first = installed.read([owing('one')]);
    await new Promise(setImmediate);
    answer = (machines) => Promise.resolve(runsOf(machines));
    const second = installed.read([owing('two')]);
    assert.equal(queries[0]?.signal.aborted, true);
    slow.resolve(failed({ kind: 'cancelled' }));
    await Promise.all([first, second]);
    assert.deepEqual([...installed.installed.keys()], [owing('two').facts.id]);
    assert.deepEqual(warnings, []);
  });
});
