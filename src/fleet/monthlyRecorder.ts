import type { MonthlyRecord, Observation } from '../core/monthlyRecord';
import { mergeRecords, recordObservation } from '../core/monthlyRecord';
import type { UtcMonth } from '../core/utcDay';
import { utcMonth } from '../core/utcDay';
import type { MonthlyRecordFile } from './monthlyRecordFile';
import type { SnapshotKey } from './snapshotFile';

/**
 * Keeps the monthly records: takes in each read of the fleet and writes what it tells that is new, which is about once a
 * day. Another window may write too, so the file is read again and merged before each write.
 */
export class MonthlyRecorder {
  readonly #files: MonthlyRecordFile;
  /** What is on disk or to be written, by owner. */
  readonly #known = new Map<SnapshotKey, Map<UtcMonth, MonthlyRecord>>();
  /** Records that are not on disk yet. */
  readonly #unsaved = new WeakSet<MonthlyRecord>();
  /** Observations and loads follow one another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: MonthlyRecordFile) {
    this.#files = files;
  }

  /** The records of an owner, oldest first. Never rejects. */
  records(key: SnapshotKey): Promise<readonly MonthlyRecord[]> {
    return this.#inTurn(async () => [...(await this.#load(key)).values()].sort((a, b) => a.month - b.month));
  }

  /** Takes a read of the fleet in. Never rejects; what could not be written is tried again with the next read. */
  observe(key: SnapshotKey, observation: Observation): Promise<void> {
    return this.#inTurn(async () => {
      const known = await this.#load(key);
      const month = utcMonth(observation.at);
      const before = known.get(month) ?? null;
      const after = recordObservation(before, observation);
      if (after === before && !this.#unsaved.has(after)) return;
      await this.#write(key, known, after);
    });
  }

  async #write(key: SnapshotKey, known: Map<UtcMonth, MonthlyRecord>, record: MonthlyRecord): Promise<void> {
    const onDisk = await this.#files.load(key, record.month);
    const merged = onDisk.kind === 'record' ? mergeRecords(onDisk.record, record) : record;
    known.set(record.month, merged);
    // A file that is there and cannot be read now is not written over: it may hold what nobody can tell again.
    const isSaved = onDisk.kind !== 'unreadable' && (await this.#files.save(key, merged));
    if (!isSaved) this.#unsaved.add(merged);
  }

  async #load(key: SnapshotKey): Promise<Map<UtcMonth, MonthlyRecord>> {
    const known = this.#known.get(key);
    if (known) return known;
    const records = await this.#files.loadAll(key);
    const loaded = new Map(records.map((record) => [record.month, record]));
    this.#known.set(key, loaded);
    return loaded;
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
