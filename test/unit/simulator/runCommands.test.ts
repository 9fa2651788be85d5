import assert from 'node:assert/strict';
import { Contract } from './contract';
import {
  assess,
  assessed,
  assessmentOf,
  BASELINE,
  CHECK,
  commandOf,
  commandPath,
  ENABLE,
  guestRow,
  machineOf,
  outputOf,
  putCommand,
  RESTART,
  RESTART_SOON,
  restartInputs,
  startGuests,
  statusOfOperation,
  VBS_OFF,
} from './guestRequests';
import { at, errorOf, listAt, textAt, type SimulatorUnderTest } from './simulatorUnderTest';
import { API, effectsOf, idOf, pollPath, wait } from './writeRequests';

const MONITOR = { agentConfiguration: { extensionsEnabled: 'false', configMode: 'monitor' } };

describe('run commands', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([
      guestRow('app02'),
      guestRow('gone01', { status: 'Disconnected' }),
      guestRow('monitor01', MONITOR),
      guestRow('old01', { agentVersion: '1.32.02400.100' }),
    ]);
    await azure.control('behaviours', { id: idOf('app02'), vbsRuns: true });
  });
  afterEach(() => azure.stop());

  async function stateOf(name: string, command = 'check'): Promise<readonly unknown[]> {
    const properties = await commandOf(azure, name, command);
    return [at(properties, 'provisioningState'), at(properties, 'instanceView', 'executionState')];
  }

  it('are created, provisioned as soon as the script runs, and give its output', async () => {
    const put = await putCommand(azure, 'app02', 'check', CHECK);
    assert.equal(put.status, 201);
    assert.equal(at(put.body, 'properties', 'provisioningState'), 'Creating');
    assert.equal(at(put.body, 'properties', 'instanceView'), undefined);
    assert.deepEqual(await stateOf('app02'), ['Creating', 'Pending']);
    wait(azure, 8);
    assert.deepEqual(await stateOf('app02'), ['Succeeded', 'Running']);
    assert.equal(at(await statusOfOperation(azure, put), 'status'), 'Succeeded');
    wait(azure, 20);
    assert.deepEqual(await stateOf('app02'), ['Succeeded', 'Succeeded']);
    const view = at(await commandOf(azure, 'app02', 'check'), 'instanceView');
    assert.equal(at(view, 'exitCode'), 0);
    assert.ok(textAt(view, 'startTime') < textAt(view, 'endTime'));
    const { lastBootUtc, ...facts } = (await outputOf(azure, 'app02', 'check')) as Record<string, unknown>;
    assert.deepEqual(facts, { vbsStatus: 2, secureBoot: true, firmware: 'Uefi' });
    assert.ok(textAt({ lastBootUtc }, 'lastBootUtc') < '2026-08-26');
  });

  it('fit the contract', async function () {
    const contract = Contract.read('hybridcompute-2025-01-13.json');
    if (!contract) {
      this.skip();
    } else {
      const put = await putCommand(azure, 'app02', 'check', CHECK);
      assert.deepEqual(contract.problems('MachineRunCommand', put.body), []);
      wait(azure, 30);
      const got = await azure.ask(`${commandPath('app02', 'check')}?${API}`);
      assert.deepEqual(contract.problems('MachineRunCommand', got.body), []);
    }
  });

  it('without asyncExecution are provisioned at the end of the script', async () => {
    await putCommand(azure, 'app02', 'check', CHECK, { asyncExecution: false });
    wait(azure, 8);
    assert.deepEqual(await stateOf('app02'), ['Creating', 'Running']);
    wait(azure, 20);
    assert.deepEqual(await stateOf('app02'), ['Succeeded', 'Succeeded']);
  });

  it('run again with every PUT, also of the same name and script', async () => {
    await putCommand(azure, 'app02', 'check', CHECK);
    wait(azure, 30);
    const again = await putCommand(azure, 'app02', 'check', CHECK);
    assert.equal(again.status, 200);
    assert.deepEqual(await stateOf('app02'), ['Updating', 'Pending']);
    wait(azure, 30);
    assert.equal(at(await effectsOf(azure, 'app02'), 'scriptRuns'), 2);
  });

  it('are there until they are deleted', async () => {
    await putCommand(azure, 'app02', 'check', CHECK);
    await putCommand(azure, 'app02', 'check2', CHECK);
    wait(azure, 3600);
    const list = await azure.ask(`${idOf('app02')}/runCommands?${API}`);
    assert.deepEqual(
      listAt(list.body, 'value').map((each) => at(each, 'name')),
      ['check', 'check2'],
    );
    const deleted = await azure.ask(`${commandPath('app02', 'CHECK')}?${API}`, { method: 'DELETE' });
    assert.equal(deleted.status, 202);
    assert.equal(at(await commandOf(azure, 'app02', 'check'), 'provisioningState'), 'Deleting');
    wait(azure, 10);
    const gone = await azure.ask(`${commandPath('app02', 'check')}?${API}`);
    assert.equal(errorOf(gone).code, 'ResourceNotFound');
    assert.equal((await azure.ask(pollPath(azure, deleted, 'location'))).status, 204);
    assert.equal((await azure.ask(`${commandPath('app02', 'check')}?${API}`, { method: 'DELETE' })).status, 204);
  });

  it('that are deleted before they ran do not run', async () => {
    await putCommand(azure, 'app02', 'check', CHECK);
    await azure.ask(`${commandPath('app02', 'check')}?${API}`, { method: 'DELETE' });
    wait(azure, 60);
    assert.equal(at(await effectsOf(azure, 'app02'), 'scriptRuns'), 0);
  });

  it('wait for an agent that is away, then run', async () => {
    await putCommand(azure, 'gone01', 'check', CHECK);
    wait(azure, 300);
    assert.deepEqual(await stateOf('gone01'), ['Creating', 'Pending']);
    await azure.control('machines', { id: idOf('gone01'), merge: { properties: { status: 'Connected' } } });
    wait(azure, 30);
    assert.deepEqual(await stateOf('gone01'), ['Succeeded', 'Succeeded']);
  });

  it('end with TimedOut where the agent stays away', async () => {
    const put = await putCommand(azure, 'gone01', 'check', CHECK);
    wait(azure, 601);
    assert.deepEqual(await stateOf('gone01'), ['Failed', 'TimedOut']);
    assert.equal(at(await statusOfOperation(azure, put), 'status'), 'Failed');
    assert.equal(at(await effectsOf(azure, 'gone01'), 'scriptRuns'), 0);
  });

  it('end with TimedOut where a script hangs, and with Failed where it fails or is unknown', async () => {
    await azure.control('behaviours', { id: idOf('app02'), scripts: 'hang' });
    await putCommand(azure, 'app02', 'check', CHECK, { timeoutInSeconds: 100 });
    wait(azure, 99);
    assert.deepEqual(await stateOf('app02'), ['Succeeded', 'Running']);
    wait(azure, 12);
    assert.deepEqual(await stateOf('app02'), ['Succeeded', 'TimedOut']);
    await azure.control('behaviours', { id: idOf('app02'), scripts: 'fail' });
    await putCommand(azure, 'app02', 'check', CHECK);
    await azure.control('behaviours', { id: idOf('app02') });
    await putCommand(azure, 'app02', 'other', 'Restart-Computer');
    wait(azure, 30);
    const view = at(await commandOf(azure, 'app02', 'other'), 'instanceView');
    assert.deepEqual([at(view, 'executionState'), at(view, 'exitCode')], ['Failed', 1]);
    assert.equal(at(await effectsOf(azure, 'app02'), 'restarts'), 0);
  });

  it('never give back what is protected', async () => {
    const protectedParameters = [{ name: 'Secret', value: 'hunter2' }];
    const put = await putCommand(azure, 'app02', 'check', CHECK, { protectedParameters, runAsPassword: 'hunter2' });
    assert.equal(put.status, 201, put.text);
    const got = await azure.ask(`${commandPath('app02', 'check')}?${API}`);
    assert.ok(!`${put.text}${got.text}`.includes('hunter2'));
  });

  for (const [name, code] of [
    ['monitor01', 'ExtensionsDisabled'],
    ['old01', 'AgentVersionNotSupported'],
  ] as const) {
    it(`are refused by ${name} with ${code}`, async () => {
      const answer = await putCommand(azure, name, 'check', CHECK);
      assert.equal(answer.status, 400);
      assert.equal(errorOf(answer).code, code);
      assert.equal((await azure.ask(`${commandPath(name, 'check')}?${API}`)).status, 404);
    });
  }

  it('need a script, a region and a machine', async () => {
    assert.equal((await putCommand(azure, 'app02', 'check', ' ')).status, 400);
    assert.equal((await putCommand(azure, 'nobody', 'check', CHECK)).status, 404);
    assert.equal((await putCommand(azure, 'app02', 'a b', CHECK)).status, 400);
    assert.equal((await putCommand(azure, 'app02', 'check', CHECK, { timeoutInSeconds: 0 })).status, 400);
  });
});

