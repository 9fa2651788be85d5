import * as vscode from 'vscode';
import type { SignInFault } from '../azure/azureFault';
import { boundedMessage } from '../core/withoutSecrets';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import { plainText } from '../core/plainText';
import type { FleetRefresher } from '../fleet/fleetRefresher';
import type { FleetStore } from '../fleet/fleetStore';
import type { PendingUpdates } from '../fleet/pendingUpdates';
import type { Texts } from '../messages/texts';
import type { CareDoor } from './careDoor';
import type { CommandId } from './commandIds';
import { COMMANDS, FOCUS_FLEET_VIEW, WALKTHROUGH } from './commandIds';
import type { DashboardDoor } from './dashboardDoor';
import { faultText } from './faultText';
import type { FleetSurface } from './fleetSurface';
import type { FleetElement } from './fleetTree';
import type { FleetRow } from './fleetRow';
import { machineRow } from './fleetTreeModel';
import { inertLine } from './inertText';
import { showFailure, showMessage, withProgress } from './notifications';
import type { OperationsDoor } from './operationsDoor';
import { machineLink } from './machineLink';
import type { Picks } from './picksEntry';
import { hotpatchLink, portalLink, updateManagerLink } from './portalLink';
import type { Settings } from './settings';
import { SETTINGS, SETTINGS_SECTION, SIGN_IN_METHODS } from './settings';
import type { SignIn } from './signIn';
import { setContextKey } from './contextKeys';
import { sayNothingRead } from './nothingRead';
import { openUserGuide } from './userGuide';

export interface FleetCommandsOptions {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  readonly surface: FleetSurface;
  readonly updates: PendingUpdates;
  readonly signIn: SignIn;
  readonly settings: () => Settings;
  readonly portal: () => string;
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
  readonly dashboard: DashboardDoor;
  readonly operations: OperationsDoor;
  readonly care: CareDoor;
  /** Loaded with the first. */
  readonly picks: () => Promise<Picks>;
  readonly extensionUri: vscode.Uri;
}

/** A row of the tree, or a machine as the dashboard names it. */
type Chosen = FleetElement | { readonly machineId: MachineId };

/** More machines than this are read with the whole fleet. */
const MOST_SINGLE_READS = 20;

/** A row's command gets the row clicked and, with several selected, all of them. */
type Handler = (element?: FleetElement, selected?: readonly Chosen[]) => unknown;

/** What each command does. Complete by its type: a command that package.json names cannot be missing. */
export class FleetCommands {
  readonly #options: FleetCommandsOptions;

  constructor(options: FleetCommandsOptions) {
    this.#options = options;
  }

  register(): readonly vscode.Disposable[] {
    return Object.entries(this.#handlers()).map(([id, handler]) =>
      vscode.commands.registerCommand(id, (element?: FleetElement, selected?: readonly Chosen[]) =>
        this.#run(() => handler(element, selected)),
      ),
    );
  }

