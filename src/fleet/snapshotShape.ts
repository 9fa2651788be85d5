import type { AzureFault } from '../azure/azureFault';
import type { FleetScope, SubscriptionReading, TenantReading } from '../azure/fleetReading';
import type {
  AgentFacts,
  AssessmentFacts,
  AzureErrorFacts,
  CoreCounts,
  InstallationFacts,
  MachineFacts,
  PatchSettingsFacts,
  PlacementFacts,
  ProductFeatureFacts,
} from '../core/machineFacts';
import type { GuestFacts } from '../core/machineAction';
import type { MachineHistory, Standing, Worsening } from '../core/machineHistory';
import { isStateId } from '../core/stateTable';
import type { FleetSnapshot, MachineRecord, VanishedMachine } from './fleetSnapshot';
import type { SwitchAhead, SwitchesAhead } from './switchesAhead';

/*
 * The shape of what is written to disk, checked when it is read: a file that was damaged, or written by a version that
 * forgot to raise its number, must not come back as machines without a name. Each check names every field of its type.
 */

type Check = (value: unknown) => boolean;
type Checks<Type> = { readonly [Field in keyof Type]-?: Check };

/** The furthest instant, either way, that a Date can hold. */
const FURTHEST = 8.64e15;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => typeof value === 'number';
const flag: Check = (value) => typeof value === 'boolean';
const moment: Check = (value) => typeof value === 'number' && Math.abs(value) <= FURTHEST;

function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function oneOf(...values: readonly string[]): Check {
  return (value) => values.some((one) => one === value);
}

