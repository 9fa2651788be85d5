import type { MachineId } from '../core/ids';
import type { InstallationFacts } from '../core/machineFacts';
import type { Interner } from './intern';
import { parentMachineIdOf } from './rowIds';
import { instantOf, isJsonObject, sharedTextOf } from './rowValues';

export interface InstallationRow {
  readonly machineId: MachineId;
  readonly facts: InstallationFacts;
}

/** Reads a row of INSTALLATIONS_QUERY; null where it belongs to no Arc machine. Never throws. */
export function installationOfRow(row: unknown, interner: Interner): InstallationRow | null {
  if (!isJsonObject(row)) return null;
  const machineId = parentMachineIdOf(row['id'], '/patchinstallationresults/');
  if (machineId === null) return null;
  return {
    machineId,
    facts: {
      status: sharedTextOf(row['status'], interner),
      rebootStatus: sharedTextOf(row['rebootStatus'], interner),
      at: instantOf(row['lastModified']),
    },
  };
}
