import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import type { Result } from '../../../src/core/result';
import type { JournalDisk, JournalFault, JournalHandle } from '../../../src/fleet/journalDisk';
import { journalPath, localDisk, operationFolder, readJournalOnDisk } from '../../../src/fleet/journalDisk';
import type { JournalEntry, OperationHead, OperationId, OperationMachine } from '../../../src/fleet/journalEntry';
import { readOperationId } from '../../../src/fleet/operationId';
import { OperationJournal } from '../../../src/fleet/operationJournal';
import { countMachines, foldJournal, hasUnansweredSend } from '../../../src/fleet/operationState';
import {
  answeredOf,
  BEGUN,
  headOf,
  machineOf,
  machinesOf,
  priorOf,
  sendingOf,
  settledOf,
  someMachine,
  wholeJournal,
} from './journalBuilder';
import { deferred, eventually } from './deferred';
import { temporaryFolder } from './temporaryFolder';

function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`It failed: ${JSON.stringify(result.fault)}`);
  return result.value;
}

function faultOf<Fault>(result: Result<unknown, Fault>): Fault {
  if (result.ok) throw new Error('It succeeded');
  return result.fault;
}

/** A disk on which writing and flushing can be counted, held up, cut short and made to fail. */
class TestDisk implements JournalDisk {
  syncs = 0;
  /** Bytes that are still free; what does not fit is not written. */
  free = Number.POSITIVE_INFINITY;
  /** The most that one call writes. */
  most = Number.POSITIVE_INFINITY;
  syncFails: string | null = null;
  /** Flushing waits for this. */
  hold: Promise<void> = Promise.resolve();

  async open(path: string, flags: 'wx' | 'a'): Promise<JournalHandle> {
    const handle = await localDisk.open(path, flags);
    return {
      write: async (buffer, offset, length) => {
        if (this.free === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        const written = await handle.write(buffer, offset, Math.min(length, this.most, this.free));
        this.free -= written.bytesWritten;
        return written;
      },
      datasync: async () => {
        this.syncs += 1;
        await this.hold;
        if (this.syncFails !== null) throw Object.assign(new Error('it did not work'), { code: this.syncFails });
        await handle.datasync();
      },
      stat: () => handle.stat(),
      close: () => handle.close(),
    };
  }
}

describe('OperationJournal', () => {
  const root = temporaryFolder();
  let disk: TestDisk;
  let head: OperationHead;
  const opened: OperationJournal[] = [];
  const folder = (): string => operationFolder(root(), head.id);

  beforeEach(() => {
    disk = new TestDisk();
    head = headOf({ machineCount: 3 });
  });

  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close();
  });

  async function create(machines: readonly OperationMachine[] = machinesOf(3)): Promise<OperationJournal> {
    const journal = valueOf(await OperationJournal.create(root(), head, machines, disk));
    opened.push(journal);
    return journal;
  }

  async function reopen(epoch: number, id: OperationId = head.id) {
    const reopened = await OperationJournal.reopen(root(), id, epoch, disk);
    if (reopened.ok) opened.push(reopened.value.journal);
    return reopened;
  }

