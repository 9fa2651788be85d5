import { readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { errorMessage } from '../core/errorMessage';
import type { MonthlyRecord } from '../core/monthlyRecord';
import type { UtcMonth } from '../core/utcDay';
import { monthName, readMonthName } from '../core/utcDay';
import { parseMonthlyRecord, serializeMonthlyRecord } from './monthlyRecordText';
import { makePrivateFolder, PRIVATE_FILE } from './privateFiles';
import type { SnapshotKey } from './snapshotFile';

/** What a file held: a record, nothing, or something that could not be read and may be there tomorrow. */
export type RecordReading =
  | { readonly kind: 'record'; readonly record: MonthlyRecord }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

/**
 * The monthly records of each owner on disk, one file a month, next to the fleet's cache. Unlike the cache they cannot be
 * read again from Azure: a file that is damaged, or of another version, is moved aside under a name of its own and never
 * written over.
 */
export class MonthlyRecordFile {
  readonly #folder: string;
  readonly #warn: (message: string) => void;

  constructor(folder: string, warn: (message: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /** All months of an owner, oldest first. What cannot be read is left out. */
  async loadAll(key: SnapshotKey): Promise<readonly MonthlyRecord[]> {
    const records: MonthlyRecord[] = [];
    for (const month of await this.months(key)) {
      const reading = await this.load(key, month);
      if (reading.kind === 'record') records.push(reading.record);
    }
    return records;
  }

  /** The months of which there is a file, oldest first. */
  async months(key: SnapshotKey): Promise<readonly UtcMonth[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const months = names.map((name) => monthOfName(name, key)).filter((month) => month !== undefined);
    return months.sort((a, b) => a - b);
  }

  async load(key: SnapshotKey, month: UtcMonth): Promise<RecordReading> {
    const path = this.#path(key, month);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return { kind: 'none' };
      this.#warn(`The record of ${monthName(month)} could not be read: ${errorMessage(error)}`);
      return { kind: 'unreadable' };
    }
    try {
      return { kind: 'record', record: await parseMonthlyRecord(text, key, month) };
    } catch (error) {
      this.#warn(`The record of ${monthName(month)} was unusable and is set aside: ${errorMessage(error)}`);
      return (await this.#setAside(path)) ? { kind: 'none' } : { kind: 'unreadable' };
    }
  }

  /** Whether it was written. A full disk or a missing right costs the record, not the session. */
  async save(key: SnapshotKey, record: MonthlyRecord): Promise<boolean> {
    try {
      await makePrivateFolder(this.#folder);
      const text = await serializeMonthlyRecord(record, key);
      await writeFileAtomic(this.#path(key, record.month), text, { mode: PRIVATE_FILE });
      return true;
    } catch (error) {
      this.#warn(`The record of ${monthName(record.month)} could not be written: ${errorMessage(error)}`);
      return false;
    }
  }

  async #setAside(path: string): Promise<boolean> {
    const names = new Set(await readdir(this.#folder).catch((): string[] => []));
    let place = 1;
    while (names.has(basename(`${path}.damaged-${place}`))) place += 1;
    try {
      await rename(path, `${path}.damaged-${place}`);
      return true;
    } catch {
      return false;
    }
  }

  #path(key: SnapshotKey, month: UtcMonth): string {
    return join(this.#folder, `record-${key}-${monthName(month)}.ndjson`);
  }
}

function monthOfName(name: string, key: SnapshotKey): UtcMonth | undefined {
  const match = /^record-([0-9a-f]+)-(\d{4}-\d{2})\.ndjson$/.exec(name);
  return match?.[1] === key ? readMonthName(match[2] ?? '') : undefined;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
