import { isObject, objectOf, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { rowKey } from './fleetState';

/** The body of GET …/machines/{name}, out of the same row that Resource Graph serves. */
export function armMachine(row: JsonRow): Json {
  return {
    id: armId(row),
    name: row['name'] ?? null,
    location: row['location'] ?? null,
    tags: row['tags'] ?? null,
    identity: row['identity'] ?? null,
    type: 'Microsoft.HybridCompute/machines',
    kind: row['kind'] ?? null,
    properties: row['properties'] ?? null,
    resources: [],
  };
}

/**
 * The body of GET …/licenseProfiles/default; undefined when none was ever created. What a machine carries of its
 * profile always has the license status; a profile of its own it has once someone set something in it.
 */
export function armLicenseProfile(row: JsonRow): Json | undefined {
  const view = objectOf(objectOf(row['properties'])['licenseProfile']);
  const { softwareAssurance, productProfile } = view;
  const esu = objectOf(view['esuProfile']);
  const isAssigned = textOf(esu['licenseAssignmentState']) === 'Assigned';
  if (!isObject(productProfile) && !isObject(softwareAssurance) && !isAssigned) return undefined;
  const { licenseAssignmentState: _state, assignedLicense, ...esuProfile } = esu;
  return profileResource(row, {
    ...(isObject(softwareAssurance) ? { softwareAssurance } : {}),
    ...(Object.keys(esuProfile).length > 0
      ? {
          esuProfile: {
            ...esuProfile,
            ...(assignedLicense === undefined ? {} : { assignedLicense: licenceId(assignedLicense) }),
          },
        }
      : {}),
    ...(isObject(productProfile) ? { productProfile } : {}),
  });
}

/** A license profile in which nothing was ever set. */
export function emptyLicenseProfile(row: JsonRow): Json {
  return profileResource(row, {});
}

function profileResource(row: JsonRow, properties: JsonObject): Json {
  return {
    id: `${armId(row)}/licenseProfiles/default`,
    name: 'default',
    type: 'Microsoft.HybridCompute/machines/licenseProfiles',
    location: row['location'] ?? null,
    tags: null,
    // Succeeded even while a feature is still being enabled.
    properties: { provisioningState: 'Succeeded', ...properties },
  };
}

/** ARM's own casing of a machine's id, whatever the row's is. */
function armId(row: JsonRow): string {
  const [, , subscription = '', , group = ''] = textOf(row['id']).split('/');
  const name = textOf(row['name']) || (rowKey(row).split('/').pop() ?? '');
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`;
}

/** The instance view holds the whole license, the profile only its id. */
function licenceId(license: Json): Json {
  return isObject(license) ? (license['id'] ?? null) : license;
}
