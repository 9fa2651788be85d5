import type { AzureFault } from '../azure/azureFault';
import type { FleetScope } from '../azure/fleetReading';
import { EventEmitter } from '../core/eventEmitter';
import { MINUTE } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import { boundedMessage } from '../core/withoutSecrets';
import type { FleetConnection, FleetSource } from './fleetSource';
import type { FleetStore } from './fleetStore';
import type { SnapshotFile, SnapshotKey } from './snapshotFile';

/** Why the fleet is read. A timer's read is spared where another window has just read the same. */
export type RefreshReason = 'manual' | 'timer' | 'start' | 'settings';

/** A machine that could not be read by itself. */
export interface MachineFault {
  readonly machine: JudgedMachine;
  readonly fault: AzureFault;
}

/** Another window's snapshot is taken instead of reading, if it is not older than this. */
const FRESH = 5 * MINUTE;

interface Run {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Whose fleet is shown, and which part of it was asked for. */
export interface ShownFleet {
  readonly key: SnapshotKey;
  readonly scope: FleetScope;
}

/** Whether what waited may still act: nobody has turned to something else meanwhile. */
type IsCurrent = () => boolean;

/**
 * Reads the fleet into the store and keeps the snapshot on disk. One read at a time: a request during a read joins it,
 * but new settings replace it. What a cancelled or replaced read still answers is dropped.
 */
export class FleetRefresher {
  readonly #store: FleetStore;
  readonly #files: SnapshotFile;
  readonly #warn: (message: string) => void;
  readonly #connected = new EventEmitter<FleetConnection>();
  /** Told once for each source that was connected to, before it is read. */
  readonly onDidConnect = this.#connected.event;
  #source: FleetSource | null = null;
  #connection: FleetConnection | null = null;
  /** Whose snapshot the store shows. */
  #shownKey: SnapshotKey | null = null;
  /** The cached fleet of the source in use, on its way into the store. */
  #cacheShown: Promise<void> = Promise.resolve();
  #running: Run | null = null;
  readonly #wasRead = new EventEmitter<ShownFleet>();
  /** A read of the fleet is in the store, and nothing else has happened since. */
  readonly onDidRead = this.#wasRead.event;

  constructor(store: FleetStore, files: SnapshotFile, warn: (message: string) => void) {
    this.#store = store;
    this.#files = files;
    this.#warn = warn;
  }

  /** The connection of the last read that had one, for reads of details. */
  get connection(): FleetConnection | null {
    return this.#connection;
  }

  /** Whose fleet the store shows; null = nobody’s. */
  get shown(): ShownFleet | null {
    return this.#shownKey === null || this.#source === null ? null : { key: this.#shownKey, scope: this.#source.scope };
  }

  /** Turns to another source (or none) and shows what the cache has of it. No network. */
  use(source: FleetSource | null): Promise<void> {
    this.cancel();
    this.#source = source;
    this.#connection = null;
    this.#cacheShown = this.#show(source?.cachedKey ?? null, () => this.#source === source);
    return this.#cacheShown;
  }

  /**
   * Settles when the read has ended, however it ended. Who waits for a read that new settings replace waits for the one
   * in its place.
   */
  refresh(reason: RefreshReason): Promise<void> {
    if (this.#running && reason !== 'settings') return this.#running.ended;
    const source = this.#source;
    if (source === null) {
      this.cancel();
      return Promise.resolve();
    }
    this.#running?.abort.abort();
    const abort = new AbortController();
    const ended = this.#run(source, reason, abort);
    this.#running = { abort, ended };
    return ended;
  }

  /** Ends the read under way at once, whether or not the other side answers. */
  cancel(): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    running.abort.abort();
    this.#store.fail({ kind: 'cancelled' });
  }

