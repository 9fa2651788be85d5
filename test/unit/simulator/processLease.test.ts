import assert from 'node:assert/strict';
import { ProcessLease } from '../../../src/simulator/processLease';

describe('the lease of the process', () => {
  function leaseOf(idleSeconds: number | null): { lease: ProcessLease; pass: (seconds: number) => void } {
    let now = 0;
    return {
      lease: new ProcessLease(idleSeconds, () => now),
      pass: (seconds) => {
        now += seconds * 1000;
      },
    };
  }

  it('ends when nobody asked for so long', () => {
    const { lease, pass } = leaseOf(10);
    pass(9);
    assert.equal(lease.remaining(), 1000);
    pass(1);
    assert.equal(lease.remaining(), 0);
    pass(5);
    assert.equal(lease.remaining(), 0);
  });

  it('begins again with every request', () => {
    const { lease, pass } = leaseOf(10);
    pass(9);
    lease.touch();
    assert.equal(lease.remaining(), 10_000);
  });

  it('lasts for a lease, and so long again', () => {
    const { lease, pass } = leaseOf(10);
    lease.lease(60);
    pass(60);
    assert.equal(lease.remaining(), 10_000);
    pass(10);
    assert.equal(lease.remaining(), 0);
  });

  it('is not shortened by a shorter lease', () => {
    const { lease } = leaseOf(10);
    lease.lease(60);
    lease.lease(5);
    assert.equal(lease.remaining(), 70_000);
  });

  it('never ends without an idle time', () => {
    const { lease, pass } = leaseOf(null);
    pass(1e9);
    assert.equal(lease.remaining(), null);
  });
});
