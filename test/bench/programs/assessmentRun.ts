// Assesses the whole fleet of a simulator as the extension does, and says when each request left.
//   assessmentRun.js URL SCALE FOLDER
import type { TenantId } from '../../../src/core/ids';
import { actingAccounts } from '../../../src/fleet/operations';
import { countMachines } from '../../../src/fleet/operationState';
import { OperationArchive } from '../../../src/fleet/operationArchive';
import { simulatedTime } from '../../simulatedAzure/simulatedTime';
import { answerAndExit } from './answer';
import { clientsOf, operationsOf } from './operationClients';
import { emptyStore, EVERYTHING } from './openReader';

export interface AssessmentRunAnswer {
  readonly machines: number;
  readonly done: number;
  /** Simulated milliseconds from the first to the last request that was answered otherwise than by 429. */
  readonly span: number;
  readonly throttled: number;
}

const NEVER = new AbortController().signal;
const [url = '', scale = '1', folder = ''] = process.argv.slice(2);

async function main(): Promise<AssessmentRunAnswer> {
  const time = await simulatedTime(url, Number(scale));
  const sent: { readonly at: number; readonly status: number | null }[] = [];
  const clients = await clientsOf(url, time, {
    record: ({ path, status }) => {
      if (path.toLowerCase().endsWith('/assesspatches')) sent.push({ at: time.now(), status });
    },
  });
  const reading = await clients.reader.readFleet(EVERYTHING, NEVER, () => undefined);
  if (!reading.ok) throw new Error(JSON.stringify(reading.fault));
  const store = emptyStore();
  store.apply(reading.value, EVERYTHING);
  const machines = store.view.machines.map(({ facts }) => {
    const { id, name, tenantId, subscriptionId, location } = facts;
    const nothing = { license: null, hotpatching: null };
    const of = { id, name, tenantId, subscriptionId, location, wanted: nothing, before: nothing, refuseDrift: false };
    return { ...of, action: { kind: 'assess' } as const };
  });
  const tenants: readonly TenantId[] = [...new Set(machines.map(({ tenantId }) => tenantId))];
  const accounts = await actingAccounts(clients.writer, tenants, NEVER);
  if (!accounts.ok) throw new Error(JSON.stringify(accounts.fault));
  const operations = operationsOf(folder, url, clients, time);
  const ended = new Promise<void>((resolve) => operations.onDidEnd(() => resolve()));
  const draft = { kind: 'assess', machines, accounts: accounts.value, ticket: null, revertOf: null } as const;
  const began = await operations.start(draft);
  if (!began.ok) throw new Error(JSON.stringify(began.fault));
  await ended;
  clients.dispose();
  const state = await new OperationArchive(folder, (message) => console.error(message)).load(began.value);
  if (!state.ok) throw new Error(JSON.stringify(state.fault));
  const times = sent.filter(({ status }) => status !== 429).map(({ at }) => at);
  return {
    machines: machines.length,
    done: countMachines(state.value).done,
    span: Math.max(...times) - Math.min(...times),
    throttled: sent.filter(({ status }) => status === 429).length,
  };
}

answerAndExit(main());
