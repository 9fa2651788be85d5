import type { MachineId } from '../core/ids';
import type { Instant } from '../core/instant';
import type { OperationState } from '../fleet/operationState';

/**
 * Machines on which VBS was enabled here and which have not been restarted here since, with when: their restart is in no
 * assessment. `lastBootOf`: the newest boot that a look into the machine showed.
 */
export function restartsOwed(
  states: readonly OperationState[],
  lastBootOf: (id: MachineId) => Instant | null,
): ReadonlyMap<MachineId, Instant> {
  const owed = new Map<MachineId, Instant>();
  const booted = new Map<MachineId, Instant>();
  for (const { machines } of states) {
    for (const { machine, outcome, settledAt } of machines.values()) {
      if (outcome?.kind !== 'done' || settledAt === null) continue;
      const { detail } = outcome;
      if (detail?.kind === 'restarted') noteLater(booted, machine.id, settledAt);
      if (detail?.kind !== 'vbsSet') continue;
      // Where VBS runs already, the restart is over that an earlier enabling owed.
      noteLater(detail.restartOwed === false ? booted : owed, machine.id, settledAt);
    }
  }
  for (const [id, since] of owed) {
    const boot = Math.max(booted.get(id) ?? -Infinity, lastBootOf(id) ?? -Infinity);
    if (boot >= since) owed.delete(id);
  }
  return owed;
}

function noteLater(known: Map<MachineId, Instant>, id: MachineId, at: Instant): void {
  const before = known.get(id);
  if (before === undefined || at > before) known.set(id, at);
}
