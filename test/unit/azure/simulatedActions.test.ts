import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AzureClients } from '../../../src/azure/azureEntry';
import { isOver } from '../../../src/azure/actionProgress';
import type { ActionProgress, InstallWish, MachineActor, RunCommandWish } from '../../../src/azure/machineActing';
import type { SendAnswer, WriteTarget } from '../../../src/azure/machineWriting';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import type { Result } from '../../../src/core/result';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import type { SimulatorUnderTest } from '../simulator/simulatorUnderTest';
import { idOf, row, startWithRows, SUBSCRIPTION } from '../simulator/writeRequests';
import { NEVER_ABORTED } from './fixtures';
import { clientsAt, OPEN } from './writerFixtures';

const CHECK: RunCommandWish = {
  name: 'hotpatch-fleet-check-1',
  script: readFileSync(join(import.meta.dirname, '../../../scripts/guest/checkVbs.ps1'), 'utf8'),
  parameters: [],
  timeoutSeconds: 300,
};
const REBOOTLESS: InstallWish = {
  maximumDuration: 'PT4H',
  rebootSetting: 'Never',
  classifications: ['Critical', 'Security', 'UpdateRollUp', 'Definition', 'Updates'],
  kbsToInclude: [],
  kbsToExclude: [],
  excludeKbsRequiringReboot: true,
};

function targetOf(name: string): WriteTarget {
  const id = machineId(idOf(name));
  assert.ok(id !== undefined);
  const tenant = tenantId('00000000-0000-0000-0000-0000000000aa');
  return { id, tenantId: tenant, subscriptionId: subscriptionId(SUBSCRIPTION), location: 'westeurope' };
}

