import type { Piece, ReleaseMonthView, ReleasesPart } from '../core/dashboardContract';
import type { OutlookMonth } from '../core/releaseOutlook';
import { outlookMonths } from '../core/releaseOutlook';
import { restartsSpared } from '../core/restartsSpared';
import { readMonthName, utcMonth } from '../core/utcDay';
import type { DashboardContext } from './dashboardContext';
import type { DashboardFleet } from './dashboardFleet';

/** The calendar strip: twelve months back and three ahead, what comes next, and what it means for the machines. */
export function releasesPart(fleet: DashboardFleet): ReleasesPart {
  const { context, machines } = fleet;
  const { texts, format, now, releases } = context;
  const { next, restarts } = fleet.outlook;
  const months = outlookMonths(releases, 'ws2025', now);
  const spared = restartsSpared(machines, releases, now);
  return {
    next: texts.text(`dash.release.next.${next.confidence}`, {
      day: format.weekday(next.date),
      // A plan may differ from the quarterly rule; what is planned is still not “unplanned”.
      what: texts.text(`dash.release.what.${next.confidence === 'planned' ? next.type : kindOf(next)}`),
    }),
    months: months.map((month, place) => monthView(month, place === 0, context)),
    notes: [
      [
        ...piece(restarts.restart, texts.text('dash.release.restarts', { count: restarts.restart }), {
          kind: 'restartsNext',
        }),
        ...piece(restarts.notKnown, texts.text('dash.release.restartsNotKnown', { count: restarts.notKnown }), null),
      ],
      piece(
        spared.restarts,
        texts.text('dash.release.spared', { count: spared.restarts, machines: spared.machines }),
        null,
      ),
    ].filter((line) => line.length > 0),
  };
}

function piece(count: number, text: string, filter: Piece['filter']): readonly Piece[] {
  return count === 0 ? [] : [{ text, isStrong: false, filter }];
}

function kindOf({ type, unplanned }: OutlookMonth): ReleaseMonthView['kind'] {
  if (type === 'hotpatch') return 'hotpatch';
  return unplanned ? 'unplanned' : 'baseline';
}

function monthView(month: OutlookMonth, isFirst: boolean, context: DashboardContext): ReleaseMonthView {
  const { format, texts } = context;
  const utc = readMonthName(month.month) ?? utcMonth(month.date);
  const kind = kindOf(month);
  const { release } = month;
  const build =
    typeof release?.revision !== 'number'
      ? ''
      : texts.text('dash.release.build', { revision: String(release.revision) });
  return {
    month: month.month,
    label: format.shortMonth(utc),
    year: isFirst || utc % 12 === 0 ? format.year(utc) : '',
    kind,
    isConfirmed: month.confidence === 'confirmed',
    isCurrent: month.phase === 'current',
    says: texts.list([
      format.monthAndYear(utc),
      texts.text(`dash.release.kind.${kind}`),
      format.weekday(month.date),
      build,
      release?.kb ?? '',
      texts.text(`dash.release.confidence.${month.confidence}`),
    ]),
  };
}
