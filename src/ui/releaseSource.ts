import { readFile } from 'node:fs/promises';
import { bundledReleases } from '../core/bundledReleases';
import { errorMessage } from '../core/errorMessage';
import type { ReleaseCatalogue } from '../core/release';
import { extendReleases, readReleases } from '../core/releaseSettings';
import type { SettingIssue, Settings } from './settings';
import { releaseIssues, SETTINGS, SETTINGS_SECTION } from './settings';

export interface ReleaseSourceReading {
  readonly releases: ReleaseCatalogue;
  readonly issues: readonly SettingIssue[];
}

/** The bundled months, the months of the setting over them. No file is read. */
export function releasesOf(settings: Settings): ReleaseCatalogue {
  return extendReleases(bundledReleases, settings.releases);
}

/** The bundled months, over them those of the shared file, over these those of the setting. */
export async function releasesWithFile(settings: Settings): Promise<ReleaseSourceReading> {
  if (settings.releaseFile === '') return { releases: releasesOf(settings), issues: [] };
  try {
    const { months, issues } = readReleases(JSON.parse(await readFile(settings.releaseFile, 'utf8')));
    const releases = extendReleases(extendReleases(bundledReleases, months), settings.releases);
    return { releases, issues: releaseIssues(SETTINGS.releaseFile, issues) };
  } catch (error) {
    const message = errorMessage(error);
    const setting = `${SETTINGS_SECTION}.${SETTINGS.releaseFile}`;
    const issue = { setting, problem: { id: 'error.setting.file' as const, values: { message } }, isFatal: false };
    return { releases: releasesOf(settings), issues: [issue] };
  }
}
