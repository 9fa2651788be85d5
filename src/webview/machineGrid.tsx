import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColumnId, Selection, TablePart, TableQuery } from '../core/dashboardContract';
import { idsAnswer, isNothing } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import { columnTemplate, leastWidth } from './columns';
import { GridHead } from './gridHead';
import { GridRow } from './gridRow';
import { usePage } from './pageContext';
import { allMatching, NO_SELECTION, selectionTest, toggled } from './selection';
import type { Rows } from './useRows';

/** Rows drawn beyond those that can be seen, above and below together. */
const SPARE_ROWS = 10;

export interface GridWindow {
  readonly first: number;
  readonly visible: number;
}

interface MachineGridProps {
  readonly table: TablePart;
  readonly rows: Rows;
  readonly query: TableQuery;
  readonly columns: readonly ColumnId[];
  readonly selection: Selection;
  readonly shown: GridWindow;
  /** Where a restored page had scrolled to. */
  readonly firstScrollTop: number;
  readonly onWindow: (shown: GridWindow, scrollTop: number) => void;
  readonly onQuery: (query: TableQuery) => void;
  readonly onSelection: (selection: Selection) => void;
}

/** A cell: row 0 is the heading, column 0 the box for the selection. */
interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * The machines as a grid. It holds the rows that can be seen and {@link SPARE_ROWS} more, however many match; each kept
 * node shows whichever row comes into its place.
 */
export function MachineGrid(props: MachineGridProps): JSX.Element {
  const { rows, query, columns, selection, shown, onSelection } = props;
  const { texts, rules, host, say } = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Cell>({ row: 1, column: 1 });
  const wantsFocus = useRef(false);
  const anchor = useRef(0);
  const total = rows.cache.total;
  const rowHeight = useScrolling(scroller, props);

  const from = Math.max(0, shown.first - SPARE_ROWS / 2);
  const to = Math.min(total, shown.first + shown.visible + SPARE_ROWS / 2);
  useLayoutEffect(() => {
    rules.set('.grid-row', { 'grid-template-columns': columnTemplate(columns) });
    rules.set('.grid-head, .grid-body', { 'min-width': `${leastWidth(columns)}px` });
  }, [columns, rules]);
  useLayoutEffect(() => {
    rules.set('.grid-body', { height: `${total * rowHeight}px` });
    rules.set('.grid-window', { transform: `translateY(${from * rowHeight}px)` });
  }, [total, from, rowHeight, rules]);
  const isRestored = useRef(false);
  useLayoutEffect(() => {
    // Not before there is something to scroll.
    if (isRestored.current || total === 0 || scroller.current === null) return;
    isRestored.current = true;
    if (props.firstScrollTop > 0) scroller.current.scrollTop = props.firstScrollTop;
  });

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const target = scroller.current?.querySelector<HTMLElement>(
      `[data-row="${active.row}"] [data-column="${active.column}"]`,
    );
    if (!target) return;
    wantsFocus.current = false;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  /** Rows that are scrolled away leave the page; the grid itself then keeps the focus. */
  useEffect(() => {
    const isGone = active.row > 0 && (active.row - 1 < from || active.row - 1 >= to);
    const grid = scroller.current;
    if (isGone && grid !== null && document.activeElement === document.body && hadFocus.current) grid.focus();
  });
  const hadFocus = useRef(false);

  const goTo = (cell: Cell): void => {
    const row = Math.max(0, Math.min(total, cell.row));
    const column = Math.max(0, Math.min(columns.length, cell.column));
    setActive({ row, column });
    wantsFocus.current = true;
    if (row > 0) scrollToRow(scroller.current, row - 1, rowHeight);
  };
  const selectRange = (row: number): void => {
    const [first, last] = [Math.min(anchor.current, row), Math.max(anchor.current, row)];
    host
      .request({ kind: 'ids', query, from: first, count: last - first + 1 }, idsAnswer)
      .then(({ ids }) => onSelection({ kind: 'ids', ids }))
      .catch((error: unknown) => say(texts.text('dash.page.failed', { message: errorMessage(error) })));
  };
  const toggle = (row: number): void => {
    const id = rows.cache.row(row)?.id;
    anchor.current = row;
    if (id !== undefined) onSelection(toggled(selection, id));
  };
  const reveal = (row: number): void => {
    const id = rows.cache.row(row)?.id;
    if (id === undefined) return;
    host
      .request({ kind: 'actOn', action: 'revealInTree', selection: { kind: 'ids', ids: [id] } }, isNothing)
      .catch((error: unknown) => say(texts.text('dash.page.failed', { message: errorMessage(error) })));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, shown.visible - 1);
    const isMain = event.ctrlKey || event.metaKey;
    const { row, column } = active;
    const next = nextCell(event.key, active, { isMain, page, total, columns: columns.length });
    if (next !== undefined) {
      event.preventDefault();
      goTo(next);
      if (event.shiftKey && next.row > 0 && next.row !== row) selectRange(Math.min(total, next.row) - 1);
      else if (next.row > 0 && !event.shiftKey) anchor.current = Math.min(total, next.row) - 1;
      return;
    }
    if (row > 0 && event.key === ' ') {
      event.preventDefault();
      if (event.shiftKey) selectRange(row - 1);
      else toggle(row - 1);
    } else if (row > 0 && event.key === 'Enter' && column > 0) {
      event.preventDefault();
      reveal(row - 1);
    } else if (isMain && event.key === 'a') {
      event.preventDefault();
      onSelection(allMatching(query));
      forgetTextSelection();
    } else if (event.key === 'Escape') onSelection(NO_SELECTION);
  };

  const onRowClick = (event: MouseEvent, row: number): void => {
    const isBox = event.target instanceof HTMLInputElement;
    const cell = event.target instanceof Element ? event.target.closest('[data-column]') : null;
    setActive({ row: row + 1, column: Number(cell?.getAttribute('data-column') ?? 1) });
    wantsFocus.current = true;
    if (event.shiftKey) selectRange(row);
    else if (isBox || event.ctrlKey || event.metaKey) toggle(row);
    else {
      anchor.current = row;
      const id = rows.cache.row(row)?.id;
      if (id !== undefined) onSelection({ kind: 'ids', ids: [id] });
    }
  };

  const isSelected = selectionTest(selection);
  const slots = Math.max(0, to - from);
  // Where the active row is not drawn, the first one that can be seen is the way in by Tab.
  const entryRow = active.row === 0 || (active.row - 1 >= from && active.row - 1 < to) ? active.row : shown.first + 1;
  return (
    <div
      class="grid"
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={texts.text('dash.page.machines')}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={!rows.isCurrent}
      onKeyDown={onKeyDown}
      onFocusIn={() => (hadFocus.current = true)}
      onFocusOut={(event) => {
        if (event.relatedTarget !== null) hadFocus.current = false;
      }}
    >
      <GridHead
        columns={columns}
        query={query}
        table={props.table}
        entryColumn={entryRow === 0 ? active.column : null}
        isAllSelected={selection.kind === 'matching' && selection.except.length === 0}
        onSort={props.onQuery}
        onAll={() =>
          onSelection(
            selection.kind === 'matching' && selection.except.length === 0 ? NO_SELECTION : allMatching(query),
          )
        }
        onActive={(column) => setActive({ row: 0, column })}
      />
      <div class="grid-body" role="rowgroup">
        <div class="grid-window" role="none">
          {Array.from({ length: slots }, (_, slot) => {
            const row = from + slot;
            const machine = rows.cache.row(row);
            return (
              <GridRow
                key={row % slots}
                row={row}
                machine={machine}
                columns={columns}
                isSelected={machine !== undefined && isSelected(machine.id)}
                entryColumn={entryRow === row + 1 ? active.column : null}
                onClick={onRowClick}
                onOpen={reveal}
              />
            );
          })}
        </div>
      </div>
      {total === 0 && rows.isCurrent && <p class="no-match">{texts.text('dash.page.noMatch')}</p>}
    </div>
  );
}

