import type { MachineRowView, RowsAnswer } from '../core/dashboardContract';

/** Rows are asked for by the page, so that scrolling asks seldom. */
export const PAGE_ROWS = 100;
/** Pages that are kept; what is far from the screen is dropped. */
const MOST_PAGES = 12;

/**
 * The rows that the host has sent. After a change (of the query, or of the fleet) the old ones stay until the new ones
 * are here, so that nothing jumps.
 */
export class RowCache {
  readonly #pages = new Map<number, Page>();
  #generation = 0;
  #total = 0;
  #forgetsOld = false;

  /** How many rows match, as last heard. */
  get total(): number {
    return this.#total;
  }

  get generation(): number {
    return this.#generation;
  }

  row(place: number): MachineRowView | undefined {
    return this.#pages.get(Math.floor(place / PAGE_ROWS))?.rows[place % PAGE_ROWS];
  }

  /** Everything that is here is old from now on. `forget`: nor is it shown once there is an answer. */
  renew(forget: boolean): void {
    this.#generation += 1;
    this.#forgetsOld ||= forget;
  }

  /** The pages of a range of rows that are not here, or old. */
  missing(from: number, to: number): readonly number[] {
    const last = Math.floor(Math.max(from, Math.min(to, this.#knownRows()) - 1) / PAGE_ROWS);
    const missing: number[] = [];
    for (let page = Math.floor(from / PAGE_ROWS); page <= last; page += 1) {
      if (this.#pages.get(page)?.generation !== this.#generation) missing.push(page);
    }
    return missing;
  }

  /** Takes an answer in; one to an earlier question is dropped. */
  put(page: number, { rows, total }: Pick<RowsAnswer, 'rows' | 'total'>, generation: number): boolean {
    if (generation !== this.#generation) return false;
    if (this.#forgetsOld) this.#pages.clear();
    this.#forgetsOld = false;
    this.#total = total;
    this.#pages.delete(page);
    this.#pages.set(page, { rows, generation });
    for (const old of [...this.#pages.keys()]) {
      const isBeyond = old > 0 && old * PAGE_ROWS >= total;
      // Those that came first go first.
      if (isBeyond || (this.#pages.size > MOST_PAGES && old !== page)) this.#pages.delete(old);
    }
    return true;
  }

  /** Before the first answer it cannot be known that there are none. */
  #knownRows(): number {
    return Math.max(this.#total, 1);
  }
}

interface Page {
  readonly rows: readonly MachineRowView[];
  readonly generation: number;
}
