import assert from 'node:assert/strict';
import {
  COLUMN_IDS,
  FIRST_QUERY,
  hostMessage,
  pageMessage,
  type PageRequest,
  MOST_ROWS,
} from '../../../src/core/dashboardContract';
import type { DashboardModel } from '../../../src/ui/dashboardModel';
import { exportFile } from '../../../src/ui/dashboardExport';
import { strangeMessageText } from '../../../src/ui/strangeMessage';
import { readPageState } from '../../../src/webview/pageState';
import { modelOf } from '../ui/dashboardFixture';
import { HOSTILE_TEXTS, mutated } from './mutations';

const model = modelOf();
const ids = model.ids(FIRST_QUERY, 0, 5);

/** One valid message of each kind, to be changed. */
const REQUESTS: readonly unknown[] = [
  { kind: 'rows', query: FIRST_QUERY, from: 0, count: 100 },
  { kind: 'ids', query: FIRST_QUERY, from: 0, count: 100 },
  { kind: 'act', action: 'refresh' },
  { kind: 'actOn', action: 'enroll', selection: { kind: 'ids', ids } },
  { kind: 'actOn', action: 'disenroll', selection: { kind: 'matching', query: FIRST_QUERY, except: ids } },
  { kind: 'export', format: 'csv', query: FIRST_QUERY, columns: COLUMN_IDS },
  { kind: 'whatIf', price: 1.5, machines: 'enrolledNow', selection: null },
];
const MESSAGES = [
  { type: 'ready' },
  { type: 'cancel', id: 1 },
  { type: 'problem', message: 'x' },
  ...REQUESTS.map((request) => ({ type: 'request', id: 1, request })),
];

/** What the host does with a request that it took for one, but for what only VS Code can do. */
function answer(request: PageRequest, of: DashboardModel): unknown {
  switch (request.kind) {
    case 'rows': {
      const { rows } = of.rows(request.query, request.from, request.count);
      assert.ok(rows.length <= MOST_ROWS);
      return rows;
    }
    case 'ids':
      return of.ids(request.query, request.from, request.count);
    case 'act':
      return request.action;
    case 'actOn':
      return of.selected(request.selection);
    case 'export':
      return exportFile(request, of).content;
    case 'whatIf':
      return of.whatIf(request);
  }
}

function changedMessages(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, seed) => {
    const body = JSON.stringify(MESSAGES[seed % MESSAGES.length]);
    const once = mutated({ status: 200, headers: {}, body }, `message-${seed}`);
    try {
      return JSON.parse(once.body) as unknown;
    } catch {
      return once.body;
    }
  });
}

describe('a forged message of the page', () => {
  it('is refused, or does what the page may ask for', function () {
    this.timeout(20_000);
    const counts = { refused: 0, answered: 0 };
    for (const message of changedMessages(1_500)) {
      if (!pageMessage(message)) {
        counts.refused += 1;
        assert.ok(strangeMessageText(message).length <= 300);
      } else if (message.type === 'request') {
        answer(message.request, model);
        counts.answered += 1;
      }
    }
    assert.ok(counts.refused > 200 && counts.answered > 80, JSON.stringify(counts));
  });

  it('selects no machine that is not in the fleet', () => {
    for (const id of [...HOSTILE_TEXTS, '/subscriptions/x', 'machine:', ids[0]?.toUpperCase() ?? '']) {
      assert.deepEqual(model.selected({ kind: 'ids', ids: [id] }), []);
    }
    assert.equal(model.selected({ kind: 'ids', ids: [...ids, ...ids] }).length, ids.length);
  });

  it('is put into the log as one short line, whatever it is', () => {
    for (const value of [undefined, null, 1n, Symbol('x'), () => 1, 'x'.repeat(1e6), '\n\u202e', circular()]) {
      const text = strangeMessageText(value);
      assert.ok(text.length <= 300);
      assert.doesNotMatch(text, /[\n\u202e]/);
    }
  });

  it('from the host is refused by the page just the same, and so is a state that it did not keep', () => {
    for (const message of changedMessages(2_000)) {
      assert.equal(hostMessage(message), false);
      readPageState(message);
    }
  });
});

function circular(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}
