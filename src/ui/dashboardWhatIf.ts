import type { WhatIfAnswer, WhatIfRequest } from '../core/dashboardContract';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { Price } from '../core/money';
import { difference, price } from '../core/money';
import { firstDayOf, monthAfter, utcMonth } from '../core/utcDay';
import type { WhatIf } from '../core/whatIf';
import { whatIf } from '../core/whatIf';
import type { DashboardFleet } from './dashboardFleet';
import { seriesOptions } from './dashboardSeries';

const MONTHS = 12;

/** Thinks a price, and other machines, through for the twelve months after this one. */
export function whatIfAnswer(
  request: WhatIfRequest,
  selected: readonly JudgedMachine[],
  fleet: DashboardFleet,
): WhatIfAnswer {
  const { texts, format, now, settings } = fleet.context;
  const { currency } = settings.card;
  const next = monthAfter(utcMonth(now));
  const ids: ReadonlySet<MachineId> = new Set(selected.map(({ facts }) => facts.id));
  const change: WhatIf = { from: firstDayOf(next), price: assumedPrice(request), ...machinesOf(request, ids) };
  const result = whatIf(fleet.subjects, change, {
    ...seriesOptions(fleet.context),
    from: next,
    to: monthAfter(next, MONTHS - 1),
  });
  const months = result.changed.months.map((month, place) => {
    const asIs = result.asIs.months[place];
    const before = asIs?.cost ?? month.cost;
    return {
      title: format.monthAndYear(month.month),
      now: format.money(before, currency),
      cost: format.money(month.cost, currency),
      difference: format.moneyChange(difference(month.cost, before), currency),
    };
  });
  const counts = [
    texts.text('dash.whatIf.months', {
      count: MONTHS,
      difference: format.moneyChange(result.difference, currency),
    }),
    result.added > 0 ? texts.text('dash.whatIf.added', { count: result.added }) : '',
    result.removed > 0 ? texts.text('dash.whatIf.removed', { count: result.removed }) : '',
    result.unknownMachines > 0 ? texts.text('dash.whatIf.unknown', { count: result.unknownMachines }) : '',
    result.skipped.notEligible > 0 ? texts.text('dash.whatIf.notEligible', { count: result.skipped.notEligible }) : '',
  ];
  return { summary: texts.list(counts), months };
}

function assumedPrice({ price: wanted }: WhatIfRequest): Price | null {
  return price(Math.max(0, Math.round(wanted * 10_000) / 10_000)) ?? null;
}

function machinesOf({ machines }: WhatIfRequest, ids: ReadonlySet<MachineId>): Pick<WhatIf, 'add' | 'remove'> {
  const none: ReadonlySet<MachineId> = new Set();
  switch (machines) {
    case 'enrolledNow':
      return { add: none, remove: none };
    case 'allEligible':
      return { add: 'allEligible', remove: none };
    case 'withSelection':
      return { add: ids, remove: none };
    case 'withoutSelection':
      return { add: none, remove: ids };
  }
}
