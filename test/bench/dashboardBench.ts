import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { DashboardWindow, type ScrollCost } from './dashboardWindow';
import { startSilentServer } from './hostBench';
import { runProgram } from './program';
import type { DashboardAnswer } from './programs/dashboardSteps';
import { startPages } from './startPages';
import { median, printTable } from './table';

const SMALL = 500;
const SCROLL_AIM_MS = 8;

/** The dashboard: what its host side does, what it sends, how it opens and how it scrolls. */
export async function benchDashboard(bundles: BenchBundles, { largest, runs }: BenchOptions): Promise<void> {
  await benchSteps(bundles, largest, runs);
  await benchPage(bundles, [SMALL, largest], runs);
}

async function benchSteps(bundles: BenchBundles, largest: number, runs: number): Promise<void> {
  const pages = await startPages(bundles, largest);
  const answer = await runProgram<DashboardAnswer>(bundles.program('dashboardSteps'), pages.answer.url, runs);
  pages.stop();
  const fleet = `${answer.machines.toLocaleString('en')} machines`;
  printTable(
    `Dashboard, in the extension host: ${fleet} after a refresh in which 1 % changed (median of ${runs})`,
    ['step', 'ms'],
    Object.entries(answer.steps).map(([name, times]) => [name, median(times)]),
  );
  printTable(
    `Dashboard, what is sent to the page: ${fleet}`,
    ['what', 'KB'],
    Object.entries(answer.bytes).map(([name, bytes]) => [name, bytes / 1024]),
  );
}

interface PageFigures {
  readonly machines: number;
  readonly bare: readonly number[];
  readonly opened: readonly number[];
  readonly nodes: number;
  readonly bodyNodes: number;
  readonly scrolls: readonly ScrollCost[];
  readonly blanks: readonly number[];
}

async function benchPage(bundles: BenchBundles, sizes: readonly number[], runs: number): Promise<void> {
  const azure = await startSilentServer();
  const all: PageFigures[] = [];
  try {
    for (const machines of sizes) all.push(await pageFigures(bundles, machines, azure.url, runs));
  } finally {
    azure.close();
  }
  printTable(
    `Dashboard: from the command until real figures, cached fleet (median of ${runs}, after a first one)`,
    ['machines', 'bare panel, ms', 'dashboard, ms', 'ratio', 'the first one, ms'],
    all.map(({ machines, bare, opened: [first = Number.NaN, ...later] }) => [
      machines,
      median(bare.slice(1)),
      median(later),
      median(later) / median(bare.slice(1)),
      first,
    ]),
  );
  printTable(
    `Dashboard: scrolling, each frame (aim: script under ${SCROLL_AIM_MS} ms), and blank rows after a jump to anywhere`,
    ['machines', 'script, ms', 'style and layout, ms', 'blank, median ms', 'blank, 95th percentile ms'],
    all.map(({ machines, scrolls, blanks }) => [
      machines,
      median(scrolls.map(({ script }) => script)),
      median(scrolls.map(({ layout }) => layout)),
      median(blanks),
      percentile(blanks, 0.95),
    ]),
  );
  printTable(
    'Dashboard: DOM nodes',
    ['machines', 'whole page', 'body of the table'],
    all.map(({ machines, nodes, bodyNodes }) => [machines, nodes, bodyNodes]),
  );
}

async function pageFigures(
  bundles: BenchBundles,
  machines: number,
  endpoint: string,
  runs: number,
): Promise<PageFigures> {
  const window = await DashboardWindow.open(bundles, machines, endpoint);
  try {
    const [bare, opened]: [number[], number[]] = [[], []];
    for (let run = 0; run <= runs; run += 1) {
      bare.push(await window.timeOf('Bench: Show Bare Panel', '#bare-panel'));
      await window.closePanel();
      opened.push(await window.timeOf('Hotpatch Fleet: Show Dashboard', '.figure-hotpatched .value'));
      if (run < runs) await window.closePanel();
    }
    const nodes = await window.count('*');
    const bodyNodes = await window.count('.grid-body *');
    const scrolls: ScrollCost[] = [];
    for (let run = 0; run < runs; run += 1) scrolls.push(await window.scroll());
    return { machines, bare, opened, nodes, bodyNodes, scrolls, blanks: await window.jump() };
  } finally {
    await window.close();
  }
}

/** The value below which that part of the values lies. */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
