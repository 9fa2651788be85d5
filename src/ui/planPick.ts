import * as vscode from 'vscode';
import type { Replanning } from '../core/makePlan';
import type { Plan } from '../core/plan';
import type { PlanPickLine, PlanPickSection } from './planPickItems';
import { pickedOf, planPickSections } from './planPickItems';
import type { PlanView } from './planTexts';
import { obstacleText, planSummary, planTitle } from './planTexts';

/** What the quick pick of a plan needs from its caller. */
export interface PlanPickActions {
  /** The same request with other ticks: core's replan. */
  readonly remake: (changed: Replanning) => Plan;
  /** Opens the whole plan as a readonly document. */
  readonly showList: (plan: Plan) => void;
  /** Writes the plan to a file and sends nothing. */
  readonly exportPlan: (plan: Plan) => void;
}

interface PlanItem extends vscode.QuickPickItem {
  readonly line: PlanPickLine | null;
}

/**
 * Offers the plan's groups to be ticked, with the counts of what is ticked in sight. Gives the plan as it was accepted;
 * `back` where the person goes a step back; undefined where they turn away.
 */
export function pickPlan(
  plan: Plan,
  view: PlanView,
  actions: PlanPickActions,
  options: { readonly canGoBack: boolean } = { canGoBack: false },
): Promise<Plan | 'back' | undefined> {
  const { texts } = view;
  const sections = planPickSections(plan, view);
  const items = itemsOf(sections);
  const pick = vscode.window.createQuickPick<PlanItem>();
  const list = { iconPath: new vscode.ThemeIcon('list-flat'), tooltip: texts.text('plan.pick.showList') };
  const dryRun = { iconPath: new vscode.ThemeIcon('export'), tooltip: texts.text('plan.pick.export') };
  let current = plan;
  const show = (): void => {
    pick.title = planTitle(current, view);
    pick.placeholder = planSummary(current, view);
  };
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true; // the full list opens beside it
  pick.matchOnDescription = true;
  pick.buttons = [...(options.canGoBack ? [vscode.QuickInputButtons.Back] : []), list, dryRun];
  pick.items = items;
  pick.selectedItems = items.filter(({ line }) => line?.isPicked === true);
  show();
  return new Promise((resolve) => {
    const end = (result: Plan | 'back' | undefined): void => {
      resolve(result);
      pick.dispose();
    };
    pick.onDidChangeSelection((selected) => {
      const ticked = selected.filter(isTickable);
      if (ticked.length < selected.length) {
        // Causes are there to be read; the tick that VS Code offers is taken away at once.
        pick.selectedItems = ticked;
      }
      current = actions.remake(pickedOf(sections, linesOf(ticked)));
      show();
    });
    pick.onDidTriggerButton((button) => {
      if (button === list) actions.showList(current);
      else if (button === dryRun) actions.exportPlan(current);
      else end('back');
    });
    pick.onDidAccept(() => {
      if (current.obstacle === null) end(current);
      else void vscode.window.showWarningMessage(obstacleText(current.obstacle, texts));
    });
    pick.onDidHide(() => end(undefined));
    pick.show();
  });
}

function itemsOf(sections: readonly PlanPickSection[]): readonly PlanItem[] {
  return sections.flatMap(({ title, lines }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator, line: null },
    ...lines.map((line): PlanItem => ({
      label:
        line.meaning.kind === 'information' ? `$(circle-slash) ${withoutIcons(line.label)}` : withoutIcons(line.label),
      description: line.description,
      ...(line.detail === undefined ? {} : { detail: line.detail }),
      line,
    })),
  ]);
}

/** A name such as “$(alert)” is shown as it is, not as VS Code's icon. */
function withoutIcons(label: string): string {
  return label.replaceAll(/\$\([A-Za-z0-9~-]+\)/g, (icon) => `\\${icon}`);
}

function isTickable({ line }: PlanItem): boolean {
  return line !== null && line.meaning.kind !== 'information';
}

function linesOf(items: readonly PlanItem[]): readonly PlanPickLine[] {
  return items.flatMap(({ line }) => (line === null ? [] : [line]));
}
