import assert from 'node:assert/strict';
import fc from 'fast-check';
import { actionProgressOf, actionTrackingOf, isOver } from '../../../src/azure/actionProgress';
import { isTokenHost } from '../../../src/azure/authorizationPolicy';
import { realCloud } from '../../../src/azure/clouds';
import type { ActionProgress } from '../../../src/azure/machineActing';
import type { Tracking } from '../../../src/azure/machineWriting';
import { instant } from '../../../src/core/instant';
import { sharedFile } from '../simulator/sharedFile';

const CLOUD = realCloud('AzureCloud');
const ASYNC =
  'https://management.azure.com/subscriptions/s/providers/Microsoft.HybridCompute/locations/westeurope/operationstatus/1';
const RESULT = ASYNC.replace('operationstatus', 'operationresults');
const POLLED: Tracking = { url: ASYNC };

function progressOf(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
  polled = POLLED,
): ActionProgress | null {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return actionProgressOf({ status, text, header: (name) => headers[name] }, polled, CLOUD);
}

const ASSESSED = {
  status: 'Succeeded',
  assessmentActivityId: 'activity-1',
  rebootPending: true,
  availablePatchCountByClassification: { security: 1, updates: 2, critical: 0 },
  lastModifiedDateTime: '2026-11-22T10:00:00.0000000Z',
  errorDetails: null,
};
const INSTALLED = {
  status: 'CompletedWithWarnings',
  installationActivityId: 'activity-2',
  rebootStatus: 'Required',
  installedPatchCount: 3,
  failedPatchCount: 1,
  pendingPatchCount: '2',
  excludedPatchCount: 4,
  notSelectedPatchCount: 5,
  errorDetails: { code: 'PatchFailed', message: 'one failed', details: [] },
};

