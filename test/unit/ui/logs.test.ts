import assert from 'node:assert/strict';
import type { RequestLogEntry } from '../../../src/azure/requestLog';
import { harmlessCode } from '../../../src/azure/requestLog';
import { bundledReleases } from '../../../src/core/bundledReleases';
import type { OperationHead } from '../../../src/fleet/journalEntry';
import type { RunEnd } from '../../../src/fleet/operationRunner';
import type { OperationEnded } from '../../../src/fleet/operations';
import { FleetStore } from '../../../src/fleet/fleetStore';
import { operationBegun, operationEnded } from '../../../src/ui/operationLog';
import { OutputLog } from '../../../src/ui/outputLog';
import type { EndedRead } from '../../../src/ui/refreshLog';
import { RefreshLog } from '../../../src/ui/refreshLog';
import { NOW } from '../core/machineBuilder';
import {
  CONTOSO,
  FORBIDDEN,
  machineIn,
  PRODUCTION,
  reading,
  tenantsWith,
  TestClock,
  UNREACHABLE,
  WHOLE,
} from '../fleet/fleetBuilder';

const READ: RequestLogEntry = {
  method: 'GET',
  host: 'management.azure.com',
  path: '/subscriptions/s1/machines/m1',
  status: 200,
  code: null,
  milliseconds: 12.4,
  requestId: 'request-1',
};

class Lines {
  readonly lines: string[] = [];
  readonly debug = (line: string) => void this.lines.push(`debug ${line}`);
  readonly info = (line: string) => void this.lines.push(`info ${line}`);
  readonly warn = (line: string) => void this.lines.push(`warn ${line}`);
}

describe('the log', () => {
  let log: Lines;
  const clock = new TestClock();

  beforeEach(() => {
    log = new Lines();
  });

  it('has a line for each request: louder where it failed, with Azure’s code and the id by which it is found', () => {
    const requests = new OutputLog(log, clock);
    requests.record(READ);
    requests.record({ ...READ, status: 403, code: 'AuthorizationFailed', requestId: 'request-2' });
    requests.record({ ...READ, status: null, requestId: 'request-3' });
    requests.retrying({ fault: 'throttled', tries: 2, milliseconds: 5_000.4 });
    assert.deepEqual(log.lines, [
      'debug GET management.azure.com/subscriptions/s1/machines/m1 → 200 in 12 ms (request-1)',
      'warn GET management.azure.com/subscriptions/s1/machines/m1 → 403 AuthorizationFailed in 12 ms (request-2)',
      'warn GET management.azure.com/subscriptions/s1/machines/m1 → no answer in 12 ms (request-3)',
      'warn Asking again in 5000 ms, after try 2: throttled',
    ]);
  });

  it('keeps the newest failures, and no more of them than a report wants', () => {
    const requests = new OutputLog(log, clock);
    for (let number = 1; number <= 50; number += 1) {
      requests.record({ ...READ, status: number % 2 === 0 ? 200 : 500, requestId: `request-${number}` });
    }
    assert.equal(requests.failures.length, 20);
    assert.equal(requests.failures.at(-1)?.entry.requestId, 'request-49');
    assert.equal(requests.failures.at(-1)?.at, NOW);
  });

  it('says when a read of the fleet begins, and how it ended', () => {
    const store = new FleetStore(clock, { releases: bundledReleases, graceDays: 7 });
    const reads = new RefreshLog(store, log);
    const last = (): EndedRead | null => reads.last;
    store.adopt(null);
    assert.equal(last(), null);
    store.progress({ machines: 0, totalMachines: null });
    store.progress({ machines: 1, totalMachines: 2 });
    store.apply(
      reading([machineIn(PRODUCTION, 'a'), machineIn(PRODUCTION, 'b')], {
        tenants: tenantsWith(CONTOSO, { patchDataProblem: FORBIDDEN }),
      }),
      WHOLE,
    );
    assert.deepEqual({ ...last(), milliseconds: 0 }, { at: NOW, milliseconds: 0, fault: null });
    store.progress({ machines: 0, totalMachines: null });
    store.fail(UNREACHABLE);
    assert.equal(last()?.fault, 'unreachable');
    assert.deepEqual(
      log.lines.map((line) => line.replace(/\d+ ms/, 'N ms')),
      [
        'info Reading the fleet',
        'info The fleet was read in N ms: machines 2, tenants 2, subscriptions 4, not read 1, rows missing 0',
        'info Reading the fleet',
        'warn The fleet was not read, after N ms: unreachable (ECONNRESET)',
      ],
    );
    reads.dispose();
    store.progress({ machines: 0, totalMachines: null });
    assert.equal(log.lines.length, 4);
  });
});

describe('an operation in the log', () => {
  const head = { id: 'op-1', kind: 'enroll', machineCount: 3 } as OperationHead;
  const line = (end: RunEnd, outcomes: OperationEnded['operation']['outcomes'] = {}, isCancelled = false): string =>
    operationEnded({ operation: { head, outcomes, isCancelled }, end });

  it('has a line at its beginning and at its end, with outcomes and what stopped it', () => {
    assert.equal(operationBegun(head), 'Operation op-1: enroll, machines 3: has begun');
    assert.equal(
      line({ kind: 'finished' }, { done: 2, failed: 1 }),
      'Operation op-1: enroll has ended: done 2, failed 1',
    );
    assert.equal(line({ kind: 'finished' }, { notSent: 3 }, true), 'Operation op-1: enroll was cancelled: notSent 3');
    assert.equal(
      line({ kind: 'stopped', reason: { kind: 'azure', fault: UNREACHABLE } }),
      'Operation op-1: enroll stopped (azure, unreachable): no outcome yet',
    );
    assert.equal(
      line({ kind: 'stopped', reason: { kind: 'takenOver' } }, { done: 1 }),
      'Operation op-1: enroll stopped (takenOver): done 1',
    );
  });
});

describe('Azure’s code of a failure', () => {
  it('is one word, or is left out', () => {
    for (const code of ['AuthorizationFailed', 'Conflict', 'a.b_C1']) assert.equal(harmlessCode(code), code);
    for (const code of ['', '1a', 'two words', '[a](command:b)', 'a/b', 'a-b', 'a@b', 'a'.repeat(65), 'a\n']) {
      assert.equal(harmlessCode(code), null, code);
    }
  });
});
