import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import type { LoadBlocks, LoadCosts } from './programs/loadFleet';
import type { Cost } from './programs/measure';
import type { PageServerAnswer } from './programs/pageServer';
import { startPages } from './startPages';
import { median, printTable } from './table';

/** Reads in one process: the first compiles its code, the others find it compiled. */
const READS: ReadonlyMap<number, number> = new Map([
  [1_000, 10],
  [10_000, 4],
  [100_000, 2],
]);

/** What 10,000 machines of one tenant may cost, by the project's own rule. */
const QUERY_BOUND = 35;

interface SizeResult {
  readonly machines: number;
  readonly server: PageServerAnswer;
  readonly fleet: readonly LoadCosts[];
  readonly bare: readonly LoadCosts[];
  readonly blocks: readonly LoadBlocks[];
}

/** The extension's read of a fleet next to the least that reading the same bytes can cost. */
export async function benchLoad(bundles: BenchBundles, { sizes, runs }: BenchOptions): Promise<void> {
  const results: SizeResult[] = [];
  for (const machines of sizes) results.push(await measure(bundles, machines, runs));
  printTable(
    'Load: reading a fleet of prebuilt pages, client process only, next to a bare loop (same bytes, same concurrency)',
    ['machines', 'MB', 'queries', 'read', 'CPU ms', 'bare', 'ratio', 'wall ms', 'bare', 'ratio'],
    results.flatMap((result) => [costRow(result, 'first', first), costRow(result, 'later', later)]),
  );
  printTable(
    'Load: longest block of the event loop, ms (FleetStore.apply judges every machine)',
    ['machines', 'first read', 'first apply', 'refresh read', 'refresh apply'],
    results.map(({ machines, blocks }) => [
      machines,
      median(blocks.map(({ firstRead }) => firstRead)),
      median(blocks.map(({ firstApply }) => firstApply)),
      median(blocks.map(({ refreshRead }) => refreshRead)),
      median(blocks.map(({ refreshApply }) => refreshApply)),
    ]),
  );
  const tenThousand = results.find(({ machines }) => machines === 10_000)?.fleet[0]?.queries;
  console.log(`\nQueries for 10,000 machines of one tenant: ${tenThousand ?? '-'} (bound: ${QUERY_BOUND})`);
}

async function measure(bundles: BenchBundles, machines: number, runs: number): Promise<SizeResult> {
  const server = await startPages(bundles, machines);
  const { url } = server.answer;
  const reads = READS.get(machines) ?? 2;
  const fleet: LoadCosts[] = [];
  const bare: LoadCosts[] = [];
  const blocks: LoadBlocks[] = [];
  for (let run = 0; run < runs; run += 1) {
    fleet.push(await runProgram<LoadCosts>(bundles.program('loadFleet'), url, reads));
    bare.push(await runProgram<LoadCosts>(bundles.program('loadBare'), url, reads));
    blocks.push(await runProgram<LoadBlocks>(bundles.program('loadFleet'), url, reads, 'block'));
  }
  server.stop();
  return { machines, server: server.answer, fleet, bare, blocks };
}

type Pick = (costs: readonly Cost[]) => readonly Cost[];
const first: Pick = (costs) => costs.slice(0, 1);
const later: Pick = (costs) => costs.slice(1);

function costRow(
  { machines, server, fleet, bare }: SizeResult,
  name: string,
  pick: Pick,
): readonly (string | number)[] {
  const ofFleet = fleet.flatMap(({ costs }) => pick(costs));
  const ofBare = bare.flatMap(({ costs }) => pick(costs));
  const cpu = median(ofFleet.map((cost) => cost.cpuMilliseconds));
  const bareCpu = median(ofBare.map((cost) => cost.cpuMilliseconds));
  const wall = median(ofFleet.map((cost) => cost.wallMilliseconds));
  const bareWall = median(ofBare.map((cost) => cost.wallMilliseconds));
  const queries = fleet[0]?.queries ?? Number.NaN;
  return [machines, server.bytes / 1e6, queries, name, cpu, bareCpu, cpu / bareCpu, wall, bareWall, wall / bareWall];
}
