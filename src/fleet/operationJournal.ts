import { rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { JournalDisk, JournalFault, JournalHandle, JournalOnDisk } from './journalDisk';
import {
  diskFault,
  journalPath,
  localDisk,
  newestJournal,
  operationFolder,
  readJournalOnDisk,
  syncFolder,
  tailFault,
} from './journalDisk';
import type { JournalEntry, OperationHead, OperationId, OperationMachine } from './journalEntry';
import type { ChainEnd } from './journalText';
import { CHAIN_START, journalLine } from './journalText';
import type { OperationState } from './operationState';
import { OperationFold } from './operationState';
import { makePrivateFolder } from './privateFiles';

/** The first owner's epoch. */
const FIRST_EPOCH = 1;

/** Lines of a new journal that are made before the event loop gets its turn. */
const SLICE = 500;

/** Bytes that are copied at once. */
const CHUNK = 1 << 20;

/** A journal that was gone on with, and what its entries make. */
export interface ReopenedJournal {
  readonly journal: OperationJournal;
  readonly state: OperationState;
}

/**
 * One operation's append-only journal. Keeps no entries: what is true follows from reading them (OperationFold).
 *
 * Entries are on disk when a commit() that was asked for after them has succeeded; commits that are asked for while one
 * is under way share the next. After a fault nothing more is written and every commit fails with it. What a failed commit
 * wrote may or may not be found later: entries that nobody acted on.
 */
export class OperationJournal {
  readonly #path: string;
  readonly #handle: JournalHandle;
  #end: ChainEnd;
  #waiting: string[] = [];
  /** The last batch that took its lines: under way, or over. */
  #last: Promise<Outcome> = Promise.resolve(DONE);
  /** The batch that will take all lines that wait then; null = none wait, or nobody asked for them to be written. */
  #gathering: Promise<Outcome> | null = null;
  #fault: JournalFault | null = null;

  private constructor(path: string, handle: JournalHandle, end: ChainEnd) {
    this.#path = path;
    this.#handle = handle;
    this.#end = end;
  }

  /**
   * Makes the journal of a new operation under `root`: its head, its machines, and that the list is whole. All of it is
   * on disk when this succeeds; nothing of it counts when it fails.
   */
  static async create(
    root: string,
    head: OperationHead,
    machines: readonly OperationMachine[],
    disk: JournalDisk = localDisk,
  ): Promise<Result<OperationJournal, JournalFault>> {
    const folder = operationFolder(root, head.id);
    const path = journalPath(folder, FIRST_EPOCH);
    try {
      await makePrivateFolder(root);
      await makePrivateFolder(folder);
      const newest = await newestJournal(folder);
      if (newest !== null) return failed({ kind: 'superseded', epoch: newest.epoch });
      await syncFolder(root);
      // The root may be new as well; what is above it is not ours, and may not let itself be opened.
      await syncFolder(dirname(root)).catch(() => undefined);
      let end = CHAIN_START;
      await writeWhole(disk, path, async (write) => {
        for (const entries of slices(openingEntries(head, machines))) {
          const lines = entries.map((entry) => {
            const line = journalLine(entry, end);
            end = line.end;
            return line.text;
          });
          await write(Buffer.from(lines.join('')));
        }
      });
      return succeeded(new OperationJournal(path, await disk.open(path, 'a'), end));
    } catch (error) {
      return failed(diskFault(error, path));
    }
  }

  /**
   * Goes on with an operation in a file of its own, as the owner with this epoch (see OperationLease). What a crash left
   * half written is dropped; a journal that is damaged or of a later version is left as it is.
   */
  static async reopen(
    root: string,
    id: OperationId,
    epoch: number,
    disk: JournalDisk = localDisk,
  ): Promise<Result<ReopenedJournal, JournalFault>> {
    const folder = operationFolder(root, id);
    const fold = new OperationFold();
    const read = await readJournalOnDisk(folder, (entry) => fold.add(entry));
    if (!read.ok) return read;
    const fault = tailFault(read.value);
    if (fault) return failed(fault);
    if (read.value.epoch >= epoch) return failed({ kind: 'superseded', epoch: read.value.epoch });
    const state = fold.state();
    if (!state?.isReady) return failed({ kind: 'notReady' });
    const path = journalPath(folder, epoch);
    try {
      const handle = await copyJournal(read.value, path, disk);
      // A last owner that is still alive sees at its next commit that its file is gone.
      await rm(journalPath(folder, read.value.epoch), { force: true }).catch(() => undefined);
      return succeeded({ journal: new OperationJournal(path, handle, read.value.end), state });
    } catch (error) {
      return failed(diskFault(error, path));
    }
  }

  /** The file that is written to. */
  get path(): string {
    return this.#path;
  }

  /** Why nothing more is written; null = all is well. */
  get fault(): JournalFault | null {
    return this.#fault;
  }

  /** Puts an entry after the others. Nothing may rely on it before a commit() that is asked for afterwards succeeds. */
  append(entry: JournalEntry): void {
    if (this.#fault !== null) return;
    const { text, end } = journalLine(entry, this.#end);
    this.#end = end;
    this.#waiting.push(text);
  }

  /** Settles when everything that was appended before is on disk, or cannot be. Never rejects. */
  commit(): Promise<Result<void, JournalFault>> {
    if (this.#fault !== null) return Promise.resolve(failed(this.#fault));
    if (this.#waiting.length === 0) return this.#last;
    this.#gathering ??= this.#gather();
    return this.#gathering;
  }

  /** Writes what is left and lets go of the file. */
  async close(): Promise<Result<void, JournalFault>> {
    if (this.#fault?.kind === 'closed') return DONE;
    const last = await this.commit();
    this.#fault = this.#fault ?? { kind: 'closed' };
    try {
      await this.#handle.close();
      return last;
    } catch (error) {
      return last.ok ? failed(diskFault(error, this.#path)) : last;
    }
  }

  #gather(): Promise<Outcome> {
    // Those who ask in the same turn of the event loop come along, even when the disk is idle.
    const batch = this.#last.then(nextTurn).then(() => {
      this.#gathering = null;
      this.#last = batch;
      return this.#write();
    });
    return batch;
  }

  async #write(): Promise<Outcome> {
    if (this.#fault !== null) return failed(this.#fault);
    const lines = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    try {
      await writeAll(this.#handle, lines);
      await this.#handle.datasync();
      // A deleted file takes all that is written to it, and keeps none of it.
      if ((await this.#handle.stat()).nlink > 0) return DONE;
      return this.#break({ kind: 'gone', file: basename(this.#path) });
    } catch (error) {
      return this.#break(diskFault(error, this.#path));
    }
  }

  #break(fault: JournalFault): Outcome {
    this.#fault = fault;
    this.#waiting = [];
    return failed(fault);
  }
}

type Outcome = Result<void, JournalFault>;

const DONE: Outcome = succeeded(undefined);

function* openingEntries(head: OperationHead, machines: readonly OperationMachine[]): Generator<JournalEntry> {
  const at = head.begunAt;
  yield { type: 'begun', at, head };
  for (const machine of machines) yield { type: 'machine', at, machine };
  yield { type: 'ready', at };
}

function* slices<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  let slice: Item[] = [];
  for (const item of items) {
    slice.push(item);
    if (slice.length < SLICE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

/** Copies what can be relied on. Rejects as node:fs does. */
async function copyJournal({ bytes, length }: JournalOnDisk, path: string, disk: JournalDisk): Promise<JournalHandle> {
  await writeWhole(disk, path, async (write) => {
    for (let from = 0; from < length; from += CHUNK) await write(bytes.subarray(from, Math.min(length, from + CHUNK)));
  });
  return disk.open(path, 'a');
}

type Write = (bytes: Buffer) => Promise<void>;

/** Makes a file that is there as a whole and durably, or not at all. Rejects as node:fs does. */
async function writeWhole(disk: JournalDisk, path: string, fill: (write: Write) => Promise<void>): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    await rm(unfinished, { force: true });
    const handle = await disk.open(unfinished, 'wx');
    try {
      await fill((bytes) => writeAll(handle, bytes));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeAll(handle: JournalHandle, bytes: Buffer): Promise<void> {
  let from = 0;
  while (from < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, from, bytes.length - from);
    if (bytesWritten <= 0) throw new Error('nothing was written');
    from += bytesWritten;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
