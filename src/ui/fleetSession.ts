import * as vscode from 'vscode';
import { isLoopbackCloudId, realCloud } from '../azure/clouds';
import type { FleetRefresher } from '../fleet/fleetRefresher';
import type { FleetStore } from '../fleet/fleetStore';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import type { FleetSources } from './fleetSources';
import type { DashboardSettings } from './dashboardContext';
import type { FleetSurface, SurfaceSettings } from './fleetSurface';
import { RefreshTimer } from './refreshTimer';
import { releasesOf, releasesWithFile } from './releaseSource';
import type { SettingIssue, Settings, SettingsReading } from './settings';
import { readSettings, SETTINGS, SETTINGS_SECTION } from './settings';

export interface FleetSessionOptions {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  readonly sources: FleetSources;
  readonly texts: Texts;
}

/** Settings that say whose fleet is read: a change ends the read under way and turns to another source. */
const SOURCE_SETTINGS = [
  SETTINGS.cloud,
  SETTINGS.loopbackEndpoint,
  SETTINGS.signIn,
  SETTINGS.tenants,
  SETTINGS.subscriptions,
  SETTINGS.demoMachines,
];

/** Sign-in events that our own sign-in sets off arrive shortly after it; several arrive at once. */
const SESSIONS_SETTLE = 2_000;

/** The cached rows are on the screen by then: reading (and loading what reads) must not compete with drawing them. */
const CACHE_DRAWN = 1_500;

/** Keeps the window's fleet in step with settings, sign-in and visibility. */
export class FleetSession implements vscode.Disposable {
  readonly #options: FleetSessionOptions;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #timer: RefreshTimer;
  #reading: SettingsReading;
  #fileIssues: readonly SettingIssue[] = [];
  #surface: FleetSurface | null = null;
  #sessionsTimer: NodeJS.Timeout | undefined;
  #startTimer: NodeJS.Timeout | undefined;
  #hasRead = false;
  #isDashboardVisible: () => boolean = () => false;

