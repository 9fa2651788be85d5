import { DAY, MINUTE, preciseTime, zonelessTime } from './azureTime';
import type { Json } from './kql/json';
import type { LicenceKind } from './machineStory';
import type { SeededRandom } from './seededRandom';

const BILLING_BEGAN = Date.parse('2025-07-16T00:00:00Z');
const BILLING_ENDED = Date.parse('2026-05-15T00:00:00Z');

const ESU_LICENSE =
  '/subscriptions/00000000-0000-0000-0001-000000000001/resourceGroups/rg-licenses/providers/Microsoft.HybridCompute/licenses/esu-2012';

const INELIGIBLE_FOR_EXTENDED_UPDATES: Json = {
  licenseAssignmentState: 'NotAssigned',
  serverType: 'Datacenter',
  esuEligibility: 'Ineligible',
  esuKeyState: 'Inactive',
  esuKeys: [],
};

const FAILURES: readonly [Json, ...Json[]] = [
  {
    code: 'LicenseCheckFailed',
    message: 'The licensing service did not answer. Check that the machine can reach dls.microsoft.com.',
  },
  {
    code: 'InternalError',
    message: 'The operation could not be completed. Try again later.',
    details: [],
    target: null,
  },
  { code: 'UnsupportedBuild', message: 'The installed build must be the latest baseline.' },
];

/** properties.licenseProfile, the instance view that a machine carries. */
export function licenseProfile(kind: LicenceKind, now: number, random: SeededRandom): Json {
  const common = {
    licenseStatus: random.chance(4) ? 'Notification' : 'Licensed',
    licenseChannel: random.pick(['Volume:GVLK', 'Volume:GVLK', 'Volume:MAK', 'OEM:COA']),
    ...(random.chance(70) ? { softwareAssurance: { softwareAssuranceCustomer: true } } : {}),
    esuProfile: kind === 'extendedUpdates' ? extendedUpdates(random) : INELIGIBLE_FOR_EXTENDED_UPDATES,
  };
  const product = productProfile(kind, now, random);
  return product === undefined ? common : { ...common, productProfile: product };
}

/** A license of Extended Security Updates as an instance view holds it. */
export function assignedLicense(id: string): Json {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return { id, name, type: 'Microsoft.HybridCompute/licenses', location: 'westeurope' };
}

function extendedUpdates(random: SeededRandom): Json {
  return {
    licenseAssignmentState: 'Assigned',
    serverType: 'Standard',
    esuEligibility: 'Eligible',
    esuKeyState: 'Active',
    esuKeys: [{ sku: `ESU-YEAR${random.between(1, 3)}`, licenseStatus: 1 }],
    assignedLicense: assignedLicense(ESU_LICENSE),
  };
}

function productProfile(kind: LicenceKind, now: number, random: SeededRandom): Json | undefined {
  if (kind === 'extendedUpdates') return undefined;
  if (kind === 'noFeature') return withoutFeature(random);
  if (kind === 'profileNull') return null;
  if (kind === 'featuresNull') return { productType: 'WindowsServer', productFeatures: null };
  const feature = { name: 'Hotpatch', ...featureState(kind, now, random) };
  if (kind !== 'enrolledPayAsYouGo') return { productType: 'WindowsServer', productFeatures: [feature] };
  const since = preciseTime(now - random.between(60, 300) * DAY, random);
  return {
    productType: 'WindowsServer',
    subscriptionStatus: 'Enabled',
    enrollmentDate: since,
    billingStartDate: since,
    productFeatures: [
      {
        name: 'WindowsServerAzureArcMgmt',
        subscriptionStatus: 'Enabled',
        enrollmentDate: since,
        billingStartDate: since,
      },
      feature,
    ],
  };
}

/** The ways in which "no Hotpatch feature" arrives. */
function withoutFeature(random: SeededRandom): Json | undefined {
  return random.pick<Json | undefined>([
    undefined,
    undefined,
    { productType: 'WindowsServer', productFeatures: [] },
    { productType: 'WindowsServer' },
  ]);
}

function featureState(kind: LicenceKind, now: number, random: SeededRandom): Record<string, Json> {
  switch (kind) {
    case 'enabling':
      return {
        subscriptionStatus: 'Enabling',
        enrollmentDate: preciseTime(now - random.between(2, 20) * MINUTE, random),
      };
    case 'enablingForDays':
      return { subscriptionStatus: 'Enabling', enrollmentDate: preciseTime(now - random.between(2, 9) * DAY, random) };
    case 'enablingUndated':
      return { subscriptionStatus: 'Enabling' };
    case 'disabling':
      return {
        subscriptionStatus: 'Disabling',
        ...enrolledDates(now, random),
        disenrollmentDate: preciseTime(now - random.between(2, 15) * MINUTE, random),
      };
    case 'failed':
      return { subscriptionStatus: 'Failed', error: random.pick(FAILURES) };
    case 'cancelled':
      return cancelled(now, random);
    case 'featureUnknown':
      return { subscriptionStatus: 'Unknown' };
    case 'featureUnheardOf':
      return { subscriptionStatus: 'Suspended', ...enrolledDates(now, random) };
    default:
      return { subscriptionStatus: 'Enabled', ...enrolledDates(now, random) };
  }
}

function enrolledDates(now: number, random: SeededRandom): Record<string, Json> {
  const enrolled = now - random.between(12, 380) * DAY - random.below(DAY);
  const dates = { enrollmentDate: preciseTime(enrolled, random) };
  if (enrolled >= BILLING_ENDED) return random.chance(50) ? { ...dates, billingStartDate: null } : dates;
  return { ...dates, billingStartDate: zonelessTime(Math.max(enrolled, BILLING_BEGAN)) };
}

function cancelled(now: number, random: SeededRandom): Record<string, Json> {
  const left = now - random.between(3, 90) * DAY;
  return {
    subscriptionStatus: 'Disabled',
    enrollmentDate: preciseTime(left - random.between(20, 200) * DAY, random),
    disenrollmentDate: preciseTime(left, random),
    ...(left < BILLING_ENDED ? { billingEndDate: zonelessTime(left) } : {}),
  };
}
