import type { SubscriptionId, TenantId } from '../core/ids';
import { machineIdParts } from '../core/ids';
import type {
  AgentFacts,
  AzureErrorFacts,
  CoreCounts,
  MachineFacts,
  PatchSettingsFacts,
  PlacementFacts,
  ProductFeatureFacts,
} from '../core/machineFacts';
import { Interner } from './intern';
import { machineIdOf } from './rowIds';
import { SharedFacts } from './sharedFacts';
import type { JsonObject } from './rowValues';
import { booleanOf, countOf, instantOf, isJsonObject, itemsOf, sharedTextOf, textOf } from './rowValues';

/** What the rows of one query share. */
export interface MachineRowContext {
  readonly interner: Interner;
  readonly sharedFacts: SharedFacts;
  /** The tenant of a machine whose row does not say it. */
  readonly tenantOf: (subscriptionId: SubscriptionId) => TenantId;
}

/** A context of its own for one query. */
export function machineRowContext(tenantOf: MachineRowContext['tenantOf']): MachineRowContext {
  return { interner: new Interner(), sharedFacts: new SharedFacts(), tenantOf };
}

/** Machine facts before assessments and installations are joined to them. */
export type UnjoinedMachine = { -readonly [Key in keyof MachineFacts]: MachineFacts[Key] };

const SUBSCRIPTION_START = '/subscriptions/'.length;
const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/** Reads a row of MACHINES_QUERY; null where it names no Arc machine. Never throws. */
export function machineOfRow(row: unknown, context: MachineRowContext): UnjoinedMachine | null {
  if (!isJsonObject(row)) return null;
  const id = machineIdOf(row['id']);
  if (id === null) return null;
  const { interner } = context;
  const shared = (value: unknown): string | null => sharedTextOf(value, interner);
  // What machineIdParts would say, without the array it makes of every id.
  const subscriptionEnd = id.indexOf('/', SUBSCRIPTION_START);
  const subscription = interner.intern(id.slice(SUBSCRIPTION_START, subscriptionEnd)) as SubscriptionId;
  return {
    id,
    name: textOf(row['name']) ?? machineIdParts(id).name,
    tenantId: tenantOf(row['tenantId'], context.tenantOf(subscription), interner),
    subscriptionId: subscription,
    resourceGroup: shared(row['resourceGroup']) ?? machineIdParts(id).resourceGroup,
    location: shared(row['location']) ?? '',
    tags: tagsOf(row['tags']),
    status: shared(row['status']),
    statusSince: instantOf(row['lastStatusChange']),
    agentVersion: shared(row['agentVersion']),
    agent: agentOf(row, context),
    placement: placementOf(row, context),
    osType: shared(row['osType']) ?? shared(row['osName']),
    osSku: shared(row['osSku']),
    osEdition: shared(row['osEdition']),
    osVersion: shared(row['osVersion']),
    cores: coresOf(row, context.sharedFacts),
    manufacturer: shared(row['manufacturer']),
    model: shared(row['model']),
    patchSettings: patchSettingsOf(row, context),
    hotpatchFeature: hotpatchFeatureOf(row['productFeatures'], interner),
    assessment: null,
    installation: null,
  };
}

// Nearly every machine is of the tenant that its subscription is of: comparing costs less than lower-casing.
function tenantOf(value: unknown, subscriptionTenant: TenantId, interner: Interner): TenantId {
  if (value === subscriptionTenant) return subscriptionTenant;
  const text = textOf(value);
  return text === null ? subscriptionTenant : (interner.intern(text.toLowerCase()) as TenantId);
}

function coresOf(row: JsonObject, sharedFacts: SharedFacts): CoreCounts {
  return sharedFacts.coreCounts(countOf(row['coreCount']), countOf(row['logicalCoreCount']));
}

function agentOf(row: JsonObject, { interner, sharedFacts }: MachineRowContext): AgentFacts | null {
  const mode = sharedTextOf(row['agentMode'], interner);
  const extensionsEnabled = booleanOf(row['extensionsEnabled']);
  const extensionService = sharedTextOf(row['extensionService'], interner);
  const isSaid = mode !== null || extensionsEnabled !== null || extensionService !== null;
  return isSaid ? sharedFacts.agent(mode, extensionsEnabled, extensionService) : null;
}

function placementOf(row: JsonObject, { interner, sharedFacts }: MachineRowContext): PlacementFacts | null {
  const kind = sharedTextOf(row['kind'], interner);
  const parentCluster = textOf(row['parentCluster']);
  return kind === null && parentCluster === null ? null : sharedFacts.placement(kind, parentCluster);
}

function patchSettingsOf(row: JsonObject, { interner, sharedFacts }: MachineRowContext): PatchSettingsFacts {
  const settings = sharedFacts.patchSettings(
    booleanOf(row['enableHotpatching']),
    sharedTextOf(row['hotpatchEnablementStatus'], interner),
    sharedTextOf(row['assessmentMode'], interner),
    sharedTextOf(row['patchMode'], interner),
  );
  const error = errorOf(row['hotpatchErrorCode'], row['hotpatchErrorMessage'], interner);
  return error === null ? settings : { ...settings, error };
}

/** The feature named Hotpatch among a license profile's productFeatures; null where there is none. */
export function hotpatchFeatureOf(features: unknown, interner: Interner): ProductFeatureFacts | null {
  for (const feature of itemsOf(features)) {
    if (isJsonObject(feature) && isHotpatch(feature['name'])) return featureOf(feature, interner);
  }
  return null;
}

/** Whether a product feature's name is Hotpatch, in any casing. */
export function isHotpatch(name: unknown): boolean {
  return name === 'Hotpatch' || (typeof name === 'string' && name.trim().toLowerCase() === 'hotpatch');
}

function featureOf(feature: JsonObject, interner: Interner): ProductFeatureFacts {
  const error = feature['error'];
  return {
    status: sharedTextOf(feature['subscriptionStatus'], interner),
    enrolledAt: instantOf(feature['enrollmentDate']),
    disenrolledAt: instantOf(feature['disenrollmentDate']),
    billingStartsAt: instantOf(feature['billingStartDate']),
    billingEndsAt: instantOf(feature['billingEndDate']),
    error: isJsonObject(error) ? errorOf(error['code'], error['message'], interner) : errorOf(null, error, interner),
  };
}

function errorOf(code: unknown, message: unknown, interner: Interner): AzureErrorFacts | null {
  const codeText = sharedTextOf(code, interner);
  const messageText = sharedTextOf(message, interner);
  return codeText === null && messageText === null ? null : { code: codeText ?? '', message: messageText ?? '' };
}

function tagsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return NO_TAGS;
  let count = 0;
  for (const key in value) {
    if (typeof value[key] !== 'string') return cleanedTags(value);
    count += 1;
  }
  return count === 0 ? NO_TAGS : (value as Readonly<Record<string, string>>);
}

function cleanedTags(value: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, textOf(each) ?? '']));
}
