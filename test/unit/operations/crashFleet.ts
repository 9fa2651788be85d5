import type { OperationKind } from '../../../src/core/operation';
import type { OperationMachine } from '../../../src/fleet/journalEntry';
import { richLicence } from '../simulator/writeRequests';
import { freshRow, names, operationMachine } from './operationWorld';

/** Enough for a lane to be busy for a while. */
export const CRASH_MACHINES = 60;

const DISENROLLED = { name: 'Hotpatch', subscriptionStatus: 'Disabled' };

/** Of three machines, one was never enrolled, and two have SA, ESU and PAYG: of these, one was enrolled once. */
export function crashRows(): readonly object[] {
  return names(CRASH_MACHINES).map((name, place) => {
    if (place % 3 === 0) return freshRow(name);
    return freshRow(name, { properties: { licenseProfile: richLicence(place % 3 === 1 ? null : DISENROLLED) } });
  });
}

export function crashMachines(kind: OperationKind): readonly OperationMachine[] {
  return names(CRASH_MACHINES).map((name) => operationMachine(name, kind));
}
