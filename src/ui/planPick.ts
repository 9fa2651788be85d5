import * as vscode from 'vscode';
import type { Replanning } from '../core/makePlan';
import type { Plan } from '../core/plan';
import { inertText } from './inertText';
import { showWarning } from './notifications';
import type { PlanPickLine, PlanPickSection } from './planPickItems';
import { keptTicks, pickedOf, planPickSections } from './planPickItems';
import type { PlanView } from './planView';
import { obstacleText, planSummary, planTitle } from './planTexts';

/** What the quick pick of a plan needs from its caller. */
export interface PlanPickActions {
  /** The same request with other ticks: core's replan. */
  readonly remake: (changed: Replanning) => Plan;
  /** Opens the whole plan as a readonly document. */
  readonly showList: PlanErrand;
  /** Writes the plan to a file and sends nothing. */
  readonly exportPlan: PlanErrand;
  /** Opens the script that would run; absent = none would. */
  readonly showScript?: PlanErrand;
}

/** Something that is done beside the quick pick, which comes back when the promise ends. It must not fail. */
export type PlanErrand = (plan: Plan) => Promise<unknown> | undefined;

interface PlanItem extends vscode.QuickPickItem {
  readonly line: PlanPickLine | null;
}

/**
 * Offers the plan's groups to be ticked, with the counts of what is ticked in sight. Gives the plan as it was accepted;
 * `back` where the person goes a step back; undefined where they turn away.
 */
export async function pickPlan(
  plan: Plan,
  view: PlanView,
  actions: PlanPickActions,
  options: { readonly canGoBack: boolean } = { canGoBack: false },
): Promise<Plan | 'back' | undefined> {
  const pick = new PlanPick(plan, view, actions, options.canGoBack);
  try {
    return await pick.ask();
  } finally {
    pick.dispose();
  }
}

class PlanPick {
  readonly #view: PlanView;
  readonly #actions: PlanPickActions;
  readonly #sections: readonly PlanPickSection[];
  readonly #pick = vscode.window.createQuickPick<PlanItem>();
  readonly #errands: ReadonlyMap<vscode.QuickInputButton, PlanErrand>;
  #plan: Plan;
  #ticked: readonly PlanPickLine[] = [];
  /** Another input of VS Code is asked, which hides this one. */
  #isAway = false;
  #isHidden = false;

  constructor(plan: Plan, view: PlanView, actions: PlanPickActions, canGoBack: boolean) {
    this.#plan = plan;
    this.#view = view;
    this.#actions = actions;
    this.#sections = planPickSections(plan, view);
    this.#pick.canSelectMany = true;
    this.#pick.ignoreFocusOut = true; // the full list opens beside it
    this.#errands = new Map([
      [button('list-flat', view.texts.text('plan.pick.showList')), actions.showList],
      [button('export', view.texts.text('plan.pick.export')), actions.exportPlan],
      ...(actions.showScript === undefined
        ? []
        : [[button('code', view.texts.text('plan.pick.showScript')), actions.showScript] as const]),
    ]);
    this.#pick.buttons = [...(canGoBack ? [vscode.QuickInputButtons.Back] : []), ...this.#errands.keys()];
    const items = itemsOf(this.#sections);
    const ticked = items.filter(({ line }) => line?.isPicked === true);
    this.#ticked = linesOf(ticked);
    this.#fill(items, ticked);
  }

  ask(): Promise<Plan | 'back' | undefined> {
    const { texts } = this.#view;
    return new Promise((resolve) => {
      this.#pick.onDidChangeSelection((selected) => this.#tick(selected));
      this.#pick.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) resolve('back');
        else void this.#goFor(button);
      });
      this.#pick.onDidAccept(() => {
        const { obstacle } = this.#plan;
        if (obstacle === null) resolve(this.#plan);
        else void showWarning(obstacleText(obstacle, texts));
      });
      this.#pick.onDidHide(() => {
        if (this.#isAway) this.#isHidden = true;
        else resolve(undefined);
      });
      this.#pick.show();
    });
  }

  dispose(): void {
    this.#pick.dispose();
  }

  /** Does what the button is for. VS Code shows one input at a time: what was hidden meanwhile comes back as it was. */
  async #goFor(button: vscode.QuickInputButton): Promise<void> {
    if (this.#isAway) return;
    const { items, selectedItems } = this.#pick;
    this.#isAway = true;
    try {
      await this.#errands.get(button)?.(this.#plan);
    } finally {
      this.#isAway = false;
      this.#comeBack(items, selectedItems);
    }
  }

  #comeBack(items: readonly PlanItem[], ticked: readonly PlanItem[]): void {
    if (!this.#isHidden) return;
    this.#isHidden = false;
    this.#fill(items, ticked);
    this.#pick.show();
  }

  #fill(items: readonly PlanItem[], ticked: readonly PlanItem[]): void {
    this.#pick.items = items;
    this.#pick.selectedItems = ticked;
    this.#pick.title = planTitle(this.#plan, this.#view);
    this.#pick.placeholder = planSummary(this.#plan, this.#view);
  }

  #tick(selected: readonly PlanItem[]): void {
    if (this.#isAway) return;
    const lines = keptTicks(this.#ticked, linesOf(selected));
    if (lines.length < selected.length) {
      this.#pick.selectedItems = selected.filter(({ line }) => line !== null && lines.includes(line));
    }
    this.#ticked = lines;
    this.#plan = this.#actions.remake(pickedOf(this.#sections, lines));
    this.#pick.title = planTitle(this.#plan, this.#view);
    this.#pick.placeholder = planSummary(this.#plan, this.#view);
  }
}

function button(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip };
}

function itemsOf(sections: readonly PlanPickSection[]): readonly PlanItem[] {
  return sections.flatMap(({ title, lines }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator, line: null },
    ...lines.map((line): PlanItem => ({
      label: line.meaning.kind === 'information' ? `$(circle-slash) ${inertText(line.label)}` : inertText(line.label),
      description: inertText(line.description),
      ...(line.detail === undefined ? {} : { detail: inertText(line.detail) }),
      line,
    })),
  ]);
}

function linesOf(items: readonly PlanItem[]): readonly PlanPickLine[] {
  return items.flatMap(({ line }) => (line === null ? [] : [line]));
}
