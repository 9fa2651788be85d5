import type { Classification } from './classify';
import type { Instant } from './instant';
import type { MachineFacts } from './machineFacts';

/** A machine with its judgement: what tree, status bar, filter and API work on. */
export interface JudgedMachine {
  readonly facts: MachineFacts;
  /** When the read that these facts come from began. */
  readonly asOf: Instant;
  readonly verdict: Classification;
}
