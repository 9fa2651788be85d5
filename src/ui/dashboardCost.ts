import type { CostMonthView, CostPart } from '../core/dashboardContract';
import type { CostMonth } from '../core/costHistory';
import type { Amount } from '../core/money';
import { priceInCurrency, toCurrency } from '../core/money';
import { plainText } from '../core/plainText';
import { periodOn } from '../core/rateCard';
import { daysIn, firstDayOf, monthName, monthOfDay, utcDay } from '../core/utcDay';
import type { DashboardContext } from './dashboardContext';
import type { DashboardFleet } from './dashboardFleet';
import { chargedIn } from './dashboardFleet';
import { priceSince, stepText } from './dashboardPrices';
import { updateManagerTexts } from './dashboardUpdateManager';

/** The cost chart: solid what the rate card makes of the machines known today, outlined the list price. */
export function costPart(fleet: DashboardFleet): CostPart {
  const { context } = fleet;
  const { texts, format, settings, now } = context;
  const { card } = settings;
  const { series } = fleet;
  const months = series.months.map((month) => monthView(month, fleet));
  const hasOther = series.otherSubscriptions > 0;
  const ranked = series.ranked.map((id): CostPart['series'][number] => ({
    name: plainText(context.subscriptionName(id), 40),
    filter: { kind: 'subscription', id },
  }));
  const other = { name: texts.text('dash.cost.other', { count: series.otherSubscriptions }), filter: null };
  const current = series.months.find(({ phase }) => phase === 'current');
  const beside = updateManagerTexts(fleet);
  return {
    series: hasOther ? [...ranked, other] : ranked,
    months,
    steps: series.steps.map((step) => {
      const month = monthOfDay(step.from);
      return {
        place: month - (series.months[0]?.month ?? month),
        share: (step.from - firstDayOf(month)) / daysIn(month),
        text: stepText(step, card, context),
      };
    }),
    ticks: ticksFor(Math.max(0, ...months.flatMap(({ list, shares }) => [list, total(shares)]))).map((value) => ({
      value,
      text: format.shortMoney(value, card.currency),
    })),
    summary: texts.text('dash.cost.summary', {
      month: current === undefined ? '' : format.monthAndYear(current.month),
      cost: current === undefined ? '' : format.money(current.cost, card.currency),
      list: current === undefined ? '' : format.money(current.atListPrice, card.currency),
    }),
    beside: beside.line,
    assumptions: [...assumptions(fleet, now), ...beside.assumptions],
    canPlan: true,
    currency: card.currency,
    listPrice: priceInCurrency(card.listPrice),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function monthView(month: CostMonth, fleet: DashboardFleet): CostMonthView {
  const { context, series } = fleet;
  const { format, texts } = context;
  const { currency } = series;
  const money = (amount: Amount): string => format.money(amount, currency);
  const amounts = series.otherSubscriptions > 0 ? [...month.shares, month.other] : month.shares;
  return {
    month: monthName(month.month),
    label: format.shortMonth(month.month),
    year: format.year(month.month),
    title: format.monthAndYear(month.month),
    phase: month.phase,
    shares: amounts.map((amount) => toCurrency(amount)),
    list: toCurrency(month.atListPrice),
    texts: {
      cost: month.isAtLeast ? texts.text('dash.atLeast', { amount: money(month.cost) }) : money(month.cost),
      list: money(month.atListPrice),
      shares: amounts.map(money),
      machines: machinesOf(month, fleet),
      note: noteOf(month, context),
    },
  };
}

/** How many were enrolled, and how many of these the table below does not have. */
function machinesOf({ month, machines }: CostMonth, { context, gone }: DashboardFleet): string {
  const { texts } = context;
  const count = chargedIn(month, gone).size;
  return texts.list([
    texts.text('dash.cost.machines', { count: machines }),
    count === 0 ? '' : texts.text('dash.cost.gone', { count }),
  ]);
}

function noteOf({ phase, isFree, atLeast, isAtLeast }: CostMonth, { texts }: DashboardContext): string {
  if (isFree) return texts.text('dash.cost.free');
  if (phase === 'future') return texts.text('dash.cost.ahead');
  if (!isAtLeast) return '';
  const reasons = atLeast.map((reason) => texts.text(`dash.atLeast.${reason}`));
  return texts.text('dash.cost.atLeast', { reasons: texts.list(reasons) });
}

/** From 0 to a round number that is not below `most`, in four steps. */
export function ticksFor(most: number): readonly number[] {
  const step = niceStep(most / 4);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, place) => place * step);
}

function niceStep(rough: number): number {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

function assumptions(fleet: DashboardFleet, now: DashboardContext['now']): readonly string[] {
  const { context } = fleet;
  const { texts, settings } = context;
  const { basis, cores } = settings.assumptions;
  const period = periodOn(settings.card, utcDay(now));
  const unknown = fleet.subjects.filter((subject) => !subject.isExempt && subject.isEligible && subject.cores === null);
  return [
    texts.text('dash.assumption.estimate'),
    ...(period === undefined ? [] : [priceSince(period, settings.card, context)]),
    texts.text('dash.assumption.months'),
    texts.text(`dash.assumption.cores.${cores}`),
    texts.text(`dash.assumption.basis.${basis}`),
    texts.text('dash.assumption.azureEdition'),
    ...(unknown.length > 0 ? [texts.text('dash.assumption.coresUnknown', { count: unknown.length })] : []),
  ];
}
