import type { GlyphId, MachineRowView } from '../core/dashboardContract';
import type { Instant } from '../core/instant';
import { MINUTE } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import { plainText } from '../core/plainText';
import type { RebootReason } from '../core/rebootReasons';
import type { StateId } from '../core/stateTable';
import { readMonthName } from '../core/utcDay';
import { azureCode } from './azureCode';
import type { DashboardContext } from './dashboardContext';
import type { DashboardFleet } from './dashboardFleet';
import { reasonText } from './reasonText';
import { shownName } from './shownName';

/** Does not apply. */
const DASH = '—';
/** Azure does not say. */
const UNKNOWN = '?';

const GLYPHS: Readonly<Record<StateId, GlyphId>> = {
  failed: 'failed',
  actionRequired: 'warning',
  behindBaseline: 'behind',
  offTrack: 'offTrack',
  unknown: 'unknown',
  pending: 'pending',
  cancelled: 'stopped',
  turnedOff: 'off',
  notEnrolled: 'empty',
  enabled: 'done',
  builtIn: 'builtIn',
  ineligible: 'none',
};

/** A machine as the table shows it. */
export function dashboardRow(place: number, fleet: DashboardFleet): MachineRowView | undefined {
  const machine = fleet.machines[place];
  if (machine === undefined) return undefined;
  const { context } = fleet;
  const { texts } = context;
  const { facts, verdict } = machine;
  return {
    id: facts.id,
    name: shownName(facts.name, texts),
    glyph: GLYPHS[verdict.state],
    state: texts.text(`state.${verdict.state}`),
    detail: stateDetail(machine, context),
    why: why(machine, context),
    ...rebootCell(machine, fleet.rebootReason(place), context),
    track: trackCell(machine, context),
    behind: behindCell(machine, context),
    build: verdict.track.build ?? UNKNOWN,
    ...costCells(place, fleet),
    subscription: plainText(context.subscriptionName(facts.subscriptionId)),
    group: plainText(facts.resourceGroup),
    since: facts.statusSince === null ? UNKNOWN : context.format.age(facts.statusSince, context.now),
    sinceAt: sinceText(facts.statusSince, machine, context),
    needsAttention: verdict.needsAttention,
  };
}

/** What the state does not say: Azure's own code, how far it is, which OS. */
export function stateDetail({ facts, verdict }: JudgedMachine, { texts, now, format }: DashboardContext): string {
  const { state, reasons, reboot: _, track } = verdict;
  switch (state) {
    case 'failed':
    case 'actionRequired':
      return azureCode(reasons);
    case 'pending':
      return pendingDetail(verdict, facts.hotpatchFeature?.enrolledAt ?? null, now, texts);
    case 'ineligible':
      return plainText(facts.osSku ?? facts.osType ?? '', 60);
    case 'enabled':
    case 'builtIn':
      return reasons.some(({ id }) => id === 'lostEnrollment') ? texts.text('tree.machine.lostEnrollment') : '';
    case 'unknown':
      return plainText(facts.hotpatchFeature?.status ?? '', 60);
    case 'behindBaseline':
    case 'offTrack':
      return track.release === null
        ? ''
        : texts.text('dash.detail.release', { month: monthText(track.release.month, format) });
    case 'notEnrolled':
    case 'cancelled':
    case 'turnedOff':
      return reasons.some(({ id }) => id === 'needsBaselineFirst') ? texts.text('dash.detail.baselineFirst') : '';
  }
}

/** yyyy-mm as people write it. */
function monthText(name: string, format: DashboardContext['format']): string {
  const month = readMonthName(name);
  return month === undefined ? name : format.monthAndYear(month);
}

