import type { CloudId } from '../azure/clouds';
import { CLOUD_IDS, isCloudId, loopbackEndpoint } from '../azure/clouds';
import type { CostAssumptions } from '../core/cost';
import type { SubscriptionId, TenantId } from '../core/ids';
import { subscriptionId, tenantId } from '../core/ids';
import type { RateCard } from '../core/rateCard';
import { readRateCard } from '../core/rateCardSettings';
import type { MessageValues } from '../core/reason';
import type { RestartCalendar } from '../core/restartCalendar';
import { readFreeze, readWindow } from '../core/restartCalendar';
import type { ReleaseMonth } from '../core/release';
import { readReleases } from '../core/releaseSettings';
import type { MessageId } from '../messages/english';
import { LANGUAGES } from '../messages/language';

/** The names of all settings, below `hotpatchFleet.` (a test compares them with package.json). */
export const SETTINGS = {
  cloud: 'cloud',
  loopbackEndpoint: 'loopbackEndpoint',
  signIn: 'signIn',
  tenants: 'tenants',
  subscriptions: 'subscriptions',
  refreshInterval: 'refreshInterval',
  offlineDays: 'offlineDays',
  releaseGraceDays: 'releaseGraceDays',
  releases: 'releases',
  releaseFile: 'releaseFile',
  showStatusBar: 'statusBar.visible',
  demoMachines: 'demo.machines',
  rateCard: 'cost.rateCard',
  costCores: 'cost.cores',
  costBasis: 'cost.basis',
  updateManager: 'cost.updateManager',
  updateManagerExempt: 'cost.updateManagerExempt',
  readOnly: 'operations.readOnly',
  protectedTags: 'operations.protectedTags',
  maximumMachines: 'operations.maximumMachines',
  typeCountAbove: 'operations.typeCountAbove',
  retentionDays: 'operations.retentionDays',
  restartWaveSize: 'restart.waveSize',
  restartWavePause: 'restart.wavePause',
  restartMostFailures: 'restart.mostFailures',
  restartFreeze: 'restart.freeze',
  restartWindows: 'restart.windows',
  domainControllers: 'restart.domainControllers',
  clusters: 'restart.clusters',
  language: 'language',
} as const;

export const SETTINGS_SECTION = 'hotpatchFleet';

