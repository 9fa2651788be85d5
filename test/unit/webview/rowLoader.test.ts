import assert from 'node:assert/strict';
import type { RowsAnswer } from '../../../src/core/dashboardContract';
import type { AskRows } from '../../../src/webview/rowLoader';
import { RowLoader } from '../../../src/webview/rowLoader';
import type { Deferred } from '../fleet/deferred';
import { deferred } from '../fleet/deferred';
import { modelOf, queryOf } from '../ui/dashboardFixture';

const [SAMPLE_ROW] = modelOf().rows(queryOf(), 0, 1).rows;
const TOTAL = 10_000;

interface Asked {
  readonly from: number;
  readonly signal: AbortSignal;
  readonly answer: Deferred<RowsAnswer>;
}

describe('the loading of rows', () => {
  let asked: Asked[];
  let answers: number;
  let faults: unknown[];
  let loader: RowLoader;

  beforeEach(() => {
    asked = [];
    answers = 0;
    faults = [];
    loader = new RowLoader();
    loader.use('query', 1);
  });

  const ask: AskRows = (from, _count, signal) => {
    const answer = deferred<RowsAnswer>();
    asked.push({ from, signal, answer });
    return answer.promise;
  };

  function load(from: number): void {
    loader.load(from, from + 40, ask, {
      onAnswer: () => (answers += 1),
      onFault: (error) => faults.push(error),
    });
  }

  /** Answers all that is asked for and not answered yet. */
  async function answerAll(): Promise<void> {
    for (const { from, answer } of asked.splice(0)) answer.resolve(answerAt(from));
    await new Promise(setImmediate);
  }

  function answerAt(from: number): RowsAnswer {
    assert.ok(SAMPLE_ROW);
    const row = SAMPLE_ROW;
    const rows = Array.from({ length: 100 }, (_, place) => ({ ...row, id: String(from + place) }));
    return { revision: 1, total: TOTAL, from, rows, labels: [] };
  }

  it('asks for a page once, however often it is wanted meanwhile', async () => {
    load(0);
    load(10);
    assert.equal(asked.length, 1);
    await answerAll();
    load(20);
    assert.equal(asked.length, 0);
    assert.equal(answers, 1);
  });

  it('asks again for rows that were dropped because others came', async () => {
    load(0);
    await answerAll();
    for (let page = 1; page < 40; page += 1) {
      load(page * 100);
      await answerAll();
    }
    assert.equal(loader.cache.row(0), undefined, 'dropped');
    load(0);
    assert.equal(asked.length, 1);
    await answerAll();
    assert.equal(loader.cache.row(0)?.id, '0');
  });

  it('asks again where a page has not come, and says so', async () => {
    load(0);
    asked.splice(0)[0]?.answer.reject(new Error('late'));
    await new Promise(setImmediate);
    assert.equal(faults.length, 1);
    load(0);
    assert.equal(asked.length, 1);
  });

  it('gives up what was asked for another query, and hears no more of it', async () => {
    load(0);
    const [first] = asked.splice(0);
    loader.use('another', 1);
    load(0);
    assert.equal(first?.signal.aborted, true);
    first.answer.reject(new Error('cancelled'));
    await new Promise(setImmediate);
    assert.deepEqual(faults, []);
    load(0);
    assert.equal(asked.length, 1, 'asked once for the new query');
    await answerAll();
    assert.equal(answers, 1);
  });

  it('keeps the old rows on the screen while those of a newer revision are on their way', async () => {
    load(0);
    await answerAll();
    loader.use('query', 2);
    assert.equal(loader.cache.row(0)?.id, '0');
    load(0);
    assert.equal(asked.length, 1);
  });
});
