import { refuseApiVersion } from './apiVersions';
import type { ArmCall } from './armCall';
import { apiFamilyOf, type ArmRoute, type MachineName } from './armRoute';
import { armError, methodNotAllowed, ok, subscriptionNotFound, type Reply } from './armReply';
import { providerBody, resourceGroupBodies } from './armResources';
import { armLicenseProfile, armMachine, emptyLicenseProfile } from './armViews';
import { wrongIssuer } from './bearerToken';
import type { Subscription, Tenant } from './companyDirectory';
import type { FleetState } from './fleetState';
import { textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { invalidContent, readLicenceWrite } from './licenceWriteBody';
import { MachineActionsEndpoint } from './machineActionsEndpoint';
import { operationResult, operationStatus, type LongOperation } from './longOperations';
import { readMachineWrite } from './patchSettingWrites';
import { actionOf, purposeOf } from './requestKind';
import type { RequestKind, TokenBuckets } from './tokenBuckets';
import type { WrittenWorld } from './writtenWorld';

type ProfileName = MachineName & { readonly profile: string };

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where ARM itself answers; what is of no resource counts there. */
const ENDPOINT_REGION = 'westeurope';

export interface ArmParts {
  readonly state: FleetState;
  readonly world: WrittenWorld;
  readonly buckets: TokenBuckets;
  /** Simulated time, milliseconds UTC. */
  readonly now: () => number;
  readonly listPageSize: number;
  /** What Retry-After says of a long-running operation, where it says anything; seconds of real time. */
  readonly pollSeconds: number;
  /** The base URL that nextLinks begin with. */
  readonly baseUrl: () => string;
}

/** Everything of ARM but Resource Graph. */
export class ArmEndpoint {
  private readonly state: FleetState;
  private readonly actions: MachineActionsEndpoint;

  constructor(private readonly parts: ArmParts) {
    this.state = parts.state;
    this.actions = new MachineActionsEndpoint(parts.world, (operation) => this.operationHeaders(operation));
  }

  answer(call: ArmCall, route: ArmRoute): Reply {
    if (route.kind !== 'unknown' && !methodsOf(route).includes(call.method)) return methodNotAllowed(call.method);
    const scope = 'subscriptionId' in route ? route.subscriptionId.toLowerCase() : null;
    const refusal = scope === null ? undefined : this.refuseSubscription(call, scope);
    if (refusal) return refusal;
    const family = apiFamilyOf(route);
    const wrongVersion = family ? refuseApiVersion(family, call.url.searchParams) : undefined;
    if (wrongVersion) return wrongVersion;
    const limit = this.parts.buckets.take({
      kind: requestKindOf(call.method),
      principal: `${call.caller.principal}|${call.caller.tenantId}`,
      subscriptionId: scope,
      region: this.quotaRegionOf(route),
    });
    if (limit.refusal) return limit.refusal;
    const forbidden = scope === null ? undefined : this.refuseAction(call, route, scope);
    if (forbidden) return { ...forbidden, headers: limit.headers };
    const reply = call.method === 'GET' ? this.read(call, route) : this.write(call, route);
    return { ...reply, headers: { ...limit.headers, ...reply.headers } };
  }

  /** By the role that the account has in the subscription. */
  private refuseAction(call: ArmCall, route: ArmRoute, subscriptionId: string): Reply | undefined {
    const action = actionOf(purposeOf(call.method, route));
    const isAllowed = action === undefined || this.parts.world.access.may(subscriptionId, action);
    return isAllowed ? undefined : authorizationFailed(call, action, call.url.pathname);
  }

  private quotaRegionOf(route: ArmRoute): string {
    if (this.parts.world.switches().quotaRegion === 'endpoint') return ENDPOINT_REGION;
    if (route.kind === 'operation') return route.region.toLowerCase();
    if (!('machine' in route)) return ENDPOINT_REGION;
    return textOf(this.find(route)?.['location']).toLowerCase() || ENDPOINT_REGION;
  }

  private write(call: ArmCall, route: ArmRoute): Reply {
    if (route.kind === 'patchAction' || route.kind === 'runCommand') return this.act(call, route);
    if (route.kind !== 'machine' && route.kind !== 'licenseProfile') return this.read(call, route);
    const row = this.find(route);
    if (call.method === 'DELETE') return this.deleteProfile(call, route, row);
    const unreadable = refuseContent(call);
    if (unreadable) return unreadable;
    if (!row) return route.kind === 'machine' ? this.machineNotFound(route) : this.parentNotFound(route, 'write');
    return route.kind === 'machine' ? this.patchMachine(call, row) : this.writeProfile(call, route, row);
  }

  private act(call: ArmCall, route: Extract<ArmRoute, { readonly kind: 'patchAction' | 'runCommand' }>): Reply {
    const row = this.find(route);
    const hasBody = call.method !== 'DELETE' && !(route.kind === 'patchAction' && route.action === 'assess');
    const unreadable = hasBody ? refuseContent(call) : undefined;
    if (unreadable) return unreadable;
    if (!row) return route.kind === 'patchAction' ? this.machineNotFound(route) : this.parentNotFound(route, 'write');
    if (route.kind === 'patchAction') return this.actions.patches(row, route.action, call);
    if (call.method === 'DELETE') return this.actions.deleteRunCommand(row, route.command, call);
    return this.actions.putRunCommand(row, route.command, call);
  }

  private runCommands(call: ArmCall, route: Extract<ArmRoute, { readonly kind: 'runCommand' | 'runCommands' }>): Reply {
    const row = this.find(route);
    if (!row) return this.parentNotFound(route, 'read');
    if (route.kind === 'runCommands') return this.list(call, this.actions.runCommands(row), {});
    const found = this.actions.runCommand(row, route.command);
    return found
      ? ok(found)
      : resourceNotFound(`Microsoft.HybridCompute/machines/${route.machine}/runCommands/${route.command}`, route.group);
  }

  private resourceGroups(call: ArmCall, subscriptionId: string): Reply {
    return this.list(call, resourceGroupBodies(this.state, subscriptionId.toLowerCase()), {});
  }

  private patchMachine(call: ArmCall, row: JsonRow): Reply {
    const reading = readMachineWrite(call.body);
    if (!reading.ok) return reading.reply;
    this.parts.world.writes.writeMachine(row, reading.write, call.requestId);
    if (reading.write.settings) this.parts.world.guests.settingsChanged(row);
    return ok(armMachine(this.current(row)));
  }

  private writeProfile(call: ArmCall, route: ProfileName, row: JsonRow): Reply {
    const isPut = call.method === 'PUT';
    const exists = armLicenseProfile(row) !== undefined;
    if (route.profile.toLowerCase() !== 'default' || (!isPut && !exists)) return profileNotFound(route);
    const reading = readLicenceWrite(isPut, call.body);
    if (!reading.ok) return reading.reply;
    const operation = this.parts.world.writes.writeLicence(row, reading.write, call.requestId);
    const status = isPut ? (exists ? 200 : 201) : 202;
    return { status, headers: this.operationHeaders(operation), body: this.profileBody(this.current(row)) };
  }

  private deleteProfile(call: ArmCall, route: MachineName, row: JsonRow | undefined): Reply {
    if (!row) return this.parentNotFound(route, 'delete');
    if (armLicenseProfile(row) === undefined) return { status: 204, headers: {}, body: undefined };
    const operation = this.parts.world.writes.deleteLicence(row, call.requestId);
    return { status: 202, headers: this.operationHeaders(operation), body: undefined };
  }

  private operationHeaders(operation: LongOperation): Record<string, string> {
    const { 'Azure-AsyncOperation': status, ...others } = this.parts.world.operations.headers(operation);
    const isLocationOnly = operation.subject === 'patches' && this.parts.world.switches().actionUrls === 'locationOnly';
    const urls = isLocationOnly || status === undefined ? others : { 'Azure-AsyncOperation': status, ...others };
    const wait =
      this.parts.world.switches().retryAfter === 'present' ? { 'Retry-After': String(this.parts.pollSeconds) } : {};
    return { ...urls, ...wait };
  }

  private operation(call: ArmCall, route: Extract<ArmRoute, { readonly kind: 'operation' }>): Reply {
    const { now, world } = this.parts;
    const { operations } = world;
    const operation = operations.poll(route.subscriptionId, route.region, route.id, call.url.searchParams);
    if (!operation) return armError(404, 'OperationNotFound', `The operation '${route.id}' could not be found.`);
    const machine = this.state.machine(operation.machineId);
    const profile = machine ? this.profileBody(machine) : null;
    const resource = operation.subject === 'license' ? profile : operation.result;
    const headers = this.operationHeaders(operation);
    if (route.poll === 'operationstatus') return ok(operationStatus(operation, now(), resource), headers);
    const reply = operationResult(operation, now(), resource);
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }

  private profileBody(row: JsonRow): Json {
    return armLicenseProfile(row) ?? emptyLicenseProfile(row);
  }

  private current(row: JsonRow): JsonRow {
    return this.state.machine(textOf(row['id'])) ?? row;
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
      case 'operation':
        return this.operation(call, route);
      case 'runCommand':
      case 'runCommands':
        return this.runCommands(call, route);
      case 'resourceGroups':
        return this.resourceGroups(call, route.subscriptionId);
      case 'provider':
        return ok(providerBody(route.subscriptionId, route.namespace, this.parts.world.access));
      case 'permissions':
        return ok(this.parts.world.access.permissions(route.subscriptionId));
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
    return call.deniedSubscriptions.has(id) ? authorizationFailed(call, 'read', `/subscriptions/${id}`) : undefined;
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
    if (!row) return this.parentNotFound(name, 'read');
    const profile = armLicenseProfile(row);
    return ok({ value: profile === undefined ? [] : [profile] });
  }

  private licenseProfile(name: ProfileName): Reply {
    const row = this.find(name);
    if (!row) return this.parentNotFound(name, 'read');
    if (name.profile.toLowerCase() !== 'default') return profileNotFound(name);
    const profile = armLicenseProfile(row);
    if (profile !== undefined) return ok(profile);
    return this.parts.world.switches().absentProfile === 'emptyAnswer'
      ? ok(emptyLicenseProfile(row))
      : profileNotFound(name);
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

  private parentNotFound(name: MachineName, verb: 'read' | 'write' | 'delete'): Reply {
    if (!this.hasGroup(name.subscriptionId, name.group)) return groupNotFound(name.group);
    if (this.parts.world.switches().goneMachine === 'resourceNotFound') {
      return resourceNotFound(`Microsoft.HybridCompute/machines/${name.machine}`, name.group);
    }
    const parent = `/subscriptions/${name.subscriptionId}/resourceGroups/${name.group}/providers/Microsoft.HybridCompute/machines/${name.machine}`;
    const message = `Failed to perform '${verb}' on resource(s) of type 'machines/licenseProfiles', because the parent resource '${parent}' could not be found.`;
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
    const value = all.slice(offset, offset + this.parts.listPageSize);
    const next = offset + value.length;
    return ok({ value, ...(next < all.length ? { nextLink: this.nextLink(call.url, next) } : whenLast) });
  }

  private nextLink(url: URL, offset: number): string {
    const query = new URLSearchParams(url.searchParams);
    query.delete('$skiptoken');
    return `${this.parts.baseUrl()}${url.pathname}?${query.toString()}&%24skiptoken=${offset}`;
  }
}

/** A body that ARM cannot read. */
function refuseContent(call: ArmCall): Reply | undefined {
  if (!/^application\/json\b/i.test(call.contentType)) {
    const message = `The content media type '${call.contentType}' is not supported. Only 'application/json' is supported.`;
    return armError(415, 'UnsupportedMediaType', message);
  }
  return call.body === undefined ? invalidContent('the body is no JSON') : undefined;
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

function profileNotFound(name: ProfileName): Reply {
  return resourceNotFound(
    `Microsoft.HybridCompute/machines/${name.machine}/licenseProfiles/${name.profile}`,
    name.group,
  );
}

function methodsOf(route: ArmRoute): readonly string[] {
  if (route.kind === 'machine') return ['GET', 'PATCH'];
  if (route.kind === 'patchAction') return ['POST'];
  if (route.kind === 'runCommand') return ['GET', 'PUT', 'DELETE'];
  return route.kind === 'licenseProfile' ? ['GET', 'PUT', 'PATCH', 'DELETE'] : ['GET'];
}

function requestKindOf(method: string): RequestKind {
  if (method === 'DELETE') return 'deletes';
  return method === 'GET' ? 'reads' : 'writes';
}

function resourceNotFound(resource: string, group: string): Reply {
  const message = `The Resource '${resource}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return armError(404, 'ResourceNotFound', message);
}

function authorizationFailed(call: ArmCall, action: string, scope: string): Reply {
  const message =
    `The client '${call.caller.principal}' with object id '00000000-0000-0000-0000-000000000000' does not have ` +
    `authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. ` +
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
