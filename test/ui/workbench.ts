import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Profile } from '../host/profile';

/** A part of the workbench named by what a screen reader would say: a string is the whole name, exactly. */
export type Name = string | RegExp;

/** As much of the DOM's HTMLElement as is used here: this project is type-checked without the DOM. */
interface RowElement {
  getAttribute(name: string): string | null;
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

interface HoverableElement {
  matches(selector: string): boolean;
}

/** What one row of a tree shows. */
export interface TreeRow {
  /** Accessible name. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** 1 = a root. */
  readonly level: number;
  /** null = nothing to expand. */
  readonly expanded: boolean | null;
  readonly selected: boolean;
}

export type Theme = 'dark' | 'light' | 'hc-dark' | 'hc-light';

/** A theme's name in the settings, and the classes that the workbench and a webview's body carry once it is in effect. */
const THEMES: Readonly<Record<Theme, { setting: string; workbench: string; webview: string }>> = {
  dark: { setting: 'Dark Modern', workbench: 'vs-dark', webview: 'vscode-dark' },
  light: { setting: 'Light Modern', workbench: 'vs', webview: 'vscode-light' },
  'hc-dark': { setting: 'Default High Contrast', workbench: 'hc-black', webview: 'vscode-high-contrast' },
  'hc-light': { setting: 'Default High Contrast Light', workbench: 'hc-light', webview: 'vscode-high-contrast-light' },
};

/** VS Code ignores the mouse for 100 ms after it has opened a menu; nothing on the page tells when that is over. */
const MENU_GUARD_MS = 150;

/**
 * VS Code's workbench as a user and a screen reader have it: everything is found by role and accessible name. What is
 * returned is a Playwright locator, which waits by itself; what is awaited has happened on the screen.
 */
export class Workbench {
  readonly page: Page;
  private readonly profile: Profile;

  constructor(page: Page, profile: Profile) {
    this.page = page;
    this.profile = profile;
  }

  // ---- side bar -----------------------------------------------------------------------------------------------------

  /** The side bar: title, views, rows. */
  get sideBar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** A container's icon in the Activity Bar. A badge's tooltip is part of its name: "Title - tooltip". */
  container(title: string): Locator {
    const name = new RegExp(`^${escapeRegExp(title)}( - |$)`);
    return this.page.locator('.part.activitybar').getByRole('tab', { name });
  }

  /** Shows a container in the side bar, and waits until it is there. */
  async openContainer(title: string): Promise<void> {
    const tab = this.container(title);
    const selected = this.page.locator('[aria-selected="true"]');
    await tab.waitFor();
    // The side bar is restored a moment after the icons appear, be it with this container or with another.
    await this.page.locator('.part.activitybar').getByRole('tab').and(selected).waitFor();
    // Not by a click on the icon: one that comes too late would hide what has just been restored.
    if ((await tab.and(selected).count()) === 0) await this.command(`View: Show ${title}`);
    await tab.and(selected).waitFor();
  }

  /** The badge on a container's icon; not the one by which VS Code itself says that the extension is being activated. */
  badge(containerTitle: string): Locator {
    return this.container(containerTitle).locator('.badge:not(.progress-badge) .badge-content:visible');
  }

  /** The heading of the side bar: "Container: View" while the container shows one view. */
  get sideBarTitle(): Locator {
    return this.sideBar.locator('.composite.title h2, .title .title-label h2').first();
  }

  /** A view of the open container. VS Code hides the header, and so the description, of a container's only view. */
  view(name: string): Locator {
    return this.sideBar.locator('.pane').filter({ has: this.page.locator('h3', { hasText: exactly(name) }) });
  }

  /** `TreeView.description`. Not visible while its view is the only one of its container. */
  viewDescription(viewName: string): Locator {
    return this.view(viewName).locator('.pane-header .description');
  }

  /** `TreeView.message`. */
  viewMessage(viewName: string): Locator {
    return this.view(viewName).locator('.tree-explorer-viewlet-tree-view > .message');
  }

  /** The contributed welcome content of a view that is empty. Its buttons and links are found by role. */
  viewWelcome(viewName: string): Locator {
    return this.view(viewName).locator('.welcome-view-content');
  }

  /** A button of the title of the view (or of the container that shows one view only). */
  viewAction(title: Name): Locator {
    return this.sideBar
      .locator('.title-actions:visible, .pane-header:visible .actions')
      .getByRole('button', { name: title, exact: typeof title === 'string' });
  }

  /** Picks from the "…" menu of the view's title; more titles for sub menus. */
  async viewMenu(...titles: readonly [Name, ...Name[]]): Promise<void> {
    await this.viewAction(/^(Views and )?More Actions/).click();
    await this.chooseFromMenu(titles);
  }

  // ---- tree ---------------------------------------------------------------------------------------------------------

  /** A row of a tree in the side bar. Rows that are scrolled out of sight are not on the page. */
  row(name: Name): Locator {
    return this.sideBar.getByRole('treeitem', { name, exact: typeof name === 'string' });
  }

