import { refuseApiVersion, type ApiFamily } from './apiVersions';
import { armError, methodNotAllowed, ok, subscriptionNotFound, type Reply } from './armReply';
import { armLicenseProfile, armMachine } from './armViews';
import { wrongIssuer, type Caller } from './bearerToken';
import type { Subscription, Tenant } from './companyDirectory';
import type { FleetState } from './fleetState';
import { textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import type { ReadLimits } from './readLimits';

/** A request to ARM, with what was decided before it got here. */
export interface ArmCall {
  readonly method: string;
  readonly url: URL;
  readonly caller: Caller;
  /** Subscriptions (lower case) that the caller was denied by a fault. */
  readonly deniedSubscriptions: ReadonlySet<string>;
}

/** What a path of ARM names. */
export type ArmRoute =
  | { readonly kind: 'tenants' }
  | { readonly kind: 'subscriptions' }
  | { readonly kind: 'subscription'; readonly subscriptionId: string }
  | { readonly kind: 'resourceGraph' }
  | { readonly kind: 'machines'; readonly subscriptionId: string; readonly group: string | null }
  | ({ readonly kind: 'machine' | 'licenseProfiles' } & MachineName)
  | ({ readonly kind: 'licenseProfile'; readonly profile: string } & MachineName)
  | { readonly kind: 'unknownType'; readonly subscriptionId: string; readonly namespace: string }
  | { readonly kind: 'unknown' };

interface MachineName {
  readonly subscriptionId: string;
  readonly group: string;
  readonly machine: string;
}

/** Reads a path; ARM compares its fixed segments without regard to case. */
export function armRoute(path: string): ArmRoute {
  const segments = path.split('/').slice(1).map(decoded);
  const lower = segments.map((each) => each.toLowerCase());
  if (lower.length === 1 && lower[0] === 'tenants') return { kind: 'tenants' };
  if (lower.join('/') === 'providers/microsoft.resourcegraph/resources') return { kind: 'resourceGraph' };
  if (lower[0] !== 'subscriptions') return { kind: 'unknown' };
  const subscriptionId = segments[1] ?? '';
  if (segments.length === 1) return { kind: 'subscriptions' };
  if (segments.length === 2) return { kind: 'subscription', subscriptionId };
  const hasGroup = lower[2] === 'resourcegroups';
  const rest = segments.slice(hasGroup ? 4 : 2);
  return providerRoute(subscriptionId, hasGroup ? (segments[3] ?? '') : null, rest);
}

function providerRoute(subscriptionId: string, group: string | null, rest: readonly string[]): ArmRoute {
  const [providers = '', namespace = '', type = '', machine, child, profile, ...more] = rest;
  if (providers.toLowerCase() !== 'providers' || more.length > 0) return { kind: 'unknown' };
  if (namespace.toLowerCase() !== 'microsoft.hybridcompute' || type.toLowerCase() !== 'machines') {
    return { kind: 'unknownType', subscriptionId, namespace };
  }
  if (machine === undefined) return { kind: 'machines', subscriptionId, group };
  if (group === null) return { kind: 'unknown' };
  const name = { subscriptionId, group, machine };
  if (child === undefined) return { kind: 'machine', ...name };
  if (child.toLowerCase() !== 'licenseprofiles') return { kind: 'unknownType', subscriptionId, namespace };
  return profile === undefined ? { kind: 'licenseProfiles', ...name } : { kind: 'licenseProfile', ...name, profile };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The part of the API that a path belongs to, for its api-version; undefined where ARM does not get that far. */
export function apiFamilyOf(route: ArmRoute): ApiFamily | undefined {
  switch (route.kind) {
    case 'tenants':
    case 'subscriptions':
    case 'subscription':
      return { kind: 'subscriptions' };
    case 'resourceGraph':
      return { kind: 'resourceGraph' };
    case 'machines':
      return { kind: 'hybridComputeList', type: 'machines' };
    case 'licenseProfiles':
      return { kind: 'hybridComputeList', type: 'machines/licenseProfiles' };
    case 'machine':
      return { kind: 'hybridComputeResource', type: 'machines' };
    case 'licenseProfile':
      return { kind: 'hybridComputeResource', type: 'machines/licenseProfiles' };
    default:
      return undefined;
  }
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Everything of ARM but Resource Graph. Reads only, for now. */
export class ArmEndpoint {
  constructor(
    private readonly state: FleetState,
    private readonly limits: ReadLimits,
    private readonly listPageSize: number,
    /** The base URL that nextLinks begin with. */
    private readonly baseUrl: () => string,
  ) {}

  answer(call: ArmCall, route: ArmRoute): Reply {
    if (call.method !== 'GET' && route.kind !== 'unknown') return methodNotAllowed(call.method);
    const scope = 'subscriptionId' in route ? route.subscriptionId.toLowerCase() : null;
    const refusal = scope === null ? undefined : this.refuseSubscription(call, scope);
    if (refusal) return refusal;
    const family = apiFamilyOf(route);
    const wrongVersion = family ? refuseApiVersion(family, call.url.searchParams) : undefined;
    if (wrongVersion) return wrongVersion;
    const limit = this.limits.take(`${call.caller.principal}|${call.caller.tenantId}`, scope);
    if (limit.refusal) return limit.refusal;
    const reply = this.read(call, route);
    return { ...reply, headers: { ...limit.headers, ...reply.headers } };
  }

  private read(call: ArmCall, route: ArmRoute): Reply {
    switch (route.kind) {
      case 'tenants':
        return this.tenants(call);
      case 'subscriptions':
        return this.subscriptions(call);
      case 'subscription':
        return this.subscription(route.subscriptionId);
      case 'machines':
        return this.machines(call, route.subscriptionId, route.group);
      case 'machine':
        return this.machine(call, route);
      case 'licenseProfiles':
        return this.licenseProfiles(route);
      case 'licenseProfile':
        return this.licenseProfile(route);
      case 'unknownType':
        return unknownType(route.namespace, call.url);
      default:
        return armError(
          404,
          'NotFound',
          `No HTTP resource was found that matches the request path '${call.url.pathname}'.`,
        );
    }
  }

  private refuseSubscription(call: ArmCall, id: string): Reply | undefined {
    if (!GUID.test(id)) {
      const message = `The provided subscription identifier '${id}' is malformed or invalid.`;
      return armError(400, 'InvalidSubscriptionId', message);
    }
    const subscription = this.state.subscriptions.find((each) => each.id.toLowerCase() === id);
    if (!subscription) return subscriptionNotFound(id);
    if (subscription.tenantId.toLowerCase() !== call.caller.tenantId) {
      return wrongIssuer(call.caller.tenantId, subscription.tenantId);
    }
    return call.deniedSubscriptions.has(id) ? authorizationFailed(call, id) : undefined;
  }

  private tenants(call: ArmCall): Reply {
    const bodies = this.state.tenants.map((tenant) =>
      tenantBody(tenant, tenant.id.toLowerCase() === call.caller.tenantId),
    );
    return this.list(call, bodies, { nextLink: '' });
  }

  private subscriptions(call: ArmCall): Reply {
    const own = this.state.subscriptions.filter((each) => each.tenantId.toLowerCase() === call.caller.tenantId);
    return this.list(call, own.map(subscriptionBody), { nextLink: '' });
  }

  private subscription(id: string): Reply {
    const found = this.state.subscriptions.find((each) => each.id.toLowerCase() === id.toLowerCase());
    return found ? ok(subscriptionBody(found)) : subscriptionNotFound(id);
  }

  private machines(call: ArmCall, subscriptionId: string, group: string | null): Reply {
    if (group !== null && !this.hasGroup(subscriptionId, group)) return groupNotFound(group);
    const rows = this.state.machinesOf(subscriptionId.toLowerCase());
    const wanted = group === null ? rows : rows.filter((row) => isInGroup(row, group));
    return this.list(call, wanted.map(armMachine), {});
  }

  private machine(call: ArmCall, name: MachineName): Reply {
    const expand = call.url.searchParams.get('$expand');
    if (expand !== null && expand.toLowerCase() !== 'instanceview') {
      return armError(
        400,
        'InvalidParameter',
        `The value '${expand}' of the query parameter '$expand' is not supported.`,
      );
    }
    const row = this.find(name);
    return row ? ok(armMachine(row)) : this.machineNotFound(name);
  }

  private licenseProfiles(name: MachineName): Reply {
    const row = this.find(name);
    if (!row) return this.parentNotFound(name);
    const profile = armLicenseProfile(row);
    return ok({ value: profile === undefined ? [] : [profile] });
  }

  private licenseProfile(name: MachineName & { readonly profile: string }): Reply {
    const row = this.find(name);
    if (!row) return this.parentNotFound(name);
    const profile = name.profile.toLowerCase() === 'default' ? armLicenseProfile(row) : undefined;
    if (profile !== undefined) return ok(profile);
    return resourceNotFound(
      `Microsoft.HybridCompute/machines/${name.machine}/licenseProfiles/${name.profile}`,
      name.group,
    );
  }

  private find(name: MachineName): JsonRow | undefined {
    return this.state.machine(
      `/subscriptions/${name.subscriptionId}/resourcegroups/${name.group}/providers/microsoft.hybridcompute/machines/${name.machine}`,
    );
  }

  private machineNotFound(name: MachineName): Reply {
    if (!this.hasGroup(name.subscriptionId, name.group)) return groupNotFound(name.group);
    return resourceNotFound(`Microsoft.HybridCompute/machines/${name.machine}`, name.group);
  }

  private parentNotFound(name: MachineName): Reply {
    if (!this.hasGroup(name.subscriptionId, name.group)) return groupNotFound(name.group);
    const parent = `/subscriptions/${name.subscriptionId}/resourceGroups/${name.group}/providers/Microsoft.HybridCompute/machines/${name.machine}`;
    const message = `Failed to perform 'read' on resource(s) of type 'machines/licenseProfiles', because the parent resource '${parent}' could not be found.`;
    return armError(404, 'ParentResourceNotFound', message);
  }

  private hasGroup(subscriptionId: string, group: string): boolean {
    const rows = this.state.rows('resourcecontainers', [subscriptionId.toLowerCase()]);
    return (
      rows.some((row) => isInGroup(row, group)) ||
      this.state.machinesOf(subscriptionId.toLowerCase()).some((row) => isInGroup(row, group))
    );
  }

  private list(call: ArmCall, all: readonly Json[], whenLast: { readonly nextLink?: string }): Reply {
    const offset = Number(call.url.searchParams.get('$skiptoken') ?? '0');
    if (!Number.isInteger(offset) || offset < 0) {
      return armError(400, 'InvalidSkipToken', "The query parameter '$skiptoken' is malformed.");
    }
    const value = all.slice(offset, offset + this.listPageSize);
    const next = offset + value.length;
    return ok({ value, ...(next < all.length ? { nextLink: this.nextLink(call.url, next) } : whenLast) });
  }

  private nextLink(url: URL, offset: number): string {
    const query = new URLSearchParams(url.searchParams);
    query.delete('$skiptoken');
    return `${this.baseUrl()}${url.pathname}?${query.toString()}&%24skiptoken=${offset}`;
  }
}

function tenantBody(tenant: Tenant, isHome: boolean): Json {
  return {
    id: `/tenants/${tenant.id}`,
    tenantId: tenant.id,
    countryCode: tenant.countryCode,
    displayName: tenant.displayName,
    domains: [tenant.defaultDomain],
    tenantCategory: isHome ? 'Home' : 'ProjectedBy',
    defaultDomain: tenant.defaultDomain,
    tenantType: 'AAD',
  };
}

function subscriptionBody(subscription: Subscription): Json {
  return {
    id: `/subscriptions/${subscription.id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    displayName: subscription.displayName,
    state: subscription.state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
    tags: subscription.tags,
  };
}

function isInGroup(row: JsonRow, group: string): boolean {
  return textOf(row['id']).split('/')[4]?.toLowerCase() === group.toLowerCase();
}

function groupNotFound(group: string): Reply {
  return armError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
}

function resourceNotFound(resource: string, group: string): Reply {
  const message = `The Resource '${resource}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return armError(404, 'ResourceNotFound', message);
}

function authorizationFailed(call: ArmCall, subscriptionId: string): Reply {
  const message =
    `The client '${call.caller.principal}' with object id '00000000-0000-0000-0000-000000000000' does not have ` +
    `authorization to perform action 'read' over scope '/subscriptions/${subscriptionId}' or the scope is invalid. ` +
    'If access was recently granted, please refresh your credentials.';
  return armError(403, 'AuthorizationFailed', message);
}

function unknownType(namespace: string, url: URL): Reply {
  if (namespace.toLowerCase() !== 'microsoft.hybridcompute') {
    return armError(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
  }
  const version = url.searchParams.get('api-version') ?? '';
  const message = `The resource type could not be found in the namespace '${namespace}' for api version '${version}'.`;
  return armError(404, 'InvalidResourceType', message);
}
