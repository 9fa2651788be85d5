import type { MachineId } from '../core/ids';
import { machineId, machineIdParts } from '../core/ids';
import type { SwitchValues } from '../core/operation';
import { Interner } from './intern';
import { kqlLiteral } from './kqlLiteral';
import { hotpatchFeatureOf } from './machineRow';
import { LARGEST_PAGE } from './resourceGraph';
import { booleanOf, isJsonObject } from './rowValues';

/** How long the list of ids in one query may be. Resource Graph's own limit is not documented; this is a moderate request. */
const LONGEST_LIST = 48_000;

/** The two switches of the given machines. One row per machine; read by switchRowOf. */
export function switchesQuery(machines: readonly MachineId[]): string {
  return `resources
| where type =~ 'microsoft.hybridcompute/machines'
| where id in~ (${machines.map(kqlLiteral).join(', ')})
| project id = tolower(id),
    enableHotpatching = properties.osProfile.windowsConfiguration.patchSettings.enableHotpatching,
    productFeatures = properties.licenseProfile.productProfile.productFeatures
| order by id asc`;
}

/** A row of {@link switchesQuery}; null where it names no machine. */
export function switchRowOf(row: unknown): { readonly id: MachineId; readonly values: SwitchValues } | null {
  if (!isJsonObject(row) || typeof row['id'] !== 'string') return null;
  const id = machineId(row['id']);
  if (id === undefined) return null;
  const feature = hotpatchFeatureOf(row['productFeatures'], new Interner());
  return { id, values: { license: feature?.status ?? null, hotpatching: booleanOf(row['enableHotpatching']) } };
}

/** Cuts machines into what one query may name: one page of rows, a list of bounded length, neighbours together. */
export function switchesParts(machines: readonly MachineId[]): readonly (readonly MachineId[])[] {
  const parts: MachineId[][] = [];
  let part: MachineId[] = [];
  let length = 0;
  for (const id of [...new Set(machines)].sort()) {
    if (part.length > 0 && (part.length >= LARGEST_PAGE || length + id.length > LONGEST_LIST)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(id);
    length += id.length;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** The subscriptions that the machines are in. */
export function subscriptionsOf(machines: readonly MachineId[]): ReturnType<typeof machineIdParts>['subscriptionId'][] {
  return [...new Set(machines.map((id) => machineIdParts(id).subscriptionId))];
}
