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

  /** What the extension has logged in this window so far. */
  function logText(): string {
    const { folder } = fleet.started.host.profile;
    const logs = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === 'Hotpatch Fleet.log');
    return logs.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n');
  }
});
