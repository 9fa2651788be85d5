import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ActionId, ExportFormat, HeadPart, Selection, TableQuery } from '../core/dashboardContract';
import { EXPORT_FORMATS, isNothing } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import { CostCard } from './costCard';
import { Figures } from './figures';
import type { HostLink } from './hostLink';
import { MachineTable } from './machineTable';
import { Menu } from './menu';
import type { Page } from './pageContext';
import { PageContext, usePage } from './pageContext';
import type { PageState } from './pageState';
import type { PageTexts } from './pageTexts';
import type { PartsStore } from './partsStore';
import { ReleasesCard } from './releases';
import { NO_SELECTION, selectedCount } from './selection';
import type { StyleRules } from './styleRules';

interface DashboardProps {
  readonly parts: PartsStore;
  readonly host: HostLink;
  readonly texts: PageTexts;
  readonly rules: StyleRules;
  readonly firstState: PageState;
  readonly keepState: (state: PageState) => void;
}

interface TipContent {
  readonly target: Element;
  readonly content: ComponentChildren;
}

/** The whole page. */
export function Dashboard({ parts: store, host, texts, rules, firstState, keepState }: DashboardProps): JSX.Element {
  const [parts, setParts] = useState(store.parts);
  useEffect(() => store.listen(() => setParts(store.parts)), [store]);
  const [state, setState] = useState(firstState);
  const [selection, setSelection] = useState<Selection>(NO_SELECTION);
  const [tip, setTip] = useState<TipContent | null>(null);
  const [said, setSaid] = useState('');
  const keeping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = (changes: Partial<PageState>): void =>
    setState((before) => {
      const next = { ...before, ...changes };
      clearTimeout(keeping.current);
      keeping.current = setTimeout(() => keepState(next), 200);
      return next;
    });
  const setQuery = (query: TableQuery): void => {
    // "All that match" means other machines under another filter.
    const isSameFilter = JSON.stringify({ ...query, sort: 0 }) === JSON.stringify({ ...state.query, sort: 0 });
    if (selection.kind === 'matching' && !isSameFilter) setSelection(NO_SELECTION);
    change({ query, ...(isSameFilter ? {} : { scrollTop: 0 }) });
    document.querySelector('.grid')?.scrollTo({ top: 0 });
  };
  const query = useRef(setQuery);
  query.current = setQuery;
  const latest = useRef(state);
  latest.current = state;
  const page = useMemo<Page>(
    () => ({
      texts,
      host,
      rules,
      filterBy: (filters) => {
        query.current({ ...latest.current.query, filters, states: [], text: '' });
        document.getElementById('machines')?.scrollIntoView({ block: 'nearest' });
      },
      showTip: (target, content) => setTip({ target, content }),
      hideTip: () => setTip(null),
      say: setSaid,
    }),
    [texts, host, rules],
  );
  const { head, figures, cost, releases, reboots, table } = parts;
  const isFilled = head?.content === 'machines';
  return (
    <PageContext.Provider value={page}>
      <main
        class="page"
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTip(null);
        }}
      >
        <Head head={head} now={() => store.now()} state={state} />
        {said !== '' && (
          <p class="notice notice-error" role="alert">
            {said}
          </p>
        )}
        {isFilled && figures && <Figures figures={figures} />}
        {isFilled && cost && releases && reboots && (
          <div class="middle">
            <CostCard
              cost={cost}
              isTable={state.isCostTable}
              selection={selectedCount(selection, table?.total ?? 0) === 0 ? null : selection}
              onTable={(isCostTable) => change({ isCostTable })}
            />
            <ReleasesCard releases={releases} reboots={reboots} />
          </div>
        )}
        {isFilled && table && (
          <MachineTable
            table={table}
            query={state.query}
            columns={state.columns}
            selection={selection}
            scrollTop={firstState.scrollTop}
            onQuery={setQuery}
            onColumns={(columns) => change({ columns })}
            onSelection={setSelection}
            onScroll={(scrollTop) => {
              if (scrollTop !== latest.current.scrollTop) change({ scrollTop });
            }}
          />
        )}
        {head === undefined || head.content === 'loading' ? <Loading head={head} /> : null}
        <Tip tip={tip} />
      </main>
    </PageContext.Provider>
  );
}

