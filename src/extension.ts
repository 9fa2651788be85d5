import { join } from 'node:path';
import * as vscode from 'vscode';
import { bundledReleases } from './core/bundledReleases';
import { SettableClock } from './core/clock';
import { EventEmitter } from './core/eventEmitter';
import { parseInstant } from './core/instant';
import { FleetRecords } from './fleet/fleetRecords';
import { FleetRefresher } from './fleet/fleetRefresher';
import { FleetStore } from './fleet/fleetStore';
import { InstalledUpdatesReader } from './fleet/installedUpdates';
import { PendingUpdates } from './fleet/pendingUpdates';
import { resourceGroupsOf } from './fleet/resourceGroupsOf';
import { SnapshotFile } from './fleet/snapshotFile';
import { dashboardAction, dashboardMachineAction } from './ui/dashboardActions';
import { CareDoor } from './ui/careDoor';
import { DashboardDoor } from './ui/dashboardDoor';
import type { FleetApi } from './ui/fleetApi';
import { fleetApi } from './ui/fleetApi';
import { FleetCommands } from './ui/fleetCommands';
import { FleetSession } from './ui/fleetSession';
import { FleetSources } from './ui/fleetSources';
import { filterText, FleetSurface } from './ui/fleetSurface';
import { languageTexts, watchLanguage } from './ui/languageTexts';
import { LinksDoor } from './ui/linksDoor';
import { OperationsDoor } from './ui/operationsDoor';
import { OutputLog } from './ui/outputLog';
import { RefreshLog } from './ui/refreshLog';
import { SessionTokenSource } from './ui/sessionTokenSource';
import { SignIn } from './ui/signIn';
import { StatusItem } from './ui/statusItem';

/** The one place where everything is made and connected. Shows the cached fleet; reads nothing else, and no network. */
export async function activate(context: vscode.ExtensionContext): Promise<FleetApi> {
  const texts = await languageTexts(() => import('./messages/vietnamese/vietnamese'));
  const log = vscode.window.createOutputChannel('Hotpatch Fleet', { log: true });
  const storage = context.globalStorageUri.fsPath;
  const operationsFolder = join(storage, 'operations');
  const clock = new SettableClock();
  const requests = new OutputLog(log, clock);
  const sources = new FleetSources({
    loadAzure: () => import('./azure/azureEntry'),
    loadIdentity: () => import('./azure/identityEntry'),
    createSession: (...parts) => new SessionTokenSource(...parts),
    loadDemo: () => import('./fleet/demoSimulator'),
    memory: context.globalState,
    clock,
    requestLog: requests,
    version: String(Reflect.get(context.extension.packageJSON as object, 'version')),
    bundles: join(context.extensionPath, 'dist'),
    storage,
    fixedStart: parseInstant(process.env['HOTPATCH_FLEET_NOW'] ?? '') ?? null,
  });
  const store = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
  const reads = new RefreshLog(store, log);
  const warn = (message: string): void => {
    log.warn(message);
  };
  const refresher = new FleetRefresher(store, new SnapshotFile(storage, warn), warn);
  const updates = new PendingUpdates(
    () => refresher.connection,
    async () => {
      await refresher.refresh('start');
      return store.view.fault;
    },
  );
  const status = new StatusItem(texts.text('status.name'));
  const session = new FleetSession({ store, refresher, sources, texts });
  const signIn = new SignIn({ sources, settings: () => session.settings, texts, log });
  const operations = new OperationsDoor(() => import('./ui/operationsEntry'), {
    store,
    refresher,
    updates,
    texts,
    log,
    clock,
    settings: () => session.settings,
    signIn,
    folder: operationsFolder,
    shown: () => surface.shown(),
  });
  store.expectLosses((id) => operations.isDeliberate(id));
  const surface: FleetSurface = new FleetSurface({
    operations,
    store,
    updates,
    texts,
    status,
    memory: context.globalState,
    settings: () => session.surfaceSettings,
  });
  const records = new FleetRecords({
    store,
    refresher,
    load: async () => (await import('./fleet/recordsEntry')).openRecording(storage, warn),
    // The demo’s past is made up anew with each fleet.
    isRecorded: () => !session.dashboardSettings.isDemo,
  });
  const installed = new InstalledUpdatesReader(() => refresher.connection, warn);
  const dashboard = new DashboardDoor(() => import('./ui/dashboardEntry'), {
    store,
    texts,
    log,
    extensionUri: context.extensionUri,
    settings: () => session.dashboardSettings,
    records,
    installed,
    ensureRead: () => {
      session.ensureRead();
    },
    act: dashboardAction,
    actOn: (action, machines) => dashboardMachineAction(action, machines, (id) => surface.reveal(id)),
  });
  session.watchDashboard(() => dashboard.isVisible);
  const care = new CareDoor(() => import('./ui/careEntry'), {
    store,
    texts,
    log,
    settings: () => session.settings,
    extension: context.extension,
    settingIssues: () => session.settingIssues,
    lastRead: () => reads.last,
    failures: () => requests.failures,
    operationsFolder,
    guestOf: (id) => store.guest(id),
    isRestartOwed: (id) => operations.isRestartOwed(id),
    resourceGroups: (id) => resourceGroupsOf(refresher.connection, store, id),
  });
  const commands = new FleetCommands({
    store,
    refresher,
    surface,
    updates,
    signIn,
    settings: () => session.settings,
    portal: () => session.surfaceSettings.portal,
    texts,
    log,
    dashboard,
    operations,
    care,
    picks: () => import('./ui/picksEntry').then(({ openPicks }) => openPicks(texts)),
    extensionUri: context.extensionUri,
  });
  const changed = new EventEmitter<void>();
  context.subscriptions.push(
    log,
    sources,
    reads,
    store,
    operations,
    status,
    surface,
    session,
    records,
    installed,
    dashboard,
    care,
    changed,
    ...commands.register(),
    vscode.window.registerUriHandler(
      new LinksDoor(() => import('./ui/linksEntry'), {
        ...{ store, refresher, surface, dashboard, texts },
        filterText: (filter) => filterText(filter, texts),
      }),
    ),
    watchLanguage(texts),
    store.onDidChange(() => {
      surface.storeChanged();
    }),
    store.onDidChange(() => {
      changed.fire();
    }),
    { dispose: () => updates.cancel() },
  );
  operations.onDidChange(() => {
    surface.operationsChanged();
  });
  await session.start(surface);
  refresher.onDidConnect(() => void operations.lookForInterrupted());
  return fleetApi(store, refresher, texts, changed);
}
