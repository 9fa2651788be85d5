import assert from 'node:assert/strict';
import type { MachineRowView } from '../../../src/core/dashboardContract';
import { modelOf, queryOf } from '../ui/dashboardFixture';
import { PAGE_ROWS, RowCache } from '../../../src/webview/rowCache';

const [SAMPLE_ROW] = modelOf().rows(queryOf(), 0, 1).rows;

function rows(page: number, total: number): readonly MachineRowView[] {
  assert.ok(SAMPLE_ROW);
  const row = SAMPLE_ROW;
  const length = Math.max(0, Math.min(PAGE_ROWS, total - page * PAGE_ROWS));
  return Array.from({ length }, (_, place) => ({ ...row, id: String(page * PAGE_ROWS + place) }));
}

function fill(cache: RowCache, page: number, total: number): boolean {
  return cache.put(page, { rows: rows(page, total), total }, cache.generation);
}

describe('the page’s rows', () => {
  it('are missing until they have come, page by page', () => {
    const cache = new RowCache();
    assert.deepEqual(cache.missing(0, 40), [0]);
    fill(cache, 0, 1_000);
    assert.deepEqual(cache.missing(0, 40), []);
    assert.deepEqual(cache.missing(90, 310), [1, 2, 3]);
    assert.equal(cache.row(5)?.id, '5');
    assert.equal(cache.row(500), undefined);
  });

  it('are not asked for beyond the end', () => {
    const cache = new RowCache();
    fill(cache, 0, 120);
    assert.deepEqual(cache.missing(0, 5_000), [1]);
    fill(cache, 1, 120);
    assert.deepEqual(cache.missing(0, 5_000), []);
  });

  it('stay on the screen after a refresh until newer ones are here', () => {
    const cache = new RowCache();
    fill(cache, 0, 300);
    fill(cache, 1, 300);
    cache.renew(false);
    assert.deepEqual(cache.missing(0, 150), [0, 1]);
    assert.equal(cache.row(150)?.id, '150');
    fill(cache, 0, 300);
    assert.equal(cache.row(150)?.id, '150');
    assert.deepEqual(cache.missing(0, 150), [1]);
  });

  it('go with the first answer to another query', () => {
    const cache = new RowCache();
    fill(cache, 0, 300);
    fill(cache, 1, 300);
    cache.renew(true);
    assert.equal(cache.row(150)?.id, '150');
    fill(cache, 0, 20);
    assert.equal(cache.row(150), undefined);
    assert.equal(cache.total, 20);
  });

  it('do not take an answer to an earlier question', () => {
    const cache = new RowCache();
    const { generation } = cache;
    cache.renew(false);
    assert.equal(cache.put(0, { rows: rows(0, 5), total: 5 }, generation), false);
    assert.equal(cache.total, 0);
  });

  it('are few, however far one scrolls', () => {
    const cache = new RowCache();
    for (let page = 0; page < 1_000; page += 1) fill(cache, page, 100_000);
    const kept = Array.from({ length: 1_000 }, (_, page) => cache.row(page * PAGE_ROWS)).filter(Boolean);
    assert.ok(kept.length <= 12, String(kept.length));
    assert.equal(cache.row(99_999)?.id, '99999');
  });
});
