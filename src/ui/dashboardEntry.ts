import type * as vscode from 'vscode';
import { dashboard as texts } from '../messages/dashboardEnglish';
import { DashboardPanel } from './dashboardPanel';
import type { DashboardServices } from './dashboardServices';

/** Makes the panel a dashboard, until it is closed. */
export function fillPanel(panel: vscode.WebviewPanel, services: DashboardServices): void {
  services.texts.learn(texts);
  const dashboard = new DashboardPanel(panel, services);
  panel.onDidDispose(() => {
    dashboard.dispose();
  });
}
