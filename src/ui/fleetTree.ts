import * as vscode from 'vscode';
import type { MachineId } from '../core/ids';
import type { PendingUpdates } from '../fleet/pendingUpdates';
import type { CommandId } from './commandIds';
import { COMMANDS } from './commandIds';
import type { FleetRow, MachineRow } from './fleetRow';
import type { FleetTreeModel } from './fleetTreeModel';
import { machineRow, machineRowId, updateRows } from './fleetTreeModel';
import { machineTooltipMarkdown } from './machineTooltipMarkdown';
import type { RowAppearance, RowContext } from './rowAppearance';
import { rowAppearance } from './rowAppearance';

/** What VS Code holds for a row: the same object as long as the row is the same thing, whatever it looks like. */
export interface FleetElement {
  readonly id: string;
}

/** What the tree asks of the rest. */
export interface FleetTreeHost {
  readonly model: FleetTreeModel;
  readonly updates: PendingUpdates;
  context(): RowContext;
  portalUrl(row: Extract<FleetRow, { kind: 'machine' }>): string;
}

/**
 * Gives the model's rows to VS Code, and tells it what to draw anew: rows that look different, or the whole tree in one
 * event where rows have moved (a row that VS Code meets in its new group before it has left the old one is an error there).
 */
export class FleetTree implements vscode.TreeDataProvider<FleetElement>, vscode.Disposable {
  readonly #host: FleetTreeHost;
  readonly #changed = new vscode.EventEmitter<FleetElement | FleetElement[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #elements = new Map<string, FleetElement>();
  readonly #rows = new Map<string, FleetRow>();
  /** How each row was drawn last. */
  readonly #drawn = new Map<string, string>();
  /** The rows that VS Code was given below each parent, '' for the top. */
  readonly #listed = new Map<string, string>();
  /** Machines whose pending updates VS Code was given, with the assessment (ms) that these are from. */
  readonly #updatesFrom = new Map<string, number | null>();
  /**
   * Groups that are open. VS Code forgets that of a group that goes and comes back, and of all groups where two redraws
   * overtake each other.
   */
  readonly #openGroups = new Set<string>();
  /** Machines that were open when everything was drawn anew. VS Code opens them again, each when the one before is done. */
  #reopening: ReadonlySet<string> = new Set();

  constructor(host: FleetTreeHost) {
    this.#host = host;
  }

  /** The row behind an element, as it is now. */
  row(element: FleetElement): FleetRow | undefined {
    return this.#rows.get(element.id);
  }

  /** Compares what is drawn with what the model has now, and fires at most one event. */
  update(): void {
    const moved = this.#movedParents();
    const [onlyParent] = moved;
    if (moved.includes('') || moved.length > 1) {
      this.#drawAll();
      return;
    }
    const changed = this.#changedRows();
    if (onlyParent !== undefined) changed.add(onlyParent);
    const elements = [...changed].flatMap((id) => this.#elements.get(id) ?? []);
    if (elements.length > 0) this.#changed.fire(elements);
  }

  /** The element of a machine that the model shows, made where VS Code has not asked for it yet. */
  machineElement(id: MachineId): FleetElement | undefined {
    const { model } = this.#host;
    const groupId = model.groupIdOf(id);
    if (groupId === undefined) return undefined;
    this.#keep(model.roots());
    return this.#keep(model.children(groupId)).find((element) => element.id === machineRowId(id));
  }

  /** Reads one machine's pending updates again. */
  updateBelow(id: string): void {
    const element = this.#elements.get(id);
    if (element) this.#changed.fire(element);
  }

  opened({ id }: FleetElement): void {
    if (this.#rows.get(id)?.kind === 'group') this.#openGroups.add(id);
  }

  /** A row was closed: its children are asked for when it is opened again. */
  closed({ id }: FleetElement): void {
    this.#openGroups.delete(id);
    this.#updatesFrom.delete(id);
  }

  getTreeItem(element: FleetElement): vscode.TreeItem {
    const row = this.#rows.get(element.id);
    const context = this.#host.context();
    if (!row) return new vscode.TreeItem('');
    const looks = rowAppearance(row, context);
    this.#drawn.set(element.id, signature(looks));
    const expands = this.#openGroups.has(element.id) ? 'expanded' : looks.expands;
    return treeItem(element.id, { ...looks, expands }, row);
  }

  resolveTreeItem(item: vscode.TreeItem, element: FleetElement): vscode.TreeItem {
    const row = this.#rows.get(element.id);
    if (row?.kind === 'machine') {
      const { texts, subscriptionName } = this.#host.context();
      item.tooltip = machineTooltipMarkdown(row.machine, texts, subscriptionName, this.#host.portalUrl(row));
    }
    return item;
  }

  async getChildren(element?: FleetElement): Promise<FleetElement[]> {
    if (!element) return this.#list('', this.#host.model.roots());
    const row = this.#rows.get(element.id);
    if (row?.kind === 'machine') {
      this.#updatesFrom.set(row.id, assessedAt(row));
      this.#prepareReopened(row.id);
      return this.#keep(updateRows(row.machine, await this.#host.updates.of(row.machine)));
    }
    return this.#list(element.id, this.#host.model.children(element.id));
  }

  getParent(element: FleetElement): FleetElement | undefined {
    const row = this.#rows.get(element.id);
    if (row?.kind === 'machine') return this.#element(this.#host.model.groupIdOf(row.machine.facts.id));
    if (row?.kind === 'update' || row?.kind === 'updatesFailed') return this.#element(machineRow(row.machine).id);
    if (row?.kind === 'loadMore') return this.#element(row.groupId);
    return undefined;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** The first machine that is opened again has the updates of all others read with its own. */
  #prepareReopened(id: string): void {
    if (!this.#reopening.has(id)) return;
    this.#host.updates.prepare(this.#host.model.machinesOf(this.#reopening));
    this.#reopening = new Set();
  }

  #element(id: string | undefined): FleetElement | undefined {
    return id === undefined ? undefined : this.#elements.get(id);
  }

  #list(parent: string, rows: readonly FleetRow[]): FleetElement[] {
    this.#listed.set(parent, order(rows));
    return this.#keep(rows);
  }

  #keep(rows: readonly FleetRow[]): FleetElement[] {
    return rows.map((row) => {
      this.#rows.set(row.id, row);
      const element = this.#elements.get(row.id) ?? { id: row.id };
      this.#elements.set(row.id, element);
      return element;
    });
  }

  #drawAll(): void {
    this.#elements.clear();
    this.#rows.clear();
    this.#drawn.clear();
    this.#listed.clear();
    this.#reopening = new Set([...this.#reopening, ...this.#updatesFrom.keys()]);
    this.#updatesFrom.clear();
    this.#changed.fire(undefined);
  }

