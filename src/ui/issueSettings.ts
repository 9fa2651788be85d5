import { CLOUD_IDS } from '../azure/clouds';
import type { RateCard } from '../core/rateCard';
import { bundledRateCard } from '../core/rateCard';
import type { Settings } from './settings';
import { COST_BASES, COST_CORES, SETTINGS, SETTINGS_SECTION, SIGN_IN_METHODS } from './settings';
import { plainValue, wordOf } from './issueWords';

/** What is said of a setting; null = nothing, because it shows elsewhere in the report. */
type Said = (settings: Settings) => string | null;

const lengthOf = (list: readonly unknown[]): string => `${plainValue(list.length)} in the list`;
const whether = (isSet: boolean): string => (isSet ? 'set' : 'not set');

/**
 * Every setting, so that the compiler asks what may be said of a new one. Flags, numbers and choices are harmless; of lists
 * their length is said, of texts whether there is one.
 */
const SAID: Readonly<Record<keyof typeof SETTINGS, Said>> = {
  cloud: ({ cloud }) => wordOf(cloud, CLOUD_IDS),
  loopbackEndpoint: ({ loopbackEndpoint }) => whether(loopbackEndpoint !== null),
  signIn: ({ signIn }) => wordOf(signIn, SIGN_IN_METHODS),
  tenants: ({ tenants }) => lengthOf(tenants),
  subscriptions: ({ subscriptions }) => lengthOf(subscriptions),
  refreshInterval: ({ refreshInterval }) => plainValue(refreshInterval),
  offlineDays: ({ offlineDays }) => plainValue(offlineDays),
  releaseGraceDays: ({ releaseGraceDays }) => plainValue(releaseGraceDays),
  releases: ({ releases }) => lengthOf(releases),
  releaseFile: ({ releaseFile }) => whether(releaseFile !== ''),
  showStatusBar: ({ showStatusBar }) => plainValue(showStatusBar),
  demoMachines: ({ demoMachines }) => plainValue(demoMachines),
  rateCard: ({ rateCard }) => (isStandard(rateCard) ? 'standard' : 'own'),
  costCores: ({ costAssumptions }) => wordOf(costAssumptions.cores, COST_CORES),
  costBasis: ({ costAssumptions }) => wordOf(costAssumptions.basis, COST_BASES),
  updateManager: ({ updateManager }) => plainValue(updateManager !== null),
  updateManagerExempt: ({ updateManager }) => lengthOf(updateManager?.exemptSubscriptions ?? []),
  readOnly: ({ operations }) => plainValue(operations.isReadOnly),
  protectedTags: ({ operations }) => lengthOf(operations.protectedTags),
  maximumMachines: ({ operations }) => plainValue(operations.maximumMachines),
  typeCountAbove: ({ operations }) => plainValue(operations.typeCountAbove),
  retentionDays: ({ operations }) => plainValue(operations.retentionDays),
  restartWaveSize: ({ restart }) => plainValue(restart.waveSize),
  restartWavePause: ({ restart }) => plainValue(restart.wavePause),
  restartMostFailures: ({ restart }) => plainValue(restart.mostFailures),
  restartFreeze: ({ restart }) => lengthOf(restart.calendar.freeze),
  restartWindows: ({ restart }) => lengthOf(restart.calendar.windows),
  domainControllers: ({ restart }) => lengthOf(restart.domainControllers),
  clusters: ({ restart }) => lengthOf(restart.clusters),
  language: () => null, // among the versions, as what came of it
};

/** By its contents: each bundle has an object of its own. */
function isStandard(card: RateCard): boolean {
  return JSON.stringify(card) === JSON.stringify(bundledRateCard);
}

/** Name and what is said, in the order of the settings. */
export function settingRows(settings: Settings): readonly (readonly [string, string])[] {
  return Object.entries(SETTINGS).flatMap(([key, name]) => {
    const said = SAID[key as keyof typeof SETTINGS](settings);
    return said === null ? [] : [[name, said] as const];
  });
}

/** A setting by its whole name, where it is one of ours. */
export function settingName(name: string): string {
  return wordOf(
    name,
    Object.values(SETTINGS).map((own) => `${SETTINGS_SECTION}.${own}`),
  );
}
