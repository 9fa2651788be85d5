import type { ErrorSubject } from './azureError';
import { subjectOf } from './azureError';
import type { Classification } from './classify';
import type { CauseId, Fix, FixId, RequirementReading, Saying, SayingId } from './requirement';
import type { Eligibility } from './eligibility';
import type { GuestFacts } from './machineAction';
import type { AzureErrorFacts, MachineFacts } from './machineFacts';
import type { MessageValues, Reason } from './reason';
import { NO_VALUES, reason } from './reason';
import type { NextStepId } from './stateTable';

/** Everything that a diagnosis is made from. */
export interface Evidence {
  readonly facts: MachineFacts;
  readonly verdict: Classification;
  readonly eligibility: Eligibility;
  /** Azure's errors, that of the patch settings first. */
  readonly errors: readonly AzureErrorFacts[];
  readonly guest: GuestFacts | null;
  /** VBS was enabled here, and the machine has not been restarted since. */
  readonly isRestartOwed: boolean;
}

export type Judgement = Omit<RequirementReading, 'requirement'>;

export const NOT_NEEDED: Judgement = { standing: 'notNeeded', says: [], fix: null, cause: null, blocks: false };

export function met(says: readonly Saying[], fix: Fix | null = null): Judgement {
  return { standing: 'met', says, fix, cause: null, blocks: false };
}

export function notKnown(says: readonly Saying[], fix: Fix | null = null): Judgement {
  return { standing: 'notKnown', says, fix, cause: null, blocks: false };
}

/** `blocks`: false where hotpatches may come all the same. */
export function notMet(cause: CauseId, says: readonly Saying[], fix: Fix | null, blocks = true): Judgement {
  return { standing: 'notMet', says, fix, cause, blocks };
}

export function said(id: SayingId, values: MessageValues = NO_VALUES): Saying {
  return { of: 'diagnosis', id, values };
}

/** A reason of the machine's state, said here. */
export function judged(because: Reason): Saying {
  return { of: 'reason', reason: because };
}

export function todo(id: FixId, values: MessageValues = NO_VALUES): Fix {
  return { of: 'diagnosis', id, values };
}

/** A next step of the states. */
export function next(id: NextStepId, values: MessageValues = NO_VALUES): Fix {
  return { of: 'next', step: { id, values } };
}

/** The errors about this, quoted. */
export function quotesAbout(subject: ErrorSubject | null, errors: readonly AzureErrorFacts[]): readonly Saying[] {
  return errors.filter((error) => subjectOf(error) === subject).map(quoted);
}

export function quoted(error: AzureErrorFacts): Saying {
  return judged(reason('azureError', { ...error }));
}

/** Azure waits for somebody to do something: what its errors say holds. Where it reports Enabled they are of the past. */
export function isAskedFor({ facts }: Pick<Evidence, 'facts'>): boolean {
  return (facts.patchSettings.enablementStatus ?? '').toLowerCase() !== 'enabled';
}
