import * as vscode from 'vscode';
import { COMMANDS } from './commandIds';
import { markdownText } from './markdownText';
import type { StatusText } from './statusText';

/** The one item in the status bar. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor(name: string) {
    this.#item = vscode.window.createStatusBarItem('fleet', vscode.StatusBarAlignment.Left, 1);
    this.#item.name = name;
    this.#item.command = COMMANDS.showDashboard;
  }

  /** Shows the text; null hides the item: nothing to say, or the user does not want it. */
  show(status: StatusText | null): void {
    if (status === null) {
      this.#item.hide();
      return;
    }
    this.#item.text = status.text;
    this.#item.accessibilityInformation = { label: status.accessibilityLabel };
    this.#item.tooltip = tooltipOf(status.lines);
    this.#item.backgroundColor = status.isWarning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function tooltipOf(lines: readonly string[]): vscode.MarkdownString {
  return new vscode.MarkdownString(lines.map(markdownText).join('  \n'));
}
