import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listPageOf, readList } from '../../../src/azure/armList';
import { succeeded } from '../../../src/core/result';

describe('an ARM list', () => {
  it('may have far more items than Azure would ever send', async () => {
    const items = Array.from({ length: 300_000 }, (_, place) => place);
    const read = await readList('https://x.example/1', () => Promise.resolve(succeeded({ items, nextLink: null })));
    assert.ok(read.ok);
    assert.equal(read.value.length, items.length);
  });

  it('ends where its pages go round in circles, or on and on', async () => {
    let pages = 0;
    for (const nextLink of [() => 'https://x.example/1', () => `https://x.example/${pages}`, () => 'no url']) {
      pages = 0;
      const read = await readList('https://x.example/1', () => {
        pages += 1;
        return Promise.resolve(succeeded({ items: [], nextLink: nextLink() }));
      });
      assert.equal(read.ok, false);
      assert.ok(pages <= 100);
    }
  });

  it('is read from any JSON or not at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const page = listPageOf(body);
        assert.ok(page === null || (Array.isArray(page.items) && page.nextLink !== ''));
      }),
    );
  });
});
