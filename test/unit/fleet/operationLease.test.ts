import assert from 'node:assert/strict';
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../../src/azure/clock';
import { systemClock } from '../../../src/azure/clock';
import type { LeaseFault, LeaseOptions } from '../../../src/fleet/operationLease';
import { acquireLease, isLeaseHeld, LEASE_TIMES, OperationLease } from '../../../src/fleet/operationLease';
import { eventually } from './deferred';
import { temporaryFolder } from './temporaryFolder';

const NEVER = new AbortController().signal;
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

describe('OperationLease', () => {
  const folder = temporaryFolder();
  const taken: OperationLease[] = [];
  const path = (epoch: number): string => join(folder(), `lease.${epoch}`);

  afterEach(async () => {
    for (const lease of taken.splice(0)) await lease.release();
  });

  async function acquire(options: LeaseOptions = {}, signal = NEVER): Promise<OperationLease | LeaseFault> {
    const lease = await acquireLease(folder(), signal, options);
    if (lease.ok) taken.push(lease.value);
    return lease.ok ? lease.value : lease.fault;
  }

  async function mustAcquire(options: LeaseOptions = {}): Promise<OperationLease> {
    const lease = await acquire(options);
    assert.ok(lease instanceof OperationLease, JSON.stringify(lease));
    return lease;
  }

  /** An owner that does not show that it lives unless the test does so, and is a living process: this one. */
  async function silentOwner(): Promise<OperationLease> {
    const lease = await mustAcquire({ times: { heartbeat: 1e8, stale: 2e8 } });
    await utimes(path(lease.epoch), LONG_AGO, LONG_AGO);
    return lease;
  }

  /** A clock whose sleep takes no time; the test does something instead. */
  function clockThat(sleeps: (count: number) => Promise<void>, wall = (): number => Date.now()): Clock {
    let slept = 0;
    return { ...systemClock, wall, sleep: () => sleeps((slept += 1)) };
  }

  it('says at every moment of its release either whose it is or that it is free', async () => {
    for (let round = 1; round <= 100; round += 1) {
      const lease = await mustAcquire();
      const released = { is: false };
      const releasing = lease.release().then(() => (released.is = true));
      while (!released.is) {
        // As the next window would find it if this one were ended now.
        assert.match(readFileSync(path(lease.epoch), 'utf8'), /^\{.*"released":(?:true|false)\}$/, `round ${round}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await releasing;
      assert.equal(await isLeaseHeld(folder()), false);
    }
  });

  it('is not believed to be ours by a look from before the process was suspended', async () => {
    const lease = await mustAcquire({ times: { heartbeat: 100, stale: 400 } });
    const answer = lease.isStillMine();
    // As in a suspension: what was asked of the disk is answered meanwhile, and heard of afterwards.
    const wake = performance.now() + 400;
    while (performance.now() < wake);
    writeFileSync(path(2), '{}');
    assert.equal(await answer, false);
  });

  it('is taken by the first who asks, and by no other', async () => {
    const lease = await mustAcquire();
    assert.equal(lease.epoch, 1);
    assert.equal(await lease.isStillMine(), true);
    assert.deepEqual(await acquire(), { kind: 'heldByOther', epoch: 1, pid: process.pid });
    assert.equal(await lease.isStillMine(), true);
    assert.equal(await isLeaseHeld(folder()), true);
  });

  it('goes to exactly one of many who ask at once', async () => {
    for (let round = 1; round <= 20; round += 1) {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => acquire()));
      const owners = outcomes.filter((outcome) => outcome instanceof OperationLease);
      assert.deepEqual(
        owners.map(({ epoch }) => epoch),
        [round],
      );
      for (const owner of owners) await owner.release();
    }
  });

  it('is free at once when it is released, with the next epoch', async () => {
    const first = await mustAcquire();
    await first.release();
    await first.release();
    assert.equal(await first.isStillMine(), false);
    assert.equal(first.lost.aborted, false);
    assert.equal(await isLeaseHeld(folder()), false);
    assert.equal((await mustAcquire()).epoch, 2);
    assert.deepEqual((await readdir(folder())).toSorted(), ['lease.1', 'lease.2']);
  });

  it('is taken over from an owner that shows nothing for as long as it is watched', async () => {
    const old = await silentOwner();
    let slept = 0;
    const clock = clockThat((count) => Promise.resolve(void (slept = count)));
    const next = await mustAcquire({ clock });
    assert.equal(next.epoch, 2);
    assert.equal(slept, LEASE_TIMES.stale / LEASE_TIMES.heartbeat);
    assert.equal(old.lost.aborted, false);
    assert.equal(await old.isStillMine(), false);
    assert.equal(old.lost.aborted, true);
    assert.equal(await next.isStillMine(), true);
  });

  it('is not taken over when the owner shows itself in the last moment', async () => {
    const old = await silentOwner();
    const last = LEASE_TIMES.stale / LEASE_TIMES.heartbeat;
    const clock = clockThat(async (count) => {
      if (count === last) await utimes(path(1), new Date(), new Date());
    });
    assert.deepEqual(await acquire({ clock }), { kind: 'heldByOther', epoch: 1, pid: process.pid });
    assert.equal(await old.isStillMine(), true);
  });

  it('is not taken over because a clock was set or the computer slept', async () => {
    const HOUR = 3_600_000;
    for (const jump of [-24 * HOUR, -HOUR, HOUR, 24 * HOUR]) {
      const owner = await mustAcquire();
      const beat = new Date();
      const clock = clockThat(
        (count) => utimes(path(owner.epoch), beat, new Date(beat.getTime() + count)),
        () => Date.now() + jump,
      );
      assert.equal(((await acquire({ clock })) as LeaseFault).kind, 'heldByOther', `${jump} ms`);
      assert.equal(await owner.isStillMine(), true);
      await owner.release();
    }
  });

  it('is taken over though the owner was last seen in what is now the future', async () => {
    await silentOwner();
    const clock = clockThat(
      () => Promise.resolve(),
      () => LONG_AGO.getTime() - 1,
    );
    assert.equal((await mustAcquire({ clock })).epoch, 2);
  });

  it('goes to exactly one of several who watched together', async () => {
    await silentOwner();
    const clock = clockThat(() => Promise.resolve());
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => acquire({ clock })));
    assert.equal(outcomes.filter((outcome) => outcome instanceof OperationLease).length, 1);
  });

  it('is watched where the owner did not write its name, or ran on another computer', async () => {
    for (const content of ['', '{"pid":', JSON.stringify({ pid: 4_194_305, host: 'elsewhere', released: false })]) {
      const { epoch } = await silentOwner();
      await writeFile(path(epoch), content);
      await utimes(path(epoch), LONG_AGO, LONG_AGO);
      let slept = 0;
      const next = await mustAcquire({ clock: clockThat((count) => Promise.resolve(void (slept = count))) });
      assert.ok(slept > 0, content);
      await next.release();
    }
  });

  it('stops watching when it is asked to', async () => {
    await silentOwner();
    const stop = new AbortController();
    const clock = clockThat(() => {
      stop.abort();
      return Promise.resolve();
    });
    assert.deepEqual(await acquire({ clock }, stop.signal), { kind: 'cancelled' });
    assert.deepEqual(await readdir(folder()), ['lease.1']);
  });

  it('is kept alive by a heartbeat', async () => {
    const lease = await mustAcquire({ times: { heartbeat: 5, stale: 60_000 } });
    await utimes(path(1), LONG_AGO, LONG_AGO);
    let touched = 0;
    await eventually(() => {
      void stat(path(1)).then(({ mtimeMs }) => (touched = mtimeMs));
      return touched > LONG_AGO.getTime();
    });
    assert.equal(await lease.isStillMine(), true);
  });

  it('is lost when its heartbeat fails, for good', async () => {
    const lease = await mustAcquire({ times: { heartbeat: 5, stale: 60_000 } });
    await rm(path(1));
    await eventually(() => lease.lost.aborted);
    await writeFile(path(1), '');
    assert.equal(await lease.isStillMine(), false);
  });

  it('is lost when its folder is gone, and cannot be had where none can be made', async () => {
    const lease = await mustAcquire();
    await rm(folder(), { recursive: true });
    assert.equal(await lease.isStillMine(), false);
    await writeFile(folder(), 'not a folder');
    assert.deepEqual(await acquire(), { kind: 'disk', code: 'EEXIST' });
  });

  it('does not keep a process alive', async () => {
    const child = owner({ heartbeat: 10, stale: 20 });
    await child.says();
    child.process.stdin.end();
    const [code] = (await once(child.process, 'exit')) as readonly unknown[];
    assert.equal(code, 0);
  }).timeout(30_000);

  interface Owner {
    readonly process: ChildProcessByStdio<Writable, Readable, null>;
    says(): Promise<string>;
  }

  /** Another process that takes the lease. */
  function owner(times: { readonly heartbeat: number; readonly stale: number }): Owner {
    const program = join(__dirname, 'leaseOwner.ts');
    const args = ['--import', 'tsx', program, folder(), String(times.heartbeat), String(times.stale)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return { process: child, says: async () => String((await lines.next()).value) };
  }

  describe('of another process', function () {
    this.timeout(60_000);
    let other: Owner;

    afterEach(() => {
      other.process.kill('SIGKILL');
    });

    it('is free at once when that process was killed', async () => {
      other = owner(LEASE_TIMES);
      assert.equal(await other.says(), '1');
      assert.deepEqual(await acquire(), { kind: 'heldByOther', epoch: 1, pid: other.process.pid });
      other.process.kill('SIGKILL');
      await once(other.process, 'exit');
      const neverSleeps = clockThat(() => Promise.reject(new Error('it was watched')));
      assert.equal((await mustAcquire({ clock: neverSleeps })).epoch, 2);
    });

    it('is lost to it when it stood still meanwhile, and it knows before its next send', async function () {
      if (process.platform === 'win32') this.skip(); // no signal there suspends a process
      const times = { heartbeat: 40, stale: 200 };
      other = owner(times);
      assert.equal(await other.says(), '1');
      other.process.stdin.write('ask\n');
      assert.equal(await other.says(), 'mine');
      other.process.kill('SIGSTOP');
      let mine = await acquire({ times });
      const deadline = performance.now() + 20_000;
      while (!(mine instanceof OperationLease) && performance.now() < deadline) {
        await systemClock.sleep(20, NEVER);
        mine = await acquire({ times });
      }
      assert.ok(mine instanceof OperationLease);
      assert.equal(mine.epoch, 2);
      other.process.stdin.write('ask\n');
      other.process.kill('SIGCONT');
      assert.equal(await other.says(), 'lost');
      assert.equal(await mine.isStillMine(), true);
    });
  });
});
