import assert from 'node:assert/strict';
import {
  actionRequired,
  BRANCHES,
  machineRow,
  osVersion,
  PRODUCTION,
  REVISION,
  subscriptionRow,
} from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

const VBS_OFF = 'Virtualization-based security must be running before hotpatching can be enabled on this machine.';
const BLOCKED = { properties: { osProfile: actionRequired('VirtualizationBasedSecurityNotRunning', VBS_OFF) } };
const MONITOR = { extensionsEnabled: 'false', configMode: 'monitor' };

/** Quotes of every kind, a variable, a command, a comment, a letter whose second byte is a quote in Windows-1252. */
const HOSTILE_TAGS = "Owner='; Remove-Item C:\\ -Recurse; ', Note=\u2019; calc; \u2018 $(whoami) `n #, City=Б";

describe('diagnosis and onboarding', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const rows = [
      subscriptionRow(PRODUCTION, 'Contoso Production'),
      subscriptionRow(BRANCHES, 'Contoso Branches'),
      machineRow('vbs01', BLOCKED),
      machineRow('vbs02', BLOCKED),
      machineRow('off01', { properties: { osVersion: osVersion(REVISION.offTrack), agentConfiguration: MONITOR } }),
      machineRow('ok01', { subscription: BRANCHES, resourceGroup: 'rg-branch', location: 'northeurope' }),
    ];
    fleet = await FleetUnderTest.start({ rows });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  /** The whole text of the document that is open, once it begins as it should. (The host has no Markdown preview.) */
  async function documentText(beginning: RegExp): Promise<string> {
    await workbench.page.locator('.part.editor .monaco-editor .view-lines').first().click();
    await eventually(async () => {
      await workbench.page.keyboard.press('ControlOrMeta+a');
      await workbench.page.keyboard.press('ControlOrMeta+c');
      assert.match(await clipboard(), beginning);
    });
    return clipboard();
  }

  const clipboard = (): Promise<string> => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  it('says why a machine is blocked: what is met, what is not, what Azure cannot tell', async () => {
    await workbench.expand(/^Action required, /);
    await workbench.contextMenu(/^vbs01, /, 'Why Is This Machine Blocked?');
    const text = await documentText(/^# Why Is vbs01 Blocked\?\r?\n\r?\n\*\*Blocked by: VBS not running\.\*\*/);
    assert.match(text, /\| Virtualization-based security running \| ✗ Not met \| .*Azure says: “Virtualization-based/);
    assert.match(text, /## What to do\r?\n\r?\n- Virtualization-based security running: Turn VBS on: /);
    assert.match(text, /\| Arc agent connected \| ✓ Met \|/);
    assert.match(text, /\| License service reachable \| \? Not known from Azure \| .*dls\.microsoft\.com/);
  });

  it('copies the diagnosis as text', async () => {
    await workbench.contextMenu(/^vbs01, /, 'Copy Diagnosis');
    await eventually(async () =>
      assert.match(await clipboard(), /^Why Is vbs01 Blocked\?\nBlocked by: VBS not running\./),
    );
  });

  it('sums up what blocks the fleet', async () => {
    await workbench.viewMenu('Show What Blocks the Fleet');
    const text = await documentText(/^# What Blocks Hotpatches\r?\n\r?\n3 of 4 machines are blocked\./);
    assert.match(text, /\| VBS not running \| 2 \| 2 \|/);
    assert.match(text, /\| Extensions not allowed[^|]*\| 1 \|/);
  });

  it('sums up a group alone', async () => {
    await workbench.contextMenu(/^Action required, /, 'Show What Blocks Hotpatches');
    await documentText(/^# What Blocks Hotpatches\r?\n\r?\n2 of 2 machines are blocked\./);
  });

  it('copies the query behind the view, for the machines that are selected', async () => {
    await workbench.select(/^vbs01, /, /^vbs02, /);
    await workbench.contextMenu(/^vbs01, /, 'Copy Query…');
    await workbench.pick(/^Machines/);
    await eventually(async () =>
      assert.match(
        await clipboard(),
        /^resources\n[^]*\| where id in \('[^']+\/vbs01', '[^']+\/vbs02'\)\n\| order by id asc$/,
      ),
    );
  });

  it('opens Update Manager in the portal', async () => {
    await workbench.select(/^vbs02, /);
    await workbench.contextMenu(/^vbs02, /, 'Open in Portal', 'Open Update Manager in Azure Portal');
    const { openedAddresses } = fleet.started.host;
    await eventually(() =>
      assert.match(openedAddresses.at(-1) ?? '', /\/view\/Microsoft_Azure_Automation\/UpdateCenter/),
    );
  });

  it('goes through the wizard, back and forth, and makes a script that holds hostile tags as they are', async function () {
    this.timeout(120_000); // some twenty clicks and as many waits
    await workbench.command('Hotpatch Fleet: Onboard Servers to Arc…');
    await workbench.pick(/^Service principal/);
    await workbench.quickInput.getByText('Application (client) ID').waitFor();
    await workbench.enterText('no id');
    await workbench.quickInput.getByText('This is not an ID such as').waitFor();
    await workbench.enterText('00000000-0000-0000-0000-0000000000bb');
    await workbench.pick(/^Contoso Branches/);
    await workbench.quickPickItem(/^rg-branch.*1 machine of the fleet/).waitFor();
    await workbench.quickInput.getByRole('button', { name: 'Back' }).click();
    await workbench.pick(/^Contoso Production/);
    await workbench.quickPickItem(/^rg-prod/).waitFor();
    await workbench.quickInputBox.fill("rg'new");
    await workbench.quickPickItem(/^rg'new.*at most 90 letters/).click();
    await workbench.quickInputBox.fill('rg-new');
    await workbench.pick(/^rg-new, as typed/);
    await workbench.quickPickItem(/^westeurope/).waitFor();
    await workbench.quickInputBox.fill('West Europe');
    await workbench.pick(/^westeurope/);
    await workbench.pick(/Tags/);
    await workbench.quickInput.getByText('Tags as name=value').waitFor();
    await workbench.enterText('a"b=c');
    await workbench.quickInput.getByText('A tag cannot be named').waitFor();
    await workbench.enterText(HOSTILE_TAGS);
    // What looks like an icon is shown as it is.
    await workbench.quickInput
      .getByText(/Remove-Item.*\$\u2060\(whoami\)/)
      .first()
      .waitFor();
    await workbench.pick(/Automatic upgrade/);
    await workbench.quickPickItem(/Automatic upgrade of the agent.*\bon\b/).waitFor();
    await workbench.pick(/Create the Script/);
    const script = await documentText(/^# Connects a Windows server to Azure Arc/);
    assert.match(script, /'--resource-group', 'rg-new'\r?\n/);
    assert.match(script, /'--location', 'westeurope'/);
    assert.match(script, /'--enable-automatic-upgrade'/);
    assert.ok(
      script.includes(
        "[regex]::Unescape('Owner=''; Remove-Item C:\\\\ -Recurse; '',Note=\\u2019; calc; \\u2018 $(whoami) `n #,City=\\u0411')",
      ),
      script,
    );
    assert.match(script, /Read-Host -Prompt 'Secret of the service principal' -AsSecureString/);
    await workbench.notification(/The script holds no secret/).waitFor();
  });
});
