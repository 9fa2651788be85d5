import { MINUTE } from '../core/instant';
import type { FleetConnection, FleetSource } from './fleetSource';
import type { FleetStore } from './fleetStore';
import type { SnapshotFile, SnapshotKey } from './snapshotFile';

/** Why the fleet is read. A timer's read is spared where another window has just read the same. */
export type RefreshReason = 'manual' | 'timer' | 'start' | 'settings';

/** Another window's snapshot is taken instead of reading, if it is not older than this. */
const FRESH = 5 * MINUTE;

/**
 * Reads the fleet into the store and keeps the snapshot on disk. One read at a time: a request during a read joins it,
 * but new settings end it. What an ended read still answers is dropped.
 */
export class FleetRefresher {
  readonly #store: FleetStore;
  readonly #files: SnapshotFile;
  #source: FleetSource | null = null;
  #connection: FleetConnection | null = null;
  #key: SnapshotKey | null = null;
  #running: { readonly promise: Promise<void>; readonly abort: AbortController } | null = null;

  constructor(store: FleetStore, files: SnapshotFile) {
    this.#store = store;
    this.#files = files;
  }

  /** The connection of the last read that had one, for reads of details. */
  get connection(): FleetConnection | null {
    return this.#connection;
  }

  /** Turns to another source (or none) and shows what the cache has of it. No network. */
  async use(source: FleetSource | null): Promise<void> {
    this.cancel();
    this.#running = null;
    this.#source = source;
    this.#connection = null;
    this.#key = source?.cachedKey ?? null;
    const cached = this.#key === null ? null : await this.#files.load(this.#key);
    if (this.#source === source) this.#store.adopt(cached);
  }

  /** Settles when the read has ended, however it ended. */
  refresh(reason: RefreshReason): Promise<void> {
    if (this.#running && reason !== 'settings') return this.#running.promise;
    this.cancel();
    const source = this.#source;
    if (source === null) return Promise.resolve();
    const abort = new AbortController();
    const promise = this.#read(source, reason, abort).finally(() => {
      if (this.#running?.abort === abort) this.#running = null;
    });
    this.#running = { promise, abort };
    return promise;
  }

  cancel(): void {
    this.#running?.abort.abort();
  }

  /** Forgets the machines that have gone, on disk too. */
  async dismissVanished(): Promise<void> {
    const snapshot = this.#store.dismissVanished();
    if (snapshot !== null && this.#key !== null) await this.#files.save(this.#key, snapshot);
  }

  async #read(source: FleetSource, reason: RefreshReason, abort: AbortController): Promise<void> {
    const isCurrent = (): boolean => this.#running?.abort === abort && !abort.signal.aborted;
    // The first step of this method must not run before #running is set.
    await Promise.resolve();
    if (reason === 'timer' && (await this.#adoptNewer())) return;
    this.#store.progress({ machines: 0, totalMachines: null });
    const connected = await source.connect(abort.signal);
    if (!isCurrent()) {
      this.#ended(abort);
      return;
    }
    if (!connected.ok) {
      this.#store.fail(connected.fault);
      return;
    }
    await this.#turnTo(connected.value);
    const read = await connected.value.reader.readFleet(source.scope, abort.signal, (progress) => {
      if (isCurrent()) this.#store.progress(progress);
    });
    if (!isCurrent()) {
      this.#ended(abort);
      return;
    }
    if (!read.ok) {
      this.#store.fail(read.fault);
      return;
    }
    const snapshot = this.#store.apply(read.value, source.scope);
    await this.#files.save(connected.value.key, snapshot);
  }

  /** A read that was cancelled leaves the view without progress, unless another one has taken its place. */
  #ended(abort: AbortController): void {
    if (this.#running?.abort === abort || this.#running === null) this.#store.fail({ kind: 'cancelled' });
  }

  /** Another account than the cache was shown for: its own snapshot, or none, never the other's. */
  async #turnTo(connection: FleetConnection): Promise<void> {
    this.#connection = connection;
    if (this.#key === connection.key) return;
    this.#key = connection.key;
    this.#store.adopt(await this.#files.load(connection.key));
  }

  async #adoptNewer(): Promise<boolean> {
    if (this.#key === null) return false;
    const at = await this.#files.peek(this.#key);
    const shown = this.#store.view.snapshot?.at ?? -Infinity;
    if (at === null || at <= shown || this.#store.now() - at > FRESH) return false;
    const snapshot = await this.#files.load(this.#key);
    if (snapshot === null) return false;
    this.#store.adopt(snapshot);
    return true;
  }
}
