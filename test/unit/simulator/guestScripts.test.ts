import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { identityOf } from '../../../src/simulator/guestScripts';
import { assessed, commandOf, guestRow, HOTPATCH, putCommand, RESTART_SOON, startGuests } from './guestRequests';
import { at, GUEST_TENANT, listAt, SimulatorUnderTest, textAt } from './simulatorUnderTest';
import { API, wait } from './writeRequests';

const SCRIPTS = 'scripts/guest';

describe('scripts of run commands', () => {
  it('say who they are in one of their first lines, after a byte order mark and with any line end', () => {
    assert.equal(identityOf('\uFEFF# hotpatch-fleet-script: check-vbs 1\r\nparam()'), 'check-vbs 1');
    assert.equal(identityOf(`# a comment\n#hotpatch-fleet-script:  Restart 01 \n`), 'restart 1');
    assert.equal(identityOf(`Write-Output '# hotpatch-fleet-script: restart 1'`), undefined);
    assert.equal(identityOf(`${'\n'.repeat(20)}# hotpatch-fleet-script: restart 1`), undefined);
  });

  it('of this repository are known', async function () {
    const files = readdirSync(SCRIPTS, { withFileTypes: true }).filter(({ name }) => name.endsWith('.ps1'));
    assert.ok(files.length > 0);
    const azure = await startGuests([guestRow('app02'), ...assessed('app02', [HOTPATCH], true)]);
    try {
      for (const { name } of files) {
        const script = readFileSync(`${SCRIPTS}/${name}`, 'utf8');
        await putCommand(azure, 'app02', name, script, RESTART_SOON);
        wait(azure, 25);
        const view = at(await commandOf(azure, 'app02', name), 'instanceView');
        assert.equal(at(view, 'exitCode'), 0, `${name}: ${JSON.stringify(view)}`);
      }
    } finally {
      await azure.stop();
    }
  });
});

describe('the machines of the demo on which action is required', () => {
  it('mostly can be fixed; one or two have old firmware', async () => {
    const azure = await SimulatorUnderTest.start({ machines: 500, quota: null, runCommandSeconds: 0 });
    try {
      const firmware = [...(await firmwares(azure)), ...(await firmwares(azure, GUEST_TENANT))];
      const old = firmware.filter((each) => each === 'Bios').length;
      assert.ok(old >= 1 && old <= 2, firmware.join());
      assert.ok(firmware.length >= 3 * old, firmware.join());
    } finally {
      await azure.stop();
    }
  });

  /** Firmware of those on which VBS is off and a run command is possible. */
  async function firmwares(azure: SimulatorUnderTest, tenant?: string): Promise<readonly string[]> {
    const token = tenant === undefined ? undefined : `placeholder;tenant=${tenant}`;
    const status = 'properties.osProfile.windowsConfiguration.patchSettings.status';
    const query = `resources | where ${status}.error.code startswith 'Virtualization' and properties.status == 'Connected' | project id`;
    const found: string[] = [];
    for (const row of listAt((await azure.query(query, token)).body, 'data')) {
      const path = `${textAt(row, 'id')}/runCommands/check?${API}`;
      const properties = { source: { script: '# hotpatch-fleet-script: check-vbs 1' }, asyncExecution: true };
      const body = JSON.stringify({ location: 'westeurope', properties });
      const put = await azure.ask(
        path,
        { method: 'PUT', headers: { 'content-type': 'application/json' }, body },
        token,
      );
      // The account may only read in one of the subscriptions.
      if (put.status === 403) continue;
      const view = at((await azure.ask(path, {}, token)).body, 'properties', 'instanceView');
      const output: unknown = JSON.parse(textAt(view, 'output'));
      assert.equal(at(output, 'vbsStatus'), 0);
      found.push(textAt(output, 'firmware'));
    }
    return found;
  }
});
