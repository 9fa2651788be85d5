import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installExtension } from '../host/installExtension';
import { PICTURE_SETTINGS } from '../host/profile';
import { inRepository } from '../host/repository';
import { startHost } from '../host/startHost';
import { type Theme, Workbench } from './workbench';

const THEMES: readonly Theme[] = ['dark', 'light', 'hc-dark', 'hc-light'];

/** Entries of the status bar that are VS Code's own, and say nothing of this extension. */
const HIDDEN_STATUS_ITEMS = [
  'status.host',
  'status.problems',
  'status.forwardedPorts',
  'status.workbench.keyboardLayout',
];

/** One picture: brings the workbench into the state to be shown. It is called once for each theme. */
interface Scene {
  readonly name: string;
  readonly show: (workbench: Workbench) => Promise<void>;
}

const SCENES: readonly Scene[] = [
  {
    name: 'fleet',
    show: async (workbench) => {
      await workbench.moveMouseAway();
    },
  },
];

/**
 * Takes every scene in every theme on the demo fleet: <folder>/<scene>-<theme>.png, 1280×800 at twice the pixels. The
 * extension is installed, not under development, so that the window looks as it does for a user.
 */
export async function takeScreenshots(folder: string): Promise<void> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-screenshots-'));
  installExtension(inRepository(), path.join(scratch, 'extensions'));
  const host = await startHost({
    extensionsDir: path.join(scratch, 'extensions'),
    userSettings: PICTURE_SETTINGS,
    machineSettings: { 'hotpatchFleet.cloud': 'Demo' },
    context: { deviceScaleFactor: 2, reducedMotion: 'reduce' },
  });
  try {
    const workbench = new Workbench(host.page, host.profile);
    await host.open();
    await host.page.addStyleTag({
      content: HIDDEN_STATUS_ITEMS.map((id) => `[id="${id}"]`).join(',') + '{display:none!important}',
    });
    await workbench.openContainer('Hotpatch Fleet');
    await workbench.sideBar.getByRole('treeitem').first().waitFor();
    for (const theme of THEMES) {
      await workbench.setTheme(theme);
      for (const scene of SCENES) {
        await scene.show(workbench);
        const file = path.join(folder, `${scene.name}-${theme}.png`);
        await workbench.screenshot(file);
        console.log(path.relative(inRepository(), file));
      }
    }
  } finally {
    await host.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
