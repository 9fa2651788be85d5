import type { ApiFamily } from './apiVersions';
import type { PollKind } from './longOperations';

/** What a path of ARM names. */
export type ArmRoute =
  | { readonly kind: 'tenants' }
  | { readonly kind: 'subscriptions' }
  | { readonly kind: 'subscription'; readonly subscriptionId: string }
  | { readonly kind: 'resourceGraph' }
  | { readonly kind: 'machines'; readonly subscriptionId: string; readonly group: string | null }
  | ({ readonly kind: 'machine' } & MachineName)
  | ({ readonly kind: 'licenseProfiles' } & MachineName)
  | ({ readonly kind: 'licenseProfile'; readonly profile: string } & MachineName)
  | {
      readonly kind: 'operation';
      readonly subscriptionId: string;
      readonly region: string;
      readonly poll: PollKind;
      readonly id: string;
    }
  | ({ readonly kind: 'patchAction'; readonly action: 'assess' | 'install' } & MachineName)
  | ({ readonly kind: 'runCommands' } & MachineName)
  | ({ readonly kind: 'runCommand'; readonly command: string } & MachineName)
  | { readonly kind: 'resourceGroups'; readonly subscriptionId: string }
  | { readonly kind: 'provider'; readonly subscriptionId: string; readonly namespace: string }
  | { readonly kind: 'permissions'; readonly subscriptionId: string }
  | { readonly kind: 'unknownType'; readonly subscriptionId: string; readonly namespace: string }
  | { readonly kind: 'unknown' };

export interface MachineName {
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
  if (lower.slice(-3).join('/') === 'providers/microsoft.authorization/permissions') {
    return { kind: 'permissions', subscriptionId };
  }
  if (segments.length === 3 && lower[2] === 'resourcegroups') return { kind: 'resourceGroups', subscriptionId };
  if (segments.length === 4 && lower[2] === 'providers') {
    return { kind: 'provider', subscriptionId, namespace: segments[3] ?? '' };
  }
  const hasGroup = lower[2] === 'resourcegroups';
  const rest = segments.slice(hasGroup ? 4 : 2);
  return providerRoute(subscriptionId, hasGroup ? (segments[3] ?? '') : null, rest);
}

function providerRoute(subscriptionId: string, group: string | null, rest: readonly string[]): ArmRoute {
  const [providers = '', namespace = '', type = '', machine, child, profile, ...more] = rest;
  if (providers.toLowerCase() !== 'providers' || more.length > 0) return { kind: 'unknown' };
  if (group === null) {
    const operation = operationRoute(subscriptionId, rest);
    if (operation) return operation;
  }
  if (namespace.toLowerCase() !== 'microsoft.hybridcompute' || type.toLowerCase() !== 'machines') {
    return { kind: 'unknownType', subscriptionId, namespace };
  }
  if (machine === undefined) return { kind: 'machines', subscriptionId, group };
  if (group === null) return { kind: 'unknown' };
  const name = { subscriptionId, group, machine };
  if (child === undefined) return { kind: 'machine', ...name };
  return childRoute(name, child.toLowerCase(), profile) ?? { kind: 'unknownType', subscriptionId, namespace };
}

function childRoute(name: MachineName, child: string, profile: string | undefined): ArmRoute | undefined {
  if (child === 'runcommands') {
    return profile === undefined ? { kind: 'runCommands', ...name } : { kind: 'runCommand', ...name, command: profile };
  }
  if (profile === undefined && child === 'assesspatches') return { kind: 'patchAction', action: 'assess', ...name };
  if (profile === undefined && child === 'installpatches') return { kind: 'patchAction', action: 'install', ...name };
  if (child !== 'licenseprofiles') return undefined;
  return profile === undefined ? { kind: 'licenseProfiles', ...name } : { kind: 'licenseProfile', ...name, profile };
}

function operationRoute(subscriptionId: string, rest: readonly string[]): ArmRoute | undefined {
  const [, namespace = '', locations = '', region = '', kind = '', id] = rest;
  if (namespace.toLowerCase() !== 'microsoft.hybridcompute' || locations.toLowerCase() !== 'locations')
    return undefined;
  const poll = (['operationstatus', 'operationresults'] as const).find((each) => each === kind.toLowerCase());
  return poll && id !== undefined ? { kind: 'operation', subscriptionId, region, poll, id } : undefined;
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
    case 'resourceGroups':
    case 'provider':
      return { kind: 'resources' };
    case 'permissions':
      return { kind: 'permissions' };
    case 'patchAction':
      return { kind: 'hybridComputeResource', type: `machines/${route.action}Patches` };
    case 'runCommands':
      return { kind: 'hybridComputeList', type: 'machines/runCommands' };
    case 'runCommand':
      return { kind: 'hybridComputeResource', type: 'machines/runCommands' };
    case 'machines':
      return { kind: 'hybridComputeList', type: 'machines' };
    case 'licenseProfiles':
      return { kind: 'hybridComputeList', type: 'machines/licenseProfiles' };
    case 'machine':
      return { kind: 'hybridComputeResource', type: 'machines' };
    case 'licenseProfile':
      return { kind: 'hybridComputeResource', type: 'machines/licenseProfiles' };
    case 'operation':
      return { kind: 'hybridComputeResource', type: `locations/${route.poll}` };
    default:
      return undefined;
  }
}