  async function entriesIn(of = folder()): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    valueOf(await readJournalOnDisk(of, (entry) => entries.push(entry)));
    return entries;
  }

  it('begins with head, machines, and that the list is whole, flushed once', async () => {
    await create();
    const types = (await entriesIn()).map(({ type }) => type);
    assert.deepEqual(types, ['begun', 'machine', 'machine', 'machine', 'ready']);
    assert.equal(disk.syncs, 1);
    assert.deepEqual(await readdir(folder()), ['journal.1.ndjson']);
  });

  it('holds machines of any name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(someMachine, { selector: ({ id }) => id }), async (machines) => {
        head = headOf();
        await create(machines);
        assert.deepEqual(
          [...(foldJournal(await entriesIn())?.machines.values() ?? [])].map((one) => one.machine),
          [...machines],
        );
      }),
      { numRuns: 50 },
    );
  });

  it('does not begin a second time over the first', async () => {
    await create();
    const before = await readFile(journalPath(folder(), 1), 'utf8');
    assert.deepEqual(faultOf(await OperationJournal.create(root(), head, [], disk)), { kind: 'superseded', epoch: 1 });
    assert.equal(await readFile(journalPath(folder(), 1), 'utf8'), before);
  });

  it('leaves nothing that counts where the disk is full from the start', async () => {
    for (const free of [0, 10, 500]) {
      disk.free = free;
      const fault = faultOf(await OperationJournal.create(root(), head, machinesOf(3), disk));
      assert.deepEqual(fault, { kind: 'disk', code: 'ENOSPC', file: 'journal.1.ndjson' });
      assert.deepEqual(await readdir(folder()), []);
    }
    const nowhere = await OperationJournal.create(join(root(), 'a-file'), head, machinesOf(3), {
      open: () => Promise.reject(Object.assign(new Error(`EACCES ${root()}`), { code: 'EACCES' })),
    });
    assert.deepEqual(faultOf(nowhere), { kind: 'disk', code: 'EACCES', file: 'journal.1.ndjson' });
  });

  it('has on disk what was committed, and in the order in which it was appended', async () => {
    const journal = await create();
    const { id } = machineOf('m1');
    const entries = [priorOf(id), sendingOf(id), answeredOf(id), settledOf(id)];
    for (const entry of entries) {
      journal.append(entry);
      valueOf(await journal.commit());
    }
    assert.deepEqual((await entriesIn()).slice(5), entries);
  });

  it('shares one flush among all who ask while one is under way', async () => {
    const journal = await create();
    const held = deferred<undefined>();
    disk.hold = held.promise;
    disk.syncs = 0;
    journal.append(sendingOf(machineOf('m0').id));
    const first = journal.commit();
    await eventually(() => disk.syncs > 0);
    const others = Array.from({ length: 1000 }, () => {
      journal.append(sendingOf(machineOf('m1').id));
      return journal.commit();
    });
    held.resolve(undefined);
    for (const outcome of await Promise.all([first, ...others])) valueOf(outcome);
    assert.equal(disk.syncs, 2);
    assert.equal((await entriesIn()).length, 5 + 1001);
  });

  it('shares one flush among all who ask in the same turn, though the disk is idle', async () => {
    const journal = await create();
    disk.syncs = 0;
    const asked = machinesOf(50).map(async ({ id }, place) => {
      // Those who were woken one after the other by the same answer, say.
      for (let later = 0; later < place; later += 1) await Promise.resolve();
      journal.append(sendingOf(id));
      return journal.commit();
    });
    for (const outcome of await Promise.all(asked)) valueOf(outcome);
    assert.equal(disk.syncs, 1);
  });

  it('does not settle before the flush of what was appended before', async () => {
    const journal = await create();
    const held = deferred<undefined>();
    disk.hold = held.promise;
    let settled = 0;
    journal.append(sendingOf(machineOf('m0').id));
    const first = journal.commit().then(() => (settled += 1));
    await eventually(() => disk.syncs > 1);
    const same = journal.commit().then(() => (settled += 1));
    journal.append(sendingOf(machineOf('m1').id));
    const second = journal.commit().then(() => (settled += 1));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(settled, 0);
    held.resolve(undefined);
    await Promise.all([first, same, second]);
    assert.equal(settled, 3);
  });

  it('costs nothing to commit where nothing was appended', async () => {
    const journal = await create();
    disk.syncs = 0;
    valueOf(await journal.commit());
    assert.equal(disk.syncs, 0);
  });

  it('writes on where the system writes only part', async () => {
    disk.most = 7;
    const journal = await create();
    journal.append(sendingOf(machineOf('m0').id));
    valueOf(await journal.commit());
    assert.equal((await entriesIn()).length, 6);
  });

  describe('on a disk that is full', () => {
    const FULL: JournalFault = { kind: 'disk', code: 'ENOSPC', file: 'journal.1.ndjson' };

    it('fails every commit from then on, whatever is freed, and keeps what was committed', async () => {
      const journal = await create();
      journal.append(priorOf(machineOf('m0').id));
      valueOf(await journal.commit());
      disk.free = 30;
      journal.append(sendingOf(machineOf('m0').id));
      const [first, same] = [journal.commit(), journal.commit()];
      assert.deepEqual(faultOf(await first), FULL);
      assert.deepEqual(faultOf(await same), FULL);
      disk.free = 1e9;
      assert.deepEqual(faultOf(await journal.commit()), FULL);
      journal.append(sendingOf(machineOf('m1').id));
      assert.deepEqual(faultOf(await journal.commit()), FULL);
      assert.deepEqual(journal.fault, FULL);
      assert.deepEqual(faultOf(await journal.close()), FULL);
      assert.equal((await entriesIn()).length, 6);
    });

    it('fails those too who asked while the write that failed was under way', async () => {
      const journal = await create();
      const held = deferred<undefined>();
      disk.hold = held.promise;
      disk.syncFails = 'EIO';
      journal.append(sendingOf(machineOf('m0').id));
      const first = journal.commit();
      await eventually(() => disk.syncs > 1);
      journal.append(sendingOf(machineOf('m1').id));
      const second = journal.commit();
      held.resolve(undefined);
      for (const outcome of [first, second])
        assert.deepEqual(faultOf(await outcome), { kind: 'disk', code: 'EIO', file: 'journal.1.ndjson' });
    });

    it('can be gone on with when there is room again', async () => {
      const journal = await create();
      disk.free = 30;
      journal.append(sendingOf(machineOf('m0').id));
      assert.ok(!(await journal.commit()).ok);
      assert.deepEqual(faultOf(await reopen(2)), { ...FULL, file: 'journal.2.ndjson' });
      assert.deepEqual(await readdir(folder()), ['journal.1.ndjson']);
      disk.free = 1e9;
      const { journal: next, state } = valueOf(await reopen(2));
      assert.equal(countMachines(state).waiting, 3);
      next.append(sendingOf(machineOf('m0').id));
      valueOf(await next.commit());
      assert.equal((await entriesIn()).length, 6);
    });
  });

  it('fails when its folder was deleted, though the system would go on writing', async () => {
    const journal = await create();
    await rm(folder(), { recursive: true });
    journal.append(sendingOf(machineOf('m0').id));
    const fault = faultOf(await journal.commit());
    assert.deepEqual(fault, { kind: 'gone', file: 'journal.1.ndjson' });
    assert.doesNotMatch(JSON.stringify(fault), /[/\\]/);
  });

  it('writes what is left when it is closed, and nothing after', async () => {
    const journal = await create();
    journal.append(sendingOf(machineOf('m0').id));
    valueOf(await journal.close());
    valueOf(await journal.close());
    assert.equal((await entriesIn()).length, 6);
    journal.append(sendingOf(machineOf('m1').id));
    assert.deepEqual(faultOf(await journal.commit()), { kind: 'closed' });
    assert.equal((await entriesIn()).length, 6);
  });

  it('is kept apart from another that is written at the same time', async () => {
    const one = await create();
    const other = valueOf(await OperationJournal.create(root(), headOf(), machinesOf(1), disk));
    opened.push(other);
    await Promise.all(
      [one, other].flatMap((journal, which) =>
        Array.from({ length: 200 }, async (_, place) => {
          journal.append({ ...sendingOf(machineOf(`m${which}`).id), at: BEGUN });
          if (place % 3 === 0) valueOf(await journal.commit());
        }),
      ),
    );
    await Promise.all([one.close(), other.close()]);
    for (const id of await readdir(root())) {
      const entries = await entriesIn(join(root(), id));
      const sendings = entries.filter((entry) => entry.type === 'sending');
      assert.equal(sendings.length, 200);
      assert.equal(new Set(sendings.map((entry) => entry.machine)).size, 1);
    }
  });

  describe('gone on with', () => {
    it('has all that was there, and goes on with it', async () => {
      const journal = await create();
      journal.append(sendingOf(machineOf('m0').id));
      valueOf(await journal.close());
      const before = await readFile(journalPath(folder(), 1), 'utf8');
      const { journal: next, state } = valueOf(await reopen(2));
      assert.equal([...state.machines.values()].filter(hasUnansweredSend).length, 1);
      next.append({ type: 'opened', at: BEGUN, epoch: 2 });
      valueOf(await next.commit());
      assert.deepEqual(await readdir(folder()), ['journal.2.ndjson']);
      assert.ok((await readFile(next.path, 'utf8')).startsWith(before));
      assert.equal((await entriesIn()).length, 7);
    });

    it('drops a line that a crash cut short, and the chain is whole again', async () => {
      await create();
      const path = journalPath(folder(), 1);
      const { size } = await stat(path);
      for (const cut of [1, 40]) {
        await truncate(path, size - cut);
        assert.equal((await entriesIn()).length, 4);
      }
      assert.deepEqual(faultOf(await reopen(2)), { kind: 'notReady' });
    });

    it('goes on after a last batch that was cut short, with the entries before it', async () => {
      const journal = await create();
      for (const { id } of machinesOf(3)) journal.append(sendingOf(id));
      valueOf(await journal.close());
      const path = journalPath(folder(), 1);
      await truncate(path, (await stat(path)).size - 20);
      const { journal: next, state } = valueOf(await reopen(2));
      assert.equal(countMachines(state).inFlight, 2);
      next.append(settledOf(machineOf('m0').id));
      valueOf(await next.commit());
      assert.equal((await entriesIn()).at(-1)?.type, 'settled');
    });

    it('is refused where it is damaged or of a later version, and left as it is', async () => {
      const journal = await create();
      await journal.close();
      const path = journalPath(folder(), 1);
      const text = await readFile(path, 'utf8');
      for (const [wrong, fault] of [
        [text.replace('"m1"', '"mX"'), { kind: 'damaged', line: 3 }],
        [`${text}{"v":2,"x":1}\n`, { kind: 'newer', line: 6 }],
      ] as const) {
        await writeFile(path, wrong);
        assert.deepEqual(faultOf(await reopen(2)), fault);
        assert.equal(await readFile(path, 'utf8'), wrong);
      }
      assert.deepEqual(await readdir(folder()), ['journal.1.ndjson']);
    });

    it('is refused by an epoch that is not later, and where there is none', async () => {
      await create();
      valueOf(await reopen(5));
      for (const epoch of [1, 4, 5]) assert.deepEqual(faultOf(await reopen(epoch)), { kind: 'superseded', epoch: 5 });
      assert.deepEqual(faultOf(await reopen(2, headOf().id)), { kind: 'missing' });
      await mkdir(operationFolder(root(), headOf().id));
    });

    it('fences off an owner that is still writing: its lines are not in the journal, and its commits fail', async () => {
      const old = await create();
      const { journal: next } = valueOf(await reopen(2));
      old.append(sendingOf(machineOf('m2').id));
      assert.deepEqual(faultOf(await old.commit()), { kind: 'gone', file: 'journal.1.ndjson' });
      next.append(sendingOf(machineOf('m1').id));
      valueOf(await next.commit());
      const sent = (await entriesIn()).filter((entry) => entry.type === 'sending').map(({ machine }) => machine);
      assert.deepEqual(sent, [machineOf('m1').id]);
    });

    it('does not count a copy that was cut short', async () => {
      await create();
      await writeFile(`${journalPath(folder(), 2)}.new`, 'half of it');
      assert.equal((await entriesIn()).length, 5);
      valueOf(await reopen(2));
      assert.deepEqual(await readdir(folder()), ['journal.2.ndjson']);
    });
  });

  it('is found again when a new owner puts its file in place just while it is read', async () => {
    await create();
    let reads = 0;
    // Until it was read, the file has the other name every second time.
    const moving = (async () => {
      for (let epoch = 1; reads < 50; epoch += 1)
        await rename(journalPath(folder(), epoch), journalPath(folder(), epoch + 1));
    })();
    for (; reads < 50; reads += 1) {
      const read = await readJournalOnDisk(folder(), () => undefined);
      assert.ok(read.ok || read.fault.kind === 'missing');
    }
    await moving;
    assert.equal((await entriesIn()).length, 5);
  });

  it('holds 10,000 machines in well under ten seconds', async () => {
    const machines = machinesOf(10_000);
    const journal = await create(machines);
    for (const { id } of machines)
      for (const entry of [priorOf(id), sendingOf(id), answeredOf(id)]) journal.append(entry);
    valueOf(await journal.commit());
    assert.equal((await entriesIn()).length, 40_002);
  });

  it('tells nobody’s entries wrong: a whole operation reads as it was written', async () => {
    const machines = machinesOf(4);
    const journal = await create(machines);
    const entries = wholeJournal(head, machines);
    for (const entry of entries.slice(machines.length + 2)) journal.append(entry);
    valueOf(await journal.commit());
    assert.deepEqual(await entriesIn(), entries);
  });

  describe('of a process that is killed', function () {
    this.timeout(60_000);
    const WRITER = join(__dirname, 'journalWriter.ts');

    for (const [lanes, after] of [
      [1, 1],
      [1, 40],
      [8, 100],
      [64, 500],
      [200, 3000],
    ] as const) {
      it(`has every entry whose commit had settled (${lanes} at once, killed after ${after})`, async () => {
        const child = spawn(process.execPath, ['--import', 'tsx', WRITER, root(), String(lanes)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const said: string[] = [];
        for await (const line of createInterface(child.stdout)) {
          said.push(line);
          if (said.length === after + 1) child.kill('SIGKILL');
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        assert.equal(child.signalCode, 'SIGKILL');
        const [id = '', ...committed] = said;
        const operation = readOperationId(id);
        assert.ok(operation);
        assert.ok(committed.length >= after);
        const { state, journal } = valueOf(await reopen(2, operation));
        assert.equal(state.isReady, true);
        valueOf(await journal.close());
        const entries = await entriesIn(operationFolder(root(), operation));
        const found = new Set(entries.map((entry) => (entry.type === 'answered' ? String(entry.status) : '')));
        const lost = committed.filter((place) => !found.has(place));
        assert.deepEqual(lost, []);
      });
    }
  });

  it('is torn by a crash of a real file as by any other: what follows the last line break is dropped', async () => {
    const journal = await create();
    await journal.close();
    await appendFile(journalPath(folder(), 1), '{"v":1,"h":"0123');
    const file = await open(journalPath(folder(), 1), 'a');
    await file.write(Buffer.alloc(4096));
    await file.close();
    valueOf(await reopen(2));
    assert.equal((await entriesIn()).length, 5);
    assert.doesNotMatch(await readFile(journalPath(folder(), 2), 'latin1'), /\0/);
  });
});