  constructor(options: FleetSessionOptions) {
    this.#options = options;
    this.#reading = currentSettings();
    this.#timer = new RefreshTimer(
      () => this.#isVisible(),
      () => void options.refresher.refresh('timer'),
    );
  }

  get settings(): Settings {
    return this.#reading.settings;
  }

  get settingIssues(): readonly SettingIssue[] {
    return [...this.#reading.issues, ...this.#fileIssues];
  }

  get surfaceSettings(): SurfaceSettings {
    const { cloud, showStatusBar, offlineDays } = this.settings;
    return {
      isDemo: cloud === 'Demo',
      showStatusBar,
      offlineDays,
      portal: realCloud(isLoopbackCloudId(cloud) ? 'AzureCloud' : cloud).portal,
      settingsProblem: this.#settingsProblem(),
      isBlocked: this.#isBlocked(),
      card: this.settings.rateCard,
      assumptions: this.settings.costAssumptions,
    };
  }

  get dashboardSettings(): DashboardSettings {
    const { isDemo, offlineDays, settingsProblem, isBlocked } = this.surfaceSettings;
    const { rateCard, costAssumptions, updateManager } = this.settings;
    const cost = { card: rateCard, assumptions: costAssumptions, updateManager };
    return { isDemo, offlineDays, settingsProblem, isBlocked, ...cost };
  }

  /** Counts the dashboard among what is visible. */
  watchDashboard(isVisible: () => boolean): void {
    this.#isDashboardVisible = isVisible;
  }

  /** Reads the fleet where nothing has been read in this window yet. */
  ensureRead(): void {
    if (!this.#hasRead) this.#readSoon();
  }

  /** Shows the cached fleet of the settings in force. The read that follows is not waited for. */
  async start(surface: FleetSurface): Promise<void> {
    this.#surface = surface;
    this.#subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((event) => void this.#settingsChanged(event)),
      vscode.authentication.onDidChangeSessions(({ provider }) => {
        this.#sessionsChanged(provider.id);
      }),
      surface.view.onDidChangeVisibility(() => {
        this.#visibilityChanged();
      }),
      vscode.window.onDidChangeWindowState(() => {
        this.#timer.becameVisible();
      }),
    );
    const { graceDays, releases } = this.#judgeOptions();
    this.#options.store.judgeBy({ releases, graceDays });
    await this.#useSource();
    if (this.settings.releaseFile !== '') void this.#readReleaseFile();
    this.#timer.every(this.settings.refreshInterval);
    if (this.#options.store.view.snapshot !== null || isLoopbackCloudId(this.settings.cloud)) this.#readSoon();
    else this.#visibilityChanged();
  }

  dispose(): void {
    this.#timer.dispose();
    clearTimeout(this.#sessionsTimer);
    clearTimeout(this.#startTimer);
    this.#options.refresher.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #judgeOptions() {
    return { releases: releasesOf(this.settings), graceDays: this.settings.releaseGraceDays };
  }

  async #useSource(): Promise<void> {
    const source = this.#isBlocked() ? null : this.#options.sources.source(this.settings);
    await this.#options.refresher.use(source);
  }

  /** After the window has drawn what the cache had; at once where there is nothing to draw. */
  #readSoon(): void {
    this.#hasRead = true;
    const { store, refresher } = this.#options;
    const cached = store.view.snapshot;
    this.#startTimer = setTimeout(
      () => {
        // Who asked for a read meanwhile has had it.
        if (store.view.snapshot === cached) void refresher.refresh('start');
      },
      cached === null ? 0 : CACHE_DRAWN,
    );
  }

  async #settingsChanged(event: vscode.ConfigurationChangeEvent): Promise<void> {
    if (!event.affectsConfiguration(SETTINGS_SECTION)) return;
    this.#reading = currentSettings();
    const isOtherSource = SOURCE_SETTINGS.some((name) => event.affectsConfiguration(`${SETTINGS_SECTION}.${name}`));
    if (isOtherSource) await this.#useSource();
    await this.#readReleaseFile();
    this.#timer.every(this.settings.refreshInterval);
    if (isOtherSource) {
      this.#hasRead = true;
      void this.#options.refresher.refresh('settings');
    }
  }

  async #readReleaseFile(): Promise<void> {
    const { releases, issues } = await releasesWithFile(this.settings);
    this.#fileIssues = issues;
    this.#options.store.judgeBy({ releases, graceDays: this.settings.releaseGraceDays });
  }

  #sessionsChanged(providerId: string): void {
    const { cloud, signIn } = this.settings;
    if (signIn !== 'vscode' || isLoopbackCloudId(cloud) || realCloud(cloud).authProviderId !== providerId) return;
    if (!this.#hasRead) return;
    clearTimeout(this.#sessionsTimer);
    this.#sessionsTimer = setTimeout(() => void this.#options.refresher.refresh('settings'), SESSIONS_SETTLE);
  }

  #visibilityChanged(): void {
    if (this.#surface?.view.visible !== true) return;
    if (this.#hasRead) this.#timer.becameVisible();
    else this.#readSoon();
  }

  #isVisible(): boolean {
    const isTreeVisible = this.#surface?.view.visible === true;
    return isTreeVisible || this.#isDashboardVisible() || (this.settings.showStatusBar && vscode.window.state.focused);
  }

  #isBlocked(): boolean {
    return this.#reading.issues.some((issue) => issue.isFatal);
  }

  /** The first thing that is wrong with the settings, fatal things first. */
  #settingsProblem(): string | null {
    const { texts } = this.#options;
    const issues = this.settingIssues;
    const issue = issues.find((one) => one.isFatal) ?? issues[0];
    if (issue === undefined) return null;
    const { id, values } = issue.problem;
    return texts.text('error.settings', {
      setting: issue.setting,
      problem: texts.text(id, values),
      consequence: texts.text(consequenceOf(issue)),
    });
  }
}

function consequenceOf({ isFatal, stopsOperations }: SettingIssue): MessageId {
  if (isFatal) return 'error.settings.refused';
  return stopsOperations === true ? 'operation.settings.stopped' : 'error.settings.default';
}

function currentSettings(): SettingsReading {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return readSettings((name) => configuration.get<unknown>(name));
}
