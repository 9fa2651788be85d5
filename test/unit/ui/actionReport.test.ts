import assert from 'node:assert/strict';
import { UNFIT_IDS } from '../../../src/core/machineAction';
import type { ActionDetail, MachineAction } from '../../../src/core/machineAction';
import type { OperationKind } from '../../../src/core/operation';
import type { JournalEntry, MachineOutcome } from '../../../src/fleet/journalEntry';
import type { OperationState } from '../../../src/fleet/operationState';
import { OperationFold } from '../../../src/fleet/operationState';
import { RESTART_REASONS } from '../../../src/fleet/guestScripts';
import { detailText, leftRunCommands, outcomeDetail } from '../../../src/ui/actionReport';
import { reportCsv, reportMarkdown } from '../../../src/ui/operationReport';
import { restartsOwed } from '../../../src/ui/restartsOwed';
import { at } from '../core/machineBuilder';
import { BEFORE, BEGUN, headOf, machineOf } from '../fleet/journalBuilder';
import { texts } from './planFixture';

const BOOT = at('2026-09-18T08:20:00Z');
const NOTHING = { license: null, hotpatching: null };

function done(detail: ActionDetail): MachineOutcome {
  return { kind: 'done', values: BEFORE, detail };
}

/** The state of an operation that has brought these machines to these outcomes. */
function stateOf(
  kind: OperationKind,
  outcomes: Readonly<Record<string, MachineOutcome>>,
  {
    runCommands = [],
    settledAt = BEGUN,
    hasEnded = true,
  }: { runCommands?: readonly JournalEntry[]; settledAt?: typeof BEGUN; hasEnded?: boolean } = {},
): OperationState {
  const action: MachineAction = { kind: 'checkVbs' };
  const machines = Object.keys(outcomes).map((name) => machineOf(name, { wanted: NOTHING, action }));
  const fold = new OperationFold();
  const entries: readonly JournalEntry[] = [
    { type: 'begun', at: BEGUN, head: headOf({ kind, machineCount: machines.length }) },
    ...machines.map((machine): JournalEntry => ({ type: 'machine', at: BEGUN, machine })),
    { type: 'ready', at: BEGUN },
    ...runCommands,
    ...machines.map((machine): JournalEntry => ({
      type: 'settled',
      at: settledAt,
      machine: machine.id,
      outcome: outcomes[machine.name] ?? { kind: 'notSent' },
    })),
    ...(hasEnded ? [{ type: 'ended', at: BEGUN } as const] : []),
  ];
  for (const entry of entries) fold.add(entry);
  return fold.state() ?? assert.fail();
}

function runCommand(name: string, standing: 'made' | 'deleted' | 'leftBehind'): JournalEntry {
  return { type: 'runCommand', at: BEGUN, machine: machineOf(name).id, name: `hotpatch-fleet-${name}`, standing };
}

describe('what an action showed', () => {
  const details: readonly (readonly [ActionDetail, string])[] = [
    [{ kind: 'assessed', rebootPending: true, availableCount: 3 }, '3 updates available · restart pending'],
    [{ kind: 'assessed', rebootPending: false, availableCount: 1 }, '1 update available · no restart pending'],
    [{ kind: 'assessed', rebootPending: null, availableCount: null }, 'restart not known'],
    [
      { kind: 'installed', installed: 2, failed: 0, pending: 0, rebootStatus: 'NotNeeded' },
      '2 updates installed · no restart needed',
    ],
    [
      { kind: 'installed', installed: 1, failed: 1, pending: 2, rebootStatus: 'Required' },
      '1 update installed · 1 failed · 2 still waiting · restart owed',
    ],
    [{ kind: 'installed', installed: null, failed: null, pending: null, rebootStatus: 'Started' }, 'restart: Started'],
    [
      { kind: 'guest', guest: { vbsStatus: 1, secureBoot: false, firmware: 'Uefi', lastBootAt: BOOT, at: BEGUN } },
      'VBS configured, not running · Secure Boot off · firmware Uefi · last boot Sep 18, 2026, 8:20 AM',
    ],
    [
      { kind: 'guest', guest: { vbsStatus: 7, secureBoot: null, firmware: null, lastBootAt: null, at: BEGUN } },
      'VBS not known',
    ],
    [{ kind: 'vbsSet' }, 'VBS turned on in the registry; a restart is owed'],
    [{ kind: 'vbsSet', restartOwed: false }, 'VBS turned on in the registry; it runs already, no restart is owed'],
    [{ kind: 'restarted', lastBootAt: BOOT }, 'back since Sep 18, 2026, 8:20 AM'],
    [
      { kind: 'notRestarted', reason: 'bootedSinceAssessment' },
      'not restarted: it has booted since the restart was seen to be pending',
    ],
    [{ kind: 'notRestarted', reason: 'some\nthing else' }, 'not restarted: some thing else'],
  ];

  for (const [detail, says] of details) {
    it(`reads “${says}”`, () => {
      assert.equal(detailText(detail, texts), says);
    });
  }

  it('has words for every reason of the script and every reason to leave a machine alone', () => {
    for (const reason of RESTART_REASONS.slice(2)) {
      assert.doesNotMatch(detailText({ kind: 'notRestarted', reason }, texts), new RegExp(reason));
    }
    const said = UNFIT_IDS.map((reason) => outcomeDetail({ kind: 'unfit', reason }, texts));
    assert.equal(new Set(said).size, UNFIT_IDS.length);
    for (const text of said) assert.doesNotMatch(text, /report\./);
    assert.equal(outcomeDetail(null, texts), '');
    assert.equal(outcomeDetail({ kind: 'notSent' }, texts), '');
  });
});

