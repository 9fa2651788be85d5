import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Instant } from '../../../src/core/instant';
import { DAY, HOUR } from '../../../src/core/instant';
import type { Result } from '../../../src/core/result';
import { auditRows } from '../../../src/fleet/auditRows';
import { journalPath, operationFolder } from '../../../src/fleet/journalDisk';
import type { JournalEntry, OperationHead, OperationOwner } from '../../../src/fleet/journalEntry';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import { OperationJournal } from '../../../src/fleet/operationJournal';
import { after, CONTOSO, FABRIKAM } from './fleetBuilder';
import {
  answeredOf,
  BEFORE,
  BEGUN,
  ENABLED,
  headOf,
  IDS,
  machineOf,
  OWNER,
  priorOf,
  sendingOf,
  settledOf,
} from './journalBuilder';
import { temporaryFolder } from './temporaryFolder';

const LATER = after(BEGUN, HOUR);
const MACHINE = machineOf('m0', { name: '=cmd|\u2019/c calc\u2019!A1' });
const { id: ID } = MACHINE;
const ACCOUNT = OWNER.accounts[0] ?? { tenantId: CONTOSO, id: '', name: '' };

function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`It failed: ${JSON.stringify(result.fault)}`);
  return result.value;
}

const ENDED: readonly JournalEntry[] = [
  priorOf(ID),
  sendingOf(ID),
  answeredOf(ID),
  settledOf(ID, { kind: 'done', values: ENABLED }, LATER),
  { type: 'ended', at: LATER },
];

