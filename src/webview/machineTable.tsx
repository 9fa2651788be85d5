import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  ColumnId,
  MachineActionId,
  Selection,
  TableFilter,
  TablePart,
  TableQuery,
} from '../core/dashboardContract';
import { COLUMN_IDS, filterKey, isNarrowing, isNothing } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import type { GridWindow } from './machineGrid';
import { MachineGrid } from './machineGrid';
import { Menu } from './menu';
import { usePage } from './pageContext';
import { NO_SELECTION, selectedCount, selectionActions } from './selection';
import type { Rows } from './useRows';
import { useRows } from './useRows';

interface MachineTableProps {
  readonly table: TablePart;
  readonly query: TableQuery;
  readonly columns: readonly ColumnId[];
  readonly selection: Selection;
  readonly scrollTop: number;
  readonly onQuery: (query: TableQuery) => void;
  readonly onColumns: (columns: readonly ColumnId[]) => void;
  readonly onSelection: (selection: Selection) => void;
  readonly onScroll: (scrollTop: number) => void;
}

/** All machines: what narrows them, what is done with those selected, and the grid. */
export function MachineTable(props: MachineTableProps): JSX.Element {
  const { table, query, columns, selection, onQuery, onSelection } = props;
  const { texts } = usePage();
  const [shown, setShown] = useState<GridWindow>({ first: Math.floor(props.scrollTop / 30), visible: 20 });
  const rows = useRows(query, table.revision, Math.max(0, shown.first - 20), shown.first + shown.visible + 20);
  return (
    <section
      class={selectedCount(selection, rows.cache.total) > 0 ? 'card machines has-selection' : 'card machines'}
      aria-labelledby="machines-title"
      id="machines"
    >
      <div class="toolbar">
        <h2 id="machines-title">{texts.text('dash.page.machines')}</h2>
        <TextFilter text={query.text} onText={(text) => onQuery({ ...query, text })} />
        <Facets table={table} query={query} onQuery={onQuery} />
        <StateMenu table={table} query={query} onQuery={onQuery} />
        <OtherFilters table={table} rows={rows} query={query} onQuery={onQuery} />
        <Matching table={table} rows={rows} query={query} />
        <span class="space" />
        <ColumnMenu columns={columns} onColumns={props.onColumns} />
      </div>
      <MachineGrid
        table={table}
        rows={rows}
        query={query}
        columns={columns}
        selection={selection}
        shown={shown}
        firstScrollTop={props.scrollTop}
        onWindow={(next, scrollTop) => {
          if (next.first !== shown.first || next.visible !== shown.visible) setShown(next);
          props.onScroll(scrollTop);
        }}
        onQuery={onQuery}
        onSelection={onSelection}
      />
      <SelectionBar selection={selection} total={rows.cache.total} onSelection={onSelection} />
    </section>
  );
}

/** How many machines match: in sight where not all do, and always said. */
function Matching({ table, rows, query }: Pick<FilterProps, 'table' | 'query'> & { readonly rows: Rows }): JSX.Element {
  const { texts } = usePage();
  const { total: count } = rows.cache;
  const says = isNarrowing(query)
    ? texts.text('dash.page.matchingOf', { count, total: table.total })
    : texts.text('dash.page.matching', { count });
  return (
    <p class={isNarrowing(query) ? 'quiet matching' : 'hidden'} role="status">
      {rows.isCurrent ? says : ''}
    </p>
  );
}

const TYPING = 150;

function TextFilter({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }): JSX.Element {
  const { texts } = usePage();
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      class="field filter"
      value={typed}
      maxLength={200}
      placeholder={texts.text('dash.page.filter')}
      aria-label={texts.text('dash.page.filter')}
      onInput={(event) => {
        const { value } = event.currentTarget;
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onText(value), TYPING);
      }}
    />
  );
}

interface FilterProps {
  readonly table: TablePart;
  readonly query: TableQuery;
  readonly onQuery: (query: TableQuery) => void;
}

function Facets({ table, query, onQuery }: FilterProps): JSX.Element {
  const { texts } = usePage();
  const only = query.filters.length === 1 ? query.filters[0] : undefined;
  const current = only === undefined ? '' : filterKey(only);
  return (
    <>
      {table.facets.map(({ label, count, filter }) => {
        const isAll = filter === null;
        const isOn = isAll ? !isNarrowing(query) : current === filterKey(filter) && query.states.length === 0;
        return (
          <button
            key={label}
            type="button"
            class={isOn ? 'chip is-on' : 'chip'}
            aria-pressed={isOn}
            onClick={() =>
              onQuery({ ...query, ...(isAll ? { text: '' } : {}), filters: isAll || isOn ? [] : [filter], states: [] })
            }
          >
            {label} {texts.number(count)}
          </button>
        );
      })}
    </>
  );
}