export const SIGN_IN_METHODS = ['vscode', 'azureCli', 'environment', 'managedIdentity', 'default'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** How enrolled days are counted; the first is the default. */
export const COST_BASES = ['day', 'month'] as const;
/** Which cores are counted; the first is the default. */
export const COST_CORES = ['byKind', 'physical', 'logical'] as const;

export interface Settings {
  readonly cloud: CloudId;
  /** Set where the cloud is Loopback and the setting is a base URL on this machine. */
  readonly loopbackEndpoint: URL | null;
  readonly signIn: SignInMethod;
  readonly tenants: readonly TenantId[];
  readonly subscriptions: readonly SubscriptionId[];
  /** Minutes between two reads while something is visible; 0 = only on request. */
  readonly refreshInterval: number;
  /** Days offline after which a machine is left out of the headline. */
  readonly offlineDays: number;
  readonly releaseGraceDays: number;
  readonly releases: readonly ReleaseMonth[];
  /** A shared file with release data; empty = none. */
  readonly releaseFile: string;
  readonly showStatusBar: boolean;
  readonly demoMachines: number;
  readonly rateCard: RateCard;
  readonly costAssumptions: CostAssumptions;
  /** What is assumed of Azure Update Manager’s charges; null = nothing, which is the default. */
  readonly updateManager: UpdateManagerSettings | null;
  readonly operations: OperationSettings;
  readonly restart: RestartSettings;
}

export interface UpdateManagerSettings {
  /** Known to be exempt; Defender for Servers Plan 2, say, is bought by subscription. */
  readonly exemptSubscriptions: readonly SubscriptionId[];
}

/** What keeps operations in bounds. None of it is a workspace's or a remote machine's to set. */
export interface OperationSettings {
  /** Nothing is changed on any machine. True as well while one of these settings cannot be read. */
  readonly isReadOnly: boolean;
  /** `name` or `name=value`; see core/planProtection.ts. */
  readonly protectedTags: readonly string[];
  /** The most machines that one operation may change; 0 = no limit. */
  readonly maximumMachines: number;
  /** The count has to be typed for more machines than this; 0 = never. */
  readonly typeCountAbove: number;
  /** Days for which the record of a finished operation is kept on this computer. */
  readonly retentionDays: number;
}

/** How machines are restarted: bounds as well. One that cannot be read stops all operations. */
export interface RestartSettings {
  /** The most machines that restart together. */
  readonly waveSize: number;
  /** Minutes between two waves. */
  readonly wavePause: number;
  /** With more machines that do not come back, no further wave begins. */
  readonly mostFailures: number;
  readonly calendar: RestartCalendar;
  /** Patterns of names and tags; see core/machinePatterns.ts. */
  readonly domainControllers: readonly string[];
  readonly clusters: readonly string[];
}

/** By what names domain controllers, and by what tag clusters, are told unless the settings say otherwise. */
const DOMAIN_CONTROLLERS: readonly string[] = ['DC*', '*-DC*', 'tag:role=dc'];
const CLUSTERS: readonly string[] = ['tag:cluster'];

/** A setting whose value cannot be used: which, why, and what happens instead. */
export interface SettingIssue {
  readonly setting: string;
  readonly problem: { readonly id: MessageId; readonly values: MessageValues };
  /** Whether anything is read in spite of it. */
  readonly isFatal: boolean;
  /** True: machines are read in spite of it, and none is changed. */
  readonly stopsOperations?: true;
}

export interface SettingsReading {
  readonly settings: Settings;
  readonly issues: readonly SettingIssue[];
}

/** Reads and checks all settings. `get` gives the raw value of one, undefined where it is not set. */
export function readSettings(get: (name: string) => unknown): SettingsReading {
  const reader = new SettingReader(get);
  const cloud = reader.cloud();
  // No second complaint where Loopback only stands in for a cloud that cannot be read.
  const loopbackEndpoint = cloud === 'Loopback' && reader.issues.length === 0 ? reader.loopback() : null;
  const restart = reader.restart();
  const settings: Settings = {
    cloud,
    loopbackEndpoint,
    signIn: reader.oneOf(SETTINGS.signIn, SIGN_IN_METHODS, 'vscode', isSignInMethod),
    tenants: unique(reader.list(SETTINGS.tenants).map(tenantId)),
    subscriptions: unique(reader.list(SETTINGS.subscriptions).map(subscriptionId)),
    refreshInterval: reader.number(SETTINGS.refreshInterval, 0, 1_440, 10),
    offlineDays: reader.number(SETTINGS.offlineDays, 1, 365, 15),
    releaseGraceDays: reader.number(SETTINGS.releaseGraceDays, 0, 60, 7),
    releases: reader.releases(),
    releaseFile: reader.text(SETTINGS.releaseFile),
    showStatusBar: reader.flag(SETTINGS.showStatusBar, true),
    demoMachines: reader.number(SETTINGS.demoMachines, 1, 100_000, 500),
    rateCard: reader.rateCard(),
    costAssumptions: {
      basis: reader.choice(SETTINGS.costBasis, COST_BASES),
      cores: reader.choice(SETTINGS.costCores, COST_CORES),
    },
    updateManager: reader.updateManager(),
    operations: reader.operations(restart.isWrong),
    restart: restart.settings,
  };
  // Which it is has been settled before any text was made; here it is only checked.
  reader.choice(SETTINGS.language, LANGUAGES);
  return { settings, issues: reader.issues };
}

function isSignInMethod(text: string): text is SignInMethod {
  return SIGN_IN_METHODS.some((method) => method === text);
}

/** One that is named twice (in another casing, say) is read once. */
function unique<Id>(ids: readonly Id[]): readonly Id[] {
  return [...new Set(ids)];
}

class SettingReader {
  readonly issues: SettingIssue[] = [];
  readonly #get: (name: string) => unknown;

  constructor(get: (name: string) => unknown) {
    this.#get = get;
  }

  /** In place of a cloud that cannot be read stands one without an endpoint: nobody signs in and no host is asked. */
  cloud(): CloudId {
    const value = this.#get(SETTINGS.cloud) ?? 'AzureCloud';
    if (typeof value === 'string' && isCloudId(value)) return value;
    this.#issue(SETTINGS.cloud, 'error.setting.notOneOf', { values: CLOUD_IDS.join(', ') }, true);
    return 'Loopback';
  }

  /** A cloud or sign-in method that cannot be read is never replaced by another: that could send a token elsewhere. */
  oneOf<Value extends string>(
    name: string,
    values: readonly Value[],
    fallback: Value,
    is: (text: string) => text is Value,
  ): Value {
    const value = this.#get(name) ?? fallback;
    if (typeof value === 'string' && is(value)) return value;
    this.#issue(name, 'error.setting.notOneOf', { values: values.join(', ') }, true);
    return fallback;
  }

  /** A choice that harms nobody: the first stands in for one that cannot be read. */
  choice<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value {
    const value = this.#get(name) ?? values[0];
    const known = values.find((one) => one === value);
    if (known === undefined) this.#issue(name, 'error.setting.notOneOf', { values: values.join(', ') }, false);
    return known ?? values[0];
  }

  rateCard(): RateCard {
    const { card, issues } = readRateCard(this.#get(SETTINGS.rateCard));
    for (const { id, entry } of issues) this.#issue(SETTINGS.rateCard, `rateCardIssue.${id}`, { entry }, false);
    return card;
  }

  updateManager(): UpdateManagerSettings | null {
    const exemptSubscriptions = unique(this.list(SETTINGS.updateManagerExempt, false).map(subscriptionId));
    return this.flag(SETTINGS.updateManager, false) ? { exemptSubscriptions } : null;
  }

  /** A bound that cannot be read is never replaced by a wider one: then nothing is changed at all. */
  operations(isBarred: boolean): OperationSettings {
    const retentionDays = this.number(SETTINGS.retentionDays, 30, 36_500, 400);
    const before = this.issues.length;
    const isReadOnly = this.flag(SETTINGS.readOnly, false);
    const protectedTags = this.tags(SETTINGS.protectedTags);
    const maximumMachines = this.number(SETTINGS.maximumMachines, 0, 100_000, 5_000);
    const typeCountAbove = this.number(SETTINGS.typeCountAbove, 0, 100_000, 100);
    const isWrong = this.#stopOperations(before);
    const bounds = { isReadOnly: isReadOnly || isWrong || isBarred, protectedTags, maximumMachines, typeCountAbove };
    return { ...bounds, retentionDays };
  }

  restart(): { readonly settings: RestartSettings; readonly isWrong: boolean } {
    const before = this.issues.length;
    const settings: RestartSettings = {
      waveSize: this.number(SETTINGS.restartWaveSize, 1, 1_000, 5),
      wavePause: this.number(SETTINGS.restartWavePause, 0, 1_440, 5),
      mostFailures: this.number(SETTINGS.restartMostFailures, 0, 10_000, 0),
      calendar: {
        freeze: this.entries(SETTINGS.restartFreeze, readFreeze, 'operation.settings.notFreeze'),
        windows: this.entries(SETTINGS.restartWindows, readWindow, 'operation.settings.notWindow'),
      },
      domainControllers: this.patterns(SETTINGS.domainControllers, DOMAIN_CONTROLLERS),
      clusters: this.patterns(SETTINGS.clusters, CLUSTERS),
    };
    return { settings, isWrong: this.#stopOperations(before) };
  }

  /** Marks issues as such that no machine is changed while there are any; whether there are. */
  #stopOperations(since: number): boolean {
    const wrong = this.issues.splice(since);
    this.issues.push(...wrong.map((issue) => ({ ...issue, stopsOperations: true as const })));
    return wrong.length > 0;
  }

  /** A list of which every entry has to be understood: one that is skipped would allow what it was to forbid. */
  entries<Entry>(
    name: string,
    read: (text: string) => Entry | undefined,
    issue: 'operation.settings.notFreeze' | 'operation.settings.notWindow',
  ): readonly Entry[] {
    const value = this.#get(name) ?? [];
    const readings = Array.isArray(value)
      ? value.map((one) => (typeof one === 'string' ? read(one) : undefined))
      : [undefined];
    const entries = readings.filter((one) => one !== undefined);
    if (entries.length < readings.length) this.#issue(name, issue, {}, false);
    return entries;
  }

  patterns(name: string, fallback: readonly string[]): readonly string[] {
    const value = this.#get(name) ?? fallback;
    if (Array.isArray(value) && value.every(isFilledText)) return value;
    this.#issue(name, 'operation.settings.notPatterns', {}, false);
    return fallback;
  }

  loopback(): URL | null {
    const value = this.#get(SETTINGS.loopbackEndpoint);
    const endpoint = loopbackEndpoint(typeof value === 'string' ? value : '');
    if (endpoint.ok) return endpoint.value;
    this.#issue(SETTINGS.loopbackEndpoint, 'error.setting.loopback', {}, true);
    return null;
  }

  number(name: string, min: number, max: number, fallback: number): number {
    const value = this.#get(name) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.#issue(name, 'error.setting.notNumber', { min, max }, false);
    return fallback;
  }

  list(name: string, isFatal = true): readonly string[] {
    const value = this.#get(name) ?? [];
    if (Array.isArray(value) && value.every(isFilledText)) return value;
    this.#issue(name, 'error.setting.notList', {}, isFatal);
    return [];
  }

  tags(name: string): readonly string[] {
    const value = this.#get(name) ?? [];
    if (Array.isArray(value) && value.every(isFilledText)) return value;
    this.#issue(name, 'operation.settings.notTags', {}, false);
    return [];
  }

  text(name: string): string {
    const value = this.#get(name) ?? '';
    if (typeof value === 'string') return value.trim();
    this.#issue(name, 'error.setting.notText', {}, false);
    return '';
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#get(name) ?? fallback;
    if (typeof value === 'boolean') return value;
    this.#issue(name, 'error.setting.notFlag', {}, false);
    return fallback;
  }

  releases(): readonly ReleaseMonth[] {
    const { months, issues } = readReleases(this.#get(SETTINGS.releases));
    this.issues.push(...releaseIssues(SETTINGS.releases, issues));
    return months;
  }

  #issue(name: string, id: MessageId, values: MessageValues, isFatal: boolean): void {
    this.issues.push({ setting: `${SETTINGS_SECTION}.${name}`, problem: { id, values }, isFatal });
  }
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Issues of release data as issues of the setting that brought it. */
export function releaseIssues(
  name: string,
  issues: ReturnType<typeof readReleases>['issues'],
): readonly SettingIssue[] {
  return issues.map(({ id, entry }) => ({
    setting: `${SETTINGS_SECTION}.${name}`,
    problem: { id: `releaseIssue.${id}`, values: { entry } },
    isFatal: false,
  }));
}
