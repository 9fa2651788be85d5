import assert from 'node:assert/strict';
import { OpenRequests } from '../../../src/ui/openRequests';

describe('OpenRequests', () => {
  it('are answered once, and not after they were cancelled', () => {
    const requests = new OpenRequests();
    requests.begin(1);
    requests.begin(2);
    requests.cancel(2);
    assert.deepEqual([requests.isOpen(1), requests.isOpen(2)], [true, false]);
    assert.deepEqual([requests.end(1), requests.end(1), requests.end(2)], [true, false, false]);
  });

  it('of a page that begins anew are not lost to what the one before has cancelled too late', () => {
    const requests = new OpenRequests();
    requests.begin(1);
    requests.end(1);
    requests.cancel(1);
    requests.forget();
    requests.begin(1);
    assert.equal(requests.isOpen(1), true);
    assert.equal(requests.end(1), true);
  });

  it('of the page before are not answered to the new one', () => {
    const requests = new OpenRequests();
    requests.begin(7);
    requests.forget();
    assert.equal(requests.end(7), false);
  });
});
