import { loopbackCloud } from '../../../src/azure/clouds';
import type { FleetReading, FleetScope } from '../../../src/azure/fleetReading';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { clockFrom } from '../../../src/core/clock';
import { instant } from '../../../src/core/instant';
import { failed } from '../../../src/core/result';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { BENCH_NOW } from './benchNow';

export const EVERYTHING: FleetScope = { tenants: [], subscriptions: [] };

export interface OpenReader {
  read(): Promise<FleetReading>;
  /** Requests to Resource Graph so far. */
  queries(): number;
  dispose(): void;
}

/** The extension's own reader, out of the bundle that it ships, put together as the extension does. */
export async function openReader(url: string): Promise<OpenReader> {
  const { createFleetReader } = await import('../../../src/azure/azureEntry');
  let queries = 0;
  const reader = createFleetReader({
    cloud: loopbackCloud('Loopback', new URL(url)),
    tokenSource: { getToken: () => Promise.resolve(failed({ kind: 'hostRefused', host: '' })) },
    version: '0.0.0',
    now: () => instant(BENCH_NOW),
    requestLog: {
      record: ({ method }) => {
        if (method === 'POST') queries += 1;
      },
    },
  });
  return {
    read: async () => {
      const reading = await reader.readFleet(EVERYTHING, new AbortController().signal, () => undefined);
      if (!reading.ok) throw new Error(`The fleet could not be read: ${JSON.stringify(reading.fault)}`);
      const { machines, missingRows, tenants, subscriptions } = reading.value;
      const problem = [...tenants, ...subscriptions].find((scope) => scope.problem !== null);
      if (machines.length === 0 || missingRows > 0 || problem) throw new Error('The reading is not complete.');
      return reading.value;
    },
    queries: () => queries,
    dispose: () => reader.dispose(),
  };
}

export function emptyStore(): FleetStore {
  return new FleetStore(clockFrom(instant(BENCH_NOW)), { releases: bundledReleases, graceDays: 7 });
}
