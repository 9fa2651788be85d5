import type { CostAssumptions } from './cost';
import type { InstallOrder, InstallSelection } from './installSelection';
import type { MachineId, SubscriptionId, TenantId } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { MachineAction, WavePlan } from './machineAction';
import type { PendingUpdate } from './machineFacts';
import type { Amount, Price } from './money';
import type { ActionKind, SwitchKind, SwitchValues, WantedSwitches } from './operation';
import type { PriceWhy, RateCard } from './rateCard';
import type { Reason } from './reason';
import type { ReleaseCatalogue } from './release';
import type { RestartCalendar, RestartRefusal } from './restartCalendar';
import type { StateId } from './stateTable';
import type { UnseenExemption } from './updateManager';
import type { UtcDay } from './utcDay';

/** The kinds of operation that begin with a plan; a revert begins with the record of what was done. */
export type PlanKind = SwitchKind | ActionKind;

/** What a person wants done, and to which machines. */
export interface PlanRequest {
  readonly kind: PlanKind;
  /** One that is named twice is planned once. */
  readonly machines: readonly JudgedMachine[];
  /**
   * With enroll: also turn hotpatching on where it is explicitly off, on the machines that are being enrolled. One that
   * is enrolled already and off is left to “turn on”.
   */
  readonly alsoTurnOn: boolean;
  /** What the person ticked; null = as it is at first. */
  readonly choice: PlanChoice | null;
  /** With install: what is to be installed, and what waits on the machines. Without it nothing is installed anywhere. */
  readonly install?: InstallRequest;
}

export interface InstallRequest {
  readonly order: InstallOrder;
  /** A machine that is missing: its updates could not be read. */
  readonly updates: ReadonlyMap<MachineId, readonly PendingUpdate[]>;
}

/** What a person ticked of a plan's buckets and subscriptions. */
export interface PlanChoice {
  readonly buckets: ReadonlySet<BucketId>;
  readonly withoutSubscriptions: ReadonlySet<SubscriptionId>;
}

/** Everything that a plan depends on besides the request. */
export interface PlanContext {
  readonly now: Instant;
  readonly releases: ReleaseCatalogue;
  readonly card: RateCard;
  readonly assumptions: CostAssumptions;
  /** Patterns that keep a machine from ever being changed; see planProtection.ts. */
  readonly protectedTags: readonly string[];
  /** The setting by which nothing is ever sent. A plan can still be made, read and exported. */
  readonly isReadOnly: boolean;
  /** The most machines that one operation may change; 0 = no limit. */
  readonly maximumMachines: number;
  /** Where the account is known to lack the right to change machines. */
  readonly readOnlySubscriptions: ReadonlySet<SubscriptionId>;
  /** Machines that another operation is changing. */
  readonly inProgress: ReadonlySet<MachineId>;
  /** Machines that Azure no longer lists. */
  readonly vanished: ReadonlySet<MachineId>;
  /** How fast requests can be sent to one subscription. */
  readonly rates: PlanRates;
  /** What bears on actions alone; absent = {@link NO_ACTION_RULES}. */
  readonly actions?: ActionRules;
}

/** By what actions are planned beside the machines. */
export interface ActionRules {
  /** When machines may be restarted; see restartCalendar.ts. */
  readonly calendar: RestartCalendar;
  /** Patterns of names and tags; see machinePatterns.ts. */
  readonly domainControllers: readonly string[];
  readonly clusters: readonly string[];
  /** The most machines that restart together. */
  readonly waveSize: number;
  readonly waves: WavePlan;
  /** Machines on which VBS was enabled here, and when: their restart is in no assessment. */
  readonly restartOwed: ReadonlyMap<MachineId, Instant>;
  /** Known to be exempt from Azure Update Manager's charge. */
  readonly exemptSubscriptions: ReadonlySet<SubscriptionId>;
}

/** Token buckets of one subscription: so many requests at once, and so many more each second (above 0). */
export interface PlanRates {
  readonly reads: PlanRate;
  readonly writes: PlanRate;
}

