import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/core/instant';
import { installPresets } from '../../../src/core/installSelection';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { PendingUpdate } from '../../../src/core/machineFacts';
import type { ActionKind } from '../../../src/core/operation';
import type { Plan, PlanContext, PlanRequest } from '../../../src/core/plan';
import { NO_ACTION_RULES } from '../../../src/core/planAction';
import { readFreeze, readWindow } from '../../../src/core/restartCalendar';
import { kbOffers } from '../../../src/ui/actionKbs';
import { leavingTrack } from '../../../src/ui/actionTexts';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { planCsv, planMarkdown } from '../../../src/ui/planDocument';
import { isCountToBeTyped, planModal } from '../../../src/ui/planModal';
import { obstacleText, planSummary } from '../../../src/ui/planTexts';
import { BUILD } from '../core/machineBuilder';
import { FRESH, judgedMachine, plan } from '../core/planBuilder';
import { BRANCH } from '../core/costBuilder';
import { assertGolden } from './golden';
import { planView } from './planFixture';
import { HOSTILE } from './sampleFleet';

const WAITING: readonly PendingUpdate[] = [
  {
    kb: 'KB5087423',
    title: '2026-05 Hotpatch for Microsoft server operating system version 24H2',
    classifications: ['Security'],
    rebootBehavior: 'NeverReboots',
  },
  {
    kb: '5087539',
    title: '2026-05 Cumulative Update for Microsoft server operating system version 24H2',
    classifications: ['Security'],
    rebootBehavior: 'AlwaysRequiresReboot',
  },
  {
    kb: 'KB5087001',
    title: '2026-05 Cumulative Update for .NET Framework 4.8.1',
    classifications: ['Security'],
    rebootBehavior: 'CanRequestReboot',
  },
  { kb: null, title: `Driver ${HOSTILE}`, classifications: ['Updates'], rebootBehavior: null },
];

const PENDING = { assessment: { rebootPending: true, availableCount: 4 } };

const MACHINES: readonly JudgedMachine[] = [
  judgedMachine('app-1', PENDING),
  judgedMachine('app-2', { ...FRESH, ...PENDING, patchSettings: { assessmentMode: 'ImageDefault' } }),
  judgedMachine('app-3', {
    ...PENDING,
    subscriptionId: BRANCH,
    assessment: null,
    patchSettings: { assessmentMode: null },
  }),
  judgedMachine('DC01', PENDING),
  judgedMachine('sql-1', { ...PENDING, tags: { cluster: 'a' } }),
  judgedMachine('offline', { ...PENDING, status: 'Disconnected' }),
  judgedMachine('hostile', { ...PENDING, name: HOSTILE }),
];

const RULES = {
  ...NO_ACTION_RULES,
  domainControllers: ['DC*'],
  clusters: ['tag:cluster'],
  waveSize: 2,
  waves: { pause: 5 * MINUTE, mostFailures: 1 },
};

function sample(
  kind: ActionKind,
  differs: Partial<PlanRequest> & { readonly context?: Partial<PlanContext> } = {},
  machines = MACHINES,
): Plan {
  const updates = new Map(MACHINES.map(({ facts }) => [facts.id, WAITING]));
  const order = { ...installPresets.security, allowedOffTrack: ['5087539'] };
  return plan(kind, machines, {
    install: { order, updates },
    ...differs,
    context: { actions: RULES, ...differs.context },
  });
}

const KINDS: readonly ActionKind[] = ['assess', 'periodicAssessment', 'install', 'checkVbs', 'enableVbs', 'restart'];

