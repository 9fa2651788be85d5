import assert from 'node:assert/strict';
import fs from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually';
import { CONTAINER, statusItem } from './startFleet';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Theme, Workbench } from './workbench';

const TITLE = 'Hotpatch Fleet';

/** What Playwright's evaluate runs is typed here, since this project is type-checked without the DOM. */
interface PageElement {
  readonly scrollTop: number;
  readonly clientHeight: number;
  scrollTo(options: { readonly top?: number; readonly left?: number }): void;
}

/** Texts of the last column that end beyond what can be seen of the grid, or of their cells. */
const CUT_AT_THE_EDGE = `(() => {
  const grid = document.querySelector('.grid');
  const edge = grid.getBoundingClientRect().left + grid.clientLeft + grid.clientWidth;
  return [...grid.querySelectorAll('[role="row"] > :last-child')].flatMap((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const { right } = range.getBoundingClientRect();
    const row = cell.parentElement.getBoundingClientRect();
    const isCut = cell.scrollWidth > cell.clientWidth || right > Math.min(edge, row.right);
    return isCut ? [cell.textContent + ': ' + right + ' of ' + Math.min(edge, row.right)] : [];
  });
})()`;

describe('the dashboard of the demo fleet', () => {
  let started: WorkbenchUnderTest;
  let workbench: Workbench;
  let view: FrameLocator;
  const violations: string[] = [];

  before(async () => {
    started = await startWorkbench({
      machineSettings: { 'hotpatchFleet.cloud': 'Demo' },
      env: { TZ: 'UTC' },
      context: { viewport: { width: 1500, height: 1000 } },
    });
    ({ workbench } = started);
    workbench.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    await workbench.openContainer(CONTAINER);
    await workbench.row(/^Failed, /).waitFor();
    await workbench.viewAction('Show Dashboard').click();
    view = workbench.webview();
    await firstRow(view).waitFor();
  });

  after(() => started.close());

  it('is one panel, whichever way it is asked for', async () => {
    await workbench.command('Hotpatch Fleet: Show Dashboard');
    await statusItem(workbench).click();
    await firstRow(view).waitFor();
    assert.equal(await workbench.page.getByRole('tab', { name: TITLE }).count(), 1 + 1); // its icon in the Activity Bar
  });

  it('shows the figures of the status bar and of the tree', async () => {
    const [, hotpatched, eligible, reboots] =
      /(\d+)\/(\d+)\s+(\d+)/.exec(await statusItem(workbench).innerText()) ?? [];
    await eventually(async () => assert.equal(await figure(view, 'Hotpatched').innerText(), hotpatched));
    await view.getByText(`of ${String(eligible)} eligible by OS`).waitFor();
    await eventually(async () => assert.equal(await figure(view, 'Pending reboots').innerText(), reboots));
    await eventually(async () =>
      assert.equal(await figure(view, 'Needs attention').innerText(), await workbench.badge(CONTAINER).innerText()),
    );
  });

  it('says that hotpatch costs nothing today, since when, and what it would be', async () => {
    const cost = card(view, 'Cost in August, estimated');
    assert.equal(await cost.locator('.value').innerText(), '$0.00');
    const text = await cost.innerText();
    assert.match(text, /Free since May 15, 2026/);
    assert.match(text, /\$[\d,]+\.\d\d a whole month at list price\s+[\d,]+ cores enrolled now/);
    assert.match(text, /\$[\d,]+\.\d\d if all eligible were enrolled/);
  });

  it('lists as many machines behind each figure as the figure says', async () => {
    for (const name of ['Hotpatched', 'Needs attention', 'Pending reboots']) {
      await card(view, name).locator('button.headline').click();
      await matching(view, Number(await figure(view, name).innerText()));
    }
    const pieces = view.locator('.figure button.link').filter({ hasText: /^[\d,]+ / });
    const count = await pieces.count();
    assert.ok(count > 5);
    for (let place = 0; place < count; place += 1) {
      const text = await pieces.nth(place).innerText();
      await pieces.nth(place).click();
      await matching(view, Number.parseInt(text.replaceAll(',', ''), 10));
    }
  });

  it('shares the pending reboots out without a rest', async () => {
    const pieces = await card(view, 'Pending reboots').locator('.line').first().locator('.piece').allInnerTexts();
    assert.equal(
      pieces.reduce((sum, piece) => sum + Number.parseInt(piece, 10), 0),
      Number(await figure(view, 'Pending reboots').innerText()),
    );
  });

  it('lists as many machines behind each reason as the reason says', async () => {
    const reasons = view.locator('.reason');
    const count = await reasons.count();
    assert.ok(count > 1);
    for (let place = 0; place < count; place += 1) {
      await reasons.nth(place).click();
      await matching(view, Number(await reasons.nth(place).locator('strong').innerText()));
    }
  });

  it('lists the machines that were enrolled in a month when its bar is clicked, and of a subscription', async () => {
    const bar = view.getByRole('button', { name: /^April 2026: / });
    const [, machines] = /(\d+) enrolled machines/.exec((await bar.getAttribute('aria-label')) ?? '') ?? [];
    await bar.press('Enter');
    await matching(view, Number(machines));
    await view.getByRole('button', { name: 'Remove the filter Enrolled in April 2026' }).waitFor();
    await bar.locator('.segment').first().click();
    await view.getByRole('button', { name: 'Remove the filter Contoso Production' }).waitFor();
    assert.ok((await total(view)) < Number(machines));
    for (const text of await view.locator('.column-subscription .text').allInnerTexts()) {
      assert.equal(text, 'Contoso Production');
    }
    await view.getByRole('button', { name: 'Remove the filter Contoso Production' }).click();
    await matching(view, Number(machines));
  });

  it('finds by words, and says where nothing is found', async () => {
    await view.getByRole('button', { name: /^All / }).click();
    await view.getByRole('searchbox').fill('licensecheckfailed con-');
    await eventually(async () => {
      const names = await view.locator('.grid-body .name').allInnerTexts();
      assert.ok(names.length > 0 && names.every((name) => name.startsWith('CON-')), names.join());
    });
    await view.getByRole('searchbox').fill('no such machine');
    await view.getByText('No machine matches.').waitFor();
    await view.getByRole('searchbox').fill('');
    await matching(view, 500);
  });

  it('says how many of all match while something narrows them, and presses “All” only while nothing does', async () => {
    const says = view.locator('.matching');
    const all = view.getByRole('button', { name: /^All / });
    assert.equal(await says.count(), 0);
    assert.equal(await all.getAttribute('aria-pressed'), 'true');
    await view.getByRole('searchbox').fill('con-');
    await eventually(async () => assert.equal(await says.innerText(), `${await total(view)} of 500`));
    assert.ok((await total(view)) < 500);
    assert.equal(await all.getAttribute('aria-pressed'), 'false');
    await all.click();
    await matching(view, 500);
    assert.equal(await view.getByRole('searchbox').inputValue(), '');
    await chip(view, 'Needs attention').click();
    await eventually(async () => assert.equal(await says.innerText(), `${await total(view)} of 500`));
    assert.equal(await all.getAttribute('aria-pressed'), 'false');
    await all.click();
    await says.waitFor({ state: 'detached' });
  });

  it('filters by states', async () => {
    await view.getByRole('button', { name: 'State', exact: true }).and(view.locator('.chip')).click();
    await view.getByRole('checkbox', { name: /^Off track/ }).check();
    await view.getByRole('checkbox', { name: /^Failed/ }).check();
    await view.getByRole('checkbox', { name: /^Failed/ }).press('Escape');
    const shown = new Set(
      (await view.locator('.column-state .text').allInnerTexts()).map((text) => text.split(' ·')[0]),
    );
    assert.deepEqual([...shown].toSorted(), ['Failed', 'Off track']);
    await view.getByRole('button', { name: /^All / }).click();
    await matching(view, 500);
  });

  it('sorts by a column, up and down', async () => {
    const cores = view.getByRole('columnheader', { name: 'Cores' });
    await cores.getByRole('button').click();
    await eventually(async () => assert.equal(await cores.getAttribute('aria-sort'), 'ascending'));
    await eventually(async () => assertOrdered(await numbers(view, 'cores'), (a, b) => a <= b));
    await cores.getByRole('button').click();
    await eventually(async () => assert.equal(await cores.getAttribute('aria-sort'), 'descending'));
    await eventually(async () => assertOrdered(await numbers(view, 'cores'), (a, b) => a >= b));
    await view.getByRole('columnheader', { name: 'State' }).getByRole('button').click();
  });

  it('shows the columns that are chosen', async () => {
    await view.getByRole('button', { name: 'Columns' }).click();
    await view.getByRole('checkbox', { name: 'Group' }).check();
    await view.getByRole('columnheader', { name: 'Group' }).waitFor();
    await view.getByRole('checkbox', { name: 'Group' }).uncheck();
    await view.getByRole('columnheader', { name: 'Group' }).waitFor({ state: 'detached' });
    await view.getByRole('checkbox', { name: 'Group' }).press('Escape');
  });

  it('is gone through by keys', async () => {
    const focused = view.locator(':focus');
    await view.locator('.grid-body [data-column="1"]').first().click();
    const first = await focused.innerText();
    await focused.press('ArrowDown');
    await eventually(async () => assert.notEqual(await focused.innerText(), first));
    await focused.press('ArrowRight');
    await eventually(async () => assert.equal(await focused.getAttribute('data-column'), '2'));
    await focused.press('Control+End');
    await eventually(async () => assert.equal(await rowOf(focused), 501));
    await focused.press('Control+Home');
    await eventually(async () => assert.equal(await rowOf(focused), 2));
    await focused.press('PageDown');
    await eventually(async () => assert.ok((await rowOf(focused)) > 5));
    await focused.press('Control+Home');
    await eventually(async () => assert.equal(await rowOf(focused), 2));
    await focused.press('ArrowUp');
    await eventually(async () => assert.equal(await rowOf(focused), 1));
  });

  it('selects rows by keys and by mouse, and copies their names', async () => {
    const rows = view.locator('.grid-body [role="row"]');
    await rows.nth(1).locator('.column-name').click();
    await view.locator(':focus').press('Shift+ArrowDown');
    await view.getByText('2 selected').waitFor();
    await rows.nth(4).getByRole('checkbox').click();
    await view.getByText('3 selected').waitFor();
    const names = await view.locator('.grid-body .is-selected .name').allInnerTexts();
    await view.locator('.selection-bar').getByRole('button', { name: 'More' }).click();
    await view.getByRole('button', { name: 'Copy names' }).click();
    await eventually(async () => {
      const clipboard = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      assert.deepEqual(clipboard.split('\n').toSorted(), [...names].toSorted());
    });
    await rows.nth(1).locator('.column-name').click();
    await view.locator(':focus').press('Control+a');
    await view.getByText('500 selected').waitFor();
    // The rows are selected, not the page's text, which VS Code would select on this key.
    await eventually(async () => assert.equal(await view.locator('html').evaluate('String(getSelection())'), ''));
    await view.locator(':focus').press('Escape');
    await view.locator('.selection-bar').waitFor({ state: 'detached' });
  });

  it('plans an enrollment of the selected rows as the tree does', async () => {
    const rows = view.locator('.grid-body [role="row"]');
    await rows.nth(1).locator('.column-name').click();
    await view.locator(':focus').press('Control+a');
    await view.getByText('500 selected').waitFor();
    await view.locator('.selection-bar').getByRole('button', { name: 'Enroll…', exact: true }).click();
    await workbench.quickInput.getByText('Left out whatever is ticked').waitFor();
    assert.match(await workbench.quickInput.innerText(), /Enroll \d+ machines in hotpatch/);
    await workbench.page.keyboard.press('Escape');
    await view.getByRole('button', { name: 'Clear selection' }).click();
  });

  for (const [button, plan] of [
    ['Restart…', /Restart \d+ machines/],
    ['Check for updates…', /Check \d+ machines for updates/],
    ['Enable VBS…', /Enable VBS on \d+ machines/],
  ] as const) {
    it(`plans “${button}” for the selected rows as the tree does`, async () => {
      await view.locator('.grid-body [role="row"]').nth(1).locator('.column-name').click();
      await view.locator(':focus').press('Control+a');
      await view.getByText('500 selected').waitFor();
      const bar = view.locator('.selection-bar');
      const action = bar.getByRole('button', { name: button, exact: true });
      if ((await action.count()) === 0) await bar.getByRole('button', { name: 'More' }).click();
      await action.click();
      await workbench.quickInput.getByText(plan).first().waitFor();
      await workbench.page.keyboard.press('Escape');
      await workbench.quickInput.waitFor({ state: 'hidden' });
      await view.getByRole('button', { name: 'Clear selection' }).click();
    });
  }

  it('reveals a row in the tree', async () => {
    const row = view.locator('.grid-body [role="row"]').nth(2);
    const name = await row.locator('.name').innerText();
    await row.locator('.column-name').click();
    await view.locator('.selection-bar').getByRole('button', { name: 'More' }).click();
    await view.getByRole('button', { name: 'Reveal in tree' }).click();
    await workbench
      .row(new RegExp(`^${name}, `))
      .and(workbench.page.locator('[aria-selected="true"]'))
      .waitFor();
    await view.getByRole('button', { name: 'Clear selection' }).click();
  });

  it('shows the chart’s numbers as a table, too', async () => {
    await view.getByRole('button', { name: 'Show as table' }).click();
    const march = view.getByRole('row', { name: /^March 2026/ });
    const bar = await march.getByRole('cell').nth(1).innerText();
    await view.getByRole('button', { name: 'Show as chart' }).click();
    const label = await view.getByRole('button', { name: /^March 2026: / }).getAttribute('aria-label');
    assert.ok(label?.includes(bar), `${String(label)} has ${bar}`);
  });

  it('is told by keys, month by month, in its chart', async () => {
    const bar = view.getByRole('button', { name: /^March 2026: / });
    await bar.focus();
    await view.locator('.tip').getByText('March 2026').waitFor();
    await bar.press('ArrowRight');
    await view.locator('.tip').getByText('April 2026').waitFor();
    assert.match((await view.locator(':focus').getAttribute('aria-label')) ?? '', /^April 2026: ≥ \$/);
    await view.locator(':focus').press('Escape');
    await view.locator('.tip').waitFor({ state: 'detached' });
  });

  it('saves what is shown', async () => {
    await chip(view, 'Needs attention').click();
    const count = Number(await figure(view, 'Needs attention').innerText());
    await matching(view, count);
    await view.getByRole('button', { name: 'Export…' }).click();
    await view.getByRole('button', { name: 'Machines shown, as CSV', exact: true }).click();
    let file = '';
    await eventually(async () => {
      file = await workbench.quickInputBox.inputValue();
      assert.match(file, /hotpatch-fleet-[\d-]+-demo\.csv$/);
    });
    await workbench.quickInputBox.press('Enter');
    await eventually(() => assert.ok(fs.existsSync(file), file));
    await eventually(() => assert.equal(fs.readFileSync(file, 'utf8').trim().split('\r\n').length, count + 1));
    await view.getByRole('button', { name: /^All / }).click();
    await matching(view, 500);
  });

  it('fits a narrow window', async () => {
    const { page } = workbench;
    await page.setViewportSize({ width: 740, height: 900 }); // 400 of it are the page’s
    const root = view.locator('html');
    await eventually(async () => {
      const { clientWidth, scrollWidth } = await root.evaluate(widths);
      assert.ok(clientWidth < 420 && scrollWidth <= clientWidth, `${scrollWidth} in ${clientWidth}`);
    });
    await card(view, 'Hotpatched').waitFor();
    await page.setViewportSize({ width: 1500, height: 1000 });
  });

  it('thinks a price through', async () => {
    await view.getByRole('button', { name: 'What if…' }).click();
    await view.getByLabel(/^Price per core and month/).fill('2');
    await view.getByText(/^\+\$[\d,]+\.\d\d over 12 months/).waitFor();
    await view.getByRole('combobox', { name: 'Machines' }).selectOption('allEligible');
    await view.getByText(/over 12 months · \d+ machines enrolled/).waitFor();
    await view.getByRole('button', { name: 'What if…' }).click();
  });

  it('says that what was typed is no price, and why nothing can be thought through with those selected', async () => {
    await view.getByRole('button', { name: 'What if…' }).click();
    const price = view.getByLabel(/^Price per core and month/);
    const says = view.getByText('Not a price. Write a number of 0 or more, such as 1.5.');
    for (const typed of ['abc', '-1', '1,500', '']) {
      await price.fill(typed);
      await says.waitFor();
      assert.equal(await price.getAttribute('aria-invalid'), 'true');
      assert.equal(await price.getAttribute('aria-describedby'), await says.getAttribute('id'));
      assert.equal(await view.locator('.what-if-summary').count(), 0, 'no result of another price');
    }
    assert.deepEqual(await axeFindings(view), []);
    await price.fill('2,5');
    await says.waitFor({ state: 'detached' });
    await view.getByText(/^\+\$[\d,]+\.\d\d over 12 months/).waitFor();
    const hint = view.getByText('With or without some: select them in the table first.');
    await hint.waitFor();
    await view.locator('.grid-body [role="row"]').nth(1).locator('.column-name').click();
    await hint.waitFor({ state: 'detached' });
    await view.getByRole('button', { name: 'Clear selection' }).click();
    await view.getByRole('button', { name: 'What if…' }).click();
  });

  it('holds the rows that can be seen and ten more, wherever it is scrolled to', async () => {
    const grid = view.getByRole('grid');
    const visible = Math.ceil((await grid.evaluate((element: PageElement) => element.clientHeight)) / 30);
    const drawn = (): Promise<number> => view.locator('.grid-body [role="row"]').count();
    await grid.evaluate((element: PageElement) => element.scrollTo({ top: 200 * 30 }));
    await eventually(async () => assert.equal(await rowOf(view.locator('.grid-body .name').nth(5)), 202));
    assert.ok((await drawn()) <= visible + 10, `${await drawn()} rows for ${visible}`);
    await grid.evaluate((element: PageElement) => element.scrollTo({ top: 0 }));
  });

  it('keeps filter, sorting and scrolling over a reload of the window', async () => {
    await chip(view, 'Not enrolled').click();
    await view.getByRole('columnheader', { name: 'Machine' }).getByRole('button').click();
    const count = Number(/\d+/.exec(await chip(view, 'Not enrolled').innerText())?.[0]);
    await matching(view, count);
    await view.getByRole('grid').evaluate((element: PageElement) => element.scrollTo({ top: 150 }));
    await eventually(async () => {
      assert.equal(await view.getByRole('grid').evaluate((element: PageElement) => element.scrollTop), 150);
    });
    await workbench.page.waitForTimeout(1_500); // VS Code asks for the state to be kept a moment after it was set
    await workbench.reloadWindow();
    view = workbench.webview();
    await firstRow(view).waitFor();
    await matching(view, count);
    const name = view.getByRole('columnheader', { name: 'Machine' });
    await eventually(async () => assert.equal(await name.getAttribute('aria-sort'), 'ascending'));
    await eventually(async () => assert.equal(await chip(view, 'Not enrolled').getAttribute('aria-pressed'), 'true'));
    await eventually(async () => {
      assert.equal(await view.getByRole('grid').evaluate((element: PageElement) => element.scrollTop), 150);
    });
    await view.getByRole('button', { name: /^All / }).click();
    await matching(view, 500);
  });

  it('comes back as it was after another tab was in front of it', async () => {
    await chip(view, 'Needs attention').click();
    const count = Number(await figure(view, 'Needs attention').innerText());
    await matching(view, count);
    await workbench.command('File: New Untitled Text File');
    await workbench.page.getByRole('tab', { name: /^Untitled-1/ }).waitFor();
    await workbench.command('Hotpatch Fleet: Show Dashboard');
    view = workbench.webview();
    await firstRow(view).waitFor();
    await matching(view, count);
    await view.getByRole('button', { name: /^All / }).click();
  });

  for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies readonly Theme[]) {
    it(`has nothing that axe finds wrong in ${theme}`, async () => {
      await workbench.setTheme(theme);
      assert.deepEqual(await axeFindings(view), []);
    });
  }

  it('shows the last column whole beside the scrollbar, however wide the window', async () => {
    for (const width of [1000, 1280, 1440]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await view.getByRole('grid').evaluate((element: PageElement) => element.scrollTo({ left: 10_000 }));
      await eventually(async () => {
        const cut: unknown = await view.locator('html').evaluate(CUT_AT_THE_EDGE);
        assert.deepEqual(cut, [], `at ${width} px`);
      });
    }
    await view.getByRole('grid').evaluate((element: PageElement) => element.scrollTo({ left: 0 }));
    await workbench.page.setViewportSize({ width: 1500, height: 1000 });
  });

  it('shows a selected row in one colour', async () => {
    await workbench.setTheme('light');
    await view.locator('.grid-body [role="row"]').nth(2).locator('.column-name').click();
    const colour = (selector: string): Promise<string> =>
      view.locator('html').evaluate(`getComputedStyle(document.querySelector('${selector}')).background`);
    await view.locator('.grid-body .is-selected').first().waitFor();
    // An opaque colour lies below the one of the selection: laid twice, that is the same colour.
    await eventually(async () => assert.match(await colour('.is-selected'), /linear-gradient.*, rgb\([^)]*\) none/));
    assert.equal(await colour('.is-selected .column-name'), await colour('.is-selected'));
    await view.getByRole('button', { name: 'Clear selection' }).click();
  });

  it('has nothing that axe finds wrong with its menus, table and what-if open', async () => {
    await view.getByRole('button', { name: 'Show as table' }).click();
    await view.getByRole('button', { name: 'What if…' }).click();
    await view.getByText('Assumptions', { exact: true }).click();
    await view.locator('.grid-body [role="row"]').nth(2).locator('.column-name').click();
    await view.getByRole('button', { name: 'Columns' }).click();
    assert.deepEqual(await axeFindings(view), []);
    await view.locator('.selection-bar').getByRole('button', { name: 'More' }).click();
    await view.getByRole('button', { name: 'Copy diagnosis' }).waitFor();
    assert.deepEqual(await axeFindings(view), []);
  });

  it('has broken no rule of its content security policy, and asked nobody outside this machine', () => {
    assert.deepEqual(violations, []);
    assert.deepEqual(started.host.refusedRequests, []);
  });

  it('would have been seen breaking one', async () => {
    const frame = await (await view.locator('html').elementHandle()).ownerFrame();
    await frame?.evaluate(`document.body.setAttribute('style', 'color: red')`);
    await eventually(() => assert.equal(violations.length, 1));
  });
});

