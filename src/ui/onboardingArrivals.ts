import type { MachineId } from '../core/ids';
import { subscriptionId } from '../core/ids';
import type { FleetSnapshot } from '../fleet/fleetSnapshot';
import type { FleetView } from '../fleet/fleetStore';
import { kindsFor } from './operationKinds';

/** Where a script brings servers. */
export interface OnboardingTarget {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** Machines that can be enrolled and that were not there when the script was made. */
export interface Arrival {
  readonly resourceGroup: string;
  readonly machines: readonly MachineId[];
}

interface Expectation {
  readonly target: OnboardingTarget;
  /** There already, or offered already. */
  readonly known: Set<MachineId>;
}

/**
 * Notices machines that came into a resource group after a script for it was made in this window. Says nothing where it
 * was not known what was there before: a machine that is merely seen for the first time is no arrival.
 */
export class OnboardingArrivals {
  readonly #expectations: Expectation[] = [];
  #seen: FleetSnapshot | null = null;

  expect(target: OnboardingTarget, snapshot: FleetSnapshot | null): void {
    const isExpected = this.#expectations.some((one) => isSame(one.target, target));
    const subscription = snapshot?.subscriptions.find(({ id }) => id === subscriptionId(target.subscriptionId));
    if (snapshot === null || subscription?.problem !== null || isExpected) return;
    this.#expectations.push({ target, known: new Set(snapshot.machines.map(({ facts }) => facts.id)) });
  }

  /** Each arrival once. */
  arrived({ snapshot, machines }: Pick<FleetView, 'snapshot' | 'machines'>): readonly Arrival[] {
    if (snapshot === null || snapshot === this.#seen) return [];
    this.#seen = snapshot;
    return this.#expectations.flatMap(({ target, known }) => {
      const arrivals = machines
        .filter((machine) => !known.has(machine.facts.id) && isIn(machine.facts, target))
        .filter((machine) => kindsFor(machine).includes('enroll'))
        .map(({ facts }) => facts.id);
      for (const id of arrivals) known.add(id);
      return arrivals.length === 0 ? [] : [{ resourceGroup: target.resourceGroup, machines: arrivals }];
    });
  }
}

function isSame(a: OnboardingTarget, b: OnboardingTarget): boolean {
  return isIn({ subscriptionId: subscriptionId(a.subscriptionId), resourceGroup: a.resourceGroup }, b);
}

function isIn(
  place: { readonly subscriptionId: string; readonly resourceGroup: string },
  target: OnboardingTarget,
): boolean {
  const isSubscription = place.subscriptionId === subscriptionId(target.subscriptionId);
  return isSubscription && place.resourceGroup.toLowerCase() === target.resourceGroup.toLowerCase();
}
