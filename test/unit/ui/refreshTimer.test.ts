import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/core/instant';
import { RefreshTimer } from '../../../src/ui/refreshTimer';

describe('RefreshTimer', () => {
  let isVisible: boolean;
  let reads: number;
  let timer: RefreshTimer;
  let intervals: TestIntervals;

  beforeEach(() => {
    intervals = new TestIntervals();
    isVisible = true;
    reads = 0;
    timer = new RefreshTimer(
      () => isVisible,
      () => (reads += 1),
    );
  });

  afterEach(() => {
    timer.dispose();
    intervals.restore();
  });

  it('asks for a read every so many minutes', () => {
    timer.every(10);
    intervals.advance(9 * MINUTE);
    assert.equal(reads, 0);
    intervals.advance(21 * MINUTE);
    assert.equal(reads, 3);
  });

  it('asks for none when it is off or disposed', () => {
    timer.every(10);
    timer.every(0);
    intervals.advance(60 * MINUTE);
    timer.every(10);
    timer.dispose();
    intervals.advance(60 * MINUTE);
    assert.equal(reads, 0);
  });

  it('runs once, however often it is set', () => {
    timer.every(10);
    timer.every(20);
    intervals.advance(20 * MINUTE);
    assert.equal(reads, 1);
  });

  it('waits while nothing can be seen, and makes up for it once', () => {
    timer.every(10);
    timer.becameVisible();
    assert.equal(reads, 0);
    isVisible = false;
    intervals.advance(30 * MINUTE);
    timer.becameVisible();
    assert.equal(reads, 0);
    isVisible = true;
    timer.becameVisible();
    timer.becameVisible();
    assert.equal(reads, 1);
  });
});

/** Stands in for setInterval and clearInterval; the test lets the time go by. */
class TestIntervals {
  readonly #running = new Map<object, { readonly act: () => void; readonly every: number; due: number }>();
  readonly #real = { setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval };
  #now = 0;

  constructor() {
    Reflect.set(globalThis, 'setInterval', (act: () => void, every: number) => {
      const id = {};
      this.#running.set(id, { act, every, due: this.#now + every });
      return id;
    });
    Reflect.set(globalThis, 'clearInterval', (id: object) => this.#running.delete(id));
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (const one of this.#running.values()) {
      for (; one.due <= end; one.due += one.every) one.act();
    }
    this.#now = end;
  }

  restore(): void {
    Object.assign(globalThis, this.#real);
  }
}
