import type { MachineActor } from '../azure/machineActing';
import type { SubscriptionId, TenantId } from '../core/ids';
import type { OperationKind } from '../core/operation';
import { inParallel } from './inParallel';

/** What an account needs to send, by kind of operation. Source: Azure's provider operations of Microsoft.HybridCompute. */
const ACTIONS: Readonly<Record<OperationKind, readonly string[]>> = {
  enroll: ['Microsoft.HybridCompute/machines/licenseProfiles/write'],
  disenroll: ['Microsoft.HybridCompute/machines/licenseProfiles/write'],
  turnOn: ['Microsoft.HybridCompute/machines/write'],
  turnOff: ['Microsoft.HybridCompute/machines/write'],
  revert: ['Microsoft.HybridCompute/machines/licenseProfiles/write', 'Microsoft.HybridCompute/machines/write'],
  assess: ['Microsoft.HybridCompute/machines/assessPatches/action'],
  periodicAssessment: ['Microsoft.HybridCompute/machines/write'],
  install: ['Microsoft.HybridCompute/machines/installPatches/action'],
  checkVbs: ['Microsoft.HybridCompute/machines/runCommands/write'],
  enableVbs: ['Microsoft.HybridCompute/machines/runCommands/write'],
  restart: ['Microsoft.HybridCompute/machines/runCommands/write'],
};

/** Where machines live. */
export interface Place {
  readonly tenantId: TenantId;
  readonly subscriptionId: SubscriptionId;
  readonly resourceGroup: string;
}

const AT_ONCE = 8;

/**
 * The subscriptions in which the account lacks the right for this kind of operation: neither on the subscription nor on
 * any resource group of these machines. One read a scope, and none of a machine: a right that was given on single machines
 * is not seen. What could not be found out does not count as missing: Azure will say.
 */
export async function subscriptionsWithoutRight(
  actor: MachineActor,
  kind: OperationKind,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<ReadonlySet<SubscriptionId>> {
  const without = new Set<SubscriptionId>();
  const isMissing = async (tenantId: TenantId, scope: string): Promise<boolean> => {
    const permissions = await actor.readPermissions(tenantId, scope, signal);
    return permissions !== null && !ACTIONS[kind].every((action) => permissions.may(action));
  };
  await inParallel([...bySubscription(places)], AT_ONCE, async ([subscriptionId, { tenantId, groups }]) => {
    const scope = `/subscriptions/${subscriptionId}`;
    if (!(await isMissing(tenantId, scope))) return;
    for (const group of groups) {
      if (!(await isMissing(tenantId, `${scope}/resourceGroups/${encodeURIComponent(group)}`))) return;
    }
    without.add(subscriptionId);
  });
  return without;
}

interface Subscription {
  readonly tenantId: TenantId;
  readonly groups: Set<string>;
}

function bySubscription(places: readonly Place[]): ReadonlyMap<SubscriptionId, Subscription> {
  const found = new Map<SubscriptionId, Subscription>();
  for (const { tenantId, subscriptionId, resourceGroup } of places) {
    const known = found.get(subscriptionId);
    const group = resourceGroup.toLowerCase();
    if (known) known.groups.add(group);
    else found.set(subscriptionId, { tenantId, groups: new Set([group]) });
  }
  return found;
}
