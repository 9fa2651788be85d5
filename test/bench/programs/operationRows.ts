import { machineRow } from '../../simulatedAzure/fleetRows';

/** The three subscriptions of the benchmark, each with a third of the machines and all of them in one region. */
export const OPERATION_SUBSCRIPTIONS: readonly string[] = [1, 2, 3].map(
  (number) => `00000000-0000-0000-0000-0000000000b${number}`,
);

/** Machines that were never enrolled and have no license profile: each needs two reads before its write. */
export function operationRows(machines: number): readonly object[] {
  return Array.from({ length: machines }, (_, index) => {
    const subscription = OPERATION_SUBSCRIPTIONS[index % OPERATION_SUBSCRIPTIONS.length] ?? '';
    return machineRow(`con-op-${String(index).padStart(5, '0')}`, {
      subscription,
      properties: { osProfile: {}, licenseProfile: { licenseStatus: 'Licensed' } },
    });
  });
}
