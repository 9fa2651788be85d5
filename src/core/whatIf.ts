import type { CostSubject } from './cost';
import { isEnrolledNow } from './cost';
import type { CostSeries, CostSeriesOptions } from './costHistory';
import { costSeries } from './costHistory';
import type { MachineId } from './ids';
import type { Amount, Price } from './money';
import { difference, sum } from './money';
import type { RateCard } from './rateCard';
import { withPriceFrom } from './rateCard';
import type { UtcDay } from './utcDay';

/** A change that is thought through and not made. */
export interface WhatIf {
  /** The day from which it would hold. */
  readonly from: UtcDay;
  /** A price from that day on; null = as the rate card has it. */
  readonly price: Price | null;
  /** Machines to enroll. */
  readonly add: 'allEligible' | ReadonlySet<MachineId>;
  /** Machines to disenroll. */
  readonly remove: ReadonlySet<MachineId>;
}

/** Why a machine that was named makes no difference. */
export interface WhatIfSkipped {
  readonly alreadyEnrolled: number;
  readonly notEnrolled: number;
  /** Azure Edition, or an OS that cannot be enrolled. */
  readonly notEligible: number;
  readonly notInFleet: number;
}

/** The same months as they are expected, and as they would be. */
export interface WhatIfResult {
  readonly asIs: CostSeries;
  readonly changed: CostSeries;
  /** All months together; negative where the change saves. */
  readonly difference: Amount;
  readonly added: number;
  readonly removed: number;
  /** Of the added: their cores are not known, so they are in no amount. */
  readonly unknownMachines: number;
  readonly skipped: WhatIfSkipped;
}

/** Thinks a change through for the months of `options`. A machine that is both added and removed is left as it is. */
export function whatIf(subjects: readonly CostSubject[], change: WhatIf, options: CostSeriesOptions): WhatIfResult {
  const counts = { added: 0, removed: 0, unknownMachines: 0 };
  const after = subjects.map((subject) => {
    const next = changedSubject(subject, change);
    if (next === subject) return subject;
    if (isEnrolledNow(next)) {
      counts.added += 1;
      if (next.cores === null) counts.unknownMachines += 1;
    } else counts.removed += 1;
    return next;
  });
  const asIs = costSeries(subjects, options);
  const changed = costSeries(after, { ...options, card: changedCard(options.card, change) });
  const total = (series: CostSeries): Amount => sum(series.months.map(({ cost }) => cost));
  return {
    asIs,
    changed,
    difference: difference(total(changed), total(asIs)),
    ...counts,
    skipped: skippedOf(subjects, change),
  };
}

function changedCard(card: RateCard, { price, from }: WhatIf): RateCard {
  return price === null ? card : withPriceFrom(card, from, price, { id: 'whatIf' });
}

function changedSubject(subject: CostSubject, change: WhatIf): CostSubject {
  const isRemoved = change.remove.has(subject.id);
  if (isRemoved === isAdded(subject, change)) return subject;
  return isRemoved ? disenrolled(subject, change.from) : enrolled(subject, change.from);
}

function isAdded(subject: CostSubject, { add }: WhatIf): boolean {
  return add === 'allEligible' ? subject.isEligible : add.has(subject.id);
}

function enrolled(subject: CostSubject, from: UtcDay): CostSubject {
  if (!subject.isEligible || isEnrolledNow(subject)) return subject;
  const end = subject.spans.at(-1)?.to ?? from;
  return { ...subject, spans: [...subject.spans, { from: from < end ? end : from, to: null }] };
}

function disenrolled(subject: CostSubject, to: UtcDay): CostSubject {
  const current = subject.spans.at(-1);
  if (current?.to !== null) return subject;
  const earlier = subject.spans.slice(0, -1);
  return { ...subject, spans: current.from < to ? [...earlier, { ...current, to }] : earlier };
}

function skippedOf(subjects: readonly CostSubject[], { add, remove }: WhatIf): WhatIfSkipped {
  const skipped = { alreadyEnrolled: 0, notEnrolled: 0, notEligible: 0, notInFleet: 0 };
  const known = new Map(subjects.map((subject) => [subject.id, subject]));
  for (const id of add === 'allEligible' ? [] : add) {
    const subject = known.get(id);
    if (!subject) skipped.notInFleet += 1;
    else if (isEnrolledNow(subject)) skipped.alreadyEnrolled += 1;
    else if (!subject.isEligible) skipped.notEligible += 1;
  }
  for (const id of remove) {
    const subject = known.get(id);
    if (!subject) skipped.notInFleet += 1;
    else if (!isEnrolledNow(subject)) skipped.notEnrolled += 1;
  }
  return skipped;
}
