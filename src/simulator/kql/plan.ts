import type { Row } from './kqlValue';
import type { Column } from './scope';

/** Gives its rows one by one, so that rows which only pass through are never kept. */
export type Source = (visit: (row: Row) => void) => void;

/** What a query is so far: the columns that come out, and how rows become the next rows. */
export interface Plan {
  readonly columns: readonly Column[];
  readonly run: (source: Source) => Source;
  readonly limitsRows: boolean;
  readonly isOrdered: boolean;
}

/** An operator that makes at most one row of each. */
export function rowByRow(each: (row: Row) => Row | undefined): Plan['run'] {
  return (source) => (visit) => {
    source((row) => {
      const result = each(row);
      if (result) visit(result);
    });
  };
}

/** An operator that needs all rows before it gives the first. */
export function allAtOnce(all: (rows: Row[]) => readonly Row[]): Plan['run'] {
  return (source) => (visit) => {
    const rows: Row[] = [];
    source((row) => rows.push(row));
    for (const row of all(rows)) visit(row);
  };
}
