import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SimulatedAzure } from '../simulatedAzure/simulatedAzure';
import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import { BENCH_NOW } from './programs/benchNow';
import type { SoakAnswer, SoakSample } from './programs/soak';
import { median, printTable } from './table';

/** How many times as fast as real time: eight hours in eight minutes. */
const SCALE = 60;
const MACHINES = 300;
const ENROLL_SECONDS = 120;
const KILOBYTE = 1024;
/** A slope that a working day would not notice. */
const MOST_KILOBYTES_AN_HOUR = 256;

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
    print(answer);
    check(answer, soakHours);
  } finally {
    await azure.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function print({ samples, ...answer }: SoakAnswer): void {
  const half = lastHalf(samples);
  const heaps = half.map(({ heapBytes }) => heapBytes / KILOBYTE / KILOBYTE);
  const counted = Object.entries({ ...answer.operations, ...answer.outcomes });
  printTable(
    `Soak: ${(samples.at(-1)?.hours ?? 0).toFixed(1)} simulated hours, ${SCALE} times as fast, ${MACHINES} machines`,
    ['what', 'figure'],
    [
      ['rounds, each with a connection of its own', samples.length],
      ['refreshes', answer.refreshes],
      ['of them failed by the faults set', answer.failedRefreshes],
      ['changes of the view', answer.viewChanges],
      ...counted,
      ['heap after collection, last half: median MB', median(heaps)],
      ['  least MB', Math.min(...heaps)],
      ['  most MB', Math.max(...heaps)],
      ['  slope, KB an hour', slope(half)],
      ['listeners on living signals, at the end', samples.at(-1)?.signalListeners ?? 0],
      ['listeners on the process', `${samples[0]?.processListeners} → ${samples.at(-1)?.processListeners}`],
      ['descriptors', `${samples[0]?.descriptors} → ${samples.at(-1)?.descriptors}`],
      ['active resources', `${JSON.stringify(samples[0]?.resources)} → ${JSON.stringify(samples.at(-1)?.resources)}`],
      ['stray files', samples.at(-1)?.strayFiles ?? 0],
    ],
  );
  for (const warning of answer.warnings) console.log(`warning: ${warning}`);
}

/** Throws where something grew that nothing was left to need. */
function check({ samples }: SoakAnswer, hours: number): void {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error('There was no round.');
  const leaks: string[] = [];
  for (const [kind, count] of Object.entries(last.resources)) {
    if (count > (first.resources[kind] ?? 0)) leaks.push(`${kind}: ${first.resources[kind] ?? 0} → ${count}`);
  }
  for (const what of ['signalListeners', 'processListeners', 'descriptors', 'strayFiles'] as const) {
    if (last[what] > first[what]) leaks.push(`${what}: ${first[what]} → ${last[what]}`);
  }
  // Over less than some hours the slope is that of caches that fill.
  const kilobytes = slope(lastHalf(samples));
  if (hours >= 4 && kilobytes > MOST_KILOBYTES_AN_HOUR) leaks.push(`heap: ${Math.round(kilobytes)} KB an hour`);
  if (leaks.length > 0) throw new Error(`Left behind: ${leaks.join('; ')}`);
}

function lastHalf(samples: readonly SoakSample[]): readonly SoakSample[] {
  return samples.slice(Math.floor(samples.length / 2));
}

/** Least squares, in KB an hour. */
function slope(samples: readonly SoakSample[]): number {
  const mean = (pick: (sample: SoakSample) => number): number =>
    samples.reduce((sum, each) => sum + pick(each), 0) / Math.max(1, samples.length);
  const [hours, heap] = [mean((each) => each.hours), mean((each) => each.heapBytes)];
  const above = samples.reduce((sum, each) => sum + (each.hours - hours) * (each.heapBytes - heap), 0);
  const below = samples.reduce((sum, each) => sum + (each.hours - hours) ** 2, 0);
  return below === 0 ? 0 : above / below / KILOBYTE;
}