describe('a guest', () => {
  let azure: SimulatorUnderTest;
  beforeEach(async () => {
    azure = await startGuests([
      guestRow('vbs01', { osProfile: VBS_OFF }),
      guestRow('bios01', { osProfile: VBS_OFF }),
      guestRow('base01', { osVersion: '10.0.26100.32995' }),
      ...assessed('base01', [BASELINE], true),
      guestRow('fine01'),
      ...assessed('fine01', []),
    ]);
    await azure.control('behaviours', { id: idOf('vbs01'), firmware: 'Uefi', secureBoot: true });
    await azure.control('behaviours', { id: idOf('bios01'), firmware: 'Bios' });
  });
  afterEach(() => azure.stop());

  async function run(name: string, command: string, script: string, more = {}): Promise<unknown> {
    assert.ok((await putCommand(azure, name, command, script, more)).status < 300);
    wait(azure, 23);
    return outputOf(azure, name, command);
  }

  async function hotpatchStatus(name: string): Promise<unknown> {
    const settings = ['osProfile', 'windowsConfiguration', 'patchSettings', 'status', 'hotpatchEnablementStatus'];
    return at(await machineOf(azure, name), ...settings);
  }

  it('on which VBS is off is checked, fixed, restarted, and takes hotpatches', async () => {
    assert.equal(at(await run('vbs01', 'check', CHECK), 'vbsStatus'), 0);
    assert.deepEqual(await run('vbs01', 'enable', ENABLE), { set: true, restartOwed: true });
    assert.equal(at(await run('vbs01', 'check', CHECK), 'vbsStatus'), 1);
    const inputs = restartInputs({ NotAfterUtc: '2026-08-26T10:00:00Z', DelaySeconds: '10' });
    const restart = await run('vbs01', 'restart', RESTART, inputs);
    assert.deepEqual([at(restart, 'restarting'), at(restart, 'reason')], [true, 'pending']);
    wait(azure, 15);
    assert.equal(at(await machineOf(azure, 'vbs01'), 'status'), 'Disconnected');
    assert.equal(await hotpatchStatus('vbs01'), 'ActionRequired');
    wait(azure, 200);
    assert.equal(at(await machineOf(azure, 'vbs01'), 'status'), 'Connected');
    const after = await run('vbs01', 'check', CHECK);
    assert.equal(at(after, 'vbsStatus'), 2);
    assert.ok(textAt(after, 'lastBootUtc') > textAt(restart, 'lastBootUtc'));
    wait(azure, 60);
    assert.equal(await hotpatchStatus('vbs01'), 'Enabled');
    assert.equal(at(await effectsOf(azure, 'vbs01'), 'restarts'), 1);
  });

  it('with old firmware stays blocked after all that', async () => {
    await run('bios01', 'enable', ENABLE);
    await run('bios01', 'restart', RESTART, restartInputs({ NotAfterUtc: '2026-08-26T10:00:00Z', DelaySeconds: '0' }));
    wait(azure, 400);
    const after = await run('bios01', 'check', CHECK);
    assert.deepEqual([at(after, 'vbsStatus'), at(after, 'firmware'), at(after, 'secureBoot')], [1, 'Bios', null]);
    assert.equal(await hotpatchStatus('bios01'), 'ActionRequired');
  });

  it('that waits for a baseline has it after a restart, and the next assessment says so', async () => {
    await run('base01', 'restart', RESTART, RESTART_SOON);
    wait(azure, 250);
    assert.equal(at(await machineOf(azure, 'base01'), 'osVersion'), '10.0.26100.33158');
    assert.equal(at(await assessmentOf(azure, 'base01'), 'rebootPending'), true);
    await assess(azure, 'base01');
    wait(azure, 100);
    assert.equal(at(await assessmentOf(azure, 'base01'), 'rebootPending'), false);
  });

  it('refuses a restart that is not pending, that comes too late, or that it has had', async () => {
    const reason = async (name: string, command: string, inputs: Record<string, string>): Promise<unknown> => {
      const output = await run(name, command, RESTART, restartInputs(inputs));
      assert.equal(at(output, 'restarting'), false);
      return at(output, 'reason');
    };
    assert.equal(await reason('fine01', 'r1', { NotAfterUtc: '2026-08-26T10:00:00Z' }), 'notPending');
    assert.equal(await reason('base01', 'r1', { NotAfterUtc: '2026-08-26T08:00:10Z' }), 'tooLate');
    await run('base01', 'r2', RESTART, RESTART_SOON);
    wait(azure, 250);
    const assessedBefore = { NotAfterUtc: '2026-08-26T10:00:00Z', AssessedAtUtc: '2026-08-26T06:00:00Z' };
    assert.equal(await reason('base01', 'r3', assessedBefore), 'bootedSinceAssessment');
    assert.equal(at(await effectsOf(azure, 'base01'), 'restarts'), 1);
  });

  it('that is sent the same restart twice shows two', async () => {
    await putCommand(azure, 'base01', 'restart', RESTART, RESTART_SOON);
    wait(azure, 1);
    await putCommand(azure, 'base01', 'restart2', RESTART, RESTART_SOON);
    wait(azure, 30);
    assert.equal(at(await outputOf(azure, 'base01', 'restart2'), 'reason'), 'alreadyScheduled');
    const effects = await effectsOf(azure, 'base01');
    assert.equal(at(effects, 'restarts'), 2);
    const { body } = await azure.ask('/simulator/effects');
    assert.equal(at(body, 'totals', 'mostRestartsOfOneMachine'), 2);
  });

  it('that does not come back stays away until it is repaired', async () => {
    await azure.control('behaviours', { id: idOf('base01'), comesBack: false });
    await run('base01', 'restart', RESTART, RESTART_SOON);
    wait(azure, 36_000);
    assert.equal(at(await machineOf(azure, 'base01'), 'status'), 'Disconnected');
    await azure.control('behaviours', { id: idOf('base01'), comesBack: true });
    wait(azure, 200);
    assert.equal(at(await machineOf(azure, 'base01'), 'status'), 'Connected');
  });

  it('refuses a restart without a time after which it must not be', async () => {
    await putCommand(azure, 'base01', 'restart', RESTART);
    wait(azure, 30);
    const view = at(await commandOf(azure, 'base01', 'restart'), 'instanceView');
    assert.deepEqual([at(view, 'executionState'), at(view, 'output')], ['Failed', '']);
  });
});