function Head({
  head,
  now,
  state,
}: {
  readonly head: HeadPart | undefined;
  readonly now: () => number;
  readonly state: PageState;
}): JSX.Element {
  const { texts, host, say } = usePage();
  useMinutes();
  const act = (action: ActionId): void => {
    say('');
    host
      .request({ kind: 'act', action }, isNothing)
      .catch((error: unknown) => say(texts.text('dash.page.failed', { message: errorMessage(error) })));
  };
  const exportAs = (format: ExportFormat): void => {
    host
      // The user takes the time that they need to choose a file.
      .request({ kind: 'export', format, query: state.query, columns: state.columns }, isNothing, { timeLimit: null })
      .catch((error: unknown) => say(texts.text('dash.page.failed', { message: errorMessage(error) })));
  };
  const isReading = head !== undefined && head.reading !== null;
  return (
    <>
      <header class="head">
        <h1>Hotpatch Fleet</h1>
        {head?.isDemo === true && (
          <span class="badge" title={texts.text('dash.page.demo.explained')}>
            {texts.text('dash.page.demo')}
          </span>
        )}
        <span class="quiet scope">{head?.scope}</span>
        <span class="space" />
        <span class="quiet age" aria-live="polite">
          {isReading ? head.reading : typeof head?.asOf !== 'number' ? '' : texts.age(now() - head.asOf)}
        </span>
        {head !== undefined && (
          <button type="button" class="button" onClick={() => act(isReading ? 'cancelRefresh' : 'refresh')}>
            {texts.text(isReading ? 'dash.page.cancel' : 'dash.page.refresh')}
          </button>
        )}
        {head?.content === 'machines' && (
          <Menu label={texts.text('dash.page.export')} isAtEnd>
            {(close) =>
              EXPORT_FORMATS.map((format) => (
                <button
                  key={format}
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close();
                    exportAs(format);
                  }}
                >
                  {texts.text(`dash.page.export.${format}`)}
                </button>
              ))
            }
          </Menu>
        )}
        <div class={isReading ? 'progress is-on' : 'progress'} aria-hidden="true" />
      </header>
      {head?.notices.map(({ kind, text, actions }, at) => (
        <section
          key={kind}
          class={`notice notice-${kind} ${head.content === 'none' && at === head.notices.length - 1 ? 'is-whole' : ''}`}
          aria-label={text}
        >
          <svg class="notice-sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path class="stroke" d="M8 2 14.500 13.500H1.500zM8 6.500v3.500M8 11.700v.2" />
          </svg>
          <p>{text}</p>
          <div class="notice-actions">
            {actions.map(({ action, label }, place) => (
              <button
                key={action}
                type="button"
                class={place === 0 && head.content === 'none' ? 'button is-accent' : 'button'}
                onClick={() => act(action)}
              >
                {label}
              </button>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

/** Draws the age of the data anew as time goes by. */
function useMinutes(): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
}

/** The outlines of what is to come, so that nothing jumps when it does. */
function Loading({ head }: { readonly head: HeadPart | undefined }): JSX.Element {
  const { texts } = usePage();
  return (
    <div class="loading" aria-busy="true">
      <p class="hidden" role="status">
        {head?.reading ?? texts.text('dash.page.loading')}
      </p>
      <div class="figures" aria-hidden="true">
        {[1, 2, 3, 4].map((card) => (
          <div key={card} class="card figure is-blank">
            <span class="blank" />
            <span class="blank is-large" />
            <span class="blank" />
          </div>
        ))}
      </div>
      <div class="middle" aria-hidden="true">
        <div class="card cost is-blank" />
        <div class="card releases is-blank" />
      </div>
      <div class="card machines is-blank" aria-hidden="true" />
    </div>
  );
}

/** Details beside what is pointed at or has the focus. What they say is in its name as well. */
function Tip({ tip }: { readonly tip: TipContent | null }): JSX.Element | null {
  const { rules } = usePage();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (tip === null || box.current === null) return;
    const { left, right, top, bottom } = tip.target.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = box.current;
    const middle = (left + right) / 2;
    const isRoomAside = right + offsetWidth + 12 < innerWidth;
    const isTall = bottom - top > 100;
    const x = isTall ? (isRoomAside ? right + 6 : left - offsetWidth - 6) : middle - offsetWidth / 2;
    const y = isTall ? top + 8 : bottom + 6;
    const fits = y + offsetHeight < innerHeight - 8;
    rules.set('.tip', {
      left: `${Math.max(8, Math.min(innerWidth - offsetWidth - 8, x))}px`,
      top: `${Math.max(8, fits ? y : Math.min(innerHeight - offsetHeight - 8, isTall ? y : top - offsetHeight - 6))}px`,
    });
  }, [tip, rules]);
  if (tip === null) return null;
  return (
    <div class="tip" ref={box} aria-hidden="true">
      {tip.content}
    </div>
  );
}
