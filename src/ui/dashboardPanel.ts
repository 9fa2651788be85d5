import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { BootData, HostMessage, PageRequest } from '../core/dashboardContract';
import { pageMessage } from '../core/dashboardContract';
import { boundedMessage } from '../core/withoutSecrets';
import type { Disposable } from '../core/eventEmitter';
import { MINUTE } from '../core/instant';
import type { MonthlyRecord } from '../core/monthlyRecord';
import { plainText } from '../core/plainText';
import { dashboard as dashboardTexts } from '../messages/dashboardEnglish';
import type { FleetSnapshot } from '../fleet/fleetSnapshot';
import type { MessageId } from '../messages/english';
import type { DashboardContext } from './dashboardContext';
import { exportFile } from './dashboardExport';
import { DashboardFormat } from './dashboardFormat';
import { dashboardHtml } from './dashboardHtml';
import { DashboardModel } from './dashboardModel';
import type { DashboardServices } from './dashboardServices';
import { showMessage } from './notifications';
import { OpenRequests } from './openRequests';
import { SentParts } from './sentParts';
import { strangeMessageText } from './strangeMessage';

/** A read reports its progress often; the page is told at most this often. */
const SETTLE = 100;

/** Connects the page with the model: answers its requests, and sends it what has changed. */
export class DashboardPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: DashboardServices;
  readonly #model: DashboardModel;
  readonly #subscriptions: Disposable[] = [];
  readonly #requests = new OpenRequests();
  readonly #sent = new SentParts();
  #isReady = false;
  #records: readonly MonthlyRecord[] = [];
  /** The fleet that records and installations were read for. */
  #readFor: FleetSnapshot | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(panel: vscode.WebviewPanel, services: DashboardServices) {
    this.#panel = panel;
    this.#services = services;
    const format = new DashboardFormat(services.texts.locale);
    this.#model = new DashboardModel(() => contextOf(services, format, this.#records));
    const minutes = setInterval(() => this.#send(), MINUTE);
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        // The page is gone while it is hidden, and begins anew when it is shown.
        if (!panel.visible) this.#isReady = false;
      }),
      services.store.onDidChange(() => this.#storeChanged()),
      services.records.onDidChange(() => void this.#readRecords()),
      services.installed.onDidChange(() => this.#sendSoon()),
      { dispose: () => clearInterval(minutes) },
      { dispose: () => clearTimeout(this.#timer) },
    );
    panel.webview.html = this.#html();
    // While the page is being loaded there is time to work out what it will ask for first.
    const ahead = setImmediate(() => this.#model.parts());
    this.#subscriptions.push({ dispose: () => clearImmediate(ahead) });
  }

  dispose(): void {
    this.#isReady = false;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #html(): string {
    const { webview } = this.#panel;
    const { extensionUri, texts } = this.#services;
    const uri = (...parts: readonly string[]): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...parts)).toString();
    return dashboardHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: uri('dist', 'webview', 'dashboard.js'),
      style: uri('media', 'dashboard.css'),
      title: texts.text('dash.title'),
      boot: bootOf(texts),
    });
  }

  #receive(value: unknown): void {
    if (!pageMessage(value)) {
      this.#services.log.warn(`Dashboard: a message that is none: ${strangeMessageText(value)}`);
      return;
    }
    switch (value.type) {
      case 'ready':
        this.#isReady = true;
        this.#sent.forget();
        this.#requests.forget();
        this.#send();
        this.#readMore();
        break;
      case 'request':
        this.#requests.begin(value.id);
        // After messages that are here already: what they cancel is not worked out.
        setImmediate(() => void this.#answer(value.id, value.request));
        break;
      case 'cancel':
        this.#requests.cancel(value.id);
        break;
      case 'problem':
        this.#services.log.warn(`Dashboard: ${plainText(value.message, 1_000)}`);
    }
  }

  async #answer(id: number, request: PageRequest): Promise<void> {
    if (!this.#requests.isOpen(id)) return;
    try {
      const value = await this.#valueOf(request);
      if (this.#requests.end(id)) this.#post({ type: 'answer', id, value: value ?? null });
    } catch (error) {
      const message = boundedMessage(error);
      this.#services.log.warn(`Dashboard: ${request.kind} failed: ${message}`);
      if (this.#requests.end(id)) this.#post({ type: 'refusal', id, message: plainText(message) });
    }
  }

  async #valueOf(request: PageRequest): Promise<unknown> {
    const { act, actOn, texts } = this.#services;
    switch (request.kind) {
      case 'rows':
        return this.#model.rows(request.query, request.from, request.count);
      case 'ids':
        return { ids: this.#model.ids(request.query, request.from, request.count) };
      case 'act':
        // Not waited for: a read, or a dialog, takes as long as it takes.
        void act(request.action);
        return null;
      case 'actOn':
        return void actOn(request.action, this.#model.selected(request.selection));
      case 'export':
        await saveExport(exportFile(request, this.#model), texts);
        return null;
      case 'whatIf':
        return this.#model.whatIf(request);
    }
  }

  #storeChanged(): void {
    const { snapshot } = this.#services.store.view;
    if (snapshot !== this.#readFor) this.#readMore();
    this.#sendSoon();
  }

  /** What belongs to the fleet and is not in its snapshot. */
  #readMore(): void {
    const { installed, store } = this.#services;
    this.#readFor = store.view.snapshot;
    void this.#readRecords();
    if (this.#panel.visible) void installed.read(store.view.machines);
  }

  async #readRecords(): Promise<void> {
    const { records } = this.#services;
    const read = await records.ofShown();
    const isSame = read.length === this.#records.length && read.every((one, place) => one === this.#records[place]);
    if (isSame) return;
    this.#records = read;
    this.#sendSoon();
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, SETTLE);
  }

  /** Sends the parts that differ from what the page has. */
  #send(): void {
    if (!this.#isReady) return;
    const parts = this.#sent.changed(this.#model.parts());
    if (parts !== null) this.#post({ type: 'parts', now: this.#services.store.now(), parts });
  }

  #post(message: HostMessage): void {
    void this.#panel.webview.postMessage(message);
  }
}

function contextOf(
  { store, settings, texts, installed }: DashboardServices,
  format: DashboardFormat,
  records: readonly MonthlyRecord[],
): DashboardContext {
  return {
    view: store.view,
    now: store.now(),
    releases: store.releases,
    settings: settings(),
    records,
    installed: installed.installed,
    texts,
    format,
    subscriptionName: (id) => store.subscriptionName(id),
    tenantName: (id) => store.tenantName(id),
  };
}

/** The page's texts in the user's language, their places still to be filled. */
function bootOf(texts: DashboardServices['texts']): BootData {
  const ids = Object.keys(dashboardTexts).filter((id) => id.startsWith('dash.page.')) as MessageId[];
  return { locale: texts.locale, texts: Object.fromEntries(ids.map((id) => [id, texts.open(id)])) };
}

async function saveExport(file: ReturnType<typeof exportFile>, texts: DashboardServices['texts']): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, file.name),
    filters: { [file.kind]: [file.extension] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(file.content, 'utf8'));
  const open = texts.text('dash.export.open');
  const chosen = await showMessage(
    texts.text('dash.export.saved', { name: target.path.split('/').at(-1) ?? '' }),
    open,
  );
  if (chosen === open) await vscode.window.showTextDocument(target);
}
