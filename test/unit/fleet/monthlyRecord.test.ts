import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Instant } from '../../../src/core/instant';
import type { MonthlyRecord, Observation, RecordedMachine, SeenSpan } from '../../../src/core/monthlyRecord';
import { recordObservation } from '../../../src/core/monthlyRecord';
import type { StateId } from '../../../src/core/stateTable';
import { STATE_IDS } from '../../../src/core/stateTable';
import type { UtcDay } from '../../../src/core/utcDay';
import { monthName } from '../../../src/core/utcDay';
import { MonthlyRecordFile } from '../../../src/fleet/monthlyRecordFile';
import { MonthlyRecorder, recordKey } from '../../../src/fleet/monthlyRecorder';
import { parseMonthlyRecord, serializeMonthlyRecord } from '../../../src/fleet/monthlyRecordText';
import { snapshotKey } from '../../../src/fleet/snapshotFile';
import { at, judge } from '../core/machineBuilder';
import { month } from '../core/costBuilder';
import { idIn, machineIn, PRODUCTION, STORES } from './fleetBuilder';
import { temporaryFolder } from './temporaryFolder';

const OWNER = { cloud: 'AzureCloud', endpoint: 'https://management.azure.com', tenants: [], account: 'someone' };
const KEY = snapshotKey(OWNER);
const OTHER_KEY = snapshotKey({ ...OWNER, account: 'someone else' });
const MAY_20 = at('2026-05-20T12:00:00Z');
const MAY_21 = at('2026-05-21T12:00:00Z');
const JUNE_2 = at('2026-06-02T12:00:00Z');

/** A complete read of enrolled machines of these names. */
function read(moment: Instant, ...names: readonly string[]): Observation {
  const machines = names.map((name) => {
    const facts = machineIn(PRODUCTION, name);
    return { facts, asOf: moment, verdict: judge(facts, { now: moment }) };
  });
  return { at: moment, machines, isComplete: true };
}

function recordOf(moment: Instant, ...names: readonly string[]): MonthlyRecord {
  return recordObservation(null, read(moment, ...names));
}

/** Rising days in pairs. */
const someSpans: fc.Arbitrary<readonly SeenSpan[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 40_000 }), { minLength: 2, maxLength: 8 })
  .map((days) => {
    const sorted = [...days].sort((a, b) => a - b) as UtcDay[];
    const spans: SeenSpan[] = [];
    for (let place = 0; place + 1 < sorted.length; place += 2) {
      const [from, to] = [sorted[place], sorted[place + 1]];
      if (from !== undefined && to !== undefined) spans.push({ from, to });
    }
    return spans;
  });

const someCount = fc.option(fc.nat(512));
const someMachine: fc.Arbitrary<RecordedMachine> = fc.record(
  {
    cores: fc.record({ physical: someCount, logical: someCount }, { noNullPrototype: true }),
    isVirtual: fc.boolean(),
    isExempt: fc.boolean(),
    spans: someSpans,
  },
  { noNullPrototype: true },
);

const someRecord: fc.Arbitrary<MonthlyRecord> = fc.record({
  month: fc.constant(month('2026-05')),
  readDays: fc
    .uniqueArray(fc.integer({ min: 20_574, max: 20_604 }))
    .map((days) => [...days].sort((a, b) => a - b) as UtcDay[]),
  states: fc
    .array(fc.nat(1000), { minLength: STATE_IDS.length, maxLength: STATE_IDS.length })
    .map(
      (counts) =>
        Object.fromEntries(STATE_IDS.map((state, place) => [state, counts[place] ?? 0])) as Record<StateId, number>,
    ),
  machines: fc
    .array(fc.tuple(fc.constantFrom(PRODUCTION, STORES), fc.nat(99), someMachine), { maxLength: 12 })
    .map((rows) => new Map(rows.map(([of, name, machine]) => [idIn(of, `m${name}`), machine]))),
});