describe('OperationArchive', () => {
  const root = temporaryFolder();
  let archive: OperationArchive;
  let warnings: string[];

  beforeEach(() => {
    warnings = [];
    archive = new OperationArchive(root(), (message) => warnings.push(message));
  });

  afterEach(() => assert.deepEqual(warnings, []));

  /** Puts an operation of one machine on disk. */
  async function put(differs: Partial<OperationHead>, entries: readonly JournalEntry[] = []): Promise<OperationHead> {
    const head = headOf(differs);
    const journal = valueOf(await OperationJournal.create(root(), head, [MACHINE]));
    for (const entry of entries) journal.append(entry);
    valueOf(await journal.close());
    return head;
  }

  const pathOf = ({ id }: OperationHead): string => journalPath(operationFolder(root(), id), 1);

  async function damage(head: OperationHead): Promise<void> {
    const text = await readFile(pathOf(head), 'utf8');
    // As many bytes as before.
    await writeFile(pathOf(head), text.replace('ada@contoso.com', 'eve@contoso.com'));
  }

  const standings = async (): Promise<readonly string[]> => (await archive.list()).map(({ standing }) => standing);
  const swept = async (now: Instant, days?: number): Promise<number> => (await archive.sweep(now, days)).length;

  it('has nothing where there is no folder', async () => {
    archive = new OperationArchive(join(root(), 'none'), (message) => warnings.push(message));
    assert.deepEqual(await archive.list(), []);
    assert.deepEqual(await archive.sweep(BEGUN), []);
    assert.deepEqual(await archive.load(headOf().id), { ok: false, fault: { kind: 'missing' } });
  });

  it('lists all operations, newest first, and nothing else that is in the folder', async () => {
    const heads = [
      await put({ begunAt: after(BEGUN, DAY) }),
      await put({ begunAt: BEGUN }, ENDED),
      await put({ begunAt: after(BEGUN, 2 * DAY), kind: 'turnOff', ticket: 'CHG-1' }),
    ] as const;
    await mkdir(join(root(), 'something-else'));
    await writeFile(join(root(), headOf().id), 'a file');
    await mkdir(join(root(), headOf().id));
    const list = await archive.list();
    assert.deepEqual(
      list.filter(({ standing }) => standing !== 'unreadable').map(({ head }) => head),
      [heads[2], heads[0], heads[1]],
    );
    const ended = list.find(({ id }) => id === heads[1].id);
    assert.equal(ended?.standing, 'ended');
    assert.equal(ended.endedAt, LATER);
    assert.equal(ended.counts?.done, 1);
  });

  describe('names the machines that operations have not settled', () => {
    const { cloud, endpoint } = OWNER;
    const inProgress = (place: { cloud: string; endpoint: string }): Promise<unknown> =>
      archive.machinesInProgress(place).then((ids) => [...ids]);

    it('of whatever account, at this cloud and endpoint alone', async () => {
      const accounts = [{ ...ACCOUNT, id: 'somebody else' }];
      await put({ owner: { ...OWNER, accounts } }, [priorOf(ID), sendingOf(ID), answeredOf(ID)]);
      assert.deepEqual(await inProgress({ cloud, endpoint }), [ID]);
      assert.deepEqual(await inProgress({ cloud: 'AzureChinaCloud', endpoint }), []);
      assert.deepEqual(await inProgress({ cloud, endpoint: 'http://127.0.0.1:1' }), []);
    });

    it('not those that are settled, nor any of an operation that has ended', async () => {
      await put({}, ENDED.slice(0, -1));
      await put({ begunAt: after(BEGUN, DAY) }, ENDED);
      assert.deepEqual(await inProgress({ cloud, endpoint }), []);
    });
  });

  it('reads what ended once, until its journal is another', async () => {
    const head = await put({}, ENDED);
    const first = await archive.list();
    assert.deepEqual((await readdir(operationFolder(root(), head.id))).toSorted(), [
      'journal.1.ndjson',
      'summary.json',
    ]);
    const summary = join(operationFolder(root(), head.id), 'summary.json');
    await writeFile(summary, (await readFile(summary, 'utf8')).replace('"done":1', '"done":7'));
    assert.equal((await archive.list())[0]?.counts?.done, 7);
    await truncate(pathOf(head), (await stat(pathOf(head))).size - 1);
    assert.deepEqual(await standings(), ['unfinished']);
    for (const wrong of [
      '',
      'null',
      '{"version":1}',
      (await readFile(summary, 'utf8')).replace('"version":1', '"version":2'),
    ]) {
      await writeFile(summary, wrong);
      assert.deepEqual(await standings(), ['unfinished']);
    }
    assert.equal(first[0]?.counts?.done, 1);
  });

  it('gives the state of one, and of a damaged one only the fault', async () => {
    const head = await put({}, ENDED);
    const state = valueOf(await archive.load(head.id));
    assert.deepEqual(state.machines.get(ID)?.outcome, { kind: 'done', values: ENABLED });
    await damage(head);
    assert.deepEqual(await archive.load(head.id), { ok: false, fault: { kind: 'damaged', line: 1 } });
  });

  it('offers what is unfinished to the same cloud, endpoint and accounts alone', async () => {
    const OTHERS: readonly OperationOwner[] = [
      { ...OWNER, cloud: 'AzureUSGovernment' },
      { ...OWNER, endpoint: 'http://127.0.0.1:4100' },
      { ...OWNER, accounts: [] },
      { ...OWNER, accounts: [{ ...ACCOUNT, id: 'other' }] },
      { ...OWNER, accounts: [{ ...ACCOUNT, tenantId: FABRIKAM }] },
    ];
    const head = await put({});
    await put({ begunAt: LATER }, ENDED);
    await damage(await put({ begunAt: LATER }));
    const more: OperationOwner = {
      ...OWNER,
      accounts: [
        { tenantId: FABRIKAM, id: 'x', name: 'x' },
        { ...ACCOUNT, name: 'ada.renamed@contoso.com' },
      ],
    };
    for (const owner of [OWNER, more]) {
      assert.deepEqual(
        (await archive.unfinished(owner)).map(({ id }) => id),
        [head.id],
      );
    }
    for (const owner of OTHERS) assert.deepEqual(await archive.unfinished(owner), [], JSON.stringify(owner));
  });

  it('sweeps what ended long ago, and never what is unfinished, damaged or of a later version', async () => {
    const ended = await put({}, ENDED);
    const unfinished = await put({});
    const damaged = await put({}, ENDED);
    const newer = await put({}, ENDED);
    await writeFile(pathOf(newer), (await readFile(pathOf(newer), 'utf8')).replaceAll('{"v":1,', '{"v":2,'));
    // Listed as ended before it was damaged.
    await archive.list();
    await damage(damaged);
    assert.equal(await swept(after(LATER, 400 * DAY)), 0);
    assert.deepEqual(await archive.sweep(after(LATER, 400 * DAY + 1)), [ended.id]);
    assert.equal(await swept(after(LATER, 4000 * DAY)), 0);
    assert.deepEqual((await readdir(root())).toSorted(), [unfinished.id, damaged.id, newer.id].toSorted());
  });

  it('keeps them for as long as it is told', async () => {
    await put({}, ENDED);
    assert.equal(await swept(after(LATER, 7 * DAY), 7), 0);
    assert.equal(await swept(after(LATER, 8 * DAY), 7), 1);
  });

  it('sweeps the folder of an operation that never got a journal, once nobody can be making it', async () => {
    await mkdir(operationFolder(root(), headOf().id));
    assert.equal(await swept(after(BEGUN, HOUR)), 0);
    assert.equal(await swept(after(BEGUN, 2 * DAY)), 1);
    assert.deepEqual(await readdir(root()), []);
  });

  describe('exports an audit trail', () => {
    interface Trail {
      readonly chain: { readonly holds: boolean; readonly lines: number; readonly lastHash: string };
      readonly lines: readonly { readonly h: string; readonly type: string }[];
      readonly unreliable: readonly string[];
    }

    /** Checks the chain with nothing but the exported text. */
    function lastHashOf(json: string): string {
      let hash = '0'.repeat(64);
      for (const [, stated = '', rest = ''] of json.matchAll(/^\{"v":1,"h":"(.{64})",(.*?),?$/gm)) {
        hash = createHash('sha256')
          .update(hash + rest)
          .digest('hex');
        assert.equal(hash, stated);
      }
      return hash;
    }

    it('that anybody can check', async () => {
      const head = await put({}, ENDED);
      const { json, fault } = valueOf(await archive.auditTrail(head.id));
      const trail = JSON.parse(json) as Trail;
      assert.equal(fault, null);
      assert.equal(trail.chain.holds, true);
      assert.equal(trail.chain.lines, 8);
      assert.deepEqual(trail.unreliable, []);
      assert.equal(lastHashOf(json), trail.chain.lastHash);
      assert.deepEqual(
        trail.lines.map(({ type }) => type),
        ['begun', 'machine', 'ready', 'prior', 'sending', 'answered', 'settled', 'ended'],
      );
    });

    it('of a damaged journal as well, and says which line is wrong', async () => {
      const head = await put({}, ENDED);
      const text = await readFile(pathOf(head), 'utf8');
      await writeFile(pathOf(head), `${text.replace('"status":202', '"status":200')}no line`);
      const { json, fault } = valueOf(await archive.auditTrail(head.id));
      const trail = JSON.parse(json) as Trail;
      assert.deepEqual(fault, { kind: 'damaged', line: 6 });
      assert.equal(trail.chain.holds, false);
      assert.equal(trail.lines.length, 5);
      assert.equal(trail.unreliable.length, 4);
      assert.match(trail.unreliable[0] ?? '', /"status":200/);
      assert.deepEqual(await standings(), ['damaged']);
    });

    it('as rows: who, what, when, to which machine, from what, with which outcome and request ids', async () => {
      const head = await put({ ticket: 'CHG-1' }, ENDED);
      const rows = auditRows(valueOf(await archive.load(head.id)));
      assert.equal(rows.length, 1);
      const [row] = rows;
      assert.deepEqual(row, {
        operation: head.id,
        kind: 'enroll',
        ticket: 'CHG-1',
        begunAt: BEGUN,
        account: { id: ACCOUNT.id, name: 'ada@contoso.com' },
        machine: MACHINE,
        prior: { values: BEFORE, assessmentMode: 'ImageDefault', patchMode: null, others: { 'properties.esu': '"x"' } },
        outcome: 'done',
        values: ENABLED,
        failure: null,
        sentAt: BEGUN,
        settledAt: LATER,
        requestIds: [IDS],
      });
    });
  });
});
