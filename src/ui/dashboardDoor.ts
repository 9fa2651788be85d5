import * as vscode from 'vscode';
import type * as dashboardEntry from './dashboardEntry';
import type { DashboardServices } from './dashboardServices';

/** The panel's type; VS Code restores panels of this type after a reload. */
export const DASHBOARD_VIEW = 'hotpatchFleet.dashboard';

/** The way to the one dashboard of a window. Its code is loaded when it is first shown. */
export class DashboardDoor implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #load: () => Promise<typeof dashboardEntry>;
  readonly #services: DashboardServices;
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | null = null;

  constructor(load: () => Promise<typeof dashboardEntry>, services: DashboardServices) {
    this.#load = load;
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(DASHBOARD_VIEW, this);
  }

  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  async show(): Promise<void> {
    if (this.#panel !== null) {
      this.#panel.reveal();
      return;
    }
    const { texts, extensionUri } = this.#services;
    const panel = vscode.window.createWebviewPanel(
      DASHBOARD_VIEW,
      texts.text('dash.title'),
      vscode.ViewColumn.Active,
      webviewOptions(extensionUri),
    );
    await this.deserializeWebviewPanel(panel);
  }

  /** Fills a panel: a new one, or the one that VS Code has kept over a reload. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.webview.options = webviewOptions(this.#services.extensionUri);
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(this.#services.extensionUri, 'media', name);
    panel.iconPath = { light: icon('fleet-light.svg'), dark: icon('fleet.svg') };
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
    this.#services.ensureRead();
    const { fillPanel } = await this.#load();
    if (this.#panel === panel) fillPanel(panel, this.#services);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#panel?.dispose();
  }
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const folders = [['dist', 'webview'] as const, ['media'] as const];
  return {
    enableScripts: true,
    localResourceRoots: folders.map((parts) => vscode.Uri.joinPath(extensionUri, ...parts)),
  };
}
