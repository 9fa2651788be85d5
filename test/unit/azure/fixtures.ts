import { subscriptionId, tenantId, type SubscriptionId, type TenantId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import { createFleetReader, type DisposableFleetReader, type FleetReaderOptions } from '../../../src/azure/azureEntry';
import type { Clock } from '../../../src/azure/clock';
import { loopbackCloud } from '../../../src/azure/clouds';
import type { FleetScope } from '../../../src/azure/fleetReading';
import { placeholderTokenSource } from '../../../src/azure/placeholderTokenSource';
import type { Answer, SeenRequest } from './azureServer';

export const CONTOSO: TenantId = tenantId('00000000-0000-0000-0000-0000000000aa');
export const FABRIKAM: TenantId = tenantId('00000000-0000-0000-0000-0000000000bb');
export const EVERYTHING: FleetScope = { tenants: [], subscriptions: [] };
export const NEVER_ABORTED = new AbortController().signal;

/** The subscription with the given number. */
export function sub(number: number): SubscriptionId {
  return subscriptionId(`00000000-0000-0000-0000-${String(number).padStart(12, '0')}`);
}

export function machineIdText(subscription: SubscriptionId, name: string): string {
  return `/subscriptions/${subscription}/resourcegroups/rg-prod/providers/microsoft.hybridcompute/machines/${name}`;
}

/** A clock whose waits end at once and are remembered. */
export class InstantClock implements Clock {
  readonly waits: number[] = [];
  private time = 0;

  monotonic(): number {
    return this.time;
  }

  wall(): number {
    return Date.UTC(2026, 10, 22) + this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  }
}

export function readerAt(url: URL, options: Partial<FleetReaderOptions> = {}): DisposableFleetReader {
  return createFleetReader({
    cloud: loopbackCloud('Loopback', url),
    tokenSource: placeholderTokenSource(),
    version: '0.1.0',
    now: () => instant(Date.UTC(2026, 10, 22)),
    clock: new InstantClock(),
    ...options,
  });
}

export type Table = 'machines' | 'assessments' | 'installations' | 'softwarePatches';

/** Which of our queries a Resource Graph request holds. */
export function tableOf(request: SeenRequest): Table {
  const query = graphBody(request).query;
  if (query.includes('softwarepatches')) return 'softwarePatches';
  if (query.startsWith('patchassessmentresources')) return 'assessments';
  return query.startsWith('patchinstallationresources') ? 'installations' : 'machines';
}

export interface GraphBody {
  readonly subscriptions: readonly string[];
  readonly query: string;
  readonly options: { readonly $top: number; readonly $skipToken?: string; readonly resultFormat: string };
}

export function graphBody(request: SeenRequest): GraphBody {
  return request.body as GraphBody;
}

export function isGraph(request: SeenRequest): boolean {
  return request.path === '/providers/Microsoft.ResourceGraph/resources';
}

/** A Resource Graph answer. */
export function page(
  rows: readonly unknown[],
  more: { total?: number; token?: string; truncated?: boolean } = {},
): Answer {
  return {
    body: {
      totalRecords: more.total ?? rows.length,
      count: rows.length,
      resultTruncated: more.truncated ? 'true' : 'false',
      ...(more.token === undefined ? {} : { $skipToken: more.token }),
      data: rows,
    },
  };
}

export function armError(status: number, code: string, message = `${code} message`, headers = {}): Answer {
  return { status, headers, body: { error: { code, message } } };
}

export interface World {
  readonly tenants?: readonly { readonly id: TenantId; readonly name?: string; readonly category?: string }[];
  readonly subscriptions?: Readonly<Record<TenantId, readonly unknown[]>>;
  /** Answers a Resource Graph request; an empty page where it gives undefined. */
  readonly graph?: (request: SeenRequest) => Answer | undefined;
}

export function subscriptionItem(
  number: number,
  tenant: TenantId,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const id = sub(number);
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    displayName: `Sub ${number}`,
    tenantId: tenant,
    state: 'Enabled',
    ...more,
  };
}

/** A script that serves tenants and subscriptions, and Resource Graph as told. One tenant with one subscription by default. */
export function worldScript(world: World = {}): (request: SeenRequest) => Answer {
  const tenants = world.tenants ?? [{ id: CONTOSO, name: 'Contoso', category: 'Home' }];
  const subscriptions = world.subscriptions ?? { [CONTOSO]: [subscriptionItem(1, CONTOSO)] };
  return (request) => {
    if (request.path === '/tenants') {
      const value = tenants.map((tenant) => ({
        id: `/tenants/${tenant.id}`,
        tenantId: tenant.id,
        displayName: tenant.name,
        tenantCategory: tenant.category,
      }));
      return { body: { value, nextLink: '' } };
    }
    if (request.path === '/subscriptions') return { body: { value: subscriptions[tokenTenant(request)] ?? [] } };
    return (isGraph(request) ? world.graph?.(request) : undefined) ?? page([]);
  };
}

/** The tenant that a placeholder token names. */
export function tokenTenant(request: SeenRequest): TenantId {
  return tenantId(/;tenant=([^;]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
}

/** A complete machine row. */
export function machineRow(
  name: string,
  subscription = sub(1),
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    id: machineIdText(subscription, name),
    name: name.toUpperCase(),
    tenantId: CONTOSO,
    subscriptionId: subscription,
    resourceGroup: 'rg-prod',
    location: 'westeurope',
    tags: { env: 'prod' },
    status: 'Connected',
    lastStatusChange: '2026-11-20T06:11:42.1234567Z',
    agentVersion: '1.67.03300.2500',
    osType: 'windows',
    osName: 'windows',
    osSku: 'Windows Server 2025 Datacenter',
    osEdition: 'Datacenter',
    osVersion: '10.0.26100.33438',
    coreCount: '8',
    logicalCoreCount: '16',
    manufacturer: 'VMware, Inc.',
    model: 'VMware20,1',
    enableHotpatching: true,
    hotpatchEnablementStatus: 'Enabled',
    hotpatchErrorCode: null,
    hotpatchErrorMessage: null,
    assessmentMode: 'AutomaticByPlatform',
    patchMode: null,
    productFeatures: [
      { name: 'Hotpatch', subscriptionStatus: 'Enabled', enrollmentDate: '2026-06-02T09:14:05.1111111Z' },
    ],
    ...more,
  };
}

export function assessmentRow(
  name: string,
  subscription = sub(1),
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    id: machineIdText(subscription, name),
    status: 'Succeeded',
    rebootPending: true,
    lastModified: '2026-11-21T02:16:06.9740000Z',
    counts: { security: 1, critical: 0, updateRollup: 1, definition: '1' },
    ...more,
  };
}

export function installationRow(
  name: string,
  subscription = sub(1),
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    id: machineIdText(subscription, name),
    lastModified: '2026-05-13T02:21:06.974Z',
    status: 'Succeeded',
    rebootStatus: 'NotNeeded',
    ...more,
  };
}
