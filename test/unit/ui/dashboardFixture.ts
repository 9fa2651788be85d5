import { DEFAULT_ASSUMPTIONS } from '../../../src/core/cost';
import type { TableFilter, TableQuery } from '../../../src/core/dashboardContract';
import { FIRST_QUERY } from '../../../src/core/dashboardContract';
import type { MonthlyRecord } from '../../../src/core/monthlyRecord';
import { bundledRateCard } from '../../../src/core/rateCard';
import type { InstalledUpdates } from '../../../src/core/rebootReasons';
import type { FleetStore } from '../../../src/fleet/fleetStore';
import type { DashboardContext, DashboardSettings } from '../../../src/ui/dashboardContext';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import { DashboardModel } from '../../../src/ui/dashboardModel';
import { storeOf, UNTROUBLED } from './sampleFleet';
import { englishTexts } from '../messages/englishTexts';

export const SETTINGS: DashboardSettings = {
  isDemo: false,
  offlineDays: 15,
  card: bundledRateCard,
  assumptions: DEFAULT_ASSUMPTIONS,
  updateManager: null,
  settingsProblem: null,
  isBlocked: false,
};

const NOTHING: InstalledUpdates = new Map();
const NO_RECORDS: readonly MonthlyRecord[] = [];

const texts = englishTexts('en', 'UTC');

export function contextOf(
  store: FleetStore,
  settings: Partial<DashboardSettings> = {},
  records: readonly MonthlyRecord[] = NO_RECORDS,
  installed: InstalledUpdates = NOTHING,
): DashboardContext {
  return {
    view: store.view,
    now: store.now(),
    releases: store.releases,
    settings: { ...SETTINGS, ...settings },
    records,
    installed,
    texts,
    format: new DashboardFormat('en'),
    subscriptionName: (id) => store.subscriptionName(id),
    tenantName: (id) => store.tenantName(id),
  };
}

export function modelOf(
  store: FleetStore = storeOf(UNTROUBLED),
  settings: Partial<DashboardSettings> = {},
  records: readonly MonthlyRecord[] = NO_RECORDS,
  installed: InstalledUpdates = NOTHING,
): DashboardModel {
  return new DashboardModel(() => contextOf(store, settings, records, installed));
}

export function queryOf(differs: Partial<TableQuery> = {}): TableQuery {
  return { ...FIRST_QUERY, ...differs };
}

export function filtered(...filters: readonly TableFilter[]): TableQuery {
  return queryOf({ filters });
}
