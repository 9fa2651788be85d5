import type { MachineId } from '../core/ids';
import { machineId } from '../core/ids';

/** The machine a row is about; null where the value is no Arc machine's id. */
export function machineIdOf(value: unknown): MachineId | null {
  return typeof value === 'string' ? (machineId(value) ?? null) : null;
}

/**
 * The id that joins a row of patch data to its machine. Whether it is a machine's is not checked: what is not, joins none.
 */
export function joinIdOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.toLowerCase() : null;
}

/** The machine that a resource below it belongs to: what stands before `marker` in its id; null where it is none. */
export function parentMachineIdOf(value: unknown, marker: string): MachineId | null {
  if (typeof value !== 'string') return null;
  const lower = value.toLowerCase();
  const end = lower.indexOf(marker);
  return end === -1 ? null : machineIdOf(lower.slice(0, end));
}
