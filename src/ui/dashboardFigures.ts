import type { Figure, Piece, RebootsPart, TableFilter, TablePart } from '../core/dashboardContract';
import { listPriceTotals } from '../core/cost';
import { nextChange, periodOn } from '../core/rateCard';
import type { StateId } from '../core/stateTable';
import { STATE_IDS } from '../core/stateTable';
import { utcDay, utcMonth } from '../core/utcDay';
import type { MessageId } from '../messages/english';
import type { DashboardFleet } from './dashboardFleet';
import { priceSince } from './dashboardPrices';

/** The four figures. Counted as the tree and the status bar count. */
export function figuresPart(fleet: DashboardFleet): readonly Figure[] {
  return [hotpatchedFigure(fleet), attentionFigure(fleet), rebootFigure(fleet), costFigure(fleet)];
}

function hotpatchedFigure(fleet: DashboardFleet): Figure {
  const { context, machines, summary } = fleet;
  const { texts, format } = context;
  const bar = { pending: 0, attention: 0, rest: 0 };
  for (const [place, { verdict }] of machines.entries()) {
    if (!verdict.isEligible || verdict.isHotpatched || fleet.isOutOfSight(place)) continue;
    bar[verdict.state === 'pending' ? 'pending' : verdict.needsAttention ? 'attention' : 'rest'] += 1;
  }
  const count = (state: StateId): number => countIn(fleet, state);
  return {
    id: 'hotpatched',
    label: texts.text('dash.figure.hotpatched'),
    value: format.integer(summary.hotpatched),
    of: texts.text('dash.figure.hotpatched.of', { eligible: summary.eligible }),
    filter: { kind: 'hotpatched' },
    lines: [
      pieces(
        counted(fleet, 'dash.figure.pending', count('pending'), { kind: 'pending' }),
        counted(fleet, 'dash.figure.notEnrolled', count('notEnrolled'), { kind: 'notEnrolled' }, true),
        counted(fleet, 'dash.figure.builtIn', summary.byState.builtIn, { kind: 'builtIn' }),
      ),
      pieces(counted(fleet, 'dash.figure.outOfSight', summary.outOfSight, { kind: 'outOfSight' })),
    ],
    bar: [
      { kind: 'done', count: summary.hotpatched },
      { kind: 'pending', count: bar.pending },
      { kind: 'attention', count: bar.attention },
      { kind: 'rest', count: bar.rest },
    ],
  };
}

function countIn(fleet: DashboardFleet, state: StateId): number {
  return fleet.machines.filter((machine, place) => machine.verdict.state === state && !fleet.isOutOfSight(place))
    .length;
}

