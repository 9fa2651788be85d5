import assert from 'node:assert/strict';
import { instant } from '../../src/core/instant';
import { AUGUST, machineRow, PRODUCTION, subscriptionRow } from '../simulatedAzure/fleetRows';
import { recordEnrollment } from './recordedOperations';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const YESTERDAY = instant(Date.parse(AUGUST) - 86_400_000);
const OLDER = instant(YESTERDAY - 3_600_000);
const ELSEWHERE = { cloud: 'AzureChinaCloud', endpoint: 'https://management.chinacloudapi.cn' };

describe('operations that ended earlier', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    fleet = await FleetUnderTest.start({
      rows: [subscriptionRow(PRODUCTION, 'Contoso Production'), machineRow('app01')],
    });
    ({ workbench } = fleet);
    const ofHere = { names: ['gone01', 'app01'], failed: ['gone01'], done: ['app01'] };
    await recordEnrollment(fleet, { ...ofHere, begunAt: OLDER, isEnded: true });
    const ofThere = { names: ['app01', 'app02', 'app03'], failed: ['app01'], done: ['app02', 'app03'] };
    await recordEnrollment(fleet, { ...ofThere, begunAt: YESTERDAY, isEnded: true, owner: ELSEWHERE });
  });

  after(() => fleet.close());

  it('are reverted over their own cloud alone', async () => {
    await workbench.command('Hotpatch Fleet: Revert Operation…');
    await workbench.quickPickItem(/Enrolling 2 machines/).waitFor();
    assert.equal(await workbench.quickPickItem(/Enrolling 3 machines/).count(), 0);
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput.waitFor({ state: 'detached' });
  });

  it('are retried for their own machines alone, and not for others where those are gone', async () => {
    await workbench.command('Hotpatch Fleet: Retry Failed Machines…');
    await workbench.notification(/None of the machines that failed is in the fleet/).waitFor();
    assert.equal(await workbench.quickInput.count(), 0);
  });
});