describe('the progress of an action', () => {
  it('is under way: 202 of Location, with or without a body, and every word of Azure-AsyncOperation that is no end', () => {
    for (const each of [progressOf('', 202), progressOf({}, 202), progressOf({ status: 'InProgress' }, 202)]) {
      assert.deepEqual(each, { status: 'InProgress', error: null, result: null, tracking: POLLED });
    }
    const words = ['Accepted', 'Running', 'inprogress', 'Verifying'];
    for (const word of words) assert.equal(progressOf({ status: word })?.status, word);
    assert.deepEqual(words.filter(isOver), []);
    assert.ok(['Succeeded', 'FAILED', 'Canceled', 'CompletedWithWarnings', 'Unknown'].every(isOver));
  });

  it('has the result of an assessment: at Location, or inside Azure-AsyncOperation', () => {
    const bodies = [
      ASSESSED,
      { status: 'Succeeded', properties: ASSESSED },
      { status: 'Succeeded', properties: { output: ASSESSED } },
    ];
    for (const body of bodies) {
      const progress = progressOf(body);
      assert.ok(progress);
      assert.equal(progress.status, 'Succeeded');
      assert.equal(progress.error, null);
      assert.deepEqual(progress.result, {
        activityId: 'activity-1',
        rebootPending: true,
        rebootStatus: null,
        availableCount: 3,
        installed: null,
        failed: null,
        pending: null,
        excluded: null,
        notSelected: null,
        endedAt: instant(Date.UTC(2026, 10, 22, 10)),
      });
    }
  });

  it('has the result of an installation, whose own word counts once the operation has succeeded', () => {
    for (const body of [INSTALLED, { status: 'Succeeded', properties: INSTALLED }]) {
      const progress = progressOf(body);
      assert.ok(progress);
      assert.equal(progress.status, 'CompletedWithWarnings');
      assert.deepEqual(progress.error, { code: 'PatchFailed', message: 'one failed' });
      const { installed, failed, pending, excluded, notSelected, rebootStatus } = progress.result ?? {};
      assert.deepEqual([installed, failed, pending, excluded, notSelected, rebootStatus], [3, 1, 2, 4, 5, 'Required']);
    }
    assert.equal(progressOf({ status: 'Failed', properties: { ...INSTALLED, status: 'Succeeded' } })?.status, 'Failed');
    assert.equal(progressOf({ status: 'Running', properties: INSTALLED })?.status, 'Running');
    // An operation that is over has nothing to wait for, whatever its result still says.
    const stale = { status: 'Succeeded', properties: { ...INSTALLED, status: 'InProgress' } };
    assert.equal(progressOf(stale)?.status, 'Succeeded');
  });

  it('has the error that Azure says, and none where it says success', () => {
    const failed = progressOf({
      status: 'Failed',
      error: { code: 'Outer', message: 'm', details: [{ code: 'Inner' }] },
    });
    assert.deepEqual(failed?.error, { code: 'Inner', message: 'm' });
    for (const errorDetails of [{ code: 'Success', message: '0 errors' }, { code: '0' }, {}, 'text', null]) {
      assert.equal(progressOf({ ...ASSESSED, errorDetails })?.error, null, JSON.stringify(errorDetails));
    }
  });

  it('is nothing where the body is none', () => {
    for (const body of ['<html>', '[]', 'null', '"text"', '{"status":']) assert.equal(progressOf(body), null, body);
    assert.equal(progressOf('', 204)?.status, 'Succeeded');
  });

  it('is followed at Azure-AsyncOperation, with the place of the result beside it', () => {
    const of = (headers: Readonly<Record<string, string>>): Tracking | null =>
      actionTrackingOf((name) => headers[name], CLOUD);
    assert.deepEqual(of({ 'azure-asyncoperation': ASYNC, location: RESULT }), { url: ASYNC, resultUrl: RESULT });
    assert.deepEqual(of({ location: RESULT }), { url: RESULT });
    assert.deepEqual(of({ 'azure-asyncoperation': ASYNC }), { url: ASYNC });
    assert.deepEqual(of({ 'azure-asyncoperation': ASYNC, location: ASYNC }), { url: ASYNC });
    assert.deepEqual(of({ 'azure-asyncoperation': ASYNC, location: 'https://example.com/x' }), { url: ASYNC });
    // The contract's own example.
    assert.equal(of({ location: 'eastus2euap' }), null);
  });

  it('keeps the place of the result while the newest URLs come', () => {
    const polled = { url: ASYNC, resultUrl: RESULT };
    const next = (headers: Readonly<Record<string, string>>, from: Tracking = polled): unknown =>
      progressOf({ status: 'InProgress' }, 200, headers, from)?.tracking;
    const newer = (url: string): string => `${url}?s=2`;
    assert.deepEqual(next({}), polled);
    assert.deepEqual(next({ 'azure-asyncoperation': newer(ASYNC) }), { url: newer(ASYNC), resultUrl: RESULT });
    assert.deepEqual(next({ location: newer(RESULT) }), { url: ASYNC, resultUrl: newer(RESULT) });
    assert.deepEqual(next({ 'azure-asyncoperation': newer(ASYNC), location: newer(RESULT) }), {
      url: newer(ASYNC),
      resultUrl: newer(RESULT),
    });
    assert.deepEqual(next({ location: newer(RESULT) }, { url: RESULT }), { url: newer(RESULT) });
    assert.deepEqual(next({ location: 'https://example.com/x' }), polled);
  });

  it('is read from any JSON without a fault, and never names a foreign host', () => {
    const key = fc.constantFrom(
      ...['status', 'Status', 'properties', 'output', 'error', 'errorDetails', 'code', 'message', 'details'],
      ...['rebootPending', 'rebootStatus', 'installedPatchCount', 'availablePatchCountByClassification'],
      ...['assessmentActivityId', 'lastModifiedDateTime'],
    );
    const leaf = fc.oneof(
      fc.constantFrom('Succeeded', 'InProgress', '', ' ', 'true', '7', '2026-11-22T10:00:00Z'),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    );
    const { body } = fc.letrec<{ body: unknown }>((tie) => ({
      body: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('body'), { maxLength: 3 }),
        fc.dictionary(key, tie('body'), { maxKeys: 6 }),
      ),
    }));
    const url = fc.constantFrom(ASYNC, RESULT, 'https://example.com/x', 'http://management.azure.com/x', 'x', '');
    const headers = fc.record({ 'azure-asyncoperation': url, location: url }, { requiredKeys: [] });
    const status = fc.constantFrom(200, 201, 202, 204);
    fc.assert(
      fc.property(body, status, headers, (given, answered, sent) => {
        const progress = progressOf(JSON.stringify(given), answered, sent);
        if (progress === null) return;
        assert.notEqual(progress.status.trim(), '');
        for (const each of [progress.tracking.url, progress.tracking.resultUrl]) {
          assert.ok(each === undefined || isTokenHost(new URL(each), CLOUD));
        }
        const { installed, availableCount, rebootPending } = progress.result ?? {};
        for (const count of [installed, availableCount]) assert.ok(count === undefined || count === null || count >= 0);
        assert.ok(rebootPending === undefined || rebootPending === null || typeof rebootPending === 'boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('is read from the contract’s examples', function () {
    const exampleOf = (name: string): unknown => {
      const found = sharedFile(`contracts/examples/hybridcompute-2025-01-13/${name}.json`);
      return found === undefined ? undefined : JSON.parse(found.text);
    };
    const bodyOf = (example: unknown): unknown =>
      (example as { readonly responses: { readonly 200: { readonly body: unknown } } }).responses[200].body;
    const [assessed, installed] = [exampleOf('Machine_AssessPatches'), exampleOf('Machine_InstallPatches')];
    if (assessed === undefined || installed === undefined) {
      console.log('      ../shared is not there: skipped');
      this.skip();
    }
    const assessment = progressOf(bodyOf(assessed));
    assert.equal(assessment?.status, 'Succeeded');
    assert.deepEqual([assessment.result?.rebootPending, assessment.result?.availableCount], [true, 2]);
    const installation = progressOf(bodyOf(installed));
    assert.equal(installation?.result?.rebootStatus, 'Completed');
    assert.deepEqual([installation.result.installed, installation.result.pending], [3, 2]);
  });
});
