import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';
import { FleetUnderTest, VIEW, labels, message, names } from './startFleet';
import type { Name, Workbench } from './workbench';

describe('finding machines in a large fleet', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    fleet = await FleetUnderTest.start({ machines: 1_500, seed: 7 });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  async function groupBy(kind: Name, tag?: Name): Promise<void> {
    await workbench.viewAction('Group By…').click();
    await workbench.pick(kind);
    if (tag !== undefined) await workbench.pick(tag);
  }

  /** Opens the filter's parts and picks one. */
  async function filterBy(part: Name): Promise<void> {
    await workbench.viewAction(/^(Filter|Edit Filter)…$/).click();
    await workbench.pick(part);
  }

  async function rootsAre(expected: readonly string[]): Promise<void> {
    await eventually(async () => assert.deepEqual(await names(workbench, 1), expected));
  }

  /** The message is above the rows from the moment on at which the rows are there. */
  async function messageStartsWith(start: string): Promise<void> {
    await eventually(async () => assert.equal((await message(workbench)).slice(0, start.length), start));
  }

  describe('by groups', () => {
    it('groups by subscription', async () => {
      await groupBy(/^Subscription/);
      await rootsAre([
        'Contoso Branch Offices, 240 machines, 35 need attention',
        'Contoso Production, 690 machines, 78 need attention',
        'Contoso Shared Services, 120 machines, 13 need attention',
        'Contoso Test and Development, 180 machines, 29 need attention',
        'Fabrikam IT, 75 machines, 10 need attention',
        'Fabrikam Plants, 195 machines, 20 need attention',
      ]);
    });

    it('says of machines that are not grouped by state what their state is', async () => {
      await workbench.expand(/^Fabrikam IT/);
      const [first] = (await workbench.rows()).filter(({ level }) => level === 2);
      assert.match(first?.description ?? '', /^(failed|action required|behind baseline|off track|unknown status)/);
      assert.match(first?.name ?? '', /, .*needs attention$/);
      await workbench.collapse(/^Fabrikam IT/);
    });

    it('groups by resource group, and tells those of one name apart by their subscription', async () => {
      await groupBy(/^Resource group/);
      await workbench.row(/^rg-apps-prod, Contoso Production, 157 machines/).waitFor();
      await workbench.row(/^rg-apps-prod, Contoso Branch Offices, 50 machines/).waitFor();
    });

    it('groups by location', async () => {
      await groupBy(/^Location/);
      await workbench.row('westeurope, 600 machines, 79 need attention').waitFor();
    });

    it('groups by operating system, those that need a hand first', async () => {
      await groupBy(/^Operating system/);
      await workbench.row(/^Windows Server 2025 Datacenter, /).waitFor();
      const attention = (await names(workbench, 1)).map((name) => !name.endsWith(' 0 need attention'));
      assert.ok(attention.lastIndexOf(true) < attention.indexOf(false), 'calm groups come after all others');
    });

    it('groups by a tag, whatever the casing of its name, and remembers that over a reload', async () => {
      await groupBy('Tag…', /^env, /);
      const groups = [
        'env: prod, 1,182 machines, 134 need attention',
        'env: test, 168 machines, 28 need attention',
        'Without tag env, 150 machines, 23 need attention',
      ];
      await rootsAre(groups);
      await fleet.reload();
      await rootsAre(groups);
      await groupBy(/^Hotpatch state/);
      await workbench.row(/^Enabled, /).waitFor();
    });
  });

  describe('by a filter', () => {
    it('finds by words in the name', async () => {
      await filterBy(/Text…/);
      await workbench.enterText('standard northeurope');
      await eventually(async () =>
        assert.match(await message(workbench), /^\d+ of 1,500 machines match: “standard northeurope” · As of/),
      );
    });

    it('shows by its icon that a filter is on, and offers to clear it where nothing is left', async () => {
      await workbench.viewAction('Edit Filter…').click();
      await workbench.pick(/Text…/);
      await workbench.enterText('no machine has this name');
      await workbench.viewWelcome(VIEW).getByText('No machine passes the filter.').waitFor();
      await eventually(async () => assert.equal(await workbench.viewAction('Filter…').count(), 0));
      await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Clear Filter' }).click();
      await workbench.row(/^Enabled, 791 machines/).waitFor();
      await workbench.viewAction('Filter…').waitFor();
      await eventually(async () => assert.match(await message(workbench), /^As of/));
    });

    it('finds by state', async () => {
      await filterBy(/State…/);
      await workbench.pickMany(/Failed/, /Off track/);
      await rootsAre(['Failed, 21 machines, 21 need attention', 'Off track, 27 machines, 27 need attention']);
      await messageStartsWith('48 of 1,500 machines match: Failed, Off track');
    });

    it('finds by state and tag together', async () => {
      await filterBy(/Tag…/);
      await workbench.pick(/^env, /);
      await workbench.pick('test');
      await eventually(async () =>
        assert.match(await message(workbench), /^\d of 1,500 machines match: Failed, Off track · tag env = test/),
      );
    });

    it('remembers the filter over a reload', async () => {
      const before = (await message(workbench)).replace(/ · As of.*/, '');
      await fleet.reload();
      await messageStartsWith(before);
      await workbench.viewAction('Edit Filter…').waitFor();
    });

    it('is cleared by a command', async () => {
      await workbench.command('Hotpatch Fleet: Clear Filter');
      await workbench.row(/^Enabled, 791 machines/).waitFor();
      await workbench.viewAction('Filter…').waitFor();
    });

    it('shows only what needs a hand by one button, and all by the same', async () => {
      await workbench.viewAction('Show Only What Needs Attention').click();
      await messageStartsWith('185 of 1,500 machines match: needs attention');
      assert.ok((await names(workbench, 1)).every((name) => !name.endsWith(' 0 need attention')));
      await eventually(async () => assert.equal(await workbench.badge('Hotpatch Fleet').innerText(), '185'));
      await workbench.viewAction('Show All, Not Only What Needs Attention').click();
      await workbench.row(/^Enabled, 791 machines/).waitFor();
      await workbench.viewAction('Show Only What Needs Attention').waitFor();
    });

    it('leaves a group open that went and came back', async () => {
      await workbench.expand(/^Enabled, /);
      await workbench.viewAction('Show Only What Needs Attention').click();
      await workbench.row(/^Enabled, /).waitFor({ state: 'detached' });
      await workbench.viewAction('Show All, Not Only What Needs Attention').click();
      const enabled = workbench.row(/^Enabled, 791 machines/);
      await eventually(async () => assert.equal(await enabled.getAttribute('aria-expanded'), 'true'));
      await workbench.collapse(/^Enabled, /);
    });

    it('costs no request', async () => {
      // The read that follows a window's start is over then.
      await fleet.refresh();
      await fleet.azure.forgetRequests();
      await workbench.viewAction('Show Only What Needs Attention').click();
      await messageStartsWith('185 of');
      await groupBy(/^Location/);
      await workbench.row(/^westeurope, 79 machines/).waitFor();
      await groupBy(/^Hotpatch state/);
      await workbench.viewAction('Show All, Not Only What Needs Attention').click();
      await workbench.row(/^Enabled, 791 machines/).waitFor();
      assert.deepEqual(await fleet.azure.requests(), []);
    });
  });

  describe('by pages', () => {
    it('shows 200 machines of a large group and more on demand', async () => {
      await workbench.expand(/^Enabled, /);
      await loadAfter(200, 'Load 200 more…');
      await loadAfter(400, 'Load 200 more…');
      await lastOfGroupIs('Load 191 more… 600 of 791 shown');
    });

    it('keeps what was loaded when the fleet is read again', async () => {
      await fleet.refresh();
      await loadAfter(600, 'Load 191 more…');
      await workbench.goTo('End');
      await workbench.row(/^Not eligible, /).waitFor();
      await eventually(async () => assert.equal(await workbench.row(/^Load/).count(), 0));
      await workbench.goTo('Home');
      await workbench.viewAction('Collapse All').click();
    });

    async function loadAfter(shown: number, label: string): Promise<void> {
      const row = await lastOfGroupIs(`${label} ${shown} of 791 shown`);
      await row.click();
      await row.waitFor({ state: 'detached' });
    }

    /** Rows out of sight are not on the page; the last of the group is two rows above the end of the tree. */
    async function lastOfGroupIs(name: Name): Promise<Locator> {
      await workbench.goTo('End');
      const row = workbench.row(name);
      await row.waitFor();
      return row;
    }
  });

  describe('with what was found', () => {
    const clipboard = (): Promise<string> => workbench.page.evaluate<string>('navigator.clipboard.readText()');

    before(() => workbench.expand(/^Off track, /));

    it('copies the names of all selected machines', async () => {
      const [first = '', second = '', third = ''] = await labels(workbench, 2);
      await workbench.select(startingWith(first), startingWith(third));
      await workbench.contextMenu(startingWith(third), 'Copy Name');
      await eventually(async () => assert.equal(await clipboard(), `${first}\n${third}`));
      await workbench.contextMenu(startingWith(second), 'Copy Name');
      await eventually(async () => assert.equal(await clipboard(), second));
    });

    it('copies their resource ids, one a line', async () => {
      const [first = '', second = ''] = await labels(workbench, 2);
      await workbench.select(startingWith(first), startingWith(second));
      await workbench.contextMenu(startingWith(first), 'Copy Resource ID');
      const id = '/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft.hybridcompute/machines/';
      const lines = new RegExp(`^${id}${first.toLowerCase()}\n${id}${second.toLowerCase()}$`);
      await eventually(async () => assert.match(await clipboard(), lines));
    });

    it('opens the machine in the portal', async () => {
      const [first = ''] = await labels(workbench, 2);
      await workbench.select(startingWith(first));
      await workbench.contextMenu(startingWith(first), 'Open in Portal', 'Open in Azure Portal');
      const { openedAddresses } = fleet.started.host;
      await eventually(() => assert.ok(openedAddresses.length > 0));
      const [address = ''] = openedAddresses;
      assert.match(address, /^https:\/\/portal\.azure\.com\/#@[0-9a-f-]{36}\/resource\/subscriptions\/[0-9a-f-]{36}\//);
      assert.ok(
        address.endsWith(`/providers/microsoft.hybridcompute/machines/${first.toLowerCase()}/overview`),
        address,
      );
    });

    it('offers for one machine all that can be done with it, and for several what makes sense for several', async () => {
      const [first = '', second = ''] = await labels(workbench, 2);
      const offered = async (): Promise<readonly string[]> => {
        await workbench.row(startingWith(first)).click({ button: 'right' });
        await workbench.menuItem('Copy Name').waitFor();
        const titles = await workbench.page.locator('.monaco-menu').getByRole('menuitem').allInnerTexts();
        await workbench.page.keyboard.press('Escape');
        await workbench.page.locator('.monaco-menu').waitFor({ state: 'detached' });
        return titles;
      };
      const forOne = await offered();
      for (const title of ['Open in Portal', 'Copy Name', 'Copy Resource ID']) assert.ok(forOne.includes(title));
      await workbench.select(startingWith(first), startingWith(second));
      const forTwo = await offered();
      assert.deepEqual(
        forOne.filter((title) => !forTwo.includes(title)),
        ['Open in Portal'],
      );
    });

    function startingWith(label: string): RegExp {
      return new RegExp(`^${label}, `);
    }
  });
});