describe('the dashboard without a fleet', () => {
  let started: WorkbenchUnderTest;

  before(async () => {
    started = await startWorkbench({
      machineSettings: { 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.loopbackEndpoint': 'http://127.0.0.1:9' },
    });
    await started.workbench.command('Hotpatch Fleet: Show Dashboard');
  });

  after(() => started.close());

  it('says why, and offers to try again', async () => {
    const view = started.workbench.webview();
    await view.getByText(/^The fleet could not be read\. Azure cannot be reached/).waitFor({ timeout: 40_000 });
    await view.getByRole('button', { name: 'Retry' }).waitFor();
    assert.equal(await view.locator('.card').count(), 0);
    assert.deepEqual(await axeFindings(view), []);
  });
});

function widths({ clientWidth, scrollWidth }: { readonly clientWidth: number; readonly scrollWidth: number }) {
  return { clientWidth, scrollWidth };
}

function firstRow(view: FrameLocator): Locator {
  return view.locator('.grid-body .name').first();
}

function card(view: FrameLocator, name: string): Locator {
  return view.getByRole('article', { name });
}

function figure(view: FrameLocator, name: string): Locator {
  return card(view, name).locator('.value');
}

function chip(view: FrameLocator, name: string): Locator {
  return view.locator('.chip', { hasText: name });
}

/** How many machines the table says it has. */
async function total(view: FrameLocator): Promise<number> {
  return Number(await view.getByRole('grid').getAttribute('aria-rowcount')) - 1;
}

async function matching(view: FrameLocator, count: number): Promise<void> {
  await eventually(async () => {
    assert.equal(await view.getByRole('grid').getAttribute('aria-busy'), 'false');
    assert.equal(await total(view), count);
  });
}

async function numbers(view: FrameLocator, column: string): Promise<readonly number[]> {
  const texts = await view.locator(`.grid-body .column-${column} .text`).allInnerTexts();
  return texts.map((text) => (text === '?' ? -1 : Number(text)));
}

function assertOrdered(values: readonly number[], isInOrder: (a: number, b: number) => boolean): void {
  assert.ok(values.length > 3);
  for (const [place, value] of values.entries()) {
    const next = values[place + 1];
    assert.ok(next === undefined || isInOrder(value, next), values.join());
  }
}

/** aria-rowindex of the row that something stands in. */
async function rowOf(element: Locator): Promise<number> {
  return Number(await element.locator('xpath=ancestor-or-self::*[@role="row"]').getAttribute('aria-rowindex'));
}

async function axeFindings(view: FrameLocator): Promise<readonly string[]> {
  const frame = await (await view.locator('html').elementHandle()).ownerFrame();
  assert.ok(frame);
  await frame.evaluate(axe.source);
  const results = await frame.evaluate<AxeResults>('axe.run(document)');
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
