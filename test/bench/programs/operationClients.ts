import type { AzureClients } from '../../../src/azure/azureEntry';
import { loopbackCloud } from '../../../src/azure/clouds';
import type { BucketRate } from '../../../src/azure/machineWriting';
import { ARM_RATES } from '../../../src/azure/machineWriting';
import type { RequestLog } from '../../../src/azure/requestLog';
import { failed } from '../../../src/core/result';
import { AZURE_PACE } from '../../../src/fleet/operationPace';
import type { OperationConnection } from '../../../src/fleet/operations';
import { Operations } from '../../../src/fleet/operations';
import type { SimulatedTime } from '../../simulatedAzure/simulatedTime';

/** The extension's own clients, out of the bundle that it ships, with ARM's rates as fast as the simulator's time. */
export async function clientsOf(url: string, time: SimulatedTime, requestLog: RequestLog): Promise<AzureClients> {
  const { createAzureClients } = await import('../../../src/azure/azureEntry');
  const faster = ({ size, perSecond }: BucketRate): BucketRate => ({ size, perSecond: perSecond * time.scale });
  return createAzureClients({
    cloud: loopbackCloud('Loopback', new URL(url)),
    tokenSource: { getToken: () => Promise.resolve(failed({ kind: 'hostRefused', host: '' })) },
    version: '0.0.0',
    now: () => time.now(),
    requestLog,
    laneRates: { reads: faster(ARM_RATES.reads), writes: faster(ARM_RATES.writes) },
    accountName: 'bench@contoso.example',
  });
}

/** Operations as the extension runs them, at the simulator's pace. */
export function operationsOf(folder: string, url: string, clients: AzureClients, time: SimulatedTime): Operations {
  const connection: OperationConnection = {
    writer: clients.writer,
    actor: clients.actor,
    pace: AZURE_PACE,
    place: { cloud: 'Loopback', endpoint: url },
  };
  return new Operations({
    folder,
    clock: time,
    sleep: time.sleep,
    connection: () => connection,
    onSwitches: () => undefined,
    sight: { sawPatchRows: () => undefined, sawGuest: () => undefined },
    warn: (message) => console.error(message),
  });
}
