import { useEffect, useRef, useState } from 'preact/hooks';
import type { TableQuery } from '../core/dashboardContract';
import { rowsAnswer } from '../core/dashboardContract';
import { Cancelled, Late } from './hostLink';
import { usePage } from './pageContext';
import { PAGE_ROWS, RowCache } from './rowCache';

export interface Rows {
  readonly cache: RowCache;
  /** What the filters of the newest answer's query are called. */
  readonly labels: readonly string[];
  /** An answer to this query has come. */
  readonly isCurrent: boolean;
}

/** The rows of a query around what is on the screen. Asks the host for those that are missing or old. */
export function useRows(query: TableQuery, revision: number, from: number, to: number): Rows {
  const { host, say, texts } = usePage();
  const cache = useRef(new RowCache()).current;
  const asking = useRef<{ key: string; abort: AbortController; pages: Set<number> } | null>(null);
  const [answered, setAnswered] = useState({ count: 0, key: '', labels: [] as readonly string[] });
  const queryKey = JSON.stringify(query);
  const key = `${revision} ${queryKey}`;
  useEffect(() => {
    if (revision === 0) return;
    if (asking.current?.key !== key) {
      asking.current?.abort.abort();
      cache.renew(asking.current !== null && !asking.current.key.endsWith(queryKey));
      asking.current = { key, abort: new AbortController(), pages: new Set() };
    }
    const { abort, pages } = asking.current;
    const { generation } = cache;
    for (const page of cache.missing(from, to)) {
      if (pages.has(page)) continue;
      pages.add(page);
      host
        .request({ kind: 'rows', query, from: page * PAGE_ROWS, count: PAGE_ROWS }, rowsAnswer, {
          signal: abort.signal,
        })
        .then((answer) => {
          if (!cache.put(page, answer, generation)) return;
          setAnswered(({ count }) => ({ count: count + 1, key: queryKey, labels: answer.labels }));
        })
        .catch((error: unknown) => {
          pages.delete(page);
          if (error instanceof Cancelled) return;
          say(
            texts.text(error instanceof Late ? 'dash.page.rowsLate' : 'dash.page.failed', { message: String(error) }),
          );
        });
    }
  });
  useEffect(() => () => asking.current?.abort.abort(), []);
  return { cache, labels: answered.labels, isCurrent: answered.key === queryKey };
}
