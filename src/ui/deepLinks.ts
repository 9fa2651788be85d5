import * as vscode from 'vscode';
import type { FleetFilter } from '../core/fleetFilter';
import { isFiltering, matcher } from '../core/fleetFilter';
import type { MachineId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { FleetRefresher } from '../fleet/fleetRefresher';
import type { FleetStore } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import { FOCUS_FLEET_VIEW } from './commandIds';
import type { DashboardDoor } from './dashboardDoor';
import { readDeepLink } from './deepLink';
import type { FleetSurface } from './fleetSurface';
import { showMessage, showWarning } from './notifications';

export interface DeepLinksOptions {
  readonly store: FleetStore;
  readonly refresher: FleetRefresher;
  readonly surface: FleetSurface;
  readonly dashboard: DashboardDoor;
  readonly texts: Texts;
  /** A filter in words. */
  readonly filterText: (filter: FleetFilter) => string;
}

/**
 * Follows `vscode://` links, which anybody can have written: they show a machine, a filter or the dashboard, and no more.
 * What replaces the filter of the person in front of the screen is asked for first. No link runs a command.
 */
export class DeepLinks {
  readonly #options: DeepLinksOptions;
  /** The newest link: one that still waits for the fleet, or for an answer, gives way to it. */
  #newest: vscode.Uri | null = null;

  constructor(options: DeepLinksOptions) {
    this.#options = options;
  }

  async follow(uri: vscode.Uri): Promise<void> {
    this.#newest = uri;
    const link = readDeepLink(uri.path, uri.fragment === '' ? uri.query : `${uri.query}#${uri.fragment}`);
    if (!link.ok) {
      const { texts } = this.#options;
      const fault = texts.text(`link.fault.${link.fault.id}`, { value: link.fault.value });
      void showWarning(texts.text('link.refused', { fault }));
      return;
    }
    const { value } = link;
    if (value.kind === 'dashboard') await this.#options.dashboard.show();
    else if (value.kind === 'machine') await this.#showMachine(value.id, uri);
    else await this.#offerFilter(value.filter, uri);
  }

  async #showMachine(id: MachineId, uri: vscode.Uri): Promise<void> {
    const { store, refresher, surface, texts } = this.#options;
    await vscode.commands.executeCommand(FOCUS_FLEET_VIEW);
    // In a window that the link has opened, the fleet is yet to be read.
    if (store.machine(id) === undefined) await refresher.refresh('start');
    if (this.#newest !== uri) return;
    const machine = store.machine(id);
    if (machine === undefined) {
      const { name, resourceGroup: group } = machineIdParts(id);
      void showMessage(texts.text('link.machineUnknown', { name, group }));
      return;
    }
    if (!matcher(surface.filter)(machine)) {
      const show = texts.text('link.clearFilter');
      const question = texts.text('link.machineHidden', { name: machine.facts.name });
      const chosen = await showMessage(question, show);
      if (chosen !== show || this.#newest !== uri) return;
    }
    await surface.reveal(id);
  }

  async #offerFilter(filter: FleetFilter, uri: vscode.Uri): Promise<void> {
    const { surface, texts, filterText } = this.#options;
    const apply = texts.text('link.applyFilter');
    const says = isFiltering(surface.filter) ? 'link.filter.replaces' : 'link.filter';
    const question = texts.text(says, { filter: filterText(filter) });
    const chosen = await showMessage(question, apply);
    if (chosen !== apply || this.#newest !== uri) return;
    await surface.setFilter(filter);
    await vscode.commands.executeCommand(FOCUS_FLEET_VIEW);
  }
}