  #handlers(): Readonly<Record<CommandId, Handler>> {
    const { surface, refresher, log, dashboard, operations, care } = this.#options;
    return {
      [COMMANDS.refresh]: () => this.#refresh(),
      [COMMANDS.cancelRefresh]: () => refresher.cancel(),
      [COMMANDS.groupBy]: () => this.#groupBy(),
      [COMMANDS.filter]: () => this.#filter(),
      [COMMANDS.editFilter]: () => this.#filter(),
      [COMMANDS.clearFilter]: () => surface.clearFilter(),
      [COMMANDS.showAttentionOnly]: () => surface.setFilter({ ...surface.filter, attentionOnly: true }),
      [COMMANDS.showAll]: () => surface.setFilter({ ...surface.filter, attentionOnly: false }),
      [COMMANDS.loadMore]: (element) => this.#loadMore(element),
      [COMMANDS.retry]: (element) => this.#retry(element),
      [COMMANDS.signIn]: (element) => this.#signIn(element),
      [COMMANDS.chooseSignIn]: () => this.#chooseSignIn(),
      [COMMANDS.chooseTenants]: () => this.#chooseTenants(),
      [COMMANDS.chooseSubscriptions]: () => this.#chooseSubscriptions(),
      [COMMANDS.tryDemo]: () => this.#useCloud('Demo'),
      [COMMANDS.leaveDemo]: () => this.#useCloud(undefined),
      [COMMANDS.openInPortal]: (element, selected) => this.#openInPortal(portalLink, element, selected),
      [COMMANDS.openHotpatchInPortal]: (element, selected) => this.#openInPortal(hotpatchLink, element, selected),
      [COMMANDS.openUpdateManager]: (element, selected) => this.#openUpdateManager(element, selected),
      [COMMANDS.refreshMachine]: (element, selected) => this.#refreshMachines(element, selected),
      [COMMANDS.copyName]: (element, selected) => this.#copy(element, selected, ({ facts }) => plainText(facts.name)),
      [COMMANDS.copyResourceId]: (element, selected) => this.#copy(element, selected, ({ facts }) => facts.id),
      [COMMANDS.copyLink]: (element, selected) =>
        this.#copy(element, selected, ({ facts }) => machineLink(vscode.env.uriScheme, facts.id)),
      [COMMANDS.dismissVanished]: () => refresher.dismissVanished(),
      [COMMANDS.showDashboard]: () => dashboard.show(),
      [COMMANDS.enroll]: (element, selected) => operations.begin('enroll', this.#machines(element, selected)),
      [COMMANDS.disenroll]: (element, selected) => operations.begin('disenroll', this.#machines(element, selected)),
      [COMMANDS.turnOn]: (element, selected) => operations.begin('turnOn', this.#machines(element, selected)),
      [COMMANDS.turnOff]: (element, selected) => operations.begin('turnOff', this.#machines(element, selected)),
      [COMMANDS.checkForUpdates]: (element, selected) => operations.begin('assess', this.#machines(element, selected)),
      [COMMANDS.turnOnPeriodicAssessment]: (element, selected) =>
        operations.begin('periodicAssessment', this.#machines(element, selected)),
      [COMMANDS.installUpdates]: (element, selected) => operations.begin('install', this.#machines(element, selected)),
      [COMMANDS.checkVbs]: (element, selected) => operations.begin('checkVbs', this.#machines(element, selected)),
      [COMMANDS.enableVbs]: (element, selected) => operations.begin('enableVbs', this.#machines(element, selected)),
      [COMMANDS.restart]: (element, selected) => operations.begin('restart', this.#machines(element, selected)),
      [COMMANDS.showScript]: () => operations.ask('showScript'),
      [COMMANDS.resumeOperation]: () => operations.ask('resume'),
      [COMMANDS.giveUpOperation]: () => operations.ask('giveUp'),
      [COMMANDS.retryFailed]: () => operations.ask('retryFailed'),
      [COMMANDS.revertOperation]: () => operations.ask('revert'),
      [COMMANDS.showOperationReport]: () => operations.ask('showReport'),
      [COMMANDS.cancelOperation]: () => operations.ask('cancel'),
      [COMMANDS.runApprovedPlan]: () => operations.ask('runApprovedPlan'),
      [COMMANDS.whyBlocked]: (element, selected) => care.whyBlocked(this.#machines(element, selected)),
      // The menu of the view's title names the row in focus, which is not meant.
      [COMMANDS.showBlocked]: () => care.showBlocked(surface.shown()),
      [COMMANDS.showGroupBlocked]: (element, selected) => care.showBlocked(this.#machines(element, selected)),
      [COMMANDS.copyDiagnosis]: (element, selected) => care.copyDiagnosis(this.#machines(element, selected)),
      [COMMANDS.copyQuery]: () => care.copyQuery(null),
      [COMMANDS.copyMachineQuery]: (element, selected) => care.copyQuery(this.#machines(element, selected)),
      [COMMANDS.onboard]: () => care.onboard(),
      [COMMANDS.addReleaseMonth]: () => this.#addReleaseMonth(),
      [COMMANDS.showLog]: () => {
        log.show();
      },
      [COMMANDS.reportIssue]: () => care.reportIssue(),
      [COMMANDS.openUserGuide]: () => openUserGuide(this.#options.extensionUri),
      [COMMANDS.getStarted]: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH),
    };
  }

  async #run(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      const { texts } = this.#options;
      const message = boundedMessage(error);
      void showFailure(this.#options, texts.text('error.command', { message }));
    }
  }

  #refresh(): Promise<void> {
    this.#options.updates.forget();
    return this.#options.refresher.refresh('manual');
  }

  /** Reads the machines meant by themselves; so many that single reads would be wasteful are read with the whole fleet. */
  async #refreshMachines(element?: FleetElement, selected?: readonly Chosen[]): Promise<void> {
    const machines = this.#machines(element, selected);
    if (machines.length > MOST_SINGLE_READS) return this.#refresh();
    const { refresher, texts, settings } = this.#options;
    const title = texts.text('progress.readingMachines', { count: machines.length });
    const faults = await withProgress(title, (signal) => refresher.refreshMachines(machines, signal));
    const [first] = faults;
    if (first === undefined || first.fault.kind === 'cancelled') return;
    const fault = faultText(texts, first.fault, settings().cloud === 'Demo');
    const values = { name: first.machine.facts.name, count: faults.length, fault };
    void showFailure(this.#options, texts.text('error.machinesNotRead', values));
  }

  async #groupBy(): Promise<void> {
    const { surface, store, picks } = this.#options;
    const grouping = await (await picks()).grouping(surface.grouping, store.view.machines);
    if (grouping) await surface.setGrouping(grouping);
  }

  async #filter(): Promise<void> {
    const { surface, store, picks } = this.#options;
    const filter = await (await picks()).filter(surface.filter, store.view.machines);
    if (filter) await surface.setFilter(filter);
  }

  #loadMore(element: FleetElement | undefined): void {
    const row = this.#row(element);
    if (row?.kind === 'loadMore') this.#options.surface.loadMore(row.groupId);
  }

  async #retry(element: FleetElement | undefined): Promise<void> {
    const { settings, refresher, surface } = this.#options;
    const row = this.#row(element);
    if (row?.kind !== 'updatesFailed') {
      await this.#refresh();
      return;
    }
    // Only a read of the fleet starts the demo's simulated Azure again.
    if (settings().cloud === 'Demo' && row.fault.kind === 'unreachable') await refresher.refresh('manual');
    surface.tree.updateBelow(machineRow(row.machine).id);
  }

  /** Signs in to what the row asks for, or, from the palette, to the account's own tenant; then reads the fleet. */
  async #signIn(element: FleetElement | undefined): Promise<void> {
    const { refresher, signIn, store } = this.#options;
    if (!signIn.isHere) return this.#refresh();
    const row = this.#row(element);
    const fault = row?.kind === 'problem' ? row.fault : store.view.fault;
    const wanted: Pick<SignInFault, 'tenantId' | 'claims'> =
      fault?.kind === 'signInNeeded' ? fault : { tenantId: null, claims: null };
    const isSwitch = row === undefined && fault?.kind !== 'signInNeeded';
    if (await signIn.ask(wanted, isSwitch)) await refresher.refresh('settings');
  }

  async #chooseSignIn(): Promise<void> {
    const { texts, settings } = this.#options;
    const items = SIGN_IN_METHODS.map((method) => ({
      label: texts.text(`credential.${method}`),
      description: method === settings().signIn ? texts.text('groupBy.current') : '',
      detail: texts.text(`credential.${method}.detail`),
      method,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: texts.text('credential.title') });
    if (chosen) await configure(SETTINGS.signIn, chosen.method);
  }

  async #chooseTenants(): Promise<void> {
    const { store, texts, settings } = this.#options;
    const tenants = store.view.snapshot?.tenants ?? [];
    const items = tenants.map(({ id, name }) => ({ id, name: name ?? id, detail: id }));
    const chosen = await this.#pickIds(items, settings().tenants, 'scope.tenants.title', 'scope.tenants.placeholder');
    if (chosen) await this.#setScope(SETTINGS.tenants, chosen);
    else if (items.length === 0) void sayNothingRead(store.view, texts);
  }

  async #chooseSubscriptions(): Promise<void> {
    const { store, texts, settings } = this.#options;
    const subscriptions = store.view.snapshot?.subscriptions ?? [];
    const items = subscriptions.map(({ id, name, tenantId }) => ({
      id,
      name: name ?? id,
      detail: store.tenantName(tenantId),
    }));
    const chosen = await this.#pickIds(
      items,
      settings().subscriptions,
      'scope.subscriptions.title',
      'scope.subscriptions.placeholder',
    );
    if (chosen) await this.#setScope(SETTINGS.subscriptions, chosen);
    else if (items.length === 0) void sayNothingRead(store.view, texts);
  }

  async #setScope(
    setting: typeof SETTINGS.tenants | typeof SETTINGS.subscriptions,
    chosen: readonly string[],
  ): Promise<void> {
    await configure(setting, chosen);
    setContextKey('hotpatchFleet.isScopeChosen', true);
  }

  /** All or none ticked means: no choice, read all. */
  async #pickIds(
    things: readonly { readonly id: string; readonly name: string; readonly detail: string }[],
    current: readonly string[],
    title: 'scope.tenants.title' | 'scope.subscriptions.title',
    placeholder: 'scope.tenants.placeholder' | 'scope.subscriptions.placeholder',
  ): Promise<readonly string[] | undefined> {
    if (things.length === 0) return undefined;
    const { texts } = this.#options;
    const items = things.map(({ id, name, detail }) => ({
      label: inertLine(name),
      description: inertLine(detail),
      picked: current.length === 0 || current.includes(id),
      id,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: texts.text(title),
      placeHolder: texts.text(placeholder),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (chosen === undefined) return undefined;
    const hidden = current.filter((id) => !things.some((thing) => thing.id === id));
    return chosen.length === things.length && hidden.length === 0 ? [] : [...chosen.map(({ id }) => id), ...hidden];
  }

  async #useCloud(cloud: 'Demo' | undefined): Promise<void> {
    await configure(SETTINGS.cloud, cloud);
    await vscode.commands.executeCommand(FOCUS_FLEET_VIEW);
  }

  async #openInPortal(link: typeof portalLink, element?: FleetElement, selected?: readonly Chosen[]): Promise<void> {
    const [machine] = this.#machines(element, selected);
    if (!machine) return;
    const { tenantId, id } = machine.facts;
    await vscode.env.openExternal(vscode.Uri.parse(link(this.#options.portal(), tenantId, id), true));
  }

  async #openUpdateManager(element?: FleetElement, selected?: readonly Chosen[]): Promise<void> {
    const [machine] = this.#machines(element, selected);
    const link = updateManagerLink(this.#options.portal(), machine?.facts.tenantId ?? null);
    await vscode.env.openExternal(vscode.Uri.parse(link, true));
  }

  async #copy(
    element: FleetElement | undefined,
    selected: readonly Chosen[] | undefined,
    textOf: (machine: JudgedMachine) => string,
  ): Promise<void> {
    const machines = this.#machines(element, selected);
    if (machines.length > 0) await vscode.env.clipboard.writeText(machines.map(textOf).join('\n'));
  }

  async #addReleaseMonth(): Promise<void> {
    const { store, texts, picks } = this.#options;
    const entry = await (await picks()).releaseMonth(store.releases);
    if (entry === undefined) return;
    const current = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<unknown>(SETTINGS.releases);
    const others = (Array.isArray(current) ? (current as readonly unknown[]) : []).filter(
      (one) => !isEntryOf(one, entry.month),
    );
    await configure(SETTINGS.releases, [...others, entry]);
    const { month, build, type } = entry;
    void showMessage(texts.text('release.added', { month, type, build }));
  }

  /**
   * The machines meant: all selected rows, if the row clicked is one of them; else the row itself; else the selection. A
   * group means all of its machines that pass the filter, loaded or not.
   */
  #machines(element?: FleetElement, selected?: readonly Chosen[]): readonly JudgedMachine[] {
    const { surface, store } = this.#options;
    const elements: readonly Chosen[] =
      selected && selected.length > 0 ? selected : element ? [element] : surface.view.selection;
    const machines = elements.flatMap((one) => {
      if ('machineId' in one) return store.machine(one.machineId) ?? [];
      const row = surface.tree.row(one);
      if (row?.kind === 'group') return row.group.machines;
      if (row?.kind === 'priceWarning') return store.view.machines;
      return row?.kind === 'machine' ? [row.machine] : [];
    });
    return [...new Set(machines)];
  }

  #row(element: FleetElement | undefined): FleetRow | undefined {
    return element === undefined ? undefined : this.#options.surface.tree.row(element);
  }
}

function isEntryOf(value: unknown, month: string): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'month') === month;
}

/** Writes a setting for this user (in a remote window, for this machine). */
async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(SETTINGS_SECTION).update(name, value, vscode.ConfigurationTarget.Global);
}
