import type { SubscriptionId, TenantId } from '../core/ids';
import { subscriptionId, tenantId } from '../core/ids';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { ListPage } from './armList';
import { readList } from './armList';
import type { AzureFault } from './azureFault';
import type { FleetScope, SubscriptionReading, TenantReading } from './fleetReading';
import { mapLimited } from './mapLimited';
import { isJsonObject, textOf } from './rowValues';

/** What discovery needs of a connection. */
export interface ListConnection {
  getList(url: string, signal: AbortSignal): Promise<Result<ListPage, AzureFault>>;
}

export interface DiscoveryOptions {
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string;
  /** The connection as a tenant's user; null: as the account's own tenant. */
  readonly connectionOf: (tenant: TenantId | null) => ListConnection;
}

/** A tenant to ask with its own token, and the subscriptions to ask it about. */
export interface TenantWork {
  readonly tenant: TenantReading;
  readonly subscriptions: readonly SubscriptionReading[];
}

export interface Discovery {
  readonly tenants: readonly TenantWork[];
  /** Chosen subscriptions that no tenant shows. */
  readonly invisible: readonly SubscriptionReading[];
}

const API_VERSION = '2022-12-01';
const TENANTS_AT_A_TIME = 5;

/**
 * Lists the tenants, and each one's subscriptions with that tenant's token. Fails only if the tenants cannot be listed.
 * A subscription that several tenants show (Azure Lighthouse) is read once, through its own tenant where that is possible.
 */
export async function discover(
  scope: FleetScope,
  options: DiscoveryOptions,
  signal: AbortSignal,
): Promise<Result<Discovery, AzureFault>> {
  const listed = await listAll(`${options.endpoint}/tenants`, options.connectionOf(null), signal);
  if (!listed.ok) return listed;
  const visible = tenantsOf(listed.value);
  const tenants = scope.tenants.length === 0 ? visible : chosenTenants(scope.tenants, visible);
  const listings = await mapLimited(tenants, TENANTS_AT_A_TIME, (tenant) => listTenant(tenant, options, signal));
  if (signal.aborted) return failed({ kind: 'cancelled' });

  const chosen = new Set(scope.subscriptions);
  const isWanted = (id: SubscriptionId): boolean => chosen.size === 0 || chosen.has(id);
  const owners = ownersOf(listings);
  const work = listings.map(({ tenant, subscriptions }) => ({
    tenant,
    subscriptions: subscriptions.filter(({ id }) => isWanted(id) && owners.get(id) === tenant.id),
  }));
  return succeeded({ tenants: work, invisible: invisibleSubscriptions(scope, owners, visible, listings) });
}

interface VisibleTenant {
  readonly id: TenantId;
  readonly name: string | null;
  readonly isHome: boolean;
  readonly problem: AzureFault | null;
}

function tenantsOf(items: readonly unknown[]): readonly VisibleTenant[] {
  const tenants = new Map<TenantId, VisibleTenant>();
  for (const item of items) {
    if (!isJsonObject(item)) continue;
    const id = textOf(item['tenantId']);
    if (id === null) continue;
    const tenant = tenantId(id);
    const name = textOf(item['displayName']) ?? textOf(item['defaultDomain']);
    tenants.set(tenant, { id: tenant, name, isHome: item['tenantCategory'] === 'Home', problem: null });
  }
  return [...tenants.values()];
}

function chosenTenants(chosen: readonly TenantId[], visible: readonly VisibleTenant[]): readonly VisibleTenant[] {
  return chosen.map(
    (id) =>
      visible.find((tenant) => tenant.id === id) ?? {
        id,
        name: null,
        isHome: false,
        problem: {
          kind: 'notFound',
          code: 'TenantNotVisible',
          message: `Tenant ${id} is not among the account's tenants.`,
        },
      },
  );
}

async function listTenant(
  { id, name, problem }: VisibleTenant,
  { endpoint, connectionOf }: DiscoveryOptions,
  signal: AbortSignal,
): Promise<TenantWork> {
  const reading = { id, name, problem, patchDataProblem: null };
  if (problem !== null) return { tenant: reading, subscriptions: [] };
  const listed = await listAll(`${endpoint}/subscriptions`, connectionOf(id), signal);
  if (!listed.ok) return { tenant: { ...reading, problem: listed.fault }, subscriptions: [] };
  return { tenant: reading, subscriptions: subscriptionsOf(listed.value, id) };
}

function subscriptionsOf(items: readonly unknown[], listingTenant: TenantId): readonly SubscriptionReading[] {
  const subscriptions = new Map<SubscriptionId, SubscriptionReading>();
  for (const item of items) {
    if (!isJsonObject(item)) continue;
    const text = textOf(item['subscriptionId']) ?? textOf(item['id'])?.split('/')[2] ?? null;
    if (text === null || textOf(item['state'])?.toLowerCase() === 'deleted') continue;
    const id = subscriptionId(text);
    const owner = textOf(item['tenantId']);
    const tenant = owner === null ? listingTenant : tenantId(owner);
    subscriptions.set(id, { id, tenantId: tenant, name: textOf(item['displayName']), problem: null });
  }
  return [...subscriptions.values()];
}

// Which tenant's token reads which subscription: its own tenant's, else the first that shows it.
function ownersOf(listings: readonly TenantWork[]): ReadonlyMap<SubscriptionId, TenantId> {
  const owners = new Map<SubscriptionId, TenantId>();
  for (const { tenant, subscriptions } of listings) {
    for (const subscription of subscriptions) {
      const isOwnTenant = subscription.tenantId === tenant.id;
      if (isOwnTenant || !owners.has(subscription.id)) owners.set(subscription.id, tenant.id);
    }
  }
  return owners;
}

function invisibleSubscriptions(
  scope: FleetScope,
  owners: ReadonlyMap<SubscriptionId, TenantId>,
  visible: readonly VisibleTenant[],
  listings: readonly TenantWork[],
): readonly SubscriptionReading[] {
  // Nobody knows whose it is: it is shown under the one chosen tenant, else under the account's own.
  const home = visible.find((tenant) => tenant.isHome) ?? visible[0];
  const tenant = scope.tenants[0] ?? home?.id ?? listings[0]?.tenant.id;
  if (tenant === undefined) return [];
  return scope.subscriptions
    .filter((id) => !owners.has(id))
    .map((id) => ({
      id,
      tenantId: tenant,
      name: null,
      problem: {
        kind: 'notFound',
        code: 'SubscriptionNotVisible',
        message: `Subscription ${id} is not among those that the account's tenants show.`,
      },
    }));
}

function listAll(
  url: string,
  connection: ListConnection,
  signal: AbortSignal,
): Promise<Result<readonly unknown[], AzureFault>> {
  return readList(`${url}?api-version=${API_VERSION}`, (page) => connection.getList(page, signal));
}
