import type { AzureErrorFacts } from './machineFacts';
import type { MessageValues, NextStep } from './reason';
import { NO_VALUES } from './reason';
import type { NextStepId } from './stateTable';
import type { TrackReading } from './track';

/** What an error of Azure's can be about. Codes are not documented, so that words decide; the code's before the message's. */
export type ErrorSubject = 'vbs' | 'secureBoot' | 'track' | 'build' | 'licenseService';

const SUBJECTS: readonly (readonly [ErrorSubject, RegExp])[] = [
  ['vbs', /vbs|virtuali[sz]ation[\s-]?based|vsm|virtual\s?secure\s?mode/i],
  ['secureBoot', /secure\s?boot|uefi|generation\s?[12]\b/i],
  ['track', /baseline/i],
  ['build', /unsupported\s?(?:os\s?)?(?:build|version)|(?:build|version)\s?(?:is\s)?not\s?supported/i],
  ['licenseService', /dls\.microsoft\.com|licen[cs](?:e|ing)\s?(?:service|check)/i],
];

/** What the error is about; null = its words do not tell. */
export function subjectOf({ code, message }: AzureErrorFacts): ErrorSubject | null {
  for (const text of [code, message]) {
    const subject = SUBJECTS.find(([, words]) => words.test(text))?.[0];
    if (subject !== undefined) return subject;
  }
  return null;
}

const STEPS: Readonly<Record<ErrorSubject, NextStepId>> = {
  vbs: 'enableVbs',
  secureBoot: 'turnSecureBootOn',
  track: 'installLatestBaseline',
  build: 'installSupportedBuild',
  licenseService: 'reachLicenseService',
};

/** What Azure's own words ask for: the first error whose words tell. Null = none does. */
export function stepOfErrors(errors: readonly (AzureErrorFacts | null)[], track: TrackReading): NextStep | null {
  for (const error of errors) {
    const subject = error === null ? null : subjectOf(error);
    if (subject !== null) return (subject === 'track' ? stepOfTrack(track) : null) ?? plain(STEPS[subject]);
  }
  return null;
}

/** Where the revision says which baseline it is, that is said. */
export function stepOfTrack({ track, reason }: TrackReading): NextStep | null {
  const values: MessageValues = reason?.values ?? NO_VALUES;
  if (track === 'behindBaseline') return { id: 'installBaseline', values };
  return track === 'offTrack' ? { id: 'awaitBaseline', values } : null;
}

function plain(id: NextStepId): NextStep {
  return { id, values: NO_VALUES };
}
