import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CostMonthView, CostPart, TableFilter } from '../core/dashboardContract';
import type { BarLayout, ChartLayout } from './chartLayout';
import { chartLayout } from './chartLayout';
import { usePage } from './pageContext';
import { useRoving } from './roving';

/** Cost by month as stacked bars, the list price as dashed outlines, the price steps as marks. */
export function CostChart({ cost }: { readonly cost: CostPart }): JSX.Element {
  const { texts } = usePage();
  const frame = useRef<HTMLDivElement>(null);
  const layout = chartLayout(cost, useSize(frame));
  return (
    <div class="chart" ref={frame}>
      <svg
        class="bars"
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label={cost.summary}
      >
        <Hatches />
        <g aria-hidden="true">
          {layout.ticks.map(({ y, text }) => (
            <g key={text}>
              <line class="grid-line" x1={layout.plot.x} x2={layout.plot.x + layout.plot.width} y1={y} y2={y} />
              <text class="axis" x={layout.plot.x - 8} y={y + 3.5} text-anchor="end">
                {text}
              </text>
            </g>
          ))}
        </g>
        <Bars cost={cost} layout={layout} />
        <MonthLabels cost={cost} layout={layout} />
        <g aria-hidden="true">
          {layout.steps.map(({ x, textX, textY, anchor, text }) => (
            <g key={text}>
              <line class="step" x1={x} x2={x} y1={textY - 8} y2={layout.plot.y + layout.plot.height} />
              <text class="step-text" x={textX} y={textY} text-anchor={anchor}>
                {text}
              </text>
            </g>
          ))}
        </g>
      </svg>
      <p class="hidden">{cost.steps.map(({ text }) => text).join(', ')}</p>
      <p class="hidden">{texts.text('dash.page.cost.how')}</p>
    </div>
  );
}

function useSize(frame: { readonly current: HTMLDivElement | null }): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 700, height: 224 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void =>
      setSize({ width: Math.max(200, element.clientWidth), height: Math.max(180, element.clientHeight) });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}

function Bars({ cost, layout }: { readonly cost: CostPart; readonly layout: ChartLayout }): JSX.Element {
  const current = cost.months.findIndex(({ phase }) => phase === 'current');
  const roving = useRoving(cost.months.length, current);
  const group = useRef<SVGGElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = roving.onKey(event);
    if (next !== undefined) group.current?.querySelectorAll<SVGGElement>('.month-bar')[next]?.focus();
  };
  return (
    <g ref={group} onKeyDown={onKeyDown}>
      {cost.months.map((month, place) => {
        const bar = layout.bars[place];
        return bar === undefined ? null : (
          <MonthBar
            key={month.month}
            cost={cost}
            month={month}
            bar={bar}
            tabIndex={roving.tabIndex(place)}
            onFocus={() => roving.setActive(place)}
          />
        );
      })}
    </g>
  );
}

interface MonthBarProps {
  readonly cost: CostPart;
  readonly month: CostMonthView;
  readonly bar: BarLayout;
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
}

function MonthBar({ cost, month, bar, tabIndex, onFocus }: MonthBarProps): JSX.Element {
  const { texts, filterBy, showTip, hideTip } = usePage();
  const { slot, segments, outline } = bar;
  const tell = (target: EventTarget | null): void => {
    if (target instanceof Element) showTip(target, <MonthDetails cost={cost} month={month} />);
  };
  const filter = (target: EventTarget | null): void => {
    const series = target instanceof Element ? target.getAttribute('data-series') : null;
    const ofSeries = series === null ? null : (cost.series[Number(series)]?.filter ?? null);
    const filters: TableFilter[] = [{ kind: 'enrolledIn', month: month.month }];
    if (ofSeries !== null) filters.push(ofSeries);
    filterBy(filters);
  };
  return (
    <g
      class={`month-bar month-${month.phase}`}
      role="button"
      tabIndex={tabIndex}
      aria-label={`${texts.text('dash.page.cost.bar', {
        month: month.title,
        cost: month.texts.cost,
        list: month.texts.list,
      })}. ${cost.series.map(({ name }, place) => `${name} ${month.texts.shares[place] ?? ''}`).join(', ')}. ${month.texts.machines}. ${month.texts.note}`}
      onFocus={(event) => {
        onFocus();
        tell(event.currentTarget);
      }}
      onBlur={hideTip}
      onPointerEnter={(event) => tell(event.currentTarget)}
      onPointerLeave={hideTip}
      onClick={(event) => filter(event.target)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        filter(null);
      }}
    >
      <rect class="slot" {...slot} rx="3" />
      {segments.map(({ series, ...box }) => (
        <g key={series}>
          <rect class={`segment series-${series}`} data-series={series} {...box} />
          <rect class="hatch" data-series={series} {...box} fill={`url(#hatch-${series})`} />
        </g>
      ))}
      {outline !== null && <rect class="outline" {...outline} />}
    </g>
  );
}

