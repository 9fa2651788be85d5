import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SubscriptionId } from '../../../src/core/ids';
import { HOUR, instant, MINUTE } from '../../../src/core/instant';
import { installPresets } from '../../../src/core/installSelection';
import type { PendingUpdate } from '../../../src/core/machineFacts';
import { choosePlan } from '../../../src/core/makePlan';
import { toCurrency } from '../../../src/core/money';
import type { ActionKind } from '../../../src/core/operation';
import { ACTION_KINDS } from '../../../src/core/operation';
import type { ActionRules, InstallRequest, Plan } from '../../../src/core/plan';
import { BUCKET_IDS } from '../../../src/core/plan';
import { NO_ACTION_RULES } from '../../../src/core/planAction';
import { readFreeze, readWindow } from '../../../src/core/restartCalendar';
import { BRANCH } from './costBuilder';
import { at, NOW } from './machineBuilder';
import type { Named } from './planBuilder';
import { FRESH, judgedMachine, plan, planContext } from './planBuilder';

const PENDING = { assessment: { rebootPending: true } } satisfies Named;

const FLEET: Readonly<Record<string, Named>> = {
  enrolled: {},
  pending: PENDING,
  fresh: { ...FRESH, assessment: { availableCount: 3 } },
  notDaily: { patchSettings: { assessmentMode: 'ImageDefault' }, assessment: { availableCount: 3 } },
  neverAssessed: { assessment: null, patchSettings: { assessmentMode: null } },
  offline: { ...PENDING, status: 'Disconnected', patchSettings: { assessmentMode: null } },
  expired: { ...PENDING, status: 'Expired', patchSettings: { assessmentMode: null } },
  statusMissing: { ...PENDING, status: null },
  oldAgent: { ...PENDING, agentVersion: '1.32.02501.1' },
  monitor: { ...PENDING, agent: { mode: 'monitor', extensionsEnabled: true, extensionService: null } },
  extensionsOff: { ...PENDING, agent: { mode: 'full', extensionsEnabled: false, extensionService: null } },
  azureEdition: { ...FRESH, ...PENDING, osSku: 'Windows Server 2025 Datacenter: Azure Edition' },
  edition2022: { ...FRESH, osSku: 'Windows Server 2022 Datacenter: Azure Edition', osVersion: '10.0.20348.5074' },
  server2019: { ...FRESH, ...PENDING, osSku: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.6054' },
  windows11: { ...FRESH, osSku: 'Windows 11 Enterprise', osVersion: '10.0.26100.32772' },
  linux: { ...FRESH, ...PENDING, osType: 'linux', osSku: 'Ubuntu 24.04', osVersion: '6.8.0-45' },
  azureLocal: { ...FRESH, ...PENDING, osSku: 'Azure Stack HCI', osEdition: null, osVersion: '10.0.25398.1189' },
  osNotKnown: { ...FRESH, osSku: null, osEdition: null, osVersion: null },
};

const MACHINES = Object.entries(FLEET).map(([name, differs]) => judgedMachine(name, differs));
const DEFENDER: PendingUpdate = {
  kb: 'KB2267602',
  title: 'Definitions',
  classifications: ['Definition'],
  rebootBehavior: 'NeverReboots',
};

const SECURITY = { ...installPresets.security, classifications: ['Definition'] };

function install(order: InstallRequest['order'] = installPresets.noRestart, waiting = [DEFENDER]): InstallRequest {
  return { order, updates: new Map(MACHINES.map(({ facts }) => [facts.id, waiting])) };
}

function rules(differs: Partial<ActionRules>): { readonly context: { readonly actions: ActionRules } } {
  return { context: { actions: { ...NO_ACTION_RULES, ...differs } } };
}

/** What becomes of each machine: + a bucket that is included, - one that is not, or why it is left out. */
function outcomes({ included, deselected, leftOut }: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...included.map(({ machine, bucket }) => [machine.facts.name, `+${bucket}`] as const),
    ...deselected.map(({ machine, bucket }) => [machine.facts.name, `-${bucket}`] as const),
    ...leftOut.map(({ machine, exclusion }) => [machine.facts.name, exclusion] as const),
  ]);
}

