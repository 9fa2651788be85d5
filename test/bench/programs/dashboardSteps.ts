// Times what the dashboard's host side does with a fleet, and weighs what it sends to its page.
//   dashboardSteps.js URL RUNS
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import type { ColumnId, TableQuery } from '../../../src/core/dashboardContract';
import { FIRST_QUERY } from '../../../src/core/dashboardContract';
import { bundledRateCard } from '../../../src/core/rateCard';
import type { FleetReading } from '../../../src/azure/fleetReading';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { DashboardContext } from '../../../src/ui/dashboardContext';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import { DashboardModel } from '../../../src/ui/dashboardModel';
import { SentParts } from '../../../src/ui/sentParts';
import { PAGE_ROWS } from '../../../src/webview/rowCache';
import { answerAndExit } from './answer';
import { milliseconds } from './measure';
import { emptyStore, EVERYTHING, openReader } from './openReader';
import { englishTexts } from '../../unit/messages/englishTexts';

export interface DashboardAnswer {
  readonly machines: number;
  /** Step → milliseconds of each run. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
  /** What → bytes of JSON. */
  readonly bytes: Readonly<Record<string, number>>;
}

const [url = '', runs = '5'] = process.argv.slice(2);
const SORTED: readonly ColumnId[] = ['name', 'state', 'cores', 'cost', 'subscription', 'since'];

/** The same reading after a refresh in which one machine of a hundred owes a restart, or no longer does. */
function changedReading(reading: FleetReading, round: number): FleetReading {
  return {
    ...reading,
    machines: reading.machines.map((facts, place) => (place % 100 === 0 ? flipped(facts, round) : facts)),
  };
}

function flipped(facts: MachineFacts, round: number): MachineFacts {
  const { assessment } = facts;
  const rebootPending = round % 2 === 0;
  return {
    ...facts,
    assessment: { status: 'Succeeded', availableCount: 0, at: assessment?.at ?? null, rebootPending },
  };
}

async function main(): Promise<DashboardAnswer> {
  const reader = await openReader(url);
  const reading = await reader.read();
  reader.dispose();
  const store = emptyStore();
  store.apply(reading, EVERYTHING);
  const texts = englishTexts('en', 'UTC');
  const format = new DashboardFormat('en');
  const records: DashboardContext['records'] = [];
  const installed: DashboardContext['installed'] = new Map();
  const settings: DashboardContext['settings'] = {
    isDemo: false,
    offlineDays: 15,
    card: bundledRateCard,
    assumptions: DEFAULT_ASSUMPTIONS,
    updateManager: null,
    settingsProblem: null,
    isBlocked: false,
  };
  const contextOf = (): DashboardContext => ({
    view: store.view,
    now: store.now(),
    releases: store.releases,
    settings,
    records,
    installed,
    texts,
    format,
    subscriptionName: (id) => store.subscriptionName(id),
    tenantName: (id) => store.tenantName(id),
  });
  const model = new DashboardModel(contextOf);
  const sent = new SentParts();
  const rows = (query: Partial<TableQuery>): unknown => model.rows({ ...FIRST_QUERY, ...query }, 0, PAGE_ROWS);
  const bytes: Record<string, number> = {};
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= Number(runs); round += 1) {
    store.apply(changedReading(reading, round), EVERYTHING);
    const steps: Readonly<Record<string, () => unknown>> = {
      'all parts anew': () => model.parts(),
      'what has changed of them': () => {
        const changed = sent.changed(model.parts());
        bytes[round === 0 ? 'all parts, to a new page' : 'parts that differ, 1 % changed'] = bytesOf(changed);
      },
      'first rows': () => rows({}),
      ...Object.fromEntries(
        SORTED.map((column) => [`sort by ${column}`, () => rows({ sort: { column, descending: false } })]),
      ),
      'filter by text, two words': () => rows({ text: 'con app-1' }),
      'filter by reason': () => rows({ filters: [{ kind: 'rebootReason', reason: 'notKnown' }] }),
    };
    for (const [name, step] of Object.entries(steps)) {
      const time = milliseconds(step);
      if (round > 0) (times[name] ??= []).push(time);
    }
  }
  bytes[`a page of ${PAGE_ROWS} rows`] = bytesOf(rows({}));
  const all = Array.from({ length: Math.ceil(reading.machines.length / PAGE_ROWS) }, (_, page) =>
    bytesOf(model.rows(FIRST_QUERY, page * PAGE_ROWS, PAGE_ROWS)),
  );
  bytes['all rows, which are never sent'] = all.reduce((sum, each) => sum + each, 0);
  return { machines: reading.machines.length, steps: times, bytes };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

answerAndExit(main());
