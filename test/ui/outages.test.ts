import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Profile } from '../host/profile';
import { BRANCHES, PRODUCTION, smallFleet, subscriptionRow } from '../simulatedAzure/fleetRows';
import type { SimulatedAzure } from '../simulatedAzure/simulatedAzure';
import { eventually } from './eventually';
import {
  CONTAINER,
  FIXED_TIME,
  FleetUnderTest,
  VIEW,
  message,
  names,
  startAzure,
  statusItem,
  statusTooltip,
} from './startFleet';
import { Listener } from './listener';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Workbench } from './workbench';

const GROUPS = [
  'Action required, 1 machine, 1 needs attention',
  'Behind baseline, 1 machine, 1 needs attention',
  'Off track, 1 machine, 1 needs attention',
  'Not enrolled, 1 machine, 0 need attention',
  'Enabled, 3 machines, 0 need attention',
];

describe('when something cannot be read', () => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-outages-'));
  let fleet: FleetUnderTest;
  let azure: SimulatedAzure;
  let workbench: Workbench;

  before(async () => {
    azure = await startAzure({ rows: smallFleet() });
    const profile = Profile.create(path.join(scratch, 'user-data'), { machine: azure.settings });
    fleet = await FleetUnderTest.startWith(azure, { profile });
    ({ workbench } = fleet);
    await rootsAre(GROUPS);
  });

  after(async () => {
    await fleet.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  async function rootsAre(expected: readonly (string | RegExp)[]): Promise<void> {
    await eventually(async () => {
      const found = await names(workbench, 1);
      assert.equal(found.length, expected.length, found.join('\n'));
      found.forEach((name, place) => {
        const wanted = expected[place] ?? '';
        if (typeof wanted === 'string') assert.equal(name, wanted);
        else assert.match(name, wanted);
      });
    });
  }

  async function messageMatches(expected: RegExp): Promise<void> {
    await eventually(async () => assert.match(await message(workbench), expected));
  }

  async function warns(): Promise<boolean> {
    return /\bwarning-kind\b/.test((await statusItem(workbench).getAttribute('class')) ?? '');
  }

  describe('a subscription to which the account has no access', () => {
    before(() => azure.addFault({ subscriptionId: BRANCHES }, { kind: 'forbidden' }));

    it('is one row to retry, named after it, above the others', async () => {
      await workbench.viewAction('Refresh the Fleet').click();
      await rootsAre([/^Retry subscription Branch offices: Azure refused access .*Reader role/, ...GROUPS]);
    });

    it('makes the fleet partial, in the tree and in the status bar', async () => {
      await messageMatches(/^Partial, as of 8:0\d AM$/);
      await eventually(async () => assert.equal(await warns(), true));
      await eventually(async () =>
        assert.match(await (await statusTooltip(workbench)).innerText(), /This is a part of the fleet/),
      );
    });

    it('keeps its machines, with the time they are from', async () => {
      await workbench.expand(/^Behind baseline/);
      await workbench.row(/^br-file1, Behind baseline, as of Aug 26, 2026, 8:0\d AM/).waitFor();
      await workbench.collapse(/^Behind baseline/);
    });

    it('is mended by a retry', async () => {
      await azure.clearFaults();
      await workbench.inlineAction(/^Retry subscription/, 'Retry');
      await rootsAre(GROUPS);
      await messageMatches(/^As of/);
      await eventually(async () => assert.equal(await warns(), false));
    });
  });

  describe('an Azure that answers nothing', () => {
    before(() => azure.addFault({}, { kind: 'stall' }));

    it('can be waited for no longer: cancel ends the request, and the rows stay', async () => {
      await azure.forgetRequests();
      await workbench.viewAction('Refresh the Fleet').click();
      await workbench.viewAction('Cancel Reading the Fleet').click();
      await workbench.viewAction('Refresh the Fleet').waitFor();
      await eventually(async () =>
        assert.deepEqual(
          (await azure.requests()).map(({ status }) => status),
          [0],
        ),
      );
      await rootsAre(GROUPS);
      await messageMatches(/^As of/);
    });

    it('is not waited for by a window that has read the fleet before', async () => {
      await azure.forgetRequests();
      await fleet.reload();
      await rootsAre(GROUPS);
      await workbench.viewAction('Cancel Reading the Fleet').waitFor();
      assert.deepEqual(await azure.requests(), [], 'no request has been answered or given up');
      await workbench.viewAction('Cancel Reading the Fleet').click();
      await workbench.viewAction('Refresh the Fleet').waitFor();
      await azure.clearFaults();
    });
  });

  describe('an Azure whose plug is pulled', () => {
    it('leaves the rows, says that they are not current, and offers a retry', async () => {
      await fleet.refresh();
      await workbench.expand(/^Enabled/);
      await azure.unplug();
      await workbench.viewAction('Refresh the Fleet').click();
      await workbench.row(/^Retry reading the fleet: Azure cannot be reached \(ECONNREFUSED\)/).waitFor();
      await rootsAre([/^Retry reading the fleet/, ...GROUPS]);
      await workbench.row(/^app01, /).waitFor();
      await messageMatches(/^Not current: as of 8:0\d AM$/);
    });

    it('is a warning in the status bar, which keeps its figures', async () => {
      await eventually(async () => assert.equal(await warns(), true));
      await eventually(async () => assert.match(await statusItem(workbench).innerText(), /3\/7/));
      await eventually(async () =>
        assert.match(
          await (await statusTooltip(workbench)).innerText(),
          /The last read failed: Azure cannot be reached/,
        ),
      );
      await workbench.moveMouseAway();
    });

    it('is still gone when the retry is pressed too early', async () => {
      await workbench.row(/^Retry reading the fleet/).click();
      await workbench.viewAction('Refresh the Fleet').waitFor();
      await rootsAre([/^Retry reading the fleet/, ...GROUPS]);
    });

    it('shows its fleet from the cache after a reload', async () => {
      await fleet.reload();
      await rootsAre([/^Retry reading the fleet/, ...GROUPS]);
      await messageMatches(/^Not current: as of 8:0\d AM$/);
    });

    it('is back by a retry once it is plugged in again', async () => {
      await azure.plugIn();
      await workbench.row(/^Retry reading the fleet/).click();
      await rootsAre(GROUPS);
      await messageMatches(/^As of/);
      await eventually(async () => assert.equal(await warns(), false));
    });
  });

  describe('settings', () => {
    it('with an endpoint on another host are refused by name, and nothing is sent there', async () => {
      const elsewhere = await Listener.start('127.0.0.2');
      workbench.updateSettings({ 'hotpatchFleet.loopbackEndpoint': elsewhere.url });
      await messageMatches(
        /^The setting hotpatchFleet\.loopbackEndpoint must be a base URL such as http:\/\/127\.0\.0\.1/,
      );
      await eventually(async () => assert.deepEqual(await names(workbench), []));
      await workbench.command('Hotpatch Fleet: Refresh the Fleet');
      await messageMatches(/^The setting hotpatchFleet\.loopbackEndpoint .* Nothing is read until it is corrected\.$/);
      assert.equal(elsewhere.connections, 0);
      await elsewhere.close();
    });

    it('with a cloud that does not exist are refused by name', async () => {
      await azure.forgetRequests();
      workbench.updateSettings({ 'hotpatchFleet.cloud': 'Nowhere', 'hotpatchFleet.loopbackEndpoint': azure.url });
      await messageMatches(/^The setting hotpatchFleet\.cloud must be one of AzureCloud, .* Nothing is read/);
      assert.deepEqual(await azure.requests(), []);
    });

    it('with a number out of range are named, and the fleet is read all the same', async () => {
      workbench.updateSettings({ 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.offlineDays': 1_000 });
      await messageMatches(/^As of .* · The setting hotpatchFleet\.offlineDays must be .* from 1 to 365\./);
      await rootsAre(GROUPS);
      workbench.updateSettings({ 'hotpatchFleet.offlineDays': undefined });
      await messageMatches(/^As of/);
    });

    it('that are corrected have the fleet read', async () => {
      workbench.updateSettings({ 'hotpatchFleet.statusBar.visible': false });
      await statusItem(workbench).waitFor({ state: 'hidden' });
      workbench.updateSettings({ 'hotpatchFleet.statusBar.visible': undefined });
      await statusItem(workbench).waitFor();
    });
  });

  describe('with nothing in the cache', () => {
    it('says what is wrong and offers a retry, and never calls it an empty fleet', async () => {
      const dead = await Listener.start('127.0.0.1');
      await dead.close();
      workbench.updateSettings({ 'hotpatchFleet.loopbackEndpoint': dead.url });
      await workbench.row(/^Retry reading the fleet: Azure cannot be reached/).waitFor();
      await messageMatches(/^Azure cannot be reached \(ECONNREFUSED\)\./);
      assert.equal(
        await workbench
          .viewWelcome(VIEW)
          .getByText(/no Azure Arc machine/)
          .count(),
        0,
      );
      await eventually(async () => assert.equal(await statusItem(workbench).isVisible(), false));
      await eventually(async () => assert.equal(await workbench.badge(CONTAINER).count(), 0));
    });

    it('says of a fleet that has no machine that it is one', async () => {
      const empty = await startAzure({ rows: [subscriptionRow(PRODUCTION, 'Production')] });
      workbench.updateSettings({ 'hotpatchFleet.loopbackEndpoint': empty.url });
      await workbench
        .viewWelcome(VIEW)
        .getByText(/sees no Azure Arc machine/)
        .waitFor();
      await workbench.viewWelcome(VIEW).getByRole('button', { name: 'Choose Subscriptions' }).waitFor();
      await eventually(async () => assert.deepEqual(await names(workbench), []));
      workbench.updateSettings({ 'hotpatchFleet.loopbackEndpoint': azure.url });
      await rootsAre(GROUPS);
      await empty.close();
    });
  });

  describe('in a VS Code that is started later', () => {
    let later: WorkbenchUnderTest;

    before(async () => {
      await fleet.started.close();
      await azure.unplug();
      const profile = Profile.open(path.join(scratch, 'user-data'));
      later = await startWorkbench({ profile, env: FIXED_TIME });
      ({ workbench } = later);
      await workbench.openContainer(CONTAINER);
    });

    after(() => later.close());

    it('the fleet is there from the cache, and is called not current', async () => {
      await rootsAre([/^Retry reading the fleet/, ...GROUPS]);
      await messageMatches(/^Not current: as of 8:0\d AM$/);
      await eventually(async () => assert.match(await statusItem(workbench).innerText(), /3\/7/));
    });
  });
});
