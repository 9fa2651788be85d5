import { MINUTE } from '../core/instant';

/** How long an operation waits for what. In milliseconds; a bench or the demo runs the same clockwork faster. */
export interface OperationPace {
  /** Between two looks at all machines that Azure is working on. */
  readonly pollEvery: number;
  /** How long Resource Graph may lag behind a write; then the machine itself is asked. */
  readonly graphLag: number;
  /** An enrollment takes about 12 minutes; one that is not final by now has its operation's status read. */
  readonly trackingReadAfter: number;
  /** By now a machine counts as still pending. */
  readonly pendingAfter: number;
  /** Between two looks at assessments, installations and scripts. */
  readonly actionPollEvery: number;
  /** An installation takes up to four hours; after this, what has not ended is still pending. */
  readonly actionPendingAfter: number;
  /** Between the end of the restart script, which must be written, and the restart. In seconds. */
  readonly restartDelay: number;
  /** A machine that was restarted and has not come back by then is reported. */
  readonly comeBackWithin: number;
  /** First wait after a transient fault of one machine; doubles each time. */
  readonly retryBase: number;
  readonly longestRetryWait: number;
  /** How long Azure usually takes for an enrollment, and for anything else: for the time left alone. */
  readonly enrollmentTakes: number;
  readonly othersTake: number;
}

export const AZURE_PACE: OperationPace = {
  pollEvery: 30_000,
  graphLag: 5 * MINUTE,
  trackingReadAfter: 15 * MINUTE,
  pendingAfter: 30 * MINUTE,
  actionPollEvery: 15_000,
  actionPendingAfter: 270 * MINUTE,
  restartDelay: 60,
  comeBackWithin: 20 * MINUTE,
  retryBase: 2_000,
  longestRetryWait: MINUTE,
  // 12 minutes 14 seconds in a recording of Azure's answers.
  enrollmentTakes: 12.25 * MINUTE - 1_000,
  othersTake: 30_000,
};

/** For a simulated Azure on this computer, where an enrollment takes seconds. */
export const LOCAL_PACE: OperationPace = {
  ...AZURE_PACE,
  restartDelay: 5,
  ...{ actionPollEvery: 1_500, actionPendingAfter: 5 * MINUTE, comeBackWithin: 3 * MINUTE },
  ...{ pollEvery: 2_000, graphLag: 10_000, retryBase: 500, enrollmentTakes: 30_000, othersTake: 8_000 },
};
