import type { FleetView } from '../fleet/fleetStore';
import type { GroupKey, Grouping, MachineGroup } from '../core/grouping';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PendingUpdate } from '../core/machineFacts';
import { plainText } from '../core/plainText';
import { stateTable } from '../core/stateTable';
import type { MachineStanding } from '../fleet/operations';
import type { Texts } from '../messages/texts';
import { azureCode } from './azureCode';
import { DashboardFormat } from './dashboardFormat';
import { faultText } from './faultText';
import type { FleetRow, ProblemScope, ShownPriceWarning } from './fleetRow';
import { PAGE } from './fleetTreeModel';
import { kindsFor, kindsForGroup } from './operationKinds';
import { priceWarningLines } from './priceWarningText';
import { shownName } from './shownName';

/** How a row looks and reads; what a tree item of VS Code is made from. */
export interface RowAppearance {
  readonly label: string;
  readonly description: string;
  /** A codicon's name; null = none. */
  readonly icon: string | null;
  /** A theme colour's id; null = the text's own. */
  readonly color: string | null;
  /** What when-clauses see as viewItem. */
  readonly contextValue: string;
  /** What a screen reader says. */
  readonly accessibilityLabel: string;
  readonly expands: 'no' | 'collapsed' | 'expanded';
  /** Plain text; null = made lazily (machines) or none. */
  readonly tooltip: string | null;
}

/** What rows are drawn with. */
export interface RowContext {
  readonly texts: Texts;
  readonly view: FleetView;
  readonly grouping: Grouping;
  readonly now: Instant;
  readonly isDemo: boolean;
  readonly tenantName: (id: TenantId) => string;
  readonly subscriptionName: (id: SubscriptionId) => string;
  /** What an operation of this window is doing with a machine; null = nothing. */
  readonly activityOf: (id: MachineId) => MachineStanding | null;
  /** Whether a restart is owed by what was done here; absent = of none. */
  readonly isRestartOwed?: (id: MachineId) => boolean;
}

export function rowAppearance(row: FleetRow, context: RowContext): RowAppearance {
  switch (row.kind) {
    case 'problem':
      return problemAppearance(row.scope, row.fault, context);
    case 'priceWarning':
      return priceWarningAppearance(row.warning, context);
    case 'group':
      return groupAppearance(row.group, context);
    case 'machine':
      return machineAppearance(row.machine, context);
    case 'loadMore':
      return loadMoreAppearance(row.shown, row.total, context);
    case 'update':
      return updateAppearance(row.update, context);
    case 'noUpdates':
      return noteAppearance(context.texts.text(row.isAssessed ? 'tree.updates.none' : 'tree.updates.none.stale'));
    case 'updatesFailed':
      return faultAppearance(
        context.texts.text('tree.updates.failed'),
        faultText(context.texts, row.fault, context.isDemo),
        'updatesFailed',
        context,
      );
    case 'vanishedGroup':
      return vanishedGroupAppearance(row.count, context);
    case 'vanished':
      return vanishedAppearance(row.vanished.facts.name, row.vanished.at, context);
  }
}

const PLAIN: Pick<RowAppearance, 'color' | 'expands' | 'tooltip' | 'description'> = {
  color: null,
  expands: 'no',
  tooltip: null,
  description: '',
};

/** The name of a group, and the text it is sorted by. */
export function groupName(key: GroupKey, texts: Texts, subscriptionName: (id: SubscriptionId) => string): string {
  switch (key.by) {
    case 'state':
      return texts.text(`state.${key.state}`);
    case 'subscription':
      return shownName(subscriptionName(key.subscriptionId), texts);
    case 'resourceGroup':
      return shownName(key.resourceGroup, texts);
    case 'location':
      return key.location === null ? texts.text('tree.group.noLocation') : shownName(key.location, texts);
    case 'os':
      return key.os === null ? texts.text('tree.group.noOs') : shownName(key.os, texts);
    case 'tag':
      if (key.value === null) return texts.text('tree.group.noTag', { tag: key.tag });
      if (key.value.trim() === '') return texts.text('tree.group.emptyTag', { tag: key.tag });
      return texts.text('tree.group.tag', { tag: key.tag, value: key.value });
  }
}

const GROUP_ICONS: Readonly<Record<Exclude<GroupKey['by'], 'state'>, string>> = {
  subscription: 'key',
  resourceGroup: 'symbol-namespace',
  location: 'globe',
  os: 'server-environment',
  tag: 'tag',
};

