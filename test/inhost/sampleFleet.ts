import { inRepository } from '../host/repository';
import {
  BRANCHES,
  type MachineRowOptions,
  PRODUCTION,
  REVISION,
  actionRequired,
  assessmentRow,
  licenseProfile,
  machineId,
  machineRow,
  osVersion,
  subscriptionRow,
  updateRow,
} from '../simulatedAzure/fleetRows';
import { SimulatedAzure } from '../simulatedAzure/simulatedAzure';
import type { InHostSuite } from './inHostSuite';

const BRANCH: MachineRowOptions = { subscription: BRANCHES, resourceGroup: 'rg-branch', location: 'northeurope' };
const SEPTEMBER = osVersion(REVISION.september);

/** Eight machines with the newest known baseline, seen on a day in September or in November 2026. */
export function sampleRows(): readonly object[] {
  const app01 = machineId('app01');
  return [
    subscriptionRow(PRODUCTION, 'Production'),
    subscriptionRow(BRANCHES, 'Branch offices'),
    machineRow('app01', { tags: { env: 'prod' }, properties: { osVersion: SEPTEMBER } }),
    machineRow('app02', { properties: { osVersion: SEPTEMBER, licenseProfile: feature('Failed') } }),
    machineRow('app03', { properties: { osVersion: SEPTEMBER, licenseProfile: feature('Disabled') } }),
    machineRow('file02', {
      properties: {
        status: 'Disconnected',
        osVersion: osVersion(32860),
        osProfile: { computerName: 'FILE02' },
        licenseProfile: licenseProfile(null),
      },
    }),
    machineRow('br-dc1', {
      ...BRANCH,
      properties: { osVersion: SEPTEMBER, osProfile: actionRequired('VbsNotRunning', 'VBS is not running.') },
    }),
    machineRow('br-old', { ...BRANCH, properties: { osVersion: osVersion(32772) } }),
    machineRow('br-2019', {
      ...BRANCH,
      properties: { osSku: 'Windows Server 2019 Standard', osVersion: '10.0.17763.5' },
    }),
    machineRow('br-azure', {
      ...BRANCH,
      properties: {
        osSku: 'Windows Server 2025 Datacenter Azure Edition',
        osVersion: SEPTEMBER,
        licenseProfile: licenseProfile(null),
      },
    }),
    assessmentRow(app01, { rebootPending: true, lastModifiedDateTime: '2026-09-17T02:16:06Z' }),
    updateRow(app01, 1, { patchName: '2026-09 .NET Framework Security Update (KB5126052)', kbId: 'KB5126052' }),
  ];
}

function feature(subscriptionStatus: string): object {
  return licenseProfile({ subscriptionStatus, enrollmentDate: '2026-06-02T09:14:05Z' });
}

/** The sample fleet at `now`. The tests find the simulator's address in HOTPATCH_TEST_AZURE. */
export async function sampleSuite(now: string): Promise<InHostSuite> {
  const azure = await SimulatedAzure.start({ program: inRepository('dist', 'simulator.js'), rows: sampleRows(), now });
  return {
    machineSettings: azure.settings,
    env: { HOTPATCH_FLEET_NOW: now, HOTPATCH_TEST_AZURE: azure.url },
    close: () => azure.close(),
  };
}
