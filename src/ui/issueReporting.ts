import * as vscode from 'vscode';
import { OperationArchive } from '../fleet/operationArchive';
import type { CareServices } from './careServices';
import type { IssueFacts, IssueHost } from './issueReport';
import { issueReport } from './issueReport';
import { showMessage } from './notifications';

/** How long the status bar says that the report was copied, in milliseconds. */
const COPIED_SHOWN = 5_000;

/** Opens a report as a document that can still be changed, and offers to copy it as it is then. Sends nothing. */
export async function reportIssue(services: CareServices): Promise<void> {
  const { texts } = services;
  const content = issueReport(await factsOf(services), texts);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  const selection = lineOf(document, texts.text('issue.happened.prompt'));
  await vscode.window.showTextDocument(document, { preview: false, selection });
  void offerCopy(document, services);
}

/** Selected, so that what is typed first takes the place of the prompt. */
function lineOf(document: vscode.TextDocument, text: string): vscode.Range {
  const at = Math.max(0, document.getText().indexOf(text));
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

async function offerCopy(document: vscode.TextDocument, { texts, extension }: CareServices): Promise<void> {
  const copy = texts.text('issue.copy');
  const open = texts.text('issue.page');
  const page = issuesPage(extension.packageJSON);
  const chosen = await showMessage(texts.text('issue.made'), copy, ...(page === null ? [] : [open]));
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(document.getText());
  void vscode.window.setStatusBarMessage(texts.text('issue.copied'), COPIED_SHOWN);
  if (chosen === open && page !== null) await vscode.env.openExternal(page);
}

/** Where the package says that issues go; null = it does not. */
function issuesPage(packageJson: unknown): vscode.Uri | null {
  const bugs = propertyOf(packageJson, 'bugs');
  const url = typeof bugs === 'string' ? bugs : propertyOf(bugs, 'url');
  return typeof url === 'string' && url.startsWith('https://') ? vscode.Uri.parse(url, true) : null;
}

async function factsOf(services: CareServices): Promise<IssueFacts> {
  const { store, settings, settingIssues, lastRead, failures, operationsFolder, log } = services;
  const archive = new OperationArchive(operationsFolder, (message) => {
    log.warn(message);
  });
  return {
    at: store.now(),
    host: hostOf(services.extension),
    settings: settings(),
    settingIssues: settingIssues(),
    view: store.view,
    lastRead: lastRead(),
    operations: await archive.list(),
    failures: failures(),
  };
}

function hostOf({ packageJSON, extensionKind }: vscode.Extension<unknown>): IssueHost {
  return {
    extension: String(propertyOf(packageJSON, 'version')),
    vscode: vscode.version,
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    isDesktop: vscode.env.uiKind === vscode.UIKind.Desktop,
    remote: vscode.env.remoteName,
    runsRemotely: vscode.env.remoteName !== undefined && extensionKind === vscode.ExtensionKind.Workspace,
    displayLanguage: vscode.env.language,
  };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
