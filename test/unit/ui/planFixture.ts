import type { JudgedMachine } from '../../../src/core/judgedMachine';
import { instant } from '../../../src/core/instant';
import type { PlanKind, PlanRequest, Plan, PlanContext } from '../../../src/core/plan';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import type { PlanView } from '../../../src/ui/planView';
import { card } from '../core/costBuilder';
import { at, BUILD, judge } from '../core/machineBuilder';
import type { MachineDifferences } from '../core/machineBuilder';
import { FRESH, plan } from '../core/planBuilder';
import { CONTOSO, machineIn, OFFICES, PRODUCTION, STORES, SUBSCRIPTIONS, TENANTS, TEST } from '../fleet/fleetBuilder';
import { HOSTILE } from './sampleFleet';
import { englishTexts } from '../messages/englishTexts';

export const texts = englishTexts('en', 'UTC');

export function planView(differs: Partial<PlanView> = {}): PlanView {
  return {
    texts,
    format: new DashboardFormat('en'),
    isDemo: false,
    tenantName: (id) => TENANTS.find((one) => one.id === id)?.name ?? id,
    subscriptionName: (id) => SUBSCRIPTIONS.find((one) => one.id === id)?.name ?? id,
    accountOf: (id) => (id === CONTOSO ? 'ada@contoso.example' : null),
    approval: null,
    ...differs,
  };
}

const OFF = {
  ...FRESH,
  patchSettings: { enableHotpatching: false, enablementStatus: null },
} satisfies MachineDifferences;

const PLACES = [
  ['app-1', PRODUCTION, FRESH],
  ['app-2', PRODUCTION, { ...FRESH, osVersion: BUILD.behindBaseline }],
  ['app-10', TEST, { ...FRESH, osVersion: BUILD.offTrack }],
  ['app-off', PRODUCTION, OFF],
  [
    'app-failed',
    PRODUCTION,
    { ...FRESH, hotpatchFeature: { status: 'Failed', error: { code: 'E1', message: 'No.' } } },
  ],
  ['app-asks', STORES, { ...FRESH, patchSettings: { enableHotpatching: null, enablementStatus: 'ActionRequired' } }],
  ['app-unplaced', STORES, { ...FRESH, osVersion: BUILD.notInData, cores: { physical: null, logical: null } }],
  [
    'disenrolled',
    OFFICES,
    { ...FRESH, hotpatchFeature: { status: 'Disabled', disenrolledAt: at('2026-05-01T00:00:00Z') } },
  ],
  ['offline', TEST, { ...FRESH, status: 'Disconnected' }],
  ['enabling', TEST, { hotpatchFeature: { status: 'Enabling' } }],
  ['enrolled-1', PRODUCTION, {}],
  ['enrolled-2', PRODUCTION, { patchSettings: { enableHotpatching: false } }],
  ['enrolled-offline', OFFICES, { status: 'Disconnected' }],
  ['expired', TEST, { ...FRESH, status: 'Expired' }],
  ['kept', TEST, { ...FRESH, tags: { Keep: 'yes' } }],
  ['kept-enrolled', TEST, { tags: { keep: '' } }],
  ['suspended', TEST, { hotpatchFeature: { status: 'Suspended' } }],
  ['azure-edition', TEST, { ...FRESH, osSku: 'Windows Server 2025 Datacenter: Azure Edition' }],
  ['linux', TEST, { ...FRESH, osType: 'linux', osSku: 'Ubuntu 24.04.1 LTS', osVersion: '6.8.0-45', osEdition: null }],
  ['nameless-os', TEST, { ...FRESH, osSku: null, osEdition: null, osVersion: null }],
  ['hostile', STORES, { ...FRESH, name: HOSTILE, resourceGroup: HOSTILE, tags: { env: HOSTILE } }],
] as const;

/** A fleet with every bucket and nearly every cause. */
export const PLAN_FLEET: readonly JudgedMachine[] = PLACES.map(([name, subscription, differs]) => {
  const facts = machineIn(subscription, name, differs);
  return { facts, asOf: instant(at('2026-05-25T11:30:00Z')), verdict: judge(facts) };
});

/** At a time when the price is known to come back, with a protected tag. */
export function samplePlan<Kind extends PlanKind>(
  kind: Kind,
  differs: Partial<PlanRequest> & { readonly context?: Partial<PlanContext> } = {},
): Plan & { readonly kind: Kind } {
  const { context, ...request } = differs;
  return plan(kind, PLAN_FLEET, {
    ...request,
    context: { protectedTags: ['keep'], card: card(['2026-01-01', 0], ['2026-07-01', 1.5]), ...context },
  });
}
