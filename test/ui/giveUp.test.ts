import assert from 'node:assert/strict';
import { tenantId } from '../../src/core/ids';
import { instant } from '../../src/core/instant';
import {
  AUGUST,
  licenseProfile,
  machineRow,
  patchSettings,
  PRODUCTION,
  subscriptionRow,
  TENANT,
} from '../simulatedAzure/fleetRows';
import { recordEnrollment } from './recordedOperations';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const YESTERDAY = instant(Date.parse(AUGUST) - 86_400_000);
const OLDER = instant(YESTERDAY - 3_600_000);
const NOT_ENROLLED = { properties: { licenseProfile: licenseProfile(null), osProfile: patchSettings({}) } };
const TOAST_GUARD_MS = 1_000;
const EVE = [{ tenantId: tenantId(TENANT), id: 'eve', name: 'eve@contoso.example' }];

describe('giving up operations that were interrupted', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const rows = [
      subscriptionRow(PRODUCTION, 'Contoso Production'),
      ...['app01', 'app02', 'app03'].map((name) => machineRow(name, NOT_ENROLLED)),
    ];
    fleet = await FleetUnderTest.start({ rows });
    ({ workbench } = fleet);
    await recordEnrollment(fleet, {
      ...{ names: ['app01', 'app02', 'gone01'], begunAt: YESTERDAY, done: ['gone01'], sent: ['app01'] },
      owner: { accounts: EVE },
    });
    await recordEnrollment(fleet, {
      ...{ names: ['app01', 'app02', 'app03', 'app04'], begunAt: OLDER },
      owner: { cloud: 'AzureChinaCloud', endpoint: 'https://management.chinacloudapi.cn', accounts: EVE },
    });
  });

  after(() => fleet.close());

  async function planned(): Promise<string> {
    await workbench.contextMenu(/^Not enrolled, /, 'Enroll in Hotpatch…');
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.dialog.waitFor();
    const question = await workbench.dialog.innerText();
    await workbench.pressInDialog('Cancel');
    return question;
  }

  it('one of another account keeps its machines from being changed, one of another cloud does not', async () => {
    assert.match(await planned(), /Enroll 1 machine in hotpatch\?[^]*2 left out/);
  });

  it('one of another account cannot be resumed, and is given up instead', async () => {
    await workbench.command('Hotpatch Fleet: Resume Operation…');
    await workbench.quickPickItem(/Enrolling 3 machines/).click();
    const refusal = workbench.notification(/was begun as eve@contoso\.example/);
    await refusal.getByRole('button', { name: 'Give Up…' }).click();
    await workbench.dialog.waitFor();
    const question = await workbench.dialog.innerText();
    assert.match(question, /Give up “Enrolling 3 machines in hotpatch”\?/);
    assert.match(question, /Begun on .*2026.* as eve@contoso\.example \(cloud: Loopback\)\./);
    assert.match(question, /1 machine is finished/);
    assert.match(question, /1 machine was sent something/);
    assert.match(question, /1 machine was not sent anything/);
    // VS Code shows no toast after three others in less than a second, which only a test can bring about.
    await workbench.notification(/Making sure/).waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(TOAST_GUARD_MS);
    await workbench.pressInDialog('Give Up');
    const end = workbench.notification(/Enrollment was given up: 1 done, 1 with an unknown outcome, 1 not sent\./);
    await end.getByRole('button', { name: 'Show Report' }).click();
    await workbench.page.locator('.part.editor').getByText('outcome unknown').first().waitFor();
  });

  it('lets go of the machines', async () => {
    assert.match(await planned(), /Enroll 3 machines in hotpatch\?/);
  });

  it('is possible for one of another cloud, by its command', async () => {
    await workbench.command('Hotpatch Fleet: Give Up an Interrupted Operation…');
    await workbench.quickPickItem(/Enrolling 4 machines.*AzureChinaCloud/).click();
    await workbench.dialog.waitFor();
    await workbench.pressInDialog('Give Up');
    await workbench.notification(/Enrollment was given up: 4 not sent\./).waitFor();
    await workbench.command('Hotpatch Fleet: Give Up an Interrupted Operation…');
    await workbench.notification(/No operation is interrupted/).waitFor();
  });

  it('sends nothing', async () => {
    assert.equal((await fleet.azure.effects()).totals.writes, 0);
  });
});
