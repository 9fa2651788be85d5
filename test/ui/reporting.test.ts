import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { machineRow, PRODUCTION, subscriptionRow } from '../simulatedAzure/fleetRows';
import { eventually } from './eventually';
import { FleetUnderTest } from './startFleet';
import type { Workbench } from './workbench';

describe('what there is to look at when something fails', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const rows = [subscriptionRow(PRODUCTION, 'Contoso Production'), machineRow('app01', {}), machineRow('app02', {})];
    fleet = await FleetUnderTest.start({ rows });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  it('is the log, which an error offers and which has the error and the request', async () => {
    await fleet.azure.addFault({ operation: 'machineRead' }, { kind: 'status', status: 409, code: 'ResourceLocked' });
    await workbench.expand(/^Enabled, /);
    await workbench.contextMenu(/^app01, /, 'Refresh Machine');
    const error = workbench.notification(/could not be read: app01/);
    await error.getByRole('button', { name: 'Show Log', exact: true }).click();
    await fleet.azure.clearFaults();
    await workbench.page.locator('.part.panel .monaco-editor').first().waitFor();
    await eventually(() => {
      const log = logText();
      assert.match(log, /\[info\] Reading the fleet\n/);
      assert.match(log, /\[info\] The fleet was read in \d+ ms: machines 2, tenants 1, subscriptions 1, not read 0, /);
      assert.match(
        log,
        /\[warn\] GET 127\.0\.0\.1:\d+\/subscriptions\/\S+\/app01 → 409 ResourceLocked in \d+ ms \(\S+\)/,
      );
      assert.match(log, /\[error\] 1 machine could not be read: app01\. Azure refused the request with status 409/);
    });
    await workbench.command('View: Toggle Panel Visibility');
  });

  it('is a report, which has the error and no name, and is copied as the person has left it', async () => {
    await workbench.command('Hotpatch Fleet: Report an Issue');
    const { page } = workbench;
    const prompt = page.locator('.part.editor .view-line', { hasText: 'Write here what you did' });
    await prompt.waitFor();
    const offer = workbench.notification(/The report has no names in it/);
    await offer.waitFor();
    // The prompt is selected: what is typed takes its place.
    await page.keyboard.type('It all went dark');
    await prompt.waitFor({ state: 'detached' });
    await offer.getByRole('button', { name: 'Copy Report', exact: true }).click();
    await eventually(async () => assert.match(await clipboard(), /^# Hotpatch Fleet: Issue Report\r?\n/));
    const report = await clipboard();
    assert.match(report, /## What happened\r?\n\r?\nIt all went dark\r?\n\r?\n## Versions\r?\n/);
    assert.match(report, /\n- Hotpatch Fleet: \d+\.\d+\.\d+\r?\n/);
    assert.match(report, /\n- VS Code: \d+\.\d+\.\d+\r?\n/);
    assert.match(report, /\n- machines by state: enabled 2\r?\n/);
    assert.match(report, /\n- cloud: Loopback\r?\n- loopbackEndpoint: set\r?\n/);
    assert.match(report, /\| GET machines \| 409 \| ResourceLocked \|/);
    assert.doesNotMatch(report, /app0|contoso|rg-prod|127\.0\.0\.1|[\da-f]{8}-[\da-f]{4}-|\/(?:tmp|home|root)\//i);
  });

  const clipboard = (): Promise<string> => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  /** What the extension has logged in this window so far. */
  function logText(): string {
    const { folder } = fleet.started.host.profile;
    const logs = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === 'Hotpatch Fleet.log');
    return logs.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n');
  }
});
