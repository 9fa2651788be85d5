import type { AzureFault } from '../../../src/azure/azureFault';
import type { SubscriptionReading, TenantReading } from '../../../src/azure/fleetReading';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { DAY, HOUR, instant } from '../../../src/core/instant';
import type { MachineFacts } from '../../../src/core/machineFacts';
import type { MachineHistory } from '../../../src/core/machineHistory';
import { NO_HISTORY } from '../../../src/core/machineHistory';
import type { FleetSnapshot, MachineRecord } from '../../../src/fleet/fleetSnapshot';
import { FleetStore } from '../../../src/fleet/fleetStore';
import type { MachineDifferences } from '../core/machineBuilder';
import { at, BUILD, NOW } from '../core/machineBuilder';
import {
  CONTOSO,
  FABRIKAM,
  FORBIDDEN,
  machineIn,
  OFFICES,
  PRODUCTION,
  STORES,
  SUBSCRIPTIONS,
  TENANTS,
  TestClock,
  TEST,
  UNREACHABLE,
} from '../fleet/fleetBuilder';

/** Markdown, HTML, icons, control characters, right-to-left marks: everything that a name must not bring about. */
export const HOSTILE =
  '**bold** <img src=x onerror=alert(1)> $(alert) [x](command:evil) \u202eevil\u0007\n# `code` | {name} &amp;';

const HOUR_AGO = instant(NOW - HOUR);
const NOT_ENROLLED = {
  hotpatchFeature: null,
  patchSettings: { enableHotpatching: null, enablementStatus: null },
} satisfies MachineDifferences;

