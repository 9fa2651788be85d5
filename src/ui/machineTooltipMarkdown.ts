import * as vscode from 'vscode';
import type { SubscriptionId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { Texts } from '../messages/texts';
import { machineTooltip } from './machineTooltip';
import { markdownText } from './markdownText';

/** Sets a machine's tooltip. Everything but our own few marks goes in as text: a name or an error of Azure's never becomes Markdown. */
export function machineTooltipMarkdown(
  machine: JudgedMachine,
  texts: Texts,
  subscriptionName: (id: SubscriptionId) => string,
  portalUrl: string,
): vscode.MarkdownString {
  const { icon, state, name, why, next, facts, dataAsOf } = machineTooltip(machine, texts, subscriptionName);
  const lines = [
    `$(${icon}) **${markdownText(state)}** — ${markdownText(name)}`,
    '',
    ...why.map((reason) => `- ${markdownText(reason)}`),
    '',
    `**${markdownText(texts.text('tooltip.next'))}:** ${markdownText(next)}`,
    '',
    '---',
    '',
    '| | |',
    '|---|---|',
    ...facts.map(({ label, value }) => `| ${markdownText(label)} &nbsp; | ${markdownText(value)} |`),
    '',
    `${markdownText(dataAsOf)} · [${markdownText(texts.text('tooltip.openInPortal'))}](${portalUrl})`,
  ];
  return new vscode.MarkdownString(lines.join('\n'), true);
}
