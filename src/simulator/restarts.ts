import { jittered } from './enrolmentOutcomes';
import type { Guest, Restart } from './guest';
import { osVersionOf } from './guestFacts';
import type { GuestDurations, GuestStore } from './guestStore';
import { exactTime } from './patchResultRows';
import { revisionOf, versionChangeOf, withNewReleases } from './waitingUpdates';

export interface RestartsParts {
  readonly store: GuestStore;
  readonly durations: GuestDurations;
  /** The machine is back and its agent connected. */
  readonly onBack: (key: string, at: number, change: { readonly vbsCameUp: boolean }) => void;
}

/** Takes machines down and brings them back. */
export class Restarts {
  constructor(private readonly parts: RestartsParts) {}

  /** A restart was ordered, which is what counts: of two orders in a row the second finds the first still to come. */
  order(key: string, at: number, beginsAt: number, requestId: string, cause: Restart['cause']): void {
    const { store } = this.parts;
    store.effect(key, { at, kind: 'restart', from: cause, to: new Date(beginsAt).toISOString(), requestId }, false);
    if (store.of(key)?.restart) return;
    store.update(key, { restart: { beginsAt, hasBegun: false, endsAt: null, requestId, cause } });
  }

  /** What is due of a restart. */
  advance(key: string, guest: Guest, restart: Restart, at: number): void {
    if (restart.hasBegun) this.end(key, guest, restart, at);
    else this.begin(key, restart, at);
  }

  private begin(key: string, restart: Restart, at: number): void {
    const { store } = this.parts;
    const { outcomes, state } = store.parts;
    const comesBack = outcomes.behaviourOf(key).comesBack !== false;
    state.guests.change(key, at, { status: 'Disconnected', lastStatusChange: exactTime(at) });
    store.update(key, { restart: { ...restart, hasBegun: true, endsAt: comesBack ? this.backAt(key, at) : null } });
  }

  /** A machine that did not come back was repaired. */
  repair(key: string, at: number): void {
    const { store } = this.parts;
    const restart = store.known(key)?.restart;
    if (!restart?.hasBegun || restart.endsAt !== null) return;
    const endsAt = store.isConnectedAt(key, at) ? at : this.backAt(key, at);
    store.update(key, { restart: { ...restart, endsAt } });
  }

  private backAt(key: string, at: number): number {
    const { durations, store } = this.parts;
    return at + jittered(durations.reboot, store.parts.seed, key);
  }

  private end(key: string, guest: Guest, restart: Restart, at: number): void {
    const { store } = this.parts;
    const { state } = store.parts;
    const vbsRuns = guest.vbsConfigured && guest.canRunVbs;
    const { pendingVersion } = guest;
    const version = pendingVersion === null ? {} : { osVersion: pendingVersion };
    state.guests.change(key, at, { status: 'Connected', lastStatusChange: exactTime(at), ...version });
    const after: Guest = { ...guest, vbsRuns, restart: null };
    store.update(key, {
      ...{ vbsRuns, restart: null, rebootPending: false, pendingVersion: null },
      // Windows is up before its agent is connected again.
      lastBootAt: at - Math.round((at - restart.beginsAt) / 4),
      ...(pendingVersion === null ? {} : { waiting: this.offersAfter(key, after, at) }),
    });
    this.parts.onBack(key, at, { vbsCameUp: vbsRuns && !guest.vbsRuns });
  }

  /** With another build goes another monthly update. */
  private offersAfter(key: string, guest: Guest, at: number): Guest['waiting'] {
    const { store } = this.parts;
    const machine = store.machineAt(key, at);
    if (!machine) return guest.waiting;
    const osVersion = osVersionOf(machine);
    const others = guest.waiting.filter((each) => {
      const change = versionChangeOf(each);
      return change === undefined || revisionOf(osVersion) === undefined;
    });
    const takesHotpatches = store.takesHotpatches(machine, guest);
    return withNewReleases(others, { osVersion, takesHotpatches, since: 0, now: at });
  }
}
