import type { Disposable, Listen } from '../core/eventEmitter';
import { EventEmitter } from '../core/eventEmitter';
import type { MonthlyRecord } from '../core/monthlyRecord';
import { isComplete } from './fleetSnapshot';
import type { FleetRefresher, ShownFleet } from './fleetRefresher';
import type { FleetStore } from './fleetStore';
import type { MonthlyRecorder } from './monthlyRecorder';
import { recordKey } from './monthlyRecorder';

export interface FleetRecordsOptions {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  readonly recorder: MonthlyRecorder;
  /** Whether the fleet that is shown has a past worth keeping. */
  readonly isRecorded: () => boolean;
}

/** The monthly records of the fleet that is shown: each read adds to them. */
export class FleetRecords implements Disposable {
  readonly #options: FleetRecordsOptions;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];
  /** The records of the fleet that is shown may be others than before. */
  readonly onDidChange: Listen<void> = this.#changed.event;

  constructor(options: FleetRecordsOptions) {
    this.#options = options;
    const { refresher, recorder } = options;
    this.#subscriptions = [
      refresher.onDidRead((shown) => {
        this.#observe(shown);
      }),
      recorder.onDidChange(() => {
        this.#changed.fire();
      }),
    ];
  }

  /** Oldest first; none where nothing is shown. Never rejects. */
  async ofShown(): Promise<readonly MonthlyRecord[]> {
    const { refresher, recorder, isRecorded } = this.#options;
    const { shown } = refresher;
    return shown === null || !isRecorded() ? [] : recorder.records(recordKey(shown.key, shown.scope));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#options.recorder.dispose();
    this.#changed.dispose();
  }

  #observe({ key, scope }: ShownFleet): void {
    const { store, recorder, isRecorded } = this.#options;
    const { snapshot, machines } = store.view;
    if (snapshot === null || !isRecorded()) return;
    void recorder.observe(recordKey(key, scope), { at: snapshot.at, machines, isComplete: isComplete(snapshot) });
  }
}
