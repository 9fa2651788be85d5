import assert from 'node:assert/strict';
import { createAzureClients, type AzureClients, type AzureClientsOptions } from '../../../src/azure/azureEntry';
import { loopbackCloud } from '../../../src/azure/clouds';
import type { SendGate, WriteTarget } from '../../../src/azure/machineWriting';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import { machineId, type MachineId, type SubscriptionId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import type { Answer, SeenRequest } from './azureServer';
import { CONTOSO, InstantClock, machineIdText, sub } from './fixtures';

export const OPEN: SendGate = () => Promise.resolve(true);

export function clientsAt(url: URL, options: Partial<AzureClientsOptions> = {}): AzureClients {
  return createAzureClients({
    cloud: loopbackCloud('Loopback', url),
    tokenSource: placeholderTokenSource(),
    version: '0.1.0',
    now: () => instant(Date.UTC(2026, 10, 22)),
    clock: new InstantClock(),
    ...options,
  });
}

export function idOf(name: string, subscription: SubscriptionId = sub(1)): MachineId {
  const id = machineId(machineIdText(subscription, name));
  assert.ok(id !== undefined);
  return id;
}

export function targetOf(name: string, subscription: SubscriptionId = sub(1)): WriteTarget {
  return { id: idOf(name, subscription), tenantId: CONTOSO, subscriptionId: subscription, location: 'westeurope' };
}

export function isProfile(request: SeenRequest): boolean {
  return request.path.endsWith('/licenseProfiles/default');
}

/** GET of a machine. */
export function machineBody(name: string, properties: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    id: machineIdText(sub(1), name),
    name,
    type: 'Microsoft.HybridCompute/machines',
    location: 'westeurope',
    properties: { status: 'Connected', osType: 'windows', ...properties },
  };
}

/** GET of a license profile. */
export function profileBody(properties: Readonly<Record<string, unknown>>): unknown {
  return { id: 'profile', name: 'default', location: 'westeurope', properties };
}

export function featureProfile(status: string): unknown {
  return profileBody({
    provisioningState: 'Succeeded',
    productProfile: { productFeatures: [{ name: 'Hotpatch', subscriptionStatus: status }] },
  });
}

export function operationUrl(origin: string, signature: string): string {
  const path = `/subscriptions/${sub(1)}/providers/Microsoft.HybridCompute/locations/westeurope/operationstatus/op1`;
  return `${origin}${path}?api-version=2025-01-13&s=${signature}`;
}

/** What a long-running operation answers at once. */
export function acceptedWith(url: string, status = 202): Answer {
  return {
    status,
    headers: {
      'azure-asyncoperation': url,
      location: url.replace('operationstatus', 'operationresults'),
      'x-ms-request-id': 'server-1',
      'x-ms-correlation-request-id': 'correlation-1',
    },
    body: featureProfile('Enabling'),
  };
}

/** Requests as a file to compare with, in their order. */
export function requestTranscript(requests: readonly SeenRequest[]): string {
  return requests
    .map(({ method, path, query, headers, body }) => {
      const parameters = new URLSearchParams(query).toString();
      const contentType = headers['content-type'] === undefined ? '' : `Content-Type: ${headers['content-type']}\n`;
      const text = body === undefined ? '' : `${JSON.stringify(body)}\n`;
      return `${method} ${path}?${parameters}\nAuthorization: ${headers.authorization ?? ''}\n${contentType}${text}\n`;
    })
    .join('');
}
