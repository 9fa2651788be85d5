import type { SubscriptionId } from '../core/ids';
import type { FleetConnection } from './fleetSource';
import type { FleetStore } from './fleetStore';

const TIMEOUT = 15_000;

/** The names of a subscription's resource groups, as far as they can be read; none where they cannot. Never rejects. */
export async function resourceGroupsOf(
  connection: FleetConnection | null,
  store: FleetStore,
  id: SubscriptionId,
): Promise<readonly string[]> {
  const tenantId = store.view.snapshot?.subscriptions.find((one) => one.id === id)?.tenantId;
  if (connection === null || tenantId === undefined) return [];
  const { actor } = connection.operations;
  const groups = await actor.listResourceGroups(tenantId, id, AbortSignal.timeout(TIMEOUT));
  return groups.ok ? groups.value.map(({ name }) => name) : [];
}
