import type { SubscriptionId, TenantId } from '../core/ids';
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

  ofTenant(own: TenantId): TenantId {
    return this.byTenant.get(own) ?? own;
  }
}
