import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jittered } from '../../src/simulator/enrolmentOutcomes';
import type { SimulatedEffects } from '../simulatedAzure/simulatedAzure';
import { SimulatedAzure } from '../simulatedAzure/simulatedAzure';
import { CRASH_MACHINES } from '../unit/operations/crashFleet';
import type { KillRound } from '../unit/operations/killing';
import { killAndResume } from '../unit/operations/killing';
import type { BenchBundles } from './benchBundles';
import type { BenchOptions } from './benchOptions';
import { runProgram } from './program';
import { BENCH_NOW } from './programs/benchNow';
import { OPERATION_SUBSCRIPTIONS, operationRows } from './programs/operationRows';
import type { AssessmentRunAnswer } from './programs/assessmentRun';
import type { OperationRunAnswer } from './programs/operationRun';
import type { SerialAnswer } from './programs/operationSerial';
import { median, printTable } from './table';

/** The simulator's own, which decides how long each enrollment takes. */
const SEED = 7;
/** Simulated seconds that an enrollment takes, ten percent more or less. */
const ENROLL_SECONDS = 734;
const SERIAL_SCALE = 100;
/** ARM's documented buckets, and how many reads each machine needs before its write: its profile, and itself. */
const READS = { size: 250, perSecond: 25, eachMachine: 2 };
const WRITES = { size: 200, perSecond: 10, eachMachine: 1 };

/** What the project promises. */
const MOST_TIMES_THE_BOUND = 1.1;
const MOST_THROTTLED_PERCENT = 1;

interface Run {
  readonly client: OperationRunAnswer;
  readonly effects: SimulatedEffects;
}

/** Enrolling a whole fleet against ARM's limits, next to what those limits allow and to a loop over one machine at a time. */
export async function benchOperations(bundles: BenchBundles, options: BenchOptions): Promise<void> {
  const { enrolled, operationScale } = options;
  const serial = enrollSerially(bundles, options.serialMachines);
  const runs: Run[] = [];
  for (let run = 0; run < options.operationRuns; run += 1)
    runs.push(await enrollAll(bundles, enrolled, operationScale));
  const machines = runs[0]?.client.machines ?? 0;
  printTable(
    `Operations: ${machines.toLocaleString('en')} enrollments in ${OPERATION_SUBSCRIPTIONS.length} subscriptions, ARM's documented buckets, time ${operationScale} times as fast`,
    ['measure', 'value', 'promised'],
    rowsOf(runs, operationScale),
  );
  printSerial(await serial, runs, operationScale);
  await assessAll(bundles, Math.min(enrolled, ASSESSED), operationScale);
  printKills(await killAndResume(options.kills, SEED));
}

function rowsOf(runs: readonly Run[], scale: number): readonly (readonly string[])[] {
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  const client = (pick: (answer: OperationRunAnswer) => number): number => of((run) => pick(run.client));
  const [reads, writes] = [
    of(({ client: { machines } }) => boundOf(machines, READS)),
    of(({ client: { machines } }) => boundOf(machines, WRITES)),
  ];
  const span = of(writingSpan);
  const loop = client(({ loopMilliseconds }) => median(loopMilliseconds));
  const plan = client(({ planMilliseconds }) => median(planMilliseconds));
  return [
    ['read bucket bound, s', shown(reads), ''],
    ['write bucket bound, s', shown(writes), ''],
    ['first to last write, s', shown(span), ''],
    ['times the larger bound', ratio(span, Math.max(reads, writes)), `at most ${MOST_TIMES_THE_BOUND}`],
    ['429s, % of the writes', shown(client(throttledPercent)), `at most ${MOST_THROTTLED_PERCENT}`],
    ['429s, % of the reads', shown(client(({ sent }) => (100 * sent.reads.throttled) / sent.reads.all)), ''],
    ['reads each machine', shown(client(({ sent, machines }) => sent.reads.all / machines)), ''],
    ['queries of Resource Graph', shown(client(({ sent }) => sent.queries.all)), ''],
    ['transitions of one machine, most', shown(of(({ effects }) => effects.totals.mostTransitionsOfOneMachine)), '1'],
    ['enrolled', shown(of(({ effects }) => effects.totals.enrollments)), ''],
    ['known to be done', shown(client(({ outcomes }) => outcomes['done'] ?? 0)), ''],
    ['pay-as-you-go purchases', shown(of(({ effects }) => effects.payAsYouGoPurchases)), '0'],
    ['lag from Enabled to known, median s', shown(of((run) => median(lags(run)))), ''],
    ['lag, 95th of 100, s', shown(of((run) => percentile(lags(run), 0.95))), ''],
    ['whole operation, s', shown((client(({ wallMilliseconds }) => wallMilliseconds) * scale) / 1000), ''],
    ['CPU of the extension, s', shown(client(({ cpuMilliseconds }) => cpuMilliseconds) / 1000), ''],
    ['CPU each machine, ms', shown(client(({ cpuMilliseconds, machines }) => cpuMilliseconds / machines)), ''],
    ['longest block at the start, ms', shown(client(({ blockAtStart }) => blockAtStart)), ''],
    ['longest block while it runs, ms', shown(client(({ longestBlock }) => longestBlock)), ''],
    [
      'tree events a second',
      shown(client(({ changeEvents, wallMilliseconds }) => (changeEvents * 1000) / wallMilliseconds)),
      'at most 4',
    ],
    ['planning, ms', shown(plan), ''],
    ['planning, times a plain loop', shown(plan / loop), ''],
    [
      'heap before and at most, MB',
      `${shown(client(({ heapBefore }) => heapBefore / 1e6))} ${shown(client(({ heapAtMost }) => heapAtMost / 1e6))}`,
      '',
    ],
  ];
}

