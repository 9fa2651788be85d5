import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { startPages } from './startPages';
import { runProgram } from './program';
import type { HoldAnswer } from './programs/holdFleet';
import { median, printTable } from './table';

/** What holding the largest fleet costs, in memory and on disk. */
export async function benchMemory(bundles: BenchBundles, { largest, runs }: BenchOptions): Promise<void> {
  const large = await startPages(bundles, largest);
  const small = await startPages(bundles, 1_000);
  const answers: HoldAnswer[] = [];
  for (let run = 0; run < Math.min(runs, 3); run += 1) {
    answers.push(await runProgram<HoldAnswer>(bundles.program('holdFleet'), large.answer.url, small.answer.url));
  }
  large.stop();
  small.stop();
  const of = (pick: (answer: HoldAnswer) => number): number => median(answers.map(pick));
  const machines = of((answer) => answer.machines);
  printTable(
    `Memory: ${machines.toLocaleString('en')} machines in the store, after a forced collection; and their snapshot file`,
    ['what', 'in all', 'unit', 'each machine', 'unit'],
    [
      [
        'heap, as read from Azure',
        of((answer) => answer.heapBytes) / 1e6,
        'MB',
        of((answer) => answer.heapBytes) / machines,
        'bytes',
      ],
      [
        'heap, as loaded from the file',
        of((answer) => answer.loadedHeapBytes) / 1e6,
        'MB',
        of((answer) => answer.loadedHeapBytes) / machines,
        'bytes',
      ],
      [
        'snapshot file',
        of((answer) => answer.fileBytes) / 1e6,
        'MB',
        of((answer) => answer.fileBytes) / machines,
        'bytes',
      ],
      [
        'save, wall',
        of((answer) => answer.saveMilliseconds),
        'ms',
        (1000 * of((answer) => answer.saveMilliseconds)) / machines,
        'µs',
      ],
      ['save, longest block', of((answer) => answer.saveBlock), 'ms', '', ''],
      [
        'load, wall',
        of((answer) => answer.loadMilliseconds),
        'ms',
        (1000 * of((answer) => answer.loadMilliseconds)) / machines,
        'µs',
      ],
      ['load, longest block', of((answer) => answer.loadBlock), 'ms', '', ''],
    ],
  );
}
