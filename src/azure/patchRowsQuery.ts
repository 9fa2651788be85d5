import type { MachineId } from '../core/ids';
import { kqlLiteral } from './kqlLiteral';

/** As ASSESSMENTS_QUERY, of the given machines only. Read by assessmentRow.ts. */
export function assessmentsQuery(machines: readonly MachineId[]): string {
  return `patchassessmentresources
| where type =~ 'microsoft.hybridcompute/machines/patchassessmentresults'
| extend machineId = tostring(split(tolower(id), '/patchassessmentresults/')[0])
| where machineId in (${listOf(machines)})
| project id = machineId,
    status = properties.status,
    rebootPending = properties.rebootPending,
    lastModified = properties.lastModifiedDateTime,
    counts = properties.availablePatchCountByClassification
| order by id asc`;
}

/** As INSTALLATIONS_QUERY, of the given machines only and with their begin. Read by installationRow.ts. */
export function installationsQuery(machines: readonly MachineId[]): string {
  return `patchinstallationresources
| where type =~ 'microsoft.hybridcompute/machines/patchinstallationresults'
| extend id = tostring(split(tolower(id), '/patchinstallationresults/')[0])
| where id in (${listOf(machines)})
| extend lastModified = todatetime(properties.lastModifiedDateTime)
| extend started = todatetime(properties.startDateTime)
| extend status = tostring(properties.status), rebootStatus = tostring(properties.rebootStatus)
| summarize arg_max(lastModified, started, status, rebootStatus) by id
| order by id asc`;
}

function listOf(machines: readonly MachineId[]): string {
  return machines.map(kqlLiteral).join(', ');
}
