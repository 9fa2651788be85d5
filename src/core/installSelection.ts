import type { JudgedMachine } from './judgedMachine';
import type { InstallChoice } from './machineAction';
import type { PendingUpdate } from './machineFacts';
import { mayReceiveHotpatches } from './licenseStanding';
import type { ReleaseCatalogue } from './release';
import type { UpdateKind } from './updateKind';
import { kbDigits, updateKind } from './updateKind';

/** What a person chose to have installed, for all machines alike; of each machine it becomes an own request. */
export interface InstallOrder extends InstallChoice {
  /** KBs that may take machines off the hotpatch track, each allowed by itself. Digits alone. */
  readonly allowedOffTrack: readonly string[];
}

/** What becomes of an update. In the order in which they are told. */
export const UPDATE_FATES = [
  'install',
  'offTrack',
  'unclassified',
  'needsRestart',
  'excluded',
  'notChosen',
  'noKb',
] as const;

export type UpdateFate = (typeof UPDATE_FATES)[number];

export interface SelectedUpdate {
  readonly update: PendingUpdate;
  readonly kind: UpdateKind;
  readonly fate: UpdateFate;
}

/** What would be installed on one machine. */
export interface InstallSelection {
  readonly updates: readonly SelectedUpdate[];
  /** What is asked of Azure for this machine; null = nothing would be installed. */
  readonly wish: InstallChoice | null;
  /** KBs, digits alone, that take it off the track, because a person allowed each. */
  readonly leavesTrackBy: readonly string[];
}

/** Source: the classifications of Azure Update Manager for Windows. */
export const INSTALL_CLASSIFICATIONS = [
  'Critical',
  'Security',
  'UpdateRollUp',
  'FeaturePack',
  'ServicePack',
  'Definition',
  'Tools',
  'Updates',
] as const;

export const INSTALL_PRESET_IDS = ['noRestart', 'security'] as const;

export type InstallPresetId = (typeof INSTALL_PRESET_IDS)[number];

const NOTHING_MORE = { kbsToInclude: [], kbsToExclude: [], allowedOffTrack: [] } as const;

/** The first is the default. */
export const installPresets: Readonly<Record<InstallPresetId, InstallOrder>> = {
  noRestart: {
    maximumDuration: 'PT4H',
    rebootSetting: 'Never',
    classifications: ['Critical', 'Security', 'UpdateRollUp', 'Definition', 'Updates'],
    excludeKbsRequiringReboot: true,
    ...NOTHING_MORE,
  },
  security: {
    maximumDuration: 'PT4H',
    rebootSetting: 'IfRequired',
    classifications: ['Critical', 'Security'],
    excludeKbsRequiringReboot: false,
    ...NOTHING_MORE,
  },
};

/**
 * Whether an ordinary cumulative update would cost the machine hotpatches: enrolled, being enrolled or with hotpatch built
 * in.
 */
export function receivesHotpatches({ facts, verdict }: JudgedMachine): boolean {
  return verdict.state === 'builtIn' || mayReceiveHotpatches(facts.hotpatchFeature?.status ?? null);
}

/**
 * Says of each update that waits on a machine whether it would be installed, and asks Azure for just that. A machine that
 * receives hotpatches is asked for by the KBs that it is to get and by no classification: what is published between its
 * assessment and the installation must not come in with them.
 */
export function installSelection(
  machine: JudgedMachine,
  updates: readonly PendingUpdate[],
  order: InstallOrder,
  releases: ReleaseCatalogue,
): InstallSelection {
  const isGuarded = receivesHotpatches(machine);
  const judged = updates.map((update) => ({ update, kind: updateKind(update, releases), kb: kbDigits(update) }));
  const barred = isGuarded ? barredOf(judged, order) : new Map<string, UpdateFate>();
  const selected = judged.map((one): SelectedUpdate & { readonly kb: string | null } => ({
    ...one,
    fate: fateOf(one, order, isGuarded, barred),
  }));
  const installed = selected.filter(({ fate }) => fate === 'install');
  const leaving = isGuarded ? installed.filter(({ kind }) => isOffTrack(kind)) : [];
  return {
    updates: selected.map(({ update, kind, fate }) => ({ update, kind, fate })),
    wish: installed.length === 0 ? null : isGuarded ? guardedWish(order, kbsOf(installed), barred) : plainWish(order),
    leavesTrackBy: kbsOf(leaving),
  };
}

