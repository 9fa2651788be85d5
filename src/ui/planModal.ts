import type { OperationKind } from '../core/operation';
import type { Plan } from '../core/plan';
import { toIso } from '../core/instant';
import type { Texts } from '../messages/texts';
import type { PlanView } from './planView';
import {
  approvalLines,
  costLines,
  durationLines,
  effectLines,
  expectationLines,
  obstacleText,
  planTitle,
  whereLines,
} from './planTexts';

/** What the last question before sending says. */
export interface PlanModal {
  readonly message: string;
  readonly detail: string;
  /** The verb with the count; null = the plan cannot be run, and the detail says why. */
  readonly button: string | null;
}

export function planModal(plan: Plan, view: PlanView): PlanModal {
  const { texts, isDemo } = view;
  const { obstacle, deselected, leftOut, included, kind } = plan;
  const left = texts.list([
    deselected.length > 0 ? texts.text('plan.count.deselected', { count: deselected.length }) : '',
    leftOut.length > 0 ? texts.text('plan.count.leftOut', { count: leftOut.length }) : '',
  ]);
  const parts: readonly (readonly string[])[] = [
    obstacle === null ? [] : [obstacleText(obstacle, texts)],
    isDemo ? [texts.text('plan.demo')] : [],
    effectLines(plan, view),
    [...whereLines(plan, view), ...approvalLines(view)],
    expectationLines(plan, view),
    costLines(plan, view),
    [...durationLines(plan, view), left],
  ];
  return {
    message: texts.text('plan.question', { title: planTitle(plan, view) }),
    detail: parts
      .map((lines) => lines.filter((line) => line !== '').join('\n'))
      .filter((part) => part !== '')
      .join('\n\n'),
    button: obstacle === null ? texts.text(`plan.button.${kind}`, { count: included.length }) : null,
  };
}

/** Whether the count has to be typed. `above`: for more machines than this; 0 = never, but for a restart. */
export function isCountToBeTyped(
  { kind, included }: { readonly kind: OperationKind; readonly included: readonly unknown[] },
  above: number,
): boolean {
  return kind === 'restart' || (above > 0 && included.length > above);
}

/** What is wrong with the typed count; null = it is right. Separators of thousands are taken as people write them. */
export function typedCountIssue(typed: string, count: number, texts: Texts): string | null {
  const digits = typed.replaceAll(/[\s.,'’٬_]/g, '');
  return digits === String(count) ? null : texts.text('plan.typeCount.wrong', { count });
}

/** A file name for what is exported of a plan. */
export function planFileName({ kind, madeAt }: Plan, { isDemo }: PlanView, extension: 'csv' | 'md' | 'json'): string {
  const at = toIso(madeAt).slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  return `hotpatch-${kind.toLowerCase()}-plan-${at}${isDemo ? '-demo' : ''}.${extension}`;
}
