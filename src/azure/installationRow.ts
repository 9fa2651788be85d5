import type { Instant } from '../core/instant';
import type { InstallationFacts } from '../core/machineFacts';
import type { Interner } from './intern';
import { joinIdOf } from './rowIds';
import { instantOf, isJsonObject, sharedTextOf } from './rowValues';

export interface InstallationRow {
  /** Lower case; not checked to be a machine's. */
  readonly machineId: string;
  readonly facts: InstallationFacts;
}

/** Reads a row of INSTALLATIONS_QUERY; null where it has no id. Never throws. */
export function installationOfRow(row: unknown, interner: Interner): InstallationRow | null {
  if (!isJsonObject(row)) return null;
  const machineId = joinIdOf(row['id']);
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

/** When the installation began; null where the row, or the query, does not say it. */
export function installationBeganOf(row: unknown): Instant | null {
  return isJsonObject(row) ? instantOf(row['started']) : null;
}
