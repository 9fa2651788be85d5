import assert from 'node:assert/strict';
import type { GraphPage } from '../../../src/azure/resourceGraph';
import { readPages } from '../../../src/azure/resourceGraph';
import { succeeded } from '../../../src/core/result';
import { NEVER_ABORTED } from './fixtures';

describe('the pages of a query', () => {
  const query = { query: 'resources', subscriptions: [] };

  for (const [what, page] of [
    ['rows', { rows: Array.from({ length: 100_000 }, () => 0), size: 200_000 }],
    ['text', { rows: [0], size: 60_000_000 }],
  ] as const) {
    it(`end where there are more ${what} than could be held`, async () => {
      let pages = 0;
      const connection = {
        query: () => {
          pages += 1;
          const answer: GraphPage = { ...page, totalRows: null, skipToken: `page ${pages}`, isTruncated: false };
          return Promise.resolve(succeeded(answer));
        },
      };
      const outcome = await readPages(connection, query, (rows) => rows.length, NEVER_ABORTED);
      assert.equal(outcome.fault?.kind, 'tooLarge');
      assert.ok(pages <= 20, String(pages));
    });
  }
});
