import type { DashboardParts } from '../core/dashboardContract';

/** Knows what a page has been sent, so that it is sent no more than what has changed. */
export class SentParts {
  /** Each part as the page has it; empty while there is no page. */
  readonly #sent = new Map<string, string>();

  /** A new page has nothing yet. */
  forget(): void {
    this.#sent.clear();
  }

  /** The parts that differ from what the page has; null = none. They count as sent. */
  changed(parts: DashboardParts): Partial<DashboardParts> | null {
    const changed = Object.entries(parts).filter(([name, part]) => this.#isNew(name, part));
    return changed.length === 0 ? null : Object.fromEntries(changed);
  }

  #isNew(name: string, part: unknown): boolean {
    const text = JSON.stringify(part);
    if (this.#sent.get(name) === text) return false;
    this.#sent.set(name, text);
    return true;
  }
}
