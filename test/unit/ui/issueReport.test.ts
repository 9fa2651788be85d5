import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AzureFault } from '../../../src/azure/azureFault';
import { CLOUD_IDS } from '../../../src/azure/clouds';
import { machineId, subscriptionId, tenantId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import { OPERATION_KINDS } from '../../../src/core/operation';
import { Texts } from '../../../src/messages/texts';
import { vietnamese } from '../../../src/messages/vietnamese/vietnamese';
import type { OperationHead } from '../../../src/fleet/journalEntry';
import type { OperationSummary } from '../../../src/fleet/operationSummary';
import type { IssueFacts, IssueHost } from '../../../src/ui/issueReport';
import { issueReport } from '../../../src/ui/issueReport';
import { readSettings, SETTINGS } from '../../../src/ui/settings';
import { machine, NOW } from '../core/machineBuilder';
import { BEGUN, headOf } from '../fleet/journalBuilder';
import { FORBIDDEN, UNREACHABLE } from '../fleet/fleetBuilder';
import { englishTexts } from '../messages/englishTexts';
import { assertGolden } from './golden';
import { FAULTS, SAMPLE, storeOf } from './sampleFleet';

const HOST: IssueHost = {
  extension: '0.1.0',
  vscode: '1.105.1',
  node: '22.20.0',
  platform: 'win32',
  arch: 'x64',
  isDesktop: true,
  remote: undefined,
  runsRemotely: false,
  displayLanguage: 'en',
};

const COUNTS: NonNullable<OperationSummary['counts']> = {
  ...{ total: 5, inFlight: 0, waiting: 0, done: 3, alreadyThere: 0, stillPending: 1, failed: 1 },
  ...{ drifted: 0, notSent: 0, unfit: 0, outcomeUnknown: 0 },
  failedBy: { azure: 1, ended: 0, notBack: 0, collateral: 0 },
};

function summaryOf(differs: Partial<OperationSummary> = {}, head: Partial<OperationHead> = {}): OperationSummary {
  const made = headOf(head);
  return {
    ...{ id: made.id, standing: 'ended', head: made, counts: COUNTS, cancelRequested: false, endedAt: BEGUN },
    ...differs,
  };
}

const FACTS: IssueFacts = {
  at: NOW,
  host: HOST,
  settings: readSettings(() => undefined).settings,
  settingIssues: [],
  view: storeOf(SAMPLE, UNREACHABLE).view,
  lastRead: { at: NOW, milliseconds: 1_234, fault: 'unreachable' },
  operations: [summaryOf(), summaryOf({}, { kind: 'restart' }), summaryOf({ standing: 'unfinished' })],
  failures: [
    failedRequest(
      'GET',
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.HybridCompute/machines/m',
      409,
      'Locked',
    ),
    failedRequest('POST', '/providers/Microsoft.ResourceGraph/resources', null, null),
  ],
};

function failedRequest(method: string, path: string, status: number | null, code: string | null) {
  const entry = { method, host: 'management.azure.com', path, status, code, milliseconds: 5, requestId: 'r-1' };
  return { at: NOW, entry };
}

describe('an issue report', () => {
  it('says what is needed to understand an issue, and nothing else', () => {
    assertGolden('issue-report', issueReport(FACTS, englishTexts()));
  });

  it('speaks to the person in their language, and to who mends it in English', () => {
    const report = issueReport(FACTS, new Texts('vi', vietnamese, 'UTC'));
    assert.match(report, /^# Hotpatch Fleet: Báo cáo sự cố\n/);
    assert.match(report, /\n- machines by state: /);
  });

  it('is made where there is nothing yet', () => {
    const view = storeOf(null).view;
    const report = issueReport({ ...FACTS, view, lastRead: null, operations: [], failures: [] }, englishTexts());
    assert.match(report, /- last read: none in this window\n[^]*- data: none\n/);
    assert.match(report, /## Newest failed requests\n\nnone\n\n## Operations on this computer\n\nnone\n/);
  });

  it('names each cloud and each kind of operation that there is, and no other', () => {
    for (const cloud of CLOUD_IDS) {
      const settings = { ...FACTS.settings, cloud };
      assert.match(issueReport({ ...FACTS, settings }, englishTexts()), new RegExp(`- cloud: ${cloud}\n`));
    }
    const operations = OPERATION_KINDS.map((kind) => summaryOf({}, { kind }));
    const report = issueReport({ ...FACTS, operations: [...operations, summaryOf({ head: null })] }, englishTexts());
    for (const kind of [...OPERATION_KINDS, 'other'])
      assert.match(report, new RegExp(`\\| ${kind} \\| ended 1 \\| done`));
  });

  it('gives no word away of what comes from outside, whatever it is', () => {
    const before = words(issueReport(filledWith('x ~', 'aa'), englishTexts()));
    const mark = fc.oneof(
      fc.constantFrom(
        'CONTOSO-SQL01',
        'Contoso Production',
        'ada@contoso.com',
        '6f9619ff-8b86-d011-b42d-00c04fc964ff',
        'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln',
        'https://contoso.example/path?sig=abc',
        '10.20.30.40',
        String.raw`C:\Users\ada\releases.json`,
        '[x](command:y)',
        '| a |\n# b',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(mark, fc.stringMatching(/^[0-9a-f]{2}$/), (text, digits) => {
        // All that differs between two fleets of the same shape is what things are called: the reports are one.
        assert.deepEqual(words(issueReport(filledWith(`${text} ~`, digits), englishTexts())), before);
      }),
      { numRuns: 300 },
    );
  });

  it('gives no name away where Azure’s codes are codes, though the names look like codes as well', () => {
    const codes = words(issueReport(filledWith('First', 'aa', 'AuthorizationFailed'), englishTexts()));
    assert.ok(codes.some((line) => line.includes('AuthorizationFailed')));
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,20}$/);
    fc.assert(
      fc.property(name, (text) => {
        assert.deepEqual(words(issueReport(filledWith(text, 'bb', 'AuthorizationFailed'), englishTexts())), codes);
      }),
    );
  });

  it('does not give away what stands where a version, a language or a remote should be', () => {
    const mark = 'Contoso Secret';
    const host = {
      ...{ extension: mark, vscode: mark, node: mark, platform: mark, arch: mark, remote: mark, displayLanguage: mark },
      ...{ isDesktop: false, runsRemotely: true },
    };
    const report = issueReport({ ...FACTS, host }, englishTexts());
    assert.doesNotMatch(report, /Contoso|Secret/);
    assert.match(report, /- VS Code: other\n/);
  });
});

function words(report: string): readonly string[] {
  return report.split('\n');
}

/**
 * A fleet, settings, operations and errors in which every text, name, address and id holds `mark` or `digits`; where Azure
 * gives a code stands `code`.
 */
function filledWith(mark: string, digits: string, code = mark): IssueFacts {
  const guid = (kind: string): string => `000000${digits}-0000-0000-0000-0000000000${kind}`;
  const subscription = subscriptionId(guid('01'));
  const tenant = tenantId(guid('0a'));
  const id = machineId(
    `/subscriptions/${subscription}/resourceGroups/rg${digits}/providers/Microsoft.HybridCompute/machines/m${digits}`,
  );
  assert.ok(id !== undefined);
  const fault = (one: AzureFault): AzureFault =>
    Object.fromEntries(
      Object.entries(one).map(([key, value]) => {
        if (key === 'tenantId') return [key, tenant];
        if (key === 'code') return [key, code];
        return [key, typeof value === 'string' && key !== 'kind' ? mark : value];
      }),
    ) as AzureFault;
  const facts = machine({
    ...{ id, name: mark, tenantId: tenant, subscriptionId: subscription, resourceGroup: mark, location: mark },
    ...{ tags: { [mark]: mark }, osSku: mark, manufacturer: mark, model: mark, agentVersion: mark },
    patchSettings: { error: { code: mark, message: mark } },
  });
  const faults = [...FAULTS, FORBIDDEN].map(fault);
  const record = { facts, asOf: NOW, history: SAMPLE.machines[0]?.history ?? assert.fail() };
  const view = storeOf(
    {
      at: NOW,
      scope: { tenants: [tenant], subscriptions: [subscription] },
      tenants: faults.map((problem) => ({ id: tenant, name: mark, problem, patchDataProblem: problem })),
      subscriptions: faults.map((problem) => ({ id: subscription, tenantId: tenant, name: mark, problem })),
      machines: [record],
      vanished: [{ facts, at: NOW }],
      missingRows: 3,
    },
    fault(FORBIDDEN),
  ).view;
  const raw: Readonly<Record<string, unknown>> = {
    [SETTINGS.tenants]: [mark],
    [SETTINGS.subscriptions]: [mark],
    [SETTINGS.releaseFile]: `f${mark}`,
    [SETTINGS.protectedTags]: [mark],
    [SETTINGS.domainControllers]: [mark],
    [SETTINGS.clusters]: [mark],
    [SETTINGS.updateManager]: true,
    [SETTINGS.updateManagerExempt]: [mark],
    [SETTINGS.rateCard]: { periods: [{ from: '2027-01-01', price: 2, why: `w${mark}` }] },
  };
  const { settings } = readSettings((name) => raw[name]);
  const owner = {
    cloud: 'AzureCloud',
    endpoint: mark,
    accounts: [{ tenantId: tenant, id: mark, name: mark }],
  } as const;
  return {
    ...FACTS,
    settings,
    settingIssues: [
      { setting: mark, problem: { id: 'error.setting.loopback', values: { entry: mark } }, isFatal: true },
    ],
    view,
    operations: [summaryOf({}, { owner, ticket: mark })],
    failures: [
      {
        at: instant(NOW),
        entry: { ...failedRequest('GET', `/${mark}/machines/${digits}`, 500, code).entry, host: mark },
      },
      { at: instant(NOW), entry: { ...failedRequest(mark, `/${mark}`, 500, code).entry, requestId: mark } },
    ],
  };
}
