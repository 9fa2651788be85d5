import type { MessageValues, NextStep, Reason } from './reason';

/** What a machine needs to receive hotpatches, in the order in which it is walked. The catalogue has `diagnosis.requirement.<id>`. */
export const REQUIREMENT_IDS = [
  'edition',
  'build',
  'agentConnected',
  'agentVersion',
  'extensions',
  'license',
  'optIn',
  'vbs',
  'secureBoot',
  'track',
  'licenseService',
] as const;

export type RequirementId = (typeof REQUIREMENT_IDS)[number];

/** `notKnown`: cannot be known from Azure. `notNeeded`: does not matter for this machine. */
export type Standing = 'met' | 'notMet' | 'notKnown' | 'notNeeded';

/** Why something keeps hotpatches away, as it is counted over a fleet; the catalogue has `diagnosis.cause.<id>`. */
export type CauseId =
  | 'edition'
  | 'build'
  | 'agentDisconnected'
  | 'agentExpired'
  | 'agentError'
  | 'agentAwaiting'
  | 'agentOld'
  | 'extensionsOff'
  | 'notEnrolled'
  | 'cancelled'
  | 'enrollmentFailed'
  | 'enrolling'
  | 'stuck'
  | 'turnedOff'
  | 'evaluating'
  | 'actionRequired'
  | 'vbs'
  | 'secureBoot'
  | 'behindBaseline'
  | 'offTrack'
  | 'licenseService';

/** What is said of a requirement beside the reasons of the states; the catalogue has `diagnosis.says.<id>`. */
export type SayingId =
  | 'editionRight'
  | 'buildRight'
  | 'buildNotSaid'
  | 'buildReported'
  | 'connected'
  | 'disconnected'
  | 'disconnectedSince'
  | 'expired'
  | 'agentError'
  | 'awaiting'
  | 'connectionNotSaid'
  | 'connectionNotKnown'
  | 'agentVersion'
  | 'agentOld'
  | 'agentVersionNotKnown'
  | 'extensionsAllowed'
  | 'monitorMode'
  | 'extensionsOff'
  | 'extensionServiceNotRunning'
  | 'extensionsNotKnown'
  | 'enrolled'
  | 'switchOn'
  | 'switchNeverSet'
  | 'switchStatusNotKnown'
  | 'vbsRunning'
  | 'vbsConfigured'
  | 'vbsSetHere'
  | 'vbsOff'
  | 'vbsNotInAzure'
  | 'vbsEnabledInAzure'
  | 'vbsReported'
  | 'azureStillAsks'
  | 'secureBootOn'
  | 'secureBootOff'
  | 'firmwareBios'
  | 'secureBootNotInAzure'
  | 'secureBootReported'
  | 'baselineReported'
  | 'trackNotSaid'
  | 'serviceNotInAzure'
  | 'serviceDoubtful'
  | 'serviceReported'
  | 'builtIn'
  | 'otherSystem';

/** What to do beside the next steps of the states; the catalogue has `diagnosis.fix.<id>`. */
export type FixId =
  | 'startAgent'
  | 'mendAgent'
  | 'awaitAgent'
  | 'updateAgent'
  | 'allowExtensions'
  | 'startExtensionService'
  | 'runVbs'
  | 'restartForVbs'
  | 'checkVbs'
  | 'turnSecureBootOn'
  | 'useUefi'
  | 'openLicenseService'
  | 'testLicenseService'
  | 'awaitEvaluation';

export type Saying =
  | { readonly of: 'reason'; readonly reason: Reason }
  | { readonly of: 'diagnosis'; readonly id: SayingId; readonly values: MessageValues };

export type Fix =
  | { readonly of: 'next'; readonly step: NextStep }
  | { readonly of: 'diagnosis'; readonly id: FixId; readonly values: MessageValues };

/** One requirement of one machine: how it stands, what says so, and what to do about it. */
export interface RequirementReading {
  readonly requirement: RequirementId;
  readonly standing: Standing;
  readonly says: readonly Saying[];
  /** Null = nothing to do. */
  readonly fix: Fix | null;
  /** Set where the requirement is not met. */
  readonly cause: CauseId | null;
  /** Not met, and without it no hotpatch comes. What only hinders checks and installs does not block. */
  readonly blocks: boolean;
}
