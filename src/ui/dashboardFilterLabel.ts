import type { TableFilter } from '../core/dashboardContract';
import { subscriptionId } from '../core/ids';
import { plainText } from '../core/plainText';
import { readMonthName } from '../core/utcDay';
import type { DashboardContext } from './dashboardContext';

/** What a filter is called where it stands by itself. */
export function filterLabel(filter: TableFilter, context: DashboardContext): string {
  const { texts, format } = context;
  switch (filter.kind) {
    case 'attentionState':
      return texts.list([texts.text('dash.filter.attention'), texts.text(`state.${filter.state}`)]);
    case 'rebootReason':
      return texts.list([texts.text('dash.filter.rebootPending'), texts.text(`dash.why.${filter.reason}`)]);
    case 'subscription':
      return plainText(context.subscriptionName(subscriptionId(filter.id)));
    case 'enrolledIn': {
      const month = readMonthName(filter.month);
      return texts.text('dash.filter.enrolledIn', { month: month === undefined ? '' : format.monthAndYear(month) });
    }
    default:
      return texts.text(`dash.filter.${filter.kind}`);
  }
}