export interface PlanRate {
  readonly size: number;
  readonly perSecond: number;
}

/** Why a machine is left out whatever is ticked. In the order in which they are shown. */
export const EXCLUSION_IDS = [
  'alreadyThere',
  'notEnrolled',
  'inProgress',
  'protected',
  'readOnly',
  'agentExpired',
  'statusNotKnown',
  'eligibilityNotKnown',
  'builtIn',
  'notEligible',
  'drifted',
  'vanished',
  'notWindowsServer',
  'azureLocalHost',
  'notServer2025',
  'notConnected',
  'extensionsOff',
  'agentTooOld',
  'neverAssessed',
  'noRestartPending',
  'updatesNotKnown',
  'nothingToInstall',
] as const;

export type ExclusionId = (typeof EXCLUSION_IDS)[number];

/** Machines that a person may well want to leave out, or to take in: what the quick pick offers, each on or off at first. */
export const BUCKET_IDS = [
  'ready',
  'explicitlyOff',
  'failedBefore',
  'disenrolledBefore',
  'offline',
  'licensePending',
  'domainController',
  'clusterMember',
] as const;

export type BucketId = (typeof BUCKET_IDS)[number];

/**
 * What can be said beforehand: of switches, when an enrolled machine gets its first hotpatch (VBS is never known from
 * Azure); of actions, what they bring.
 */
export const EXPECTATION_IDS = [
  'fromNextRelease',
  'afterNextBaseline',
  'afterBaselineInstall',
  'afterAction',
  'staysOff',
  'notKnown',
  'ordinaryUpdates',
  'none',
  'assessed',
  'assessedDaily',
  'lookedInto',
  'vbsAfterRestart',
  'installsWithoutRestart',
  'installsOwingRestart',
  'installsWithRestart',
  'leavesTrack',
  'restarts',
] as const;

export type ExpectationId = (typeof EXPECTATION_IDS)[number];

/** One machine that the plan would change. */
export interface PlannedMachine {
  readonly machine: JudgedMachine;
  readonly bucket: BucketId;
  /** The switches as the fleet's last read had them: what a later drift is measured against. */
  readonly before: SwitchValues;
  readonly wanted: WantedSwitches;
  readonly expectation: ExpectationId;
  /** What is done on it; null = its switches are set. */
  readonly action: MachineAction | null;
  /** With install: what becomes of each of its updates. */
  readonly selection: InstallSelection | null;
  readonly reasons: readonly Reason[];
}

export interface LeftOut {
  readonly machine: JudgedMachine;
  readonly exclusion: ExclusionId;
  /** More words, e.g. why it is not eligible; empty = the exclusion says it all. */
  readonly reasons: readonly Reason[];
  /** The pattern of the setting that protects it; null = it is not protected by a tag. */
  readonly protectedBy: string | null;
}

/** One line of the quick pick. */
export interface PlanBucket {
  readonly id: BucketId;
  readonly count: number;
  readonly isIncludedAtFirst: boolean;
  readonly isIncluded: boolean;
}

/** So many of a kind; never 0. */
export interface Tally<Id> {
  readonly id: Id;
  readonly count: number;
}

/** Everything that would happen, before anything is sent. A pure function of the fleet, the request and the settings. */
export interface Plan {
  readonly kind: PlanKind;
  /** Machines may be restarted by it: a restart, or an installation that may bring one. */
  readonly isRestarting: boolean;
  readonly madeAt: Instant;
  readonly alsoTurnOn: boolean;
  /** All that could be changed, in the order in which they are sent: included and deselected together. */
  readonly candidates: readonly PlannedMachine[];
  /** In the order in which they are sent; of the buckets and subscriptions that are ticked. */
  readonly included: readonly PlannedMachine[];
  /** Of the buckets or subscriptions that the person left out. */
  readonly deselected: readonly PlannedMachine[];
  readonly leftOut: readonly LeftOut[];
  /** Of the left-out machines; in the order of {@link EXCLUSION_IDS}. */
  readonly exclusions: readonly Tally<ExclusionId>[];
  /** Those that have machines, in the order of {@link BUCKET_IDS}. */
  readonly buckets: readonly PlanBucket[];
  readonly choice: PlanChoice;
  readonly scope: PlanScope;
  /** Of the included machines; in the order of {@link EXPECTATION_IDS}. */
  readonly expectations: readonly Tally<ExpectationId>[];
  readonly cost: PlanCost;
  readonly duration: PlanDuration;
  /** What Azure Update Manager may charge for it; null = it has no part in it. */
  readonly updateManager: PlanUpdateManager | null;
  /** Where machines restart: the included ones in the order in which they do. Null = all at once. */
  readonly waves: PlanWaves | null;
  /** What keeps it from being run; it can still be read and exported. */
  readonly obstacle: PlanObstacle | null;
}

