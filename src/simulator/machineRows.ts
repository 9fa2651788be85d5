import { detectedProperties } from './hardwareFacts';
import type { Json, JsonRow } from './kql/json';
import { licenseProfile } from './licenceFacts';
import type { MachineBlueprint } from './machineBlueprint';
import { osProperties } from './osFacts';
import { osProfile } from './patchSettingFacts';
import { resourceRow } from './resourceRow';
import type { SeededRandom } from './seededRandom';

export const MACHINE_TYPE = 'microsoft.hybridcompute/machines';

const AGENT_CONFIGURATION: Json = {
  proxyUrl: '',
  incomingConnectionsPorts: [],
  extensionsAllowList: [],
  extensionsBlockList: [],
  proxyBypass: [],
  extensionsEnabled: 'true',
  guestConfigurationEnabled: 'true',
  configMode: 'full',
};

const MONITOR_MODE: Json = { ...AGENT_CONFIGURATION, extensionsEnabled: 'false', configMode: 'monitor' };

const SERVICE_STATUSES: Json = {
  extensionService: { status: 'running', startupType: 'automatic' },
  guestConfigurationService: { status: 'running', startupType: 'automatic' },
};

/** The three ways in which Resource Graph's tables write one and the same id. */
export type IdCasing = 'asInArm' | 'lowerTypes' | 'upperGroup';

export function drawIdCasing(random: SeededRandom): IdCasing {
  return random.pick<IdCasing>(['asInArm', 'asInArm', 'asInArm', 'lowerTypes', 'upperGroup']);
}

/** A machine's ARM id in one of its casings. */
export function machineResourceId(machine: MachineBlueprint, casing: IdCasing): string {
  const isLower = casing === 'lowerTypes';
  return [
    '/subscriptions/',
    machine.estate.subscription.id,
    isLower ? '/resourcegroups/' : '/resourceGroups/',
    casing === 'upperGroup' ? machine.resourceGroup.toUpperCase() : machine.resourceGroup,
    isLower ? '/providers/microsoft.hybridcompute/machines/' : '/providers/Microsoft.HybridCompute/machines/',
    isLower ? machine.name.toLowerCase() : machine.name,
  ].join('');
}

/** The machine's row in the table `resources`. */
export function machineRow(machine: MachineBlueprint, now: number): JsonRow {
  const { subscription } = machine.estate;
  return resourceRow({
    id: machineResourceId(machine, drawIdCasing(machine.random)),
    name: machine.name,
    type: MACHINE_TYPE,
    tenantId: subscription.tenantId,
    kind: machine.hardware.kind,
    location: machine.location,
    resourceGroup: machine.resourceGroup,
    subscriptionId: subscription.id,
    properties: machine.story.connection === 'awaiting' ? bareProperties(machine) : properties(machine, now),
    tags: machine.tags,
    identity: { type: 'SystemAssigned', principalId: machine.random.guid(), tenantId: subscription.tenantId },
  });
}

/** A machine that was created ahead of its agent: Azure knows next to nothing of it. */
function bareProperties(machine: MachineBlueprint): Json {
  return { provisioningState: 'Succeeded', status: machine.connection.status, osName: 'windows', vmId: null };
}

function properties(machine: MachineBlueprint, now: number): Json {
  const { connection, os, random, story } = machine;
  const fqdn = `${machine.name.toLowerCase()}.${machine.estate.domain}`;
  return {
    provisioningState: 'Succeeded',
    agentVersion: machine.agentVersion,
    status: connection.status,
    lastStatusChange: connection.lastStatusChange,
    errorDetails: connection.errorDetails,
    displayName: machine.name,
    machineFqdn: fqdn,
    ...osProperties(os),
    domainName: os.isLinux ? '' : machine.estate.domain,
    adFqdn: os.isLinux ? null : fqdn,
    dnsFqdn: fqdn,
    vmId: machine.vmId,
    detectedProperties: detectedProperties(machine.hardware, machine.runsSql, random),
    agentConfiguration: random.chance(97) ? AGENT_CONFIGURATION : MONITOR_MODE,
    serviceStatuses: SERVICE_STATUSES,
    osProfile: osProfile(machine.name, os.isLinux, story.patching, random),
    ...(os.isLinux ? {} : { licenseProfile: licenseProfile(story.licence, now, random) }),
  };
}

/** A row below a machine, in one of the patch tables. */
export function machineChildRow(
  machine: MachineBlueprint,
  type: string,
  id: string,
  name: string,
  properties: Json,
): JsonRow {
  return resourceRow({
    id,
    name,
    type,
    tenantId: machine.estate.subscription.tenantId,
    location: machine.location,
    resourceGroup: machine.resourceGroup,
    subscriptionId: machine.estate.subscription.id,
    properties,
  });
}