function groupAppearance(group: MachineGroup, context: RowContext): RowAppearance {
  const { texts } = context;
  const { key, attention } = group;
  const count = group.machines.length;
  const name = groupName(key, texts, context.subscriptionName);
  const needs = texts.text('tree.group.attention', { count: attention });
  const subscription = key.by === 'resourceGroup' ? plainText(context.subscriptionName(key.subscriptionId)) : '';
  // In a state whose machines all need a hand, the state says so already.
  const isSaid = key.by === 'state' && stateTable[key.state].attention;
  const spokenName = [name, subscription].filter((part) => part !== '').join(', ');
  const icon = key.by === 'state' ? stateTable[key.state].icon : GROUP_ICONS[key.by];
  return {
    ...PLAIN,
    label: name,
    description: texts.list([texts.number(count), attention > 0 && !isSaid ? needs : '', subscription]),
    icon,
    color: key.by === 'state' ? stateTable[key.state].color : null,
    contextValue: ['group', ...kindsForGroup(group)].join(':'),
    accessibilityLabel: `${texts.text('tree.group.label', { name: spokenName, count })}, ${needs}`,
    expands: 'collapsed',
  };
}

function machineAppearance(machine: JudgedMachine, context: RowContext): RowAppearance {
  const { texts, grouping } = context;
  const { verdict, facts } = machine;
  const entry = stateTable[verdict.state];
  const state = texts.text(`state.${verdict.state}`);
  const name = shownName(facts.name, texts);
  const parts = machineFacts(machine, context);
  const activity = context.activityOf(facts.id);
  const doing = activity === null ? [] : [activityText(activity, texts)];
  const named = entry.named && grouping.by !== 'state' ? [state.toLocaleLowerCase(texts.locale)] : [];
  const says = [...doing, ...named, ...parts];
  const spoken = [...doing, ...parts];
  const look = activity === null ? null : activityLook(activity);
  if (verdict.reboot.reboot === 'neverAssessed') spoken.push(texts.text('tree.machine.label.notAssessed'));
  if (verdict.needsAttention) spoken.push(texts.text('tree.machine.label.attention'));
  return {
    ...PLAIN,
    label: name,
    description: texts.list(says),
    icon: look?.icon ?? entry.icon,
    color: look === null ? entry.color : look.color,
    contextValue: activity === null ? contextOf(machine, context) : 'machine:busy',
    accessibilityLabel: [name, state, ...spoken].join(', '),
    expands: 'collapsed',
  };
}

function contextOf(machine: JudgedMachine, { isRestartOwed }: RowContext): string {
  const kinds = kindsFor(machine, isRestartOwed?.(machine.facts.id) ?? false);
  return ['machine', machine.verdict.state, ...kinds].join(':');
}

/** What lies ahead; a click plans to disenroll. */
function priceWarningAppearance(warning: ShownPriceWarning, { texts }: RowContext): RowAppearance {
  const format = new DashboardFormat(texts.locale);
  const { rise, currency } = warning;
  const label =
    rise === null
      ? texts.text('tree.priceWarning.billing')
      : texts.text('tree.priceWarning', { day: format.day(rise.day) });
  const says = priceWarningLines(warning, currency, { texts, format }).join(' ');
  const amount = rise === null ? '' : format.money(rise.perMonth, currency);
  return {
    ...PLAIN,
    label,
    description: rise === null ? '' : texts.text('tree.priceWarning.amount', { amount }),
    icon: 'credit-card',
    color: 'list.warningForeground',
    contextValue: 'priceWarning',
    accessibilityLabel: texts.text('tree.priceWarning.label', { label, says }),
    tooltip: says,
  };
}

/** A row keeps its place while an operation runs, so what has become of the machine stands in its words and its icon. */
function activityText({ kind, phase, outcome }: MachineStanding, texts: Texts): string {
  return outcome === null || phase !== 'settled'
    ? texts.text(`run.row.${phase === 'queued' || phase === 'held' ? phase : kind}`)
    : texts.text(`run.row.${outcome}`);
}

function activityLook({ phase, outcome }: MachineStanding): { readonly icon: string; readonly color: string | null } {
  if (phase === 'queued' || phase === 'held') return { icon: 'clock', color: 'descriptionForeground' };
  if (outcome === null) return { icon: 'loading~spin', color: null };
  if (outcome === 'done' || outcome === 'alreadyThere') return { icon: 'check', color: 'testing.iconPassed' };
  if (outcome === 'failed' || outcome === 'outcomeUnknown') return { icon: 'error', color: 'list.errorForeground' };
  return { icon: 'circle-slash', color: 'descriptionForeground' };
}

/** What is worth saying beside the state; nothing where nothing is wrong. */
function machineFacts(machine: JudgedMachine, { texts, view }: RowContext): readonly string[] {
  const { verdict, asOf } = machine;
  const parts: string[] = [];
  // What makes a row need a hand when its state does not.
  if (verdict.reasons.some(({ id }) => id === 'stuck')) parts.push(texts.text('tree.machine.stuck'));
  if (verdict.reasons.some(({ id }) => id === 'lostEnrollment')) parts.push(texts.text('tree.machine.lostEnrollment'));
  if (saysTrack(machine)) parts.push(texts.text(`track.${verdict.track.track}`));
  if (verdict.reboot.reboot === 'pending') parts.push(texts.text('tree.machine.rebootPending'));
  if (verdict.connection !== 'connected') parts.push(texts.text(`connection.${verdict.connection}`));
  if (view.snapshot && asOf < view.snapshot.at) {
    parts.push(texts.text('tree.machine.stale', { at: { instant: asOf } }));
  }
  // What tells one failure from the next. It may be long, and a row is cut at its end.
  const code = verdict.state === 'failed' || verdict.state === 'actionRequired' ? azureCode(verdict.reasons) : '';
  if (code !== '') parts.push(code);
  return parts;
}

