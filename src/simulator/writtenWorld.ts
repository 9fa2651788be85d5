import { randomUUID } from 'node:crypto';
import { EffectLedger } from './effectLedger';
import { EnrolmentOutcomes, type Chances } from './enrolmentOutcomes';
import type { FleetState } from './fleetState';
import type { KeptMachine, KeptWrite, KeptWrites } from './keptWrites';
import type { GuestDurations } from './guestStore';
import { Guests } from './guests';
import { LongOperations, type LongOperation } from './longOperations';
import { MachineWrites, type Durations } from './machineWrites';
import { SubscriptionAccess } from './subscriptionAccess';
import { DEFAULT_SWITCHES, type Switches } from './switches';

export interface WrittenWorldParts {
  readonly state: FleetState;
  readonly now: () => number;
  readonly baseUrl: () => string;
  readonly seed: number;
  readonly durations: Durations & GuestDurations;
  /** Where the simulated clock started, milliseconds UTC. */
  readonly startsAt: number;
  /** What the command line says; it wins over what was kept. */
  readonly switches: Partial<Switches>;
  readonly chances: Partial<Chances>;
  readonly defaultChances: Chances;
  /** In a generated fleet not every subscription is set up alike. */
  readonly hasGeneratedAccess: boolean;
  /** Called after every write, with what a restart must know of it. */
  readonly onWrite: (write: Omit<KeptWrite, 'number'>) => void;
}

/** Everything behind ARM's writes, as one thing that can be kept and brought back. */
export class WrittenWorld {
  readonly operations: LongOperations;
  readonly outcomes: EnrolmentOutcomes;
  readonly effects: EffectLedger;
  readonly writes: MachineWrites;
  readonly guests: Guests;
  readonly access: SubscriptionAccess;
  private readonly secret: string;
  private current: Switches;

  constructor(
    private readonly parts: WrittenWorldParts,
    kept: KeptWrites | undefined,
  ) {
    this.secret = kept === undefined || kept.secret === '' ? randomUUID() : kept.secret;
    this.current = { ...DEFAULT_SWITCHES, ...kept?.switches, ...parts.switches };
    this.operations = new LongOperations(this.secret, parts.baseUrl, kept?.operations);
    const chances = { ...parts.defaultChances, ...kept?.chances, ...parts.chances };
    this.outcomes = new EnrolmentOutcomes(parts.seed, chances, kept?.behaviours);
    this.effects = new EffectLedger();
    this.access = new SubscriptionAccess(parts.state.subscriptions, parts.hasGeneratedAccess, kept?.access);
    const onWrite = (key: string, operations: readonly LongOperation[]): void => {
      parts.onWrite({ key, machine: this.machine(key), operations });
    };
    this.guests = new Guests({
      ...{ state: parts.state, outcomes: this.outcomes, operations: this.operations, effects: this.effects },
      ...{ now: parts.now, seed: parts.seed, startsAt: parts.startsAt, durations: parts.durations },
      writes: () => this.writes,
      switches: this.switches,
      mayAssess: (key) => this.access.isRegistered(key.split('/')[2] ?? '', 'Microsoft.Compute'),
      onWrite,
    });
    this.writes = new MachineWrites({
      state: parts.state,
      operations: this.operations,
      outcomes: this.outcomes,
      effects: this.effects,
      now: parts.now,
      durations: parts.durations,
      seed: parts.seed,
      switches: this.switches,
      vbsRuns: (key) => this.guests.store.known(key)?.vbsRuns,
      onWrite,
    });
    for (const [key, machine] of Object.entries(kept?.machines ?? {})) this.restoreMachine(key, machine);
  }

  readonly switches = (): Switches => this.current;

  setSwitches(switches: Partial<Switches>): void {
    this.current = { ...this.current, ...switches };
  }

  /** Brings back a write of the journal. */
  restore(write: KeptWrite): void {
    this.restoreMachine(write.key, write.machine);
    for (const operation of write.operations) this.operations.restore(operation);
  }

  kept(journaled: number): KeptWrites {
    const keys = new Set([
      ...[...this.parts.state.timelines.entries()].map(([key]) => key),
      ...Object.keys(this.writes.kept()),
      ...Object.keys(this.effects.kept()),
      ...this.guests.store.keptKeys(),
    ]);
    return {
      secret: this.secret,
      switches: this.current,
      chances: this.outcomes.chances,
      behaviours: this.outcomes.list(),
      access: this.access.kept(),
      machines: Object.fromEntries([...keys].map((key) => [key, this.machine(key)])),
      operations: this.operations.list() satisfies readonly LongOperation[],
      journaled,
    };
  }

  private machine(key: string): KeptMachine {
    return {
      timeline: this.parts.state.timelines.get(key),
      underWay: this.writes.underWayOf(key),
      effects: this.effects.of(key),
      guestTimeline: this.parts.state.guests.get(key),
      guest: this.guests.store.isTouched(key) ? this.guests.store.known(key) : undefined,
    };
  }

  private restoreMachine(key: string, machine: KeptMachine): void {
    if (machine.timeline) this.parts.state.timelines.set(key, machine.timeline);
    if (machine.underWay) this.writes.restore(key, machine.underWay);
    if (machine.effects) this.effects.set(key, machine.effects);
    if (machine.guestTimeline) this.parts.state.guests.set(key, machine.guestTimeline);
    if (machine.guest) this.guests.store.restore(key, machine.guest);
  }
}
