import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assess,
  assessed,
  assessmentOf,
  BASELINE,
  commandOf,
  guestRow,
  install,
  kbs,
  machineOf,
  outputOf,
  putCommand,
  RESTART,
  RESTART_SOON,
  statusOfOperation,
} from './guestRequests';
import { at, SimulatorUnderTest } from './simulatorUnderTest';
import { effectsOf, idOf, pollPath, wait } from './writeRequests';

const ROWS = [
  guestRow('base01', { osVersion: '10.0.26100.32995' }),
  ...assessed('base01', [BASELINE], true),
  guestRow('app02', { osVersion: '10.0.26100.32995' }),
  ...assessed('app02', [BASELINE]),
];

describe('guests on disk', () => {
  let folder: string;
  let statePath: string;
  let rows: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-guests-'));
    statePath = join(folder, 'state.json');
    rows = join(folder, 'rows.json');
    writeFileSync(rows, JSON.stringify(ROWS));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const start = (wallNow: number): Promise<SimulatorUnderTest> =>
    SimulatorUnderTest.start(
      { rows, statePath, quota: null, runCommandSeconds: 20, rebootSeconds: 180, assessSeconds: 60 },
      wallNow,
    );

  /** Stops a simulator and leaves the files as a process that was killed at that moment would. */
  async function kill(azure: SimulatorUnderTest, before: string): Promise<void> {
    const journal = readFileSync(`${statePath}.journal`, 'utf8');
    await azure.stop();
    writeFileSync(statePath, before);
    writeFileSync(`${statePath}.journal`, journal);
  }

  for (const [what, isKilled] of [
    ['stopped', false],
    ['killed', true],
  ] as const) {
    it(`go on after the process was ${what}: script, restart, installation, operation, counts`, async () => {
      const first = await start(1_000_000);
      const before = readFileSync(statePath, 'utf8');
      const put = await putCommand(first, 'base01', 'restart', RESTART, RESTART_SOON);
      const installation = await install(first, 'app02', kbs('IfRequired', '5099536'));
      const poll = pollPath(first, installation);
      assert.equal(put.status, 201);
      wait(first, 8);
      assert.equal(at(await commandOf(first, 'base01', 'restart'), 'instanceView', 'executionState'), 'Running');
      if (isKilled) await kill(first, before);
      else await first.stop();
      const second = await start(1_008_000);
      assert.equal(at((await second.ask(poll)).body, 'status'), 'InProgress');
      wait(second, 22);
      assert.equal(at(await outputOf(second, 'base01', 'restart'), 'restarting'), true);
      wait(second, 5);
      assert.equal(at(await machineOf(second, 'base01'), 'status'), 'Disconnected');
      wait(second, 1000);
      for (const name of ['base01', 'app02']) {
        assert.equal(at(await machineOf(second, name), 'osVersion'), '10.0.26100.33158');
        const effects = await effectsOf(second, name);
        assert.equal(at(effects, 'restarts'), 1);
        assert.equal(at(effects, 'scriptRuns'), name === 'base01' ? 1 : 0);
      }
      assert.equal(at((await second.ask(poll)).body, 'status'), 'Succeeded');
      await second.stop();
    });
  }

  it('keep the rows of an assessment, and what was set for a subscription', async () => {
    const first = await start(1_000_000);
    const begun = await assess(first, 'base01');
    const subscriptionId = idOf('x').split('/')[2] ?? '';
    await first.control('behaviours', { subscriptionId, notRegistered: ['Microsoft.Compute'] });
    wait(first, 120);
    assert.equal(at(await statusOfOperation(first, begun), 'status'), 'Succeeded');
    const newest = await assessmentOf(first, 'base01');
    assert.equal(at(newest, 'startedBy'), 'User');
    await first.stop();
    const second = await start(1_120_000);
    assert.deepEqual(await assessmentOf(second, 'base01'), newest);
    const state = at((await second.ask('/simulator/behaviours')).body, 'subscriptions', subscriptionId);
    assert.deepEqual(state, { notRegistered: ['Microsoft.Compute'] });
    await second.stop();
  });
});
