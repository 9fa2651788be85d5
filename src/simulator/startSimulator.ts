import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { removeAnnouncement, writeAnnouncement } from './announceFile';
import { ArmEndpoint } from './armEndpoint';
import { ControlEndpoint } from './controlEndpoint';
import { FaultRules } from './faultRules';
import { generateFleet } from './fleetGenerator';
import type { FleetSource } from './fleetSource';
import { NO_CHANCES } from './enrolmentOutcomes';
import { FleetState } from './fleetState';
import type { GuestDurations } from './guestStore';
import type { Durations } from './machineWrites';
import { ProcessLease } from './processLease';
import { QueryQuota } from './queryQuota';
import { RequestLog } from './requestLog';
import { ResourceGraphEndpoint } from './resourceGraphEndpoint';
import { readRowsFile } from './rowsFile';
import { SimulatorClock, systemMonotonicClock, type MonotonicClock } from './simulatorClock';
import type { SimulatorOptions } from './simulatorOptions';
import { SimulatorServer } from './simulatorServer';
import { readStateFile, writeStateFile, type KeptState } from './stateFile';
import { TokenBuckets } from './tokenBuckets';
import { WriteJournal } from './writeJournal';
import { WrittenWorld } from './writtenWorld';

const NAME = 'hotpatch-fleet-simulator';
const VERSION = '1';

/** What ARM recommends between two polls, in simulated seconds. */
const POLL_SECONDS = 30;
/** Writes after which the state file is written whole and the journal begins anew. */
const LONGEST_JOURNAL = 20_000;

/** What the simulator takes from its surroundings; a test gives its own. */
export interface SimulatorSurroundings {
  readonly monotonic: MonotonicClock;
  /** Real time, milliseconds UTC. */
  readonly wallClock: () => number;
  /** Notes for whoever runs it, one sentence each. */
  readonly note: (sentence: string) => void;
}

export const PROCESS_SURROUNDINGS: SimulatorSurroundings = {
  monotonic: systemMonotonicClock,
  wallClock: Date.now,
  note: (sentence) => process.stderr.write(`${sentence}\n`),
};

/** Something that the user asked for cannot be had; the message is one sentence for them. */
export class SimulatorRefusal extends Error {}

export interface RunningSimulator {
  /** The base URL, e.g. http://127.0.0.1:43211 */
  readonly url: string;
  readonly lease: ProcessLease;
  /** Resolves when POST /simulator/shutdown was asked for. */
  readonly shutdownAsked: Promise<void>;
  /** Stops listening, saves, and takes the announcement back. */
  stop(): Promise<void>;
}

