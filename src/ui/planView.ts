import type { SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { Texts } from '../messages/texts';
import type { DashboardFormat } from './dashboardFormat';

/** What a plan's texts need besides the plan. */
export interface PlanView {
  readonly texts: Texts;
  readonly format: DashboardFormat;
  readonly isDemo: boolean;
  readonly tenantName: (id: TenantId) => string;
  readonly subscriptionName: (id: SubscriptionId) => string;
  /** The account that sends in a tenant; null = not known yet. */
  readonly accountOf: (id: TenantId) => string | null;
  /** Where the plan was approved elsewhere; null = it is made here and now. */
  readonly approval: PlanApproval | null;
  /** With periodic assessment: subscriptions in which Microsoft.Compute is not registered. */
  readonly unregistered?: readonly SubscriptionId[];
}

export interface PlanApproval {
  readonly ticket: string;
  readonly hash: string;
  readonly createdAt: Instant;
}
