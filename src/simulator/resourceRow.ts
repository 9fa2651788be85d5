import type { Json, JsonRow } from './kql/json';

/** What a row of Resource Graph's tables is made from. */
export interface ResourceParts {
  readonly id: string;
  readonly name: string;
  /** Lower case, as Resource Graph has it. */
  readonly type: string;
  readonly tenantId: string;
  readonly kind?: Json;
  readonly location: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly properties: Json;
  readonly tags?: Json;
  readonly identity?: Json;
}

/** A row with every column that Resource Graph's resource tables have, in its order. */
export function resourceRow(parts: ResourceParts): JsonRow {
  return {
    id: parts.id,
    name: parts.name,
    type: parts.type,
    tenantId: parts.tenantId,
    kind: parts.kind ?? '',
    location: parts.location,
    resourceGroup: parts.resourceGroup,
    subscriptionId: parts.subscriptionId,
    managedBy: '',
    sku: null,
    plan: null,
    properties: parts.properties,
    tags: parts.tags ?? null,
    identity: parts.identity ?? null,
    zones: null,
    extendedLocation: null,
  };
}
