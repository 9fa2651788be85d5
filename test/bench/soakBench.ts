import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SimulatedAzure } from '../simulatedAzure/simulatedAzure';
import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { grownMost, type HeapContents, heldInAll, readHeapContents } from './heapContents';
import { runProgram } from './program';
import { BENCH_NOW } from './programs/benchNow';
import type { SoakAnswer } from './programs/soak';
import type { SoakSample } from './programs/soakSample';
import { type Cell, median, printTable } from './table';

/** How many times as fast as real time: eight hours in eight minutes. */
const SCALE = 60;
const MACHINES = 300;
const ENROLL_SECONDS = 120;
const KILOBYTE = 1024;
/** A slope that a working day would not notice. */
const MOST_KILOBYTES_AN_HOUR = 256;
/**
 * The same of what the program holds, without V8's code: that one grows for hours, ever more slowly, as one function
 * after the other has been called often enough to be compiled. What is allowed is what the machines' own facts come to
 * as the operations change them.
 */
const MOST_HELD_KILOBYTES_AN_HOUR = 16;

/** What was in the heap at one time of the last half. */
interface HeapAt extends HeapContents {
  readonly hours: number;
}

/** Hours of a simulated Azure's time with refreshes, faults and operations: what is left behind, and the heap's slope. */
export async function benchSoak(bundles: BenchBundles, { soakHours, seed }: BenchOptions): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-bench-soak-'));
  const azure = await SimulatedAzure.start({
    program: path.join(bundles.extension, 'dist', 'simulator.js'),
    machines: MACHINES,
    seed: 7,
    now: new Date(BENCH_NOW).toISOString(),
    flags: {
      'time-scale': SCALE,
      'enroll-seconds': ENROLL_SECONDS,
      'disenroll-seconds': 30,
      'graph-lag-seconds': 30,
    },
  });
  try {
    const parameters = [azure.url, SCALE, soakHours, seed, folder];
    const answer = await runProgram<SoakAnswer>(bundles.program('soak'), ...parameters);
    const heaps = answer.heaps.map(({ hours, file }) => ({ hours, ...readHeapContents(file) }));
    print(answer, heaps);
    check(answer, heaps, soakHours);
  } finally {
    await azure.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function print({ samples, end, ...answer }: SoakAnswer, heaps: readonly HeapAt[]): void {
  const half = lastHalf(samples);
  const megabytes = half.map(({ heapBytes }) => heapBytes / KILOBYTE / KILOBYTE);
  const counted = Object.entries({ ...answer.operations, ...answer.outcomes });
  printTable(
    `Soak: ${(samples.at(-1)?.hours ?? 0).toFixed(1)} simulated hours, ${SCALE} times as fast, ${MACHINES} machines`,
    ['what', 'figure'],
    [
      ['rounds, every other with a connection of its own', samples.length],
      ['refreshes', answer.refreshes],
      ['of them failed by the faults set', answer.failedRefreshes],
      ['changes of the view', answer.viewChanges],
      ...counted,
      ['heap after collection, last half: median MB', median(megabytes)],
      ['  least MB', Math.min(...megabytes)],
      ['  most MB', Math.max(...megabytes)],
      ['  slope, KB an hour', slope(half, ({ heapBytes }) => heapBytes)],
      ...heldRows(heaps),
      ['listeners on living signals, at the end', end.signalListeners],
      ['listeners on the process', `${samples[0]?.processListeners} → ${end.processListeners}`],
      ['descriptors', `${samples[0]?.descriptors} → ${end.descriptors}`],
      ['active resources', `${JSON.stringify(samples[0]?.resources)} → ${JSON.stringify(end.resources)}`],
      ['stray files', end.strayFiles],
    ],
  );
  for (const warning of answer.warnings) console.log(`warning: ${warning}`);
}

/** What shows whether it is the program that grows. */
function heldRows(heaps: readonly HeapAt[]): readonly (readonly Cell[])[] {
  const [first, last] = [heaps[0], heaps.at(-1)];
  if (!first || !last) return [];
  const [before, after] = [heldInAll(first.held), heldInAll(last.held)];
  return [
    [`  of it V8’s own, by ${heaps.length} heap snapshots`, slope(heaps, ({ ownBytes }) => ownBytes)],
    ['  of it what the program holds', heldSlope(heaps)],
    ['  objects that the program holds', `${before.count} → ${after.count}`],
    ['  KB', `${Math.round(before.bytes / KILOBYTE)} → ${Math.round(after.bytes / KILOBYTE)}`],
    ...grownMost(first.held, last.held, 4).map((grown, index) => [index === 0 ? '  grown most' : '', grown]),
  ];
}

/** Throws where something grew that nothing was left to need. */
function check({ samples, end: last }: SoakAnswer, heaps: readonly HeapAt[], hours: number): void {
  const first = samples[0];
  if (!first) throw new Error('There was no round.');
  const leaks: string[] = [];
  for (const [kind, count] of Object.entries(last.resources)) {
    if (count > (first.resources[kind] ?? 0)) leaks.push(`${kind}: ${first.resources[kind] ?? 0} → ${count}`);
  }
  for (const what of ['signalListeners', 'processListeners', 'descriptors', 'strayFiles'] as const) {
    if (last[what] > first[what]) leaks.push(`${what}: ${first[what]} → ${last[what]}`);
  }
  // Over less than some hours the slope is that of caches that fill.
  const kilobytes = slope(lastHalf(samples), ({ heapBytes }) => heapBytes);
  if (hours >= 4 && kilobytes > MOST_KILOBYTES_AN_HOUR) leaks.push(`heap: ${Math.round(kilobytes)} KB an hour`);
  const held = heldSlope(heaps);
  if (hours >= 4 && held > MOST_HELD_KILOBYTES_AN_HOUR) leaks.push(`objects: ${Math.round(held)} KB an hour`);
  if (leaks.length > 0) throw new Error(`Left behind: ${leaks.join('; ')}`);
}

function lastHalf(samples: readonly SoakSample[]): readonly SoakSample[] {
  return samples.slice(Math.floor(samples.length / 2));
}

function heldSlope(heaps: readonly HeapAt[]): number {
  return slope(heaps, ({ held }) => heldInAll(held).bytes);
}

/** Least squares, in KB an hour. */
function slope<Point extends { readonly hours: number }>(
  points: readonly Point[],
  bytesOf: (point: Point) => number,
): number {
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, each) => sum + pick(each), 0) / Math.max(1, points.length);
  const [hours, bytes] = [mean((each) => each.hours), mean(bytesOf)];
  const above = points.reduce((sum, each) => sum + (each.hours - hours) * (bytesOf(each) - bytes), 0);
  const below = points.reduce((sum, each) => sum + (each.hours - hours) ** 2, 0);
  return below === 0 ? 0 : above / below / KILOBYTE;
}