/** Every state, connection, restart and track that there is, each in a machine that is named for it. */
const MACHINES: readonly (readonly [string, MachineDifferences, Partial<MachineHistory>?])[] = [
  ['enabled-1', {}],
  ['enabled-2', { osVersion: BUILD.onTrack, assessment: { rebootPending: true } }],
  ['enabled-10-unknown-track', { osVersion: BUILD.notInData, tags: { env: 'test' } }],
  ['enabled-ambiguous', { osVersion: BUILD.ambiguous, tags: { Env: 'Test' } }],
  ['enabled-evaluation', { osSku: 'Windows Server 2025 Datacenter Evaluation' }],
  ['enabled-installed', { installation: { rebootStatus: 'Required', at: at('2026-05-25T05:00:00Z') } }],
  ['off-track', { osVersion: BUILD.offTrack }, { worsened: { kind: 'leftTrack', at: HOUR_AGO } }],
  ['behind-baseline', { osVersion: BUILD.behindBaseline }],
  [
    'action-required',
    {
      patchSettings: {
        enablementStatus: 'ActionRequired',
        error: { code: 'VbsNotRunning', message: 'Virtualization-based security is not running on the machine.' },
      },
    },
  ],
  ['failed', { hotpatchFeature: { status: 'Failed', error: { code: 'LicenseFailed', message: 'It did not work.' } } }],
  ['failed-code', { hotpatchFeature: { status: 'Failed', error: { code: 'LicenseFailed', message: '' } } }],
  ['failed-words', { hotpatchFeature: { status: 'Failed', error: { code: '', message: 'It did not work.' } } }],
  ['failed-silently', { hotpatchFeature: { status: 'Failed' } }],
  ['unknown-status', { hotpatchFeature: { status: 'Suspended' } }],
  ['unknown-switch', { patchSettings: { enablementStatus: 'Paused' } }],
  ['pending', { hotpatchFeature: { status: 'Enabling', enrolledAt: instant(NOW - HOUR / 6) } }],
  [
    'pending-stuck',
    { hotpatchFeature: { status: 'Enabling', enrolledAt: null } },
    { pendingSince: instant(NOW - 5 * HOUR), pendingBeganInSight: true },
  ],
  ['pending-evaluation', { patchSettings: { enablementStatus: 'PendingEvaluation' } }],
  ['pending-disenrollment', { hotpatchFeature: { status: 'Disabling', disenrolledAt: instant(NOW - HOUR / 2) } }],
  ['cancelled', { hotpatchFeature: { status: 'Disabled', disenrolledAt: at('2026-05-01T00:00:00Z') } }],
  ['cancelled-off-track', { osVersion: BUILD.offTrack, hotpatchFeature: { status: 'Disabled' } }],
  ['turned-off', { patchSettings: { enableHotpatching: false } }],
  ['turned-off-by-azure', { patchSettings: { enablementStatus: 'Disabled' } }],
  ['not-enrolled', NOT_ENROLLED],
  ['not-enrolled-any-more', NOT_ENROLLED, { worsened: { kind: 'lostEnrollment', at: HOUR_AGO } }],
  ['not-enrolled-behind', { ...NOT_ENROLLED, osVersion: BUILD.behindBaseline }],
  ['not-enrolled-status-unknown', { ...NOT_ENROLLED, hotpatchFeature: { status: 'Unknown' } }],
  ['not-enrolled-edition-not-known', { ...NOT_ENROLLED, osSku: 'Windows Server 2025', osEdition: null }],
  ['not-enrolled-os-not-known', { ...NOT_ENROLLED, osSku: null, osEdition: null, osVersion: null }],
  ['built-in', { ...NOT_ENROLLED, osSku: 'Windows Server 2025 Datacenter: Azure Edition' }],
  [
    'built-in-behind',
    {
      ...NOT_ENROLLED,
      osSku: 'Windows Server 2022 Datacenter: Azure Edition',
      osVersion: '10.0.20348.4711',
      location: 'northeurope',
    },
  ],
  [
    'ineligible-linux',
    { ...NOT_ENROLLED, osType: 'linux', osSku: 'Ubuntu 24.04.1 LTS', osVersion: '6.8.0-45', osEdition: null },
  ],
  ['ineligible-windows-11', { ...NOT_ENROLLED, osSku: 'Windows 11 Enterprise', osVersion: '10.0.26100.4946' }],
  ['ineligible-2019', { ...NOT_ENROLLED, osSku: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.6054' }],
  ['ineligible-essentials', { ...NOT_ENROLLED, osSku: 'Windows Server 2025 Essentials', osEdition: 'Essentials' }],
  ['ineligible-preview', { ...NOT_ENROLLED, osVersion: '10.0.26100.1' }],
  ['offline', { status: 'Disconnected', statusSince: at('2026-05-24T00:00:00Z') }],
  ['offline-long', { status: 'Disconnected', statusSince: at('2026-04-01T00:00:00Z') }],
  ['expired', { status: 'Expired', statusSince: at('2026-02-01T00:00:00Z'), assessment: null }],
  ['agent-error', { status: 'Error', location: '' }],
  ['awaiting', { status: 'AwaitingConnection', statusSince: null, tags: {} }],
  ['status-not-said', { status: null, statusSince: null, tags: { env: '' }, agentVersion: null }],
  ['nothing-assessed', { assessment: null, cores: { physical: null } }],
  ['assessed-at-no-time', { assessment: { at: null }, cores: { physical: null, logical: null } }],
  ['hostile', { name: HOSTILE, osSku: HOSTILE, location: HOSTILE, tags: { env: HOSTILE }, resourceGroup: HOSTILE }],
  ['long', { name: 'x'.repeat(100_000), hotpatchFeature: { error: { code: 'E', message: 'y '.repeat(50_000) } } }],
  ['invisible', { name: '\u200b\u0000', location: '\u200b' }],
];

/** A read of the sample fleet that had trouble with a part of it. */
const TENANT_READINGS: readonly TenantReading[] = TENANTS.map((tenant) =>
  tenant.id === FABRIKAM
    ? { ...tenant, problem: UNREACHABLE }
    : { ...tenant, patchDataProblem: { kind: 'throttled', message: '' } },
);
const SUBSCRIPTION_READINGS: readonly SubscriptionReading[] = SUBSCRIPTIONS.map((subscription) =>
  subscription.id === TEST ? { ...subscription, problem: FORBIDDEN } : subscription,
);

const SUBSCRIPTION_BY_PLACE = [PRODUCTION, PRODUCTION, TEST, STORES, OFFICES] as const;

function recordOf([name, differs, history]: (typeof MACHINES)[number], place: number): MachineRecord {
  const subscription = SUBSCRIPTION_BY_PLACE[place % SUBSCRIPTION_BY_PLACE.length] ?? PRODUCTION;
  const facts: MachineFacts = machineIn(subscription, name, differs);
  // What lives in a scope that failed is a day old.
  const isOld = subscription !== PRODUCTION;
  return { facts, asOf: isOld ? instant(NOW - DAY) : NOW, history: { ...NO_HISTORY, ...history } };
}

export const SAMPLE: FleetSnapshot = {
  at: NOW,
  scope: { tenants: [], subscriptions: [] },
  tenants: TENANT_READINGS,
  subscriptions: SUBSCRIPTION_READINGS,
  machines: MACHINES.map(recordOf),
  vanished: [
    { facts: machineIn(PRODUCTION, 'gone-1'), at: HOUR_AGO },
    { facts: machineIn(PRODUCTION, 'gone-2', { name: HOSTILE }), at: instant(NOW - 3 * DAY) },
  ],
  missingRows: 2,
};

/** The same fleet, read without any trouble. */
export const UNTROUBLED: FleetSnapshot = {
  ...SAMPLE,
  tenants: TENANTS,
  subscriptions: SUBSCRIPTIONS,
  machines: SAMPLE.machines.map((record) => ({ ...record, asOf: NOW })),
  vanished: [],
  missingRows: 0,
};

export function storeOf(snapshot: FleetSnapshot | null, fault: AzureFault | null = null): FleetStore {
  const store = new FleetStore(new TestClock(), { releases: bundledReleases, graceDays: 7 });
  store.adopt(snapshot);
  if (fault !== null) store.fail(fault);
  return store;
}

/** One fault of each kind, with and without what may be missing. */
export const FAULTS: readonly AzureFault[] = [
  { kind: 'signInNeeded', tenantId: null, claims: null, message: '' },
  { kind: 'signInNeeded', tenantId: CONTOSO, claims: 'Bearer claims="e30="', message: '' },
  { kind: 'signInNeeded', tenantId: null, claims: null, message: 'Please run "az login".' },
  FORBIDDEN,
  { kind: 'notFound', code: 'SubscriptionNotVisible', message: '' },
  { kind: 'throttled', message: '' },
  { kind: 'tooLarge', message: '' },
  { kind: 'rejected', status: 400, code: 'BadRequest', message: '' },
  { kind: 'rejected', status: 503, code: 'ServiceUnavailable', message: '' },
  UNREACHABLE,
  { kind: 'timedOut', seconds: 60 },
  { kind: 'unreadable', message: '' },
  { kind: 'hostRefused', host: 'example.com' },
  { kind: 'proxyUnreadable', variable: 'HTTPS_PROXY' },
  { kind: 'cancelled' },
];
