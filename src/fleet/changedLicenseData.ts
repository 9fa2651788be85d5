import type { OtherLicenseData } from '../azure/machineWriting';

/** Where pay-as-you-go Windows would show. It must never appear by our doing. */
const PAY_AS_YOU_GO = /productprofile\.subscriptionstatus$/i;

/** What Azure writes out in one view and leaves out in another: an absent value says the same. */
const SAYS_NO = 'false';

/**
 * What a write lost or changed beside the feature: paths that were there and are gone or other, and pay-as-you-go that
 * was not there before. Other new paths are what Azure fills in by itself. Null: it is not known what was there.
 */
export function changedLicenseData(before: OtherLicenseData | null, now: OtherLicenseData): readonly string[] {
  const lost = Object.entries(before ?? {}).flatMap(([path, value]) =>
    (now[path] ?? SAYS_NO) === value ? [] : [path],
  );
  const bought = Object.entries(now).flatMap(([path, value]) =>
    before !== null && !(path in before) && PAY_AS_YOU_GO.test(path) && !/disabled/i.test(value) ? [path] : [],
  );
  return [...lost, ...bought];
}
