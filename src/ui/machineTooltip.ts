import { isEnrolled } from '../core/classify';
import type { SubscriptionId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { AssessmentFacts } from '../core/machineFacts';
import { plainText } from '../core/plainText';
import type { RebootReading } from '../core/reboot';
import { stateTable } from '../core/stateTable';
import type { TrackReading } from '../core/track';
import type { Texts } from '../messages/texts';
import { reasonText } from './reasonText';
import { shownName } from './shownName';

/** A machine's tooltip as plain text pieces; how they are set is for the surface to decide. */
export interface MachineTooltip {
  readonly icon: string;
  readonly name: string;
  readonly state: string;
  readonly why: readonly string[];
  readonly next: string;
  readonly facts: readonly TooltipFact[];
  readonly dataAsOf: string;
}

export interface TooltipFact {
  readonly label: string;
  readonly value: string;
}

/** What the state is, why, what to do next, and the facts behind it. */
export function machineTooltip(
  machine: JudgedMachine,
  texts: Texts,
  subscriptionName: (id: SubscriptionId) => string,
): MachineTooltip {
  const { facts, verdict } = machine;
  return {
    icon: stateTable[verdict.state].icon,
    name: shownName(facts.name, texts),
    state: texts.text(`state.${verdict.state}`),
    why: verdict.reasons.map((reason) => reasonText(texts, reason)),
    next: texts.text(`next.${verdict.nextStep.id}`, verdict.nextStep.values),
    facts: factsOf(machine, texts, subscriptionName),
    dataAsOf: texts.text('tooltip.dataAsOf', { at: { instant: machine.asOf } }),
  };
}

function factsOf(
  { facts, verdict }: JudgedMachine,
  texts: Texts,
  subscriptionName: (id: SubscriptionId) => string,
): readonly TooltipFact[] {
  const notKnown = texts.text('tooltip.notKnown');
  const shown = (value: string | null): string => (value === null || value === '' ? notKnown : plainText(value));
  const rows: TooltipFact[] = [
    { label: texts.text('tooltip.os'), value: shown(facts.osSku ?? facts.osType) },
    { label: texts.text('tooltip.build'), value: buildText(verdict.track, texts, notKnown) },
    { label: texts.text('tooltip.cores'), value: coresText(facts.cores, texts, notKnown) },
  ];
  if (isEnrolled(facts)) {
    const since = facts.hotpatchFeature?.enrolledAt ?? null;
    rows.push({ label: texts.text('tooltip.enrolledSince'), value: since === null ? notKnown : texts.dateTime(since) });
  }
  rows.push(
    { label: texts.text('tooltip.assessed'), value: assessedText(facts.assessment, texts, notKnown) },
    { label: texts.text('tooltip.reboot'), value: rebootText(verdict.reboot, texts) },
    { label: texts.text('tooltip.connection'), value: connectionText({ facts, verdict }, texts) },
    { label: texts.text('tooltip.agent'), value: shown(facts.agentVersion) },
    { label: texts.text('tooltip.resourceGroup'), value: shown(facts.resourceGroup) },
    { label: texts.text('tooltip.subscription'), value: shown(subscriptionName(facts.subscriptionId)) },
  );
  return rows;
}

function buildText(track: TrackReading, texts: Texts, notKnown: string): string {
  if (track.build === null) return notKnown;
  const { releasesBehind, isAtLeast } = track.currency;
  const name = texts.text(`track.${track.track}`);
  const behind = isAtLeast ? 'tooltip.build.atLeastBehind' : 'tooltip.build.behind';
  const says =
    releasesBehind === null || releasesBehind === 0 ? name : texts.text(behind, { track: name, count: releasesBehind });
  return texts.text('tooltip.build.value', { build: track.build, track: says });
}

function coresText(cores: JudgedMachine['facts']['cores'], texts: Texts, notKnown: string): string {
  const count = (value: number | null): string => (value === null ? notKnown : texts.number(value));
  if (cores.physical === null && cores.logical === null) return notKnown;
  return texts.text('tooltip.cores.value', { physical: count(cores.physical), logical: count(cores.logical) });
}

function assessedText(assessment: AssessmentFacts | null, texts: Texts, notKnown: string): string {
  if (assessment === null) return texts.text('tooltip.assessed.never');
  return assessment.at === null ? notKnown : texts.dateTime(assessment.at);
}

function rebootText({ reboot, source, at }: RebootReading, texts: Texts): string {
  const says = texts.text(`tooltip.reboot.${reboot}`);
  if (source === null || at === null) return says;
  const by = source === 'assessment' ? 'tooltip.reboot.byAssessment' : 'tooltip.reboot.byInstallation';
  return texts.text(by, { reboot: says, at: { instant: at } });
}

function connectionText({ facts, verdict }: Pick<JudgedMachine, 'facts' | 'verdict'>, texts: Texts): string {
  const connection = texts.text(`connection.${verdict.connection}`);
  if (facts.statusSince === null) return connection;
  return texts.text('tooltip.connection.since', { connection, at: { instant: facts.statusSince } });
}
