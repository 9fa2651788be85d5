import assert from 'node:assert/strict';
import { at, errorOf, listAt, PRODUCTION, SimulatorUnderTest, textAt } from './simulatorUnderTest';

const MACHINES =
  "resources | where type =~ 'microsoft.hybridcompute/machines' | project id, name, properties | order by id asc";

describe('the control API', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await SimulatorUnderTest.start({ machines: 30 });
  });
  afterEach(() => azure.stop());

  async function firstMachine(): Promise<string> {
    const answer = await azure.query({ query: MACHINES, subscriptions: [PRODUCTION], options: { $top: 1 } });
    return textAt(answer.body, 'data', 0, 'id');
  }

  async function machineCount(): Promise<unknown> {
    return at((await azure.ask('/simulator/health', {}, null)).body, 'machines');
  }

  it('tells how it is, without a token', async () => {
    const answer = await azure.ask('/simulator/health', {}, null);
    assert.equal(answer.status, 200);
    assert.equal(at(answer.body, 'name'), 'hotpatch-fleet-simulator');
    assert.equal(at(answer.body, 'pid'), process.pid);
    assert.equal(at(answer.body, 'machines'), 30);
    assert.equal(at(answer.body, 'seed'), 7);
    assert.equal(at(answer.body, 'now'), '2026-08-26T08:00:00.000Z');
    assert.equal(at(answer.body, 'startedAt'), '1970-01-01T00:16:40.000Z');
  });

  it('logs the requests to Azure in their order, and no token', async () => {
    await azure.ask('/tenants?api-version=2022-12-01', {}, 'secretish');
    await azure.query('resources | project id | order by id asc');
    const log = await azure.ask('/simulator/requests');
    const entries = listAt(log.body, 'requests');
    assert.deepEqual(
      entries.map((entry) => [at(entry, 'method'), at(entry, 'url'), at(entry, 'status')]),
      [
        ['GET', '/tenants?api-version=2022-12-01', 200],
        ['POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', 200],
      ],
    );
    assert.equal(at(entries[1], 'body', 'query'), 'resources | project id | order by id asc');
    assert.ok(Number(at(entries[0], 'bytes')) > 100);
    assert.ok(!log.text.includes('secretish'));
    await azure.ask('/simulator/requests', { method: 'DELETE' });
    assert.equal(listAt((await azure.ask('/simulator/requests')).body, 'requests').length, 0);
  });

  it('merges into a machine, which ARM and Resource Graph both show', async () => {
    const id = await firstMachine();
    const patch = { properties: { status: 'Expired', osSku: null }, tags: { env: 'lab' } };
    assert.equal((await azure.control('machines', { id: id.toUpperCase(), merge: patch })).status, 200);
    const arm = await azure.ask(`${id}?api-version=2025-01-13`);
    assert.equal(at(arm.body, 'properties', 'status'), 'Expired');
    assert.equal(at(arm.body, 'properties', 'osSku'), undefined);
    assert.equal(at(arm.body, 'tags', 'env'), 'lab');
    const graph = await azure.query({ query: MACHINES, subscriptions: [PRODUCTION], options: { $top: 1 } });
    assert.equal(at(graph.body, 'data', 0, 'properties', 'status'), 'Expired');
    assert.equal(at(graph.body, 'data', 0, 'properties', 'osSku'), undefined);
  });

  it('merges twice into the same machine', async () => {
    const id = await firstMachine();
    await azure.control('machines', { id, merge: { properties: { osSku: null, osName: 'a' } } });
    await azure.control('machines', { id, merge: { properties: { osName: 'b' } } });
    const arm = await azure.ask(`${id}?api-version=2025-01-13`);
    assert.equal(at(arm.body, 'properties', 'osSku'), undefined);
    assert.equal(at(arm.body, 'properties', 'osName'), 'b');
  });

  it('removes a machine with everything below it', async () => {
    const id = await firstMachine();
    assert.equal((await azure.control('machines', { id, remove: true })).status, 200);
    assert.equal(await machineCount(), 29);
    assert.equal((await azure.ask(`${id}?api-version=2025-01-13`)).status, 404);
    const patches = await azure.query('patchassessmentresources | project id = tolower(id) | order by id asc');
    assert.ok(!patches.text.includes(`${id.toLowerCase()}/`));
  });

  it('adds rows, and rows of the same id take the place of the old', async () => {
    const id = `/subscriptions/${PRODUCTION}/resourceGroups/rg-new/providers/Microsoft.HybridCompute/machines/NEW-1`;
    const row = (status: string) => ({
      id,
      name: 'NEW-1',
      type: 'microsoft.hybridcompute/machines',
      subscriptionId: PRODUCTION,
      properties: { status },
    });
    await azure.control('machines', { rows: [row('Connected')] });
    await azure.control('machines', { rows: [row('Error')] });
    assert.equal(await machineCount(), 31);
    assert.equal(at((await azure.ask(`${id}?api-version=2025-01-13`)).body, 'properties', 'status'), 'Error');
    await azure.control('machines', { id, merge: { properties: { osName: 'windows' } } });
    assert.equal(at((await azure.ask(`${id}?api-version=2025-01-13`)).body, 'properties', 'osName'), 'windows');
    await azure.control('machines', { id, remove: true });
    assert.equal(await machineCount(), 30);
  });

  it('brings a removed machine back as a new row', async () => {
    const id = await firstMachine();
    await azure.control('machines', { id, remove: true });
    const row = {
      id,
      name: 'BACK',
      type: 'microsoft.hybridcompute/machines',
      subscriptionId: PRODUCTION,
      properties: {},
    };
    await azure.control('machines', { rows: [row] });
    assert.equal(at((await azure.ask(`${id}?api-version=2025-01-13`)).body, 'name'), 'BACK');
  });

  it('refuses a change that is none, and does nothing of the rest', async () => {
    const id = await firstMachine();
    for (const wrong of [{}, { id }, { id, merge: 1 }, { rows: [{ name: 'x' }] }, 7]) {
      const answer = await azure.control('machines', [{ id, remove: true }, wrong]);
      assert.equal(answer.status, 400, JSON.stringify(wrong));
    }
    const missing = await azure.control('machines', [
      { id, remove: true },
      { id: '/nothing', remove: true },
    ]);
    assert.equal(missing.status, 404);
    assert.equal(await machineCount(), 30);
  });

  it('refuses rows of a subscription that is not there, where nobody would ever find them', async () => {
    const row = { id: '/subscriptions/x/y', name: 'n', type: 't', subscriptionId: 'x' };
    assert.equal((await azure.control('machines', { rows: [row] })).status, 400);
  });

  it('sets the clock, which runs on from there', async () => {
    azure.monotonic.now += 5000;
    assert.equal(at((await azure.ask('/simulator/clock')).body, 'now'), '2026-08-26T08:00:05.000Z');
    await azure.control('clock', { now: '2026-10-01T00:00:00Z' });
    azure.monotonic.now += 1000;
    assert.equal(at((await azure.ask('/simulator/clock')).body, 'now'), '2026-10-01T00:00:01.000Z');
    assert.equal((await azure.control('clock', { now: 'tomorrow' })).status, 400);
  });

  it('runs everything faster by the time scale, the calendar too', async () => {
    const fast = await SimulatorUnderTest.start({ machines: 1, timeScale: 10 });
    try {
      fast.monotonic.now += 1000;
      assert.equal(at((await fast.ask('/simulator/clock')).body, 'now'), '2026-08-26T08:00:10.000Z');
      const answer = await fast.query('resources | project id');
      assert.equal(answer.headers.get('x-ms-user-quota-resets-after'), '00:00:01');
    } finally {
      await fast.stop();
    }
  });

  it('gives a lease', async () => {
    assert.equal((await azure.control('lease', { seconds: 60 })).status, 200);
    assert.equal((await azure.control('lease', { seconds: 'long' })).status, 400);
  });

  it('stops when it is told to', async () => {
    assert.equal((await azure.control('shutdown', null)).status, 202);
    await azure.running.shutdownAsked;
  });

  it('has nothing else, and knows its methods', async () => {
    assert.equal((await azure.ask('/simulator/secrets')).status, 404);
    assert.equal((await azure.ask('/simulator/shutdown')).status, 405);
    assert.equal((await azure.ask('/simulator/health', { method: 'DELETE' })).status, 405);
    const broken = await azure.ask('/simulator/faults', { method: 'POST', body: '{' });
    assert.equal(errorOf(broken).code, 'InvalidRequestContent');
  });
});
