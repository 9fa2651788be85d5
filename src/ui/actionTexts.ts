import type { InstallChoice } from '../core/machineAction';
import type { Plan, PlannedMachine, PlanUpdateManager, PlanWaves } from '../core/plan';
import { receivesHotpatches, staysBehind } from '../core/installSelection';
import { kbDigits } from '../core/updateKind';
import { MINUTE } from '../core/instant';
import type { Instant } from '../core/instant';
import type { Texts } from '../messages/texts';
import type { PlanView } from './planView';
import { shownName } from './shownName';

/** More names than these are counted. */
export const MOST_NAMES = 20;

/** What an action does and what it leaves alone, beside its first sentence. */
export function actionLines(plan: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  switch (plan.kind) {
    case 'periodicAssessment':
      return [...unregisteredLines(view), texts.text('plan.leaves.periodicAssessment')];
    case 'install':
      return [...installLines(plan, view), texts.text('plan.leaves.action')];
    case 'enableVbs':
      return [texts.text('plan.changes.enableVbs.mayFail'), texts.text('plan.leaves.action')];
    case 'restart':
      return [...restartLines(plan, view), texts.text('plan.leaves.action')];
    default:
      return [texts.text('plan.leaves.action')];
  }
}

/** Without Microsoft.Compute, periodic assessment silently does nothing. */
function unregisteredLines({ unregistered = [], subscriptionName, texts }: PlanView): readonly string[] {
  if (unregistered.length === 0) return [];
  const subscriptions = namesText(unregistered.map(subscriptionName), texts);
  return [texts.text('plan.unregistered', { subscriptions })];
}

/** Of installations that may restart their machines. */
function installTimeLines({ included, waves }: Plan, texts: Texts): readonly string[] {
  const [action] = included.map((one) => one.action);
  const bounds = action?.kind === 'install' ? action.bounds : undefined;
  if (bounds === undefined) return [];
  return [
    ...(waves === null
      ? []
      : [texts.text('plan.waves.install', { count: waves.waves.length, ...waveValues(waves, texts) })]),
    texts.text('plan.install.beginBy', { at: { instant: bounds.beginBy } }),
  ];
}

function waveValues({ plan: { pause, mostFailures } }: PlanWaves, texts: Texts) {
  return {
    pause: texts.text('run.time.minutes', { count: Math.round(pause / MINUTE) }),
    failures: mostFailures,
  };
}

function restartLines({ included, waves }: Plan, { texts }: PlanView): readonly string[] {
  const lines: string[] = [];
  const [action] = included.map((one) => one.action);
  if (waves !== null && waves.waves.length > 0) {
    lines.push(
      texts.text('plan.waves', {
        count: waves.waves.length,
        size: Math.max(...waves.waves.map((wave) => wave.length)),
        ...waveValues(waves, texts),
      }),
      texts.text('plan.waves.groups'),
    );
  }
  if (action?.kind === 'restart') lines.push(texts.text('plan.notAfter', { at: { instant: action.wish.notAfter } }));
  lines.push(texts.text('plan.names', { message: machineNames(included, texts) }));
  return lines;
}

/** Up to 20 names, the rest counted. */
export function machineNames(machines: readonly Pick<PlannedMachine, 'machine'>[], texts: Texts): string {
  return namesText(
    machines.map(({ machine }) => machine.facts.name),
    texts,
  );
}

function namesText(names: readonly string[], texts: Texts): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => shownName(name, texts));
  const rest = names.length - shown.length;
  return [...shown, ...(rest > 0 ? [texts.text('plan.more', { count: rest })] : [])].join(', ');
}

function installLines(plan: Plan, { texts }: PlanView): readonly string[] {
  const { included } = plan;
  const [wish] = included.flatMap(({ action }) => (action?.kind === 'install' ? [action.wish] : []));
  const updates = included.flatMap(({ machine, selection }) =>
    (selection?.updates ?? []).map((one) => ({ ...one, isGuarded: receivesHotpatches(machine) })),
  );
  const installed = updates.filter(({ fate }) => fate === 'install').length;
  const guarded = updates.filter(
    ({ fate, isGuarded }) => isGuarded && (fate === 'offTrack' || fate === 'unclassified'),
  ).length;
  const open = included.filter(({ machine }) => !receivesHotpatches(machine)).length;
  const behind = included.filter(
    ({ machine, selection }) => receivesHotpatches(machine) && staysBehind(machine, selection ?? { updates: [] }),
  );
  return [
    ...(wish === undefined ? [] : wishLines(wish, texts)),
    texts.text('plan.install.count', { count: installed }),
    ...installTimeLines(plan, texts),
    ...(open > 0 ? [texts.text('plan.install.open', { count: open })] : []),
    ...(guarded > 0 ? [texts.text('plan.install.guarded', { count: guarded })] : []),
    ...(behind.length > 0
      ? [texts.text('plan.install.staysBehind', { count: behind.length, message: machineNames(behind, texts) })]
      : []),
    ...leavingTrack(included).map((leaving) => leavingText(leaving, texts)),
  ];
}

