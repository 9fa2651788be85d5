import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { PatchSettingsFacts, ProductFeatureFacts } from '../core/machineFacts';

/** What a GET of a machine showed of its switches, ahead of Resource Graph. What was not read is absent. */
export interface SwitchReading {
  readonly id: MachineId;
  /** When the GET was answered. */
  readonly at: Instant;
  readonly feature?: ProductFeatureFacts | null;
  readonly patchSettings?: PatchSettingsFacts;
}
