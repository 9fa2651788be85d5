import * as vscode from 'vscode';
import type { AzureFault } from '../azure/azureFault';
import type { MachineId } from '../core/ids';
import type { InstallOrder, InstallPresetId } from '../core/installSelection';
import {
  INSTALL_CLASSIFICATIONS,
  INSTALL_PRESET_IDS,
  installPresets,
  installSelection,
} from '../core/installSelection';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PendingUpdate } from '../core/machineFacts';
import type { InstallRequest } from '../core/plan';
import type { ReleaseCatalogue } from '../core/release';
import type { PendingUpdates } from '../fleet/pendingUpdates';
import type { Texts } from '../messages/texts';
import type { KbOffer } from './actionKbs';
import { kbOffers } from './actionKbs';
import type { LeavingTrack } from './actionTexts';
import { machineNames } from './actionTexts';
import { faultText } from './faultText';
import { inertLine } from './inertText';
import { askModally, showMessage, showSetback, withProgress } from './notifications';

/** What the choice of an installation needs from its caller. */
export interface InstallAsking {
  readonly updates: PendingUpdates;
  readonly releases: ReleaseCatalogue;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
  readonly isDemo: boolean;
}

type Waiting = ReadonlyMap<MachineId, readonly PendingUpdate[]>;

/** Reads what waits on the machines, and asks what of it is to be installed; undefined = turned away. */
export async function askInstall(
  machines: readonly JudgedMachine[],
  asking: InstallAsking,
): Promise<InstallRequest | undefined> {
  const updates = await readUpdates(machines, asking);
  if (updates === undefined) return undefined;
  if ([...updates.values()].every((waiting) => waiting.length === 0)) {
    void showMessage(asking.texts.text('plan.install.none'));
    return undefined;
  }
  const order = await askOrder(machines, updates, asking);
  return order === undefined ? undefined : { order, updates };
}

async function readUpdates(
  machines: readonly JudgedMachine[],
  { updates, texts, log, isDemo }: InstallAsking,
): Promise<Waiting | undefined> {
  const title = texts.text('plan.install.reading', { count: machines.length });
  const found = new Map<MachineId, readonly PendingUpdate[]>();
  const faults: AzureFault[] = [];
  const reading = Promise.all(
    machines.map(async (machine) => {
      const read = await updates.of(machine);
      if (read.ok) found.set(machine.facts.id, read.value);
      else faults.push(read.fault);
    }),
  ).then(() => true);
  const isRead = await withProgress(title, (signal) => {
    const turnedAway = new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(false)));
    return Promise.race([reading, turnedAway]);
  });
  if (!isRead) return undefined;
  const [fault] = faults;
  if (fault !== undefined) {
    const values = { count: faults.length, fault: faultText(texts, fault, isDemo) };
    void showSetback({ texts, log }, texts.text('plan.install.notRead', values));
  }
  return found;
}

interface PresetItem extends vscode.QuickPickItem {
  readonly preset: InstallPresetId | 'custom';
}

