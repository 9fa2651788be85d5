import * as vscode from 'vscode';
import type { Plan } from '../core/plan';
import { isCountToBeTyped, planModal, typedCountIssue } from './planModal';
import type { PlanView } from './planTexts';

/**
 * The last question before anything is sent; false where the person turns away, or where the plan cannot be run, which is
 * then said. `typeCountAbove`: for more machines than this their count is typed; 0 = never.
 */
export async function confirmPlan(plan: Plan, view: PlanView, typeCountAbove: number): Promise<boolean> {
  const { message, detail, button } = planModal(plan, view);
  const buttons = button === null ? [] : [button];
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (button === null || chosen !== button) return false;
  return isCountToBeTyped(plan, typeCountAbove) ? typeCount(plan, message, view) : true;
}

async function typeCount({ included }: Plan, question: string, { texts }: PlanView): Promise<boolean> {
  const count = included.length;
  const typed = await vscode.window.showInputBox({
    title: texts.text('plan.typeCount.title'),
    prompt: texts.text('plan.typeCount.prompt', { question, count }),
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? null : typedCountIssue(text, count, texts)),
  });
  return typed !== undefined && typedCountIssue(typed, count, texts) === null;
}
