import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { crashMachines, crashRows } from './crashFleet';
import { killAndResume, startProcess } from './killing';
import { NEVER, OperationWorld } from './operationWorld';

const ROUNDS = 5;
const SEED = 20261122;

describe('An operation whose process is killed', () => {
  it(`at ${ROUNDS} random steps of its journal is resumed without a second effect, a lost machine or a lost license`, async () => {
    const rounds = await killAndResume(ROUNDS, SEED);
    assert.ok(rounds.filter(({ wasKilled }) => wasKilled).length >= ROUNDS - 1, JSON.stringify(rounds));
    assert.ok(
      rounds.some(({ inFlight }) => inFlight > 0),
      JSON.stringify(rounds),
    );
  }).timeout(120_000);
});

describe('Two windows and one operation', () => {
  let world: OperationWorld;
  beforeEach(async () => {
    world = await OperationWorld.start(crashRows());
  });
  afterEach(() => world.stop());

  it('the second one is refused while the first one runs it', async () => {
    const { id, child, end } = await startProcess(world, 'enroll');
    const refused = await world.window().resume(id, NEVER);
    assert.deepEqual(refused, { ok: false, fault: { kind: 'held' } });
    child.kill('SIGKILL');
    await end;
    const resumed = await world.resume(id);
    assert.deepEqual(resumed.end, { kind: 'finished' });
  }).timeout(60_000);

  it('one that was suspended and taken over sends nothing more when it wakes', async function () {
    if (process.platform === 'win32') this.skip(); // no signal there suspends a process
    const times = { heartbeat: 200, stale: 600 };
    // Slow enough that the first window is in the middle of it when it is suspended.
    await world.fault({ operation: 'licenseWrite' }, { kind: 'latency', ms: 400 });
    const first = await startProcess(world, 'enroll', 0, times);
    while ((await world.effects()).totals.enrollments < 5) await pause(20);
    first.child.kill('SIGSTOP');
    try {
      await pause(times.stale + 200);
      const resumed = await world.resume(first.id, world.window({ leaseTimes: times }));
      assert.deepEqual(resumed.end, { kind: 'finished' });
      assert.equal(Object.keys(resumed.outcomes).length, crashMachines('enroll').length);
      await world.ask('DELETE', '/simulator/requests');
    } finally {
      first.child.kill('SIGCONT');
    }
    assert.deepEqual(JSON.parse((await first.end) ?? 'null'), { kind: 'stopped', reason: { kind: 'takenOver' } });
    const sent = (await world.requests()).filter(({ method }) => method === 'PUT' || method === 'PATCH');
    assert.deepEqual(sent, []);
    const { totals } = await world.effects();
    assert.deepEqual([totals.enrollments, totals.mostTransitionsOfOneMachine], [crashMachines('enroll').length, 1]);
  }).timeout(60_000);
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
