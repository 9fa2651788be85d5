import type { QueryRequest } from '@azure/arm-resourcegraph';
import type { SubscriptionId } from '../core/ids';
import type { Result } from '../core/result';
import type { AzureFault } from './azureFault';

/** What paging needs of a connection. */
export interface GraphConnection {
  query(request: QueryRequest, signal: AbortSignal): Promise<Result<GraphPage, AzureFault>>;
}

/** One answer of Resource Graph. */
export interface GraphPage {
  readonly rows: readonly unknown[];
  /** Null where Azure did not say. */
  readonly totalRows: number | null;
  /** Null on the last page. */
  readonly skipToken: string | null;
  readonly isTruncated: boolean;
  /** Characters of its text. */
  readonly size: number;
}

export interface GraphQuery {
  readonly query: string;
  /** At most {@link SUBSCRIPTIONS_PER_QUERY}, at least one. */
  readonly subscriptions: readonly SubscriptionId[];
}

/** Takes the rows of one page and tells how many of them it had not seen before. May hold back the next page. */
export type PageSink = (rows: readonly unknown[], totalRows: number | null) => number | Promise<number>;

export interface PagesOutcome {
  /** Why reading ended before its end; what the sink got until then is good. Null: read to its end. */
  readonly fault: AzureFault | null;
  /** Rows that Azure counted but did not give. 0 with a fault, because then nobody knows. */
  readonly missingRows: number;
}

/** Microsoft recommends fewer than 300 subscriptions a request. */
export const SUBSCRIPTIONS_PER_QUERY = 300;
export const LARGEST_PAGE = 1000;
export const SMALLEST_PAGE = 25;
const MOST_PAGES_WITHOUT_A_NEW_ROW = 3;
// Ten million rows: no fleet, but an end.
const MOST_PAGES = 10_000;
// Of one query: several times the largest fleets, and less than a process can hold.
const MOST_ROWS = 1_000_000;
const MOST_TEXT = 512 * 1024 * 1024;

/**
 * Reads a query page by page to its end. Whether there is another page only `$skipToken` says (resultTruncated does not:
 * it is "true" exactly where paging is impossible and rows are lost). Rows may shift between pages while Azure changes,
 * so the sink tells new ones from known ones. Ends with a fault where the server pages in circles, or beyond all bounds.
 */
export async function readPages(
  connection: GraphConnection,
  { query, subscriptions }: GraphQuery,
  sink: PageSink,
  signal: AbortSignal,
): Promise<PagesOutcome> {
  const usedTokens = new Set<string>();
  let skipToken: string | null = null;
  let top = LARGEST_PAGE;
  let rowsRead = 0;
  let size = 0;
  let pagesWithoutNewRow = 0;
  for (;;) {
    const result = await connection.query(requestOf(query, subscriptions, top, skipToken), signal);
    if (!result.ok) {
      if (result.fault.kind !== 'tooLarge' || top <= SMALLEST_PAGE) return { fault: result.fault, missingRows: 0 };
      top = Math.max(SMALLEST_PAGE, Math.floor(top / 2));
      continue;
    }
    const page = result.value;
    size += page.size;
    if (size > MOST_TEXT || rowsRead + page.rows.length > MOST_ROWS) {
      return {
        fault: { kind: 'tooLarge', message: `more rows than can be held: ${rowsRead} and more` },
        missingRows: 0,
      };
    }
    const newRows = await sink(page.rows, page.totalRows);
    rowsRead += newRows;
    if (page.skipToken === null) return { fault: null, missingRows: missingRows(page, rowsRead) };
    pagesWithoutNewRow = newRows === 0 ? pagesWithoutNewRow + 1 : 0;
    const isStuck = usedTokens.has(page.skipToken) || usedTokens.size >= MOST_PAGES;
    if (isStuck || pagesWithoutNewRow >= MOST_PAGES_WITHOUT_A_NEW_ROW) {
      return broken('paging makes no progress');
    }
    usedTokens.add(page.skipToken);
    skipToken = page.skipToken;
  }
}

/** Cuts a tenant's subscriptions into batches of what one request may name. */
export function subscriptionBatches(subscriptions: readonly SubscriptionId[]): readonly (readonly SubscriptionId[])[] {
  const batches: (readonly SubscriptionId[])[] = [];
  for (let start = 0; start < subscriptions.length; start += SUBSCRIPTIONS_PER_QUERY) {
    batches.push(subscriptions.slice(start, start + SUBSCRIPTIONS_PER_QUERY));
  }
  return batches;
}

function requestOf(
  query: string,
  subscriptions: readonly SubscriptionId[],
  top: number,
  skipToken: string | null,
): QueryRequest {
  const paging = skipToken === null ? { top } : { top, skipToken };
  return { subscriptions: [...subscriptions], query, options: { ...paging, resultFormat: 'objectArray' } };
}

function missingRows(lastPage: GraphPage, rowsRead: number): number {
  const missing = Math.max(0, (lastPage.totalRows ?? 0) - rowsRead);
  return lastPage.isTruncated ? Math.max(1, missing) : missing;
}

function broken(message: string): PagesOutcome {
  return { fault: { kind: 'unreadable', message }, missingRows: 0 };
}
