// Times what the extension does with a fleet that it holds: no network, no VS Code.
//   pureSteps.js URL RUNS
import { classifier } from '../../../src/core/classify';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { matcher, NO_FILTER } from '../../../src/core/fleetFilter';
import { summarize } from '../../../src/core/fleetSummary';
import type { Grouping } from '../../../src/core/grouping';
import { groupMachines } from '../../../src/core/grouping';
import { instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { NO_HISTORY } from '../../../src/core/machineHistory';
import { inNaturalOrder } from '../../../src/core/naturalOrder';
import type { FleetView } from '../../../src/fleet/fleetStore';
import { FleetTreeModel } from '../../../src/ui/fleetTreeModel';
import { BENCH_NOW } from './benchNow';
import { answerAndExit } from './answer';
import { milliseconds } from './measure';
import { emptyStore, EVERYTHING, openReader } from './openReader';

export interface PureAnswer {
  readonly machines: number;
  /** Step → milliseconds of each run. The first step is a plain loop over the rows. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
}

const [url = '', runs = '5'] = process.argv.slice(2);
const BY_STATE: Grouping = { by: 'state' };
const GRACE_DAYS = 7;
const OFFLINE_DAYS = 15;

async function judged(): Promise<FleetView> {
  const reader = await openReader(url);
  const store = emptyStore();
  store.apply(await reader.read(), EVERYTHING);
  reader.dispose();
  return store.view;
}

/** The least that looking at every machine costs: one property of its facts and one of its verdict. */
function plainLoop(machines: readonly JudgedMachine[]): number {
  let sum = 0;
  for (const { facts, verdict } of machines) sum += facts.name.length + (verdict.needsAttention ? 1 : 0);
  return sum;
}

function classifyAll(machines: readonly JudgedMachine[]): unknown {
  const classify = classifier({ releases: bundledReleases, now: instant(BENCH_NOW), graceDays: GRACE_DAYS });
  return machines.map(({ facts }) => classify(facts, NO_HISTORY));
}

/** The same fleet after a refresh in which one machine of a hundred has changed. */
function changedView(view: FleetView): FleetView {
  const machines = view.machines.map((machine, index) =>
    index % 100 === 0
      ? { ...machine, verdict: { ...machine.verdict, needsAttention: !machine.verdict.needsAttention } }
      : { ...machine },
  );
  return { ...view, machines };
}

/** What the tree does when the store says that something changed, with every group opened. */
function updateTree(model: FleetTreeModel, view: FleetView): number {
  model.update(view, NO_FILTER, BY_STATE);
  return model.roots().reduce((sum, root) => sum + model.children(root.id).length, 0);
}

async function main(): Promise<PureAnswer> {
  const view = await judged();
  const changed = changedView(view);
  const { machines } = view;
  const model = new FleetTreeModel((key) => JSON.stringify(key));
  const group = (grouping: Grouping) => () => groupMachines(machines, grouping, (key) => JSON.stringify(key));
  const filter = (text: string) => () => machines.filter(matcher({ ...NO_FILTER, text }));
  let isOdd = false;
  const steps: Readonly<Record<string, () => unknown>> = {
    'plain loop': () => plainLoop(machines),
    'classify all': () => classifyAll(machines),
    'sort by name': () => inNaturalOrder(machines, ({ facts }) => facts.name),
    'group by state': group(BY_STATE),
    'group by resource group': group({ by: 'resourceGroup' }),
    'group by tag': group({ by: 'tag', tag: 'owner' }),
    'filter by text, one word': filter('con-app'),
    'filter by text, two words': filter('2025 westeurope'),
    summarize: () => summarize(machines, instant(BENCH_NOW), OFFLINE_DAYS),
    'tree update, nothing changed': () => updateTree(model, view),
    'tree update, 1 % changed': () => {
      isOdd = !isOdd;
      return updateTree(model, isOdd ? changed : view);
    },
  };
  const times: Record<string, number[]> = {};
  // Round by round, so that a drift of the machine falls on all of them. The first round compiles.
  for (let round = 0; round <= Number(runs); round += 1) {
    for (const [name, step] of Object.entries(steps)) {
      const time = milliseconds(step);
      if (round > 0) (times[name] ??= []).push(time);
    }
  }
  return { machines: machines.length, steps: times };
}

answerAndExit(main());
