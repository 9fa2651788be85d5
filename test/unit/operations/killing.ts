import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { OperationKind } from '../../../src/core/operation';
import { auditRows } from '../../../src/fleet/auditRows';
import type { OperationId } from '../../../src/fleet/journalEntry';
import { readOperationId } from '../../../src/fleet/operationId';
import type { LeaseTimes } from '../../../src/fleet/operationLease';
import { SeededRandom } from '../../../src/simulator/seededRandom';
import { at } from '../simulator/simulatorUnderTest';
import { ESU, featureIn, SOFTWARE_ASSURANCE } from '../simulator/writeRequests';
import { CRASH_MACHINES, crashRows } from './crashFleet';
import { kindsOf, names, OperationWorld } from './operationWorld';

/** An operation in a process of its own. */
export interface OperationProcess {
  readonly child: ChildProcess;
  readonly id: OperationId;
  /** The end that it told; null = it was killed. */
  readonly end: Promise<string | null>;
}

export async function startProcess(
  world: OperationWorld,
  begins: OperationKind | OperationId,
  step = 0,
  { heartbeat, stale }: LeaseTimes = { heartbeat: 5_000, stale: 20_000 },
): Promise<OperationProcess> {
  const program = require.resolve('./operationProcess.ts');
  const flags = [world.url, world.folder, begins, `${step}`, `${heartbeat}`, `${stale}`];
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endWithParent = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithParent);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const first = await lines.next();
  const id = readOperationId(String(first.value));
  assert.ok(id !== undefined, `the process said ${String(first.value)}`);
  const exited = once(child, 'exit');
  const end = (async () => {
    const last = await lines.next();
    await exited;
    process.off('exit', endWithParent);
    return last.done === true ? null : last.value;
  })();
  return { child, id, end };
}

/** What one round came to. */
export interface KillRound {
  readonly kind: OperationKind;
  readonly step: number;
  /** False: the operation was over before the step came. */
  readonly wasKilled: boolean;
  /** Machines for which nothing was recorded as sent, in flight and settled when it was killed. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly settled: number;
}

/** Journaling the fleet takes about 70 steps, as many entries share a write. */
const MOST_STEPS = 60;

/**
 * Enrolls a fleet and disenrolls it, killing the process of each operation at a random step of its journal and resuming it
 * here, so many times. Throws where a machine is not as wanted, was changed twice, lost something or is not accounted for.
 */
export async function killAndResume(rounds: number, seed: number): Promise<readonly KillRound[]> {
  const random = new SeededRandom('kill', seed);
  const done: KillRound[] = [];
  const world = await OperationWorld.start(crashRows());
  try {
    for (let round = 0; round < rounds; round += 1) {
      const kind = round % 2 === 0 ? 'enroll' : 'disenroll';
      const steps = [1 + random.below(MOST_STEPS), 1 + random.below(MOST_STEPS)] as const;
      done.push(await killOnce(world, kind, steps, round + 1));
    }
  } finally {
    await world.stop();
  }
  return done;
}

async function killOnce(
  world: OperationWorld,
  kind: OperationKind,
  [step, secondStep]: readonly [number, number],
  transitions: number,
): Promise<KillRound> {
  const { id, end } = await startProcess(world, kind, step);
  const wasKilled = (await end) === null;
  const killed = await world.archive.load(id);
  assert.ok(killed.ok, JSON.stringify(killed));
  const rows = auditRows(killed.value);
  // Every other time the one that resumes is killed as well.
  const isOver =
    !wasKilled || (transitions % 2 === 0 && (await (await startProcess(world, id, secondStep)).end) !== null);
  const { outcomes, state } = isOver ? await finished(world, id) : await world.resume(id);
  assert.equal(Object.keys(outcomes).length, CRASH_MACHINES);
  for (const [name, outcome] of Object.entries(kindsOf(outcomes))) assert.equal(outcome, 'done', name);
  assert.notEqual(state.endedAt, null);
  await assertWorld(world, kind, transitions);
  const trail = await world.archive.auditTrail(id);
  assert.ok(trail.ok && trail.value.fault === null);
  for (const row of auditRows(state)) assert.ok(row.prior !== null && row.sentAt !== null, row.machine.name);
  return {
    ...{ kind, step, wasKilled },
    waiting: rows.filter(({ outcome, sentAt }) => outcome === null && sentAt === null).length,
    inFlight: rows.filter(({ outcome, sentAt }) => outcome === null && sentAt !== null).length,
    settled: rows.filter(({ outcome }) => outcome !== null).length,
  };
}

async function finished(world: OperationWorld, id: OperationId): ReturnType<OperationWorld['resume']> {
  const state = await world.archive.load(id);
  assert.ok(state.ok);
  const outcomes = [...state.value.machines.values()].map(({ machine, outcome }) => [machine.name, outcome] as const);
  return { id, end: { kind: 'finished' }, state: state.value, outcomes: Object.fromEntries(outcomes) };
}

/** Every machine is as wanted, was changed exactly so often, and has kept what is none of our business. */
async function assertWorld(world: OperationWorld, kind: OperationKind, transitions: number): Promise<void> {
  const { machines, payAsYouGoPurchases, payAsYouGoCancellations } = await world.effects();
  assert.deepEqual([payAsYouGoPurchases, payAsYouGoCancellations], [0, 0]);
  const counts = Object.values(machines).map((machine) => machine.transitions);
  assert.deepEqual(
    counts,
    Array.from({ length: CRASH_MACHINES }, () => transitions),
  );
  for (const [place, name] of names(CRASH_MACHINES).entries()) {
    const profile = await world.profile(name);
    const status = at(featureIn(at(profile, 'productProfile')), 'subscriptionStatus');
    assert.equal(status, kind === 'enroll' ? 'Enabled' : 'Disabled', name);
    if (place % 3 === 0) continue;
    assert.deepEqual(at(profile, 'softwareAssurance'), SOFTWARE_ASSURANCE, name);
    assert.equal(licenseId(at(profile, 'esuProfile')), licenseId(ESU), name);
    assert.equal(at(profile, 'productProfile', 'subscriptionStatus'), 'Enabled', name);
  }
}

function licenseId(esu: unknown): unknown {
  const license = at(esu, 'assignedLicense');
  return typeof license === 'string' ? license : at(license, 'id');
}
