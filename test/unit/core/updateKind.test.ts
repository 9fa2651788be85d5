import assert from 'node:assert/strict';
import { bundledReleases } from '../../../src/core/bundledReleases';
import { updateKind } from '../../../src/core/updateKind';

describe('the kind of an update that only its title tells', () => {
  const kind = (title: string) =>
    updateKind({ kb: null, title, classifications: [], rebootBehavior: null }, bundledReleases);

  for (const [title, expected] of [
    ['2026-11 Cumulative Update for Microsoft server operating system version 24H2', 'unclassified'],
    ['Cumulative update for Windows Server', 'unclassified'],
    ['CUMULATIVE\nWINDOWS', 'unclassified'],
    ['cumulative cumulative windows', 'unclassified'],
    ['accumulative cumulative, windows', 'unclassified'],
    ['Windows cumulative update', 'other'],
    ['accumulative update for Windows', 'other'],
    ['Cumulative update for Windowsill', 'other'],
    ['cumulativewindows', 'other'],
    ['2026-11 Security Update', 'unclassified'],
    ['About the 2026-11 Security Update', 'other'],
    ['Cumulative Update for .NET Framework on Windows', 'other'],
    ['Windows Hotpatch', 'hotpatch'],
    ['', 'other'],
  ] as const) {
    it(`“${title.replace('\n', ' ')}” is ${expected}`, () => assert.equal(kind(title), expected));
  }

  it('is told at once of a title that says “cumulative” many thousand times', () => {
    const title = 'cumulative '.repeat(40_000);
    const start = performance.now();
    assert.equal(kind(title), 'other');
    assert.equal(kind(`${title} windows`), 'unclassified');
    assert.ok(performance.now() - start < 2_000);
  });
});