function wishLines({ rebootSetting, excludeKbsRequiringReboot, maximumDuration }: InstallChoice, texts: Texts) {
  const restart = {
    Never: [texts.text('plan.install.never'), texts.text('plan.install.owing')],
    IfRequired: [texts.text('plan.install.ifRequired')],
    Always: [texts.text('plan.install.always')],
  }[rebootSetting];
  const lines = excludeKbsRequiringReboot ? [...restart.slice(0, 1), texts.text('plan.install.noReboot')] : restart;
  const longest = texts.text('plan.install.duration', { time: durationOf(maximumDuration, texts) });
  return [...lines, longest];
}

/** Of a whole number of hours, as the choices make it. */
function durationOf(duration: string, texts: Texts): string {
  return texts.text('run.time.hours', { count: Number(/^PT(\d+)H$/.exec(duration)?.[1] ?? 0) });
}

/** Machines that an update takes off the track, and the baseline with which they can come back. */
export interface LeavingTrack {
  readonly kb: string;
  readonly machines: readonly PlannedMachine[];
  readonly isClassified: boolean;
  /** The latest of the machines' next baselines; null = not known. */
  readonly until: Instant | null;
}

/** What leaves the track in a plan, by KB. Each was allowed by itself. */
export function leavingTrack(included: readonly PlannedMachine[]): readonly LeavingTrack[] {
  const byKb = new Map<string, PlannedMachine[]>();
  for (const planned of included) {
    for (const kb of planned.selection?.leavesTrackBy ?? []) byKb.set(kb, [...(byKb.get(kb) ?? []), planned]);
  }
  return [...byKb].map(([kb, machines]) => ({ kb, machines, ...leavingFacts(kb, machines) }));
}

function leavingFacts(kb: string, machines: readonly PlannedMachine[]): Pick<LeavingTrack, 'isClassified' | 'until'> {
  const baselines = machines.flatMap(({ machine }) => machine.verdict.track.nextBaseline ?? []);
  const updates = machines.flatMap(({ selection }) => selection?.updates ?? []);
  return {
    isClassified: updates.every(({ update, kind }) => kind !== 'unclassified' || kbDigits(update) !== kb),
    until: baselines.reduce<Instant | null>((latest, one) => (latest === null || one > latest ? one : latest), null),
  };
}

function leavingText({ kb, machines, until }: LeavingTrack, texts: Texts): string {
  const values = { kb, count: machines.length, message: machineNames(machines, texts) };
  return until === null
    ? texts.text('plan.install.leavesTrack.notKnown', values)
    : texts.text('plan.install.leavesTrack', { ...values, day: { day: until } });
}

/** What Azure Update Manager may charge, with what is known of exemptions; nothing where it has no part in it. */
export function updateManagerLines({ updateManager }: Plan, view: PlanView): readonly string[] {
  const { texts } = view;
  if (updateManager === null) return [];
  const { machines, chargedAlready, exempt, neverAssessed } = updateManager;
  const line = (id: Parameters<Texts['text']>[0], count: number, values = {}): readonly string[] =>
    count > 0 ? [texts.text(id, { count, ...values })] : [];
  return [
    ...line('plan.updateManager.neverAssessed', neverAssessed),
    ...line('plan.updateManager', machines, updateManagerAmounts(updateManager, view)),
    ...line('plan.updateManager.daily', chargedAlready),
    ...line('plan.updateManager.exempt', exempt),
    texts.text('plan.updateManager.assumption'),
  ];
}

function updateManagerAmounts({ perDay, perMonth }: PlanUpdateManager, { format }: PlanView) {
  return { day: format.money(perDay, 'USD'), month: format.money(perMonth, 'USD') };
}

/** The same in the quick pick's one line. */
export function updateManagerSummary({ updateManager }: Plan, view: PlanView): string {
  if (updateManager === null || updateManager.machines === 0) return '';
  return view.texts.text('plan.updateManager.short', { day: updateManagerAmounts(updateManager, view).day });
}