  /** Parents whose rows are not those that VS Code was given, in number or in order. */
  #movedParents(): readonly string[] {
    const { model } = this.#host;
    const moved: string[] = [];
    for (const [parent, listed] of this.#listed) {
      const rows = parent === '' ? model.roots() : model.children(parent);
      if (order(rows) !== listed) moved.push(parent);
      else for (const row of rows) this.#rows.set(row.id, row);
    }
    return moved;
  }

  #changedRows(): Set<string> {
    const context = this.#host.context();
    const changed = new Set<string>();
    for (const [id, drawn] of this.#drawn) {
      const row = this.#rows.get(id);
      if (row && signature(rowAppearance(row, context)) !== drawn) changed.add(id);
    }
    for (const [id, at] of this.#updatesFrom) {
      const row = this.#rows.get(id);
      if (row?.kind !== 'machine' || assessedAt(row) === at) continue;
      // Until they are asked for again: a closed row is asked when it is opened.
      this.#updatesFrom.delete(id);
      changed.add(id);
    }
    return changed;
  }
}

function assessedAt({ machine }: MachineRow): number | null {
  return machine.facts.assessment?.at ?? null;
}

function order(rows: readonly FleetRow[]): string {
  return rows.map((row) => row.id).join('\n');
}

function signature(looks: RowAppearance): string {
  return Object.values(looks).join('\n');
}

const COLLAPSIBLE: Readonly<Record<RowAppearance['expands'], vscode.TreeItemCollapsibleState>> = {
  no: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

function treeItem(id: string, looks: RowAppearance, row: FleetRow): vscode.TreeItem {
  const item = new vscode.TreeItem(looks.label, COLLAPSIBLE[looks.expands]);
  item.id = id;
  item.contextValue = looks.contextValue;
  item.accessibilityInformation = { label: looks.accessibilityLabel };
  if (looks.description !== '') item.description = looks.description;
  if (looks.tooltip !== null) item.tooltip = looks.tooltip;
  if (looks.icon !== null) {
    const color = looks.color === null ? undefined : new vscode.ThemeColor(looks.color);
    item.iconPath = new vscode.ThemeIcon(looks.icon, color);
  }
  const command = rowCommand(row);
  if (command !== undefined) item.command = { command, title: looks.label, arguments: [{ id }] };
  return item;
}

/** Rows that do something when they are clicked. */
function rowCommand(row: FleetRow): CommandId | undefined {
  if (row.kind === 'loadMore') return COMMANDS.loadMore;
  if (row.kind === 'updatesFailed') return COMMANDS.retry;
  if (row.kind === 'priceWarning') return COMMANDS.disenroll;
  if (row.kind !== 'problem') return undefined;
  return row.fault?.kind === 'signInNeeded' ? COMMANDS.signIn : COMMANDS.retry;
}