function valueOf<Value>(result: Result<Value, unknown>): Value {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

describe('AzureMachineActor against the simulated Azure', () => {
  const APP01 = targetOf('app01');
  let simulator: SimulatorUnderTest;
  let clients: AzureClients;
  let actor: MachineActor;

  const start = async (options: Partial<SimulatorOptions> = {}): Promise<void> => {
    const rows = [row('app02', { osVersion: '10.0.26100.33438' }), row('old01', { agentVersion: '1.20.00000.1' })];
    simulator = await startWithRows(options, rows);
    clients = clientsAt(new URL(simulator.running.url));
    actor = clients.actor;
  };
  afterEach(async () => {
    clients.dispose();
    await simulator.stop();
  });

  const pass = (seconds: number): void => {
    simulator.wall.now += seconds * 1000;
    simulator.monotonic.now += seconds * 1000;
  };
  /** Polls until the action is over, with time going by; gives the last answer and how often it was under way. */
  const followed = async (answer: SendAnswer): Promise<{ readonly end: ActionProgress; readonly polls: number }> => {
    assert.ok(answer.kind === 'accepted' && answer.tracking !== null, JSON.stringify(answer));
    let { tracking } = answer;
    for (let polls = 0; polls < 100; polls += 1) {
      const progress = valueOf(await actor.readAction(APP01.tenantId, tracking, NEVER_ABORTED));
      if (isOver(progress.status)) return { end: progress, polls };
      tracking = progress.tracking;
      pass(60);
    }
    return assert.fail('it does not end');
  };
  const output = async (name: string): Promise<unknown> => {
    for (let polls = 0; polls < 100; polls += 1) {
      const reading = valueOf(await actor.readRunCommand(APP01, name, NEVER_ABORTED, 'after'));
      if (reading.kind === 'present' && reading.executionState === 'Succeeded') return JSON.parse(reading.output);
      pass(10);
    }
    return assert.fail('it does not end');
  };

  for (const actionUrls of ['both', 'locationOnly'] as const) {
    it(`assesses and installs, by the URLs as ${actionUrls}, and has the rows of it`, async () => {
      await start({ switches: { actionUrls } });
      const assessed = await followed(await actor.assessPatches(APP01, OPEN, NEVER_ABORTED));
      assert.ok(assessed.polls > 0);
      assert.equal(assessed.end.status, 'Succeeded');
      assert.ok(assessed.end.result);
      assert.equal(typeof assessed.end.result.rebootPending, 'boolean');
      assert.equal(typeof assessed.end.result.availableCount, 'number');

      const installed = await followed(await actor.installPatches(APP01, REBOOTLESS, OPEN, NEVER_ABORTED));
      assert.equal(installed.end.status, 'Succeeded');
      assert.ok(installed.end.result);
      assert.equal(typeof installed.end.result.installed, 'number');
      assert.equal(installed.end.result.rebootStatus, 'NotNeeded');

      pass(600);
      const rows = valueOf(await actor.readPatchRows(APP01.tenantId, [APP01.id], NEVER_ABORTED)).get(APP01.id);
      assert.equal(rows?.assessment?.status, 'Succeeded');
      assert.equal(rows.assessment.at, assessed.end.result.endedAt);
      assert.equal(rows.installation?.status, 'Succeeded');
      assert.equal(rows.installation.at, installed.end.result.endedAt);
    });
  }

  it('is refused a second installation while the first is under way', async () => {
    await start();
    assert.equal((await actor.installPatches(APP01, REBOOTLESS, OPEN, NEVER_ABORTED)).kind, 'accepted');
    const second = await actor.installPatches(APP01, REBOOTLESS, OPEN, NEVER_ABORTED);
    assert.ok(second.kind === 'refused' && second.fault.kind === 'rejected' && second.fault.status === 409);
  });

  it('runs a script of this repository, reads what it wrote, and leaves nothing behind', async () => {
    await start();
    assert.deepEqual(valueOf(await actor.readRunCommand(APP01, CHECK.name, NEVER_ABORTED, 'before')), {
      kind: 'absent',
    });
    assert.equal((await actor.createRunCommand(APP01, CHECK, OPEN, NEVER_ABORTED)).kind, 'accepted');
    const early = valueOf(await actor.readRunCommand(APP01, CHECK.name, NEVER_ABORTED, 'after'));
    assert.ok(early.kind === 'present' && early.exitCode === null);
    const said = await output(CHECK.name);
    assert.ok(typeof said === 'object' && said !== null && 'vbsStatus' in said && 'lastBootUtc' in said);
    assert.ok((await actor.deleteRunCommand(APP01, CHECK.name, NEVER_ABORTED)).ok);
    pass(600);
    assert.deepEqual(valueOf(await actor.readRunCommand(APP01, CHECK.name, NEVER_ABORTED, 'after')), {
      kind: 'absent',
    });
    assert.ok((await actor.deleteRunCommand(APP01, CHECK.name, NEVER_ABORTED)).ok);
  });

  it('is told why a script cannot run', async () => {
    await start();
    const answer = await actor.createRunCommand(targetOf('old01'), CHECK, OPEN, NEVER_ABORTED);
    assert.ok(answer.kind === 'refused' && answer.fault.kind === 'rejected');
    assert.equal(answer.fault.code, 'AgentVersionNotSupported');
  });

  for (const goneMachine of ['parentNotFound', 'resourceNotFound'] as const) {
    it(`tells a machine that is gone from a run command that is not there: ${goneMachine}`, async () => {
      await start({ switches: { goneMachine } });
      await simulator.control('machines', { id: idOf('app01').toLowerCase(), remove: true });
      const reading = await actor.readRunCommand(APP01, CHECK.name, NEVER_ABORTED, 'before');
      assert.ok(!reading.ok && reading.fault.kind === 'notFound', JSON.stringify(reading));
      assert.ok((await actor.deleteRunCommand(APP01, CHECK.name, NEVER_ABORTED)).ok);
      const answer = await actor.assessPatches(APP01, OPEN, NEVER_ABORTED);
      assert.ok(answer.kind === 'refused' && answer.fault.kind === 'notFound');
    });
  }

  it('knows registrations, permissions and resource groups', async () => {
    await start();
    const { tenantId: tenant, subscriptionId: subscription } = APP01;
    const scope = `/subscriptions/${subscription}`;
    assert.equal(valueOf(await actor.isRegistered(tenant, subscription, 'Microsoft.Compute', NEVER_ABORTED)), true);
    const permissions = await actor.readPermissions(tenant, scope, NEVER_ABORTED);
    assert.equal(permissions?.may('Microsoft.HybridCompute/machines/installPatches/action'), true);
    assert.equal(permissions.may('Microsoft.Authorization/roleAssignments/write'), false);
    const inGroup = await actor.readPermissions(tenant, `${scope}/resourceGroups/rg-prod`, NEVER_ABORTED);
    assert.equal(inGroup?.may('Microsoft.HybridCompute/machines/runCommands/write'), true);
    const groups = valueOf(await actor.listResourceGroups(tenant, subscription, NEVER_ABORTED));
    assert.ok(
      groups.some(({ name }) => name.toLowerCase() === 'rg-prod'),
      JSON.stringify(groups),
    );
  });
});