function pendingDetail(
  { reasons }: JudgedMachine['verdict'],
  since: Instant | null,
  now: Instant,
  texts: DashboardContext['texts'],
): string {
  if (reasons.some(({ id }) => id === 'stuck')) return texts.text('tree.machine.stuck');
  const isEnrolling = reasons.some(({ id }) => id === 'enrolling');
  if (isEnrolling && since !== null && since <= now) {
    return texts.text('dash.detail.enrolling', { minutes: Math.floor((now - since) / MINUTE) });
  }
  if (reasons.some(({ id }) => id === 'disenrolling')) return texts.text('dash.detail.disenrolling');
  return reasons.some(({ id }) => id === 'evaluating') ? texts.text('dash.detail.evaluating') : '';
}

function why({ verdict, asOf }: JudgedMachine, { texts, view }: DashboardContext): string {
  const reasons = verdict.reasons.map((reason) => reasonText(texts, reason));
  const next = texts.text(`next.${verdict.nextStep.id}`, verdict.nextStep.values);
  const stale = view.snapshot !== null && asOf < view.snapshot.at;
  const age = stale ? [texts.text('tooltip.dataAsOf', { at: { instant: asOf } })] : [];
  return [...reasons, next, ...age].join('\n');
}

function rebootCell(
  { verdict }: JudgedMachine,
  reason: RebootReason | null,
  { texts }: DashboardContext,
): Pick<MachineRowView, 'reboot' | 'rebootTone' | 'rebootAt'> {
  const { reboot, source, at } = verdict.reboot;
  if (reboot === 'neverAssessed') {
    const applies = verdict.state !== 'ineligible';
    return { reboot: applies ? texts.text('dash.reboot.neverAssessed') : DASH, rebootTone: 'quiet', rebootAt: '' };
  }
  const says = source === null || at === null ? '' : texts.text(`dash.reboot.by.${source}`, { at: { instant: at } });
  if (reboot === 'notPending') return { reboot: '', rebootTone: 'none', rebootAt: says };
  const since = reason?.since ?? null;
  return {
    reboot: texts.text('dash.reboot.pending', { why: texts.text(`dash.why.${reason?.id ?? 'notKnown'}`) }),
    rebootTone: 'owed',
    rebootAt: texts.list([since === null ? '' : texts.text('dash.reboot.since', { at: { instant: since } }), says]),
  };
}

function trackCell({ verdict }: JudgedMachine, { texts, format }: DashboardContext): string {
  const { track, nextBaseline } = verdict.track;
  if (track === 'notApplicable') return DASH;
  if (track === 'offTrack' && nextBaseline !== null) {
    return texts.text('dash.track.offTrackUntil', { month: format.monthOf(nextBaseline) });
  }
  return texts.text(`dash.track.${track}`);
}

function behindCell({ verdict }: JudgedMachine, { texts }: DashboardContext): string {
  const { track, currency } = verdict.track;
  if (track === 'notApplicable') return DASH;
  if (currency.releasesBehind === null) return UNKNOWN;
  const behind = texts.number(currency.releasesBehind);
  if (currency.isAtLeast) return `≥ ${behind}`;
  return currency.releasesBehind === 0 ? '' : behind;
}

function costCells(place: number, fleet: DashboardFleet): Pick<MachineRowView, 'cores' | 'cost' | 'list'> {
  const { format, settings, texts } = fleet.context;
  const { currency } = settings.card;
  const subject = fleet.subjects[place];
  const count = subject?.cores ?? null;
  const cores = count === null ? UNKNOWN : format.integer(count);
  if (subject === undefined || subject.isExempt) {
    return { cores, cost: subject === undefined ? '' : texts.text('dash.cost.builtIn'), list: '' };
  }
  if (subject.spans.length === 0) return { cores, cost: DASH, list: '' };
  const month = fleet.monthOf(place);
  if (month === null) return { cores, cost: UNKNOWN, list: '' };
  return { cores, cost: format.money(month.cost, currency), list: format.money(month.atListPrice, currency) };
}

function sinceText(since: Instant | null, { verdict }: JudgedMachine, { texts }: DashboardContext): string {
  const connection = texts.text(`connection.${verdict.connection}`);
  if (since === null) return connection;
  return texts.text('tooltip.connection.since', { connection, at: { instant: since } });
}
