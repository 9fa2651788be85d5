import type { WaitingUpdate } from './guest';
import { objectOf, parseJson, textOf } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { monthlyOffers } from './patchCatalogue';
import { releasedAt, releasesBefore, SERVER_2025, type MonthlyRelease } from './releaseHistory';

/** An update out of a row of patchassessmentresources, whichever form its fields have. */
export function updateOfRow(row: JsonRow): WaitingUpdate {
  const { patchName, kbId, version, classifications, rebootBehavior, msrcSeverity, publishedDateTime } = objectOf(
    row['properties'],
  );
  return {
    name: textOf(patchName),
    kb: typeof kbId === 'string' || typeof kbId === 'number' ? String(kbId) : null,
    version: typeof version === 'string' ? version : null,
    classifications: classificationsOf(classifications),
    rebootBehavior: textOf(rebootBehavior) || 'Unknown',
    severity: typeof msrcSeverity === 'string' ? msrcSeverity : null,
    published: textOf(publishedDateTime),
  };
}

function classificationsOf(value: Json | undefined): readonly string[] {
  const list = typeof value === 'string' ? (parseJson(value) ?? value) : value;
  if (typeof list === 'string') return [list];
  return Array.isArray(list) ? (list as readonly Json[]).map((each) => textOf(each)) : [];
}

/** The digits of a KB number in any form; null: there are none. */
export function kbDigits(text: string | null): string | null {
  return /(\d{5,})/.exec(text ?? '')?.[1] ?? null;
}

/** Of a version 10.0.26100.N, N; undefined: it is no Windows Server 2025 (or Windows 11 of the same build). */
export function revisionOf(osVersion: string): number | undefined {
  const match = /^10\.0\.26100\.(\d+)$/.exec(osVersion);
  return match ? Number(match[1]) : undefined;
}

/** The version with another revision, where that is a newer one; else null. */
export function versionAfter(osVersion: string, revision: number): string | null {
  const current = revisionOf(osVersion);
  return current !== undefined && current < revision ? `10.0.26100.${revision}` : null;
}

export function newestBaselineAt(now: number): MonthlyRelease {
  const out = releasesBefore(SERVER_2025, now);
  return out.find((each) => each.isBaseline) ?? out[0];
}

/** What an update does to Windows Server 2025's version. */
export type VersionChange =
  { readonly kind: 'atOnce'; readonly revision: number } | { readonly kind: 'afterRestart'; readonly revision: number };

/** Undefined: nothing, as with all but the monthly updates of Windows Server 2025. */
export function versionChangeOf(update: WaitingUpdate): VersionChange | undefined {
  const kb = kbDigits(update.kb) ?? kbDigits(update.name);
  const month = update.published.slice(0, 7);
  if (/hotpatch/i.test(update.name)) {
    const release = SERVER_2025.find((each) => !each.isBaseline && (each.kb === kb || each.day.startsWith(month)));
    return release && { kind: 'atOnce', revision: release.revision };
  }
  if (kb === null) return undefined;
  for (const release of SERVER_2025) {
    if (release.ordinaryKb === kb)
      return { kind: 'afterRestart', revision: release.ordinaryRevision ?? release.revision };
    if (release.kb === kb) return { kind: release.isBaseline ? 'afterRestart' : 'atOnce', revision: release.revision };
  }
  return undefined;
}

/** Whether an update cannot be in effect before a restart. */
export function wantsRestart(update: WaitingUpdate): boolean {
  return (
    update.rebootBehavior === 'AlwaysRequiresReboot' ||
    update.rebootBehavior === 'CanRequestReboot' ||
    versionChangeOf(update)?.kind === 'afterRestart'
  );
}

/** What decides which monthly update a Windows Server 2025 is offered. */
export interface OfferCauses {
  readonly osVersion: string;
  readonly takesHotpatches: boolean;
  /** Releases up to here were offered before. */
  readonly since: number;
  readonly now: number;
}

/** The waiting updates with what was released in the meantime, which supersedes the monthly ones before it. */
export function withNewReleases(waiting: readonly WaitingUpdate[], causes: OfferCauses): readonly WaitingUpdate[] {
  const revision = revisionOf(causes.osVersion);
  const [newest] = releasesBefore(SERVER_2025, causes.now);
  if (revision === undefined || releasedAt(newest) <= causes.since || revision >= newest.revision) return waiting;
  return [monthlyOffer(newest, revision, causes.takesHotpatches), ...waiting.filter((each) => !versionChangeOf(each))];
}

function monthlyOffer(newest: MonthlyRelease, revision: number, takesHotpatches: boolean): WaitingUpdate {
  const offers = monthlyOffers(newest);
  if (!takesHotpatches || newest.isBaseline) return offers.cumulative;
  const baseline = newestBaselineAt(releasedAt(newest));
  // Behind the baseline it is offered the baseline: no hotpatch fits it before.
  if (revision < baseline.revision) return monthlyOffers(baseline).cumulative;
  return isOnTrack(revision, newest) ? offers.hotpatch : offers.cumulative;
}

/** On the newest baseline or a hotpatch after it. */
function isOnTrack(revision: number, newest: MonthlyRelease): boolean {
  const baseline = newestBaselineAt(releasedAt(newest));
  return SERVER_2025.some((each) => each.day >= baseline.day && each.revision === revision);
}
