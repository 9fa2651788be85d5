// Reads the fleet into a store and says what holding it costs; then the snapshot file.
//   holdFleet.js URL SMALL_URL
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FleetStore } from '../../../src/fleet/fleetStore';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { answerAndExit } from './answer';
import { collectGarbage, costOf, longestBlock } from './measure';
import { emptyStore, EVERYTHING, openReader } from './openReader';

export interface HoldAnswer {
  readonly machines: number;
  readonly heapBytes: number;
  readonly fileBytes: number;
  readonly saveMilliseconds: number;
  readonly saveBlock: number;
  readonly loadMilliseconds: number;
  readonly loadBlock: number;
  /** The heap of a store that shows what was loaded from the file. */
  readonly loadedHeapBytes: number;
}

const KEY = snapshotKey({ cloud: 'Loopback', endpoint: '', tenants: [], account: 'bench' });

async function readInto(store: FleetStore, url: string): Promise<void> {
  const reader = await openReader(url);
  store.apply(await reader.read(), EVERYTHING);
  reader.dispose();
}

/** In use after everything that nobody holds has gone. */
async function heapInUse(): Promise<number> {
  // Sockets and timers of the read let go of what they hold in later turns.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

async function holdFleet(url: string, smallUrl: string): Promise<HoldAnswer> {
  await readInto(emptyStore(), smallUrl); // so that the code itself is not counted
  const before = await heapInUse();
  const store = emptyStore();
  await readInto(store, url);
  const heapBytes = (await heapInUse()) - before;
  const machines = store.view.machines.length;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-bench-snapshot-'));
  const files = new SnapshotFile(folder, fail);
  const saved = await saveFigures(files, store);
  // Nothing may hold the machines that were read while those from the file are weighed.
  store.adopt(null);
  const loaded = await loadFigures(files);
  store.adopt(await files.load(KEY));
  const loadedHeapBytes = (await heapInUse()) - before;
  const [name = ''] = fs.readdirSync(folder);
  const fileBytes = fs.statSync(path.join(folder, name)).size;
  fs.rmSync(folder, { recursive: true, force: true });
  return { machines, heapBytes, loadedHeapBytes, fileBytes, ...saved, ...loaded };
}

function fail(message: string): never {
  throw new Error(message);
}

async function saveFigures(files: SnapshotFile, store: FleetStore) {
  const { snapshot } = store.view;
  if (snapshot === null) throw new Error('The store is empty.');
  const cost = await costOf(() => files.save(KEY, snapshot));
  const saveBlock = await longestBlock(() => files.save(KEY, snapshot));
  return { saveMilliseconds: cost.wallMilliseconds, saveBlock };
}

async function loadFigures(files: SnapshotFile) {
  const cost = await costOf(() => files.load(KEY));
  const loadBlock = await longestBlock(() => files.load(KEY));
  return { loadMilliseconds: cost.wallMilliseconds, loadBlock };
}

const [url = '', smallUrl = ''] = process.argv.slice(2);
answerAndExit(holdFleet(url, smallUrl));
