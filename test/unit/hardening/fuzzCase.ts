import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import { COLUMN_IDS, FIRST_QUERY } from '../../../src/core/dashboardContract';
import { diagnoseFleet } from '../../../src/core/diagnosisSummary';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import { summarize } from '../../../src/core/fleetSummary';
import { GROUPINGS, type Grouping } from '../../../src/core/grouping';
import type { Instant } from '../../../src/core/instant';
import { DAY, instant } from '../../../src/core/instant';
import { bundledRateCard } from '../../../src/core/rateCard';
import type { InstalledUpdates } from '../../../src/core/rebootReasons';
import { isStateId } from '../../../src/core/stateTable';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { SeededRandom } from '../../../src/simulator/seededRandom';
import type { DashboardContext } from '../../../src/ui/dashboardContext';
import { exportFile } from '../../../src/ui/dashboardExport';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import { DashboardModel } from '../../../src/ui/dashboardModel';
import { diagnosisMarkdown, fleetDiagnosisMarkdown } from '../../../src/ui/diagnosisDocument';
import type { FleetRow } from '../../../src/ui/fleetRow';
import { FleetTreeModel, updateRows } from '../../../src/ui/fleetTreeModel';
import { machineTooltip } from '../../../src/ui/machineTooltip';
import { groupName, rowAppearance, type RowContext } from '../../../src/ui/rowAppearance';
import { englishTexts } from '../messages/englishTexts';
import { ANSWERS, type AnswerName, type Answers, answersOf, FUZZ_NOW, type FuzzRows, readerOver } from './fuzzAzure';
import { mutated } from './mutations';

/** One change of one answer. */
export interface Mutation {
  readonly answer: AnswerName;
  readonly seed: string;
}

/** A reading of the fleet, and the changes of the two that follow it: merging knows what was before. */
export interface FuzzCase {
  readonly seed: string;
  readonly readings: readonly (readonly Mutation[])[];
}

export interface FuzzOutcome {
  /** Of everything that was made, so that a second run can be held against it. */
  readonly digest: string;
  readonly mutatedAnswers: number;
  readonly machines: number;
}

const READINGS = 2;
const texts = englishTexts('en', 'UTC');
const format = new DashboardFormat('en');
const EVERYTHING = { tenants: [], subscriptions: [] };

/** Every answer of each reading is changed at least once. */
export function fuzzCase(seed: string): FuzzCase {
  const random = new SeededRandom('case', seed);
  const readings = Array.from({ length: READINGS }, (_, reading) =>
    ANSWERS.flatMap((answer) =>
      // The first two lists decide whether there is a fleet at all: they stay whole in most of the readings.
      random.chance(answer === 'tenants' || answer === 'subscriptions' ? 12 : 100)
        ? Array.from({ length: 1 + random.below(3) }, (__, place) => ({ answer, seed: `${seed}/${reading}/${place}` }))
        : [],
    ),
  );
  return { seed, readings };
}

/** The changed answers of one reading, as a person can look at them. */
export function changedAnswers(rows: FuzzRows, { seed, readings }: FuzzCase): readonly Answers[] {
  const whole = answersOf(rows, new SeededRandom('answers', seed));
  return readings.map((mutations) =>
    mutations.reduce<Answers>(
      (answers, { answer, seed: each }) => ({ ...answers, [answer]: tryMutated(answers, answer, each) }),
      whole,
    ),
  );
}

// An answer that an earlier change has made no JSON stays as it is.
function tryMutated(answers: Answers, name: AnswerName, seed: string): Answers[AnswerName] {
  try {
    return mutated(answers[name], seed);
  } catch (error) {
    if (error instanceof SyntaxError) return answers[name];
    throw error;
  }
}

/** Reads, merges, judges and shows; throws where anything of it does, or shows what it must not. */
export async function runFuzzCase(rows: FuzzRows, testCase: FuzzCase): Promise<FuzzOutcome> {
  const hash = createHash('sha256');
  const clock = new JumpingClock(testCase.seed);
  const store = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
  const whole = answersOf(rows, new SeededRandom('answers', testCase.seed));
  await readInto(store, whole);
  for (const answers of changedAnswers(rows, testCase)) {
    clock.jump();
    await readInto(store, answers);
    hash.update(show(store));
    hash.update(await showDetails(store, answers));
  }
  store.dispose();
  assertUnpolluted();
  const mutatedAnswers = testCase.readings.reduce(
    (sum, each) => sum + new Set(each.map(({ answer }) => answer)).size,
    0,
  );
  return { digest: hash.digest('hex'), mutatedAnswers, machines: store.view.machines.length };
}

