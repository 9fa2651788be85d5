import type { MachineId } from '../core/ids';
import { kqlLiteral } from './kqlLiteral';

// Every query has an `id` of type string and is ordered by it: without, Resource Graph pages neither reliably nor at all.
// Values stay as Azure has them (no tostring, no tobool): the row parsers read any type.
// Only what is read is projected, because `properties` as a whole is many times larger.

/** All Arc machines, Windows and Linux. One row per machine; read by machineRow.ts. */
export const MACHINES_QUERY = `resources
| where type =~ 'microsoft.hybridcompute/machines'
| extend detected = properties.detectedProperties
| extend patching = properties.osProfile.windowsConfiguration.patchSettings
| project id = tolower(id), name, tenantId, subscriptionId, resourceGroup, location, tags,
    status = properties.status,
    lastStatusChange = properties.lastStatusChange,
    kind,
    parentCluster = properties.parentClusterResourceId,
    agentVersion = properties.agentVersion,
    agentMode = properties.agentConfiguration.configMode,
    extensionsEnabled = properties.agentConfiguration.extensionsEnabled,
    extensionService = properties.serviceStatuses.extensionService.status,
    osType = properties.osType,
    osName = properties.osName,
    osSku = properties.osSku,
    osEdition = properties.osEdition,
    osVersion = properties.osVersion,
    coreCount = detected.coreCount,
    logicalCoreCount = detected.logicalCoreCount,
    manufacturer = detected.manufacturer,
    model = detected.model,
    enableHotpatching = patching.enableHotpatching,
    hotpatchEnablementStatus = patching.status.hotpatchEnablementStatus,
    hotpatchErrorCode = patching.status.error.code,
    hotpatchErrorMessage = patching.status.error.message,
    assessmentMode = patching.assessmentMode,
    patchMode = patching.patchMode,
    productFeatures = properties.licenseProfile.productProfile.productFeatures
| order by id asc`;

/** The newest patch assessment of every Arc machine, which is the only one there is. `id` is the machine's; read by assessmentRow.ts. */
export const ASSESSMENTS_QUERY = `patchassessmentresources
| where type =~ 'microsoft.hybridcompute/machines/patchassessmentresults'
| project id = tostring(split(tolower(id), '/patchassessmentresults/')[0]),
    status = properties.status,
    rebootPending = properties.rebootPending,
    lastModified = properties.lastModifiedDateTime,
    counts = properties.availablePatchCountByClassification
| order by id asc`;

/** The newest patch installation of every Arc machine, reduced by the server. `id` is the machine's; read by installationRow.ts. */
export const INSTALLATIONS_QUERY = `patchinstallationresources
| where type =~ 'microsoft.hybridcompute/machines/patchinstallationresults'
| extend id = tostring(split(tolower(id), '/patchinstallationresults/')[0])
| extend lastModified = todatetime(properties.lastModifiedDateTime)
| extend status = tostring(properties.status), rebootStatus = tostring(properties.rebootStatus)
| summarize arg_max(lastModified, status, rebootStatus) by id
| order by id asc`;

/** The updates that wait on the given machines. One row per update; read by softwarePatchRow.ts. */
export function pendingUpdatesQuery(machines: readonly MachineId[]): string {
  return `patchassessmentresources
| where type =~ 'microsoft.hybridcompute/machines/patchassessmentresults/softwarepatches'
| extend machineId = tostring(split(tolower(id), '/patchassessmentresults/')[0])
| where machineId in (${machines.map(kqlLiteral).join(', ')})
| project id = tolower(id), machineId, properties
| order by id asc`;
}

/** The installation runs of the given machines and the updates that they have installed. One row each; read by installedRunRows.ts. */
export function installedUpdatesQuery(machines: readonly MachineId[]): string {
  return `patchinstallationresources
| where type in~ ('microsoft.hybridcompute/machines/patchinstallationresults', 'microsoft.hybridcompute/machines/patchinstallationresults/softwarepatches')
| extend machineId = tostring(split(tolower(id), '/patchinstallationresults/')[0])
| where machineId in (${machines.map(kqlLiteral).join(', ')})
| extend state = tostring(properties.installationState)
| where isempty(state) or state =~ 'Installed'
| project id = tolower(id), machineId, properties
| order by id asc`;
}
