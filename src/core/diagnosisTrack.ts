import type { Evidence, Judgement } from './diagnosisEvidence';
import { isAskedFor, judged, met, next, notKnown, notMet, NOT_NEEDED, quotesAbout, said } from './diagnosisEvidence';

/** Baseline and hotpatch track, by the revision; Azure's word goes before it. */
export function trackJudgement(evidence: Evidence): Judgement {
  const { verdict, errors } = evidence;
  const { track, reason } = verdict.track;
  const because = reason === null ? [] : [judged(reason)];
  const values = reason?.values ?? {};
  const quotes = quotesAbout('track', errors);
  switch (track) {
    case 'behindBaseline':
      return notMet('behindBaseline', [...because, ...quotes], next('installBaseline', values));
    case 'offTrack':
      return notMet('offTrack', [...because, ...quotes], next('awaitBaseline', values));
    case 'notApplicable':
      return notOnAnyTrack(evidence);
    default:
      break;
  }
  if (quotes.length > 0 && isAskedFor(evidence)) {
    return notMet('behindBaseline', [said('baselineReported'), ...quotes, ...because], next('installLatestBaseline'));
  }
  if (track === 'onTrack') return met(because);
  if (track === 'ambiguous') return notKnown(because, next('checkRevision', values));
  return notKnown(because.length > 0 ? because : [said('trackNotSaid')]);
}

/** A preview build needs no baseline but another build; of a system that is not known, neither is the track. */
function notOnAnyTrack({ eligibility }: Evidence): Judgement {
  if (eligibility.kind !== 'ineligible') return notKnown([said('trackNotSaid')]);
  return { ...NOT_NEEDED, says: eligibility.reasons.map(judged) };
}
