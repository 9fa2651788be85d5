import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { AzureFault } from '../../../src/azure/azureFault';
import { MINUTE } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { FleetSnapshot, MachineRecord } from '../../../src/fleet/fleetSnapshot';
import type { SnapshotOwner } from '../../../src/fleet/snapshotFile';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { isMachineRecord } from '../../../src/fleet/snapshotShape';
import { NOW } from '../core/machineBuilder';
import {
  after,
  FORBIDDEN,
  machineIn,
  PRODUCTION,
  SUBSCRIPTIONS,
  TENANTS,
  tenantsWith,
  CONTOSO,
  UNREACHABLE,
} from './fleetBuilder';
import { temporaryFolder } from './temporaryFolder';

const OWNER: SnapshotOwner = {
  cloud: 'AzureCloud',
  endpoint: 'https://management.azure.com',
  tenants: [],
  account: 'someone',
};
const KEY = snapshotKey(OWNER);
const OTHER_KEY = snapshotKey({ ...OWNER, account: 'someone else' });
const NO_HISTORY = { pendingSince: null, pendingBeganInSight: false, worsened: null };

describe('SnapshotFile', () => {
  const folder = temporaryFolder();
  let warnings: string[];
  let files: SnapshotFile;
  const pathOf = (key: string): string => join(folder(), `fleet-${key}.ndjson`);

  beforeEach(() => {
    warnings = [];
    files = new SnapshotFile(folder(), (message) => warnings.push(message));
  });

  it('has a key of its own for each cloud, endpoint, choice of tenants and account', () => {
    const others: readonly Partial<SnapshotOwner>[] = [
      { cloud: 'Demo' },
      { endpoint: 'http://127.0.0.1:1' },
      { tenants: ['a'] },
      { account: 'other' },
    ];
    const keys = [KEY, ...others.map((differs) => snapshotKey({ ...OWNER, ...differs }))];
    assert.equal(new Set(keys).size, 5);
    assert.equal(snapshotKey({ ...OWNER, tenants: ['b', 'a'] }), snapshotKey({ ...OWNER, tenants: ['a', 'b'] }));
    assert.match(KEY, /^[0-9a-f]{32}$/);
  });

  it('gives nothing where nothing was saved', async () => {
    assert.equal(await files.load(KEY), null);
    assert.equal(await files.peek(KEY), null);
    assert.deepEqual(warnings, []);
  });

  it('gives back an empty fleet', async () => {
    const empty = snapshotOf([]);
    await files.save(KEY, empty);
    assert.deepEqual(await files.load(KEY), empty);
  });

  it('gives back 10,000 machines, history, faults and all', async () => {
    const machines = Array.from({ length: 10_000 }, (_, index) => recordOf(machineIn(PRODUCTION, `m${index}`)));
    const snapshot: FleetSnapshot = {
      ...snapshotOf(machines),
      tenants: tenantsWith(CONTOSO, { problem: UNREACHABLE, patchDataProblem: FORBIDDEN }),
      vanished: [{ facts: machineIn(PRODUCTION, 'gone'), at: NOW }],
      missingRows: 3,
    };
    await files.save(KEY, snapshot);
    assert.deepEqual(await files.load(KEY), snapshot);
    assert.deepEqual(warnings, []);
  });

  it('gives back every kind of fault, history and standing', async () => {
    const faults: readonly AzureFault[] = [
      { kind: 'signInNeeded', tenantId: CONTOSO, claims: 'Bearer claims="e30="', message: '' },
      { kind: 'signInNeeded', tenantId: null, claims: null, message: '' },
      FORBIDDEN,
      { kind: 'notFound', code: 'SubscriptionNotVisible', message: '' },
      { kind: 'throttled', message: '' },
      { kind: 'tooLarge', message: '' },
      { kind: 'rejected', status: 500, code: 'InternalServerError', message: '' },
      UNREACHABLE,
      { kind: 'timedOut', seconds: 60 },
      { kind: 'unreadable', message: '' },
      { kind: 'hostRefused', host: 'example.com' },
      { kind: 'proxyUnreadable', variable: 'HTTPS_PROXY' },
      { kind: 'cancelled' },
    ];
    const record: MachineRecord = {
      ...recordOf(
        machineIn(PRODUCTION, 'app01', {
          installation: {},
          agent: { mode: 'monitor', extensionsEnabled: false, extensionService: null },
          placement: { kind: 'HCI', parentCluster: null },
        }),
      ),
      history: { pendingSince: NOW, pendingBeganInSight: true, worsened: { kind: 'leftTrack', at: NOW } },
      lastComplete: { state: 'enabled', isEnrolled: true, isOnTrack: null },
    };
    const snapshot: FleetSnapshot = {
      ...snapshotOf([record]),
      subscriptions: faults.map((problem) => ({ id: PRODUCTION, tenantId: CONTOSO, name: null, problem })),
    };
    await files.save(KEY, snapshot);
    assert.deepEqual(await files.load(KEY), snapshot);
  });

  it('gives back whatever text Azure sends', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('a\nb', '\r\n', '\u2028\u2029', '\u0000', '"}\n{"', '\ufeff'),
      // Half a character, as a name cut by somebody else has it.
      fc.constantFrom('\ud83d', 'x\udd27y'),
    );
    const snapshots = fc.array(fc.record({ name: texts, tag: texts, value: texts }), { minLength: 5, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(snapshots, async (all) => {
        const records = all.map(({ name, tag, value }, index) =>
          recordOf(machineIn(PRODUCTION, `m${index}`, { name, tags: { [tag]: value }, osSku: value })),
        );
        await files.save(KEY, snapshotOf(records));
        assert.deepEqual(await files.load(KEY), snapshotOf(records));
      }),
      { numRuns: 15 },
    );
  });

  it('tells when the read in the file began, without reading its machines', async () => {
    await files.save(KEY, snapshotOf([recordOf(machineIn(PRODUCTION, 'app01'))]));
    assert.equal(await files.peek(KEY), NOW);
    await writeFile(pathOf(KEY), '{"version":0,"at":5,');
    assert.equal(await files.peek(KEY), null);
    await mkdir(pathOf(OTHER_KEY));
    assert.equal(await files.peek(OTHER_KEY), null);
  });

  describe('a file that cannot be used', () => {
    let whole: Buffer;

    beforeEach(async () => {
      const machines = [1, 2, 3].map((index) => recordOf(machineIn(PRODUCTION, `m${index}`)));
      await files.save(KEY, snapshotOf(machines));
      whole = await readFile(pathOf(KEY));
    });

    async function assertSetAside(): Promise<void> {
      assert.equal(await files.load(KEY), null);
      assert.deepEqual(await readdir(folder()), [`fleet-${KEY}.ndjson.damaged`]);
      assert.equal(warnings.length, 1);
      assert.equal(await files.load(KEY), null);
      assert.equal(warnings.length, 1);
    }

    it('is set aside and counts as none, wherever it was cut off', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
          warnings.length = 0;
          await writeFile(pathOf(KEY), whole.subarray(0, length));
          await assertSetAside();
        }),
        { numRuns: 60, examples: [[0], [whole.length - 1], [whole.indexOf('\n')], [whole.indexOf('\n') + 1]] },
      );
    });

    it('never comes back as machines that cannot be shown, whatever byte was lost', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (place, byte) => {
          const damaged = Buffer.from(whole);
          damaged[place] = byte;
          await writeFile(pathOf(KEY), damaged);
          const loaded = await files.load(KEY);
          for (const record of loaded?.machines ?? []) assert.equal(isMachineRecord(record), true);
        }),
        { numRuns: 150 },
      );
    });

    it('is set aside where it was written by another version', async () => {
      await writeFile(pathOf(KEY), whole.toString().replace('"version":1', '"version":2'));
      await assertSetAside();
      assert.match(warnings[0] ?? '', /another version/);
    });

    it('is set aside where it belongs to another account', async () => {
      await writeFile(pathOf(KEY), whole.toString().replace(KEY, OTHER_KEY));
      await assertSetAside();
      assert.match(warnings[0] ?? '', /another account/);
    });

    for (const [what, text] of [
      ['JSON of another kind', '[]\n'],
      ['null', 'null\n'],
      ['an empty object', '{}\n'],
      ['no JSON', 'Not Found'],
    ] as const) {
      it(`is set aside where it holds ${what}`, async () => {
        await writeFile(pathOf(KEY), text);
        await assertSetAside();
      });
    }

    it('is set aside where a row or the head lacks a field, or has one of another type', async () => {
      const rows = whole.toString();
      const damages: readonly (readonly [string, string])[] = [
        ['"name":"M2"', '"nbme":"M2"'],
        ['"patchSettings":{', '"patchSettings":null,"x":{'],
        ['"tags":{"env":"prod"}', '"tags":{"env":7}'],
        ['"cores":{', '"cores":[],"x":{'],
        ['"statusSince":1779257502000', '"statusSince":1e300'],
        ['"worsened":null', '"worsened":{"kind":"other","at":1}'],
        ['"history":{', '"history":null,"x":{'],
        ['"problem":null', '"problem":{"kind":"unheardOf"}'],
        ['"vanished":[]', '"vanished":[{}]'],
        ['"scope":{', '"scope":null,"x":{'],
        ['"missingRows":0', '"missingRows":"0"'],
      ];
      for (const [before, instead] of damages) {
        assert.ok(rows.includes(before), before);
        warnings.length = 0;
        await writeFile(pathOf(KEY), rows.replace(before, instead));
        await assertSetAside();
      }
    });

    it('makes room for the next one', async () => {
      await writeFile(pathOf(KEY), 'damaged');
      await files.load(KEY);
      await files.save(KEY, snapshotOf([]));
      assert.deepEqual(await files.load(KEY), snapshotOf([]));
    });
  });

  it('holds the newest of several saves, and of two writers always a whole one', async () => {
    const other = new SnapshotFile(folder(), (message) => warnings.push(message));
    const snapshots = [400, 0, 300, 1].map((count, index) => ({
      ...snapshotOf(Array.from({ length: count }, (_, row) => recordOf(machineIn(PRODUCTION, `m${row}`)))),
      at: after(NOW, index * MINUTE),
    }));
    await Promise.all(snapshots.map((snapshot) => files.save(KEY, snapshot)));
    assert.equal(await files.peek(KEY), snapshots.at(-1)?.at);
    await Promise.all(snapshots.flatMap((snapshot) => [files.save(KEY, snapshot), other.save(KEY, snapshot)]));
    const loaded = await files.load(KEY);
    assert.ok(snapshots.some(({ at, machines }) => at === loaded?.at && machines.length === loaded.machines.length));
    assert.deepEqual(await readdir(folder()), [`fleet-${KEY}.ndjson`]);
    assert.deepEqual(warnings, []);
  });

  it('goes without a cache where the folder cannot be written, and says so', async () => {
    const path = join(folder(), 'taken');
    await writeFile(path, '');
    const blocked = new SnapshotFile(path, (message) => warnings.push(message));
    await blocked.save(KEY, snapshotOf([]));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^The fleet could not be cached: /);
    assert.equal(await blocked.load(KEY), null);
    assert.equal(await blocked.peek(KEY), null);
    assert.equal(warnings.length, 1);
  });
});

function recordOf(facts: MachineFacts): MachineRecord {
  return { facts, asOf: NOW, history: NO_HISTORY };
}

function snapshotOf(machines: readonly MachineRecord[]): FleetSnapshot {
  return {
    at: NOW,
    scope: { tenants: [], subscriptions: [PRODUCTION] },
    tenants: TENANTS,
    subscriptions: SUBSCRIPTIONS,
    machines,
    vanished: [],
    missingRows: 0,
  };
}
