import type { Row } from './kqlValue';
import type { Column } from './scope';

/** What a query is so far: the columns that come out, and how rows become the next rows. */
export interface Plan {
  readonly columns: readonly Column[];
  readonly run: (rows: readonly Row[]) => readonly Row[];
  readonly limitsRows: boolean;
  readonly isOrdered: boolean;
}
