import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listPageOf, readList } from '../../../src/azure/armList';
import { succeeded } from '../../../src/core/result';

describe('an ARM list', () => {
  it('may have far more items than Azure would ever send', async () => {
    const items = Array.from({ length: 200_000 }, (_, place) => place);
    const page = { items, nextLink: null, size: 1_000_000 };
    const read = await readList('https://x.example/1', () => Promise.resolve(succeeded(page)));
    assert.ok(read.ok);
    assert.equal(read.value.length, items.length);
  });

  it('ends where its pages together have more than could be held', async () => {
    for (const [page, mostPages] of [
      [{ items: [], size: 8_000_000 }, 10],
      [{ items: Array.from({ length: 50_000 }, () => 0), size: 100_000 }, 10],
    ] as const) {
      let pages = 0;
      const read = await readList('https://x.example/0', () => {
        pages += 1;
        return Promise.resolve(succeeded({ ...page, nextLink: `https://x.example/${pages}` }));
      });
      assert.ok(!read.ok);
      assert.equal(read.fault.kind, 'tooLarge');
      assert.ok(pages <= mostPages, String(pages));
    }
  });

  it('ends where its pages go round in circles, or on and on', async () => {
    let pages = 0;
    for (const nextLink of [() => 'https://x.example/1', () => `https://x.example/${pages}`, () => 'no url']) {
      pages = 0;
      const read = await readList('https://x.example/1', () => {
        pages += 1;
        return Promise.resolve(succeeded({ items: [], nextLink: nextLink(), size: 20 }));
      });
      assert.equal(read.ok, false);
      assert.ok(pages <= 100);
    }
  });

  it('is read from any JSON or not at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const page = listPageOf(JSON.stringify(body));
        assert.ok(page === null || (Array.isArray(page.items) && page.nextLink !== ''));
      }),
    );
  });
});
