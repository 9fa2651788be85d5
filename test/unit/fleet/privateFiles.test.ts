import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordObservation } from '../../../src/core/monthlyRecord';
import { DemoSimulator } from '../../../src/fleet/demoSimulator';
import { MonthlyRecordFile } from '../../../src/fleet/monthlyRecordFile';
import { readJournalOnDisk } from '../../../src/fleet/journalDisk';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import { OperationJournal } from '../../../src/fleet/operationJournal';
import { acquireLease } from '../../../src/fleet/operationLease';
import { keepSummary, summaryOf } from '../../../src/fleet/operationSummary';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { at } from '../core/machineBuilder';
import { SUBSCRIPTIONS, TENANTS, WHOLE } from './fleetBuilder';
import { headOf, machinesOf } from './journalBuilder';
import { temporaryFolder } from './temporaryFolder';

const KEY = snapshotKey({ cloud: 'AzureCloud', endpoint: 'https://management.azure.com', tenants: [], account: 'a' });
const MAY = at('2026-05-20T12:00:00Z');
const NEVER = new AbortController().signal;
const SOURCES = join(import.meta.dirname, '../../../src/fleet');

describe('what the extension keeps on disk', () => {
  const folder = temporaryFolder();
  const storage = (): string => join(folder(), 'storage');
  const operations = (): string => join(storage(), 'operations');
  const fail = (message: string): never => assert.fail(message);
  let umask: number;

  before(function () {
    // Windows has no such modes; what protects files there are the lists of the profile's folder.
    if (process.platform === 'win32') this.skip();
  });

  // The most that a system would let others do.
  beforeEach(() => (umask = process.umask(0)));
  afterEach(() => process.umask(umask));

  async function saveFleet(): Promise<void> {
    const read = { at: MAY, scope: WHOLE, tenants: TENANTS, subscriptions: SUBSCRIPTIONS };
    await new SnapshotFile(storage(), fail).save(KEY, { ...read, machines: [], vanished: [], missingRows: 0 });
  }

  async function saveRecord(): Promise<void> {
    const record = recordObservation(null, { at: MAY, machines: [], isComplete: true });
    assert.ok(await new MonthlyRecordFile(storage(), fail).save(KEY, record));
  }

  /** Two owners, one after the other, as after a crash, and the list that remembers how it ended. */
  async function runOperation(): Promise<void> {
    const head = headOf({ machineCount: 2 });
    const own = join(operations(), head.id);
    const first = await acquireLease(own, NEVER);
    assert.ok(first.ok);
    const created = await OperationJournal.create(operations(), head, machinesOf(2));
    assert.ok(created.ok);
    await created.value.close();
    await first.value.release();
    const second = await acquireLease(own, NEVER);
    assert.ok(second.ok);
    const reopened = await OperationJournal.reopen(operations(), head.id, second.value.epoch);
    assert.ok(reopened.ok);
    await reopened.value.journal.close();
    await second.value.release();
    const read = await readJournalOnDisk(own, () => undefined);
    assert.ok(read.ok);
    await keepSummary(own, summaryOf(head.id, reopened.value.state, undefined), read.value);
  }

  async function startDemo(): Promise<void> {
    const program = join(folder(), 'program.js');
    await writeFile(program, 'process.exit(1);');
    const demo = new DemoSimulator({ program, folder: join(storage(), 'demo'), machines: 1, seed: 1 });
    assert.equal((await demo.start(MAY, NEVER)).ok, false);
  }

  it('can be read by its owner alone, file by file and folder by folder', async () => {
    await saveFleet();
    await saveRecord();
    await runOperation();
    await startDemo();
    const kept = await modes(storage());
    assert.deepEqual(
      kept.filter(({ mode, isFolder }) => mode !== (isFolder ? 0o700 : 0o600)),
      [],
    );
    const names = kept.map(({ name }) => name.replaceAll(/[0-9a-f]{32}/g, '…')).join('\n');
    for (const part of ['fleet-…', 'record-…', 'lease.1', 'journal.2', 'summary.json', 'demo/simulator.log'])
      assert.ok(names.includes(part), `${part} in ${names}`);
  });

  it('is closed also where an earlier version has left it open', async () => {
    await mkdir(operations(), { recursive: true });
    const cache = join(storage(), `fleet-${KEY}.ndjson`);
    await writeFile(cache, 'old');
    await chmod(storage(), 0o755);
    assert.equal(await modeOf(cache), 0o666);
    await saveFleet();
    assert.equal(await modeOf(storage()), 0o700);
    assert.equal(await modeOf(cache), 0o600);
    await runOperation();
    assert.equal(await modeOf(operations()), 0o700);
    assert.equal((await new OperationArchive(operations(), fail).list()).length, 1);
  });

  it('is made through one function, so that no new file forgets it', () => {
    for (const name of readdirSync(SOURCES)) {
      const text = readFileSync(join(SOURCES, name), 'utf8');
      if (name !== 'privateFiles.ts') assert.doesNotMatch(text, /\bmkdir/, name);
      for (const [call] of text.matchAll(/^.*\b(?:writeFileAtomic|writeFile|openSync)\(.*$/gm)) {
        const isOnHandle = call.includes('file.writeFile('); // its file has been opened, with a mode
        assert.ok(isOnHandle || call.includes('PRIVATE_FILE'), `${name}: ${call.trim()}`);
      }
    }
  });
});

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

async function modes(
  root: string,
): Promise<readonly { readonly name: string; readonly mode: number; readonly isFolder: boolean }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const all = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFolder: entry.isDirectory() }));
  return Promise.all(
    [{ path: root, isFolder: true }, ...all].map(async ({ path, isFolder }) => ({
      name: path.slice(root.length + 1),
      mode: await modeOf(path),
      isFolder,
    })),
  );
}
