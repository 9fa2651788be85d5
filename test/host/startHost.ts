import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { ensureBrowser } from './browser';
import { type InstalledHost, installHost } from './installHost';
import { Profile, type Settings } from './profile';
import { inRepository } from './repository';
import { type VsCodeServer, startServer } from './startServer';

export interface HostOptions {
  /** Folders of extensions to load as "under development". */
  readonly extensions?: readonly string[];
  /** Folder of installed extensions; empty where it is left out. */
  readonly extensionsDir?: string;
  /** Module whose `run()` VS Code calls in the extension host; the window is then a test window. */
  readonly testsPath?: string;
  /** Folder to open; an empty one where it is left out. */
  readonly folder?: string;
  /** URI of a folder that is on no disk, instead. */
  readonly virtualFolder?: string;
  /** true: VS Code trusts no folder before the user does. It asks nothing at the start. */
  readonly workspaceTrust?: boolean;
  /** Used, and kept when the host closes, instead of a fresh one with the two settings below. */
  readonly profile?: Profile;
  readonly userSettings?: Settings;
  /** Machine-scoped settings (hotpatchFleet.cloud, …) count only here. */
  readonly machineSettings?: Settings;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The display language; its pack has to be installed (see languagePack.ts). */
  readonly language?: string;
  readonly builtins?: readonly string[];
  readonly hiddenBuiltins?: readonly string[];
  /** Ids of extensions that may use every account without asking the user first. */
  readonly trustedAuthExtensions?: readonly string[];
  /** Extension id → names of the proposed APIs that it may use. */
  readonly proposedApis?: Readonly<Record<string, readonly string[]>>;
  /** false: `env.openExternal` asks the user first, as it normally does. */
  readonly trustLinks?: boolean;
  /** Viewport, deviceScaleFactor, colorScheme, … */
  readonly context?: BrowserContextOptions;
  readonly onServerLine?: (line: string) => void;
}

/** A running VS Code: server, extension host, and the workbench in a headless browser. */
export interface Host {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: VsCodeServer;
  readonly profile: Profile;
  /** What `env.openExternal` opened, whole. Nothing is loaded from there. */
  readonly openedAddresses: readonly string[];
  /** Addresses outside this machine that were asked for, opened ones included; all were refused. Without fragments. */
  readonly refusedRequests: readonly string[];
  /** Loads the workbench and waits until it is on the screen. Also right for a reload. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const BROWSER_ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--no-sandbox',
];

/** The first start on a busy machine; usually it is 2.5 s. */
const WORKBENCH_TIMEOUT_MS = 60_000;

/** Starts a private VS Code. Call `open()` to show the workbench, and `close()` in any case. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const host = installHost(console.error);
  const executablePath = ensureBrowser(console.error);
  const cleanUp = new CleanUp();
  try {
    return await start(options, host, executablePath, cleanUp);
  } catch (error) {
    await cleanUp.run();
    throw error;
  }
}

async function start(
  options: HostOptions,
  installed: InstalledHost,
  executablePath: string,
  cleanUp: CleanUp,
): Promise<Host> {
  const scratchDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-host-'));
  cleanUp.scratchDir = scratchDir;
  const folder = existing(options.folder ?? path.join(scratchDir, 'workspace'));
  const trust = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  const user = { ...(options.workspaceTrust === true ? trust : {}), ...options.userSettings };
  const settings = { user, machine: options.machineSettings };
  const profile = options.profile ?? Profile.create(path.join(scratchDir, 'user-data'), settings);
  const server = await startServer({
    host: installed,
    scratchDir,
    userDataDir: profile.folder,
    extensionsDir: existing(options.extensionsDir ?? path.join(scratchDir, 'extensions')),
    builtins: options.builtins,
    hiddenBuiltins: options.hiddenBuiltins,
    env: options.env,
    workspaceTrust: options.workspaceTrust,
    language: options.language,
    onLine: options.onServerLine,
  });
  cleanUp.server = server;
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_ARGUMENTS,
    // The caller decides what a signal means; Playwright's own handlers would end the process before close().
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  cleanUp.browser = browser;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options.context });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const page = await context.newPage();
  const openedAddresses: string[] = [];
  const refusedRequests: string[] = [];
  await page.exposeFunction('hotpatchOpened', (address: string) => openedAddresses.push(address));
  await completeConfiguration(page, server, options);
  await answerForServer(page, server, refusedRequests);
  const address = `${server.origin}/?folder=${encodeURIComponent(options.virtualFolder ?? folder)}`;
  return {
    page,
    browser,
    server,
    profile,
    openedAddresses,
    refusedRequests,
    open: async () => {
      await page.goto(address, { waitUntil: 'domcontentloaded' });
      await page.locator('.monaco-workbench').waitFor({ timeout: WORKBENCH_TIMEOUT_MS });
    },
    close: () => cleanUp.run(),
  };
}

function existing(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  return path.resolve(folder);
}

async function completeConfiguration(page: Page, server: VsCodeServer, options: HostOptions): Promise<void> {
  const authority = `127.0.0.1:${String(server.port)}`;
  const uri = (file: string): object => ({ $mid: 1, scheme: 'vscode-remote', authority, path: path.resolve(file) });
  const { extensions = [], testsPath, trustedAuthExtensions = [], proposedApis = {} } = options;
  const values = {
    developmentOptions: {
      ...(extensions.length > 0 ? { extensions: extensions.map(uri) } : {}),
      ...(testsPath === undefined ? {} : { extensionTestsPath: uri(testsPath) }),
    },
    productConfiguration: {
      enableTelemetry: false,
      trustedExtensionAuthAccess: trustedAuthExtensions,
      extensionEnabledApiProposals: proposedApis,
      ...(options.trustLinks === false ? {} : { linkProtectionTrustedDomains: ['*'] }),
    },
  };
  await page.addInitScript({ content: `window.hotpatchHost = ${JSON.stringify(values)};` });
  await page.addInitScript({ path: inRepository('test', 'host', 'completeConfiguration.js') });
}

async function answerForServer(page: Page, server: VsCodeServer, refusedRequests: string[]): Promise<void> {
  // SecretStorage seals its values with half a key that code-server's front end would serve; VS Code's server does not.
  const key = randomBytes(32);
  await page.route(`${server.origin}/mint-key`, (route) =>
    route.fulfill({ contentType: 'application/octet-stream', body: key }),
  );
  const isExternal = (url: URL): boolean => url.protocol.startsWith('http') && url.origin !== server.origin;
  await page.context().route(isExternal, (route) => {
    refusedRequests.push(route.request().url());
    return route.abort();
  });
}

/** Ends what was started, in order; at once when this process exits without having called run(). */
class CleanUp {
  scratchDir: string | undefined;
  server: VsCodeServer | undefined;
  browser: Browser | undefined;
  private readonly onExit = (): void => {
    this.server?.closeNow();
    this.removeScratchDir();
  };

  constructor() {
    process.once('exit', this.onExit);
  }

  async run(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
    this.removeScratchDir();
    process.off('exit', this.onExit);
  }

  private removeScratchDir(): void {
    if (this.scratchDir === undefined) return;
    fs.rmSync(this.scratchDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