  /** Reads some machines by themselves, ahead of Resource Graph. Gives what went wrong, machine by machine. */
  async refreshMachines(machines: readonly JudgedMachine[], signal: AbortSignal): Promise<readonly MachineFault[]> {
    const connection = this.#connection;
    const key = this.#shownKey;
    if (connection === null || key === null) {
      await this.refresh('manual');
      return [];
    }
    const { reader } = connection;
    const reads = await Promise.all(
      machines.map(async (machine) => ({
        machine,
        read: await reader.readMachine(machine.facts.tenantId, machine.facts.id, signal),
      })),
    );
    // Another source may have taken the place of this one meanwhile.
    if (this.#connection !== connection || signal.aborted) return [];
    const snapshot = this.#store.applyMachines(reads.flatMap(({ read }) => (read.ok ? [read.value] : [])));
    if (snapshot !== null) await this.#files.save(key, snapshot);
    return reads.flatMap(({ machine, read }) => (read.ok ? [] : [{ machine, fault: read.fault }]));
  }

  /** Keeps what is shown, also what came of single reads, for the next start. */
  async saveShown(): Promise<void> {
    const { snapshot } = this.#store.view;
    if (snapshot !== null && this.#shownKey !== null) await this.#files.save(this.#shownKey, snapshot);
  }

  /** Forgets the machines that have gone, on disk too. */
  async dismissVanished(): Promise<void> {
    const snapshot = this.#store.dismissVanished();
    if (snapshot !== null && this.#shownKey !== null) await this.#files.save(this.#shownKey, snapshot);
  }

  /** Never rejects. Does nothing of its own before its first await, because #running is set only after that. */
  async #run(source: FleetSource, reason: RefreshReason, abort: AbortController): Promise<void> {
    const isCurrent: IsCurrent = () => this.#running?.abort === abort;
    await this.#cacheShown.catch(() => undefined);
    try {
      if (isCurrent()) await unlessAborted(this.#read(source, reason, abort.signal, isCurrent), abort.signal);
    } catch (error) {
      const message = boundedMessage(error);
      this.#warn(`Reading the fleet failed: ${message}`);
      if (isCurrent()) this.#store.fail({ kind: 'unreadable', message });
    }
    if (isCurrent()) this.#running = null;
    else await this.#running?.ended;
  }

  async #read(source: FleetSource, reason: RefreshReason, signal: AbortSignal, isCurrent: IsCurrent): Promise<void> {
    if (reason === 'timer' && (await this.#adoptNewer(isCurrent))) return;
    if (!isCurrent()) return;
    this.#store.progress({ machines: 0, totalMachines: null });
    const connected = await source.connect(signal);
    if (!isCurrent()) return;
    if (!connected.ok) {
      this.#store.fail(connected.fault);
      return;
    }
    const { reader, key } = connected.value;
    const isNew = this.#connection === null;
    this.#connection = connected.value;
    if (isNew) this.#connected.fire(connected.value);
    // Another account than the cache was shown for: its own snapshot, or none, never the other's.
    await this.#show(key, isCurrent);
    if (!isCurrent()) return;
    const read = await reader.readFleet(source.scope, signal, (progress) => {
      if (isCurrent()) this.#store.progress(progress);
    });
    if (!isCurrent()) return;
    if (!read.ok) {
      this.#store.fail(read.fault);
      return;
    }
    const snapshot = this.#store.apply(read.value, source.scope);
    this.#wasRead.fire({ key, scope: source.scope });
    await this.#files.save(key, snapshot);
  }

  /** Shows the cached snapshot of `key`, or an empty fleet where there is none. */
  async #show(key: SnapshotKey | null, isCurrent: IsCurrent): Promise<void> {
    if (key === this.#shownKey) return;
    const cached = key === null ? null : await this.#files.load(key);
    if (!isCurrent()) return;
    this.#shownKey = key;
    this.#store.adopt(cached);
  }

  /** Shows another window's snapshot, if it is newer than ours and fresh. */
  async #adoptNewer(isCurrent: IsCurrent): Promise<boolean> {
    const key = this.#shownKey;
    if (key === null) return false;
    const at = await this.#files.peek(key);
    const shown = this.#store.view.snapshot?.at ?? -Infinity;
    if (at === null || at <= shown || this.#store.now() - at > FRESH) return false;
    const snapshot = await this.#files.load(key);
    if (snapshot === null || !isCurrent()) return false;
    this.#store.adopt(snapshot);
    return true;
  }
}

/** Waits for the work, but no longer than until the signal is aborted: what then comes of it is nobody's concern. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([work, aborted]);
}
