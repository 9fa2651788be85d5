import type { MachineId, SubscriptionId, TenantId } from './ids';
import type { Instant } from './instant';

/**
 * What Azure says of one Arc machine, read leniently and joined from Resource Graph's tables; no judgement yet.
 * Text is kept as Azure wrote it (trimmed), so an enum value never heard of arrives here unharmed. `null` = Azure did not say.
 */
export interface MachineFacts {
  readonly id: MachineId;
  /** Display casing, as Azure has it. */
  readonly name: string;
  readonly tenantId: TenantId;
  readonly subscriptionId: SubscriptionId;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;

  /** properties.status: Connected, Disconnected, Error, AwaitingConnection, Expired, … */
  readonly status: string | null;
  /** properties.lastStatusChange: when `status` last changed. Not the last heartbeat. */
  readonly statusSince: Instant | null;
  readonly agentVersion: string | null;
  /** What the agent may do. Null or absent = Azure did not say, or the facts were kept by a version that did not ask. */
  readonly agent?: AgentFacts | null;
  /** Where it runs. Null or absent = Azure did not say, or the facts were kept by a version that did not ask. */
  readonly placement?: PlacementFacts | null;

  /** properties.osType, or osName where that is missing: windows, linux. */
  readonly osType: string | null;
  /** properties.osSku, e.g. "Windows Server 2025 Datacenter". */
  readonly osSku: string | null;
  /** properties.osEdition, e.g. "Standard"; often missing. */
  readonly osEdition: string | null;
  /** properties.osVersion with its revision, e.g. "10.0.26100.33438". */
  readonly osVersion: string | null;

  readonly cores: CoreCounts;
  readonly manufacturer: string | null;
  readonly model: string | null;

  readonly patchSettings: PatchSettingsFacts;
  /** The item named Hotpatch of licenseProfile.productProfile.productFeatures; null = not there. */
  readonly hotpatchFeature: ProductFeatureFacts | null;

  /** The newest patch assessment; null = no row, which is "never assessed" and never "no reboot". */
  readonly assessment: AssessmentFacts | null;
  /** The newest patch installation run; null = none in the last 30 days. */
  readonly installation: InstallationFacts | null;
}

/** properties.agentConfiguration and .serviceStatuses, as far as they bear on extensions (updates, Run Command). */
export interface AgentFacts {
  /** agentConfiguration.configMode: full, monitor, … */
  readonly mode: string | null;
  /** agentConfiguration.extensionsEnabled; Azure sends a text. */
  readonly extensionsEnabled: boolean | null;
  /** serviceStatuses.extensionService.status: running, … */
  readonly extensionService: string | null;
}

/** What the machine is part of. */
export interface PlacementFacts {
  /** kind: HCI (Azure Local), VMware, SCVMM, AVS, EPS, AWS, GCP, … */
  readonly kind: string | null;
  /** properties.parentClusterResourceId: the Azure Local cluster that it is assigned to. */
  readonly parentCluster: string | null;
}

/** detectedProperties.coreCount and .logicalCoreCount (Azure sends strings). null = not known, which is never 0. */
export interface CoreCounts {
  readonly physical: number | null;
  readonly logical: number | null;
}

/** properties.osProfile.windowsConfiguration.patchSettings */
export interface PatchSettingsFacts {
  /** The opt-in switch. null = never set, which is not the same as false. */
  readonly enableHotpatching: boolean | null;
  /** status.hotpatchEnablementStatus: Unknown, PendingEvaluation, Disabled, ActionRequired, Enabled, … */
  readonly enablementStatus: string | null;
  readonly error: AzureErrorFacts | null;
  readonly assessmentMode: string | null;
  readonly patchMode: string | null;
}

/** One product feature of the license profile. */
export interface ProductFeatureFacts {
  /** subscriptionStatus: Unknown, Enabling, Enabled, Disabled, Disabling, Failed, … */
  readonly status: string | null;
  readonly enrolledAt: Instant | null;
  readonly disenrolledAt: Instant | null;
  readonly billingStartsAt: Instant | null;
  readonly billingEndsAt: Instant | null;
  readonly error: AzureErrorFacts | null;
}

/** Azure's own words, kept verbatim. */
export interface AzureErrorFacts {
  readonly code: string;
  readonly message: string;
}

/** A row of patchassessmentresources (…/patchAssessmentResults/latest). */
export interface AssessmentFacts {
  /** Unknown, InProgress, Failed, Succeeded, CompletedWithWarnings. */
  readonly status: string | null;
  readonly rebootPending: boolean | null;
  /** lastModifiedDateTime */
  readonly at: Instant | null;
  /** Sum of availablePatchCountByClassification. */
  readonly availableCount: number | null;
}

/** A row of patchinstallationresources, the newest of its machine. */
export interface InstallationFacts {
  /** NotStarted, InProgress, Failed, Succeeded, CompletedWithWarnings. */
  readonly status: string | null;
  /** Unknown, NotNeeded, Required, Started, Failed, Completed. */
  readonly rebootStatus: string | null;
  /** lastModifiedDateTime */
  readonly at: Instant | null;
}

/** What the newest installation run of a machine brought. */
export interface InstalledRun {
  /** lastModifiedDateTime of the run, as in {@link InstallationFacts}. */
  readonly at: Instant | null;
  /** Those that were installed, not those that failed or were left out. */
  readonly updates: readonly PendingUpdate[];
}

/** An update that waits on a machine: a row of …/patchAssessmentResults/latest/softwarePatches. */
export interface PendingUpdate {
  /** KB1234567, or null where Azure names none. */
  readonly kb: string | null;
  readonly title: string;
  readonly classifications: readonly string[];
  /** rebootBehavior: NeverReboots, AlwaysRequiresReboot, CanRequestReboot, Unknown; null = not said. */
  readonly rebootBehavior: string | null;
}
