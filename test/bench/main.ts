// npm run bench -- [--only load,memory,pure,host,dashboard,operations,fuzz,soak,mutation] [--runs N] [--quick]
//   [--scale N] [--kills N] [--seed N]
import { buildBundles } from './benchBundles';
import { type BenchOptions, readBenchOptions } from './benchOptions';
import { benchDashboard } from './dashboardBench';
import { benchFuzz } from './fuzzBench';
import { benchHost } from './hostBench';
import { benchLoad } from './loadBench';
import { benchMemory } from './memoryBench';
import { benchMutation } from './mutationBench';
import { benchOperations } from './operationBench';
import { benchPure } from './pureBench';
import { benchSoak } from './soakBench';

async function main(options: BenchOptions): Promise<void> {
  const bundles = await buildBundles();
  process.once('exit', () => bundles.remove());
  for (const section of options.sections) {
    if (section === 'load') await benchLoad(bundles, options);
    if (section === 'memory') await benchMemory(bundles, options);
    if (section === 'pure') await benchPure(bundles, options);
    if (section === 'host') await benchHost(bundles, options);
    if (section === 'dashboard') await benchDashboard(bundles, options);
    if (section === 'operations') await benchOperations(bundles, options);
    if (section === 'fuzz') await benchFuzz(bundles, options);
    if (section === 'soak') await benchSoak(bundles, options);
    if (section === 'mutation') await benchMutation(options);
  }
}

process.once('SIGINT', () => process.exit(130));
main(readBenchOptions(process.argv.slice(2))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
