import * as vscode from 'vscode';
import type { FleetFilter } from '../core/fleetFilter';
import { isFiltering, NO_FILTER, readFilter } from '../core/fleetFilter';
import { summarize } from '../core/fleetSummary';
import type { Grouping } from '../core/grouping';
import { readGrouping } from '../core/grouping';
import type { CostAssumptions } from '../core/cost';
import type { MachineId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import { priceWarning } from '../core/planCost';
import type { RateCard } from '../core/rateCard';
import type { UtcDay } from '../core/utcDay';
import { utcDay } from '../core/utcDay';
import type { FleetStore, FleetView } from '../fleet/fleetStore';
import { isComplete } from '../fleet/fleetSnapshot';
import type { MachineStanding } from '../fleet/operations';
import type { PendingUpdates } from '../fleet/pendingUpdates';
import type { Texts } from '../messages/texts';
import { FLEET_VIEW } from './commandIds';
import type { EmptyKind } from './contextKeyNames';
import { setContextKey } from './contextKeys';
import { faultText } from './faultText';
import type { FleetElement } from './fleetTree';
import { FleetTree } from './fleetTree';
import { FleetTreeModel } from './fleetTreeModel';
import type { ShownPriceWarning } from './fleetRow';
import { portalLink } from './portalLink';
import type { RowContext } from './rowAppearance';
import { groupName } from './rowAppearance';
import type { StatusItem } from './statusItem';
import { statusText } from './statusText';

/** What the surface needs to know of the settings in force. */
export interface SurfaceSettings {
  readonly isDemo: boolean;
  readonly showStatusBar: boolean;
  readonly offlineDays: number;
  readonly portal: string;
  /** The sentence about a setting that cannot be used; null = none. */
  readonly settingsProblem: string | null;
  /** That setting keeps the fleet from being read. */
  readonly isBlocked: boolean;
  readonly card: RateCard;
  readonly assumptions: CostAssumptions;
}

export interface FleetSurfaceOptions {
  readonly store: FleetStore;
  readonly updates: PendingUpdates;
  readonly texts: Texts;
  readonly status: StatusItem;
  readonly memory: vscode.Memento;
  readonly settings: () => SurfaceSettings;
  readonly operations: OperationView;
}

/** What the tree shows of operations. */
export interface OperationView {
  activityOf(id: MachineId): MachineStanding | null;
  isRestartOwed(id: MachineId): boolean;
  /** How a machine was when the operation began that it is in: its row does not move before that has ended. */
  standsAs(machine: JudgedMachine): JudgedMachine;
}

/** The price warning, and what it was worked out from. */
interface Warned {
  readonly machines: readonly JudgedMachine[];
  readonly card: RateCard;
  readonly day: UtcDay;
  readonly warning: ShownPriceWarning | null;
}

const FILTER = 'tree.filter';
const GROUPING = 'tree.grouping';

/** Shows the store: tree, badge, descriptions, welcome texts, status bar. Holds what the user chose to see. */
export class FleetSurface implements vscode.Disposable {
  readonly tree: FleetTree;
  readonly view: vscode.TreeView<FleetElement>;
  readonly #options: FleetSurfaceOptions;
  readonly #model: FleetTreeModel;
  #filter: FleetFilter;
  #grouping: Grouping;
  #endProgress: (() => void) | null = null;
  #drawn: FleetView | null = null;
  #warned: Warned | null = null;

  constructor(options: FleetSurfaceOptions) {
    this.#options = options;
    const { memory, store, texts, updates } = options;
    this.#filter = readFilter(memory.get(FILTER));
    this.#grouping = readGrouping(memory.get(GROUPING));
    this.#model = new FleetTreeModel((key) => groupName(key, texts, (id) => store.subscriptionName(id)));
    this.tree = new FleetTree({
      model: this.#model,
      updates,
      context: () => this.#context(),
      portalUrl: ({ machine }) => portalLink(options.settings().portal, machine.facts.tenantId, machine.facts.id),
    });
    this.view = vscode.window.createTreeView(FLEET_VIEW, {
      treeDataProvider: this.tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.view.onDidExpandElement(({ element }) => this.tree.opened(element));
    this.view.onDidCollapseElement(({ element }) => this.tree.closed(element));
    this.#updateModel();
  }

  get filter(): FleetFilter {
    return this.#filter;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  async setFilter(filter: FleetFilter): Promise<void> {
    this.#filter = filter;
    this.update();
    await this.#options.memory.update(FILTER, filter);
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    this.#grouping = grouping;
    this.update();
    await this.#options.memory.update(GROUPING, grouping);
  }

  clearFilter(): Promise<void> {
    return this.setFilter(NO_FILTER);
  }

  loadMore(groupId: string): void {
    this.#model.loadMore(groupId);
    this.tree.update();
  }

  /** Shows the tree with this machine selected. A filter that hides it is cleared. */
  async reveal(id: MachineId): Promise<void> {
    if (this.#model.groupIdOf(id) === undefined) await this.clearFilter();
    this.#model.showMachine(id);
    this.tree.update();
    const element = this.tree.machineElement(id);
    if (element) await this.view.reveal(element, { select: true, focus: true });
  }

  /** The machines that the filter lets pass, loaded in the tree or not. */
  shown(): readonly JudgedMachine[] {
    return this.#model.machines();
  }

  /** Draws everything that has changed, and nothing else. */
  update(): void {
    const { view } = this.#options.store;
    this.#updateModel();
    this.tree.update();
    this.#showHead(view);
    this.#showProgress(view);
    this.#showStatus(view);
    this.#drawn = view;
  }

  /** The store has changed. How far a read has come, which it says with each page, is no reason to group the fleet anew. */
  storeChanged(): void {
    const { view } = this.#options.store;
    const drawn = this.#drawn;
    const isSame = drawn?.machines === view.machines && drawn.snapshot === view.snapshot && drawn.fault === view.fault;
    const isStillReading = drawn?.reading !== null && view.reading !== null;
    if (isSame && isStillReading) return;
    this.update();
  }

  dispose(): void {
    this.#endProgress?.();
    this.view.dispose();
    this.tree.dispose();
  }

  /** An operation has got further: rows look different, and when it has ended they move. */
  operationsChanged(): void {
    this.#updateModel();
    this.tree.update();
  }

  #updateModel(): void {
    const { store, operations } = this.#options;
    const warning = this.#priceWarning(store.view.machines);
    this.#model.update(store.view, this.#filter, this.#grouping, (machine) => operations.standsAs(machine), warning);
  }

  /** Worked out anew when the machines, the prices or the day have changed. */
  #priceWarning(machines: readonly JudgedMachine[]): ShownPriceWarning | null {
    const { store, settings } = this.#options;
    const { card, assumptions } = settings();
    const day = utcDay(store.now());
    const known = this.#warned;
    if (known?.machines === machines && known.card === card && known.day === day) return known.warning;
    const found = priceWarning(machines, card, store.now(), assumptions);
    const warning = found === null ? null : { ...found, currency: card.currency };
    this.#warned = { machines, card, day, warning };
    return warning;
  }

  #context(): RowContext {
    const { store, texts, settings, operations } = this.#options;
    return {
      texts,
      view: store.view,
      grouping: this.#grouping,
      now: store.now(),
      isDemo: settings().isDemo,
      tenantName: (id) => store.tenantName(id),
      subscriptionName: (id) => store.subscriptionName(id),
      activityOf: (id) => operations.activityOf(id),
      isRestartOwed: (id) => operations.isRestartOwed(id),
    };
  }

  #showHead(view: FleetView): void {
    const { texts, settings } = this.#options;
    const empty = this.#emptyKind(view);
    const attention = view.machines.filter((machine) => machine.verdict.needsAttention).length;
    this.view.badge =
      attention > 0 ? { value: attention, tooltip: texts.text('tree.badge', { count: attention }) } : undefined;
    setValue(this.view, 'description', this.#description(view));
    setValue(this.view, 'message', this.#message(view, empty));
    setContextKey('hotpatchFleet.empty', empty);
    setContextKey('hotpatchFleet.isFiltered', isFiltering(this.#filter));
    setContextKey('hotpatchFleet.isAttentionOnly', this.#filter.attentionOnly);
    setContextKey('hotpatchFleet.isReading', view.reading !== null);
    setContextKey('hotpatchFleet.isDemo', settings().isDemo);
    setContextKey('hotpatchFleet.isRead', view.snapshot !== null && view.fault === null && !settings().isDemo);
  }

  #emptyKind(view: FleetView): EmptyKind {
    if (this.#model.roots().length > 0) return 'none';
    if (this.#options.settings().isBlocked) return 'settings';
    if (view.machines.length > 0) return 'filteredOut';
    if (view.fault?.kind === 'signInNeeded') return 'signedOut';
    if (view.fault !== null) return 'error';
    if (view.snapshot !== null) return 'noMachines';
    return view.reading === null ? 'signedOut' : 'reading';
  }

  #description(view: FleetView): string {
    const { texts, settings, store } = this.#options;
    if (view.snapshot === null) return settings().isDemo ? texts.text('status.demo') : '';
    const at = texts.recent(view.snapshot.at, store.now());
    const says = texts.text(descriptionId(view), { at });
    return settings().isDemo ? texts.text('tree.description.demo', { rest: says }) : says;
  }

  #message(view: FleetView, empty: EmptyKind): string {
    const { texts, settings } = this.#options;
    const { settingsProblem, isBlocked, isDemo } = settings();
    const problem = settingsProblem ?? '';
    if (isBlocked) return problem;
    if (view.snapshot === null && view.fault !== null && empty === 'none') {
      return texts.list([faultText(texts, view.fault, isDemo), problem]);
    }
    // VS Code shows a message or the welcome text of an empty view, never both.
    if (empty === 'filteredOut' || empty === 'noMachines' || empty === 'signedOut') return '';
    // VS Code hides the description of a container's only view, so the age of the data stands here as well.
    const age = this.#description(view);
    if (!isFiltering(this.#filter) || view.machines.length === 0) return texts.list([age, problem]);
    const filtered = texts.text('tree.message.filtered', {
      shown: this.#model.shown,
      total: view.machines.length,
      filter: filterText(this.#filter, texts),
    });
    return texts.list([filtered, age, problem]);
  }

  #showProgress(view: FleetView): void {
    if (view.reading === null) {
      this.#endProgress?.();
      this.#endProgress = null;
      return;
    }
    if (this.#endProgress !== null) return;
    void vscode.window.withProgress(
      { location: { viewId: FLEET_VIEW } },
      () => new Promise<void>((resolve) => (this.#endProgress = resolve)),
    );
  }

  #showStatus(view: FleetView): void {
    const { texts, settings, status, store } = this.#options;
    const { showStatusBar, offlineDays, isDemo } = settings();
    if (!showStatusBar || view.snapshot === null || view.machines.length === 0) {
      status.show(null);
      return;
    }
    const summary = summarize(view.machines, store.now(), offlineDays);
    const fault = view.fault === null ? null : faultText(texts, view.fault, isDemo);
    const isPartial = !isComplete(view.snapshot);
    const input = { summary, asOf: view.snapshot.at, offlineDays, isPartial, fault, isDemo };
    status.show(statusText({ ...input, priceWarning: this.#priceWarning(view.machines) }, texts));
  }
}

function descriptionId(view: FleetView) {
  if (view.fault !== null) return 'tree.description.offline';
  const isPartial = view.snapshot !== null && !isComplete(view.snapshot);
  return isPartial ? 'tree.description.partial' : 'tree.description';
}

/** The filter in words. */
export function filterText(filter: FleetFilter, texts: Texts): string {
  const { text, states, tag, attentionOnly } = filter;
  const parts: string[] = [];
  if (text.trim() !== '') parts.push(texts.text('filter.text', { text }));
  if (states.length > 0) parts.push(states.map((state) => texts.text(`state.${state}`)).join(', '));
  if (tag?.value === null) parts.push(texts.text('filter.tag', { name: tag.name }));
  else if (tag) parts.push(texts.text('filter.tagValue', { name: tag.name, value: tag.value }));
  if (attentionOnly) parts.push(texts.text('filter.attention'));
  return texts.list(parts);
}

/** An unchanged title is not sent to the window again. Empty = none. */
function setValue(view: vscode.TreeView<FleetElement>, name: 'description' | 'message', value: string): void {
  if ((view[name] ?? '') !== value) view[name] = value;
}
