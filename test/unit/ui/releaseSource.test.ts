import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseCatalogue } from '../../../src/core/release';
import { releasesOf, releasesWithFile } from '../../../src/ui/releaseSource';
import type { Settings } from '../../../src/ui/settings';
import { readSettings } from '../../../src/ui/settings';
import { temporaryFolder } from '../fleet/temporaryFolder';

describe('release data', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'releases.json');
  const entry = (build: string) => ({ month: '2026-10', type: 'baseline', build });

  it('are the bundled ones where nothing is set', async () => {
    const { releases, issues } = await releasesWithFile(settingsOf({}));
    assert.deepEqual(releases, releasesOf(settingsOf({})));
    assert.deepEqual(issues, []);
    assert.ok(releases.months.length > 20);
  });

  it('are those of the file over the bundled ones, and those of the setting over both', async () => {
    await writeFile(path(), JSON.stringify([entry('26100.33600'), { ...entry('26100.33700'), month: '2026-11' }]));
    const withFile = settingsOf({ releaseFile: path() });
    assert.equal(revisionOf((await releasesWithFile(withFile)).releases, '2026-10'), 33_600);
    const both = settingsOf({ releaseFile: path(), releases: [entry('26100.33601')] });
    const { releases, issues } = await releasesWithFile(both);
    assert.deepEqual(issues, []);
    assert.deepEqual([revisionOf(releases, '2026-10'), revisionOf(releases, '2026-11')], [33_601, 33_700]);
    assert.equal(revisionOf(releasesOf(both), '2026-10'), 33_601);
  });

  it('go on without a file that is not there or no JSON, and name the setting', async () => {
    await writeFile(path(), '{');
    for (const releaseFile of [path(), join(folder(), 'missing.json'), folder()]) {
      const settings = settingsOf({ releaseFile, releases: [entry('26100.33601')] });
      const { releases, issues } = await releasesWithFile(settings);
      assert.equal(revisionOf(releases, '2026-10'), 33_601);
      assert.deepEqual(
        issues.map(({ setting, isFatal }) => [setting, isFatal]),
        [['hotpatchFleet.releaseFile', false]],
      );
    }
  });

  it('leave out the entries of a file that are wrong, and name the setting', async () => {
    await writeFile(path(), JSON.stringify({ ws2025: [entry('26100.33600'), { month: 'x' }] }));
    const { releases, issues } = await releasesWithFile(settingsOf({ releaseFile: path() }));
    assert.equal(revisionOf(releases, '2026-10'), 33_600);
    assert.deepEqual(
      issues.map(({ setting, problem }) => [setting, problem.id, problem.values]),
      [['hotpatchFleet.releaseFile', 'releaseIssue.monthInvalid', { entry: 2 }]],
    );
  });
});

function settingsOf(values: Readonly<Record<string, unknown>>): Settings {
  return readSettings((name) => values[name]).settings;
}

function revisionOf({ months }: ReleaseCatalogue, month: string): number | null | undefined {
  return months.find((one) => one.product === 'ws2025' && one.month === month)?.revision;
}
