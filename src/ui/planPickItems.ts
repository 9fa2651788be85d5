import type { SubscriptionId } from '../core/ids';
import type { Replanning } from '../core/makePlan';
import { tally } from '../core/makePlan';
import type { BucketId, Plan, PlannedMachine } from '../core/plan';
import type { PlanView } from './planView';
import { bucketName, exclusionName } from './planTexts';
import { shownName } from './shownName';

/** What a line of the plan's quick pick stands for. `information` can be read and not be ticked. */
export type PlanPickMeaning =
  | { readonly kind: 'bucket'; readonly id: BucketId }
  | { readonly kind: 'alsoTurnOn' }
  | { readonly kind: 'subscription'; readonly id: SubscriptionId }
  | { readonly kind: 'information' };

export interface PlanPickLine {
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
  readonly isPicked: boolean;
  readonly meaning: PlanPickMeaning;
}

/** A part of the quick pick under its own title. */
export interface PlanPickSection {
  readonly title: string;
  readonly lines: readonly PlanPickLine[];
}

/** Groups, options, subscriptions and causes, never thousands of machines. Sections without a line are left away. */
export function planPickSections(plan: Plan, view: PlanView): readonly PlanPickSection[] {
  const { texts } = view;
  return [
    { title: texts.text('plan.pick.groups'), lines: bucketLines(plan, view) },
    { title: texts.text('plan.pick.options'), lines: optionLines(plan, view) },
    { title: texts.text('plan.pick.subscriptions'), lines: subscriptionLines(plan, view) },
    { title: texts.text('plan.pick.leftOut'), lines: leftOutLines(plan, view) },
  ].filter(({ lines }) => lines.length > 0);
}

function bucketLines({ buckets }: Plan, { texts }: PlanView): readonly PlanPickLine[] {
  return buckets.map(({ id, count, isIncluded }) => ({
    label: bucketName(id, texts),
    description: texts.number(count),
    detail: texts.text(`plan.bucket.${id}.detail`),
    isPicked: isIncluded,
    meaning: { kind: 'bucket', id },
  }));
}

function optionLines({ kind, candidates, alsoTurnOn }: Plan, { texts }: PlanView): readonly PlanPickLine[] {
  const off = kind === 'enroll' ? candidates.filter(({ before }) => before.hotpatching === false).length : 0;
  if (off === 0) return [];
  return [
    {
      label: texts.text('plan.pick.alsoTurnOn'),
      description: texts.number(off),
      detail: texts.text('plan.pick.alsoTurnOn.detail'),
      isPicked: alsoTurnOn,
      meaning: { kind: 'alsoTurnOn' },
    },
  ];
}

/** With one subscription there is nothing to choose. */
function subscriptionLines({ candidates, choice }: Plan, view: PlanView): readonly PlanPickLine[] {
  const subscriptions = tally<PlannedMachine, SubscriptionId>(
    candidates,
    ({ machine }) => machine.facts.subscriptionId,
  );
  if (subscriptions.length < 2) return [];
  return subscriptions.map(({ id, count }) => ({
    label: shownName(view.subscriptionName(id), view.texts),
    description: view.texts.number(count),
    isPicked: !choice.withoutSubscriptions.has(id),
    meaning: { kind: 'subscription', id },
  }));
}

function leftOutLines(plan: Plan, { texts }: PlanView): readonly PlanPickLine[] {
  return plan.exclusions.map(({ id, count }) => ({
    label: exclusionName(id, plan, texts),
    description: texts.number(count),
    isPicked: false,
    meaning: { kind: 'information' },
  }));
}

/** What the ticks mean. `ticked`: the lines that are ticked of those that were offered. */
export function pickedOf(
  sections: readonly PlanPickSection[],
  ticked: readonly Pick<PlanPickLine, 'meaning'>[],
): Replanning {
  const meanings = ticked.map(({ meaning }) => meaning);
  const offered = sections.flatMap(({ lines }) => lines.map(({ meaning }) => meaning));
  const chosen = new Set(meanings.flatMap((one) => (one.kind === 'subscription' ? [one.id] : [])));
  const subscriptions = offered.flatMap((one) => (one.kind === 'subscription' ? [one.id] : []));
  return {
    alsoTurnOn: meanings.some(({ kind }) => kind === 'alsoTurnOn'),
    choice: {
      buckets: new Set(meanings.flatMap((one) => (one.kind === 'bucket' ? [one.id] : []))),
      withoutSubscriptions: new Set(subscriptions.filter((id) => !chosen.has(id))),
    },
  };
}

/**
 * The ticks that stay of those that VS Code offers. A cause is there to be read. The other switch is turned on only by a
 * tick of its own, never because everything was ticked at once.
 */
export function keptTicks(before: readonly PlanPickLine[], now: readonly PlanPickLine[]): readonly PlanPickLine[] {
  const isBulk = now.filter((line) => !before.includes(line)).length > 1;
  return now.filter((line) => {
    if (line.meaning.kind === 'information') return false;
    return line.meaning.kind !== 'alsoTurnOn' || !isBulk || before.includes(line);
  });
}