describe('the text of a monthly record', () => {
  it('gives back every record, in any order of machines', async () => {
    await fc.assert(
      fc.asyncProperty(someRecord, async (record) => {
        const text = await serializeMonthlyRecord(record, KEY);
        assert.deepEqual(await parseMonthlyRecord(text, KEY, record.month), { ...record });
      }),
      { numRuns: 60 },
    );
  });

  it('is refused where it is cut short, whatever is missing', async () => {
    const record = recordOf(MAY_20, 'a', 'b', 'c');
    const text = await serializeMonthlyRecord(record, KEY);
    for (let length = 0; length < text.length - 1; length += 7) {
      await assert.rejects(parseMonthlyRecord(text.slice(0, length), KEY, record.month), `${length} characters`);
    }
  });

  it('is refused where a line is not what it should be', async () => {
    const record = recordOf(MAY_20, 'a');
    const text = await serializeMonthlyRecord(record, KEY);
    const [from, to] = ['20486', '20593'];
    assert.ok(text.includes(`["a",8,16,1,0,${from},${to}]`), text);
    const WRONG: readonly (readonly [string, string])[] = [
      ['"version":1', '"version":2'],
      ['"machines":1', '"machines":2'],
      ['"month":"2026-05"', '"month":"2026-06"'],
      [KEY, OTHER_KEY],
      ['"a",8', '"a",-8'],
      ['"a",8', '"a","8"'],
      ['"a",8', '7,8'],
      ['/machines/"', '/virtualMachines/"'],
      [`${from},${to}`, `${to},${from}`],
      [`${from},${to}`, from],
      [`,${from},${to}`, ''],
      [`${from},${to}`, `${from},${to}.5`],
      ['"readDays":[', '"readDays":[99999,'],
      ['"readDays":[', '"readDays":["x",'],
    ];
    for (const [right, wrong] of WRONG) {
      const changed = text.replace(right, wrong);
      assert.notEqual(changed, text, right);
      await assert.rejects(parseMonthlyRecord(changed, KEY, record.month), wrong);
    }
  });

  it('takes about 50 bytes a machine', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `server-${index}`);
    const text = await serializeMonthlyRecord(recordOf(MAY_20, ...names), KEY);
    assert.ok(text.length < 50_000, `${text.length} bytes`);
  });
});

describe('MonthlyRecordFile', () => {
  const folder = temporaryFolder();
  let warnings: string[];
  let files: MonthlyRecordFile;
  const pathOf = (name = '2026-05'): string => join(folder(), `record-${KEY}-${name}.ndjson`);

  beforeEach(() => {
    warnings = [];
    files = new MonthlyRecordFile(folder(), (message) => warnings.push(message));
  });

  it('keeps a file a month for each owner, oldest first', async () => {
    const [may, june] = [recordOf(MAY_20, 'a'), recordOf(JUNE_2, 'a', 'b')];
    assert.ok(await files.save(KEY, june));
    assert.ok(await files.save(KEY, may));
    assert.ok(await files.save(OTHER_KEY, recordOf(MAY_21, 'x')));
    await writeFile(join(folder(), `fleet-${KEY}.ndjson`), 'the cache');
    assert.deepEqual(await files.loadAll(KEY), [may, june]);
    assert.equal((await readdir(folder())).length, 4, 'no temporary file is left');
  });

  it('has none where nothing was saved, or there is no folder', async () => {
    assert.deepEqual(await files.loadAll(KEY), []);
    assert.deepEqual(await files.load(KEY, month('2026-05')), { kind: 'none' });
    await rm(folder(), { recursive: true });
    assert.deepEqual(await files.loadAll(KEY), []);
    assert.ok(await files.save(KEY, recordOf(MAY_20, 'a')));
    assert.deepEqual(warnings, []);
  });

  it('sets a damaged file aside under a name of its own, and goes on with the others', async () => {
    const june = recordOf(JUNE_2, 'a');
    await files.save(KEY, june);
    for (const text of ['', 'no JSON', '{"version":9}']) {
      await writeFile(pathOf(), text);
      assert.deepEqual(await files.loadAll(KEY), [june]);
    }
    const kept = (await readdir(folder())).filter((name) => name.includes('2026-05')).sort();
    assert.deepEqual(
      kept,
      [1, 2, 3].map((place) => `record-${KEY}-2026-05.ndjson.damaged-${place}`),
    );
    assert.equal(await readFile(`${pathOf()}.damaged-2`, 'utf8'), 'no JSON');
    assert.equal(warnings.length, 3);
  });

  it('says where a file is there and cannot be read', async () => {
    await mkdir(pathOf());
    assert.deepEqual(await files.load(KEY, month('2026-05')), { kind: 'unreadable' });
    assert.equal(warnings.length, 1);
  });

  it('says where it could not be written', async () => {
    await mkdir(pathOf());
    assert.equal(await files.save(KEY, recordOf(MAY_20, 'a')), false);
    assert.equal(warnings.length, 1);
  });
});