/** Each bar has its month in its name already. */
function MonthLabels({ cost, layout }: { readonly cost: CostPart; readonly layout: ChartLayout }): JSX.Element {
  const floor = layout.plot.y + layout.plot.height;
  return (
    <g class="month-labels" aria-hidden="true">
      {cost.months.map(({ month, label, year, phase }, place) => {
        const bar = layout.bars[place];
        return bar?.hasLabel === true ? (
          <text key={month} class={`axis label label-${phase}`} x={bar.middle} y={floor + 16} text-anchor="middle">
            {label}
            {bar.hasYear && (
              <tspan class="year" x={bar.middle} dy="13">
                {year}
              </tspan>
            )}
          </text>
        ) : null;
      })}
    </g>
  );
}

function MonthDetails({ cost, month }: { readonly cost: CostPart; readonly month: CostMonthView }): JSX.Element {
  const { texts } = usePage();
  const { cost: total, list, shares, machines, note } = month.texts;
  return (
    <>
      <p class="tip-title">{month.title}</p>
      <dl>
        {cost.series.map(({ name }, place) =>
          (month.shares[place] ?? 0) > 0 ? (
            <div key={name}>
              <dt>
                <span class={`swatch series-${place}`} />
                {name}
              </dt>
              <dd>{shares[place]}</dd>
            </div>
          ) : null,
        )}
        <div class="tip-total">
          <dt>{texts.text('dash.page.cost.total')}</dt>
          <dd>{total}</dd>
        </div>
        <div>
          <dt>
            <span class="swatch swatch-list" />
            {texts.text('dash.page.cost.list')}
          </dt>
          <dd>{list}</dd>
        </div>
      </dl>
      <p class="tip-note">{machines}</p>
      {note !== '' && <p class="tip-note">{note}</p>}
    </>
  );
}

/** What tells the series apart where colours are few: drawn in high contrast only. */
function Hatches(): JSX.Element {
  const lines = ['M0 6 6 0', 'M0 0 6 6', 'M3 0V6', 'M0 3H6', 'M3 0V6M0 3H6'];
  return (
    <defs>
      {lines.map((path, place) => (
        <pattern key={path} id={`hatch-${place}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="hatch-line" d={path} />
        </pattern>
      ))}
    </defs>
  );
}

/** The chart's numbers as a table. */
export function CostTable({ cost }: { readonly cost: CostPart }): JSX.Element {
  const { texts } = usePage();
  return (
    <div class="cost-table" tabIndex={0} role="region" aria-label={cost.summary}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.text('dash.page.cost.month')}</th>
            <th scope="col">{texts.text('dash.page.cost.total')}</th>
            <th scope="col">{texts.text('dash.page.cost.list')}</th>
            {cost.series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cost.months.map(({ month, title, phase, texts: says }) => (
            <tr key={month} class={`month-${phase}`}>
              <th scope="row">{title}</th>
              <td>{says.cost}</td>
              <td>{says.list}</td>
              {cost.series.map(({ name }, place) => (
                <td key={name}>{says.shares[place]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
