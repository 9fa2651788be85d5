import type { CostAssumptions } from '../core/cost';
import type { SubscriptionId, TenantId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { MonthlyRecord } from '../core/monthlyRecord';
import type { RateCard } from '../core/rateCard';
import type { InstalledUpdates } from '../core/rebootReasons';
import type { ReleaseCatalogue } from '../core/release';
import type { FleetView } from '../fleet/fleetStore';
import type { Texts } from '../messages/texts';
import type { DashboardFormat } from './dashboardFormat';
import type { UpdateManagerSettings } from './settings';

/** What the settings in force mean for the dashboard. */
export interface DashboardSettings {
  readonly isDemo: boolean;
  readonly offlineDays: number;
  readonly card: RateCard;
  readonly assumptions: CostAssumptions;
  /** Null: the charges of Azure Update Manager are not shown. */
  readonly updateManager: UpdateManagerSettings | null;
  /** The sentence about a setting that cannot be used; null = none. */
  readonly settingsProblem: string | null;
  readonly isBlocked: boolean;
}

/** Everything that the dashboard is made from, at one moment. */
export interface DashboardContext {
  readonly view: FleetView;
  readonly now: Instant;
  readonly releases: ReleaseCatalogue;
  readonly settings: DashboardSettings;
  /** What earlier reads saw of the fleet, month by month. The same array as long as it is the same. */
  readonly records: readonly MonthlyRecord[];
  /** The same object as long as it is the same. */
  readonly installed: InstalledUpdates;
  readonly texts: Texts;
  readonly format: DashboardFormat;
  readonly subscriptionName: (id: SubscriptionId) => string;
  readonly tenantName: (id: TenantId) => string;
}
