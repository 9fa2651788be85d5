import type { Instant } from './instant';
import type { NextStepId } from './stateTable';

/** Why a machine is in its state; the catalogue has the sentence (`reason.<id>`). */
export type ReasonId =
  | 'notWindows'
  | 'windowsClient'
  | 'osNotSupported'
  | 'azureLocalHost'
  | 'editionNotSupported'
  | 'buildTooOld'
  | 'buildNotReleased'
  | 'azureEdition'
  | 'editionNotKnown'
  | 'osNotKnown'
  | 'evaluationEdition'
  | 'enrollmentFailed'
  | 'enrolling'
  | 'disenrolling'
  | 'evaluating'
  | 'stuck'
  | 'enrollmentCancelled'
  | 'neverEnrolled'
  | 'featureStatusUnknown'
  | 'featureStatusUnheardOf'
  | 'optedOut'
  | 'disabledByAzure'
  | 'actionRequired'
  | 'azureError'
  | 'enablementStatusUnheardOf'
  | 'belowBaseline'
  | 'needsBaselineFirst'
  | 'ordinaryUpdate'
  | 'revisionAmbiguous'
  | 'revisionNotKnown'
  | 'releaseDataEnded'
  | 'onTrack'
  | 'lostEnrollment'
  | 'leftTrack'
  | 'vanished';

/** A value set into a sentence. An instant is shown as a date with time, a day as a date. */
export type MessageValue = string | number | { readonly instant: Instant } | { readonly day: Instant };

export type MessageValues = Readonly<Record<string, MessageValue>>;

export interface Reason {
  readonly id: ReasonId;
  readonly values: MessageValues;
}

export interface NextStep {
  readonly id: NextStepId;
  readonly values: MessageValues;
}

export const NO_VALUES: MessageValues = {};

export function reason(id: ReasonId, values: MessageValues = NO_VALUES): Reason {
  return { id, values };
}
