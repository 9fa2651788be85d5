import assert from 'node:assert/strict';
import { instant } from '../../src/core/instant';
import { AUGUST, machineRow, PRODUCTION, subscriptionRow } from '../simulatedAzure/fleetRows';
import { recordEnrollment } from './recordedOperations';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const YESTERDAY = instant(Date.parse(AUGUST) - 86_400_000);
const OLDER = instant(YESTERDAY - 3_600_000);
const LIMITS = {
  'hotpatchFleet.operations.protectedTags': ['env=prod'],
  'hotpatchFleet.operations.maximumMachines': 4,
  'hotpatchFleet.operations.typeCountAbove': 2,
};
const NAMES = ['app01', 'app02', 'busy01', 'db01', 'gone01'];
const MANY = ['db01', 'gone02', 'gone03', 'gone04', 'gone05', 'gone06'];

describe('reverting an operation within the limits of operations', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const rows = [
      subscriptionRow(PRODUCTION, 'Contoso Production'),
      ...['app01', 'app02', 'busy01'].map((name) => machineRow(name)),
      machineRow('db01', { tags: { env: 'prod' } }),
    ];
    fleet = await FleetUnderTest.start(
      { rows, flags: { 'disenroll-seconds': 1, 'graph-lag-seconds': 1 } },
      { machineSettings: LIMITS },
    );
    ({ workbench } = fleet);
    await recordEnrollment(fleet, { names: NAMES, begunAt: OLDER, done: NAMES, isEnded: true });
    await recordEnrollment(fleet, { names: MANY, begunAt: instant(OLDER - 1), done: MANY, isEnded: true });
    await recordEnrollment(fleet, { names: ['busy01'], begunAt: YESTERDAY });
  });

  after(() => fleet.close());

  async function revert(operation: RegExp): Promise<string> {
    await workbench.command('Hotpatch Fleet: Revert Operation…');
    await workbench.quickPickItem(operation).click();
    await workbench.dialog.waitFor();
    return workbench.dialog.innerText();
  }

  it('leaves out what a tag protects and what another operation works on, and says so', async () => {
    const question = await revert(/Enrolling 5 machines/);
    assert.match(question, /Revert 3 machines\?/);
    assert.match(question, /1 machine is protected by a tag/);
    assert.match(question, /1 machine is left out because another operation/);
    assert.match(question, /1 machine is not in the fleet that was read/);
  });

  it('has the count typed above the limit, and changes only what is left', async () => {
    await workbench.pressInDialog('Revert 3 Machines');
    await workbench.quickInput.getByText(/Type 3, the number of machines/).waitFor();
    await workbench.enterText('3');
    const end = workbench.notification(/Revert has ended/);
    await end.waitFor({ timeout: 60_000 });
    assert.match((await end.getAttribute('aria-label')) ?? '', /2 done, 1 failed/);
    assert.equal((await fleet.azure.effects()).totals.disenrollments, 2);
    await workbench.row(/^Enabled, 2 machines/).waitFor();
    await workbench.clearNotifications();
  });

  it('refuses more machines than the most, as a plan does, and says what was left out', async () => {
    const says = await revert(/Enrolling 6 machines/);
    assert.match(says, /Not more than 4 machines at once/);
    assert.match(says, /1 machine is protected by a tag/);
    await workbench.page.keyboard.press('Escape');
    await workbench.dialog.waitFor({ state: 'detached' });
  });
});
