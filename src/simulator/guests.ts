import { DAY } from './azureTime';
import { nextDue, restartDue, type Guest } from './guest';
import { isPeriodic, GuestStore, type GuestDurations, type GuestStoreParts } from './guestStore';
import { isObject } from './jsonValues';
import { rowKey } from './fleetState';
import type { Json, JsonRow } from './kql/json';
import type { LongOperation } from './longOperations';
import type { MachineWrites } from './machineWrites';
import { PatchActions } from './patchActions';
import { machineKeyOf } from './patchTables';
import { Restarts } from './restarts';
import { RunCommands } from './runCommands';
import type { Switches } from './switches';

export interface GuestsParts extends GuestStoreParts {
  readonly durations: GuestDurations;
  readonly writes: () => MachineWrites;
  readonly switches: () => Switches;
  readonly mayAssess: (key: string) => boolean;
  /** Called after everything that happened to a machine, with the operations that it touched. */
  readonly onWrite: (key: string, operations: readonly LongOperation[]) => void;
}

/**
 * Everything that goes on inside the machines. Nothing runs by a timer: before the simulator answers anything, what has
 * come due in the meantime happens, in the order and with the times at which it was due.
 */
export class Guests {
  readonly store: GuestStore;
  readonly patches: PatchActions;
  readonly commands: RunCommands;
  private readonly restarts: Restarts;
  private hasPeriodic = false;

  constructor(private readonly parts: GuestsParts) {
    const { durations, mayAssess } = parts;
    const store = new GuestStore(parts);
    const restarts = new Restarts({
      store,
      durations,
      onBack: (key, at, { vbsCameUp }) => {
        this.machineIsBack(key, at);
        if (vbsCameUp) parts.writes().vbsCameUp(key, at);
      },
    });
    this.store = store;
    this.restarts = restarts;
    this.patches = new PatchActions({ store, restarts, durations, mayAssess });
    this.commands = new RunCommands({ store, restarts, durations });
  }

  /** Lets everything happen that has come due. */
  settle(): void {
    const now = this.parts.now();
    if (!this.hasPeriodic && now >= this.parts.startsAt + DAY) this.beginPeriodic();
    while (this.store.nextDueAt <= now) {
      for (const key of this.store.takeDue(now)) this.advance(key, now);
    }
  }

  /** Writes down what a request did to a machine. */
  wrote(key: string): void {
    this.store.touch(key);
    this.parts.onWrite(key, this.store.takeChangedOperations());
  }

  /** After a PATCH of a machine's settings; `before` as it was. */
  settingsChanged(before: JsonRow): void {
    if (this.patches.settingsChanged(before)) this.wrote(rowKey(before));
  }

  /** A row was changed from outside: of a machine, or below one. */
  rowChanged(id: string, patch: Json): void {
    const row = id.toLowerCase();
    const key = machineKeyOf(row);
    const guest = this.store.known(key);
    if (!guest) return;
    const properties = isObject(patch) ? patch['properties'] : undefined;
    const rebootPending = isObject(properties) ? properties['rebootPending'] : undefined;
    if (row !== key && typeof rebootPending === 'boolean') this.store.update(key, { rebootPending });
    const now = this.parts.now();
    if (row !== key || !this.store.isConnectedAt(key, now)) return;
    if (guest.restart?.hasBegun) this.restarts.repair(key, now);
    else this.commands.machineIsBack(key, now);
    this.store.touch(key);
  }

  /** Rows were put or removed: what is known of their machine is drawn anew. */
  rowReplaced(id: string): void {
    this.store.forget(machineKeyOf(id.toLowerCase()));
  }

  behaviourSet(id: string): void {
    const key = id.toLowerCase();
    this.store.behaviourSet(key);
    if (this.parts.outcomes.behaviourOf(key).comesBack !== false) this.restarts.repair(key, this.parts.now());
  }

  private advance(key: string, now: number): void {
    // A machine that is gone takes everything with it that was under way.
    if (!this.parts.state.machine(key)) {
      this.store.forget(key);
      return;
    }
    let isOwn = true;
    for (let guest = this.store.of(key); guest; guest = this.store.of(key)) {
      const at = nextDue(guest);
      if (at > now) break;
      isOwn = this.step(key, guest, at, now) && isOwn;
    }
    if (isOwn) return;
    this.wrote(key);
  }

  /** Takes one step; true: nothing but an assessment of Azure's own. */
  private step(key: string, guest: Guest, at: number, now: number): boolean {
    const { action, restart } = guest;
    if (restart && restartDue(restart) <= at) this.restarts.advance(key, guest, restart, at);
    else if (action && (action.endsAt ?? Number.POSITIVE_INFINITY) <= at) this.patches.advance(key, guest, action, at);
    else if (guest.periodicAt !== null && guest.periodicAt <= at) {
      const latest = Math.min(now, nextDue({ ...guest, periodicAt: null }));
      const isOn = this.parts.switches().periodicAssessment === 'on';
      // Of many that were missed while no one looked, the last one is all that can be seen.
      this.patches.advancePeriodic(key, guest, at + Math.floor((latest - at) / DAY) * DAY, isOn);
      return true;
    } else this.commands.advance(key, guest, at);
    return false;
  }

  private machineIsBack(key: string, at: number): void {
    this.commands.machineIsBack(key, at);
    this.patches.machineIsBack(key, at);
    this.parts.writes().machineChanged(key);
  }

  private beginPeriodic(): void {
    this.hasPeriodic = true;
    for (const key of this.parts.state.machineKeys()) {
      const machine = this.parts.state.machine(key);
      if (!machine || !isPeriodic(machine) || this.store.known(key)) continue;
      // Drawn when it is due, not ten thousand of them at once.
      this.store.wake(key, this.store.firstPeriodic(key));
    }
  }
}
