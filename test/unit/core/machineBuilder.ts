import { bundledReleases } from '../../../src/core/bundledReleases';
import type { Classification } from '../../../src/core/classify';
import { classifier } from '../../../src/core/classify';
import type { MachineId } from '../../../src/core/ids';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import type { Instant } from '../../../src/core/instant';
import { parseInstant } from '../../../src/core/instant';
import type {
  AssessmentFacts,
  CoreCounts,
  InstallationFacts,
  MachineFacts,
  PatchSettingsFacts,
  ProductFeatureFacts,
} from '../../../src/core/machineFacts';
import type { MachineHistory } from '../../../src/core/machineHistory';
import { NO_HISTORY } from '../../../src/core/machineHistory';

/** What differs from the sample machine. Nested objects are merged; null takes the whole object away where facts allow it. */
export interface MachineDifferences extends Omit<
  Partial<MachineFacts>,
  'cores' | 'patchSettings' | 'hotpatchFeature' | 'assessment' | 'installation'
> {
  readonly cores?: Partial<CoreCounts>;
  readonly patchSettings?: Partial<PatchSettingsFacts>;
  readonly hotpatchFeature?: Partial<ProductFeatureFacts> | null;
  readonly assessment?: Partial<AssessmentFacts> | null;
  readonly installation?: Partial<InstallationFacts> | null;
}

/**
 * The moment at which the sample machine is current: the baseline in force is April 2026 (26100.32690), the newest
 * release in force is the hotpatch of May 2026 (26100.32772), and no release is in its grace.
 */
export const NOW = at('2026-05-25T12:00:00Z');

/** Revisions of Windows Server 2025 as they stand at NOW. */
export const BUILD = {
  onTrack: '10.0.26100.32772',
  offTrack: '10.0.26100.32860',
  behindBaseline: '10.0.26100.32463',
  ambiguous: '10.0.26100.32698',
  notInData: '10.0.26100.32800',
} as const;

/** An enrolled Windows Server 2025 Datacenter, connected, on the newest hotpatch, assessed today, no restart owed. */
export function machine(differs: MachineDifferences = {}): MachineFacts {
  return {
    id: sampleId('app01'),
    name: 'APP01',
    tenantId: tenantId('00000000-0000-0000-0000-0000000000aa'),
    subscriptionId: subscriptionId('00000000-0000-0000-0000-000000000001'),
    resourceGroup: 'rg-prod',
    location: 'westeurope',
    tags: { env: 'prod' },
    status: 'Connected',
    statusSince: at('2026-05-20T06:11:42Z'),
    agentVersion: '1.64.03200.2400',
    osType: 'windows',
    osSku: 'Windows Server 2025 Datacenter',
    osEdition: 'Datacenter',
    osVersion: BUILD.onTrack,
    manufacturer: 'VMware, Inc.',
    model: 'VMware20,1',
    ...differs,
    cores: { physical: 8, logical: 16, ...differs.cores },
    patchSettings: {
      enableHotpatching: true,
      enablementStatus: 'Enabled',
      error: null,
      assessmentMode: 'AutomaticByPlatform',
      patchMode: null,
      ...differs.patchSettings,
    },
    hotpatchFeature:
      differs.hotpatchFeature === null
        ? null
        : {
            status: 'Enabled',
            enrolledAt: at('2026-02-02T09:14:05Z'),
            disenrolledAt: null,
            billingStartsAt: null,
            billingEndsAt: null,
            error: null,
            ...differs.hotpatchFeature,
          },
    assessment:
      differs.assessment === null
        ? null
        : {
            status: 'Succeeded',
            rebootPending: false,
            at: at('2026-05-25T04:00:00Z'),
            availableCount: 0,
            ...differs.assessment,
          },
    installation: differs.installation
      ? { status: 'Succeeded', rebootStatus: 'NotNeeded', at: at('2026-05-14T02:00:00Z'), ...differs.installation }
      : null,
  };
}

/** Judges one machine by the bundled release data. */
export function judge(
  facts: MachineFacts,
  options: { readonly now?: Instant; readonly graceDays?: number; readonly history?: MachineHistory } = {},
): Classification {
  const { now = NOW, graceDays = 7, history = NO_HISTORY } = options;
  return classifier({ releases: bundledReleases, now, graceDays })(facts, history);
}

export function reasonIds(verdict: Classification): readonly string[] {
  return verdict.reasons.map((reason) => reason.id);
}

/** A moment that the test names; a typing error in the test fails it. */
export function at(text: string): Instant {
  const moment = parseInstant(text);
  if (moment === undefined) throw new Error(`The test names no moment: ${text}`);
  return moment;
}

export function sampleId(name: string): MachineId {
  const id = machineId(
    `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.HybridCompute/machines/${name}`,
  );
  if (id === undefined) throw new Error(`The test names no machine: ${name}`);
  return id;
}
