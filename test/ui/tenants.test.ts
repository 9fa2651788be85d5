import assert from 'node:assert/strict';
import {
  BRANCHES,
  licenseProfile,
  machineRow,
  patchSettings,
  PRODUCTION,
  subscriptionRow,
} from '../simulatedAzure/fleetRows';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const GUEST = '00000000-0000-0000-0000-0000000000bb';
const AT_HOME = ['app01', 'app02', 'app03'];
const AS_GUEST = ['fab01', 'fab02'];
const NOT_ENROLLED = { properties: { licenseProfile: licenseProfile(null), osProfile: patchSettings({}) } };

describe('enrolling machines of two tenants, one of which wants a sign-in', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const ofGuest = (row: object): object => ({ ...row, tenantId: GUEST });
    const rows = [
      subscriptionRow(PRODUCTION, 'Contoso Production'),
      ...AT_HOME.map((name) => machineRow(name, NOT_ENROLLED)),
      ofGuest(subscriptionRow(BRANCHES, 'Fabrikam')),
      ...AS_GUEST.map((name) => ofGuest(machineRow(name, { ...NOT_ENROLLED, subscription: BRANCHES }))),
    ];
    const flags = { 'enroll-seconds': 2, 'graph-lag-seconds': 1 };
    fleet = await FleetUnderTest.start({ rows, flags });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  it('goes on in the other, and says in the end who waits where', async () => {
    await fleet.azure.addFault({ operation: 'licenseWrite', tenantId: GUEST }, { kind: 'unauthorized' });
    await workbench.contextMenu(/^Not enrolled, 5 machines/, 'Enroll in Hotpatch…');
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.pressInDialog('Enroll 5 Machines');
    const end = workbench.notification(/waits for a sign-in to .*\(2 machines\)/);
    await end.waitFor({ timeout: 60_000 });
    assert.match((await end.getAttribute('aria-label')) ?? '', /Of the others: 3 done/);
    await workbench.row(/^Enabled, 3 machines/).waitFor();
    await workbench.row(/^Not enrolled, 2 machines/).waitFor();
  });

  it('is gone on with by its “Resume” once somebody has signed in', async () => {
    await fleet.azure.clearFaults();
    const end = workbench.notification(/waits for a sign-in/);
    await end.getByRole('button', { name: 'Resume', exact: true }).click();
    await workbench.notification(/Enrollment has ended: 5 done/).waitFor({ timeout: 60_000 });
    await workbench.row(/^Enabled, 5 machines/).waitFor();
    assert.equal((await fleet.azure.effects()).totals.mostTransitionsOfOneMachine, 1);
  });
});
