import { open, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { JournalEntry, OperationId } from './journalEntry';
import type { JournalReading } from './journalText';
import { readJournal } from './journalText';
import { PRIVATE_FILE } from './privateFiles';

/** Why a journal could not be read or written. Names files without their folder, which holds the user's name. */
export type JournalFault =
  /** The system refused; `code` is its own, e.g. ENOSPC. */
  | { readonly kind: 'disk'; readonly code: string; readonly file: string }
  /** The file is no longer in its folder: somebody deleted it, or another window went on in a file of its own. */
  | { readonly kind: 'gone'; readonly file: string }
  /** There is no journal of that operation. */
  | { readonly kind: 'missing' }
  /** The lines up to `line`, counted from 1, are not what was written. */
  | { readonly kind: 'damaged'; readonly line: number }
  /** A later version of this extension wrote it; it is not misread. */
  | { readonly kind: 'newer'; readonly line: number }
  /** Its list of machines is not whole, so nothing was ever sent. */
  | { readonly kind: 'notReady' }
  /** Somebody with this epoch or a later one went on with it. */
  | { readonly kind: 'superseded'; readonly epoch: number }
  | { readonly kind: 'closed' };

/** What a journal writes through. Tests stand in for a disk that is full. */
export interface JournalDisk {
  /** `wx`: makes a file that must not exist; `a`: goes on at the end of one. Rejects as node:fs does. */
  open(path: string, flags: 'wx' | 'a'): Promise<JournalHandle>;
}

/** The part of node:fs' FileHandle that is used. */
export interface JournalHandle {
  /** May write less than it was asked to. */
  write(buffer: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  /** Settles when everything written is on the disk. */
  datasync(): Promise<void>;
  stat(): Promise<{ readonly nlink: number }>;
  close(): Promise<void>;
}

export const localDisk: JournalDisk = { open: (path, flags) => open(path, flags, PRIVATE_FILE) };

/** The folder of one operation: its journal and its lease. */
export function operationFolder(root: string, id: OperationId): string {
  return join(root, id);
}

/** Each owner writes a file of its own, so that one who lost its lease can no longer write into the journal. */
export function journalPath(folder: string, epoch: number): string {
  return join(folder, `journal.${epoch}.ndjson`);
}

const JOURNAL_NAME = /^journal\.(\d{1,9})\.ndjson$/;

/** The journal that counts: the one of the last owner, who copied those before. Null = none. Rejects as node:fs does. */
export async function newestJournal(folder: string): Promise<{ readonly path: string; readonly epoch: number } | null> {
  const epochs = (await readdir(folder)).map((name) => Number(JOURNAL_NAME.exec(name)?.[1] ?? NaN));
  const epoch = Math.max(...epochs.filter((one) => !Number.isNaN(one)));
  return Number.isFinite(epoch) ? { path: journalPath(folder, epoch), epoch } : null;
}

/** The bytes of a journal, and what was made of them. */
export interface JournalOnDisk extends JournalReading {
  readonly epoch: number;
  readonly bytes: Buffer;
}

/** Reads an operation's journal, damaged or not. */
export async function readJournalOnDisk(
  folder: string,
  take: (entry: JournalEntry) => void,
): Promise<Result<JournalOnDisk, JournalFault>> {
  const found = await readNewest(folder);
  if (!found.ok) return found;
  const { bytes, epoch } = found.value;
  return succeeded({ ...(await readJournal(bytes, take)), bytes, epoch });
}

type Found = Result<{ readonly bytes: Buffer; readonly epoch: number }, JournalFault>;

async function readNewest(folder: string, triesLeft = 3): Promise<Found> {
  try {
    const newest = await newestJournal(folder);
    if (newest === null) return failed({ kind: 'missing' });
    return succeeded({ bytes: await readFile(newest.path), epoch: newest.epoch });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return failed(diskFault(error, folder));
    // Between the look into the folder and the reading, a new owner may have put its own file in place of the old one.
    return triesLeft > 1 ? readNewest(folder, triesLeft - 1) : failed({ kind: 'missing' });
  }
}

/** What a tail says of the journal; undefined where it can be relied on. */
export function tailFault({ tail, end }: JournalReading): JournalFault | undefined {
  return tail === 'damaged' || tail === 'newer' ? { kind: tail, line: end.lines + 1 } : undefined;
}

export function diskFault(error: unknown, path: string): JournalFault {
  return { kind: 'disk', code: codeOf(error) ?? 'EIO', file: basename(path) };
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** File systems that cannot be asked to write a folder say so in one of these ways; what they do then is theirs. */
const NO_FOLDER_SYNC: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS', 'EISDIR']);

/** Makes the names in a folder as durable as the files' content. Windows has no such call, and does it by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}
