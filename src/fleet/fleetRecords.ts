import type { Disposable, Listen } from '../core/eventEmitter';
import { EventEmitter } from '../core/eventEmitter';
import type { MonthlyRecord } from '../core/monthlyRecord';
import { isComplete } from './fleetSnapshot';
import type { FleetRefresher, ShownFleet } from './fleetRefresher';
import type { FleetStore } from './fleetStore';
import type { Recording } from './recordsEntry';

export interface FleetRecordsOptions {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  /** Asked when the first read has come, or somebody wants the records. */
  readonly load: () => Promise<Recording>;
  /** Whether the fleet that is shown has a past worth keeping. */
  readonly isRecorded: () => boolean;
}

/** The monthly records of the fleet that is shown: each read adds to them. */
export class FleetRecords implements Disposable {
  readonly #options: FleetRecordsOptions;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  #recording: Promise<Recording> | null = null;
  /** The records of the fleet that is shown may be others than before. */
  readonly onDidChange: Listen<void> = this.#changed.event;

  constructor(options: FleetRecordsOptions) {
    this.#options = options;
    this.#subscriptions = [
      options.refresher.onDidRead((shown) => {
        void this.#observe(shown);
      }),
    ];
  }

  /** Oldest first; none where nothing is shown. Never rejects. */
  async ofShown(): Promise<readonly MonthlyRecord[]> {
    const { refresher, isRecorded } = this.#options;
    const { shown } = refresher;
    if (shown === null || !isRecorded()) return [];
    const { recorder, keyOf } = await this.#open();
    return recorder.records(keyOf(shown.key, shown.scope));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #observe({ key, scope }: ShownFleet): Promise<void> {
    const { store, isRecorded } = this.#options;
    const { snapshot, machines } = store.view;
    if (snapshot === null || !isRecorded()) return;
    const { recorder, keyOf } = await this.#open();
    await recorder.observe(keyOf(key, scope), { at: snapshot.at, machines, isComplete: isComplete(snapshot) });
  }

  #open(): Promise<Recording> {
    this.#recording ??= this.#options.load().then((recording) => {
      const { recorder } = recording;
      this.#subscriptions.push(
        recorder,
        recorder.onDidChange(() => {
          this.#changed.fire();
        }),
      );
      return recording;
    });
    return this.#recording;
  }
}
