import type { AzureFault } from '../azure/azureFault';
import type { MachineGroup } from '../core/grouping';
import type { SubscriptionId, TenantId } from '../core/ids';
import type { JudgedMachine } from '../core/judgedMachine';
import type { PriceWarning } from '../core/planCost';
import type { PendingUpdate } from '../core/machineFacts';
import type { VanishedMachine } from '../fleet/fleetSnapshot';

/** Something of the fleet that could not be read, and that a retry could mend. */
export type ProblemScope =
  | { readonly kind: 'fleet' }
  | { readonly kind: 'tenant'; readonly tenantId: TenantId }
  | { readonly kind: 'patchData'; readonly tenantId: TenantId }
  | { readonly kind: 'subscription'; readonly tenantId: TenantId; readonly subscriptionId: SubscriptionId }
  | { readonly kind: 'missingRows'; readonly count: number };

/** A price that lies ahead, with the currency that it is in. */
export interface ShownPriceWarning extends PriceWarning {
  readonly currency: string;
}

/**
 * A row of the tree. Its id says which thing it is and not where it stands, so a machine that changes its group keeps its
 * selection; no grouping shows a machine twice.
 */
export type FleetRow =
  | { readonly kind: 'problem'; readonly id: string; readonly scope: ProblemScope; readonly fault: AzureFault | null }
  | { readonly kind: 'priceWarning'; readonly id: string; readonly warning: ShownPriceWarning }
  | { readonly kind: 'group'; readonly id: string; readonly group: MachineGroup }
  | { readonly kind: 'machine'; readonly id: string; readonly machine: JudgedMachine }
  | {
      readonly kind: 'loadMore';
      readonly id: string;
      readonly groupId: string;
      readonly shown: number;
      readonly total: number;
    }
  | { readonly kind: 'update'; readonly id: string; readonly machine: JudgedMachine; readonly update: PendingUpdate }
  | { readonly kind: 'noUpdates'; readonly id: string; readonly isAssessed: boolean }
  | { readonly kind: 'updatesFailed'; readonly id: string; readonly machine: JudgedMachine; readonly fault: AzureFault }
  | { readonly kind: 'vanishedGroup'; readonly id: string; readonly count: number }
  | { readonly kind: 'vanished'; readonly id: string; readonly vanished: VanishedMachine };

export type MachineRow = Extract<FleetRow, { kind: 'machine' }>;
