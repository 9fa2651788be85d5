import type { MachineOutcome } from './journalEntry';

/** How outcomes are told one after the other: what went well first, what was never begun last. */
export const OUTCOME_ORDER = [
  'done',
  'alreadyThere',
  'stillPending',
  'failed',
  'outcomeUnknown',
  'drifted',
  'unfit',
  'notSent',
] as const satisfies readonly MachineOutcome['kind'][];