const REACHABLE = {
  offline: 'notConnected',
  expired: 'notConnected',
  statusMissing: 'notConnected',
  monitor: 'extensionsOff',
  extensionsOff: 'extensionsOff',
  windows11: 'notWindowsServer',
  linux: 'notWindowsServer',
  azureLocal: 'azureLocalHost',
};

const SCRIPTED = {
  ...REACHABLE,
  ...{ enrolled: '+ready', pending: '+ready', fresh: '+ready', notDaily: '+ready', neverAssessed: '+ready' },
  ...{ oldAgent: 'agentTooOld', azureEdition: '+ready', edition2022: 'notServer2025', server2019: 'notEligible' },
  ...{ osNotKnown: 'eligibilityNotKnown' },
};

const EXPECTED: Readonly<Record<ActionKind, Readonly<Record<string, string>>>> = {
  assess: {
    ...REACHABLE,
    ...{ enrolled: '+ready', pending: '+ready', fresh: '+ready', notDaily: '+ready', neverAssessed: '+ready' },
    ...{
      oldAgent: '+ready',
      azureEdition: '+ready',
      edition2022: '+ready',
      server2019: '+ready',
      osNotKnown: '+ready',
    },
  },
  periodicAssessment: {
    ...Object.fromEntries(Object.keys(FLEET).map((name) => [name, 'alreadyThere'])),
    ...{ notDaily: '+ready', neverAssessed: '+ready', offline: '-offline', expired: 'agentExpired' },
    ...{ windows11: 'notWindowsServer', linux: 'notWindowsServer', azureLocal: 'azureLocalHost' },
  },
  install: {
    ...REACHABLE,
    ...{ enrolled: 'nothingToInstall', pending: 'nothingToInstall', fresh: '+ready', notDaily: '+ready' },
    ...{ neverAssessed: 'neverAssessed', offline: 'nothingToInstall', expired: 'nothingToInstall' },
    ...{ statusMissing: 'nothingToInstall', oldAgent: 'nothingToInstall', monitor: 'nothingToInstall' },
    ...{ extensionsOff: 'nothingToInstall', azureEdition: 'nothingToInstall', edition2022: 'nothingToInstall' },
    ...{ server2019: 'nothingToInstall', osNotKnown: 'nothingToInstall' },
  },
  checkVbs: SCRIPTED,
  enableVbs: SCRIPTED,
  restart: {
    ...REACHABLE,
    ...{ enrolled: 'noRestartPending', pending: '+ready', fresh: 'noRestartPending', notDaily: 'noRestartPending' },
    ...{ neverAssessed: 'neverAssessed', oldAgent: 'agentTooOld', azureEdition: '+ready', server2019: '+ready' },
    ...{ edition2022: 'noRestartPending', osNotKnown: 'noRestartPending' },
  },
};

