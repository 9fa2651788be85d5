import fs from 'node:fs';
import path from 'node:path';
import type { Settings } from '../host/profile';
import { Profile } from '../host/profile';
import { inRepository } from '../host/repository';
import { type Host, startHost } from '../host/startHost';
import { Workbench } from '../ui/workbench';

/** An extension whose tree is waited for. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  /** Title of the container of its tree. */
  readonly container: string;
  readonly machineSettings?: Settings;
  /** Called before VS Code starts, with the folder of its settings. */
  readonly prepare?: (userDataFolder: string) => Promise<void>;
}

/** One start of a window, with the tree's container already open. */
export interface FirstRow {
  /** From the call of `activate` until a row is on the page. */
  readonly milliseconds: number;
  /** Code of the extension that was loaded before that. */
  readonly loadedBytes: number;
  readonly loadedFiles: readonly string[];
  /** Milliseconds from the first row until azure.js was loaded; negative: it came before; null: not loaded by the end. */
  readonly azureAfter: number | null;
}

type ProbeEvent = { readonly at: number } & (
  { readonly kind: 'activated' } | { readonly kind: 'loaded'; readonly file: string; readonly bytes: number }
);

/** How long a window is watched after its first row. */
const AFTERMATH_MS = 1_500;

// The page's own clock runs on the same machine as the extension host's, both count from 1970.
const WATCH_FIRST_ROW = `(() => {
  const look = () => {
    if (document.querySelector('.part.sidebar .customview-tree .monaco-list-row') === null) return;
    window.hotpatchFirstRow = performance.timeOrigin + performance.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
})()`;

/** A copy of an extension that says when it is loaded and activated; its own code is as it was. */
function measuredCopy(extension: string, target: string): string {
  fs.cpSync(extension, target, { recursive: true });
  const manifestFile = path.join(target, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8')) as { readonly main: string };
  const measured = { ...manifest, main: './measuredMain.cjs', measuredMain: manifest.main };
  fs.writeFileSync(manifestFile, JSON.stringify(measured));
  fs.copyFileSync(inRepository('test', 'bench', 'measuredMain.cjs'), path.join(target, 'measuredMain.cjs'));
  return target;
}

/** A window that is loaded again and again; each time is a start of the extension, in an extension host of its own. */
export class FirstRowWindow {
  private constructor(
    private readonly host: Host,
    private readonly eventsFile: string,
  ) {}

  static async open(subject: Subject, folder: string): Promise<FirstRowWindow> {
    const userData = path.join(folder, `user-data-${subject.id}`);
    const profile = Profile.create(userData, { machine: subject.machineSettings });
    await subject.prepare?.(userData);
    const eventsFile = path.join(folder, `events-${subject.id}.ndjson`);
    const host = await startHost({
      profile,
      extensions: [measuredCopy(subject.extension, path.join(folder, `measured-${subject.id}`))],
      builtins: ['theme-defaults'],
      env: { HOTPATCH_BENCH_EVENTS: eventsFile },
    });
    const window = new FirstRowWindow(host, eventsFile);
    try {
      await host.page.addInitScript({ content: WATCH_FIRST_ROW });
      await host.open();
      const workbench = new Workbench(host.page, profile);
      await workbench.openContainer(subject.container);
      await workbench.sideBar.locator('.customview-tree .monaco-list-row').first().waitFor();
      await host.page.waitForTimeout(AFTERMATH_MS); // the workbench writes down which container is open
    } catch (error) {
      await window.close();
      throw error;
    }
    return window;
  }

  /** Starts the window once more. */
  async measure(): Promise<FirstRow> {
    fs.rmSync(this.eventsFile, { force: true });
    await this.host.open();
    const { page } = this.host;
    await page.waitForFunction('window.hotpatchFirstRow !== undefined', undefined, { timeout: 60_000 });
    const shownAt = Number(await page.evaluate('window.hotpatchFirstRow'));
    await page.waitForTimeout(AFTERMATH_MS);
    return firstRow(this.events(), shownAt);
  }

  close(): Promise<void> {
    return this.host.close();
  }

  private events(): readonly ProbeEvent[] {
    const lines = fs.readFileSync(this.eventsFile, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as ProbeEvent);
  }
}

function firstRow(events: readonly ProbeEvent[], shownAt: number): FirstRow {
  const activated = events.find((event) => event.kind === 'activated');
  if (activated === undefined) throw new Error('The extension was not activated.');
  const loaded = events.filter((event) => event.kind === 'loaded');
  const before = loaded.filter((event) => event.at < shownAt);
  const azure = loaded.find((event) => event.file.endsWith('azure.js'));
  return {
    milliseconds: shownAt - activated.at,
    loadedBytes: before.reduce((sum, event) => sum + event.bytes, 0),
    loadedFiles: before.map((event) => event.file),
    azureAfter: azure === undefined ? null : azure.at - shownAt,
  };
}