describe('the question before an action', () => {
  it('reads well for every kind', () => {
    const modals = KINDS.map((kind) => {
      const made = sample(kind);
      const { message, detail, button } = planModal(made, planView({ unregistered: [BRANCH] }));
      return `${message}\n\n${detail}\n\n[ ${button ?? ''} ]\n\n${planSummary(made, planView())}`;
    });
    assertGolden('action-modal', modals.join('\n\n========\n\n'));
  });

  it('names the machines that restart, up to twenty, and always asks for the count', () => {
    const many = Array.from({ length: 23 }, (_, index) => judgedMachine(`app-${index + 1}`, PENDING));
    const { detail } = planModal(sample('restart', {}, many), planView());
    assert.match(detail, /Machines: app-1, .*app-20, and 3 more/);
    assert.doesNotMatch(detail, /app-21/);
    for (const above of [0, 1, 1_000]) {
      assert.equal(isCountToBeTyped(sample('restart', {}, MACHINES.slice(0, 1)), above), true);
      assert.equal(isCountToBeTyped(sample('assess', {}, MACHINES.slice(0, 1)), above), false);
    }
  });

  it('names the machines that stay behind their baseline', () => {
    const behind = judgedMachine('old-1', { ...PENDING, osVersion: BUILD.behindBaseline });
    const install = { order: installPresets.noRestart, updates: new Map([[behind.facts.id, WAITING]]) };
    const { detail } = planModal(sample('install', { install }, [behind]), planView());
    assert.match(detail, /1 machine stays behind its baseline, because this installs no baseline on it: old-1/);
  });

  it('says nothing of enrollment’s price, and calls Update Manager’s an assumption', () => {
    for (const kind of KINDS) {
      const { detail } = planModal(sample(kind), planView());
      assert.doesNotMatch(detail, /List price|core/);
      const isCharged = kind === 'assess' || kind === 'periodicAssessment' || kind === 'install';
      assert.equal(detail.includes('An assumption, at USD 5'), isCharged, kind);
    }
  });

  it('says until when nothing may be restarted', () => {
    const frozen = { ...RULES, calendar: { freeze: [readFreeze('2026-05-25') ?? assert.fail()], windows: [] } };
    const { obstacle } = sample('restart', { context: { actions: frozen } });
    assert.equal(
      obstacleText(obstacle ?? { id: 'nothingToDo' }, planView().texts),
      'Freeze until May 26, 2026, 12:00 AM (the setting hotpatchFleet.restart.freeze)',
    );
    const shut = { ...RULES, calendar: { freeze: [], windows: [readWindow('Sat 22:00-04:00 UTC') ?? assert.fail()] } };
    const modal = planModal(sample('restart', { context: { actions: shut } }), planView());
    assert.equal(modal.button, null);
    assert.match(modal.detail, /^Outside the maintenance windows .+; the next opens at May 30, 2026, 10:00 PM/);
  });
});

describe('the document of an action', () => {
  for (const kind of ['install', 'restart'] as const) {
    it(`shows everything: ${kind}`, () => {
      assertGolden(`action-${kind}`, planMarkdown(sample(kind), planView()));
    });
  }

  it('is a table for a spreadsheet without the switches', () => {
    const [head = '', ...lines] = planCsv(sample('install'), planView()).trimEnd().split('\r\n');
    assert.doesNotMatch(head, /Enrollment|enableHotpatching/);
    assert.match(head, /Restart pending,Assessed at,Wave,Installs,Leaves out/);
    assert.equal(lines.length, MACHINES.length);
    assert.match(lines.join('\n'), /KB5087423, KB5087539, KB5087001/);
  });
});

describe('what leaves the track', () => {
  it('is asked about by KB, with the machines and until when', () => {
    const [leaving, ...others] = leavingTrack(sample('install').included);
    assert.deepEqual(others, []);
    assert.equal(leaving?.kb, '5087539');
    assert.equal(leaving.isClassified, true);
    assert.ok(leaving.machines.every(({ machine }) => machine.facts.name !== 'app-2'));
    assert.equal(new Date(leaving.until ?? 0).toISOString().slice(0, 10), '2026-06-09');
    assert.deepEqual(leavingTrack(sample('assess').included), []);
  });

  it('is marked in the choice of KBs', () => {
    const updates = new Map(MACHINES.map(({ facts }) => [facts.id, WAITING]));
    const offers = kbOffers(MACHINES, updates, bundledReleases);
    assert.deepEqual(
      offers.map(({ kb, machines, leavesTrack }) => [kb, machines, leavesTrack]),
      [
        ['5087539', 7, 6],
        ['5087423', 7, 0],
        ['5087001', 7, 0],
      ],
    );
  });
});
