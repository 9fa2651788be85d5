import type { CostSeriesOptions } from '../core/costHistory';
import { coveredMonths } from '../core/monthlyRecord';
import { priceSteps } from '../core/rateCard';
import type { UtcMonth } from '../core/utcDay';
import { monthAfter, monthOfDay, utcMonth } from '../core/utcDay';
import { isComplete } from '../fleet/fleetSnapshot';
import type { DashboardContext } from './dashboardContext';

/** Subscriptions with a colour of their own; the rest is "other". */
const RANKED = 4;
const MONTHS_AHEAD = 3;
/** The chart reaches back to the month before the first charge, but not further than this. */
const MOST_MONTHS_BACK = 24;
const LEAST_MONTHS_BACK = 12;

/** How the series of the chart is worked out. */
export function seriesOptions(context: DashboardContext): CostSeriesOptions {
  const { now, settings, view, records } = context;
  const current = utcMonth(now);
  return {
    from: firstMonth(context),
    to: monthAfter(current, MONTHS_AHEAD),
    now,
    card: settings.card,
    assumptions: settings.assumptions,
    ranked: RANKED,
    recorded: coveredMonths(records),
    isPartial: view.snapshot !== null && !isComplete(view.snapshot),
  };
}

function firstMonth({ now, settings }: DashboardContext): UtcMonth {
  const current = utcMonth(now);
  const firstStep = priceSteps(settings.card)[0];
  const wanted = firstStep === undefined ? current : monthAfter(monthOfDay(firstStep.from), -1);
  const back = Math.min(MOST_MONTHS_BACK, Math.max(LEAST_MONTHS_BACK, current - wanted));
  return monthAfter(current, -back);
}