function attentionFigure({ context, machines }: DashboardFleet): Figure {
  const { texts, format } = context;
  const urgent = machines.filter(({ verdict }) => verdict.needsAttention);
  const byState = STATE_IDS.map((state) => ({
    state,
    count: urgent.filter(({ verdict }) => verdict.state === state).length,
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return {
    id: 'attention',
    label: texts.text('dash.figure.attention'),
    value: format.integer(urgent.length),
    of: '',
    filter: { kind: 'attention' },
    lines: [
      byState.map(({ state, count }) => ({
        text: texts.text('dash.countOf', { count, what: texts.text(`state.${state}`).toLocaleLowerCase(texts.locale) }),
        isStrong: false,
        filter: { kind: 'attentionState', state } as const,
      })),
    ],
    bar: [],
  };
}

function rebootFigure(fleet: DashboardFleet): Figure {
  const { texts, format } = fleet.context;
  const figures = fleet.reboots;
  const main = figures.byReason.slice(0, 3).map(({ id, count }): Piece => ({
    text: texts.text('dash.countOf', { count, what: texts.text(`dash.why.${id}`) }),
    isStrong: false,
    filter: { kind: 'rebootReason', reason: id },
  }));
  const others = figures.byReason.slice(3).reduce((sum, { count }) => sum + count, 0);
  if (others > 0) {
    main.push({ text: texts.text('dash.figure.otherReasons', { count: others }), isStrong: false, filter: null });
  }
  return {
    id: 'reboots',
    label: texts.text('dash.figure.reboots'),
    value: format.integer(figures.pending),
    of: '',
    filter: { kind: 'rebootPending' },
    lines: [
      main,
      pieces(counted(fleet, 'dash.figure.neverAssessed', figures.neverAssessed, { kind: 'neverAssessed' }, true)),
    ],
    bar: [],
  };
}

function costFigure(fleet: DashboardFleet): Figure {
  const { now, texts, format, settings } = fleet.context;
  const { card } = settings;
  const month = utcMonth(now);
  const current = fleet.series.months.find(({ phase }) => phase === 'current');
  const totals = listPriceTotals(fleet.subjects, card);
  const { enrolledNow, allEligible } = totals;
  const cost = current === undefined ? '' : format.money(current.cost, card.currency);
  const unknown = current?.unknownMachines ?? 0;
  return {
    id: 'cost',
    label: texts.text('dash.figure.cost', { month: format.monthName(month) }),
    value: current?.isAtLeast === true ? texts.text('dash.atLeast', { amount: cost }) : cost,
    of: '',
    filter: { kind: 'enrolled' },
    lines: [
      pieces(said(priceInForce(fleet))),
      pieces(
        {
          text: texts.text('dash.figure.cost.list', { amount: format.money(enrolledNow.amount, card.currency) }),
          isStrong: true,
          filter: { kind: 'enrolled' },
        },
        said(texts.text('dash.figure.cost.cores', { count: enrolledNow.cores })),
      ),
      pieces(said(texts.text('dash.figure.cost.all', { amount: format.money(allEligible.amount, card.currency) }))),
      pieces(counted(fleet, 'dash.figure.cost.unknown', unknown, { kind: 'coresUnknown' })),
    ],
    bar: [],
  };
}

/** The price of today, since when, and the next change where one is known. */
function priceInForce({ context }: DashboardFleet): string {
  const { now, texts, format, settings } = context;
  const period = periodOn(settings.card, utcDay(now));
  const next = nextChange(settings.card, utcDay(now));
  const today = period === undefined ? texts.text('dash.price.none') : priceSince(period, settings.card, context);
  if (next === undefined) return today;
  const change = texts.text('dash.price.next', {
    price: format.price(next.after, settings.card.currency),
    day: format.day(next.from),
  });
  return texts.list([today, change]);
}

function counted(
  { context }: DashboardFleet,
  id: MessageId,
  count: number,
  filter: TableFilter,
  isStrong = false,
): Piece | null {
  return count === 0 ? null : { text: context.texts.text(id, { count }), isStrong, filter };
}

function said(text: string): Piece {
  return { text, isStrong: false, filter: null };
}

function pieces(...all: readonly (Piece | null)[]): readonly Piece[] {
  return all.filter((piece) => piece !== null);
}

/** Pending restarts by reason, and those of which nobody knows. */
export function rebootsPart(fleet: DashboardFleet): RebootsPart {
  const { texts } = fleet.context;
  const { byReason, neverAssessed } = fleet.reboots;
  const rows = byReason.map(({ id, count }) => ({
    label: texts.text(`dash.why.${id}.long`),
    count,
    isQuiet: false,
    filter: { kind: 'rebootReason', reason: id } as const,
  }));
  const rest = {
    label: texts.text('dash.reboot.neverAssessed'),
    count: neverAssessed,
    isQuiet: true,
    filter: { kind: 'neverAssessed' } as const,
  };
  return { rows: neverAssessed > 0 ? [...rows, rest] : rows, notes: [texts.text('dash.reboots.note')] };
}

/** What the table offers to narrow it by. */
export function tablePart(fleet: DashboardFleet, revision: number): TablePart {
  const { machines, context, summary } = fleet;
  const { texts, now, format } = context;
  return {
    revision,
    total: machines.length,
    facets: [
      { label: texts.text('dash.facet.all'), count: machines.length, filter: null },
      { label: texts.text('dash.facet.attention'), count: summary.needsAttention, filter: { kind: 'attention' } },
      { label: texts.text('dash.facet.reboot'), count: summary.rebootPending, filter: { kind: 'rebootPending' } },
      {
        label: texts.text('dash.facet.notEnrolled'),
        count: countIn(fleet, 'notEnrolled'),
        filter: { kind: 'notEnrolled' },
      },
    ],
    states: STATE_IDS.filter((state) => summary.byState[state] > 0).map((state) => ({
      state,
      label: texts.text(`state.${state}`),
      count: summary.byState[state],
    })),
    costColumn: texts.text('dash.column.cost', { month: format.shortMonth(utcMonth(now)) }),
  };
}
