import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import { at, listAt, SimulatorUnderTest, textAt, type Answer } from './simulatorUnderTest';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
const TENANT = '00000000-0000-0000-0000-0000000000aa';
export const API = 'api-version=2025-01-13';
const JSON_TYPE = { 'content-type': 'application/json' };

export function idOf(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.HybridCompute/machines/${name}`;
}

/** A machine's row, with what is special in its properties. */
export function row(name: string, properties: Readonly<Record<string, Json>> = {}): Json {
  return {
    id: idOf(name),
    name,
    type: 'microsoft.hybridcompute/machines',
    tenantId: TENANT,
    location: 'westeurope',
    resourceGroup: 'rg-prod',
    subscriptionId: SUBSCRIPTION,
    tags: { env: 'prod' },
    properties: {
      provisioningState: 'Succeeded',
      status: 'Connected',
      osSku: 'Windows Server 2025 Datacenter',
      osType: 'windows',
      licenseProfile: { licenseStatus: 'Licensed', licenseChannel: 'Volume:GVLK' },
      ...properties,
    },
  };
}

export const SOFTWARE_ASSURANCE: Json = { softwareAssuranceCustomer: true };
export const ESU: Json = {
  licenseAssignmentState: 'Assigned',
  serverType: 'Standard',
  esuEligibility: 'Eligible',
  esuKeyState: 'Active',
  esuKeys: [{ sku: 'ESU-YEAR1', licenseStatus: 1 }],
  assignedLicense: {
    id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-licences/providers/Microsoft.HybridCompute/licenses/esu`,
  },
};

/** A license view with Software Assurance, Extended Security Updates and pay-as-you-go, and this Hotpatch feature. */
export function richLicence(hotpatch: Json | null): Json {
  const management = {
    name: 'WindowsServerAzureArcMgmt',
    subscriptionStatus: 'Enabled',
    enrollmentDate: '2026-01-02T03:04:05.0000000Z',
  };
  return {
    licenseStatus: 'Licensed',
    softwareAssurance: SOFTWARE_ASSURANCE,
    esuProfile: ESU,
    productProfile: {
      productType: 'WindowsServer',
      subscriptionStatus: 'Enabled',
      enrollmentDate: '2026-01-02T03:04:05.0000000Z',
      billingStartDate: '2026-01-09T03:04:05.0000000Z',
      productFeatures: hotpatch === null ? [management] : [management, hotpatch],
    },
  };
}

/** Starts a simulator of the machines `app01` (never enrolled) and `rich01` (SA, ESU and PAYG, not enrolled), and more. */
export function startWithRows(
  options: Partial<SimulatorOptions> = {},
  more: readonly Json[] = [],
): Promise<SimulatorUnderTest> {
  return SimulatorUnderTest.startWithRows(
    [row('app01'), row('rich01', { licenseProfile: richLicence(null) }), ...more],
    {
      quota: null,
      ...options,
    },
  );
}

export function send(
  azure: SimulatorUnderTest,
  method: string,
  path: string,
  body: Json,
  token?: string,
): Promise<Answer> {
  return azure.ask(`${path}?${API}`, { method, headers: JSON_TYPE, body: JSON.stringify(body) }, token);
}

export function profileOf(name: string): string {
  return `${idOf(name)}/licenseProfiles/default`;
}

export function hotpatch(subscriptionStatus: string): Json {
  return {
    productProfile: { productType: 'WindowsServer', productFeatures: [{ name: 'Hotpatch', subscriptionStatus }] },
  };
}

export function put(azure: SimulatorUnderTest, name: string, properties: Json = hotpatch('Enable')): Promise<Answer> {
  return send(azure, 'PUT', profileOf(name), { location: 'westeurope', properties });
}

export function patch(azure: SimulatorUnderTest, name: string, properties: Json): Promise<Answer> {
  return send(azure, 'PATCH', profileOf(name), { properties });
}

export function patchSettings(azure: SimulatorUnderTest, name: string, settings: Json): Promise<Answer> {
  const body = { properties: { osProfile: { windowsConfiguration: { patchSettings: settings } } } };
  return send(azure, 'PATCH', idOf(name), body);
}

/** The Hotpatch feature in a license profile's or an instance view's productProfile. */
export function featureIn(productProfile: unknown): unknown {
  const features = at(productProfile, 'productFeatures');
  return Array.isArray(features) ? features.find((each: unknown) => at(each, 'name') === 'Hotpatch') : undefined;
}

/** The status of the Hotpatch feature by a GET of the license profile. */
export async function statusOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  const answer = await azure.ask(`${profileOf(name)}?${API}`);
  return answer.status === 404
    ? 'absent'
    : at(featureIn(at(answer.body, 'properties', 'productProfile')), 'subscriptionStatus');
}

/** properties of a machine by Resource Graph. */
export async function graphPropertiesOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  const answer = await azure.query(`resources | where id =~ '${idOf(name)}' | project id, properties`);
  assert.equal(answer.status, 200, answer.text);
  return at(listAt(answer.body, 'data')[0], 'properties');
}

export async function graphStatusOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  return at(
    featureIn(at(await graphPropertiesOf(azure, name), 'licenseProfile', 'productProfile')),
    'subscriptionStatus',
  );
}

/** Lets simulated seconds go by. */
export function wait(azure: SimulatorUnderTest, seconds: number): void {
  azure.monotonic.now += seconds * 1000;
}

/** The path and query of the operation's status in an answer's headers. */
export function pollPath(azure: SimulatorUnderTest, answer: Answer, header = 'azure-asyncoperation'): string {
  const url = answer.headers.get(header) ?? '';
  assert.ok(url.startsWith(`${azure.running.url}/subscriptions/`), `no URL of an operation: '${url}'`);
  return url.slice(azure.running.url.length);
}

export async function effectsOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  return at((await azure.ask('/simulator/effects')).body, 'machines', idOf(name).toLowerCase());
}

export async function transitionsOf(azure: SimulatorUnderTest, name: string): Promise<number> {
  return Number(at(await effectsOf(azure, name), 'transitions') ?? 0);
}

export function requestIdOf(answer: Answer): string {
  const id = answer.headers.get('x-ms-request-id');
  return textAt({ id }, 'id');
}