async function askOrder(
  machines: readonly JudgedMachine[],
  updates: Waiting,
  asking: InstallAsking,
): Promise<InstallOrder | undefined> {
  const { texts } = asking;
  const items = [...INSTALL_PRESET_IDS, 'custom' as const].map((preset): PresetItem => ({
    label: texts.text(`plan.install.preset.${preset}`),
    detail: texts.text(`plan.install.preset.${preset}.detail`),
    description: preset === 'custom' ? '' : givesText(installPresets[preset], machines, updates, asking),
    preset,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: texts.text('plan.install.title'),
    placeHolder: texts.text('plan.install.placeholder'),
    matchOnDetail: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen.preset !== 'custom') return installPresets[chosen.preset];
  return askOwnOrder(kbOffers(machines, updates, asking.releases), asking);
}

/** What a preset comes to: “120 updates · 34 machines”. */
function givesText(
  order: InstallOrder,
  machines: readonly JudgedMachine[],
  updates: Waiting,
  { texts, releases }: InstallAsking,
): string {
  let count = 0;
  let on = 0;
  for (const machine of machines) {
    const selection = installSelection(machine, updates.get(machine.facts.id) ?? [], order, releases);
    if (selection.wish === null) continue;
    on += 1;
    count += selection.updates.filter(({ fate }) => fate === 'install').length;
  }
  return texts.list([texts.text('plan.install.preset.gives', { count }), texts.text('plan.count', { count: on })]);
}

async function askOwnOrder(offers: readonly KbOffer[], asking: InstallAsking): Promise<InstallOrder | undefined> {
  const { texts } = asking;
  const classifications = await askClassifications(texts);
  if (classifications === undefined) return undefined;
  const included = await askKbs('plan.install.step.include', offers, texts);
  if (included === undefined) return undefined;
  const others = offers.filter(({ kb }) => !included.some((one) => one.kb === kb));
  const excluded = await askKbs('plan.install.step.exclude', others, texts);
  if (excluded === undefined) return undefined;
  const restart = await askRestart(texts);
  if (restart === undefined) return undefined;
  const maximumDuration = await askDuration(texts);
  if (maximumDuration === undefined) return undefined;
  return {
    classifications,
    ...restart,
    maximumDuration,
    kbsToInclude: included.map(({ kb }) => kb),
    kbsToExclude: excluded.map(({ kb }) => kb),
    allowedOffTrack: included.filter(({ leavesTrack }) => leavesTrack > 0).map(({ kb }) => kb),
  };
}

async function askClassifications(texts: Texts): Promise<readonly string[] | undefined> {
  const { classifications } = installPresets.security;
  const items = INSTALL_CLASSIFICATIONS.map((label) => ({ label, picked: classifications.includes(label) }));
  const title = texts.text('plan.install.step.classifications');
  const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true, ignoreFocusOut: true });
  return chosen?.map(({ label }) => label);
}

async function askKbs(
  question: 'plan.install.step.include' | 'plan.install.step.exclude',
  offers: readonly KbOffer[],
  texts: Texts,
): Promise<readonly KbOffer[] | undefined> {
  if (offers.length === 0) return [];
  const isIncluding = question === 'plan.install.step.include';
  const items = offers.map((offer) => ({
    label: `KB${offer.kb}`,
    description: inertLine(offer.title),
    detail:
      isIncluding && offer.leavesTrack > 0
        ? texts.text('plan.install.step.leavesTrack', { count: offer.machines })
        : texts.text('plan.install.step.kbDetail', { count: offer.machines }),
    offer,
  }));
  const options = { title: texts.text(question), ignoreFocusOut: true, matchOnDescription: true } as const;
  const chosen = await vscode.window.showQuickPick(items, { ...options, canPickMany: true });
  return chosen?.map(({ offer }) => offer);
}

type RestartChoice = Pick<InstallOrder, 'rebootSetting' | 'excludeKbsRequiringReboot'>;

async function askRestart(texts: Texts): Promise<RestartChoice | undefined> {
  const choice = (id: keyof typeof RESTARTS) => ({ label: texts.text(`plan.install.reboot.${id}`), id });
  const items = [choice('none'), choice('never'), choice('ifRequired'), choice('always')];
  const title = texts.text('plan.install.step.reboot');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return chosen === undefined ? undefined : RESTARTS[chosen.id];
}

const RESTARTS = {
  none: { rebootSetting: 'Never', excludeKbsRequiringReboot: true },
  never: { rebootSetting: 'Never', excludeKbsRequiringReboot: false },
  ifRequired: { rebootSetting: 'IfRequired', excludeKbsRequiringReboot: false },
  always: { rebootSetting: 'Always', excludeKbsRequiringReboot: false },
} as const satisfies Readonly<Record<string, RestartChoice>>;

const HOURS = [4, 3, 2, 1] as const;

async function askDuration(texts: Texts): Promise<string | undefined> {
  const items = HOURS.map((hours) => ({
    label: texts.text('run.time.hours', { count: hours }),
    duration: `PT${hours}H`,
  }));
  const title = texts.text('plan.install.step.duration');
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.duration;
}

/** Asks about one KB that takes machines off the track, by itself. */
export async function mayLeaveTrack(
  { kb, machines, until, isClassified }: LeavingTrack,
  texts: Texts,
): Promise<boolean> {
  const count = machines.length;
  const button = texts.text('plan.offTrack.button', { kb });
  const detail = [
    machineNames(machines, texts),
    until === null
      ? texts.text('plan.offTrack.untilNotKnown', { count })
      : texts.text('plan.offTrack.until', { count, day: { day: until } }),
    ...(isClassified ? [] : [texts.text('plan.offTrack.unclassified')]),
  ];
  const message = texts.text('plan.offTrack.title', { kb, count });
  return (await askModally(message, detail.join('\n\n'), button)) === button;
}
