import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import type { PureAnswer } from './programs/pureSteps';
import { startPages } from './startPages';
import { median, printTable } from './table';

/** What the extension does with the largest fleet once it has it, next to a plain loop over the machines. */
export async function benchPure(bundles: BenchBundles, { largest, runs }: BenchOptions): Promise<void> {
  const pages = await startPages(bundles, largest);
  const { machines, steps } = await runProgram<PureAnswer>(bundles.program('pureSteps'), pages.answer.url, 2 * runs);
  pages.stop();
  const loop = median(steps['plain loop'] ?? []);
  printTable(
    `Pure steps on ${machines.toLocaleString('en')} machines, next to a plain loop over them`,
    ['step', 'ms', 'times the loop', 'ns each machine'],
    Object.entries(steps).map(([name, times]) => [
      name,
      median(times),
      median(times) / loop,
      Math.round((1e6 * median(times)) / machines),
    ]),
  );
}
