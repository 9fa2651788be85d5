import assert from 'node:assert/strict';
import { inRepository } from '../host/repository';
import { BRANCHES, machineRow, PRODUCTION, subscriptionRow } from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest } from './startFleet';
import type { Name, Workbench } from './workbench';

/** VS Code makes a link of this wherever it looks for one, and runs its command when it is clicked. */
const LINK = '[new version](command:workbench.action.openSettings?"x")';
const HOSTILE = `$(alert) ${LINK}`;

describe('texts from outside that look like links and icons of VS Code', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const rows = [
      subscriptionRow(PRODUCTION, HOSTILE),
      subscriptionRow(BRANCHES, 'Contoso Branches'),
      machineRow('app01', { tags: { [HOSTILE]: 'yes' } }),
      machineRow('app02', { subscription: BRANCHES }),
    ];
    fleet = await FleetUnderTest.start({ rows }, { extensions: [inRepository('test', 'link-helper')] });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  afterEach(() => workbench.clearNotifications().catch(() => undefined));

  async function follow(link: string): Promise<void> {
    await workbench.command('Fake Link: Follow a Link');
    await workbench.enterText(link);
  }

  /** The text that a notification shows, once it is there; it holds nothing that can be clicked. */
  async function shown(name: Name): Promise<string> {
    const text = workbench.notification(name).locator('.notification-list-item-message');
    await text.waitFor();
    assert.equal(await text.locator('a').count(), 0, await text.innerHTML());
    return (await text.innerText()).replaceAll('\u2060', '');
  }

  it('are no links where a link is refused, and are quoted by their beginning alone', async () => {
    await follow(`/${LINK}`);
    const text = await shown(/The link was not followed/);
    assert.ok(text.includes('“/[new version](command:workbench.action…”'), text);
    await workbench.clearNotifications();
    await follow('/[a](command:b)');
    assert.ok((await shown(/The link was not followed/)).includes('“/[a](command:b)”'));
  });

  it('are no links where a link asks for a filter', async () => {
    await follow(`/filter?text=${LINK}`);
    assert.ok((await shown(/A link asks to filter the fleet/)).includes(LINK));
  });

  it('are no links where Azure says so in a failure', async () => {
    await fleet.azure.addFault({ operation: 'machineRead' }, { kind: 'status', status: 409, code: LINK });
    await workbench.expand(/^Enabled, /);
    await workbench.contextMenu(/^app01, /, 'Refresh Machine');
    const text = await shown(/app01/);
    await fleet.azure.clearFaults();
    assert.ok(text.includes('[new version](command:'), text);
  });

  it('are neither icons nor links where one chooses', async () => {
    await workbench.command('Hotpatch Fleet: Choose Subscriptions…');
    await eventually(async () => {
      const row = workbench.quickInput.locator('.monaco-list-row', { hasText: 'new version' });
      assert.equal((await row.innerText()).replaceAll('\u2060', '').includes(HOSTILE), true);
      assert.equal(await row.locator('.label-name .codicon, .label-description .codicon, a[href]').count(), 0);
    });
    await workbench.page.keyboard.press('Escape');
  });

  it('are no icons among the names of tags', async () => {
    await workbench.command('Hotpatch Fleet: Filter…');
    await workbench.pick(/Tag…/);
    await eventually(async () => {
      const row = workbench.quickInput.locator('.monaco-list-row', { hasText: 'new version' });
      assert.equal((await row.innerText()).replaceAll('\u2060', '').includes(HOSTILE), true);
      assert.equal(await row.locator('.label-name .codicon').count(), 0);
    });
    await workbench.page.keyboard.press('Escape');
  });
});