describe('MonthlyRecorder', () => {
  const folder = temporaryFolder();
  let warnings: string[];
  const pathOf = (name: string): string => join(folder(), `record-${KEY}-${name}.ndjson`);
  const recorder = (): MonthlyRecorder =>
    new MonthlyRecorder(new MonthlyRecordFile(folder(), (message) => warnings.push(message)));

  beforeEach(() => {
    warnings = [];
  });

  it('keeps what was read, across sessions and months, without what a later month tells again', async () => {
    const first = recorder();
    await first.observe(KEY, read(MAY_20, 'a', 'b'));
    await first.observe(KEY, read(MAY_21, 'a'));
    const second = recorder();
    await second.observe(KEY, read(JUNE_2, 'a'));
    await first.records(KEY);
    await first.observe(KEY, read(JUNE_2, 'a'));
    for (const records of [await second.records(KEY), await recorder().records(KEY), await first.records(KEY)]) {
      assert.deepEqual(
        records.map((record) => [monthName(record.month), [...record.machines.keys()], record.readDays.length]),
        [
          ['2026-05', [idIn(PRODUCTION, 'b')], 2],
          ['2026-06', [idIn(PRODUCTION, 'a')], 1],
        ],
      );
    }
    assert.deepEqual(await second.records(OTHER_KEY), []);
    assert.deepEqual(warnings, []);
  });

  it('writes only what is new, and says so', async () => {
    const one = recorder();
    const changes: unknown[] = [];
    one.onDidChange((key) => changes.push(key));
    await one.observe(KEY, read(MAY_20, 'a'));
    await writeFile(pathOf('2026-05'), 'a mark');
    await one.observe(KEY, read(MAY_20, 'a'));
    assert.deepEqual(changes, [KEY]);
    assert.equal(await readFile(pathOf('2026-05'), 'utf8'), 'a mark');
  });

  it('loses nothing that another window has written meanwhile', async () => {
    const [one, other] = [recorder(), recorder()];
    await one.observe(KEY, read(MAY_20, 'a'));
    await other.observe(KEY, read(MAY_20, 'a'));
    await one.observe(KEY, read(MAY_20, 'a', 'b'));
    await other.observe(KEY, read(MAY_20, 'a', 'c'));
    const [record] = await recorder().records(KEY);
    assert.deepEqual(
      [...(record?.machines.keys() ?? [])].sort(),
      ['a', 'b', 'c'].map((name) => idIn(PRODUCTION, name)),
    );
    assert.equal((await other.records(KEY))[0]?.machines.size, 3, 'what is remembered is what is on disk');
  });

  it('takes reads that come together one after the other', async () => {
    const one = recorder();
    await Promise.all(['a', 'b', 'c'].map((name) => one.observe(KEY, read(MAY_20, name))));
    assert.equal((await recorder().records(KEY))[0]?.machines.size, 3);
  });

  it('writes over nothing that it cannot read', async () => {
    /** A disk that is busy for a while: as when a virus scanner holds the file. */
    class BusyFile extends MonthlyRecordFile {
      isBusy = true;
      override load(...args: Parameters<MonthlyRecordFile['load']>): ReturnType<MonthlyRecordFile['load']> {
        return this.isBusy ? Promise.resolve({ kind: 'unreadable' }) : super.load(...args);
      }
    }
    await recorder().observe(KEY, read(MAY_20, 'gone'));
    const files = new BusyFile(folder(), (message) => warnings.push(message));
    const one = new MonthlyRecorder(files);
    await one.observe(KEY, read(MAY_21, 'a'));
    assert.equal((await one.records(KEY))[0]?.machines.size, 1, 'it counts for this session');
    assert.equal((await recorder().records(KEY))[0]?.machines.has(idIn(PRODUCTION, 'gone')), true);
    files.isBusy = false;
    await one.observe(KEY, read(MAY_21, 'a'));
    assert.equal((await recorder().records(KEY))[0]?.machines.size, 2);
  });

  it('tries again what could not be written', async () => {
    await mkdir(pathOf('2026-05'));
    const one = recorder();
    await one.observe(KEY, read(MAY_20, 'a'));
    assert.ok(warnings.length > 0);
    await rm(pathOf('2026-05'), { recursive: true });
    await one.observe(KEY, read(MAY_20, 'a'));
    assert.equal((await recorder().records(KEY))[0]?.machines.size, 1);
  });
});

describe('the owner of a record', () => {
  const WHOLE = { tenants: [], subscriptions: [] };

  it('is the snapshot’s where all subscriptions are read', () => {
    assert.equal(recordKey(KEY, WHOLE), KEY);
  });

  it('is another for each choice of subscriptions, in any order', () => {
    const both = recordKey(KEY, { tenants: [], subscriptions: [PRODUCTION, STORES] });
    assert.equal(both, recordKey(KEY, { tenants: [], subscriptions: [STORES, PRODUCTION] }));
    const keys = [KEY, both, recordKey(KEY, { tenants: [], subscriptions: [STORES] }), recordKey(OTHER_KEY, WHOLE)];
    assert.equal(new Set(keys).size, keys.length);
    assert.match(both, /^[0-9a-f]{32}$/);
  });
});
