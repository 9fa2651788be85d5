import type { MachineId, SubscriptionId, TenantId } from '../core/ids';
import type { MachineFacts, ProductFeatureFacts } from '../core/machineFacts';
import type { LicenseWish, SwitchValues } from '../core/operation';
import type { Result } from '../core/result';
import type { AzureFault } from './azureFault';

/** The machine that a request is for. */
export interface WriteTarget {
  readonly id: MachineId;
  readonly tenantId: TenantId;
  readonly subscriptionId: SubscriptionId;
  /** The machine's Azure region, which decides whose rate limits count. */
  readonly location: string;
}

/** Who the requests of a tenant are sent as. */
export interface ActingAccount {
  /** Stable and unique: the token's object id; the same person in another tenant is another account. */
  readonly id: string;
  /** For people: user name or application id. */
  readonly name: string;
}

/**
 * Everything in a license profile (or in a machine's instance view of it) that is none of our business and must be the
 * same after a write: Software Assurance, the ESU license, pay-as-you-go, other features. Path in the profile → its value
 * as JSON; no entry = null, empty or not there. In one normal form, so that a profile can be compared with the instance
 * view of before it was made; without what Azure works out or notes by itself (see licenseProfile.ts).
 * A write may add productProfile.productType where it was not set.
 */
export type OtherLicenseData = Readonly<Record<string, string>>;

/** GET …/licenseProfiles/default. */
export type LicenseReading =
  /** 404 of the profile, or one in which nothing was ever set. The machine may be gone too; only reading it tells. */
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      /** Null: the profile has no Hotpatch feature. */
      readonly feature: ProductFeatureFacts | null;
      readonly others: OtherLicenseData;
    };

/** GET …/machines/{name}, with what a write needs beyond the facts. */
export interface MachineReading {
  readonly facts: MachineFacts;
  readonly others: OtherLicenseData;
}

/** The answer to one request that changes something, with the ids by which Azure's support finds it. */
export type SendAnswer =
  /** 200, 201 or 202. Says nothing about whether the change is done. */
  | { readonly kind: 'accepted'; readonly status: number; readonly ids: RequestIds; readonly tracking: Tracking | null }
  /** Azure said no; nothing was changed. */
  | { readonly kind: 'refused'; readonly fault: AzureFault; readonly ids: RequestIds }
  /** The request may have arrived: 5xx, reset, time-out, unreadable. Only reading the machine tells. */
  | { readonly kind: 'noAnswer'; readonly fault: AzureFault; readonly ids: RequestIds }
  /** The gate did not open or the signal was aborted before anything left. */
  | { readonly kind: 'notSent' };

export interface RequestIds {
  /** x-ms-client-request-id, made by us. */
  readonly client: string;
  /** x-ms-request-id and x-ms-correlation-request-id of the answer; null = no answer. */
  readonly server: string | null;
  readonly correlation: string | null;
}

/** A signed URL of an operation's status. Kept in memory only: it is a key to the operation, and changes with every poll. */
export interface Tracking {
  readonly url: string;
  /** Where the result is when `url` says that it is over; missing where that is the same or there is none. */
  readonly resultUrl?: string;
}

/** GET of an operation's status: Azure's word, which is not the feature's. */
export interface TrackedStatus {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly tracking: Tracking;
}

/** Asked after the rate limits have let a request through and just before it leaves; false keeps it back. */
export type SendGate = () => Promise<boolean>;

/** Told of each 429 to a request that changes something: it did nothing, and waits for its turn, and its gate, again. */
export type OnThrottled = (ids: RequestIds) => void;

/** A patch setting's write: the modes that are set are sent along, so that a shallow merge cannot drop them. */
export interface PatchSettingsWish {
  /** Null: left out of the request, as it was never set. */
  readonly enableHotpatching: boolean | null;
  readonly assessmentMode: string | null;
  readonly patchMode: string | null;
}

/** Reads before a write go ahead of reads that confirm one, which get every fifth turn so that they get on too. */
export type ReadPriority = 'before' | 'after';

/**
 * The port that operations change and follow machines through. Keeps to Azure's rate limits by itself: every call waits
 * for its turn, a 429 is waited out (it slows only its own subscription, region and kind of request) and sent again, as
 * it did nothing. Reads are repeated after transient faults; what changes something is sent once. Nothing throws.
 */
export interface MachineWriter {
  /** Milliseconds by which Azure’s clock is ahead of this computer’s; 0 = the same, or not known yet. */
  azureAhead(): number;
  actingAccount(tenantId: TenantId, signal: AbortSignal): Promise<Result<ActingAccount, AzureFault>>;
  readLicense(
    target: WriteTarget,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<LicenseReading, AzureFault>>;
  readMachine(
    target: WriteTarget,
    signal: AbortSignal,
    priority: ReadPriority,
  ): Promise<Result<MachineReading, AzureFault>>;
  /** PUT of the smallest body: only for a profile that is absent. */
  createLicense(
    target: WriteTarget,
    wish: LicenseWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /** PATCH of the smallest body. */
  updateLicense(
    target: WriteTarget,
    wish: LicenseWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /** PATCH of the machine's patch settings. */
  updatePatchSettings(
    target: WriteTarget,
    wish: PatchSettingsWish,
    gate: SendGate,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<SendAnswer>;
  /** One poll of an operation. A tracking URL that is not on the cloud's own host is refused, and no token is sent. */
  readTracking(tenantId: TenantId, tracking: Tracking, signal: AbortSignal): Promise<Result<TrackedStatus, AzureFault>>;
  /** The switches of many machines of one tenant as Resource Graph has them, which lags behind. Machines that it does not have are missing. */
  readSwitches(
    tenantId: TenantId,
    machines: readonly MachineId[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<MachineId, SwitchValues>, AzureFault>>;
}

/** How fast one lane (subscription, region, kind of request) may send until headers or a 429 say otherwise. */
export interface LaneRates {
  readonly reads: BucketRate;
  /** PUT, PATCH and POST. */
  readonly writes: BucketRate;
  /** As writes where it is missing. */
  readonly deletes?: BucketRate;
}

/** A token bucket: so many at once, and so many more each second. */
export interface BucketRate {
  readonly size: number;
  readonly perSecond: number;
}

/** ARM's documented rates. Source: learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
export const ARM_RATES: LaneRates = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};
