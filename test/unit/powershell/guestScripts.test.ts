import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUEST_SCRIPT_IDS, GUEST_SCRIPTS, RESTART_REASONS } from '../../../src/fleet/guestScripts';
import { identityOf } from '../../../src/simulator/guestScripts';
import { loadPowershell, parsePowershell } from './powershellGrammar';

const FOLDER = join(import.meta.dirname, '../../../scripts/guest');

/** What a script may call beside its own functions: reads, the one value that is set, and the restart. */
const CALLS: Readonly<Record<(typeof GUEST_SCRIPT_IDS)[number], readonly string[]>> = {
  checkVbs: ['Confirm-SecureBootUEFI', 'ConvertTo-Json', 'Get-CimInstance', 'Get-ItemProperty'],
  enableVbs: [
    ...['ConvertTo-Json', 'Get-CimInstance', 'Get-ItemProperty', 'New-Item', 'New-ItemProperty', 'Out-Null'],
    'Test-Path',
  ],
  restart: [
    ...['$shutdown', 'ConvertTo-Json', 'ConvertTo-Utc', 'Get-CimInstance', 'Get-ItemProperty', 'Join-Path'],
    ...['Test-Path', 'Test-RestartPending', 'Test-VbsOwed', 'Where-Object'],
  ],
};

describe('the scripts that run inside machines', () => {
  before(function () {
    this.timeout(30_000);
    return loadPowershell();
  });

  it('are the files of the repository, word for word', () => {
    assert.deepEqual(readdirSync(FOLDER).toSorted(), GUEST_SCRIPT_IDS.map((id) => `${id}.ps1`).toSorted());
    for (const id of GUEST_SCRIPT_IDS) {
      assert.equal(GUEST_SCRIPTS[id], readFileSync(join(FOLDER, `${id}.ps1`), 'utf8'), id);
    }
  });

  it('say which they are in their first line', () => {
    const names = { checkVbs: 'check-vbs 1', enableVbs: 'enable-vbs 1', restart: 'restart 1' };
    for (const id of GUEST_SCRIPT_IDS) {
      assert.equal(GUEST_SCRIPTS[id].split('\n')[0], `# hotpatch-fleet-script: ${names[id]}`);
      assert.equal(identityOf(GUEST_SCRIPTS[id]), names[id]);
    }
  });

  for (const id of GUEST_SCRIPT_IDS) {
    it(`${id} is PowerShell by the grammar, in ASCII, and calls nothing but what it is for`, () => {
      const { hasError, commands } = parsePowershell(GUEST_SCRIPTS[id]);
      assert.equal(hasError, false);
      assert.match(GUEST_SCRIPTS[id], /^[\x20-\x7e\n]+$/);
      assert.deepEqual([...new Set(commands)].toSorted(), [...CALLS[id]].toSorted());
    });

    it(`${id} takes what it needs as parameters and has no place for anything to be set in`, () => {
      assert.match(GUEST_SCRIPTS[id], /^param\(/m);
      assert.doesNotMatch(GUEST_SCRIPTS[id], /Invoke-Expression|\biex\b|\{\{|%[A-Z_]+%|@@|DownloadString|https?:/i);
    });
  }

  it('reads whether VBS runs, and never takes configured for running', () => {
    assert.match(GUEST_SCRIPTS.checkVbs, /\[int\]\$guard\.VirtualizationBasedSecurityStatus/);
    assert.doesNotMatch(GUEST_SCRIPTS.checkVbs, /HypervisorEnforcedCodeIntegrity|EnableVirtualizationBasedSecurity/);
  });

  it('asks before the restart for every reason against it', () => {
    const { restart } = GUEST_SCRIPTS;
    for (const reason of RESTART_REASONS) assert.ok(restart.includes(`'${reason}'`), reason);
    for (const sign of ['RebootPending', 'RebootRequired', 'PendingFileRenameOperations'])
      assert.match(restart, new RegExp(sign));
    assert.ok(restart.indexOf("'notPending'") < restart.indexOf('/r /t $DelaySeconds'));
  });
});