function StateMenu({ table, query, onQuery }: FilterProps): JSX.Element {
  const { texts } = usePage();
  const chosen = table.states.filter(({ state }) => query.states.includes(state));
  const label = chosen.length === 0 ? texts.text('dash.page.states') : chosen.map((one) => one.label).join(', ');
  return (
    <Menu label={label} className="chip" isActive={chosen.length > 0}>
      {() =>
        table.states.map(({ state, label: name, count }) => (
          <label key={state} class="menu-item">
            <input
              type="checkbox"
              checked={query.states.includes(state)}
              onChange={(event) => {
                const others = query.states.filter((one) => one !== state);
                onQuery({ ...query, states: event.currentTarget.checked ? [...others, state] : others });
              }}
            />
            <span>{name}</span>
            <span class="quiet">{texts.number(count)}</span>
          </label>
        ))
      }
    </Menu>
  );
}

/** Filters that no chip stands for, each to be taken away. */
function OtherFilters({ table, rows, query, onQuery }: FilterProps & { readonly rows: Rows }): JSX.Element | null {
  const { texts } = usePage();
  const facets = new Set(table.facets.flatMap(({ filter }) => (filter === null ? [] : [filterKey(filter)])));
  const isFacet = query.filters.length === 1 && query.filters.every((filter) => facets.has(filterKey(filter)));
  if (query.filters.length === 0 || isFacet || !rows.isCurrent) return null;
  const without = (removed: TableFilter): readonly TableFilter[] => query.filters.filter((one) => one !== removed);
  return (
    <>
      {query.filters.map((filter, place) => {
        const name = rows.labels[place] ?? '';
        return (
          <button
            key={filterKey(filter)}
            type="button"
            class="chip is-on"
            aria-label={texts.text('dash.page.filter.remove', { name })}
            onClick={() => onQuery({ ...query, filters: without(filter) })}
          >
            {name}
            <svg class="chevron" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
              <path class="stroke" d="M4.500 4.500l7 7M11.500 4.500l-7 7" />
            </svg>
          </button>
        );
      })}
    </>
  );
}

function ColumnMenu({
  columns,
  onColumns,
}: {
  readonly columns: readonly ColumnId[];
  readonly onColumns: (columns: readonly ColumnId[]) => void;
}): JSX.Element {
  const { texts } = usePage();
  return (
    <Menu label={texts.text('dash.page.columns')} isAtEnd>
      {() =>
        COLUMN_IDS.map((id) => (
          <label key={id} class="menu-item">
            <input
              type="checkbox"
              checked={columns.includes(id)}
              disabled={id === 'name'}
              onChange={(event) => {
                const isOn = event.currentTarget.checked;
                onColumns(COLUMN_IDS.filter((one) => (one === id ? isOn : columns.includes(one))));
              }}
            />
            <span>{texts.text(`dash.page.column.${id}`)}</span>
          </label>
        ))
      }
    </Menu>
  );
}

function SelectionBar({
  selection,
  total,
  onSelection,
}: {
  readonly selection: Selection;
  readonly total: number;
  readonly onSelection: (selection: Selection) => void;
}): JSX.Element | null {
  const { texts, host, say } = usePage();
  const count = selectedCount(selection, total);
  if (count === 0) return null;
  const act = (action: MachineActionId): void => {
    host
      .request({ kind: 'actOn', action, selection }, isNothing)
      .catch((error: unknown) => say(texts.text('dash.page.failed', { message: errorMessage(error) })));
  };
  const { buttons, more } = selectionActions(count);
  return (
    <div class="selection-bar">
      <span class="quiet">{texts.text('dash.page.selected', { count })}</span>
      {buttons.map((action) => (
        <button key={action} type="button" class="button" onClick={() => act(action)}>
          {texts.text(`dash.page.${action}`)}
        </button>
      ))}
      <Menu label={texts.text('dash.page.more')} isAtEnd>
        {(close) =>
          more.map((group, place) => (
            <div key={place} class="menu-group" role="group">
              {group.map((action) => (
                <button
                  key={action}
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close();
                    act(action);
                  }}
                >
                  {texts.text(`dash.page.${action}`)}
                </button>
              ))}
            </div>
          ))
        }
      </Menu>
      <button type="button" class="link" onClick={() => onSelection(NO_SELECTION)}>
        {texts.text('dash.page.clearSelection')}
      </button>
    </div>
  );
}
