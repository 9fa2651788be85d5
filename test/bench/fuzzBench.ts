import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import type { FuzzAnswer } from './programs/fuzz';
import { printTable } from './table';

const MEGABYTE = 1024 * 1024;
/** More than this over the last half would be memory that cases leave behind; before, code is still being compiled. */
const MOST_GROWTH = 4 * MEGABYTE;

/** Changed answers of Azure through load, merge, judgement, tree, tooltip, dashboard and diagnosis: none may throw. */
export async function benchFuzz(bundles: BenchBundles, { fuzzAnswers, seed }: BenchOptions): Promise<void> {
  const answer = await runProgram<FuzzAnswer>(bundles.program('fuzz'), fuzzAnswers, seed);
  const { heaps } = answer;
  const growth = (heaps.at(-1) ?? 0) - (heaps[Math.floor(heaps.length / 2)] ?? 0);
  printTable(
    `Changed answers of Azure, seed ${seed}: none threw, none was shown as it must not be`,
    ['what', 'figure'],
    [
      ['changed answers', answer.answers],
      ['fleets read from them', answer.cases],
      ['of them read twice, with the same outcome', answer.repeated],
      ['machines shown', answer.machines],
      ['seconds', answer.seconds],
      ['heap after collection, each tenth, MB', heaps.map((heap) => (heap / MEGABYTE).toFixed(1)).join(' ')],
      ['growth over the last half, MB', growth / MEGABYTE],
    ],
  );
  if (growth > MOST_GROWTH) throw new Error(`The heap has grown by ${Math.round(growth / MEGABYTE)} MB.`);
}
