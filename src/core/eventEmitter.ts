/** Something to be ended. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; the result ends the subscription. VS Code's own events have the same shape. */
export type Listen<Payload> = (listener: (payload: Payload) => void) => Disposable;

/**
 * A source of events for the layers that do not know VS Code. A listener that throws disturbs neither the others nor
 * whoever fired; what it threw is reported as an error that nobody caught.
 */
export class EventEmitter<Payload> implements Disposable {
  readonly #listeners = new Set<(payload: Payload) => void>();

  readonly event: Listen<Payload> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(payload: Payload): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(payload);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
