import type { MachineId } from '../core/ids';
import { machineId } from '../core/ids';

/** The machine a row is about; null where the value is no Arc machine's id. */
export function machineIdOf(value: unknown): MachineId | null {
  return typeof value === 'string' ? (machineId(value) ?? null) : null;
}

/**
 * The machine that a resource below it belongs to: what stands before `marker` in its id.
 * A value without the marker may be the machine's id itself.
 */
export function parentMachineIdOf(value: unknown, marker: string): MachineId | null {
  if (typeof value !== 'string') return null;
  const lower = value.toLowerCase();
  const end = lower.indexOf(marker);
  return machineIdOf(end === -1 ? lower : lower.slice(0, end));
}
