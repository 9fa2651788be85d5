import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, ViewportSize } from 'playwright-core';
import { installExtension } from '../host/installExtension';
import { PICTURE_SETTINGS, type Profile } from '../host/profile';
import { inRepository } from '../host/repository';
import { startHost } from '../host/startHost';
import { eventually } from './eventually';
import { CONTAINER, VIEW, statusTooltip } from './startFleet';
import { type Theme, Workbench } from './workbench';

/** Entries of the status bar that are VS Code's own, and say nothing of this extension. */
const HIDDEN_STATUS_ITEMS = [
  'status.host',
  'status.problems',
  'status.forwardedPorts',
  'status.workbench.keyboardLayout',
  'status.notifications',
];

const ALL_THEMES: readonly Theme[] = ['dark', 'light', 'hc-dark', 'hc-light'];

interface Stage {
  readonly workbench: Workbench;
  readonly profile: Profile;
}

type Clip = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;

/** One picture in some themes. Scenes follow one another: each leaves the tree as the next one finds it. */
interface Scene {
  readonly name: string;
  readonly themes: readonly Theme[];
  /** In CSS pixels. */
  readonly window: ViewportSize;
  /** The part of the window that is the picture. */
  readonly clip: (workbench: Workbench) => Promise<Clip> | Clip;
  /** One pixel for each of CSS, for large pictures; two where it is left out. */
  readonly isCoarse?: boolean;
  /** Once, before the pictures. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  /** Before each picture. */
  readonly show?: (stage: Stage) => Promise<void>;
  /** Once, after the pictures. */
  readonly leave?: (stage: Stage) => Promise<void>;
}

const SIDE_BAR_WIDTH = 340;
const WINDOW: ViewportSize = { width: 900, height: 560 };
const SIDE_BAR_ONLY = { window: WINDOW, clip: (): Clip => leftPart(400) };

const SCENES: readonly Scene[] = [
  {
    name: 'welcome',
    themes: ['light'],
    ...SIDE_BAR_ONLY,
    prepare: async ({ workbench }) => {
      await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Try the Demo Fleet' }).waitFor();
    },
    leave: async ({ workbench }) => {
      workbench.updateSettings({ 'hotpatchFleet.cloud': 'Demo' });
      await workbench.row(/^Failed, /).waitFor();
    },
  },
  {
    name: 'fleet',
    themes: ALL_THEMES,
    ...SIDE_BAR_ONLY,
    prepare: async ({ workbench }) => {
      await workbench.expand(/^Action required, /);
      await workbench.moveMouseAway();
    },
  },
  {
    name: 'tooltip',
    themes: ['dark'],
    window: { width: 1000, height: 900 },
    clip: ({ tooltip }) => around(tooltip),
    show: async ({ workbench }) => {
      const [first] = (await workbench.rows()).filter(({ level }) => level === 2);
      if (first !== undefined) await workbench.rowTooltip(first.name);
    },
    leave: async ({ workbench }) => {
      await workbench.moveMouseAway();
      await workbench.collapse(/^Action required, /);
    },
  },
  {
    name: 'status',
    themes: ['dark'],
    window: WINDOW,
    clip: () => leftPart(560),
    show: async ({ workbench }) => {
      await statusTooltip(workbench);
    },
    leave: ({ workbench }) => workbench.moveMouseAway(),
  },
  {
    name: 'filter',
    themes: ['dark'],
    ...SIDE_BAR_ONLY,
    prepare: async ({ workbench }) => {
      await workbench.viewAction('Group By…').click();
      await workbench.pick(/^Location/);
      await workbench.viewAction('Filter…').click();
      await workbench.pick(/State…/);
      await workbench.pickMany(/Failed/, /Action required/, /Off track/);
      await workbench.viewAction('Edit Filter…').waitFor();
      await workbench.expand(/^westeurope, /);
      await workbench.moveMouseAway();
    },
    leave: async ({ workbench }) => {
      await workbench.command('Hotpatch Fleet: Clear Filter');
      await workbench.viewAction('Group By…').click();
      await workbench.pick(/^Hotpatch state/);
      await workbench.row(/^Enabled, /).waitFor();
    },
  },
  {
    name: 'dashboard',
    themes: ['dark', 'light', 'hc-dark'],
    window: { width: 1440, height: 960 },
    clip: wholeWindow,
    isCoarse: true,
    prepare: async ({ workbench }) => {
      await workbench.command('Hotpatch Fleet: Show Dashboard');
      await workbench.webview().locator('.grid-body .name').first().waitFor();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.moveMouseAway();
    },
    show: chartFits,
  },
  {
    name: 'dashboard-narrow',
    themes: ['light'],
    window: { width: 440, height: 960 },
    clip: wholeWindow,
    show: chartFits,
    leave: async ({ workbench }) => {
      await workbench.page.setViewportSize(WINDOW);
      await workbench.command('View: Close Editor');
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.row(/./).first().waitFor();
    },
  },
  {
    name: 'offline',
    themes: ['dark'],
    ...SIDE_BAR_ONLY,
    prepare: async ({ workbench, profile }) => {
      await demoFaults(profile, 'POST', { fault: { kind: 'reset' } });
      await workbench.viewAction('Refresh the Fleet').click();
      await workbench.row(/^Retry reading the fleet/).waitFor();
      await workbench.viewAction('Refresh the Fleet').waitFor();
      await workbench.moveMouseAway();
    },
    leave: ({ profile }) => demoFaults(profile, 'DELETE'),
  },
];