interface Bounds {
  readonly isMain: boolean;
  readonly page: number;
  readonly total: number;
  readonly columns: number;
}

function nextCell(key: string, { row, column }: Cell, { isMain, page, total, columns }: Bounds): Cell | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'PageDown':
      return { row: row + page, column };
    case 'PageUp':
      return { row: Math.max(Math.min(row, 1), row - page), column };
    case 'Home':
      return isMain ? { row: 1, column: 0 } : { row, column: 0 };
    case 'End':
      return isMain ? { row: total, column: columns } : { row, column: columns };
    default:
      return undefined;
  }
}

/** Follows the scrolling; gives the height of a row, which CSS says. */
function useScrolling(
  scroller: { readonly current: HTMLDivElement | null },
  { onWindow, shown }: MachineGridProps,
): number {
  const [rowHeight, setRowHeight] = useState(30);
  const latest = useRef({ onWindow, shown });
  latest.current = { onWindow, shown };
  useLayoutEffect(() => {
    const grid = scroller.current;
    if (grid === null) return undefined;
    const height = Number.parseFloat(getComputedStyle(grid).getPropertyValue('--row-height')) || 30;
    setRowHeight(height);
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const first = Math.floor(grid.scrollTop / height);
      const visible = Math.ceil(grid.clientHeight / height);
      latest.current.onWindow({ first, visible }, grid.scrollTop);
    };
    const onScroll = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    grid.addEventListener('scroll', onScroll, { passive: true });
    const observer = new ResizeObserver(onScroll);
    observer.observe(grid);
    return () => {
      grid.removeEventListener('scroll', onScroll);
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [scroller]);
  return rowHeight;
}

function scrollToRow(grid: HTMLDivElement | null, row: number, rowHeight: number): void {
  if (grid === null) return;
  const head = grid.querySelector('.grid-head')?.clientHeight ?? 0;
  const top = row * rowHeight;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + rowHeight > grid.scrollTop + grid.clientHeight - head) {
    grid.scrollTop = top + rowHeight - grid.clientHeight + head;
  }
}

/** VS Code selects the whole page's text on this key as well, whatever the page makes of it, a moment later. */
function forgetTextSelection(): void {
  const forget = (): void => {
    getSelection()?.removeAllRanges();
  };
  document.addEventListener('selectionchange', forget, { once: true });
  setTimeout(() => {
    document.removeEventListener('selectionchange', forget);
  }, 1_000);
}
