import type { FleetState } from './fleetState';
import { textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import type { SubscriptionAccess } from './subscriptionAccess';

const GROUP_TYPE = 'microsoft.resources/subscriptions/resourcegroups';

/** The bodies of GET …/resourcegroups, by name: those with a row of their own, and those that only machines name. */
export function resourceGroupBodies(state: FleetState, subscriptionId: string): readonly Json[] {
  const groups = new Map<string, Json>();
  for (const row of state.rows('resourcecontainers', [subscriptionId])) {
    if (textOf(row['type']).toLowerCase() !== GROUP_TYPE) continue;
    groups.set(textOf(row['name']).toLowerCase(), groupBody(subscriptionId, textOf(row['name']), row));
  }
  for (const row of state.machinesOf(subscriptionId)) {
    const name = textOf(row['id']).split('/')[4] ?? '';
    if (!groups.has(name.toLowerCase())) groups.set(name.toLowerCase(), groupBody(subscriptionId, name, row));
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, body]) => body);
}

function groupBody(subscriptionId: string, name: string, row: JsonRow): Json {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location: row['location'] ?? null,
    tags: {},
    properties: { provisioningState: 'Succeeded' },
  };
}

/** The body of GET …/providers/{namespace}. */
export function providerBody(subscriptionId: string, namespace: string, access: SubscriptionAccess): Json {
  const name = KNOWN.find((each) => each.toLowerCase() === namespace.toLowerCase()) ?? namespace;
  return {
    id: `/subscriptions/${subscriptionId}/providers/${name}`,
    namespace: name,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: [],
    registrationState: access.isRegistered(subscriptionId, name) ? 'Registered' : 'NotRegistered',
  };
}

const KNOWN = [
  'Microsoft.Compute',
  'Microsoft.HybridCompute',
  'Microsoft.GuestConfiguration',
  'Microsoft.HybridConnectivity',
  'Microsoft.AzureArcData',
] as const;
