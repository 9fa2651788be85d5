import assert from 'node:assert/strict';
import {
  actionRequired,
  assessmentRow,
  machineId,
  machineRow,
  PRODUCTION,
  subscriptionRow,
  updateRow,
} from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const BLOCKED = machineRow('app01', {
  properties: { osProfile: actionRequired('VbsNotRunning', 'Virtualization-based security is not running.') },
});
const QUICK = { 'assess-seconds': 2, 'install-seconds': 2, 'run-command-seconds': 1, 'reboot-seconds': 4 };

describe('a machine that is blocked by VBS', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    fleet = await FleetUnderTest.start({
      rows: [
        subscriptionRow(PRODUCTION, 'Contoso Production'),
        BLOCKED,
        machineRow('app02'),
        assessmentRow(machineId('app02'), {}),
        updateRow(machineId('app02'), 1, {
          ...{ patchName: '2026-08 Hotpatch for Windows Server 2025', kbId: '5120199', classifications: ['Security'] },
          rebootBehavior: 'NeverReboots',
        }),
      ],
      flags: { ...QUICK, 'evaluation-seconds': 2, 'graph-lag-seconds': 1 },
    });
    ({ workbench } = fleet);
    await fleet.azure.behave(machineId('app01'), { vbsRuns: false, firmware: 'Uefi' });
    await workbench.expand(/^Action required, /);
  });

  after(() => fleet.close());

  /** Through the plan and the question, with the count typed where it is asked for. */
  async function confirm(button: string, typed?: string): Promise<void> {
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.dialog.waitFor();
    await workbench.pressInDialog(button);
    if (typed !== undefined) await workbench.enterText(typed);
  }

  async function ended(): Promise<string> {
    const end = workbench.notification(/has ended/);
    await end.waitFor({ timeout: 60_000 });
    const says = (await end.getAttribute('aria-label')) ?? '';
    await workbench.clearNotifications();
    return says;
  }

  async function documentText(): Promise<string> {
    return workbench.page.locator('.part.editor').innerText();
  }

  it('is diagnosed: what is met, what is not, and what Azure cannot tell', async () => {
    await workbench.contextMenu(/^app01, /, 'Why Is This Machine Blocked?');
    const editor = workbench.page.locator('.part.editor');
    await editor
      .getByText(/VbsNotRunning|Virtualization-based/)
      .first()
      .waitFor();
    assert.match(await documentText(), /VBS/);
  });

  it('is looked into: VBS is off, and the firmware could run it', async () => {
    await workbench.contextMenu(/^app01, /, 'Maintain', 'Check VBS…');
    await confirm('Check VBS on 1 Machine');
    assert.match(await ended(), /1 done/);
    await workbench.contextMenu(/^app01, /, 'Why Is This Machine Blocked?');
    await workbench.page
      .locator('.part.editor')
      .getByText(/UEFI|Uefi/)
      .first()
      .waitFor();
  });

  it('is fixed: the value is set, and a restart is owed', async () => {
    await workbench.contextMenu(/^app01, /, 'Maintain', 'Enable VBS…');
    await confirm('Enable VBS on 1 Machine');
    assert.match(await ended(), /1 done/);
  });

  it('is restarted, once, with the count typed, and is waited for until it is back', async () => {
    await workbench.contextMenu(/^app01, /, 'Maintain', 'Restart…');
    await confirm('Restart 1 Machine', '1');
    assert.match(await ended(), /1 done/);
    const { machines } = await fleet.azure.effects();
    const restarts = machines[machineId('app01')]?.effects.filter(
      (effect) => Reflect.get(effect, 'kind') === 'restart',
    );
    assert.equal(restarts?.length, 1);
  });

  it('becomes hotpatched, without a step outside the editor', async () => {
    // Azure evaluates the machine anew a moment after it is back.
    await eventually(async () => {
      await fleet.refresh();
      assert.equal(await workbench.row(/^Enabled, 2 machines/).count(), 1);
    }, 30_000);
    await eventually(async () => assert.equal(await workbench.row(/^Action required, /).count(), 0));
  });

  it('leaves no run command behind', async () => {
    const totals = (await fleet.azure.effects()).totals as Readonly<Record<string, number>>;
    assert.ok((totals['runCommandWrites'] ?? 0) >= 4);
    assert.equal(totals['runCommandDeletions'], totals['runCommandWrites']);
  });

  it('has another one checked for updates and patched without a restart', async () => {
    await workbench.expand(/^Enabled, /);
    await workbench.contextMenu(/^app02, /, 'Maintain', 'Check for Updates…');
    await confirm('Check 1 Machine');
    assert.match(await ended(), /1 done/);
    await workbench.contextMenu(/^app02, /, 'Maintain', 'Install Updates…');
    await workbench.pick(/^No Restart/);
    await confirm('Install on 1 Machine');
    assert.match(await ended(), /1 done/);
  });
});
