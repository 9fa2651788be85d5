import { createHash } from 'node:crypto';
import type { FleetScope } from '../azure/fleetReading';
import { EventEmitter } from '../core/eventEmitter';
import type { MonthlyRecord, Observation } from '../core/monthlyRecord';
import { mergeRecords, RecordThinner, recordObservation } from '../core/monthlyRecord';
import type { UtcMonth } from '../core/utcDay';
import { utcMonth } from '../core/utcDay';
import type { MonthlyRecordFile } from './monthlyRecordFile';
import type { SnapshotKey } from './snapshotFile';

/**
 * Whose record it is: each choice of subscriptions has its own, or machines that are no longer looked at would count as
 * gone, and a month of a part as a month of the whole.
 */
export function recordKey(key: SnapshotKey, { subscriptions }: FleetScope): SnapshotKey {
  if (subscriptions.length === 0) return key;
  const text = JSON.stringify([key, [...subscriptions].sort()]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32) as SnapshotKey;
}

/**
 * Keeps the monthly records: takes in each read of the fleet and writes what it tells that is new, which is about once a
 * day. Another window may write too, so the file is read again and merged before each write. Holds one month of each
 * owner until somebody asks for all.
 */
export class MonthlyRecorder {
  readonly #files: MonthlyRecordFile;
  /** The month that is recorded: what is on disk or to be written, by owner. */
  readonly #current = new Map<SnapshotKey, MonthlyRecord>();
  /** The other months, without what a later one tells again, as far as somebody has asked for them. */
  readonly #others = new Map<SnapshotKey, readonly MonthlyRecord[]>();
  /** Records that are not on disk yet. */
  readonly #unsaved = new WeakSet<MonthlyRecord>();
  readonly #changed = new EventEmitter<SnapshotKey>();
  /** The records of an owner have changed. */
  readonly onDidChange = this.#changed.event;
  /** Observations and loads follow one another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: MonthlyRecordFile) {
    this.#files = files;
  }

  /**
   * The records of an owner, oldest first. A machine is left out of a month where a later one tells the same of it: what
   * is charged by them is the same. Never rejects.
   */
  records(key: SnapshotKey): Promise<readonly MonthlyRecord[]> {
    return this.#inTurn(async () => {
      const current = this.#current.get(key);
      let others = this.#others.get(key);
      if (others === undefined) {
        others = await this.#loadThinned(key, current);
        this.#others.set(key, others);
      }
      return current === undefined ? others : [...others, current].sort((a, b) => a.month - b.month);
    });
  }

  /** Takes a read of the fleet in. Never rejects; what could not be written is tried again with the next read. */
  observe(key: SnapshotKey, observation: Observation): Promise<void> {
    return this.#inTurn(async () => {
      const month = utcMonth(observation.at);
      const before = await this.#recordOf(key, month);
      const after = recordObservation(before, observation);
      if (after === before && !this.#unsaved.has(after)) return;
      await this.#write(key, after);
      this.#changed.fire(key);
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #recordOf(key: SnapshotKey, month: UtcMonth): Promise<MonthlyRecord | null> {
    const current = this.#current.get(key);
    if (current?.month === month) return current;
    const onDisk = await this.#files.load(key, month);
    // From now on another month is the one that is recorded.
    this.#others.delete(key);
    if (onDisk.kind !== 'record') return null;
    this.#current.set(key, onDisk.record);
    return onDisk.record;
  }

  async #write(key: SnapshotKey, record: MonthlyRecord): Promise<void> {
    const onDisk = await this.#files.load(key, record.month);
    const merged = onDisk.kind === 'record' ? mergeRecords(onDisk.record, record) : record;
    this.#current.set(key, merged);
    // A file that is there and cannot be read now is not written over: it may hold what nobody can tell again.
    const isSaved = onDisk.kind !== 'unreadable' && (await this.#files.save(key, merged));
    if (!isSaved) this.#unsaved.add(merged);
  }

  /** From the newest to the oldest, so that never more than one month is held whole. */
  async #loadThinned(key: SnapshotKey, current: MonthlyRecord | undefined): Promise<readonly MonthlyRecord[]> {
    const thinner = new RecordThinner();
    let isCurrentPut = current === undefined;
    const thinned: MonthlyRecord[] = [];
    for (const month of (await this.#files.months(key)).toReversed()) {
      if (current !== undefined && !isCurrentPut && month <= current.month) {
        thinner.thin(current);
        isCurrentPut = true;
      }
      if (month === current?.month) continue;
      const reading = await this.#files.load(key, month);
      if (reading.kind === 'record') thinned.unshift(thinner.thin(reading.record));
    }
    return thinned;
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
