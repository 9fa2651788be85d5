import type { DashboardParts, HostMessage } from '../core/dashboardContract';

/** The parts as last heard from the host. A part that has not changed keeps its identity. */
export class PartsStore {
  #parts: Partial<DashboardParts> = {};
  #ahead = 0;
  #listener: (() => void) | null = null;

  get parts(): Partial<DashboardParts> {
    return this.#parts;
  }

  /** The host's time, which in a demo is another than the page's. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  take({ now, parts }: Extract<HostMessage, { type: 'parts' }>): void {
    this.#ahead = now - Date.now();
    this.#parts = { ...this.#parts, ...parts };
    this.#listener?.();
  }

  listen(listener: () => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }
}
