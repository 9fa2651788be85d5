import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryAfterOf } from '../../../src/azure/retry';
import { VirtualClock } from './virtualClock';

const DAY = 86_400_000;

describe('how long an answer asks to wait', () => {
  const clock = new VirtualClock();
  const asked = (headers: Readonly<Record<string, string>>) => retryAfterOf((name) => headers[name], clock);

  const texts: readonly (readonly [string, number | null])[] = [
    ['30', 30_000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['', null],
    // Each of these is a date to Date.parse, or one that is long over.
    ['-5', null],
    ['-5e1', null],
    ['abc 1', null],
    ['1/2', null],
    ['120, 120', null],
    ['1e400', null],
    ['soon', null],
    ['1e306', DAY],
    ['99999999999', DAY],
    ['Sun, 22 Nov 2026 00:00:09 GMT', 9000],
    ['Sunday, 22-Nov-26 00:00:09 GMT', 9000],
    ['2026-11-22T00:00:09Z', 9000],
    ['Sat, 21 Nov 2026 00:00:00 GMT', 0],
    ['Sun, 22 Nov 2099 00:00:00 GMT', DAY],
  ];
  for (const [text, milliseconds] of texts) {
    it(`of “${text}” is ${milliseconds}`, () => {
      assert.equal(asked({ 'retry-after': text }), milliseconds);
    });
  }

  it('in milliseconds is taken the same way', () => {
    assert.equal(asked({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
    assert.equal(asked({ 'retry-after-ms': '-5', 'x-ms-retry-after-ms': '300' }), 300);
    assert.equal(asked({ 'retry-after-ms': '-5' }), null);
    assert.equal(asked({ 'x-ms-retry-after-ms': '1e306' }), DAY);
  });

  it('is not said, or from now on up to a day, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), (text) => {
        const wait = asked({ 'retry-after': text });
        assert.ok(wait === null || (wait >= 0 && wait <= DAY), `${String(wait)} of ${text}`);
      }),
    );
  });
});
