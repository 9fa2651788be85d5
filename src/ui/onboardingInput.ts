import * as vscode from 'vscode';
import type { Disposable } from '../core/eventEmitter';
import { inertText } from './inertText';

/** How a step of a wizard ended. */
export type Answer<Value> =
  { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'back' } | { readonly kind: 'cancelled' };

/** Where in the wizard a step is. */
export interface StepPlace {
  readonly title: string;
  /** From 1; null = within a step. */
  readonly step: number | null;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

export interface PickStep<Item extends vscode.QuickPickItem> extends StepPlace {
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** Takes the place of the items when it is there; the step can be answered before. */
  readonly better: Promise<readonly Item[] | null> | null;
  readonly isChosen: (item: Item) => boolean;
  /** What the typed text would be: an item, and why it cannot be chosen; null = nothing can be typed. */
  readonly typed: ((text: string) => { readonly item: Item; readonly isFit: boolean }) | null;
}

export interface TextStep extends StepPlace {
  readonly prompt: string;
  readonly value: string;
  /** Why the text cannot be taken; undefined = it can. */
  readonly check: (text: string) => string | undefined;
}

/** Asks for one of several things, or for a typed one. Stays open while a person looks something up elsewhere. */
export async function askPick<Item extends vscode.QuickPickItem>(step: PickStep<Item>): Promise<Answer<Item>> {
  const pick = vscode.window.createQuickPick<Item>();
  place(pick, step);
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  let items = step.items;
  let unfit: Item | null = null;
  const show = (): void => {
    const text = pick.value.trim();
    const typed = text === '' || isAmong(items, text) ? undefined : step.typed?.(text);
    unfit = typed?.isFit === false ? typed.item : null;
    pick.items = typed === undefined ? items : [typed.item, ...items];
  };
  show();
  pick.activeItems = items.filter(step.isChosen);
  if (step.better !== null) {
    pick.busy = true;
    void step.better.then((better) => {
      items = better ?? items;
      pick.busy = false;
      show();
    });
  }
  return answered(pick, (answer) => [
    pick.onDidChangeValue(show),
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined && item !== unfit) answer(item);
    }),
  ]);
}

function isAmong(items: readonly vscode.QuickPickItem[], text: string): boolean {
  return items.some(({ label }) => label.toLowerCase() === text.toLowerCase());
}

/** Asks for a text, trimmed. */
export async function askText(step: TextStep): Promise<Answer<string>> {
  // eslint-disable-next-line no-restricted-syntax -- the texts in which VS Code looks for links are made inert below
  const box = vscode.window.createInputBox();
  place(box, step);
  box.prompt = inertText(step.prompt);
  box.value = step.value;
  const check = (): string | undefined => {
    const fault = step.check(box.value.trim());
    return fault === undefined ? undefined : inertText(fault);
  };
  return answered(box, (answer) => [
    box.onDidChangeValue(() => {
      // What is being typed is not complained about before it is offered.
      if (box.validationMessage !== undefined) box.validationMessage = check();
    }),
    box.onDidAccept(() => {
      box.validationMessage = check();
      if (box.validationMessage === undefined) answer(box.value.trim());
    }),
  ]);
}

function place(input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox, step: StepPlace): void {
  input.title = step.title;
  input.buttons = step.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  if (step.step !== null) {
    input.step = step.step;
    input.totalSteps = step.totalSteps;
  }
  input.ignoreFocusOut = true;
}

/** Shows the input until it is answered, left by its back button, or closed. */
async function answered<Value>(
  input: Pick<
    vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
    'onDidHide' | 'onDidTriggerButton' | 'show' | 'dispose'
  >,
  listen: (answer: (value: Value) => void) => readonly Disposable[],
): Promise<Answer<Value>> {
  const subscriptions: Disposable[] = [];
  try {
    return await new Promise<Answer<Value>>((resolve) => {
      subscriptions.push(
        ...listen((value) => {
          resolve({ kind: 'value', value });
        }),
        input.onDidTriggerButton((button) => {
          if (button === vscode.QuickInputButtons.Back) resolve({ kind: 'back' });
        }),
        input.onDidHide(() => {
          resolve({ kind: 'cancelled' });
        }),
      );
      input.show();
    });
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    input.dispose();
  }
}
