import { armError, type Reply } from './armReply';

const SUBSCRIPTION_VERSIONS = ['2022-12-01', '2022-09-01', '2021-01-01', '2020-01-01'] as const;
const GRAPH_VERSIONS = ['2024-04-01', '2022-10-01', '2021-03-01'] as const;
const RESOURCE_VERSIONS = ['2025-04-01', '2024-03-01', '2022-09-01', '2021-04-01'] as const;
const PERMISSION_VERSIONS = ['2022-04-01', '2018-07-01', '2015-07-01'] as const;
const HYBRID_COMPUTE_VERSIONS = ['2026-07-15', '2025-06-01', '2025-01-13', '2024-07-10'] as const;

/** What an operation is part of; each family refuses a wrong api-version in words of its own, as ARM does. */
export type ApiFamily =
  | { readonly kind: 'subscriptions' }
  | { readonly kind: 'resourceGraph' }
  /** Resource groups and resource providers. */
  | { readonly kind: 'resources' }
  | { readonly kind: 'permissions' }
  /** A list of a provider's type. */
  | { readonly kind: 'hybridComputeList'; readonly type: string }
  /** One resource of a provider's type. */
  | { readonly kind: 'hybridComputeResource'; readonly type: string };

/** Undefined when the api-version is fine, else ARM's refusal. */
export function refuseApiVersion(family: ApiFamily, query: URLSearchParams): Reply | undefined {
  const version = query.get('api-version') ?? '';
  if (version === '') {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    return armError(400, 'MissingApiVersionParameter', message);
  }
  switch (family.kind) {
    case 'subscriptions':
      return isOneOf(SUBSCRIPTION_VERSIONS, version) ? undefined : invalidVersion(version, SUBSCRIPTION_VERSIONS);
    case 'resources':
      return isOneOf(RESOURCE_VERSIONS, version) ? undefined : invalidVersion(version, RESOURCE_VERSIONS);
    case 'permissions':
      return isOneOf(PERMISSION_VERSIONS, version)
        ? undefined
        : invalidType('permissions', 'Microsoft.Authorization', version, PERMISSION_VERSIONS);
    case 'resourceGraph':
      return isOneOf(GRAPH_VERSIONS, version)
        ? undefined
        : invalidType('resources', 'Microsoft.ResourceGraph', version, GRAPH_VERSIONS);
    case 'hybridComputeList':
      return isOneOf(HYBRID_COMPUTE_VERSIONS, version)
        ? undefined
        : invalidType(family.type, 'Microsoft.HybridCompute', version, HYBRID_COMPUTE_VERSIONS);
    case 'hybridComputeResource':
      return isOneOf(HYBRID_COMPUTE_VERSIONS, version) ? undefined : noProvider(family.type, version);
  }
}

function isOneOf(versions: readonly string[], version: string): boolean {
  return versions.includes(version.toLowerCase());
}

function invalidVersion(version: string, supported: readonly string[]): Reply {
  const message = `The api-version '${version}' is invalid. The supported versions are '${supported.join(',')}'.`;
  return armError(400, 'InvalidApiVersionParameter', message);
}

function invalidType(type: string, namespace: string, version: string, supported: readonly string[]): Reply {
  const message =
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'. ` +
    `The supported api-versions are '${supported.join(',')}'.`;
  return armError(404, 'InvalidResourceType', message);
}

function noProvider(type: string, version: string): Reply {
  const message =
    `No registered resource provider found for API version '${version}' for type '${type}'. ` +
    `The supported api-versions are '${HYBRID_COMPUTE_VERSIONS.join(', ')}'.`;
  return armError(400, 'NoRegisteredProviderFound', message);
}
