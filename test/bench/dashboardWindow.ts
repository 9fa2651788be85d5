import path from 'node:path';
import type { CDPSession, Frame } from 'playwright-core';
import { Profile } from '../host/profile';
import { inRepository } from '../host/repository';
import { type Host, startHost } from '../host/startHost';
import { Workbench } from '../ui/workbench';
import type { BenchBundles } from './benchBundles';
import { cachedFleet } from './hostBench';

/** What a frame costs while the table scrolls, in milliseconds. */
export interface ScrollCost {
  readonly script: number;
  readonly layout: number;
}

const SCROLLED_FRAMES = 240;
const JUMPS = 60;
const SHOWN_TIMEOUT_MS = 60_000;

// In every frame of the window: notes when something that is waited for is first there. The page's own clock and the
// one of this program count from 1970 on the same machine. VS Code writes a webview's document anew, and of all that
// waits only a timer survives that.
const WATCH = `(() => {
  const timer = setInterval(() => {
    for (const selector of ['#bare-panel', '.figure-hotpatched .value']) {
      if ((document.querySelector(selector)?.textContent ?? '') === '') continue;
      window.hotpatchShown = { selector, at: performance.timeOrigin + performance.now() };
      clearInterval(timer);
    }
  }, 4);
})()`;

/** Three rows with each frame. */
const SCROLL = `(async () => {
  const grid = document.querySelector('.grid');
  grid.scrollTop = 0;
  for (let frame = 0; frame < ${SCROLLED_FRAMES}; frame += 1) {
    await new Promise(requestAnimationFrame);
    grid.scrollTop += 90;
  }
})()`;

/** To anywhere, ${JUMPS} times: how long it takes each time until the first row that can be seen has its text. */
const JUMP = `(async () => {
  const grid = document.querySelector('.grid');
  const height = Number.parseFloat(getComputedStyle(grid).getPropertyValue('--row-height'));
  const times = [];
  for (let jump = 0; jump < ${JUMPS}; jump += 1) {
    const begin = performance.now();
    grid.scrollTop = ((jump * 0.618034) % 1) * (grid.scrollHeight - grid.clientHeight);
    const first = Math.ceil(grid.scrollTop / height) + 1;
    for (;;) {
      await new Promise(requestAnimationFrame);
      const row = grid.querySelector('[data-row="' + first + '"]');
      if (row !== null && row.querySelector('.blank') === null) break;
      if (performance.now() - begin > 10000) throw new Error('The rows have not come.');
    }
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times;
})()`;

/** A window with a cached fleet, the extension and, beside it, the bare panel. */
export class DashboardWindow {
  private readonly workbench: Workbench;

  private constructor(
    private readonly host: Host,
    profile: Profile,
  ) {
    this.workbench = new Workbench(host.page, profile);
  }

  static async open(bundles: BenchBundles, machines: number, endpoint: string): Promise<DashboardWindow> {
    const subject = cachedFleet(bundles, machines, endpoint);
    const userData = path.join(bundles.folder, `user-data-dashboard-${machines}`);
    const profile = Profile.create(userData, { machine: subject.machineSettings });
    await subject.prepare?.(userData);
    const host = await startHost({
      profile,
      extensions: [subject.extension, inRepository('test', 'bench', 'bare-panel')],
      builtins: ['theme-defaults'],
      context: { viewport: { width: 1600, height: 1000 } },
    });
    const window = new DashboardWindow(host, profile);
    try {
      await host.page.addInitScript({ content: WATCH });
      await host.open();
      await window.workbench.openContainer(subject.container);
      await window.workbench.sideBar.locator('.customview-tree .monaco-list-row').first().waitFor();
    } catch (error) {
      await window.close();
      throw error;
    }
    return window;
  }

  /** From the key that runs a command until what it shows is there. */
  async timeOf(command: string, selector: string): Promise<number> {
    const { page } = this.host;
    await page.keyboard.press('F1');
    await this.workbench.quickInputBox.fill(`>${command}`);
    await page.locator('.quick-input-list .monaco-list-row').first().getByText(command.replace(/^.*: /, '')).waitFor();
    const begin = Date.now();
    await page.keyboard.press('Enter');
    return (await this.shownAt(selector)) - begin;
  }

  closePanel(): Promise<void> {
    return this.workbench.command('View: Close Editor');
  }

  async count(selector: string): Promise<number> {
    const frame = await this.frame();
    return Number(await frame.evaluate(`document.querySelectorAll('${selector}').length`));
  }

  async scroll(): Promise<ScrollCost> {
    const frame = await this.frame();
    const session = await this.session(frame);
    await session.send('Performance.enable');
    const before = await metrics(session);
    await frame.evaluate(SCROLL);
    const after = await metrics(session);
    const perFrame = (...names: readonly string[]): number =>
      names.reduce((sum, name) => sum + (after.get(name) ?? 0) - (before.get(name) ?? 0), 0) * (1000 / SCROLLED_FRAMES);
    return { script: perFrame('ScriptDuration'), layout: perFrame('LayoutDuration', 'RecalcStyleDuration') };
  }

  async jump(): Promise<readonly number[]> {
    return (await this.frame()).evaluate<readonly number[]>(JUMP);
  }

  close(): Promise<void> {
    return this.host.close();
  }

  private async shownAt(selector: string): Promise<number> {
    const deadline = Date.now() + SHOWN_TIMEOUT_MS;
    while (Date.now() < deadline) {
      for (const frame of this.host.page.frames()) {
        // A frame may go while it is asked.
        const shown = await frame
          .evaluate<{ readonly selector: string; readonly at: number } | undefined>('window.hotpatchShown')
          .catch(() => undefined);
        if (shown?.selector === selector) return shown.at;
      }
      await this.host.page.waitForTimeout(20);
    }
    throw new Error(`${selector} was not shown.`);
  }

  /** The dashboard's own. */
  private async frame(): Promise<Frame> {
    const element = await this.workbench.webview().locator('html').elementHandle();
    const frame = await element.ownerFrame();
    if (!frame) throw new Error('There is no dashboard.');
    return frame;
  }

  /** Of the process that the frame runs in, which is the window's where it has none of its own. */
  private session(frame: Frame): Promise<CDPSession> {
    const context = this.host.page.context();
    return context.newCDPSession(frame).catch(() => context.newCDPSession(this.host.page));
  }
}

async function metrics(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics: all } = await session.send('Performance.getMetrics');
  return new Map(all.map(({ name, value }) => [name, value]));
}