/** Whether a machine that is behind its baseline stays so: nothing that is installed on it is a baseline. */
export function staysBehind({ verdict }: JudgedMachine, { updates }: Pick<InstallSelection, 'updates'>): boolean {
  const isLifted = updates.some(({ kind, fate }) => fate === 'install' && kind === 'baseline');
  return verdict.track.track === 'behindBaseline' && !isLifted;
}

type Judged = SelectedUpdate & { readonly kb: string | null };

/** KBs that a machine must not get; a KB that two updates have is barred by either. */
function barredOf(judged: readonly Omit<Judged, 'fate'>[], order: InstallOrder): ReadonlyMap<string, UpdateFate> {
  const barred = new Map<string, UpdateFate>();
  for (const { kind, kb } of judged) {
    if (kb !== null && isOffTrack(kind) && !order.allowedOffTrack.includes(kb)) barred.set(kb, kind);
  }
  return barred;
}

function isOffTrack(kind: UpdateKind): kind is 'offTrack' | 'unclassified' {
  return kind === 'offTrack' || kind === 'unclassified';
}

function fateOf(
  { update, kind, kb }: Omit<Judged, 'fate'>,
  order: InstallOrder,
  isGuarded: boolean,
  barred: ReadonlyMap<string, UpdateFate>,
): UpdateFate {
  const bar = kb === null ? undefined : barred.get(kb);
  if (bar !== undefined) return bar;
  if (kb === null && isGuarded) return isOffTrack(kind) ? kind : 'noKb';
  const named = isGuarded ? [...order.kbsToInclude, ...order.allowedOffTrack] : order.kbsToInclude;
  const isNamed = kb !== null && named.includes(kb);
  if (!isNamed && !isOfClassification(update, order.classifications)) return 'notChosen';
  if (kb !== null && order.kbsToExclude.includes(kb)) return 'excluded';
  return order.excludeKbsRequiringReboot && !neverReboots(update) ? 'needsRestart' : 'install';
}

function isOfClassification({ classifications }: PendingUpdate, wanted: readonly string[]): boolean {
  const names = wanted.map((name) => name.toLowerCase());
  return classifications.some((name) => names.includes(name.trim().toLowerCase()));
}

/** As Azure reads it: what is not known to need no restart is left out with the rest. */
function neverReboots({ rebootBehavior }: PendingUpdate): boolean {
  return (rebootBehavior ?? '').trim().toLowerCase() === 'neverreboots';
}

function kbsOf(updates: readonly Judged[]): readonly string[] {
  return [...new Set(updates.flatMap(({ kb }) => kb ?? []))];
}

function guardedWish(
  order: InstallOrder,
  kbsToInclude: readonly string[],
  barred: ReadonlyMap<string, UpdateFate>,
): InstallChoice {
  const { maximumDuration, rebootSetting, excludeKbsRequiringReboot } = order;
  const kbsToExclude = [...new Set([...order.kbsToExclude, ...barred.keys()])];
  return { maximumDuration, rebootSetting, excludeKbsRequiringReboot, classifications: [], kbsToInclude, kbsToExclude };
}

function plainWish(order: InstallOrder): InstallChoice {
  const { maximumDuration, rebootSetting, excludeKbsRequiringReboot, classifications, kbsToInclude, kbsToExclude } =
    order;
  return { maximumDuration, rebootSetting, excludeKbsRequiringReboot, classifications, kbsToInclude, kbsToExclude };
}
