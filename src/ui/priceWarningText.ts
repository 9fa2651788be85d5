import type { PlanCost, PriceRise } from '../core/plan';
import type { PriceWarning } from '../core/planCost';
import { utcDay } from '../core/utcDay';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import type { DashboardFormat } from './dashboardFormat';

/** What prices are written with. */
export interface PriceView {
  readonly texts: Texts;
  readonly format: DashboardFormat;
}

/** Azure's billing dates, as the caution that they are. */
export function billingLines(
  { futureBillingDates }: Pick<PlanCost, 'futureBillingDates'>,
  view: PriceView,
): readonly string[] {
  if (futureBillingDates === null) return [];
  const { machines: count, earliest } = futureBillingDates;
  return [view.texts.text('plan.cost.billingDates', { count, day: view.format.day(utcDay(earliest)) })];
}

/** A price that rises: day, machines, amount and source. */
export function riseText(
  id: Extract<MessageId, `plan.cost.rise${string}`>,
  rise: PriceRise,
  currency: string,
  { texts, format }: PriceView,
): string {
  return texts.text(id, {
    count: rise.machines,
    day: format.day(rise.day),
    price: format.price(rise.after, currency),
    before: format.price(rise.before, currency),
    amount: format.money(rise.perMonth, currency),
    source: sourceOf(rise, texts),
  });
}

function sourceOf({ why }: PriceRise, texts: Texts): string {
  if (why === null) return texts.text('plan.cost.source.settings');
  return 'id' in why ? texts.text('plan.cost.source.bundled') : texts.text('plan.cost.source.why', { why: why.text });
}

/** What lies ahead for the enrolled machines, for tree and status bar: day, machines, amount and source. */
export function priceWarningLines(
  { rise, futureBillingDates }: PriceWarning,
  currency: string,
  view: PriceView,
): readonly string[] {
  const { texts, format } = view;
  const lines: string[] = [];
  if (rise !== null) {
    lines.push(riseText('plan.cost.rise', rise, currency, view));
    const { machinesWithoutCores: count } = rise;
    if (count > 0) lines.push(texts.text('plan.cost.withoutCores', { count }));
  }
  if (futureBillingDates !== null) {
    const { machines: count, earliest } = futureBillingDates;
    lines.push(texts.text('plan.cost.billingDates', { count, day: format.day(utcDay(earliest)) }));
  }
  return lines;
}
