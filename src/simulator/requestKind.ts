import type { ArmRoute } from './armRoute';

/** The kinds of request that a fault can be for. */
export const REQUEST_KINDS = [
  'licenseRead',
  'licenseWrite',
  'licenseDelete',
  'machineRead',
  'machineWrite',
  'machineList',
  'operationStatus',
  'graphQuery',
  'assess',
  'install',
  'runCommandWrite',
  'runCommandRead',
  'runCommandDelete',
  'permissionsRead',
  'providerRead',
  'resourceGroupList',
  'other',
] as const;

export type RequestPurpose = (typeof REQUEST_KINDS)[number];

export function purposeOf(method: string, route: ArmRoute): RequestPurpose {
  switch (route.kind) {
    case 'licenseProfile':
    case 'licenseProfiles':
      if (method === 'GET') return 'licenseRead';
      return method === 'DELETE' ? 'licenseDelete' : 'licenseWrite';
    case 'machine':
      return method === 'GET' ? 'machineRead' : 'machineWrite';
    case 'machines':
      return 'machineList';
    case 'operation':
      return 'operationStatus';
    case 'resourceGraph':
      return 'graphQuery';
    case 'patchAction':
      return route.action;
    case 'runCommand':
    case 'runCommands':
      if (method === 'GET') return 'runCommandRead';
      return method === 'DELETE' ? 'runCommandDelete' : 'runCommandWrite';
    case 'permissions':
      return 'permissionsRead';
    case 'provider':
      return 'providerRead';
    case 'resourceGroups':
      return 'resourceGroupList';
    default:
      return 'other';
  }
}

/** The action that a role must allow, as ARM names it in a 403; undefined: the simulator knows none. */
export function actionOf(purpose: RequestPurpose): string | undefined {
  switch (purpose) {
    case 'licenseRead':
      return 'Microsoft.HybridCompute/machines/licenseProfiles/read';
    case 'licenseWrite':
      return 'Microsoft.HybridCompute/machines/licenseProfiles/write';
    case 'licenseDelete':
      return 'Microsoft.HybridCompute/machines/licenseProfiles/delete';
    case 'machineRead':
    case 'machineList':
      return 'Microsoft.HybridCompute/machines/read';
    case 'machineWrite':
      return 'Microsoft.HybridCompute/machines/write';
    case 'operationStatus':
      return 'Microsoft.HybridCompute/locations/operationstatus/read';
    case 'graphQuery':
      return 'Microsoft.ResourceGraph/resources/read';
    case 'assess':
      return 'Microsoft.HybridCompute/machines/assessPatches/action';
    case 'install':
      return 'Microsoft.HybridCompute/machines/installPatches/action';
    case 'runCommandRead':
      return 'Microsoft.HybridCompute/machines/runCommands/read';
    case 'runCommandWrite':
      return 'Microsoft.HybridCompute/machines/runCommands/write';
    case 'runCommandDelete':
      return 'Microsoft.HybridCompute/machines/runCommands/delete';
    case 'permissionsRead':
      return 'Microsoft.Authorization/permissions/read';
    case 'providerRead':
      return 'Microsoft.Resources/subscriptions/providers/read';
    case 'resourceGroupList':
      return 'Microsoft.Resources/subscriptions/resourceGroups/read';
    case 'other':
      return undefined;
  }
}
