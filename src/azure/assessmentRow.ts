import type { AssessmentFacts } from '../core/machineFacts';
import type { Interner } from './intern';
import { joinIdOf } from './rowIds';
import { booleanOf, countOf, instantOf, isJsonObject, parsedJson, sharedTextOf } from './rowValues';

export interface AssessmentRow {
  /** Lower case; not checked to be a machine's. */
  readonly machineId: string;
  readonly facts: AssessmentFacts;
}

/** Reads a row of ASSESSMENTS_QUERY; null where it has no id. Never throws. */
export function assessmentOfRow(row: unknown, interner: Interner): AssessmentRow | null {
  if (!isJsonObject(row)) return null;
  const machineId = joinIdOf(row['id']);
  if (machineId === null) return null;
  return {
    machineId,
    facts: {
      status: sharedTextOf(row['status'], interner),
      rebootPending: booleanOf(row['rebootPending']),
      at: instantOf(row['lastModified']),
      availableCount: patchCountOf(row['counts']),
    },
  };
}

/** Sum of availablePatchCountByClassification; null where no classification has a count: unknown, which is never 0. */
export function patchCountOf(value: unknown): number | null {
  const counts = typeof value === 'string' ? parsedJson(value) : value;
  if (!isJsonObject(counts)) return null;
  let sum: number | null = null;
  for (const key in counts) {
    const count = countOf(counts[key]);
    if (count !== null) sum = (sum ?? 0) + count;
  }
  return sum;
}
