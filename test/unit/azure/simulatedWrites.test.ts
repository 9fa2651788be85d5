import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AzureClients, AzureClientsOptions } from '../../../src/azure/azureEntry';
import { systemClock } from '../../../src/azure/clock';
import { ARM_RATES, type LicenseReading, type WriteTarget } from '../../../src/azure/machineWriting';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import type { LicenseWish } from '../../../src/core/operation';
import type { Result } from '../../../src/core/result';
import type { Json } from '../../../src/simulator/kql/json';
import { DEFAULT_OPTIONS, type SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { startSimulator, type RunningSimulator } from '../../../src/simulator/startSimulator';
import type { Switches } from '../../../src/simulator/switches';
import { at, listAt, type SimulatorUnderTest } from '../simulator/simulatorUnderTest';
import { idOf, row, startWithRows, SUBSCRIPTION } from '../simulator/writeRequests';
import { AzureServer } from './azureServer';
import { NEVER_ABORTED } from './fixtures';
import { clientsAt, OPEN } from './writerFixtures';

function targetOf(name: string, location = 'westeurope'): WriteTarget {
  const id = machineId(idOf(name));
  assert.ok(id !== undefined);
  const tenant = tenantId('00000000-0000-0000-0000-0000000000aa');
  return { id, tenantId: tenant, subscriptionId: subscriptionId(SUBSCRIPTION), location };
}

function valueOf<Value>(result: Result<Value, unknown>): Value {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

describe('AzureMachineWriter against the simulated Azure', () => {
  let simulator: SimulatorUnderTest;
  let clients: AzureClients;

  const start = async (
    options: Partial<SimulatorOptions> = {},
    clientOptions: Partial<AzureClientsOptions> = {},
  ): Promise<void> => {
    simulator = await startWithRows(options);
    clients = clientsAt(new URL(simulator.running.url), clientOptions);
  };
  afterEach(async () => {
    clients.dispose();
    await simulator.stop();
  });

  const pass = (seconds: number): void => {
    simulator.wall.now += seconds * 1000;
    simulator.monotonic.now += seconds * 1000;
  };
  const license = async (target: WriteTarget): Promise<LicenseReading> =>
    valueOf(await clients.writer.readLicense(target, NEVER_ABORTED, 'before'));
  const feature = async (target: WriteTarget): Promise<string | null> => {
    const reading = await license(target);
    return reading.kind === 'present' ? (reading.feature?.status ?? null) : null;
  };
  /** As an operation does: PUT for what is absent, PATCH for what is there. */
  const wish = async (
    target: WriteTarget,
    wanted: LicenseWish,
  ): ReturnType<AzureClients['writer']['updateLicense']> => {
    const send = (await license(target)).kind === 'absent' ? 'createLicense' : 'updateLicense';
    return clients.writer[send](target, wanted, OPEN, NEVER_ABORTED);
  };

  const switchings: readonly Partial<Switches>[] = [
    {},
    { absentProfile: 'emptyAnswer', putOmits: 'clears', patchMerges: 'shallow', retryAfter: 'present' },
  ];
  for (const switches of switchings) {
    it(`enrolls and disenrolls, with Azure’s open questions as ${JSON.stringify(switches)}`, async () => {
      await start({ switches });
      for (const target of [targetOf('app01'), targetOf('rich01')]) {
        const before = valueOf(await clients.writer.readMachine(target, NEVER_ABORTED, 'before'));
        const answer = await wish(target, 'Enable');
        assert.ok(answer.kind === 'accepted' && answer.tracking !== null, JSON.stringify(answer));
        assert.ok(answer.ids.server !== null && answer.ids.correlation !== null);
        assert.equal(await feature(target), 'Enabling');
        const polled = valueOf(await clients.writer.readTracking(target.tenantId, answer.tracking, NEVER_ABORTED));
        assert.equal(polled.status, 'InProgress');
        assert.notEqual(polled.tracking.url, answer.tracking.url);
        pass(1000);
        const ended = valueOf(await clients.writer.readTracking(target.tenantId, polled.tracking, NEVER_ABORTED));
        assert.equal(ended.status, 'Succeeded');
        assert.equal(await feature(target), 'Enabled');
        const switchesRead = await clients.writer.readSwitches(target.tenantId, [target.id], NEVER_ABORTED);
        assert.equal(valueOf(switchesRead).get(target.id)?.license, 'Enabled');
        // The profile holds what the machine's view of it held before; only the type of product may be new.
        const after = await license(target);
        assert.ok(after.kind === 'present');
        assert.deepEqual(
          { ...after.others, 'productProfile.productType': '"WindowsServer"' },
          { ...before.others, 'productProfile.productType': '"WindowsServer"' },
        );
        assert.equal((await wish(target, 'Disable')).kind, 'accepted');
        pass(100);
        assert.equal(await feature(target), 'Disabled');
      }
      const { body } = await simulator.ask('/simulator/effects', {}, null);
      assert.equal(at(body, 'totals', 'mostTransitionsOfOneMachine'), 2);
      assert.equal(at(body, 'payAsYouGoPurchases'), 0);
      assert.equal(at(body, 'payAsYouGoCancellations'), 0);
    });

    it(`turns hotpatching on and keeps the modes, with ${JSON.stringify(switches)}`, async () => {
      await start({ switches });
      const target = targetOf('app01');
      const modes = { assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual' };
      for (const enableHotpatching of [false, true]) {
        const answer = await clients.writer.updatePatchSettings(
          target,
          { enableHotpatching, ...modes },
          OPEN,
          NEVER_ABORTED,
        );
        assert.equal(answer.kind, 'accepted');
        const { facts } = valueOf(await clients.writer.readMachine(target, NEVER_ABORTED, 'after'));
        assert.equal(facts.patchSettings.enableHotpatching, enableHotpatching);
        assert.equal(facts.patchSettings.assessmentMode, modes.assessmentMode);
        assert.equal(facts.patchSettings.patchMode, modes.patchMode);
      }
    });
  }

  it('says that a machine is gone, whose profile then reads as absent', async () => {
    await start();
    await simulator.control('machines', { id: idOf('app01').toLowerCase(), remove: true });
    assert.deepEqual(await license(targetOf('app01')), { kind: 'absent' });
    const gone = await clients.writer.readMachine(targetOf('app01'), NEVER_ABORTED, 'before');
    assert.equal(gone.ok ? 'read' : gone.fault.kind, 'notFound');
    const answer = await clients.writer.createLicense(targetOf('app01'), 'Enable', OPEN, NEVER_ABORTED);
    assert.ok(answer.kind === 'refused');
    assert.equal(answer.fault.kind, 'notFound');
  });

  it('follows no poll URL to a foreign host', async () => {
    const foreign = await AzureServer.start();
    await start();
    const url = new URL(foreign.url);
    url.pathname = '/subscriptions/x';
    const polled = await clients.writer.readTracking(targetOf('app01').tenantId, { url: url.href }, NEVER_ABORTED);
    assert.ok(!polled.ok && polled.fault.kind === 'hostRefused');
    assert.equal(foreign.requests.length, 0);
    await foreign.stop();
  });
});

describe('Throttle lanes against the simulated Azure', () => {
  const MACHINES = 600;
  const SCALE = 10;
  const rates = {
    reads: { ...ARM_RATES.reads, perSecond: ARM_RATES.reads.perSecond * SCALE },
    writes: { ...ARM_RATES.writes, perSecond: ARM_RATES.writes.perSecond * SCALE },
  };

  const cases: readonly { readonly switches: Partial<Switches>; readonly mostRefused: number }[] = [
    { switches: {}, mostRefused: 6 },
    { switches: { throttleHeaders: 'absent' }, mostRefused: 6 },
    // Two lanes share one bucket and do not know it.
    { switches: { quotaRegion: 'endpoint' }, mostRefused: 18 },
  ];
  for (const { switches, mostRefused } of cases) {
    it(`writes to ${MACHINES} machines with few 429s, with ${JSON.stringify(switches)}`, async () => {
      const regions = ['westeurope', 'northeurope'];
      const locations = Array.from({ length: MACHINES }, (_, index) => regions[index % 2] ?? '');
      const rows = locations.map((location, index) => Object.assign({}, row(`m${index}`), { location }));
      const simulator = await startBusy(rows, { timeScale: SCALE, switches });
      const clients = clientsAt(new URL(simulator.url), { clock: systemClock, laneRates: rates });
      const answers = await Promise.all(
        locations.map((location, index) =>
          clients.writer.createLicense(targetOf(`m${index}`, location), 'Enable', OPEN, NEVER_ABORTED),
        ),
      );
      assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['accepted']));
      const log: unknown = await (await fetch(`${simulator.url}/simulator/requests`)).json();
      const refused = listAt(log, 'requests').filter((each) => at(each, 'status') === 429);
      clients.dispose();
      await simulator.stop();
      assert.ok(refused.length <= mostRefused, `${refused.length} of ${MACHINES} refused`);
    }).timeout(30_000);
  }
});

/** A simulator on real time with ARM's limits. */
async function startBusy(rows: readonly Json[], options: Partial<SimulatorOptions>): Promise<RunningSimulator> {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-rows-'));
  try {
    const file = join(folder, 'rows.json');
    writeFileSync(file, JSON.stringify(rows));
    return await startSimulator({ ...DEFAULT_OPTIONS, ...options, rows: file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