/** Why a plan cannot be run as it is. */
export type PlanObstacle =
  | { readonly id: 'readOnly' }
  | { readonly id: 'nothingToDo' }
  | { readonly id: 'tooMany'; readonly maximum: number }
  /** It may last beyond the time until which restarts are allowed. */
  | { readonly id: 'tooLong'; readonly until: Instant }
  | RestartRefusal;

export interface PlanWaves {
  readonly waves: readonly (readonly MachineId[])[];
  readonly plan: WavePlan;
}

/** What Azure Update Manager may charge for the included machines, all of it an assumption. In USD. */
export interface PlanUpdateManager {
  /** Of these machines, so many may be charged for what they are not charged for without this. */
  readonly machines: number;
  /** They are assessed daily as it is, so a day more changes nothing. */
  readonly chargedAlready: number;
  /** Azure Edition, or in a subscription that the settings call exempt. */
  readonly exempt: number;
  /** For one day on which an operation runs. */
  readonly perDay: Amount;
  /** For a month of such days, its most. */
  readonly perMonth: Amount;
  readonly neverAssessed: number;
  readonly unseenExemptions: readonly UnseenExemption[];
}

/** Where the included machines live. */
export interface PlanScope {
  readonly tenants: readonly TenantId[];
  readonly subscriptions: readonly Tally<SubscriptionId>[];
  readonly states: readonly Tally<StateId>[];
  /** When the oldest of the reads began that the included machines' facts come from; null = nothing is included. */
  readonly dataAsOf: Instant | null;
}

/** What the included machines change in a whole month's bill. */
export interface PlanCost {
  /** Machines whose enrollment the plan begins or ends: turning hotpatching on or off changes no bill. */
  readonly machines: number;
  /** Cores of these machines, as far as the count is known. */
  readonly cores: number;
  readonly machinesWithoutCores: number;
  /** Per core and month, in force today. */
  readonly price: Price;
  /** Per core and month, as it was or would be while charged. */
  readonly listPrice: Price;
  /** At the price in force today. Negative for less. */
  readonly perMonthNow: Amount;
  /** At the list price. Negative for less. */
  readonly perMonthAtList: Amount;
  readonly currency: string;
  /** The next day within 60 days on which the price rises, and what these machines cost from then on; null = none. */
  readonly priceRises: PriceRise | null;
  /** A caution only: Azure's billing dates alone say nothing certain. */
  readonly futureBillingDates: BillingDates | null;
}

export interface PriceRise {
  readonly day: UtcDay;
  /** Per core and month, before that day and from it on. */
  readonly before: Price;
  readonly after: Price;
  /** What the machines counted cost a whole month from that day on; those without known cores are not in it. */
  readonly perMonth: Amount;
  readonly machines: number;
  readonly cores: number;
  readonly machinesWithoutCores: number;
  readonly why: PriceWhy;
}

/** Machines on which Azure has written a billing start that lies ahead, within 60 days. */
export interface BillingDates {
  readonly machines: number;
  readonly earliest: Instant;
}

/** How long sending takes by Azure's request limits, and how long until Azure has done the last one. In milliseconds. */
export interface PlanDuration {
  readonly sending: number;
  readonly settling: number;
}