/** A computer's clock that is set between two readings, also back. */
class JumpingClock {
  readonly #random: SeededRandom;
  #now = instant(FUZZ_NOW);

  constructor(seed: string) {
    this.#random = new SeededRandom('clock', seed);
  }

  now(): Instant {
    return this.#now;
  }

  jump(): void {
    if (this.#random.chance(30)) this.#now = instant(FUZZ_NOW + this.#random.between(-700, 700) * DAY);
  }
}

async function readInto(store: FleetStore, answers: Answers): Promise<void> {
  const { reader } = readerOver(answers, () => store.now());
  // One of its own, as every read has: Node keeps what depends on a signal for as long as the signal.
  const { signal } = new AbortController();
  const reading = await reader.readFleet(EVERYTHING, signal, (progress) => store.progress(progress));
  if (reading.ok) store.apply(reading.value, EVERYTHING);
  else store.fail(reading.fault);
  for (const { verdict } of store.view.machines) assert.ok(isStateId(verdict.state), verdict.state);
}

async function showDetails(store: FleetStore, answers: Answers): Promise<string> {
  const { reader } = readerOver(answers, () => store.now());
  const [machine] = store.view.machines;
  if (!machine) return '';
  const { tenantId, id } = machine.facts;
  const { signal } = new AbortController();
  const pending = await reader.readPendingUpdates(tenantId, [id], signal);
  const installed = await reader.readInstalledUpdates(tenantId, [id], signal);
  const result = pending.ok ? { ok: true as const, value: pending.value.get(id) ?? [] } : pending;
  const rows = updateRows(machine, result).map((row) => shownRow(row, rowContext(store, { by: 'state' })));
  return JSON.stringify([rows, installed.ok ? [...installed.value.values()] : installed.fault]);
}

function show(store: FleetStore): string {
  const out: unknown[] = [showTree(store, { by: 'state' })];
  const grouping = GROUPINGS[store.view.machines.length % GROUPINGS.length] ?? 'state';
  out.push(showTree(store, grouping === 'tag' ? { by: 'tag', tag: 'owner' } : { by: grouping }));
  const subscriptionName = (id: Parameters<FleetStore['subscriptionName']>[0]): string => store.subscriptionName(id);
  for (const machine of store.view.machines) {
    const tooltip = machineTooltip(machine, texts, subscriptionName);
    for (const piece of [tooltip.name, tooltip.next, ...tooltip.why, ...tooltip.facts.map(({ value }) => value)]) {
      assertShowable(piece, 5_000);
    }
    out.push(tooltip);
  }
  out.push(summarize(store.view.machines, store.now(), 15), showDashboard(store), showDiagnosis(store));
  return JSON.stringify(out);
}

function rowContext(store: FleetStore, grouping: Grouping): RowContext {
  return {
    texts,
    view: store.view,
    grouping,
    now: store.now(),
    isDemo: false,
    tenantName: (id) => store.tenantName(id),
    subscriptionName: (id) => store.subscriptionName(id),
    activityOf: () => null,
  };
}

function showTree(store: FleetStore, grouping: Grouping): unknown {
  const model = new FleetTreeModel((key) => groupName(key, texts, (id) => store.subscriptionName(id)));
  model.update(store.view, NO_FILTER, grouping);
  const context = rowContext(store, grouping);
  const rows = model.roots().flatMap((root) => [root, ...model.children(root.id)]);
  const ids = rows.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'two rows of the tree have one id');
  assert.equal(model.shown, store.view.machines.length);
  return rows.map((row) => shownRow(row, context));
}

function shownRow(row: FleetRow, context: RowContext): unknown {
  const appearance = rowAppearance(row, context);
  const { label, description, accessibilityLabel } = appearance;
  assert.notEqual(label.trim(), '', 'a row without a label');
  for (const text of [label, description, accessibilityLabel]) assertShowable(text, 2_000);
  return appearance;
}

