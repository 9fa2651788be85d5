import type { CauseId, RequirementId } from './requirement';
import type { Evidence, Judgement } from './diagnosisEvidence';
import { isAskedFor, judged, met, next, notKnown, notMet, quoted, quotesAbout, said, todo } from './diagnosisEvidence';
import { stepOfErrors, subjectOf } from './azureError';
import type { ReasonId } from './reason';
import { reason } from './reason';
import type { NextStepId } from './stateTable';

/** The two switches: the license feature (enrollment) and the opt-in. */
export function enrollmentJudgements(
  evidence: Evidence,
): Readonly<Record<Extract<RequirementId, 'license' | 'optIn'>, Judgement>> {
  return { license: licenseJudgement(evidence), optIn: optInJudgement(evidence) };
}

function licenseJudgement(evidence: Evidence): Judgement {
  const { facts, verdict } = evidence;
  const feature = facts.hotpatchFeature;
  switch ((feature?.status ?? '').toLowerCase()) {
    case 'enabled':
      return met([said('enrolled')]);
    case 'enabling':
      return underWay(evidence, 'enrolling');
    case 'disabling':
      return underWay(evidence, 'disenrolling');
    case 'failed':
      return unlicensed(evidence, 'enrollmentFailed', 'enrollmentFailed', 'fixFailure');
    case 'disabled':
      return unlicensed(evidence, 'enrollmentCancelled', 'cancelled', 'enrollAgain');
    case '':
    case 'unknown':
      return unlicensed(evidence, feature === null ? 'neverEnrolled' : 'featureStatusUnknown', 'notEnrolled', 'enroll');
    default: {
      const unheardOf = verdict.reasons.find(({ id }) => id === 'featureStatusUnheardOf');
      return notKnown(
        [judged(unheardOf ?? reason('featureStatusUnheardOf', { status: feature?.status ?? '' }))],
        next('readStatus'),
      );
    }
  }
}

function unlicensed(evidence: Evidence, because: ReasonId, cause: CauseId, step: NextStepId): Judgement {
  const error = evidence.facts.hotpatchFeature?.error ?? null;
  const asked = cause === 'enrollmentFailed' ? stepOfErrors([error], evidence.verdict.track) : null;
  const fix = asked === null ? next(step) : next(asked.id, asked.values);
  return notMet(cause, [judged(reason(because)), ...(error === null ? [] : [quoted(error)])], fix);
}

/** Under way, or stuck for so long that somebody has to look. */
function underWay({ verdict }: Evidence, because: 'enrolling' | 'disenrolling'): Judgement {
  const stuck = verdict.reasons.find(({ id }) => id === 'stuck');
  const says = [...(stuck ? [judged(stuck)] : []), judged(reason(because))];
  return stuck ? notMet('stuck', says, next('checkStuck')) : notMet('enrolling', says, next('wait'));
}

function optInJudgement(evidence: Evidence): Judgement {
  const { enableHotpatching, enablementStatus } = evidence.facts.patchSettings;
  const status = (enablementStatus ?? '').toLowerCase();
  if (enableHotpatching === false) return notMet('turnedOff', [judged(reason('optedOut'))], next('turnOn'));
  if (status === 'disabled') return notMet('turnedOff', [judged(reason('disabledByAzure'))], next('turnOn'));
  if (status === 'pendingevaluation') {
    const stuck = evidence.verdict.reasons.find(({ id }) => id === 'stuck');
    const says = [...(stuck ? [judged(stuck)] : []), judged(reason('evaluating'))];
    return stuck ? notMet('stuck', says, next('checkStuck')) : notMet('evaluating', says, todo('awaitEvaluation'));
  }
  if (status === 'actionrequired') return actionRequired(evidence);
  if (!['', 'unknown', 'enabled'].includes(status)) {
    return notKnown([said('switchStatusNotKnown', { status: enablementStatus ?? '' })], next('readStatus'));
  }
  return met([said(enableHotpatching === true ? 'switchOn' : 'switchNeverSet')]);
}

/** Azure asks for something. Where its words say for what, that requirement is the cause, and the switch itself is on. */
function actionRequired(evidence: Evidence): Judgement {
  const { facts, errors } = evidence;
  const isOn = facts.patchSettings.enableHotpatching === true;
  const switched = said(isOn ? 'switchOn' : 'switchNeverSet');
  const asks = judged(reason('actionRequired'));
  const isNamed = isAskedFor(evidence) && errors.some((error) => subjectOf(error) !== null);
  // A look into the machine may have found what Azure does not name.
  const isFound = evidence.isRestartOwed || evidence.guest?.vbsStatus === 0 || evidence.guest?.vbsStatus === 1;
  if (isNamed || isFound) return met([switched, asks]);
  return notMet('actionRequired', [asks, ...quotesAbout(null, errors)], next('fixActionRequired'));
}
