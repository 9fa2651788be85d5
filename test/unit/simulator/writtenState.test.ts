import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../../src/simulator/startSimulator';
import { DEFAULT_OPTIONS } from '../../../src/simulator/simulatorOptions';
import { at, listAt, SimulatorUnderTest, textAt } from './simulatorUnderTest';
import { API, hotpatch, patchSettings, pollPath } from './writeRequests';

const NOT_ENROLLED =
  "resources | where properties.osSku startswith 'Windows Server 2025' and properties.status == 'Connected' and isnull(properties.licenseProfile.productProfile) | project id | order by id asc";

describe('writes on disk', () => {
  let folder: string;
  let statePath: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-writes-'));
    statePath = join(folder, 'state.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const start = (wallNow: number): Promise<SimulatorUnderTest> =>
    SimulatorUnderTest.start({ machines: 100, statePath, quota: null, chances: { vbsOff: 0 } }, wallNow);

  async function enroll(azure: SimulatorUnderTest): Promise<{ readonly path: string; readonly poll: string }> {
    const id = textAt(listAt((await azure.query(NOT_ENROLLED)).body, 'data')[0], 'id');
    const path = `${id}/licenseProfiles/default?${API}`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ location: 'westeurope', properties: hotpatch('Enable') });
    const answer = await azure.ask(path, { method: 'PUT', headers, body });
    assert.ok([200, 201].includes(answer.status), answer.text);
    return { path, poll: pollPath(azure, answer) };
  }

  async function checkAfter(azure: SimulatorUnderTest, path: string, poll: string): Promise<void> {
    const feature = ['properties', 'productProfile', 'productFeatures', 0, 'subscriptionStatus'] as const;
    assert.equal(at((await azure.ask(path)).body, ...feature), 'Enabling');
    assert.equal(at((await azure.ask(poll)).body, 'status'), 'InProgress');
    azure.monotonic.now += 900_000;
    assert.equal(at((await azure.ask(path)).body, ...feature), 'Enabled');
    const effects = await azure.ask('/simulator/effects');
    assert.equal(at(effects.body, 'totals', 'enrollments'), 1);
  }

  it('go on after a restart: the enrolment, its operation and its count', async () => {
    const first = await start(1_000_000);
    const { path, poll } = await enroll(first);
    await first.stop();
    assert.ok(!existsSync(`${statePath}.journal`));
    const second = await start(1_060_000);
    await checkAfter(second, path, poll);
    await second.stop();
  });

  it('go on after the process was killed, in the middle of a line', async () => {
    const first = await start(1_000_000);
    const whole = readFileSync(statePath, 'utf8');
    const { path, poll } = await enroll(first);
    const journal = readFileSync(`${statePath}.journal`, 'utf8');
    await first.stop();
    // As a killed process leaves it: the old state, the journal, and half a line.
    writeFileSync(statePath, whole);
    writeFileSync(`${statePath}.journal`, `${journal}{"number":2,"key":`);
    const second = await start(1_060_000);
    await checkAfter(second, path, poll);
    await second.stop();
  });

  it('ignore a journal that the state already holds', async () => {
    const first = await start(1_000_000);
    const { path } = await enroll(first);
    const journal = readFileSync(`${statePath}.journal`, 'utf8');
    first.monotonic.now += 1000;
    await first.ask(path, { method: 'DELETE' });
    await first.stop();
    writeFileSync(`${statePath}.journal`, journal);
    const second = await start(1_060_000);
    const after = await second.ask(path);
    assert.equal(after.status, 404, after.text);
    await second.stop();
  });

  it('keep the switches and behaviours; the command line wins', async () => {
    const first = await start(1_000_000);
    await first.control('switches', { putOmits: 'clears', retryAfter: 'present' });
    await first.control('behaviours', { chances: { failed: 5 } });
    await first.stop();
    const switches = { retryAfter: 'absent' } as const;
    const second = await SimulatorUnderTest.start({ machines: 100, statePath, switches }, 1_060_000);
    const shown = at((await second.ask('/simulator/switches')).body, 'switches');
    assert.equal(at(shown, 'putOmits'), 'clears');
    assert.equal(at(shown, 'retryAfter'), 'absent');
    assert.equal(at((await second.ask('/simulator/behaviours')).body, 'chances', 'failed'), 5);
    await second.stop();
  });

  it('are nowhere without a state file', async () => {
    const running = await startSimulator({ ...DEFAULT_OPTIONS, machines: 10 });
    await running.stop();
    assert.ok(!existsSync(statePath));
  });

  it('leave nothing behind when they fail', async () => {
    const first = await start(1_000_000);
    assert.equal((await patchSettings(first, 'nobody', { enableHotpatching: true })).status, 404);
    assert.ok(!existsSync(`${statePath}.journal`));
    await first.stop();
  });
});
