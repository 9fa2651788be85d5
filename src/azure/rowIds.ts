import type { MachineId } from '../core/ids';
import { machineId } from '../core/ids';

/** The machine a row is about; null where the value is no Arc machine's id. */
export function machineIdOf(value: unknown): MachineId | null {
  return typeof value === 'string' ? (machineId(value) ?? null) : null;
}

/**
 * The lower-case id of what a resource is below: what stands before `marker` in its id. A value without the marker is
 * taken as that id itself. Whether it is a machine's is not checked: what is not joins no machine.
 */
export function parentIdOf(value: unknown, marker: string): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const lower = value.toLowerCase();
  const end = lower.lastIndexOf(marker);
  return end === -1 ? lower : lower.slice(0, end);
}
