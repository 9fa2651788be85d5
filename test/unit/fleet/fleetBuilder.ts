import type { AzureFault } from '../../../src/azure/azureFault';
import type { FleetReading, FleetScope, SubscriptionReading, TenantReading } from '../../../src/azure/fleetReading';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { classifier } from '../../../src/core/classify';
import type { Clock } from '../../../src/core/clock';
import type { MachineId, SubscriptionId, TenantId } from '../../../src/core/ids';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import { instant } from '../../../src/core/instant';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { FleetSnapshot, MachineRecord } from '../../../src/fleet/fleetSnapshot';
import type { Judges } from '../../../src/fleet/mergeReading';
import type { MachineDifferences } from '../core/machineBuilder';
import { judge, machine, NOW } from '../core/machineBuilder';

/** Two companies, each with two subscriptions. */
export const CONTOSO = tenantId('00000000-0000-0000-0000-0000000000aa');
export const FABRIKAM = tenantId('00000000-0000-0000-0000-0000000000bb');
export const PRODUCTION = subscriptionId('00000000-0000-0000-0000-000000000001');
export const TEST = subscriptionId('00000000-0000-0000-0000-000000000002');
export const STORES = subscriptionId('00000000-0000-0000-0000-000000000003');
export const OFFICES = subscriptionId('00000000-0000-0000-0000-000000000004');

export const SUBSCRIPTIONS: readonly SubscriptionReading[] = [
  { id: PRODUCTION, tenantId: CONTOSO, name: 'Production', problem: null },
  { id: TEST, tenantId: CONTOSO, name: 'Test', problem: null },
  { id: STORES, tenantId: FABRIKAM, name: 'Stores', problem: null },
  { id: OFFICES, tenantId: FABRIKAM, name: 'Offices', problem: null },
];

export const TENANTS: readonly TenantReading[] = [
  { id: CONTOSO, name: 'Contoso', problem: null, patchDataProblem: null },
  { id: FABRIKAM, name: 'Fabrikam', problem: null, patchDataProblem: null },
];

export const WHOLE: FleetScope = { tenants: [], subscriptions: [] };

export const UNREACHABLE: AzureFault = { kind: 'unreachable', code: 'ECONNRESET', message: 'read ECONNRESET' };
export const FORBIDDEN: AzureFault = { kind: 'forbidden', code: 'AuthorizationFailed', message: 'no access' };

export function idIn(subscription: SubscriptionId, name: string): MachineId {
  const id = machineId(
    `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/${name}`,
  );
  if (id === undefined) throw new Error(`The test names no machine: ${name}`);
  return id;
}

/** A machine that lives in one of the four subscriptions. */
export function machineIn(
  subscription: SubscriptionId,
  name: string,
  differs: MachineDifferences = {},
  tenant?: TenantId,
): MachineFacts {
  const owner = SUBSCRIPTIONS.find(({ id }) => id === subscription)?.tenantId ?? CONTOSO;
  return machine({
    id: idIn(subscription, name),
    name: name.toUpperCase(),
    subscriptionId: subscription,
    tenantId: tenant ?? owner,
    resourceGroup: 'rg',
    ...differs,
  });
}

/** A read of both companies, begun at NOW, that gave everything but what differs. */
export function reading(machines: readonly MachineFacts[], differs: Partial<FleetReading> = {}): FleetReading {
  return { at: NOW, tenants: TENANTS, subscriptions: SUBSCRIPTIONS, machines, missingRows: 0, ...differs };
}

/** The tenants with what differs in one of them. */
export function tenantsWith(id: TenantId, differs: Partial<TenantReading>): readonly TenantReading[] {
  return TENANTS.map((tenant) => (tenant.id === id ? { ...tenant, ...differs } : tenant));
}

export function subscriptionsWith(
  id: SubscriptionId,
  differs: Partial<SubscriptionReading>,
): readonly SubscriptionReading[] {
  return SUBSCRIPTIONS.map((subscription) => (subscription.id === id ? { ...subscription, ...differs } : subscription));
}

export function judgesAt(
  before: Instant,
  now: Instant,
  isDeliberate: (id: MachineId) => boolean = () => false,
): Judges {
  return {
    before: classifier({ releases: bundledReleases, now: before, graceDays: 7 }),
    now: classifier({ releases: bundledReleases, now, graceDays: 7 }),
    isDeliberate,
  };
}

export function after(start: Instant, milliseconds: number): Instant {
  return instant(start + milliseconds);
}

export function recordOf(snapshot: FleetSnapshot, id: MachineId): MachineRecord {
  const record = snapshot.machines.find(({ facts }) => facts.id === id);
  if (record === undefined) throw new Error(`The snapshot has no ${id}`);
  return record;
}

export function names(machines: readonly { readonly facts: MachineFacts }[]): readonly string[] {
  return machines.map(({ facts }) => facts.name);
}

export function judged(facts: MachineFacts, asOf: Instant = NOW): JudgedMachine {
  return { facts, asOf, verdict: judge(facts) };
}

/** A clock that a test moves. */
export class TestClock implements Clock {
  constructor(public time: Instant = NOW) {}

  now(): Instant {
    return this.time;
  }
}