  /** What is on the screen of the tree, from top to bottom. */
  async rows(): Promise<readonly TreeRow[]> {
    const elements = this.sideBar.locator('.monaco-list-row[role="treeitem"]');
    return elements.evaluateAll<TreeRow[], RowElement>(readRows);
  }

  /** Goes to the first or the last row of the tree, which scrolls it into sight. */
  async goTo(place: 'Home' | 'End'): Promise<void> {
    await this.sideBar.locator('.monaco-list:visible').focus();
    await this.page.keyboard.press(place);
  }

  /** Opens a row that has children, and waits until the first of them has been drawn. */
  async expand(name: Name): Promise<void> {
    await this.toggle(name, 'true');
    // A row counts as expanded at once, also while its children are still being read.
    await waitUntil(`a child of ${String(name)}`, async () => {
      const own = await this.row(name).getAttribute('data-index');
      const level = await this.row(name).getAttribute('aria-level');
      const child = `[data-index="${Number(own) + 1}"][aria-level="${Number(level) + 1}"]`;
      return (await this.sideBar.locator(`.monaco-list-row${child}`).count()) > 0;
    });
  }

  async collapse(name: Name): Promise<void> {
    await this.toggle(name, 'false');
  }

  /** Presses an inline action of a row, which shows when the mouse is over the row. */
  async inlineAction(rowName: Name, title: Name): Promise<void> {
    const row = this.row(rowName);
    await row.hover();
    await row.getByRole('button', { name: title, exact: typeof title === 'string' }).click();
  }

  /** Picks from the context menu of a row (of all selected rows where it is one of them); more titles for sub menus. */
  async contextMenu(rowName: Name, ...titles: readonly [Name, ...Name[]]): Promise<void> {
    await this.row(rowName).click({ button: 'right' });
    await this.chooseFromMenu(titles);
  }

  /** Selects exactly these rows. */
  async select(...names: readonly [Name, ...Name[]]): Promise<void> {
    const [first, ...others] = names;
    // On the left part of the row: a click on a row's own actions would press them.
    await this.row(first).locator('.label-name').click();
    for (const name of others) {
      await this.row(name)
        .locator('.label-name')
        .click({ modifiers: ['ControlOrMeta'] });
    }
    for (const name of names) await this.row(name).and(this.page.locator('[aria-selected="true"]')).waitFor();
  }

  /** Hovers over a row until its tooltip is shown, and answers the tooltip. */
  async rowTooltip(name: Name): Promise<Locator> {
    // The label has the tooltip; the rest of the row, and its twistie, have none.
    return this.tooltipOf(this.row(name).locator('.monaco-icon-label-container'));
  }

  private async toggle(name: Name, expanded: 'true' | 'false'): Promise<void> {
    const row = this.row(name);
    const inState = row.and(this.page.locator(`[aria-expanded="${expanded}"]`));
    await row.waitFor();
    // A row that is just being drawn anew can take the click and stay as it was.
    for (let tries = 0; tries < 5 && (await inState.count()) === 0; tries += 1) {
      await row.locator('.monaco-tl-twistie').click();
      await inState.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    await inState.waitFor();
  }

  // ---- menus, palette, quick input ----------------------------------------------------------------------------------

  menuItem(title: Name): Locator {
    return this.page.locator('.monaco-menu').getByRole('menuitem', { name: title, exact: typeof title === 'string' });
  }

  private async chooseFromMenu(titles: readonly Name[]): Promise<void> {
    for (const title of titles) {
      const item = this.menuItem(title);
      await item.hover();
      await this.page.waitForTimeout(MENU_GUARD_MS);
      await item.click();
    }
    await this.page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  }

  /** Runs a command from the palette by what the palette shows: "Category: Title". */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInputBox.fill(`>${title}`);
    const entry = this.quickPickItem(new RegExp(`^${escapeRegExp(title)}(,|$)`)).first();
    await entry.waitFor();
    // The box's tooltip can come to lie over the entry in the moment of the click, and takes it then.
    do await entry.click();
    while (!(await this.leavesThePalette(title)));
  }

  /** Whether the palette closes, or asks for something else, in answer to what was just done in it. */
  private async leavesThePalette(title: string): Promise<boolean> {
    const box = this.quickInputBox;
    const asksStill = async (): Promise<boolean> =>
      (await box.count()) > 0 && (await box.inputValue({ timeout: 1_000 }).catch(() => '')) === `>${title}`;
    for (let polls = 0; polls < 20; polls += 1) {
      if (!(await asksStill())) return true;
      await delay(50);
    }
    return false;
  }

  /**
   * Reloads the window as a user does. Unlike a reload of the page, this gives VS Code the time to save what extensions
   * and views have asked it to remember in the last seconds.
   */
  async reloadWindow(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench').waitFor();
  }

  /** The quick pick or input box that is open, with its title, items, buttons and validation text. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  get quickInputBox(): Locator {
    return this.quickInput.locator('.quick-input-box input');
  }

  quickPickItem(name: Name): Locator {
    return this.quickInput.getByRole('option', { name, exact: typeof name === 'string' });
  }

  /** Chooses one item of a quick pick. */
  async pick(name: Name): Promise<void> {
    await this.quickPickItem(name).click();
  }

