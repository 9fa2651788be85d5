import * as vscode from 'vscode';
import type { SubscriptionId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { Texts } from '../messages/texts';
import { machineTooltip } from './machineTooltip';

/** Sets a machine's tooltip. Everything but our own few marks goes in as text: a name or an error of Azure's never becomes Markdown. */
export function machineTooltipMarkdown(
  machine: JudgedMachine,
  texts: Texts,
  subscriptionName: (id: SubscriptionId) => string,
  portalUrl: string,
): vscode.MarkdownString {
  const tooltip = machineTooltip(machine, texts, subscriptionName);
  const markdown = new vscode.MarkdownString('', true);
  markdown.appendMarkdown(`$(${tooltip.icon}) **`).appendText(tooltip.state).appendMarkdown('** — ');
  markdown.appendText(tooltip.name).appendMarkdown('\n\n');
  for (const why of tooltip.why) markdown.appendMarkdown('- ').appendText(why).appendMarkdown('\n');
  markdown.appendMarkdown('\n**').appendText(texts.text('tooltip.next')).appendMarkdown('**: ');
  markdown.appendText(tooltip.next).appendMarkdown('\n\n---\n\n| | |\n|---|---|\n');
  for (const { label, value } of tooltip.facts) {
    markdown
      .appendMarkdown('| ')
      .appendText(label)
      .appendMarkdown(' | ')
      .appendText(cell(value))
      .appendMarkdown(' |\n');
  }
  markdown.appendMarkdown('\n\n').appendText(tooltip.dataAsOf);
  return markdown.appendMarkdown(` · [${texts.text('tooltip.openInPortal')}](${portalUrl})`);
}

/** appendText escapes Markdown but not the bar that ends a table's cell. */
function cell(text: string): string {
  return text.replaceAll('|', '¦');
}
