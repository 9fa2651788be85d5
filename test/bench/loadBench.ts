import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import type { LoadBlocks, LoadCosts } from './programs/loadFleet';
import type { Cost } from './programs/measure';
import type { PageServerAnswer } from './programs/pageServer';
import { startPages } from './startPages';
import { type Cell, median, printTable } from './table';

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
  /** The bare loop, keeping every row until its end. */
  readonly keeping: readonly LoadCosts[];
  readonly blocks: readonly LoadBlocks[];
}

/** The extension's read of a fleet next to the least that reading the same bytes can cost. */
export async function benchLoad(bundles: BenchBundles, { sizes, runs }: BenchOptions): Promise<void> {
  const results: SizeResult[] = [];
  for (const machines of sizes) results.push(await measure(bundles, machines, runs));
  printTable(
    'Load: reading a fleet of prebuilt pages, client process only, next to a bare loop (same bytes, same concurrency)',
    [
      'machines',
      'MB',
      'queries',
      'read',
      'CPU ms',
      'bare',
      'bare, keeping',
      'to bare',
      'to keeping',
      'wall ms',
      'bare',
      'to bare',
    ],
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
  const keeping: LoadCosts[] = [];
  const blocks: LoadBlocks[] = [];
  for (let run = 0; run < runs; run += 1) {
    fleet.push(await runProgram<LoadCosts>(bundles.program('loadFleet'), url, reads));
    bare.push(await runProgram<LoadCosts>(bundles.program('loadBare'), url, reads));
    keeping.push(await runProgram<LoadCosts>(bundles.program('loadBare'), url, reads, 'keep'));
    blocks.push(await runProgram<LoadBlocks>(bundles.program('loadFleet'), url, reads, 'block'));
  }
  server.stop();
  return { machines, server: server.answer, fleet, bare, keeping, blocks };
}

type Pick = (costs: readonly Cost[]) => readonly Cost[];
const first: Pick = (costs) => costs.slice(0, 1);
const later: Pick = (costs) => costs.slice(1);

function costRow({ machines, server, fleet, bare, keeping }: SizeResult, name: string, pick: Pick): readonly Cell[] {
  const [ours, bound, kept] = [fleet, bare, keeping].map((each) =>
    medianCost(each.flatMap(({ costs }) => pick(costs))),
  );
  if (!ours || !bound || !kept) return [];
  const cpu = [ours, bound, kept].map((cost) => cost.cpuMilliseconds);
  return [
    ...[machines, server.bytes / 1e6, fleet[0]?.queries ?? Number.NaN, name, ...cpu],
    ours.cpuMilliseconds / bound.cpuMilliseconds,
    ours.cpuMilliseconds / kept.cpuMilliseconds,
    ...[ours.wallMilliseconds, bound.wallMilliseconds, ours.wallMilliseconds / bound.wallMilliseconds],
  ];
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    cpuMilliseconds: median(costs.map((cost) => cost.cpuMilliseconds)),
    wallMilliseconds: median(costs.map((cost) => cost.wallMilliseconds)),
  };
}