/**
 * Takes the pictures of the README: <folder>/<scene>-<theme>.png, small windows at twice the pixels. The extension is
 * installed, not under development, so that the window looks as it does for a user.
 */
export async function takeScreenshots(folder: string): Promise<void> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-screenshots-'));
  installExtension(inRepository(), path.join(scratch, 'extensions'));
  const host = await startHost({
    extensionsDir: path.join(scratch, 'extensions'),
    userSettings: { ...PICTURE_SETTINGS, 'workbench.hover.delay': 100 },
    env: { TZ: 'UTC' },
    context: { viewport: WINDOW, deviceScaleFactor: 2, reducedMotion: 'reduce' },
  });
  try {
    const workbench = new Workbench(host.page, host.profile);
    await host.open();
    await host.page.addStyleTag({
      content: `${HIDDEN_STATUS_ITEMS.map((id) => `[id="${id}"]`).join(',')},.editor-group-watermark{display:none!important}`,
    });
    await workbench.openContainer(CONTAINER);
    await resizeSideBar(workbench);
    const stage: Stage = { workbench, profile: host.profile };
    for (const scene of SCENES) await takeScene(scene, stage, folder);
  } finally {
    await host.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function takeScene(scene: Scene, stage: Stage, folder: string): Promise<void> {
  const { page } = stage.workbench;
  await page.setViewportSize(scene.window);
  await scene.prepare?.(stage);
  for (const theme of scene.themes) {
    await stage.workbench.setTheme(theme);
    await scene.show?.(stage);
    const file = path.join(folder, `${scene.name}-${theme}.png`);
    await page.evaluate('document.fonts.ready');
    const clip = await scene.clip(stage.workbench);
    const scale = scene.isCoarse === true ? 'css' : 'device';
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', clip, scale });
    const kilobytes = Math.ceil(fs.statSync(file).size / 1024);
    console.log(`${path.relative(inRepository(), file)}  ${kilobytes} KB`);
  }
  await scene.leave?.(stage);
}

interface ChartElement {
  readonly clientWidth: number;
  readonly firstElementChild: { readonly clientWidth: number } | null;
}

/** The dashboard's chart has been drawn for the window as it is. */
async function chartFits({ workbench }: Stage): Promise<void> {
  const chart = workbench.webview().locator('.chart');
  await eventually(async () => {
    const widths = await chart.evaluate((element: ChartElement) => [
      element.clientWidth,
      element.firstElementChild?.clientWidth ?? 0,
    ]);
    assert.equal(widths[0], widths[1]);
  });
}

function wholeWindow({ page }: Workbench): Clip {
  return { x: 0, y: 0, ...(page.viewportSize() ?? WINDOW) };
}

function leftPart(width: number): Clip {
  return { x: 0, y: 0, width, height: WINDOW.height };
}

async function around(part: Locator): Promise<Clip> {
  const MARGIN = 10;
  const box = await part.boundingBox();
  if (box === null) throw new Error('What is to be shown is not there.');
  const { x, y, width, height } = box;
  return { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
}

/** Wide enough for what the rows say. */
async function resizeSideBar({ page, sideBar }: Workbench): Promise<void> {
  const box = await sideBar.boundingBox();
  if (box === null) throw new Error('There is no side bar.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width + 3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDE_BAR_WIDTH + 3, y, { steps: 5 });
  await page.mouse.up();
}

/** Lets something go wrong in the demo's simulated Azure, or nothing any more. */
async function demoFaults(profile: Profile, method: 'POST' | 'DELETE', rule?: object): Promise<void> {
  const storage = path.join(profile.folder, 'User', 'globalStorage', 'hotpatch-fleet.hotpatch-fleet');
  const { url } = JSON.parse(fs.readFileSync(path.join(storage, 'demo', 'simulator.json'), 'utf8')) as { url: string };
  const answer = await fetch(`${url}/simulator/faults`, {
    method,
    ...(rule === undefined ? {} : { body: JSON.stringify(rule) }),
  });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status}.`);
}
