import type { RowsAnswer } from '../core/dashboardContract';
import { PAGE_ROWS, RowCache } from './rowCache';

/** Asks the host for a range of rows. */
export type AskRows = (from: number, count: number, signal: AbortSignal) => Promise<RowsAnswer>;

/** Gets the rows around what is on the screen that are missing or old, each page of them once at a time. */
export class RowLoader {
  readonly cache = new RowCache();
  readonly #underWay = new Set<number>();
  #query: string | null = null;
  #revision = 0;
  #abort = new AbortController();

  /** Turns to a query and a revision of the fleet; what was asked for another is given up. */
  use(query: string, revision: number): void {
    if (query === this.#query && revision === this.#revision) return;
    if (this.#query !== null) this.cache.renew(query !== this.#query);
    this.stop();
    this.#abort = new AbortController();
    this.#underWay.clear();
    this.#query = query;
    this.#revision = revision;
  }

  /** `onAnswer` hears of each page that has come, `onFault` of each that has not. */
  load(
    from: number,
    to: number,
    ask: AskRows,
    {
      onAnswer,
      onFault,
    }: { readonly onAnswer: (answer: RowsAnswer) => void; readonly onFault: (error: unknown) => void },
  ): void {
    const { signal } = this.#abort;
    const underWay = this.#underWay;
    const { generation } = this.cache;
    for (const page of this.cache.missing(from, to)) {
      if (underWay.has(page)) continue;
      underWay.add(page);
      ask(page * PAGE_ROWS, PAGE_ROWS, signal).then(
        (answer) => {
          if (signal.aborted) return;
          underWay.delete(page);
          if (this.cache.put(page, answer, generation)) onAnswer(answer);
        },
        (error: unknown) => {
          if (signal.aborted) return;
          underWay.delete(page);
          onFault(error);
        },
      );
    }
  }

  stop(): void {
    this.#abort.abort();
  }
}
