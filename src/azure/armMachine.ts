import type { UnjoinedMachine, MachineRowContext } from './machineRow';
import { machineOfRow } from './machineRow';
import type { JsonObject } from './rowValues';
import { isJsonObject } from './rowValues';

/** The version of Microsoft.HybridCompute that has hotpatch settings and license profiles. The SDK's own is older and has neither. */
export const HYBRID_COMPUTE_VERSION = '2025-01-13';

/**
 * Reads the answer of GET …/machines/{name}: the same facts as a row of MACHINES_QUERY, from the whole resource.
 * Null where it is no Arc machine. Never throws.
 */
export function machineOfArm(body: unknown, context: MachineRowContext): UnjoinedMachine | null {
  if (!isJsonObject(body)) return null;
  const properties = objectOf(body['properties']);
  const detected = objectOf(properties['detectedProperties']);
  const agent = objectOf(properties['agentConfiguration']);
  const patching = objectOf(objectOf(objectOf(properties['osProfile'])['windowsConfiguration'])['patchSettings']);
  const status = objectOf(patching['status']);
  const error = objectOf(status['error']);
  return machineOfRow(
    {
      id: body['id'],
      name: body['name'],
      location: body['location'],
      tags: body['tags'],
      status: properties['status'],
      lastStatusChange: properties['lastStatusChange'],
      kind: body['kind'],
      parentCluster: properties['parentClusterResourceId'],
      agentVersion: properties['agentVersion'],
      agentMode: agent['configMode'],
      extensionsEnabled: agent['extensionsEnabled'],
      extensionService: objectOf(objectOf(properties['serviceStatuses'])['extensionService'])['status'],
      osType: properties['osType'],
      osName: properties['osName'],
      osSku: properties['osSku'],
      osEdition: properties['osEdition'],
      osVersion: properties['osVersion'],
      coreCount: detected['coreCount'],
      logicalCoreCount: detected['logicalCoreCount'],
      manufacturer: detected['manufacturer'],
      model: detected['model'],
      enableHotpatching: patching['enableHotpatching'],
      hotpatchEnablementStatus: status['hotpatchEnablementStatus'],
      hotpatchErrorCode: error['code'],
      hotpatchErrorMessage: error['message'],
      assessmentMode: patching['assessmentMode'],
      patchMode: patching['patchMode'],
      productFeatures: objectOf(objectOf(properties['licenseProfile'])['productProfile'])['productFeatures'],
    },
    context,
  );
}

const NOTHING: JsonObject = Object.freeze({});

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NOTHING;
}
