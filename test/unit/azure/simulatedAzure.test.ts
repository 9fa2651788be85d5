import assert from 'node:assert/strict';
import type { DisposableFleetReader, FleetReaderOptions } from '../../../src/azure/azureEntry';
import type { FleetReading } from '../../../src/azure/fleetReading';
import { subscriptionId, tenantId } from '../../../src/core/ids';
import type { Fault, FaultRule } from '../../../src/simulator/faultRules';
import type { Json } from '../../../src/simulator/kql/json';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { PRODUCTION, SimulatorUnderTest } from '../simulator/simulatorUnderTest';
import { AzureServer } from './azureServer';
import { EVERYTHING, NEVER_ABORTED, readerAt } from './fixtures';

describe('AzureFleetReader against the simulated Azure', () => {
  let simulator: SimulatorUnderTest;
  let reader: DisposableFleetReader;
  let foreign: AzureServer | undefined;

  const start = async (
    options: Partial<SimulatorOptions> = {},
    readerOptions: Partial<FleetReaderOptions> = {},
  ): Promise<void> => {
    simulator = await SimulatorUnderTest.start({ quota: null, ...options });
    reader = readerAt(new URL(simulator.running.url), readerOptions);
  };
  const fault = async (rule: FaultRule): Promise<void> => {
    // A rule is plain JSON.
    const answer = await simulator.control('faults', JSON.parse(JSON.stringify(rule)) as Json);
    assert.ok(answer.status < 300, answer.text);
  };
  afterEach(async () => {
    reader.dispose();
    await simulator.stop();
    await foreign?.stop();
    foreign = undefined;
  });

  it('reads every machine of both tenants, with patch data', async () => {
    await start({ machines: 400 });
    const reading = await read(reader);
    assert.equal(reading.machines.length, 400);
    assert.equal(new Set(reading.machines.map(({ id }) => id)).size, 400);
    assert.equal(reading.missingRows, 0);
    assert.equal(reading.tenants.length, 2);
    assert.deepEqual(
      reading.tenants.filter(({ problem, patchDataProblem }) => problem ?? patchDataProblem),
      [],
    );
    assert.deepEqual(
      reading.subscriptions.filter(({ problem }) => problem),
      [],
    );
    const count = (has: (machine: FleetReading['machines'][number]) => boolean): number =>
      reading.machines.filter(has).length;
    assert.ok(count(({ assessment }) => assessment !== null) > 100);
    assert.ok(count(({ installation }) => installation !== null) > 20);
    assert.ok(count(({ hotpatchFeature }) => hotpatchFeature !== null) > 50);
    assert.ok(count(({ osVersion }) => osVersion !== null) > 300);
    assert.ok(count(({ cores }) => cores.physical !== null) > 200);
    assert.ok(count(({ statusSince }) => statusSince !== null) > 200);
  });

  it('reads a machine by itself as its row says, but for patch data', async () => {
    await start({ machines: 300 });
    const { machines } = await read(reader);
    const some = machines.filter((_machine, place) => place % 11 === 0);
    assert.ok(some.length > 20);
    for (const machine of some) {
      const single = await reader.readMachine(machine.tenantId, machine.id, NEVER_ABORTED);
      assert.deepEqual(single, { ok: true, value: { ...machine, assessment: null, installation: null } });
    }
  });

  it('reads of what cluster a machine is, in its row and by itself', async () => {
    await start({ machines: 30 });
    const [machine] = (await read(reader)).machines;
    assert.ok(machine);
    const parentCluster = '/subscriptions/s/resourceGroups/Rg/providers/Microsoft.AzureStackHCI/clusters/North';
    await simulator.control('machines', {
      id: machine.id,
      merge: { kind: 'HCI', properties: { parentClusterResourceId: parentCluster } },
    });
    const placement = { kind: 'HCI', parentCluster };
    const again = (await read(reader)).machines.find(({ id }) => id === machine.id);
    assert.deepEqual(again?.placement, placement);
    const single = await reader.readMachine(machine.tenantId, machine.id, NEVER_ABORTED);
    assert.deepEqual(single.ok ? single.value.placement : single.fault, placement);
  });

  it('says that a machine read by itself is gone or forbidden', async () => {
    await start({ machines: 30 });
    const { machines } = await read(reader);
    const [gone, kept] = machines;
    assert.ok(gone && kept);
    await simulator.control('machines', { id: gone.id, remove: true });
    const missing = await reader.readMachine(gone.tenantId, gone.id, NEVER_ABORTED);
    assert.equal(missing.ok ? 'read' : missing.fault.kind, 'notFound');
    await fault({ match: { subscriptionId: kept.subscriptionId }, fault: { kind: 'forbidden' } });
    const refused = await reader.readMachine(kept.tenantId, kept.id, NEVER_ABORTED);
    assert.equal(refused.ok ? 'read' : refused.fault.kind, 'forbidden');
  });

  it('reads pending updates of several machines', async () => {
    await start({ machines: 200 });
    const reading = await read(reader);
    const waiting = reading.machines.filter(({ assessment }) => (assessment?.availableCount ?? 0) > 0).slice(0, 20);
    const [first] = waiting;
    assert.ok(first);
    const sameTenant = waiting.filter(({ tenantId }) => tenantId === first.tenantId).map(({ id }) => id);
    const updates = await reader.readPendingUpdates(first.tenantId, sameTenant, NEVER_ABORTED);
    assert.ok(updates.ok, JSON.stringify(updates));
    assert.equal(updates.value.size, sameTenant.length);
    const titles = [...updates.value.values()].flat().map(({ title }) => title);
    assert.ok(titles.length > 0);
    assert.ok(titles.every((title) => title !== ''));
  });

  it('reads the newest run of machines that owe a restart by it, as the fleet’s read has it', async () => {
    await start({ machines: 400 });
    const reading = await read(reader);
    const owing = reading.machines.filter(({ installation }) => installation?.rebootStatus === 'Required');
    const [first] = owing;
    assert.ok(first);
    const sameTenant = owing.filter(({ tenantId }) => tenantId === first.tenantId);
    const ids = sameTenant.map(({ id }) => id);
    const installed = await reader.readInstalledUpdates(first.tenantId, ids, NEVER_ABORTED);
    assert.ok(installed.ok, JSON.stringify(installed));
    for (const { id, installation } of sameTenant) assert.equal(installed.value.get(id)?.at, installation?.at);
  });

  const passing: readonly Fault[] = [
    { kind: 'reset' },
    { kind: 'reset', after: 'half' },
    { kind: 'stall' },
    { kind: 'stall', after: 'half' },
    { kind: 'malformed' },
    { kind: 'cutOff' },
    { kind: 'empty' },
    { kind: 'wrongShape' },
    { kind: 'throttle' },
    { kind: 'throttle', retryAfterSeconds: 3 },
    { kind: 'status', status: 503 },
  ];
  for (const each of passing) {
    it(`gets over one ${JSON.stringify(each)}`, async () => {
      await start({ machines: 50 }, { attemptTimeoutMilliseconds: 500 });
      await fault({ match: { table: 'resources', nth: 1 }, fault: each });
      const reading = await read(reader);
      assert.deepEqual(
        reading.subscriptions.filter(({ problem }) => problem),
        [],
      );
      assert.equal(reading.machines.length, 50);
    });
  }

  it('answers a claims challenge', async () => {
    await start({ machines: 50 });
    await fault({ match: {}, fault: { kind: 'claimsChallenge' } });
    assert.equal((await read(reader)).machines.length, 50);
  });

  it('asks for smaller pages where Azure finds them too large', async () => {
    await start({ machines: 400 });
    await fault({ match: {}, fault: { kind: 'payloadTooLarge', rows: 60 } });
    const reading = await read(reader);
    assert.equal(reading.machines.length, 400);
    assert.equal(reading.missingRows, 0);
  });

  for (const kind of ['foreignNextLink', 'redirect'] as const) {
    it(`follows no ${kind}`, async () => {
      await start({ machines: 50 });
      foreign = await AzureServer.start();
      await fault({ match: { path: '/subscriptions' }, fault: { kind, url: `${foreign.url.href}subscriptions` } });
      const reading = await read(reader);
      const kinds = reading.tenants.map(({ problem }) => problem?.kind);
      assert.deepEqual(kinds, Array(2).fill(kind === 'redirect' ? 'rejected' : 'hostRefused'));
      assert.equal(foreign.requests.length, 0);
    });
  }

  it('isolates a subscription that may not be read', async () => {
    await start({ machines: 300 });
    await fault({ match: { subscriptionId: PRODUCTION }, fault: { kind: 'forbidden' } });
    const reading = await read(reader);
    assert.ok(reading.machines.length > 0);
    assert.ok(reading.machines.every((machine) => machine.subscriptionId !== subscriptionId(PRODUCTION)));
    assert.deepEqual(
      reading.subscriptions.filter(({ problem }) => problem !== null).map(({ id, problem }) => [id, problem?.kind]),
      [[PRODUCTION, 'forbidden']],
    );
    assert.ok(reading.tenants.every(({ problem, patchDataProblem }) => problem === null && patchDataProblem === null));
  });
});

async function read(reader: DisposableFleetReader): Promise<FleetReading> {
  const result = await reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(result.value.tenants.every(({ id }) => id === tenantId(id)));
  return result.value;
}
