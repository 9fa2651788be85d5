import type { AzureFault } from '../azure/azureFault';
import type { FleetReading, FleetScope, ReadProgress } from '../azure/fleetReading';
import type { PatchRows } from '../azure/machineActing';
import type { Classify } from '../core/classify';
import { classifier } from '../core/classify';
import type { Clock } from '../core/clock';
import { EventEmitter } from '../core/eventEmitter';
import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { GuestFacts } from '../core/machineAction';
import type { JudgedMachine } from '../core/judgedMachine';
import type { MachineFacts } from '../core/machineFacts';
import { inNaturalOrder } from '../core/naturalOrder';
import type { ReleaseCatalogue } from '../core/release';
import type { FleetSnapshot, MachineRecord } from './fleetSnapshot';
import type { Judges } from './mergeReading';
import { mergeMachine, mergePatchRows, mergeReading, mergeSwitches } from './mergeReading';
import type { SwitchReading } from './switchReading';

/** By what machines are judged; from settings. */
export interface JudgeOptions {
  readonly releases: ReleaseCatalogue;
  readonly graceDays: number;
}

/** Everything that the surfaces show, at one moment. Replaced as a whole, never changed. */
export interface FleetView {
  /** Null until something was read or found in the cache. */
  readonly snapshot: FleetSnapshot | null;
  /** In natural order of their names. */
  readonly machines: readonly JudgedMachine[];
  /** The read that is under way; null = none. */
  readonly reading: ReadProgress | null;
  /** Why the newest read gave nothing at all; null = it gave something, or none was tried. */
  readonly fault: AzureFault | null;
}

const EMPTY: FleetView = { snapshot: null, machines: [], reading: null, fault: null };

/** Holds the fleet. The surfaces are projections of its view. */
export class FleetStore {
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<FleetView>();
  readonly onDidChange = this.#changed.event;
  #options: JudgeOptions;
  #view: FleetView = EMPTY;
  #byId: ReadonlyMap<MachineId, JudgedMachine> | null = null;
  #isDeliberate: (id: MachineId) => boolean = () => false;

  constructor(clock: Clock, options: JudgeOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get view(): FleetView {
    return this.#view;
  }

  get releases(): ReleaseCatalogue {
    return this.#options.releases;
  }

  now(): Instant {
    return this.#clock.now();
  }

  machine(id: MachineId): JudgedMachine | undefined {
    this.#byId ??= new Map(this.#view.machines.map((machine) => [machine.facts.id, machine]));
    return this.#byId.get(id);
  }

  tenantName(id: TenantId): string {
    return this.#view.snapshot?.tenants.find((tenant) => tenant.id === id)?.name ?? id;
  }

  subscriptionName(id: SubscriptionId): string {
    return this.#view.snapshot?.subscriptions.find((subscription) => subscription.id === id)?.name ?? id;
  }

  /** Judges all machines anew, by other release data or because time has passed. */
  judgeBy(options: JudgeOptions): void {
    this.#options = options;
    this.#show(this.#view.snapshot, {});
  }

  /** Shows a snapshot from the cache, or from another window; null empties the store. */
  adopt(snapshot: FleetSnapshot | null): void {
    this.#show(snapshot, { fault: null });
  }

  progress(progress: ReadProgress): void {
    this.#set({ ...this.#view, reading: progress });
  }

  /** Takes a read in, and gives the snapshot that it made. */
  apply(reading: FleetReading, scope: FleetScope): FleetSnapshot {
    const previous = this.#view.snapshot;
    const judges = this.#judges(previous?.at ?? reading.at);
    const snapshot = mergeReading(previous, reading, scope, judges);
    this.#show(snapshot, { fault: null, reading: null });
    return snapshot;
  }

  /** Takes in machines that were read by themselves, and gives the snapshot that it made; null = there is none to add to. */
  applyMachines(machines: readonly MachineFacts[]): FleetSnapshot | null {
    const { snapshot } = this.#view;
    if (snapshot === null || machines.length === 0) return snapshot;
    const at = this.now();
    const judges = this.#judges(snapshot.at);
    const merged = machines.reduce((before, facts) => mergeMachine(before, facts, at, judges), snapshot);
    this.#show(merged, {});
    return merged;
  }

  /** Takes in what GETs have shown of machines' switches, and gives the snapshot that it made; null = nothing to add to. */
  applySwitches(readings: readonly SwitchReading[]): FleetSnapshot | null {
    const { snapshot } = this.#view;
    if (snapshot === null || readings.length === 0) return snapshot;
    const judges = this.#judges(snapshot.at);
    const byMachine = new Map<MachineId, SwitchReading[]>();
    for (const reading of readings) {
      const ofMachine = byMachine.get(reading.id);
      if (ofMachine) ofMachine.push(reading);
      else byMachine.set(reading.id, [reading]);
    }
    return this.#change(new Set(byMachine.keys()), (record) =>
      (byMachine.get(record.facts.id) ?? []).reduce((known, reading) => mergeSwitches(known, reading, judges), record),
    );
  }