/** Starts a simulated Azure. Rejects with a SimulatorRefusal for a bad rows file, with the system's error for a taken port. */
export async function startSimulator(
  options: SimulatorOptions,
  surroundings: SimulatorSurroundings = PROCESS_SURROUNDINGS,
): Promise<RunningSimulator> {
  const { monotonic, wallClock } = surroundings;
  const source = openSource(options, surroundings);
  const kept = openState(options, surroundings);
  const { timeScale } = options;
  const away = kept ? Math.max(0, wallClock() - kept.savedAt) * timeScale : 0;
  const clock = new SimulatorClock(kept ? kept.clock + away : options.now, monotonic, timeScale);
  const now = (): number => clock.now();
  const state = new FleetState(source, kept?.changes, { now, graphLag: options.graphLagSeconds * 1000 });
  // Made before anyone can ask: of 100,000 machines this takes seconds.
  state.machineCount();
  const faults = new FaultRules();
  faults.restore(kept?.faults ?? []);
  for (const rule of options.faults) faults.add(rule, true);
  const lease = new ProcessLease(options.idleSeconds, monotonic);
  const log = new RequestLog();
  const key = randomUUID();
  const startedAt = new Date(wallClock()).toISOString();
  let url = '';
  let realTokens = 0;
  const shutdown = withResolvers();
  const baseUrl = (): string => url;
  const journal =
    options.statePath === null ? undefined : WriteJournal.open(options.statePath, kept?.writes?.journaled ?? 0);
  const world = new WrittenWorld(
    {
      ...{ state, now, baseUrl, seed: options.seed, switches: options.switches, chances: options.chances },
      durations: durationsOf(options),
      startsAt: options.now,
      hasGeneratedAccess: options.rows === null,
      defaultChances: { ...NO_CHANCES, vbsOff: options.rows === null ? 10 : 0 },
      onWrite: (write) => {
        journal?.journal.append(write);
        if ((journal?.journal.length ?? 0) >= LONGEST_JOURNAL) save();
      },
    },
    kept?.writes,
  );
  if (kept) for (const write of journal?.writes ?? []) world.restore(write);
  function save(): void {
    if (options.statePath === null) return;
    const writes = world.kept(journal?.journal.last ?? 0);
    writeStateFile(options.statePath, { ...keptState(options, clock, wallClock(), faults, state), writes });
    journal?.journal.clear();
  }

  const server = new SimulatorServer({
    state,
    guests: world.guests,
    faults,
    log,
    clock,
    lease,
    arm: new ArmEndpoint({
      ...{ state, now, baseUrl, world },
      buckets: new TokenBuckets(options.quota !== null, monotonic, timeScale, world.switches),
      listPageSize: options.listPageSize,
      pollSeconds: Math.max(1, Math.ceil(POLL_SECONDS / timeScale)),
    }),
    graph: new ResourceGraphEndpoint(state, new QueryQuota(options.quota, monotonic, timeScale), now, monotonic),
    control: new ControlEndpoint({
      facts: {
        name: NAME,
        version: VERSION,
        pid: process.pid,
        key,
        seed: options.rows === null ? options.seed : null,
        startedAt,
      },
      state,
      faults,
      log,
      clock,
      lease,
      world,
      realTokensRefused: () => realTokens,
      onChange: save,
      onShutdown: shutdown.resolve,
    }),
    onMachineGone: save,
    onRealToken: () => {
      realTokens += 1;
    },
  });

  url = `http://127.0.0.1:${await server.listen(options.port)}`;
  save();
  const { announcePath } = options;
  if (announcePath !== null) writeAnnouncement(announcePath, { url, pid: process.pid, startedAt, key });
  return {
    url,
    lease,
    shutdownAsked: shutdown.promise,
    async stop() {
      if (announcePath !== null) removeAnnouncement(announcePath, key);
      await server.close();
      // A state file that cannot be written must not keep the process alive.
      try {
        save();
      } catch (error) {
        surroundings.note(`The state could not be saved: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

function durationsOf(options: SimulatorOptions): Durations & GuestDurations {
  return {
    enroll: options.enrollSeconds * 1000,
    disenroll: options.disenrollSeconds * 1000,
    noop: options.noopSeconds * 1000,
    evaluation: options.evaluationSeconds * 1000,
    assess: options.assessSeconds * 1000,
    install: options.installSeconds * 1000,
    runCommand: options.runCommandSeconds * 1000,
    reboot: options.rebootSeconds * 1000,
  };
}

function openSource(options: SimulatorOptions, surroundings: SimulatorSurroundings): FleetSource {
  if (options.rows === null) return generateFleet(options);
  const reading = readRowsFile(options.rows);
  if (!reading.ok) throw new SimulatorRefusal(reading.message);
  for (const sentence of reading.skipped) surroundings.note(sentence);
  return reading.source;
}

function openState(options: SimulatorOptions, surroundings: SimulatorSurroundings): KeptState | undefined {
  if (options.statePath === null) return undefined;
  const reading = readStateFile(options.statePath, recipeOf(options));
  if (reading.kind === 'setAside') {
    surroundings.note(`The state file was set aside as '${reading.path}': ${reading.why}.`);
  }
  return reading.kind === 'kept' ? reading.state : undefined;
}

/** What decides the world before any change. */
function recipeOf(options: SimulatorOptions): string {
  if (options.rows !== null) return `rows ${resolve(options.rows)}`;
  return `machines ${options.machines}, seed ${options.seed}, now ${options.now}, subscriptions ${options.subscriptions}`;
}

function keptState(
  options: SimulatorOptions,
  clock: SimulatorClock,
  savedAt: number,
  faults: FaultRules,
  state: FleetState,
): KeptState {
  return {
    recipe: recipeOf(options),
    clock: clock.now(),
    savedAt,
    faults: faults.list().filter((rule) => !rule.isFlag),
    changes: state.changes(),
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
