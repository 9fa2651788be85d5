import { useEffect, useRef, useState } from 'preact/hooks';
import type { TableQuery } from '../core/dashboardContract';
import { rowsAnswer } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import { Cancelled, Late } from './hostLink';
import { usePage } from './pageContext';
import type { RowCache } from './rowCache';
import { RowLoader } from './rowLoader';

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
  const loader = useRef<RowLoader>(undefined);
  loader.current ??= new RowLoader();
  const rows = loader.current;
  const [answered, setAnswered] = useState({ count: 0, key: '', labels: [] as readonly string[] });
  const key = JSON.stringify(query);
  useEffect(() => {
    if (revision === 0) return;
    rows.use(key, revision);
    rows.load(
      from,
      to,
      (first, count, signal) => host.request({ kind: 'rows', query, from: first, count }, rowsAnswer, { signal }),
      {
        onAnswer: ({ labels }) => setAnswered(({ count }) => ({ count: count + 1, key, labels })),
        onFault: (error) => {
          if (error instanceof Cancelled) return;
          say(
            texts.text(error instanceof Late ? 'dash.page.rowsLate' : 'dash.page.failed', {
              message: errorMessage(error),
            }),
          );
        },
      },
    );
  });
  useEffect(() => () => rows.stop(), [rows]);
  return { cache: rows.cache, labels: answered.labels, isCurrent: answered.key === key };
}