describe('a plan of actions', () => {
  for (const kind of ACTION_KINDS) {
    it(`says of every machine what becomes of it: ${kind}`, () => {
      const made = plan(kind, MACHINES, kind === 'install' ? { install: install() } : {});
      assert.deepEqual(outcomes(made), EXPECTED[kind]);
      assert.ok(made.included.every(({ action, wanted }) => action?.kind === kind && wanted.license === null));
      assert.equal(made.cost.machines, 0);
      assert.ok(made.duration.settling > 0);
    });
  }

  it('protects what is protected, and leaves out what is in progress or gone', () => {
    const context = { protectedTags: ['env=prod'] };
    assert.deepEqual(outcomes(plan('restart', [judgedMachine('a', PENDING)], { context })), { a: 'protected' });
    const [machine] = [judgedMachine('a', PENDING)];
    const inProgress = new Set([machine.facts.id]);
    assert.deepEqual(outcomes(plan('restart', [machine], { context: { inProgress } })), { a: 'inProgress' });
  });

  describe('of installations', () => {
    it('installs nothing where updates were not read, or nothing is left of them', () => {
      const machine = judgedMachine('fresh', FLEET['fresh']);
      assert.deepEqual(outcomes(plan('install', [machine])), { fresh: 'updatesNotKnown' });
      const order = installPresets.noRestart;
      const unread = { install: { order, updates: new Map() } };
      assert.deepEqual(outcomes(plan('install', [machine], unread)), { fresh: 'updatesNotKnown' });
      assert.deepEqual(outcomes(plan('install', [machine], { install: install(order, []) })), {
        fresh: 'nothingToInstall',
      });
    });

    it('carries each machine’s own request', () => {
      const { included } = plan('install', [judgedMachine('notDaily', FLEET['notDaily'])], { install: install() });
      const action = included[0]?.action;
      assert.deepEqual(action?.kind === 'install' ? action.wish.kbsToInclude : null, ['2267602']);
      assert.equal(included[0]?.expectation, 'installsWithoutRestart');
    });

    it('is held up by a freeze and by windows only where it may restart', () => {
      const calendar = { freeze: [readFreeze('2026-05-20/2026-05-30') ?? assert.fail()], windows: [] };
      const machines = [judgedMachine('fresh', FLEET['fresh'])];
      assert.equal(plan('install', machines, { install: install(), ...rules({ calendar }) }).obstacle, null);
      const held = plan('install', machines, { install: install(SECURITY), ...rules({ calendar }) });
      assert.deepEqual(held.obstacle, { id: 'frozen', until: at('2026-05-31T00:00:00Z') });
    });

    it('is refused where it may go on, and restart machines, after the window has closed or a freeze has begun', () => {
      const machines = [judgedMachine('fresh', FLEET['fresh'])];
      const windows = [readWindow(`daily 00:00-13:00 UTC`) ?? assert.fail()];
      const own = rules({ calendar: { freeze: [], windows } });
      const of = (maximumDuration: string, rebootSetting: 'IfRequired' | 'Never') =>
        plan('install', machines, {
          install: install({ ...SECURITY, maximumDuration, rebootSetting }),
          ...own,
        });
      // NOW is noon.
      assert.deepEqual(of('PT2H', 'IfRequired').obstacle, { id: 'tooLong', until: instant(NOW + HOUR) });
      assert.equal(of('PT2H', 'Never').obstacle, null);
      const fits = of('PT1H', 'IfRequired');
      assert.equal(fits.obstacle, null);
      const [action] = fits.included.map((one) => one.action);
      assert.ok(action?.kind === 'install');
      assert.deepEqual(action.bounds, { beginBy: NOW, endBy: instant(NOW + HOUR) });
    });

    it('has a time after which it is not begun, where it may restart and nothing else bounds it', () => {
      const machines = [judgedMachine('fresh', FLEET['fresh'])];
      const { included } = plan('install', machines, { install: install(SECURITY) });
      const [action] = included.map((one) => one.action);
      assert.deepEqual(action?.kind === 'install' ? action.bounds : null, {
        ...{ beginBy: instant(NOW + 2 * HOUR), endBy: null },
      });
      const never = plan('install', machines, { install: install() }).included.map((one) => one.action);
      assert.ok(never.every((one) => one?.kind === 'install' && one.bounds === undefined));
    });

    it('never has two of a cluster restart together, and all others at once', () => {
      const named = (name: string, tags: Readonly<Record<string, string>> = {}) =>
        judgedMachine(name, { ...FLEET['fresh'], tags });
      const machines = [
        ...[named('DC1'), named('DC2'), named('sql1', { cluster: 'a' }), named('sql2', { cluster: 'a' })],
        ...['app1', 'app2', 'app3', 'app4', 'app5', 'app6'].map((name) => named(name)),
      ];
      const own = rules({ domainControllers: ['DC*'], clusters: ['tag:cluster'], waveSize: 2 });
      const updates = new Map(machines.map(({ facts }) => [facts.id, [DEFENDER]]));
      const first = plan('install', machines, { install: { order: SECURITY, updates }, ...own });
      assert.equal(first.waves, null);
      const all = choosePlan(
        first,
        { buckets: new Set(BUCKET_IDS), withoutSubscriptions: new Set() },
        planContext(own.context),
      );
      const nameOf = new Map(machines.map(({ facts }) => [facts.id, facts.name]));
      const [one = [], two = []] = all.waves?.waves.map((wave) => wave.map((id) => nameOf.get(id)).sort()) ?? [];
      assert.deepEqual([one.length, two], [8, ['DC2', 'sql2']]);
    });

    it('asks about domain controllers only where it may restart', () => {
      const machines = [judgedMachine('fresh', FLEET['fresh'])];
      const own = rules({ domainControllers: ['fresh'] });
      assert.deepEqual(outcomes(plan('install', machines, { install: install(), ...own })), { fresh: '+ready' });
      assert.deepEqual(outcomes(plan('install', machines, { install: install(SECURITY), ...own })), {
        fresh: '-domainController',
      });
    });
  });

  describe('of restarts', () => {
    const named = (name: string, tags: Readonly<Record<string, string>> = {}) =>
      judgedMachine(name, { ...PENDING, tags });

    it('leaves domain controllers and cluster members out unless ticked, and never has two of a group in a wave', () => {
      const machines = [
        named('DC1'),
        named('DC2'),
        named('sql1', { cluster: 'a' }),
        named('sql2', { cluster: 'a' }),
        named('app'),
      ];
      const own = rules({ domainControllers: ['DC*'], clusters: ['tag:cluster'], waveSize: 10 });
      const first = plan('restart', machines, own);
      assert.deepEqual(outcomes(first), {
        DC1: '-domainController',
        DC2: '-domainController',
        sql1: '-clusterMember',
        sql2: '-clusterMember',
        app: '+ready',
      });
      const all = choosePlan(
        first,
        { buckets: new Set(BUCKET_IDS), withoutSubscriptions: new Set() },
        planContext(own.context),
      );
      const nameOf = new Map(machines.map(({ facts }) => [facts.id, facts.name]));
      assert.deepEqual(
        all.waves?.waves.map((wave) => wave.map((id) => nameOf.get(id))),
        [
          ['app', 'DC1', 'sql1'],
          ['DC2', 'sql2'],
        ],
      );
    });

    it('never has two of one cluster in a wave where another pattern takes one of them too', () => {
      const machines = [named('sql01', { cluster: 'a' }), named('app07', { cluster: 'a' }), named('sql02')];
      const own = rules({ clusters: ['sql*', 'tag:cluster'], waveSize: 10 });
      const buckets = new Set(BUCKET_IDS);
      const choice = { buckets, withoutSubscriptions: new Set<SubscriptionId>() };
      const { waves } = choosePlan(plan('restart', machines, own), choice, planContext(own.context));
      const nameOf = new Map(machines.map(({ facts }) => [facts.id, facts.name]));
      assert.deepEqual(
        waves?.waves.map((wave) => wave.map((id) => nameOf.get(id))),
        [['app07', 'sql02'], ['sql01']],
      );
    });

    it('believes Azure where it says of what cluster a machine is, or that it runs on Azure Local', () => {
      const CLUSTER = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.AzureStackHCI/clusters/North';
      const placed = (name: string, kind: string | null, parentCluster: string | null) =>
        judgedMachine(name, { ...PENDING, tags: {}, placement: { kind, parentCluster } });
      const machines = [
        placed('node1', null, CLUSTER),
        placed('node2', null, CLUSTER.toUpperCase()),
        placed('south', null, `${CLUSTER}2`),
        placed('guest1', 'hci', null),
        placed('guest2', 'HCI', null),
        placed('vmware', 'VMware', null),
      ];
      const own = rules({ waveSize: 10 });
      const first = plan('restart', machines, own);
      assert.deepEqual(outcomes(first), {
        ...{ node1: '-clusterMember', node2: '-clusterMember', south: '-clusterMember' },
        ...{ guest1: '-clusterMember', guest2: '-clusterMember', vmware: '+ready' },
      });
      const everything = { buckets: new Set(BUCKET_IDS), withoutSubscriptions: new Set<SubscriptionId>() };
      const all = choosePlan(first, everything, planContext(own.context));
      const nameOf = new Map(machines.map(({ facts }) => [facts.id, facts.name]));
      // Only those of one cluster keep out of each other's way.
      assert.deepEqual(
        all.waves?.waves.map((wave) => wave.map((id) => nameOf.get(id))),
        [['guest1', 'guest2', 'node1', 'south', 'vmware'], ['node2']],
      );
    });

    it('is of a machine whose restart is owed to what was done here, as of then', () => {
      const machine = judgedMachine('enrolled');
      const since = instant(NOW - HOUR);
      const { included } = plan('restart', [machine], rules({ restartOwed: new Map([[machine.facts.id, since]]) }));
      const action = included[0]?.action;
      assert.equal(action?.kind === 'restart' ? action.wish.assessedAt : null, since);
    });

    it('ends with the window, with a freeze, or after twice what it takes', () => {
      const machines = Array.from({ length: 30 }, (_, index) => named(`app${index}`));
      const notAfter = (own: Partial<ActionRules>, now = NOW) => {
        const { context } = rules(own);
        const action = plan('restart', machines, { context: { ...context, now } }).included[0]?.action;
        return action?.kind === 'restart' ? action.wish.notAfter : null;
      };
      // Six waves of a quarter of an hour with five minutes between them.
      assert.equal(notAfter({}), NOW + 2 * (6 * 15 + 5 * 5) * MINUTE);
      assert.equal(notAfter({ waveSize: 30 }), NOW + 2 * HOUR);
      const windows = [readWindow('Mon 11:00-13:00 UTC') ?? assert.fail()];
      assert.equal(notAfter({ calendar: { freeze: [], windows } }), at('2026-05-25T13:00:00Z'));
      const late = at('2026-05-25T23:00:00Z');
      const freeze = [readFreeze('2026-05-26') ?? assert.fail()];
      assert.equal(notAfter({ calendar: { freeze, windows: [] } }, late), at('2026-05-26T00:00:00Z'));
    });

    it('is refused in a freeze and outside the windows; VBS is not enabled in a freeze', () => {
      const frozen = { freeze: [readFreeze('2026-05-25') ?? assert.fail()], windows: [] };
      const shut = { freeze: [], windows: [readWindow('Sat 22:00-04:00 UTC') ?? assert.fail()] };
      const obstacle = (kind: ActionKind, calendar: ActionRules['calendar']) =>
        plan(kind, [named('a')], rules({ calendar })).obstacle;
      assert.deepEqual(obstacle('restart', frozen), { id: 'frozen', until: at('2026-05-26T00:00:00Z') });
      assert.deepEqual(obstacle('restart', shut), { id: 'outsideWindow', opensAt: at('2026-05-30T22:00:00Z') });
      assert.deepEqual(obstacle('enableVbs', frozen), { id: 'frozen', until: at('2026-05-26T00:00:00Z') });
      assert.equal(obstacle('enableVbs', shut), null);
      assert.equal(obstacle('checkVbs', frozen), null);
      assert.equal(obstacle('assess', frozen), null);
    });

    it('has every included machine in one wave, whatever is ticked', () => {
      const machines = Array.from({ length: 40 }, (_, index) => named(index % 3 === 0 ? `DC${index}` : `app${index}`));
      const own = rules({ domainControllers: ['DC*'] });
      fc.assert(
        fc.property(fc.subarray([...BUCKET_IDS]), fc.integer({ min: 1, max: 9 }), (buckets, waveSize) => {
          const context = planContext({ actions: { ...own.context.actions, waveSize } });
          const made = choosePlan(
            plan('restart', machines, own),
            { buckets: new Set(buckets), withoutSubscriptions: new Set() },
            context,
          );
          assert.deepEqual(
            made.waves?.waves.flat().toSorted(),
            made.included.map(({ machine }) => machine.facts.id).toSorted(),
          );
          assert.ok(made.waves.waves.every((wave) => wave.length <= waveSize));
        }),
      );
    });
  });

  describe('and Azure Update Manager', () => {
    it('counts who may be charged for it, who is as it is, and who is exempt', () => {
      const exemptSubscriptions: ReadonlySet<SubscriptionId> = new Set([BRANCH]);
      const machines = [
        ...['enrolled', 'notDaily', 'neverAssessed', 'azureEdition'].map((name) => judgedMachine(name, FLEET[name])),
        judgedMachine('branch', { subscriptionId: BRANCH }),
      ];
      const { updateManager } = plan('assess', machines, rules({ exemptSubscriptions }));
      assert.ok(updateManager);
      const { machines: count, chargedAlready, exempt, neverAssessed, perDay, perMonth } = updateManager;
      assert.deepEqual([count, chargedAlready, exempt, neverAssessed], [2, 1, 2, 1]);
      assert.deepEqual([toCurrency(perDay), toCurrency(perMonth)], [0.32, 10]);
      assert.ok(updateManager.unseenExemptions.length > 0);
    });

    it('has no part in scripts and restarts', () => {
      for (const kind of ['checkVbs', 'enableVbs', 'restart'] as const)
        assert.equal(plan(kind, MACHINES).updateManager, null);
    });
  });
});