  /** Takes in newer patch rows of single machines. */
  applyPatchRows(rows: ReadonlyMap<MachineId, PatchRows>): FleetSnapshot | null {
    return this.#change(new Set(rows.keys()), (record) => {
      const found = rows.get(record.facts.id);
      return found ? mergePatchRows(record, found) : record;
    });
  }

  /** Takes in what a look into a machine has shown. */
  applyGuest(id: MachineId, guest: GuestFacts): FleetSnapshot | null {
    return this.#change(new Set([id]), (record) => ({ ...record, guest }));
  }

  /** What a look into the machine showed last; null = nobody looked. */
  guest(id: MachineId): GuestFacts | null {
    return this.#view.snapshot?.machines.find(({ facts }) => facts.id === id)?.guest ?? null;
  }

  /** Changes single machines, which stay where they are among the others. */
  #change(ids: ReadonlySet<MachineId>, change: (record: MachineRecord) => MachineRecord): FleetSnapshot | null {
    const { snapshot } = this.#view;
    if (snapshot === null) return null;
    const judges = this.#judges(snapshot.at);
    const newest = new Map<MachineId, MachineRecord>();
    const machines = snapshot.machines.map((record) => {
      if (!ids.has(record.facts.id)) return record;
      const merged = change(record);
      newest.set(record.facts.id, merged);
      return merged;
    });
    const merged = { ...snapshot, machines };
    const shown = this.#view.machines.map((machine) => {
      const record = newest.get(machine.facts.id);
      return record ? judged(record, judges.now) : machine;
    });
    this.#set({ ...this.#view, snapshot: merged, machines: shown });
    return merged;
  }

  /** Asked whether the end of a machine's enrollment was wanted here. */
  expectLosses(isDeliberate: (id: MachineId) => boolean): void {
    this.#isDeliberate = isDeliberate;
  }

  /** Notes that a read gave nothing. The rows stay. */
  fail(fault: AzureFault): void {
    this.#set({ ...this.#view, reading: null, fault: fault.kind === 'cancelled' ? this.#view.fault : fault });
  }

  /** Forgets the machines that have gone. */
  dismissVanished(): FleetSnapshot | null {
    const { snapshot } = this.#view;
    if (snapshot === null) return null;
    const without = { ...snapshot, vanished: [] };
    this.#set({ ...this.#view, snapshot: without });
    return without;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #judges(before: Instant): Judges {
    return { before: this.#classifyAt(before), now: this.#classifyAt(this.now()), isDeliberate: this.#isDeliberate };
  }

  #classifyAt(now: Instant): Classify {
    return classifier({ ...this.#options, now });
  }

  #show(snapshot: FleetSnapshot | null, changes: Partial<FleetView>): void {
    const classify = this.#classifyAt(this.now());
    const ordered = inNaturalOrder(snapshot?.machines ?? [], (record) => record.facts.name);
    const machines = ordered.map((record) => judged(record, classify));
    this.#set({ ...this.#view, snapshot, machines, ...changes });
  }

  #set(view: FleetView): void {
    if (view.machines !== this.#view.machines) this.#byId = null;
    this.#view = view;
    this.#changed.fire(view);
  }
}

function judged({ facts, asOf, history }: MachineRecord, classify: Classify): JudgedMachine {
  return { facts, asOf, verdict: classify(facts, history) };
}
