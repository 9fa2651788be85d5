import type { FleetSummary } from '../core/fleetSummary';
import type { Instant } from '../core/instant';
import type { Texts } from '../messages/texts';
import { DashboardFormat } from './dashboardFormat';
import type { ShownPriceWarning } from './fleetRow';
import { priceWarningLines } from './priceWarningText';

/** The status bar item as text. */
export interface StatusText {
  readonly text: string;
  readonly accessibilityLabel: string;
  /** Lines of the tooltip. */
  readonly lines: readonly string[];
  /** Warning background: something failed. */
  readonly isWarning: boolean;
}

/** What the status bar item is made from. */
export interface StatusInput {
  readonly summary: FleetSummary;
  readonly asOf: Instant;
  readonly offlineDays: number;
  readonly isPartial: boolean;
  /** The sentence of the fault that the newest read ended with; null = none. */
  readonly fault: string | null;
  readonly isDemo: boolean;
  /** A price that lies ahead; null = none is known. */
  readonly priceWarning: ShownPriceWarning | null;
}

export function statusText(input: StatusInput, texts: Texts): StatusText {
  const { summary, isDemo } = input;
  // A machine that was never assessed may owe a restart: the figure is a lower bound then.
  const reboots = `${texts.number(summary.rebootPending)}${summary.neverAssessed > 0 ? '+' : ''}`;
  const values = {
    hotpatched: texts.number(summary.hotpatched),
    eligible: texts.number(summary.eligible),
    reboots,
  };
  const text = texts.text('status.text', values);
  const more =
    summary.neverAssessed > 0 ? [texts.text('status.label.moreReboots', { count: summary.neverAssessed })] : [];
  const demo = isDemo ? [texts.text('status.demo')] : [];
  return {
    text: [text, ...demo].join(' '),
    accessibilityLabel: [texts.text('status.label', values), ...more, ...demo].join(', '),
    lines: linesOf(input, texts),
    isWarning: input.fault !== null || input.isPartial || input.priceWarning !== null,
  };
}

function linesOf(input: StatusInput, texts: Texts): readonly string[] {
  const { summary, asOf, offlineDays, isPartial, fault, isDemo, priceWarning } = input;
  const lines = [
    texts.text('status.headline', {
      hotpatched: texts.number(summary.hotpatched),
      eligible: texts.number(summary.eligible),
    }),
  ];
  const counted = [
    ['status.trackUnknown', summary.trackUnknown],
    ['status.builtIn', summary.byState.builtIn],
    ['status.reboots', summary.rebootPending],
    ['status.neverAssessed', summary.neverAssessed],
    ['status.attention', summary.needsAttention],
  ] as const;
  for (const [id, count] of counted) if (count > 0) lines.push(texts.text(id, { count }));
  if (summary.outOfSight > 0) {
    lines.push(texts.text('status.outOfSight', { count: summary.outOfSight, days: offlineDays }));
  }
  if (isPartial) lines.push(texts.text('status.partial'));
  if (fault !== null) lines.push(texts.text('status.failed', { fault }));
  if (priceWarning !== null) {
    const format = new DashboardFormat(texts.locale);
    lines.push(...priceWarningLines(priceWarning, priceWarning.currency, { texts, format }));
  }
  lines.push(texts.text('status.asOf', { at: { instant: asOf } }));
  if (isDemo) lines.push(texts.text('status.demo.explained'));
  return lines;
}