const NO_INSTALLED: InstalledUpdates = new Map();

function showDashboard(store: FleetStore): unknown {
  const context: DashboardContext = {
    view: store.view,
    now: store.now(),
    releases: store.releases,
    settings: {
      isDemo: false,
      offlineDays: 15,
      card: bundledRateCard,
      assumptions: DEFAULT_ASSUMPTIONS,
      updateManager: null,
      settingsProblem: null,
      isBlocked: false,
    },
    records: [],
    installed: NO_INSTALLED,
    texts,
    format,
    subscriptionName: (id) => store.subscriptionName(id),
    tenantName: (id) => store.tenantName(id),
  };
  const model = new DashboardModel(() => context);
  const rows = model.rows(FIRST_QUERY, 0, 100);
  const csv = exportFile({ format: 'csv', query: FIRST_QUERY, columns: COLUMN_IDS }, model).content;
  for (const cell of csvCells(csv)) assert.ok(!/^[=+@\t\r]/.test(cell), `a formula in the CSV: ${cell.slice(0, 200)}`);
  const shown = [
    model.parts(),
    rows,
    csv,
    exportFile({ format: 'json', query: FIRST_QUERY, columns: COLUMN_IDS }, model),
  ];
  assert.ok(!/"[^"]*(?:NaN|Infinity)[^"]*":|:(?:NaN|Infinity)/.test(JSON.stringify(model.parts())));
  return shown;
}

/** As a spreadsheet reads them: what stands between quotes may hold commas and line breaks. */
function csvCells(csv: string): readonly string[] {
  return [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function showDiagnosis(store: FleetStore): unknown {
  const view = {
    texts,
    isDemo: false,
    subscriptionName: (id: Parameters<FleetStore['subscriptionName']>[0]) => store.subscriptionName(id),
  };
  const fleet = diagnoseFleet(store.view.machines, () => null);
  return [
    fleetDiagnosisMarkdown(fleet, store.view.snapshot?.at ?? null, view),
    fleet.blocked.map((diagnosed) => diagnosisMarkdown(diagnosed, view)),
  ];
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/;

function assertShowable(text: string, mostCharacters: number): void {
  assert.ok(!UNSEEN.test(text), `not fit to be shown: ${JSON.stringify(text.slice(0, 200))}`);
  assert.ok(text.length <= mostCharacters, `${text.length} characters in one line`);
}

function assertUnpolluted(): void {
  assert.equal(Reflect.get({}, 'polluted'), undefined, 'Object.prototype was changed');
}

/** The fewest changes of which the case still fails: one after the other is left out as long as it does. */
export async function minimalCase(rows: FuzzRows, testCase: FuzzCase): Promise<FuzzCase> {
  let smallest = testCase;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smallerCases(smallest)) {
      if (!(await fails(rows, candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function smallerCases({ seed, readings }: FuzzCase): readonly FuzzCase[] {
  return readings.flatMap((mutations, reading) =>
    mutations.map((_, place) => ({
      seed,
      readings: readings.map((each, other) => (other === reading ? each.toSpliced(place, 1) : each)),
    })),
  );
}

async function fails(rows: FuzzRows, testCase: FuzzCase): Promise<boolean> {
  try {
    await runFuzzCase(rows, testCase);
    return false;
  } catch {
    return true;
  }
}

/** A failing case as a person wants to see it. */
export async function failureText(rows: FuzzRows, testCase: FuzzCase, error: unknown): Promise<string> {
  const minimal = await minimalCase(rows, testCase);
  const answers = changedAnswers(rows, minimal);
  const lines = minimal.readings.flatMap((mutations, reading) =>
    [...new Set(mutations.map(({ answer }) => answer))].map((name) => {
      const { status, headers, body } = answers[reading]?.[name] ?? { status: 0, headers: {}, body: '' };
      return `reading ${reading + 1}, ${name}: ${status} ${JSON.stringify(headers)}\n${body.slice(0, 4_000)}`;
    }),
  );
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`The case with the seed ${testCase.seed} failed: ${said}`, ...lines].join('\n');
}