function objectOf<Type>(checks: Checks<Type>): Check {
  const fields = Object.entries<Check>(checks).map(([name, check]) => ({ name, check }));
  return (value) => {
    if (!isObject(value)) return false;
    for (const { name, check } of fields) if (!check(value[name])) return false;
    return true;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const texts: Check = (value) => {
  if (!isObject(value)) return false;
  for (const name in value) if (!text(value[name])) return false;
  return true;
};

const azureError = objectOf<AzureErrorFacts>({ code: text, message: text });

const patchSettings = objectOf<PatchSettingsFacts>({
  enableHotpatching: orNull(flag),
  enablementStatus: orNull(text),
  error: orNull(azureError),
  assessmentMode: orNull(text),
  patchMode: orNull(text),
});

const productFeature = objectOf<ProductFeatureFacts>({
  status: orNull(text),
  enrolledAt: orNull(moment),
  disenrolledAt: orNull(moment),
  billingStartsAt: orNull(moment),
  billingEndsAt: orNull(moment),
  error: orNull(azureError),
});

const agent = objectOf<AgentFacts>({
  mode: orNull(text),
  extensionsEnabled: orNull(flag),
  extensionService: orNull(text),
});

const placement = objectOf<PlacementFacts>({ kind: orNull(text), parentCluster: orNull(text) });

const machineFacts = objectOf<MachineFacts>({
  id: text,
  name: text,
  tenantId: text,
  subscriptionId: text,
  resourceGroup: text,
  location: text,
  tags: texts,
  status: orNull(text),
  statusSince: orNull(moment),
  agentVersion: orNull(text),
  // Snapshots of versions that did not ask for it have none.
  agent: orAbsent(orNull(agent)),
  placement: orAbsent(orNull(placement)),
  osType: orNull(text),
  osSku: orNull(text),
  osEdition: orNull(text),
  osVersion: orNull(text),
  cores: objectOf<CoreCounts>({ physical: orNull(count), logical: orNull(count) }),
  manufacturer: orNull(text),
  model: orNull(text),
  patchSettings,
  hotpatchFeature: orNull(productFeature),
  assessment: orNull(
    objectOf<AssessmentFacts>({
      status: orNull(text),
      rebootPending: orNull(flag),
      at: orNull(moment),
      availableCount: orNull(count),
    }),
  ),
  installation: orNull(
    objectOf<InstallationFacts>({ status: orNull(text), rebootStatus: orNull(text), at: orNull(moment) }),
  ),
});

const machineRecord = objectOf<MachineRecord>({
  facts: machineFacts,
  asOf: moment,
  history: objectOf<MachineHistory>({
    pendingSince: orNull(moment),
    pendingBeganInSight: flag,
    worsened: orNull(objectOf<Worsening>({ kind: oneOf('lostEnrollment', 'leftTrack'), at: moment })),
  }),
  ahead: orAbsent(
    objectOf<SwitchesAhead>({
      feature: orAbsent(
        objectOf<SwitchAhead<ProductFeatureFacts | null>>({
          at: moment,
          value: orNull(productFeature),
          superseded: listOf(text),
        }),
      ),
      patchSettings: orAbsent(
        objectOf<SwitchAhead<PatchSettingsFacts>>({ at: moment, value: patchSettings, superseded: listOf(text) }),
      ),
    }),
  ),
  guest: orAbsent(
    objectOf<GuestFacts>({
      vbsStatus: orNull(count),
      secureBoot: orNull(flag),
      firmware: orNull(text),
      lastBootAt: orNull(moment),
      at: moment,
    }),
  ),
  lastComplete: orAbsent(
    objectOf<Standing>({
      state: (value) => typeof value === 'string' && isStateId(value),
      isEnrolled: flag,
      isOnTrack: orNull(flag),
    }),
  ),
});

type FaultFields<Kind extends AzureFault['kind']> = Omit<Extract<AzureFault, { kind: Kind }>, 'kind'>;

const FAULTS: { readonly [Kind in AzureFault['kind']]: Check } = {
  signInNeeded: objectOf<FaultFields<'signInNeeded'>>({ tenantId: orNull(text), claims: orNull(text), message: text }),
  forbidden: objectOf<FaultFields<'forbidden'>>({ code: text, message: text }),
  notFound: objectOf<FaultFields<'notFound'>>({ code: text, message: text }),
  throttled: objectOf<FaultFields<'throttled'>>({ message: text }),
  tooLarge: objectOf<FaultFields<'tooLarge'>>({ message: text }),
  rejected: objectOf<FaultFields<'rejected'>>({ status: count, code: text, message: text }),
  unreachable: objectOf<FaultFields<'unreachable'>>({ code: text, message: text }),
  timedOut: objectOf<FaultFields<'timedOut'>>({ seconds: count }),
  unreadable: objectOf<FaultFields<'unreadable'>>({ message: text }),
  hostRefused: objectOf<FaultFields<'hostRefused'>>({ host: text }),
  proxyUnreadable: objectOf<FaultFields<'proxyUnreadable'>>({ variable: text }),
  cancelled: isObject,
};
const checkOfFault = new Map<unknown, Check>(Object.entries(FAULTS));

const fault: Check = (value) => isObject(value) && checkOfFault.get(value['kind'])?.(value) === true;

const head = objectOf<SnapshotHead>({
  at: moment,
  scope: objectOf<FleetScope>({ tenants: listOf(text), subscriptions: listOf(text) }),
  tenants: listOf(
    objectOf<TenantReading>({
      id: text,
      name: orNull(text),
      problem: orNull(fault),
      patchDataProblem: orNull(fault),
    }),
  ),
  subscriptions: listOf(
    objectOf<SubscriptionReading>({ id: text, tenantId: text, name: orNull(text), problem: orNull(fault) }),
  ),
  vanished: listOf(objectOf<VanishedMachine>({ facts: machineFacts, at: moment })),
  missingRows: count,
});

/** A snapshot without its machines. */
export type SnapshotHead = Omit<FleetSnapshot, 'machines'>;

export function isSnapshotHead(value: unknown): value is SnapshotHead {
  return head(value);
}

/** Also of faults in other files on disk. */
export function isAzureFault(value: unknown): value is AzureFault {
  return fault(value);
}

export function isMachineRecord(value: unknown): value is MachineRecord {
  return machineRecord(value);
}