function printSerial(times: SerialAnswer, runs: readonly Run[], scale: number): void {
  const each = median(times) / 1000;
  const machines = runs[0]?.client.machines ?? 0;
  const ours = median(runs.map(({ client }) => client.wallMilliseconds));
  printTable(
    `Operations: one machine after the other, as public scripts do (measured on ${times.length} machines, time ${SERIAL_SCALE} times as fast)`,
    ['measure', 'value'],
    [
      ['each machine, median s', shown(each)],
      [`EXTRAPOLATED to ${machines.toLocaleString('en')} machines, hours`, shown((each * machines) / 3600)],
      ['the extension, hours', shown((ours * scale) / 3_600_000)],
    ],
  );
}

/** Getting here is the result: {@link killAndResume} throws where a machine is not as wanted or was changed twice. */
function printKills(rounds: readonly KillRound[]): void {
  const killed = rounds.filter(({ wasKilled }) => wasKilled);
  const sum = (pick: (round: KillRound) => number): string =>
    shown(killed.reduce((all, round) => all + pick(round), 0));
  printTable(
    `Operations: SIGKILL at random steps of the journal, ${CRASH_MACHINES} machines, enrolled and disenrolled by turns, then resumed`,
    ['measure', 'value'],
    [
      ['operations', shown(rounds.length)],
      ['killed before they were over', shown(killed.length)],
      ['machines when killed: nothing sent', sum(({ waiting }) => waiting)],
      ['machines when killed: sent, not settled', sum(({ inFlight }) => inFlight)],
      ['machines when killed: settled', sum(({ settled }) => settled)],
      ['machines not as wanted after resumption', '0'],
      ['machines changed twice, lost, or not in the report', '0'],
    ],
  );
}

/** So many assessments keep to ARM's buckets; see what the project promises. */
const ASSESSED = 2_000;

async function assessAll(bundles: BenchBundles, machines: number, scale: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotpatch-bench-assessments-'));
  const azure = await simulatorOf(bundles, operationRows(machines), scale);
  try {
    const run = await runProgram<AssessmentRunAnswer>(bundles.program('assessmentRun'), azure.url, scale, folder);
    const bound = boundOf(run.machines, WRITES);
    printTable(
      `Operations: ${run.machines.toLocaleString('en')} assessments, ARM's documented buckets, time ${scale} times as fast`,
      ['measure', 'value', 'promised'],
      [
        ['write bucket bound, s', shown(bound), ''],
        ['first to last send, s', shown(run.span / 1000), ''],
        ['times the bound', ratio(run.span / 1000, bound), `at most ${MOST_TIMES_THE_BOUND}`],
        ['429s, % of the sends', shown((100 * run.throttled) / run.machines), ''],
        ['known to be done', shown(run.done), ''],
      ],
    );
  } finally {
    await azure.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function enrollAll(bundles: BenchBundles, machines: number, scale: number): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotpatch-bench-operations-'));
  const azure = await simulatorOf(bundles, operationRows(machines), scale);
  try {
    const client = await runProgram<OperationRunAnswer>(bundles.program('operationRun'), azure.url, scale, folder);
    return { client, effects: await azure.effects() };
  } finally {
    await azure.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function enrollSerially(bundles: BenchBundles, machines: number): Promise<SerialAnswer> {
  const rows = operationRows(machines);
  const azure = await simulatorOf(bundles, rows, SERIAL_SCALE);
  try {
    const ids = rows.map((row) => String(Reflect.get(row, 'id')));
    return await runProgram<SerialAnswer>(bundles.program('operationSerial'), azure.url, SERIAL_SCALE, ...ids);
  } finally {
    await azure.close();
  }
}

function simulatorOf(bundles: BenchBundles, rows: readonly object[], scale: number): Promise<SimulatedAzure> {
  return SimulatedAzure.start({
    program: path.join(bundles.extension, 'dist', 'simulator.js'),
    rows,
    now: new Date(BENCH_NOW).toISOString(),
    flags: { quota: '15/5s', 'time-scale': scale, 'enroll-seconds': ENROLL_SECONDS },
  });
}

/** How long full buckets take to let so many machines through, each subscription having a third of them; in seconds. */
function boundOf(machines: number, bucket: typeof READS): number {
  const requests = Math.ceil(machines / OPERATION_SUBSCRIPTIONS.length) * bucket.eachMachine;
  return Math.max(0, requests - bucket.size) / bucket.perSecond;
}

/** Simulated milliseconds UTC. */
function writtenAt({ effects }: Run): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(effects.machines).map(
      ([
        id,
        {
          effects: [first],
        },
      ]) => [id, Date.parse(String(first && Reflect.get(first, 'at')))],
    ),
  );
}

/** From the first write that took effect to the last, in simulated seconds. */
function writingSpan(run: Run): number {
  const times = [...writtenAt(run).values()];
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  return (last - first) / 1000;
}

/** From the moment at which the simulator shows Enabled to the one at which the operation knows, in simulated seconds. */
function lags(run: Run): readonly number[] {
  return [...writtenAt(run)].map(([id, at]) => {
    const enabledAt = at + jittered(ENROLL_SECONDS * 1000, SEED, id);
    return ((run.client.settledAt[id] ?? Number.NaN) - enabledAt) / 1000;
  });
}

function throttledPercent({ sent: { writes } }: OperationRunAnswer): number {
  return (100 * writes.throttled) / writes.all;
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function ratio(value: number, bound: number): string {
  return bound === 0 ? '-' : shown(value / bound);
}

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