describe('the report of an action', () => {
  const outcomes = { app1: done({ kind: 'vbsSet' }), app2: { kind: 'unfit', reason: 'notConnected' } as const };
  const context = { texts, isDemo: false, subscriptionName: () => 'Production', tenantName: () => 'Contoso' };

  it('shows what each machine showed in place of switches', () => {
    const report = reportMarkdown(stateOf('enableVbs', outcomes), context);
    assert.match(report, /\| Machine \| Outcome \| Detail \| Subscription \|\n\| --- \| --- \| --- \| --- \|\n/);
    assert.match(report, /\| app1 \| done \| VBS turned on in the registry; a restart is owed \| Production \|/);
    assert.match(report, /\| app2 \| left alone \| not connected any more; nothing was sent \| Production \|/);
    assert.doesNotMatch(report, /Run commands left/);
  });

  it('lists the run commands that are left in Azure, by their ids', () => {
    const runCommands = [
      runCommand('app1', 'made'),
      runCommand('app2', 'made'),
      runCommand('app1', 'deleted'),
      runCommand('app2', 'leftBehind'),
    ];
    const state = stateOf('checkVbs', outcomes, { runCommands });
    const left = `${machineOf('app2').id}/runCommands/hotpatch-fleet-app2`;
    assert.deepEqual(leftRunCommands(state), [left]);
    assert.match(reportMarkdown(state, context), /## Run commands left in Azure \(1\)/);
    // Its deletion was never noted.
    assert.equal(
      leftRunCommands(stateOf('checkVbs', outcomes, { runCommands: [runCommand('app1', 'made')] })).length,
      1,
    );
    // One that is in use.
    assert.deepEqual(
      leftRunCommands(stateOf('checkVbs', outcomes, { runCommands: [runCommand('app1', 'made')], hasEnded: false })),
      [],
    );
  });

  it('is a table for programs with the action and what it showed', () => {
    const [head = '', first = ''] = reportCsv(stateOf('enableVbs', outcomes)).split('\r\n');
    assert.match(head, /,requestIds,action,wave,detail$/);
    assert.match(first, /""kind"":""checkVbs""/);
    assert.match(first, /""kind"":""vbsSet""/);
  });
});

describe('restarts that are owed to what was done here', () => {
  const { id } = machineOf('app1');
  const enabled = stateOf('enableVbs', { app1: done({ kind: 'vbsSet' }), app2: done({ kind: 'vbsSet' }) });
  const never = () => null;

  it('are of machines on which VBS was enabled, as of then', () => {
    assert.deepEqual(
      [...restartsOwed([enabled], never)],
      [
        [id, BEGUN],
        [machineOf('app2').id, BEGUN],
      ],
    );
  });

  it('are no more once the machine has been restarted here, or was seen to have booted since', () => {
    const restarted = stateOf('restart', { app1: done({ kind: 'restarted', lastBootAt: BOOT }) });
    assert.deepEqual([...restartsOwed([restarted, enabled], never).keys()], [machineOf('app2').id]);
    assert.equal(restartsOwed([enabled], () => BOOT).size, 0);
    assert.equal(restartsOwed([enabled], () => at('2026-09-01T00:00:00Z')).size, 2);
  });

  it('are owed anew where VBS was enabled once more', () => {
    const restarted = stateOf('restart', { app1: done({ kind: 'restarted', lastBootAt: BOOT }) });
    const later = at('2026-09-19T00:00:00Z');
    const again = stateOf('enableVbs', { app1: done({ kind: 'vbsSet' }) }, { settledAt: later });
    assert.equal(restartsOwed([again, restarted, enabled], never).get(id), later);
  });

  it('are none where VBS ran already, whatever was owed before', () => {
    const runs = stateOf('enableVbs', { app1: done({ kind: 'vbsSet', restartOwed: false }) });
    assert.equal(restartsOwed([runs], never).size, 0);
    assert.deepEqual([...restartsOwed([runs, enabled], never).keys()], [machineOf('app2').id]);
  });

  it('are none of machines where it failed or nothing was restarted', () => {
    const failed = stateOf('enableVbs', { app1: { kind: 'notSent' } });
    assert.equal(restartsOwed([failed], never).size, 0);
    const left = stateOf('restart', { app1: done({ kind: 'notRestarted', reason: 'tooLate' }) });
    assert.equal(restartsOwed([enabled, left], never).size, 2);
  });
});
