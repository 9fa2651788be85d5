import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AzureFault } from '../../../src/azure/azureFault';
import type { FleetReader, FleetReading, FleetScope, ReadProgress } from '../../../src/azure/fleetReading';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { MINUTE } from '../../../src/core/instant';
import type { Result } from '../../../src/core/result';
import { failed, succeeded } from '../../../src/core/result';
import { FleetRefresher } from '../../../src/fleet/fleetRefresher';
import type { FleetConnection, FleetSource } from '../../../src/fleet/fleetSource';
import { FleetStore } from '../../../src/fleet/fleetStore';
import type { SnapshotKey } from '../../../src/fleet/snapshotFile';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { NOW } from '../core/machineBuilder';
import type { Deferred } from './deferred';
import { deferred, eventually } from './deferred';
import { after, machineIn, names, PRODUCTION, reading, TestClock, UNREACHABLE, WHOLE } from './fleetBuilder';
import { temporaryFolder } from './temporaryFolder';
import { operationsOfModel } from './modelAzure';

const ALICE = keyOf('alice');
const BOB = keyOf('bob');

describe('FleetRefresher', () => {
  const folder = temporaryFolder();
  let clock: TestClock;
  let store: FleetStore;
  let files: SnapshotFile;
  let refresher: FleetRefresher;
  let warnings: string[];

  beforeEach(() => {
    clock = new TestClock();
    warnings = [];
    store = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
    files = new SnapshotFile(folder(), (message) => warnings.push(message));
    refresher = new FleetRefresher(store, files, (message) => warnings.push(message));
  });

  afterEach(() => {
    refresher.cancel();
  });

  /** A fleet of one machine of that name, as another window left it on disk. */
  async function cache(key: SnapshotKey, name: string, at = NOW): Promise<void> {
    const other = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
    await files.save(key, other.apply(fleetOf(name, at), WHOLE));
  }

  describe('use', () => {
    it('shows what the cache has, without a connection', async () => {
      await cache(ALICE, 'cached');
      const source = new TestSource(ALICE);
      await refresher.use(source);
      assert.deepEqual(names(store.view.machines), ['CACHED']);
      assert.equal(source.connects.length, 0);
      assert.equal(refresher.connection, null);
    });

    it('shows an empty fleet where the cache has none, or there is no source', async () => {
      await cache(ALICE, 'cached');
      await refresher.use(new TestSource(ALICE));
      await refresher.use(new TestSource(BOB));
      assert.equal(store.view.snapshot, null);
      await refresher.use(new TestSource(ALICE));
      await refresher.use(null);
      assert.equal(store.view.snapshot, null);
    });

    it('shows the source that was turned to last, whichever cache is read first', async () => {
      await cache(ALICE, 'alice');
      await cache(BOB, 'bob');
      await Promise.all([refresher.use(new TestSource(ALICE)), refresher.use(new TestSource(BOB))]);
      assert.deepEqual(names(store.view.machines), ['BOB']);
    });

    it('ends the read under way, and drops its answer', async () => {
      const first = new TestSource(ALICE);
      await refresher.use(first);
      const ended = refresher.refresh('manual');
      const read = await first.nextRead();
      await refresher.use(new TestSource(BOB));
      assert.equal(read.signal.aborted, true);
      assert.equal(store.view.reading, null);
      read.answer.resolve(succeeded(fleetOf('late')));
      await ended;
      assert.equal(store.view.snapshot, null);
      assert.equal(store.view.fault, null);
    });

    it('never puts an old cache over a read that asked while it was being loaded', async () => {
      await cache(ALICE, 'cached');
      const source = new TestSource(ALICE, () => fleetOf('fresh', after(NOW, MINUTE)));
      await Promise.all([refresher.use(source), refresher.refresh('manual')]);
      assert.deepEqual(names(store.view.machines), ['FRESH']);
    });

    it('never mixes a new source’s read with the rows of the one before', async () => {
      await cache(ALICE, 'alice');
      await refresher.use(new TestSource(ALICE));
      const used = refresher.use(new TestSource(BOB, () => fleetOf('bob')));
      await refresher.refresh('manual');
      await used;
      assert.deepEqual(names(store.view.machines), ['BOB']);
      assert.deepEqual(store.view.snapshot?.vanished, []);
    });

    it('does not lose rows that could not be cached, when only the choice of subscriptions changes', async () => {
      await writeFile(join(folder(), 'taken'), '');
      const blocked = new FleetRefresher(
        store,
        new SnapshotFile(join(folder(), 'taken'), () => undefined),
        () => undefined,
      );
      await blocked.use(new TestSource(ALICE, () => fleetOf('shown')));
      await blocked.refresh('manual');
      await blocked.use(new TestSource(ALICE));
      assert.deepEqual(names(store.view.machines), ['SHOWN']);
    });
  });

  describe('refresh', () => {
    it('reads into the store and onto the disk, and settles then', async () => {
      await refresher.use(new TestSource(ALICE, () => fleetOf('read')));
      await refresher.refresh('manual');
      assert.deepEqual(names(store.view.machines), ['READ']);
      assert.equal(store.view.reading, null);
      assert.deepEqual(names((await files.load(ALICE))?.machines ?? []), ['READ']);
      assert.equal(refresher.connection?.key, ALICE);
    });

    it('settles at once without a source', async () => {
      await refresher.refresh('manual');
      await refresher.use(null);
      await refresher.refresh('settings');
      assert.equal(store.view.reading, null);
    });

    it('shows how far it has come', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const ended = refresher.refresh('manual');
      const read = await source.nextRead();
      assert.deepEqual(store.view.reading, { machines: 0, totalMachines: null });
      read.progress({ machines: 1_000, totalMachines: 2_500 });
      assert.deepEqual(store.view.reading, { machines: 1_000, totalMachines: 2_500 });
      read.answer.resolve(succeeded(fleetOf('read')));
      await ended;
      assert.equal(store.view.reading, null);
    });

    it('joins the read under way', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const all = [refresher.refresh('start'), refresher.refresh('manual'), refresher.refresh('timer')];
      (await source.nextRead()).answer.resolve(succeeded(fleetOf('read')));
      await Promise.all(all);
      assert.equal(source.connects.length, 1);
      assert.deepEqual(names(store.view.machines), ['READ']);
    });

    it('reads anew after it has ended', async () => {
      let reads = 0;
      const source = new TestSource(ALICE, () => fleetOf(`read${(reads += 1)}`, after(NOW, reads * MINUTE)));
      await refresher.use(source);
      await refresher.refresh('manual');
      await refresher.refresh('manual');
      assert.deepEqual(names(store.view.machines), ['READ2']);
    });

    it('starts anew for new settings, and drops the older answer, even one that comes later', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const first = refresher.refresh('manual');
      const older = await source.nextRead();
      const second = refresher.refresh('settings');
      assert.equal(older.signal.aborted, true);
      const newer = await source.nextRead();
      older.progress({ machines: 7, totalMachines: 7 });
      assert.deepEqual(store.view.reading, { machines: 0, totalMachines: null });
      newer.answer.resolve(succeeded(fleetOf('newer')));
      await second;
      older.answer.resolve(succeeded(fleetOf('older', after(NOW, MINUTE))));
      await first;
      assert.deepEqual(names(store.view.machines), ['NEWER']);
      assert.deepEqual(names((await files.load(ALICE))?.machines ?? []), ['NEWER']);
    });

    it('lets who waits for a replaced read wait for the one in its place', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const first = refresher.refresh('manual').then(() => names(store.view.machines));
      const older = await source.nextRead();
      const second = refresher.refresh('settings');
      older.answer.resolve(failed({ kind: 'cancelled' }));
      (await source.nextRead()).answer.resolve(succeeded(fleetOf('newer')));
      assert.deepEqual(await first, ['NEWER']);
      await second;
    });

    it('keeps the rows when it fails, at the connection or at the read', async () => {
      await cache(ALICE, 'cached');
      const source = new TestSource(ALICE, () => UNREACHABLE);
      await refresher.use(source);
      await refresher.refresh('manual');
      assert.deepEqual(store.view.fault, UNREACHABLE);
      assert.deepEqual(names(store.view.machines), ['CACHED']);
      const signedOut: AzureFault = { kind: 'signInNeeded', tenantId: null, claims: null, message: '' };
      source.connection = () => Promise.resolve(failed(signedOut));
      await refresher.refresh('manual');
      assert.deepEqual(store.view.fault, signedOut);
      assert.deepEqual(names(store.view.machines), ['CACHED']);
      assert.equal(store.view.reading, null);
    });

    for (const [what, broken] of [
      ['connecting rejects', () => Promise.reject(new Error('broken'))],
      [
        'connecting throws',
        () => {
          throw new Error('broken');
        },
      ],
      [
        'reading rejects',
        () => Promise.resolve(succeeded(brokenConnection(() => Promise.reject(new Error('broken'))))),
      ],
      [
        'reading throws',
        () =>
          Promise.resolve(
            succeeded(
              brokenConnection(() => {
                throw new Error('broken');
              }),
            ),
          ),
      ],
    ] as const) {
      it(`settles, ends the progress and says so when ${what}`, async () => {
        const source = new TestSource(ALICE);
        source.connection = broken;
        await refresher.use(source);
        await refresher.refresh('manual');
        assert.equal(store.view.reading, null);
        assert.deepEqual(store.view.fault, { kind: 'unreadable', message: 'broken' });
        assert.deepEqual(warnings, ['Reading the fleet failed: broken']);
        source.connection = undefined;
        source.answerWith = () => fleetOf('read');
        await refresher.refresh('manual');
        assert.deepEqual(names(store.view.machines), ['READ']);
      });
    }
  });

  describe('cancel', () => {
    it('reaches the read, ends the progress and leaves the rows', async () => {
      await cache(ALICE, 'cached');
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const ended = refresher.refresh('manual');
      const read = await source.nextRead();
      refresher.cancel();
      assert.equal(read.signal.aborted, true);
      assert.equal(store.view.reading, null);
      // The answer never comes; the refresh is over all the same.
      await ended;
      assert.deepEqual(names(store.view.machines), ['CACHED']);
      assert.equal(store.view.fault, null);
    });

    it('reaches the connection too', async () => {
      const source = new TestSource(ALICE);
      const connecting = deferred<Result<FleetConnection, AzureFault>>();
      source.connection = () => connecting.promise;
      await refresher.use(source);
      const ended = refresher.refresh('manual');
      await eventually(() => source.connects.length === 1);
      refresher.cancel();
      assert.equal(source.connects[0]?.aborted, true);
      await ended;
      connecting.resolve(succeeded(source.connect0()));
      await nextTurns();
      assert.equal(store.view.reading, null);
      assert.equal(refresher.connection, null);
    });

    it('drops an answer that comes after it', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const ended = refresher.refresh('manual');
      const read = await source.nextRead();
      refresher.cancel();
      read.answer.resolve(succeeded(fleetOf('late')));
      await ended;
      await nextTurns();
      assert.equal(store.view.snapshot, null);
    });

    it('is over: a request after it reads anew and joins nothing', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const first = refresher.refresh('manual');
      await source.nextRead();
      refresher.cancel();
      const second = refresher.refresh('manual');
      (await source.nextRead()).answer.resolve(succeeded(fleetOf('second')));
      await Promise.all([first, second]);
      assert.deepEqual(names(store.view.machines), ['SECOND']);
    });

    it('before the read has begun leaves it unbegun', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      const ended = refresher.refresh('manual');
      refresher.cancel();
      await ended;
      assert.equal(source.connects.length, 0);
    });

    it('does nothing where nothing is read', () => {
      let events = 0;
      store.onDidChange(() => (events += 1));
      refresher.cancel();
      assert.equal(events, 0);
    });
  });

  describe('another account than the cache was shown for', () => {
    it('gets its own snapshot to begin with', async () => {
      await cache(ALICE, 'alice');
      await cache(BOB, 'bob');
      const source = new TestSource(ALICE);
      source.connectsAs = BOB;
      await refresher.use(source);
      const ended = refresher.refresh('start');
      const read = await source.nextRead();
      assert.deepEqual(names(store.view.machines), ['BOB']);
      read.answer.resolve(succeeded(reading([], { at: after(NOW, MINUTE) })));
      await ended;
      assert.deepEqual(names(store.view.snapshot?.vanished ?? []), ['BOB']);
      assert.deepEqual(names((await files.load(ALICE))?.machines ?? []), ['ALICE']);
    });

    it('gets an empty fleet where it has none, and keeps it when the read fails', async () => {
      await cache(ALICE, 'alice');
      const source = new TestSource(ALICE, () => UNREACHABLE);
      source.connectsAs = BOB;
      await refresher.use(source);
      await refresher.refresh('start');
      assert.equal(store.view.snapshot, null);
      assert.deepEqual(store.view.fault, UNREACHABLE);
    });

    it('is not shown once the source has changed while its snapshot was loaded', async () => {
      await cache(ALICE, 'alice');
      await cache(BOB, 'bob');
      const source = new TestSource(ALICE);
      source.connectsAs = BOB;
      await refresher.use(source);
      const ended = refresher.refresh('start');
      // The moment at which the other account is known and its snapshot is on its way.
      await eventually(() => refresher.connection?.key === BOB);
      const third = refresher.use(new TestSource(keyOf('carol')));
      await Promise.all([ended, third]);
      await nextTurns();
      assert.equal(store.view.snapshot, null);
    });
  });

  describe('a timer’s read', () => {
    const newer = after(NOW, 2 * MINUTE);

    beforeEach(async () => {
      await cache(ALICE, 'cached');
    });

    it('takes another window’s newer snapshot instead of reading', async () => {
      const source = new TestSource(ALICE);
      await refresher.use(source);
      await cache(ALICE, 'theirs', newer);
      clock.time = after(NOW, 4 * MINUTE);
      await refresher.refresh('timer');
      assert.deepEqual(names(store.view.machines), ['THEIRS']);
      assert.equal(source.connects.length, 0);
      assert.equal(store.view.reading, null);
    });

    it('reads where the other snapshot is too old, damaged, or no newer', async () => {
      let reads = 0;
      const source = new TestSource(ALICE, () => fleetOf(`read${(reads += 1)}`, clock.time));
      await refresher.use(source);
      clock.time = after(NOW, 30 * MINUTE);
      await cache(ALICE, 'theirs', newer);
      await refresher.refresh('timer');
      assert.deepEqual(names(store.view.machines), ['READ1']);
      await refresher.refresh('timer');
      assert.deepEqual(names(store.view.machines), ['READ2']);
      clock.time = after(NOW, 31 * MINUTE);
      await writeFile(join(folder(), `fleet-${ALICE}.ndjson`), `{"version":1,"at":${clock.time},`);
      await refresher.refresh('timer');
      assert.deepEqual(names(store.view.machines), ['READ3']);
    });

    it('reads on request, however new the other snapshot is', async () => {
      const source = new TestSource(ALICE, () => fleetOf('read', after(NOW, 3 * MINUTE)));
      await refresher.use(source);
      await cache(ALICE, 'theirs', newer);
      await refresher.refresh('manual');
      assert.deepEqual(names(store.view.machines), ['READ']);
    });

    it('never shows the other snapshot once the source has changed meanwhile', async () => {
      await cache(BOB, 'bob');
      await refresher.use(new TestSource(ALICE));
      await cache(ALICE, 'theirs', newer);
      const ended = refresher.refresh('timer');
      await refresher.use(new TestSource(BOB));
      await ended;
      await nextTurns();
      assert.deepEqual(names(store.view.machines), ['BOB']);
    });
  });

  it('forgets the machines that have gone on disk too', async () => {
    await refresher.dismissVanished();
    await cache(ALICE, 'gone');
    await refresher.use(new TestSource(ALICE, () => reading([], { at: after(NOW, MINUTE) })));
    await refresher.refresh('manual');
    assert.equal((await files.load(ALICE))?.vanished.length, 1);
    await refresher.dismissVanished();
    assert.equal((await files.load(ALICE))?.vanished.length, 0);
  });

  it('survives a listener that throws', async () => {
    const thrown: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    try {
      const broken = store.onDidChange(() => {
        throw new Error('a listener is broken');
      });
      let heard = 0;
      store.onDidChange(() => (heard += 1));
      await refresher.use(new TestSource(ALICE, () => fleetOf('read')));
      await refresher.refresh('manual');
      assert.deepEqual(names(store.view.machines), ['READ']);
      assert.ok(heard > 0);
      await eventually(() => thrown.length === heard);
      broken.dispose();
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});

interface PendingRead {
  readonly signal: AbortSignal;
  readonly progress: (progress: ReadProgress) => void;
  readonly answer: Deferred<Result<FleetReading, AzureFault>>;
}

/** A source whose reads wait for the test, unless it is told what to answer. */
class TestSource implements FleetSource {
  readonly scope: FleetScope = WHOLE;
  readonly connects: AbortSignal[] = [];
  connectsAs: SnapshotKey;
  connection: ((signal: AbortSignal) => Promise<Result<FleetConnection, AzureFault>>) | undefined;
  readonly #reads: PendingRead[] = [];

  constructor(
    readonly cachedKey: SnapshotKey,
    public answerWith?: () => FleetReading | AzureFault,
  ) {
    this.connectsAs = cachedKey;
  }

  connect(signal: AbortSignal): Promise<Result<FleetConnection, AzureFault>> {
    this.connects.push(signal);
    return this.connection?.(signal) ?? Promise.resolve(succeeded(this.connect0()));
  }

  connect0(): FleetConnection {
    const reader: FleetReader = {
      readFleet: (_scope, signal, progress) => {
        const answer = this.answerWith?.();
        if (answer !== undefined) return Promise.resolve('kind' in answer ? failed(answer) : succeeded(answer));
        const read: PendingRead = { signal, progress, answer: deferred() };
        this.#reads.push(read);
        return read.answer.promise;
      },
      readMachine: () => Promise.resolve({ ok: false as const, fault: { kind: 'cancelled' as const } }),
      readInstalledUpdates: () => Promise.resolve({ ok: true as const, value: new Map() }),
      readPendingUpdates: () => Promise.resolve(succeeded(new Map())),
    };
    return { reader, operations: operationsOfModel, key: this.connectsAs };
  }

  async nextRead(): Promise<PendingRead> {
    await eventually(() => this.#reads.length > 0);
    const [read] = this.#reads.splice(0, 1);
    if (read === undefined) throw new Error('no read');
    return read;
  }
}

const neverAsked: FleetReader['readMachine'] = () => Promise.reject(new Error('nobody asks for one machine'));

function brokenConnection(readFleet: FleetReader['readFleet']): FleetConnection {
  return {
    key: ALICE,
    operations: operationsOfModel,
    reader: {
      readFleet,
      readMachine: neverAsked,
      readInstalledUpdates: () => Promise.resolve(succeeded(new Map())),
      readPendingUpdates: () => Promise.resolve(succeeded(new Map())),
    },
  };
}

function fleetOf(name: string, at = NOW): FleetReading {
  return reading([machineIn(PRODUCTION, name)], { at });
}

function keyOf(account: string): SnapshotKey {
  return snapshotKey({ cloud: 'AzureCloud', endpoint: '', tenants: [], account });
}

/** Long enough for what was dropped to have come through, had it not been. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
