import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { at, listAt, SimulatorUnderTest, textAt } from './simulatorUnderTest';

const MACHINES = "resources | where type =~ 'microsoft.hybridcompute/machines' | project id | order by id asc";

describe('the state on disk', () => {
  let folder: string;
  let statePath: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-state-'));
    statePath = join(folder, 'state.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(
    test: (azure: SimulatorUnderTest) => Promise<void>,
    wallNow = 1_000_000,
    options: Partial<SimulatorOptions> = {},
  ): Promise<void> {
    const azure = await SimulatorUnderTest.start({ machines: 10, statePath, ...options }, wallNow);
    try {
      await test(azure);
    } finally {
      await azure.stop();
    }
  }

  it('brings machines, faults and their counts back after a restart', async () => {
    let id = '';
    await run(async (azure) => {
      const ids = listAt((await azure.query(MACHINES)).body, 'data');
      id = textAt(ids[0], 'id');
      await azure.control('machines', { id, merge: { properties: { status: 'Expired' } } });
      await azure.control('machines', { id: textAt(ids[1], 'id'), remove: true });
      await azure.control('faults', { match: { path: '/tenants', nth: 2 }, fault: { kind: 'status', status: 500 } });
      assert.equal((await azure.ask('/tenants?api-version=2022-12-01')).status, 200);
    });
    await run(async (azure) => {
      assert.equal(at((await azure.ask('/simulator/health')).body, 'machines'), 9);
      assert.equal(at((await azure.ask(`${id}?api-version=2025-01-13`)).body, 'properties', 'status'), 'Expired');
      assert.equal((await azure.ask('/tenants?api-version=2022-12-01')).status, 500);
    });
  });

  it('brings the clock back, and the time that went by meanwhile', async () => {
    await run(async (azure) => {
      await azure.control('clock', { now: '2026-10-01T00:00:00Z' });
      azure.monotonic.now += 10_000;
      azure.wall.now += 10_000;
    }, 1_000_000);
    await run(async (azure) => {
      assert.equal(at((await azure.ask('/simulator/clock')).body, 'now'), '2026-10-01T00:01:10.000Z');
    }, 1_070_000);
  });

  it('survives a clock of the computer that was set back', async () => {
    await run(() => Promise.resolve(), 1_000_000);
    await run(async (azure) => {
      assert.equal(at((await azure.ask('/simulator/clock')).body, 'now'), '2026-08-26T08:00:00.000Z');
    }, 5_000);
  });

  it('is there after every change, whole, and leaves nothing beside it', async () => {
    await run(async (azure) => {
      await azure.control('clock', { now: '2026-10-01T00:00:00Z' });
      assert.equal(at(JSON.parse(readFileSync(statePath, 'utf8')), 'clock'), Date.parse('2026-10-01T00:00:00Z'));
      assert.deepEqual(readdirSync(folder), ['state.json']);
    });
  });

  it('does not keep the faults of the command line', async () => {
    const rule = { match: { path: '/tenants' }, fault: { kind: 'status', status: 500 } } as const;
    await run(() => Promise.resolve(), 1_000_000, { faults: [rule] });
    await run(async (azure) => {
      assert.equal(listAt((await azure.ask('/simulator/faults')).body, 'faults').length, 0);
    });
  });

  for (const [name, content] of [
    ['damaged', '{"format":1,"clock"'],
    ['of another format', '{"format":99}'],
  ] as const) {
    it(`is set aside when it is ${name}, and the simulator starts afresh`, async () => {
      writeFileSync(statePath, content);
      await run(async (azure) => {
        assert.equal(azure.notes.length, 1);
        assert.match(azure.notes[0] ?? '', /^The state file was set aside as '.+state\.json\.damaged': .+\.$/);
        assert.equal(readFileSync(`${statePath}.damaged`, 'utf8'), content);
        assert.equal(at((await azure.ask('/simulator/health')).body, 'machines'), 10);
      });
    });
  }

  it('is set aside when it is of another fleet', async () => {
    await run(() => Promise.resolve());
    await run(
      async (azure) => {
        assert.ok(existsSync(`${statePath}.old`));
        assert.equal(at((await azure.ask('/simulator/health')).body, 'machines'), 11);
      },
      1_000_000,
      { machines: 11 },
    );
  });
});
