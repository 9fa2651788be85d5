/** Raw Resource Graph rows of a small fleet that the tests know by heart. */

export const TENANT = '00000000-0000-0000-0000-0000000000aa';
export const PRODUCTION = '00000000-0000-0000-0000-000000000001';
export const BRANCHES = '00000000-0000-0000-0000-000000000002';

/** A moment at which every state can occur: the hotpatch of August 2026 is out, its baseline is July's. */
export const AUGUST = '2026-08-26T08:00:00Z';

/** Revisions of Windows Server 2025 as seen in {@link AUGUST}. */
export const REVISION = { onTrack: 33222, offTrack: 33296, behindBaseline: 32772, september: 33438 } as const;

export interface MachineRowOptions {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The name as Azure shows it; the id keeps the plain one. */
  readonly displayedName?: string;
  /** Merged over the properties of a machine that is enrolled, enabled and on the track. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export function machineId(name: string, options: MachineRowOptions = {}): string {
  const { subscription = PRODUCTION, resourceGroup = 'rg-prod' } = options;
  const group = `/subscriptions/${subscription}/resourcegroups/${resourceGroup}`;
  return `${group}/providers/microsoft.hybridcompute/machines/${name.toLowerCase()}`;
}

export function machineRow(name: string, options: MachineRowOptions = {}): object {
  const { subscription = PRODUCTION, resourceGroup = 'rg-prod', location = 'westeurope', tags = {} } = options;
  return {
    id: machineId(name, options),
    name: options.displayedName ?? name,
    type: 'microsoft.hybridcompute/machines',
    tenantId: TENANT,
    kind: '',
    location,
    resourceGroup,
    subscriptionId: subscription,
    tags,
    properties: {
      provisioningState: 'Succeeded',
      agentVersion: '1.67.03300.2500',
      status: 'Connected',
      lastStatusChange: '2026-08-20T06:11:42.1234567Z',
      osName: 'windows',
      osType: 'windows',
      osSku: 'Windows Server 2025 Datacenter',
      osVersion: osVersion(REVISION.onTrack),
      detectedProperties: { coreCount: '8', logicalCoreCount: '16' },
      osProfile: patchSettings({ enableHotpatching: true, status: { hotpatchEnablementStatus: 'Enabled' } }),
      licenseProfile: licenseProfile({ subscriptionStatus: 'Enabled', enrollmentDate: '2026-06-02T09:14:05.1111111Z' }),
      ...options.properties,
    },
  };
}

export function osVersion(revision: number): string {
  return `10.0.26100.${revision}`;
}

export function patchSettings(settings: object): object {
  return { windowsConfiguration: { patchSettings: { assessmentMode: 'AutomaticByPlatform', ...settings } } };
}

/** A licence profile with the Hotpatch feature in this condition; null: the machine was never enrolled. */
export function licenseProfile(feature: object | null): object {
  if (feature === null) return { licenseStatus: 'Licensed', esuProfile: { esuEligibility: 'Ineligible' } };
  const productFeatures = [{ name: 'Hotpatch', ...feature }];
  return { licenseStatus: 'Licensed', productProfile: { productType: 'WindowsServer', productFeatures } };
}

export function actionRequired(code: string, message: string): object {
  return patchSettings({
    enableHotpatching: true,
    status: { hotpatchEnablementStatus: 'ActionRequired', error: { code, message } },
  });
}

/** The newest assessment of a machine. */
export function assessmentRow(machine: string, properties: object): object {
  const id = `${machine}/patchAssessmentResults/latest`;
  return childRow(id, 'microsoft.hybridcompute/machines/patchassessmentresults', {
    status: 'Succeeded',
    rebootPending: false,
    lastModifiedDateTime: '2026-08-25T02:16:06.9740000Z',
    osType: 'Windows',
    ...properties,
  });
}

/** An update that waits on a machine. `place` tells it from the machine's others. */
export function updateRow(machine: string, place: number, properties: object): object {
  const id = `${machine}/patchAssessmentResults/latest/softwarePatches/update-${place}`;
  return childRow(id, 'microsoft.hybridcompute/machines/patchassessmentresults/softwarepatches', {
    assessmentState: 'Available',
    lastModifiedDateTime: '2026-08-25T02:16:06.9740000Z',
    ...properties,
  });
}

export function subscriptionRow(id: string, name: string): object {
  return {
    id: `/subscriptions/${id}`,
    name,
    type: 'microsoft.resources/subscriptions',
    tenantId: TENANT,
    subscriptionId: id,
    properties: {},
  };
}

function childRow(id: string, type: string, properties: object): object {
  const subscriptionId = id.split('/')[2] ?? '';
  return { id, name: id.slice(id.lastIndexOf('/') + 1), type, tenantId: TENANT, subscriptionId, properties };
}

const HOTPATCH = {
  patchName: '2026-08 Hotpatch for Windows Server 2025 for x64-based Systems (KB5120199)',
  kbId: '5120199',
  classifications: ['Security'],
  rebootBehavior: 'NeverReboots',
};
const FRAMEWORK = {
  patchName: '2026-08 .NET Framework Security Update (KB5126052)',
  kbId: 'KB5126052',
  classifications: '["Security"]',
  rebootBehavior: 'CanRequestReboot',
};

const BRANCH = { subscription: BRANCHES, resourceGroup: 'rg-branch', location: 'northeurope' } as const;

/** Machines of {@link smallFleet} by what is special about them. */
export const SMALL_FLEET = {
  enabled: machineId('app01'),
  rebootPending: machineId('app02'),
  offTrack: machineId('app03'),
  notEnrolled: machineId('file02'),
  actionRequired: machineId('br-dc1', BRANCH),
  behindBaseline: machineId('br-file1', BRANCH),
} as const;

/**
 * Seven machines in two subscriptions of one tenant, as in {@link AUGUST}: app01, app02 and app10 enabled, app03 off track,
 * file02 not enrolled and offline, br-dc1 action required, br-file1 behind baseline.
 */
export function smallFleet(): readonly object[] {
  const { enabled, rebootPending } = SMALL_FLEET;
  return [
    subscriptionRow(PRODUCTION, 'Production'),
    subscriptionRow(BRANCHES, 'Branch offices'),
    machineRow('app01', { tags: { env: 'prod', owner: 'Ada' } }),
    machineRow('app02', { tags: { Env: 'PROD' } }),
    machineRow('app03', { tags: { env: 'test' }, properties: { osVersion: osVersion(REVISION.offTrack) } }),
    machineRow('app10', { properties: { osSku: 'Windows Server 2025 Standard' } }),
    machineRow('file02', {
      properties: {
        status: 'Disconnected',
        lastStatusChange: '2026-08-19T17:40:00Z',
        osSku: 'Windows Server 2025 Standard',
        osProfile: { computerName: 'FILE02' },
        licenseProfile: licenseProfile(null),
      },
    }),
    machineRow('br-dc1', {
      ...BRANCH,
      properties: { osProfile: actionRequired('VbsNotRunning', 'Virtualization-based security is not running.') },
    }),
    machineRow('br-file1', { ...BRANCH, properties: { osVersion: osVersion(REVISION.behindBaseline) } }),
    assessmentRow(enabled, { rebootPending: false }),
    updateRow(enabled, 1, HOTPATCH),
    updateRow(enabled, 2, FRAMEWORK),
    assessmentRow(rebootPending, { rebootPending: true }),
    updateRow(rebootPending, 1, FRAMEWORK),
  ];
}
