import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type { Discovery } from './discovery';

/**
 * Whose token reaches a subscription: with Azure Lighthouse it is not of the tenant that the subscription belongs to.
 * Learned from every list of tenants; until the first one each tenant counts as its own.
 */
export class TokenTenants {
  private bySubscription: ReadonlyMap<SubscriptionId, TenantId> = new Map();
  private byTenant: ReadonlyMap<TenantId, TenantId> = new Map();

  learn({ tenants }: Discovery): void {
    const pairs = tenants.flatMap(({ tenant, subscriptions }) =>
      subscriptions.map(({ id, tenantId }) => ({ id, own: tenantId, token: tenant.id })),
    );
    this.bySubscription = new Map(pairs.map(({ id, token }) => [id, token]));
    this.byTenant = new Map([
      ...pairs.map(({ own, token }) => [own, token] as const),
      // A tenant that shows itself is asked itself.
      ...tenants.map(({ tenant }) => [tenant.id, tenant.id] as const),
    ]);
  }

  ofSubscription(subscription: SubscriptionId, own: TenantId): TenantId {
    return this.bySubscription.get(subscription) ?? own;
  }

  /** Machines of one tenant, by the tenant whose token reaches them. */
  grouped(machines: readonly MachineId[], own: TenantId): ReadonlyMap<TenantId, readonly MachineId[]> {
    const groups = new Map<TenantId, MachineId[]>();
    for (const id of machines) {
      const tenant = this.ofSubscription(machineIdParts(id).subscriptionId, own);
      const group = groups.get(tenant);
      if (group === undefined) groups.set(tenant, [id]);
      else group.push(id);
    }
    return groups;
  }

  ofTenant(own: TenantId): TenantId {
    return this.byTenant.get(own) ?? own;
  }
}
