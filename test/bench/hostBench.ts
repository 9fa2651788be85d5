import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { inRepository } from '../host/repository';
import { type Activation, readActivations } from './activations';
import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { type FirstRow, FirstRowWindow, type Subject } from './firstRow';
import { runProgram } from './program';
import { startPages } from './startPages';
import { type Cell, median, printTable } from './table';

const OURS = 'hotpatch-fleet.hotpatch-fleet';
/** Built-in extensions that everybody has running. */
const YARDSTICKS = ['vscode.git', 'vscode.json-language-features'];
const START_UP_BOUND_KB = 150;

/** What a user of VS Code waits for: the first row out of the cache, and the activation. */
export async function benchHost(bundles: BenchBundles, { cached, runs }: BenchOptions): Promise<void> {
  await benchFirstRow(bundles, cached, runs);
  await benchActivation(bundles, runs);
}

async function benchFirstRow(bundles: BenchBundles, cached: readonly number[], runs: number): Promise<void> {
  const azure = await startSilentServer();
  const empty: Subject = {
    id: 'empty',
    name: 'empty extension, one row',
    extension: inRepository('test', 'bench', 'empty-extension'),
    container: 'Empty',
  };
  const subjects = [empty, ...cached.map((machines) => cachedFleet(bundles, machines, azure.url))];
  const windows: FirstRowWindow[] = [];
  const rows = subjects.map((): FirstRow[] => []);
  try {
    for (const subject of subjects) windows.push(await FirstRowWindow.open(subject, bundles.folder));
    for (let run = 0; run < runs; run += 1) {
      for (const [place, window] of windows.entries()) rows[place]?.push(await window.measure());
    }
  } finally {
    for (const window of windows) await window.close();
    azure.close();
  }
  const baseline = median((rows[0] ?? []).map(({ milliseconds }) => milliseconds));
  printTable(
    `First row: from the call of activate until a row is on the page, cached fleet (median of ${runs} window loads)`,
    ['extension', 'ms', 'ratio', 'KB of code before', 'files before', 'azure.js, ms after the row'],
    subjects.map(({ name }, place) => firstRowCells(name, rows[place] ?? [], baseline)),
  );
  console.log(
    `\nCode loaded before the first cached row: bound ${START_UP_BOUND_KB} KB. Azure did not answer meanwhile.`,
  );
}

function firstRowCells(name: string, rows: readonly FirstRow[], baseline: number): readonly Cell[] {
  const milliseconds = median(rows.map((row) => row.milliseconds));
  const azure = rows.map(({ azureAfter }) => azureAfter).filter((after) => after !== null);
  return [
    name,
    milliseconds,
    milliseconds / baseline,
    median(rows.map(({ loadedBytes }) => loadedBytes)) / 1024,
    [...new Set(rows.flatMap(({ loadedFiles }) => loadedFiles))].join(', '),
    azure.length === 0 ? 'not loaded' : `${median(azure).toFixed(0)} (earliest ${Math.min(...azure).toFixed(0)})`,
  ];
}

/** The extension with a fleet of that size in its cache. */
export function cachedFleet(bundles: BenchBundles, machines: number, endpoint: string): Subject {
  return {
    id: `cached-${machines}`,
    name: `Hotpatch Fleet, ${machines.toLocaleString('en')} machines`,
    extension: bundles.extension,
    container: 'Hotpatch Fleet',
    machineSettings: { 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.loopbackEndpoint': endpoint },
    prepare: async (userData) => {
      const pages = await startPages(bundles, machines);
      const storage = path.join(userData, 'User', 'globalStorage', OURS);
      fs.mkdirSync(storage, { recursive: true });
      await runProgram<number>(bundles.program('makeSnapshot'), pages.answer.url, storage, endpoint);
      pages.stop();
    },
  };
}

export interface SilentServer {
  readonly url: string;
  close(): void;
}

/** Takes requests and never answers, so that nothing but the cache can be what is shown. */
export async function startSilentServer(): Promise<SilentServer> {
  const server = http.createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function benchActivation(bundles: BenchBundles, runs: number): Promise<void> {
  const ids = [OURS, ...YARDSTICKS];
  const tables: ReadonlyMap<string, Activation>[] = [];
  for (let run = 0; run < runs; run += 1) tables.push(await readActivations(bundles.extension, ids, bundles.folder));
  const figure = (id: string, pick: (activation: Activation) => number): number =>
    median(tables.flatMap((table) => table.get(id) ?? []).map(pick));
  printTable(
    `Activation: what VS Code itself measured, ms (median of ${runs} starts; no cache, signed out)`,
    ['extension', 'load code', 'call activate', 'finish activate'],
    ids.map((id) => [
      id,
      figure(id, ({ loadCode }) => loadCode),
      figure(id, ({ callActivate }) => callActivate),
      figure(id, ({ finishActivate }) => finishActivate),
    ]),
  );
}
