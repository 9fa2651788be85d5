import type { UpdateManagerEstimate } from '../core/updateManager';
import { UPDATE_MANAGER_PRICE, updateManagerEstimate } from '../core/updateManager';
import { utcMonth } from '../core/utcDay';
import type { DashboardFleet } from './dashboardFleet';

/** What Azure Update Manager may cost, for those who have asked for it: a line of its own, and what it rests on. */
export interface UpdateManagerTexts {
  /** Empty = not asked for. */
  readonly line: string;
  readonly assumptions: readonly string[];
}

export function updateManagerTexts({ context, machines }: DashboardFleet): UpdateManagerTexts {
  const { settings, now, texts, format } = context;
  if (settings.updateManager === null) return { line: '', assumptions: [] };
  const exemptSubscriptions = new Set(settings.updateManager.exemptSubscriptions);
  const month = utcMonth(now);
  const estimate = updateManagerEstimate(machines, { month, exemptSubscriptions });
  return {
    line: texts.list([
      texts.text('dash.updateManager', {
        month: format.monthName(month),
        expected: format.money(estimate.expected, estimate.currency),
      }),
      texts.text('dash.updateManager.proven', { proven: format.money(estimate.proven, estimate.currency) }),
      texts.text('dash.updateManager.machines', { count: estimate.machines }),
    ]),
    assumptions: assumptionsOf(estimate, context),
  };
}

function assumptionsOf(
  { currency, exempt, unseenExemptions }: UpdateManagerEstimate,
  { texts, format }: DashboardFleet['context'],
): readonly string[] {
  const free = unseenExemptions.map((id) => texts.text(`dash.updateManager.free.${id}`));
  return [
    texts.text('dash.assumption.updateManager', { price: format.price(UPDATE_MANAGER_PRICE, currency) }),
    texts.text('dash.assumption.updateManager.unseen', { reasons: free.join(', ') }),
    ...(exempt > 0 ? [texts.text('dash.assumption.updateManager.exempt', { count: exempt })] : []),
  ];
}
