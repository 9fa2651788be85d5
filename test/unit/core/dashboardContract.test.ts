import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FIRST_QUERY, filterKey, hostMessage, pageMessage } from '../../../src/core/dashboardContract';

const rows = { kind: 'rows', query: FIRST_QUERY, from: 0, count: 100 };

describe('what page and host say to each other', () => {
  it('is known for what it is', () => {
    assert.equal(pageMessage({ type: 'ready' }), true);
    assert.equal(pageMessage({ type: 'request', id: 1, request: rows }), true);
    assert.equal(pageMessage({ type: 'cancel', id: 1 }), true);
    assert.equal(hostMessage({ type: 'parts', now: 1, parts: {} }), true);
    assert.equal(hostMessage({ type: 'answer', id: 1, value: null }), true);
    assert.equal(hostMessage({ type: 'refusal', id: 1, message: 'no' }), true);
  });

  it('is refused where it is anything else', () => {
    for (const request of [
      { ...rows, from: -1 },
      { ...rows, from: 0.5 },
      { ...rows, count: Number.NaN },
      { ...rows, query: { ...FIRST_QUERY, text: 5 } },
      { ...rows, query: { ...FIRST_QUERY, sort: { column: 'constructor', descending: false } } },
      { ...rows, query: { ...FIRST_QUERY, filters: [{ kind: 'subscription' }] } },
      { ...rows, query: { ...FIRST_QUERY, states: Array.from({ length: 50 }, () => 'failed') } },
      { kind: 'act', action: 'workbench.action.quit' },
      { kind: 'actOn', action: 'copyName', selection: { kind: 'ids', ids: [1] } },
      { kind: 'export', format: 'exe', query: FIRST_QUERY, columns: [] },
      { kind: 'whatIf', price: Infinity, machines: 'enrolledNow', selection: null },
    ]) {
      assert.equal(pageMessage({ type: 'request', id: 1, request }), false, JSON.stringify(request));
    }
    assert.equal(hostMessage({ type: 'parts', now: 1, parts: { head: { scope: 1 } } }), false);
  });

  it('is never mistaken, and never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        assert.equal(pageMessage(value), false);
        assert.equal(hostMessage(value), false);
      }),
    );
  });

  it('has another key for each filter', () => {
    const filters = [
      { kind: 'attention' },
      { kind: 'attentionState', state: 'failed' },
      { kind: 'attentionState', state: 'offTrack' },
      { kind: 'rebootReason', reason: 'dotNet' },
      { kind: 'enrolledIn', month: '2026-05' },
      { kind: 'subscription', id: '2026-05' },
    ] as const;
    assert.equal(new Set(filters.map(filterKey)).size, filters.length);
  });
});