  /** Ticks the items of a quick pick that allows many, and accepts. An item's name may begin with that of its icon. */
  async pickMany(...names: readonly Name[]): Promise<void> {
    for (const name of names) {
      await this.quickInput
        .getByRole('checkbox', { name, exact: typeof name === 'string' })
        .first()
        .check();
    }
    await this.quickInputBox.press('Enter');
  }

  /** Fills the open input box and accepts. */
  async enterText(text: string): Promise<void> {
    await this.quickInputBox.fill(text);
    await this.quickInputBox.press('Enter');
  }

  // ---- messages -----------------------------------------------------------------------------------------------------

  /** A notification on the screen that holds this text. Its buttons and progress bar are found by role. */
  notification(text: Name): Locator {
    return this.page.locator('.notifications-toasts').getByRole('dialog', { name: text });
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notifications-toasts .notification-toast').first().waitFor({ state: 'detached' });
  }

  /** A modal dialog. Its text is in `innerText()`, its buttons are found by role. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async pressInDialog(button: Name): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: typeof button === 'string' }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  // ---- status bar ---------------------------------------------------------------------------------------------------

  /** A status bar item by the id given to createStatusBarItem. Its aria-label is "icons text, tooltip". */
  statusItem(extensionId: string, id: string): Locator {
    return this.page.locator(`.statusbar-item[id="${extensionId}.${id}"]`);
  }

  /** Hovers over a status bar item until its tooltip is shown, and answers the tooltip. */
  async statusTooltip(extensionId: string, id: string): Promise<Locator> {
    return this.tooltipOf(this.statusItem(extensionId, id));
  }

  /** The tooltip that is on the screen. */
  get tooltip(): Locator {
    return this.page.locator('.monaco-hover:visible').last();
  }

  /** Takes the mouse off everything, and waits until no tooltip is left. */
  async moveMouseAway(): Promise<void> {
    const size = this.page.viewportSize();
    assert.ok(size);
    // The right edge: a row's tooltip can reach beyond the middle, and stays while the mouse is on it.
    await this.page.mouse.move(size.width - 4, size.height / 2);
    await this.page.locator('.monaco-hover:visible').waitFor({ state: 'detached' });
  }

  private async tooltipOf(target: Locator): Promise<Locator> {
    // The page can move under the mouse between aiming and hovering: what is shown then is the neighbour's.
    do {
      await this.moveMouseAway(); // else the tooltip of what the mouse was on could be taken for this one
      await target.hover();
      // A tooltip that the extension resolves lazily says so until it is there.
      await this.tooltip.filter({ hasNotText: /^Loading\.\.\.$/ }).waitFor();
    } while (!(await target.evaluate((element: HoverableElement) => element.matches(':hover'))));
    return this.tooltip;
  }

  // ---- webviews -----------------------------------------------------------------------------------------------------

  /** The document in an extension's webview: an iframe of VS Code's holds the extension's own. */
  webview(index = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .nth(index)
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  // ---- settings, themes, pictures -----------------------------------------------------------------------------------

  /** Changes settings in the running window; undefined takes one back. */
  updateSettings(change: Readonly<Record<string, unknown>>): void {
    this.profile.updateMachineSettings(change);
  }

  /** Switches the theme and waits until the workbench, and every webview on the screen, has it. */
  async setTheme(theme: Theme): Promise<void> {
    const { setting, workbench, webview } = THEMES[theme];
    this.updateSettings({ 'workbench.colorTheme': setting });
    await this.page.locator(`.monaco-workbench.${workbench}`).waitFor();
    const webviews = await this.page.locator('iframe.webview.ready:visible').count();
    for (let index = 0; index < webviews; index++) await this.webview(index).locator(`body.${webview}`).waitFor();
  }

  /** Saves a PNG of the window, or of a part of it, at the scale that the window was started with. */
  async screenshot(file: string, part?: Locator): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.page.evaluate('document.fonts.ready');
    const options = { path: file, animations: 'disabled', caret: 'hide' } as const;
    await (part === undefined ? this.page.screenshot(options) : part.screenshot(options));
  }
}

/** Runs in the page. (A named function inside it would not work there: tsx adds a helper to those.) */
function readRows(elements: readonly RowElement[]): TreeRow[] {
  return [...elements]
    .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
    .map((element) => {
      const expanded = element.getAttribute('aria-expanded');
      return {
        name: element.getAttribute('aria-label') ?? '',
        label: element.querySelector('.label-name')?.textContent ?? '',
        description: element.querySelector('.label-description')?.textContent ?? '',
        level: Number(element.getAttribute('aria-level')),
        expanded: expanded === null ? null : expanded === 'true',
        selected: element.getAttribute('aria-selected') === 'true',
      };
    });
}

/** Asks again and again until it is so. For what no locator can wait for. */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: not there after ${timeoutMs} ms`);
    await delay(50);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function exactly(text: string): RegExp {
  return new RegExp(`^${escapeRegExp(text)}$`);
}