/** The track is said where the state does not say it: enabled but unknown or ambiguous, built in but off or behind. */
function saysTrack({ verdict: { state, track } }: JudgedMachine): boolean {
  if (state === 'enabled') return track.track === 'unknown' || track.track === 'ambiguous';
  return state === 'builtIn' && track.track !== 'onTrack' && track.track !== 'notApplicable';
}

function loadMoreAppearance(shown: number, total: number, { texts }: RowContext): RowAppearance {
  const label = texts.text('tree.loadMore', { count: Math.min(PAGE, total - shown) });
  const description = texts.text('tree.loadMore.rest', { shown, total });
  return {
    ...PLAIN,
    label,
    description,
    icon: 'ellipsis',
    contextValue: 'loadMore',
    accessibilityLabel: `${label} ${description}`,
  };
}

function updateAppearance(update: PendingUpdate, { texts }: RowContext): RowAppearance {
  const title = shownName(update.title, texts);
  const restart = texts.text(rebootMessage(update.rebootBehavior));
  const facts = [...update.classifications.map((one) => plainText(one, 40)), restart];
  const reboots = rebootMessage(update.rebootBehavior) === 'tree.updates.reboots';
  return {
    ...PLAIN,
    label: update.kb === null ? title : plainText(update.kb, 20),
    description: texts.list(facts),
    icon: reboots ? 'debug-restart' : 'package',
    contextValue: 'update',
    accessibilityLabel: texts.text('tree.updates.label', { title, facts: facts.join(', ') }),
    tooltip: title,
  };
}

function rebootMessage(behavior: string | null) {
  switch ((behavior ?? '').toLowerCase()) {
    case 'neverreboots':
      return 'tree.updates.noReboot';
    case 'alwaysrequiresreboot':
      return 'tree.updates.reboots';
    case 'canrequestreboot':
      return 'tree.updates.mayReboot';
    default:
      return 'tree.updates.rebootNotKnown';
  }
}

function noteAppearance(label: string): RowAppearance {
  return { ...PLAIN, label, icon: 'info', contextValue: 'note', accessibilityLabel: label };
}

function problemAppearance(
  scope: ProblemScope,
  fault: Extract<FleetRow, { kind: 'problem' }>['fault'],
  context: RowContext,
): RowAppearance {
  const label = problemLabel(scope, fault, context);
  if (fault === null) return faultAppearance(label, context.texts.text('tree.retry.missing.says'), 'problem', context);
  const needsSignIn = fault.kind === 'signInNeeded';
  const says = faultText(context.texts, fault, context.isDemo);
  return faultAppearance(label, says, needsSignIn ? 'problem:signIn' : 'problem', context);
}

function problemLabel(
  scope: ProblemScope,
  fault: Extract<FleetRow, { kind: 'problem' }>['fault'],
  { texts, tenantName, subscriptionName }: RowContext,
): string {
  if (scope.kind === 'missingRows') return texts.text('tree.retry.missing', { count: scope.count });
  if (scope.kind === 'fleet') return texts.text(fault?.kind === 'signInNeeded' ? 'action.signIn' : 'tree.retry.fleet');
  const name = scope.kind === 'subscription' ? subscriptionName(scope.subscriptionId) : tenantName(scope.tenantId);
  return texts.text(fault?.kind === 'signInNeeded' ? 'tree.retry.signIn' : `tree.retry.${scope.kind}`, { name });
}

function faultAppearance(label: string, says: string, contextValue: string, { texts }: RowContext): RowAppearance {
  return {
    ...PLAIN,
    label,
    description: says,
    icon: 'refresh',
    color: 'list.warningForeground',
    contextValue,
    accessibilityLabel: texts.text('tree.retry.label', { label, fault: says }),
    tooltip: says,
  };
}

function vanishedGroupAppearance(count: number, { texts }: RowContext): RowAppearance {
  const label = texts.text('tree.group.vanished');
  return {
    ...PLAIN,
    label,
    description: texts.number(count),
    icon: 'eye-closed',
    contextValue: 'vanishedGroup',
    accessibilityLabel: texts.text('tree.group.label', { name: label, count }),
    expands: 'collapsed',
    tooltip: texts.text('tree.group.vanished.tooltip'),
  };
}

function vanishedAppearance(machineName: string, at: Instant, { texts }: RowContext): RowAppearance {
  const why = texts.text('reason.vanished', { at: { instant: at } });
  const name = shownName(machineName, texts);
  return {
    ...PLAIN,
    label: name,
    description: texts.dateTime(at),
    icon: 'circle-outline',
    contextValue: 'vanished',
    accessibilityLabel: `${name}, ${why}`,
    tooltip: why,
  };
}
