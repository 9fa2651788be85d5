import type { JSX } from 'preact';
import type { ColumnId, TablePart, TableQuery } from '../core/dashboardContract';
import { COLUMN_LOOKS } from './columns';
import { usePage } from './pageContext';

interface GridHeadProps {
  readonly columns: readonly ColumnId[];
  readonly query: TableQuery;
  readonly table: TablePart;
  /** The column that Tab comes to; null = a cell below. */
  readonly entryColumn: number | null;
  readonly isAllSelected: boolean;
  readonly onSort: (query: TableQuery) => void;
  readonly onAll: () => void;
  readonly onActive: (column: number) => void;
}

/** The headings, each of which sorts the table. */
export function GridHead(props: GridHeadProps): JSX.Element {
  const { columns, query, table, entryColumn, isAllSelected, onSort, onAll, onActive } = props;
  const { texts } = usePage();
  const sortBy = (column: ColumnId): void => {
    const descending = query.sort.column === column && !query.sort.descending;
    onSort({ ...query, sort: { column, descending } });
  };
  return (
    <div class="grid-head" role="rowgroup">
      <div class="grid-row" role="row" aria-rowindex={1} data-row={0}>
        <div class="cell select" role="columnheader" aria-colindex={1}>
          <input
            type="checkbox"
            data-column={0}
            tabIndex={entryColumn === 0 ? 0 : -1}
            checked={isAllSelected}
            aria-label={texts.text('dash.page.selectAll', { count: table.total })}
            onFocus={() => onActive(0)}
            onChange={onAll}
          />
        </div>
        {columns.map((id, place) => {
          const isSorted = query.sort.column === id;
          const sort = isSorted ? (query.sort.descending ? 'descending' : 'ascending') : 'none';
          return (
            <div
              key={id}
              class={COLUMN_LOOKS[id].isNumber ? `cell head number column-${id}` : `cell head column-${id}`}
              role="columnheader"
              aria-colindex={place + 2}
              aria-sort={sort}
            >
              <button
                type="button"
                data-column={place + 1}
                tabIndex={entryColumn === place + 1 ? 0 : -1}
                onFocus={() => onActive(place + 1)}
                onClick={() => sortBy(id)}
              >
                {id === 'cost' ? table.costColumn : texts.text(`dash.page.column.${id}`)}
                <svg class={`sort sort-${sort}`} viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
                  <path class="stroke" d="M8 12.500V4M4.500 7.500 8 4l3.500 3.500" />
                </svg>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
