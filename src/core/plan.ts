import type { SubscriptionId, TenantId } from './ids';
import type { JudgedMachine } from './judgedMachine';
import type { Amount } from './money';
import type { OperationKind, SwitchValues, WantedSwitches } from './operation';
import type { PriceWhy } from './rateCard';
import type { Reason } from './reason';
import type { StateId } from './stateTable';
import type { UtcDay } from './utcDay';

/** What a person wants done, and to which machines. */
export interface PlanRequest {
  readonly kind: Exclude<OperationKind, 'revert'>;
  readonly machines: readonly JudgedMachine[];
  /** With enroll: also turn hotpatching on where it is explicitly off. */
  readonly alsoTurnOn: boolean;
}

/** Why a machine is left out whatever is ticked. */
export const EXCLUSION_IDS = [
  'notEligible',
  'builtIn',
  'eligibilityNotKnown',
  'alreadyThere',
  'notEnrolled',
  'agentExpired',
  'readOnly',
  'inProgress',
  'protected',
  'vanished',
] as const;

export type ExclusionId = (typeof EXCLUSION_IDS)[number];

/** Machines that a person may well want to leave out, or to take in: what the quick pick offers, each on or off at first. */
export const BUCKET_IDS = [
  'ready',
  'offline',
  'failedBefore',
  'disenrolledBefore',
  'explicitlyOff',
  'licensePending',
] as const;

export type BucketId = (typeof BUCKET_IDS)[number];

/** What can be said beforehand of when an enrolled machine gets its first hotpatch. VBS is never known from Azure. */
export type ExpectationId =
  | 'fromNextRelease'
  | 'afterNextBaseline'
  | 'afterBaselineInstall'
  | 'staysOff'
  | 'notKnown'
  | 'ordinaryUpdates'
  | 'none';

/** One machine that the plan would change. */
export interface PlannedMachine {
  readonly machine: JudgedMachine;
  readonly bucket: BucketId;
  /** The switches as the fleet's last read had them: what a later drift is measured against. */
  readonly before: SwitchValues;
  readonly wanted: WantedSwitches;
  readonly expectation: ExpectationId;
  readonly reasons: readonly Reason[];
}

export interface LeftOut {
  readonly machine: JudgedMachine;
  readonly exclusion: ExclusionId;
  /** More words, e.g. why it is not eligible; empty = the exclusion says it all. */
  readonly reasons: readonly Reason[];
}

/** One line of the quick pick. */
export interface PlanBucket {
  readonly id: BucketId;
  readonly count: number;
  readonly isIncludedAtFirst: boolean;
}

/** Everything that would happen, before anything is sent. A pure function of the fleet, the request and the settings. */
export interface Plan {
  readonly kind: Exclude<OperationKind, 'revert'>;
  /** In the order in which they are sent; of the buckets that are included. */
  readonly included: readonly PlannedMachine[];
  /** Of the buckets that the person left out. */
  readonly deselected: readonly PlannedMachine[];
  readonly leftOut: readonly LeftOut[];
  readonly buckets: readonly PlanBucket[];
  readonly scope: PlanScope;
  readonly cost: PlanCost;
  readonly duration: PlanDuration;
}

/** Where the included machines live. */
export interface PlanScope {
  readonly tenants: readonly TenantId[];
  readonly subscriptions: readonly { readonly id: SubscriptionId; readonly count: number }[];
  readonly states: readonly { readonly state: StateId; readonly count: number }[];
}

/** What the included machines change in a whole month's bill. */
export interface PlanCost {
  /** Cores of the machines whose core count is known. */
  readonly cores: number;
  readonly machinesWithoutCores: number;
  /** At the price in force today. Negative for less. */
  readonly perMonthNow: Amount;
  /** At the last list price that was not 0. */
  readonly perMonthAtList: Amount;
  readonly currency: string;
  /** The next day within 60 days on which the price in force rises above 0; null = none. */
  readonly priceRises: PriceRise | null;
}

export interface PriceRise {
  readonly day: UtcDay;
  /** What the machines named cost a whole month from that day on. */
  readonly perMonth: Amount;
  readonly machines: number;
  readonly why: PriceWhy;
}

/** How long sending takes by Azure's write limits, and how long until Azure has done it. In milliseconds. */
export interface PlanDuration {
  readonly sending: number;
  readonly settling: number;
}
