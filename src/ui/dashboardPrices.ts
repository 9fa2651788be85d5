import type { PricePeriod, PriceStep, RateCard } from '../core/rateCard';
import type { DashboardContext } from './dashboardContext';

/** The price of a period with the day from which it holds and, where it is known, why. */
export function priceSince({ from, price, why }: PricePeriod, card: RateCard, context: DashboardContext): string {
  const { texts, format } = context;
  const day = format.day(from);
  if (why !== null && 'id' in why) return texts.text(`dash.price.${why.id}`, { day });
  const says = texts.text('dash.price.since', { price: format.price(price, card.currency), day });
  return texts.list([says, why?.text ?? '']);
}

/** A price step in a few words, for a mark on the chart. */
export function stepText({ from, after }: PriceStep, card: RateCard, { texts, format }: DashboardContext): string {
  const day = format.day(from);
  if (after === 0) return texts.text('dash.step.free', { day });
  return texts.text('dash.step.charged', { day, price: format.price(after, card.currency) });
}
