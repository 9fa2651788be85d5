import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  assess,
  assessed,
  assessmentOf,
  BASELINE,
  CHECK,
  commandPath,
  CUMULATIVE,
  DEFENDER,
  DOT_NET,
  ENABLE,
  graphRows,
  guestRow,
  install,
  kbs,
  machineOf,
  putCommand,
  RESTART,
  RESTART_SOON,
  startGuests,
  VBS_OFF,
  waitingOn,
} from './guestRequests';
import { at, type SimulatorUnderTest } from './simulatorUnderTest';
import { API, effectsOf, graphPropertiesOf, idOf, pollPath, wait } from './writeRequests';

const NAME = 'any01';
const UPDATES = [BASELINE, CUMULATIVE, DEFENDER, DOT_NET] as const;

type Step =
  | { readonly kind: 'assess' }
  | { readonly kind: 'install'; readonly kbs: readonly string[]; readonly reboot: string }
  | { readonly kind: 'put'; readonly name: string; readonly script: string }
  | { readonly kind: 'delete'; readonly name: string }
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'wait'; readonly seconds: number };

const names = fc.constantFrom('a', 'b');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('assess' as const) }),
  fc.record({
    kind: fc.constant('install' as const),
    kbs: fc.subarray(UPDATES.map(({ kb }) => kb)),
    reboot: fc.constantFrom('Never', 'IfRequired', 'Always'),
  }),
  fc.record({ kind: fc.constant('put' as const), name: names, script: fc.constantFrom(CHECK, ENABLE, RESTART) }),
  fc.record({ kind: fc.constant('delete' as const), name: names }),
  fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom('Connected', 'Disconnected') }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
);

describe('any sequence of what is done to a machine', () => {
  it('ends, is counted, and shows the same in ARM and in Resource Graph after the lag', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const azure = await startGuests([
          guestRow(NAME, { osVersion: '10.0.26100.32995', osProfile: VBS_OFF }),
          ...assessed(NAME, UPDATES),
        ]);
        try {
          await check(azure, steps);
        } finally {
          await azure.stop();
        }
      }),
      { numRuns: 40 },
    );
  });

  async function check(azure: SimulatorUnderTest, steps: readonly Step[]): Promise<void> {
    const counted = { installs: 0, puts: 0, operations: [] as string[] };
    for (const each of steps) await take(azure, each, counted);
    await azure.control('machines', { id: idOf(NAME), merge: { properties: { status: 'Connected' } } });
    wait(azure, 20_000);
    for (const path of counted.operations) {
      const answer = await azure.ask(path);
      assert.equal(answer.status, 200, answer.text);
      assert.notEqual(at(answer.body, 'status'), 'InProgress');
    }
    const effects = await effectsOf(azure, NAME);
    assert.equal(Number(at(effects, 'installs') ?? 0), counted.installs);
    assert.ok(Number(at(effects, 'scriptRuns') ?? 0) <= counted.puts);
    assert.ok(Number(at(effects, 'restarts') ?? 0) <= counted.puts + counted.installs);
    assert.deepEqual(await graphPropertiesOf(azure, NAME), await machineOf(azure, NAME));
    const runs = await graphRows(azure, 'patchinstallationresources', NAME);
    const installed = runs.filter((row) => at(row, 'properties', 'installationState') === 'Installed');
    await assess(azure, NAME);
    wait(azure, 200);
    const waiting = await waitingOn(azure, NAME);
    for (const row of installed)
      assert.ok(!waiting.includes(String(at(row, 'properties', 'patchName'))), 'still waits');
    assert.equal(at(await assessmentOf(azure, NAME), 'status'), 'Succeeded');
  }

  async function take(
    azure: SimulatorUnderTest,
    each: Step,
    counted: { installs: number; puts: number; readonly operations: string[] },
  ): Promise<void> {
    switch (each.kind) {
      case 'wait':
        wait(azure, each.seconds);
        return;
      case 'status':
        await azure.control('machines', { id: idOf(NAME), merge: { properties: { status: each.status } } });
        return;
      case 'delete':
        await azure.ask(`${commandPath(NAME, each.name)}?${API}`, { method: 'DELETE' });
        return;
      case 'put':
        await putCommand(azure, NAME, each.name, each.script, each.script === RESTART ? RESTART_SOON : {});
        counted.puts += 1;
        return;
      case 'assess':
      case 'install': {
        const isInstall = each.kind === 'install';
        const answer = await (isInstall ? install(azure, NAME, kbs(each.reboot, ...each.kbs)) : assess(azure, NAME));
        assert.ok(answer.status === 202 || answer.status === 409, answer.text);
        if (answer.status !== 202) return;
        counted.operations.push(pollPath(azure, answer));
        if (isInstall) counted.installs += 1;
      }
    }
  }
});
