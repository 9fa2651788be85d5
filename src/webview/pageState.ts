import type { ColumnId, TableQuery } from '../core/dashboardContract';
import { COLUMN_IDS, FIRST_QUERY, tableQuery } from '../core/dashboardContract';
import { amount, flag, list, oneOf, record } from '../core/shape';

/** What the page keeps over a reload of the window, and while it is hidden. */
export interface PageState {
  readonly query: TableQuery;
  readonly columns: readonly ColumnId[];
  /** Of the table, in pixels. */
  readonly scrollTop: number;
  readonly isCostTable: boolean;
}

const FIRST_COLUMNS: readonly ColumnId[] = COLUMN_IDS.filter((id) => id !== 'behind' && id !== 'group');

export const FIRST_STATE: PageState = {
  query: FIRST_QUERY,
  columns: FIRST_COLUMNS,
  scrollTop: 0,
  isCostTable: false,
};

const pageState = record({
  query: tableQuery,
  columns: list(oneOf(COLUMN_IDS), COLUMN_IDS.length),
  scrollTop: amount,
  isCostTable: flag,
});

/** Reads a kept state back; one of another version is none. */
export function readPageState(value: unknown): PageState {
  return pageState(value) ? value : FIRST_STATE;
}
