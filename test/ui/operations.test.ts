import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import {
  BRANCHES,
  licenseProfile,
  type MachineRowOptions,
  machineRow,
  patchSettings,
  PRODUCTION,
  subscriptionRow,
} from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

/** Enough for an operation that can be cancelled half-way: a lane sends 24 requests at once. */
const MANY = 60;

const NOT_ENROLLED: MachineRowOptions = {
  properties: { licenseProfile: licenseProfile(null), osProfile: patchSettings({}) },
};
const OF_BRANCHES: MachineRowOptions = { ...NOT_ENROLLED, subscription: BRANCHES, resourceGroup: 'rg-branch' };

const name = (place: number): string => `app${String(place).padStart(2, '0')}`;
const SLOW_LICENSE_WRITES = { operation: 'licenseWrite' };

describe('enrolling and disenrolling a fleet', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const many = Array.from({ length: MANY }, (_, place) => machineRow(name(place), NOT_ENROLLED));
    const rows = [
      subscriptionRow(PRODUCTION, 'Contoso Production'),
      subscriptionRow(BRANCHES, 'Contoso Branches'),
      ...many,
      machineRow('abr01', OF_BRANCHES),
      machineRow('ada01'),
      machineRow('ada02'),
    ];
    fleet = await FleetUnderTest.start({
      rows,
      flags: { 'enroll-seconds': 3, 'disenroll-seconds': 2, 'noop-seconds': 1, 'graph-lag-seconds': 1 },
    });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  /** Goes from a menu or the palette through the plan to the last question. */
  async function plan(): Promise<Locator> {
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.dialog.waitFor();
    return workbench.dialog;
  }

  async function ended(): Promise<string> {
    const end = workbench.notification(/has ended|was cancelled/);
    await end.waitFor({ timeout: 60_000 });
    return (await end.getAttribute('aria-label')) ?? '';
  }

  async function enrollments(): Promise<number> {
    return (await fleet.azure.effects()).totals.enrollments;
  }

  it('sends nothing while a group’s machines are planned, and says what would come of it', async () => {
    await workbench.contextMenu(/^Not enrolled, /, 'Enroll in Hotpatch…');
    await workbench.quickInput.getByText('Contoso Production').waitFor();
    const question = await (await plan()).innerText();
    assert.match(question, new RegExp(`Enroll ${MANY + 1} machines in hotpatch\\?`));
    assert.match(question, /Hotpatch feature of the machine’s license/);
    assert.match(question, /Software Assurance, Extended Security Updates \(ESU\) and pay-as-you-go/);
    assert.match(question, /Contoso Production \(60\), Contoso Branches \(1\)/);
    // 61 machines of 8 physical cores each: no maker is named, so they count as physical.
    assert.match(question, /488 cores × \$1\.50 = \+\$732\.00 a month/);
    assert.match(question, /488 cores × \$0\.00 = \$0\.00 a month/);
    await workbench.pressInDialog('Cancel');
    assert.equal((await fleet.azure.effects()).totals.writes, 0);
  });

  it('enrolls a subscription’s machines: spinners while it runs, rows stay where they are, then they move', async () => {
    await fleet.azure.addFault(SLOW_LICENSE_WRITES, { kind: 'latency', ms: 700 });
    await workbench.expand(/^Not enrolled, /);
    await workbench.contextMenu(/^abr01, /, 'Enroll in Hotpatch…');
    await plan();
    await workbench.pressInDialog('Enroll 1 Machine');
    await workbench.row(/^abr01, .*enrolling…/).waitFor();
    // Azure has begun by now; the row has not moved.
    await workbench.row(/^Not enrolled, 61 machines, /).waitFor();
    assert.match(await ended(), /Enrollment has ended: 1 done/);
    await workbench.row(/^Not enrolled, 60 machines, /).waitFor();
    await workbench.collapse(/^Not enrolled, /);
    await workbench.expand(/^Enabled, /);
    await workbench.row(/^abr01, Enabled/).waitFor();
    assert.equal(await enrollments(), 1);
    await workbench.clearNotifications();
  });

  it('is cancelled half-way: what was sent is followed, the rest is never sent', async () => {
    await fleet.azure.clearFaults();
    await fleet.azure.addFault(SLOW_LICENSE_WRITES, { kind: 'latency', ms: 2_500 });
    await workbench.contextMenu(/^Not enrolled, /, 'Enroll in Hotpatch…');
    await plan();
    await workbench.pressInDialog(`Enroll ${MANY} Machines`);
    await workbench
      .notification(/Enrolling/)
      .getByText(/in Azure’s hands/)
      .waitFor();
    await workbench.command('Hotpatch Fleet: Cancel Operation');
    const end = await ended();
    const [, done = '0', notSent = '0'] = /(\d+) done, (\d+) not sent/.exec(end) ?? [];
    assert.equal(Number(done) + Number(notSent), MANY, end);
    assert.ok(Number(notSent) > 0 && Number(done) > 0, end);
    assert.equal(await enrollments(), 1 + Number(done));
    await workbench.clearNotifications();
  });

  it('goes on after the window was reloaded in the middle, and sends nothing twice', async () => {
    const before = await enrollments();
    await workbench.contextMenu(/^Not enrolled, /, 'Enroll in Hotpatch…');
    const question = await (await plan()).innerText();
    const count = Number(/Enroll (\d+) machine/.exec(question)?.[1]);
    await workbench.pressInDialog(new RegExp(`^Enroll ${count} Machine`));
    await workbench.notification(/Enrolling/).waitFor();
    await fleet.reload();
    await workbench.notification(/was interrupted/).waitFor({ timeout: 60_000 });
    await fleet.azure.clearFaults();
    await workbench
      .notification(/was interrupted/)
      .getByRole('button', { name: 'Resume' })
      .click();
    assert.match(await ended(), new RegExp(`Enrollment has ended: ${count} done`));
    assert.equal(await enrollments(), before + count);
    assert.equal((await fleet.azure.effects()).totals.mostTransitionsOfOneMachine, 1);
    await workbench.clearNotifications();
  });

  it('tells a failure by its cause in the report, and retries what failed', async () => {
    await workbench.row(/^Enabled, /).waitFor();
    await fleet.azure.addFault({ operation: 'licenseWrite', times: 1 }, { kind: 'forbidden' });
    await workbench.expand(/^Enabled, /);
    await workbench.select(/^app00, /, /^app01, /);
    await workbench.contextMenu(/^app01, /, 'Disenroll from Hotpatch…');
    assert.match(await (await plan()).innerText(), /from the next Patch Tuesday, ordinary updates with restarts/);
    await workbench.pressInDialog('Disenroll 2 Machines');
    assert.match(await ended(), /Disenrollment has ended: 1 done, 1 failed/);
    await workbench
      .notification(/has ended/)
      .getByRole('button', { name: 'Show Report' })
      .click();
    const editor = workbench.page.locator('.part.editor');
    await editor.getByText('AuthorizationFailed').first().waitFor();
    await editor
      .getByText(/Connected\sMachine\sResource\sAdministrator/)
      .first()
      .waitFor();
    await workbench.command('Hotpatch Fleet: Retry Failed Machines…');
    await plan();
    await workbench.pressInDialog('Disenroll 1 Machine');
    assert.match(await ended(), /Disenrollment has ended: 1 done/);
    await workbench.clearNotifications();
  });

  it('does not take a wanted disenrollment for a loss', async () => {
    await fleet.refresh();
    await workbench.row(/^Cancelled, 2 machines, 0 need attention/).waitFor();
  });

  it('reverts an operation to what was recorded before', async () => {
    await workbench.command('Hotpatch Fleet: Revert Operation…');
    await workbench
      .quickPickItem(/Disenrolling 1 machine/)
      .first()
      .click();
    await workbench.dialog.waitFor();
    await workbench.pressInDialog('Revert 1 Machine');
    assert.match(await ended(), /Revert has ended: 1 done/);
    await workbench.row(/^Cancelled, 1 machine, /).waitFor();
    await workbench.clearNotifications();
  });

  it('turns hotpatching off and leaves the enrollment as it is', async () => {
    await workbench.collapse(/^Cancelled, /);
    await workbench.expand(/^Enabled, /);
    await workbench.contextMenu(/^ada02, /, 'Turn Hotpatching Off…');
    assert.match(await (await plan()).innerText(), /Left alone: .*enrollment/);
    await workbench.pressInDialog('Turn Hotpatching Off for 1 Machine');
    assert.match(await ended(), /Turning hotpatching off has ended: 1 done/);
    await workbench.row(/^Turned off, 1 machine/).waitFor();
    await workbench.clearNotifications();
  });

  it('never asks for pay-as-you-go', async () => {
    assert.equal((await fleet.azure.effects()).payAsYouGoPurchases, 0);
    const bodies = (await fleet.azure.requests()).map(({ body }) => JSON.stringify(body ?? null));
    assert.equal(bodies.filter((body) => /"productProfile":\{[^[]*"subscriptionStatus"/.test(body)).length, 0);
  });

  it('offers nothing that would change nothing', async () => {
    await workbench.row(/^ada01, /).click({ button: 'right' });
    await workbench.menuItem('Disenroll from Hotpatch…').waitFor();
    assert.equal(await workbench.menuItem('Enroll in Hotpatch…').count(), 0);
    await workbench.page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await workbench.page.locator('.monaco-menu').count(), 0));
  });
});
