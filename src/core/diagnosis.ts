import { eligibilityOf } from './eligibility';
import type { Evidence, Judgement } from './diagnosisEvidence';
import {
  isAskedFor,
  judged,
  met,
  next,
  NOT_NEEDED,
  notKnown,
  notMet,
  quotesAbout,
  said,
  todo,
} from './diagnosisEvidence';
import { guestJudgements } from './diagnosisGuest';
import type { JudgedMachine } from './judgedMachine';
import type { GuestFacts } from './machineAction';
import type { AzureErrorFacts } from './machineFacts';
import { parseOsVersion } from './osVersion';
import { agentJudgements } from './diagnosisAgent';
import { enrollmentJudgements } from './diagnosisEnrollment';
import { trackJudgement } from './diagnosisTrack';
import type { Reason } from './reason';
import type { RequirementId, RequirementReading } from './requirement';
import { REQUIREMENT_IDS } from './requirement';

export interface Diagnosis {
  /** One for each of {@link REQUIREMENT_IDS}, in its order. */
  readonly requirements: readonly RequirementReading[];
  /** The first that blocks; null = nothing that is known does. */
  readonly blocking: RequirementReading | null;
  /** Azure's own words, as they are. */
  readonly azureErrors: readonly AzureErrorFacts[];
  /** What was read on the machine itself; null = it was not looked into. */
  readonly guest: GuestFacts | null;
}

/**
 * Walks the requirements of one machine. Says “not known” for what neither Azure nor a look into the machine has told.
 * `isRestartOwed`: VBS was enabled here, and the machine has not been restarted since.
 */
export function diagnose(machine: JudgedMachine, guest: GuestFacts | null, isRestartOwed = false): Diagnosis {
  const { facts, verdict } = machine;
  const eligibility = eligibilityOf(facts);
  const errors = [facts.patchSettings.error, facts.hotpatchFeature?.error ?? null].filter((error) => error !== null);
  const evidence: Evidence = { facts, verdict, eligibility, errors, guest, isRestartOwed };
  const judgements = judgementsOf(evidence);
  const requirements = REQUIREMENT_IDS.map((requirement): RequirementReading => {
    const { standing, says, fix, cause, blocks } = judgements[requirement];
    return { requirement, standing, says, fix, cause, blocks };
  });
  const blocking = requirements.find((reading) => reading.blocks) ?? null;
  return { requirements, blocking, azureErrors: errors, guest };
}

type Judgements = Readonly<Record<RequirementId, Judgement>>;

function judgementsOf(evidence: Evidence): Judgements {
  const { eligibility } = evidence;
  const system = systemJudgements(evidence);
  if (system.edition.standing === 'notMet') return { ...nothingElse('otherSystem'), ...system };
  const ofGuest = guestJudgements(evidence);
  const track = trackJudgement(evidence);
  if (eligibility.kind === 'builtIn') return { ...nothingElse('builtIn'), ...system, ...ofGuest, track };
  const { agentConnected, agentVersion, extensions } = agentJudgements(evidence);
  const { license, optIn } = enrollmentJudgements(evidence);
  // Field by field: spreading five objects takes most of the time that a fleet's diagnosis takes.
  return {
    edition: system.edition,
    build: system.build,
    agentConnected,
    agentVersion,
    extensions,
    license,
    optIn,
    vbs: ofGuest.vbs,
    secureBoot: ofGuest.secureBoot,
    track,
    licenseService: licenseServiceJudgement(evidence),
  };
}

/** Where the system decides all, the rest does not matter. */
function nothingElse(because: 'otherSystem' | 'builtIn'): Judgements {
  const same = { ...NOT_NEEDED, says: [said(because)] };
  return {
    edition: same,
    build: same,
    agentConnected: same,
    agentVersion: same,
    extensions: same,
    license: same,
    optIn: same,
    vbs: same,
    secureBoot: same,
    track: same,
    licenseService: same,
  };
}

function systemJudgements(evidence: Evidence): Pick<Judgements, 'edition' | 'build'> {
  const { facts, eligibility } = evidence;
  const build = buildJudgement(evidence);
  const reasons = eligibility.reasons.filter((one) => !isOfBuild(one)).map(judged);
  if (eligibility.kind === 'ineligible' && reasons.length > 0) {
    const fix = { of: 'next', step: { id: eligibility.nextStep, values: {} } } as const;
    const edition = notMet('edition', reasons, eligibility.nextStep === 'nothing' ? null : fix);
    return { edition, build: { ...NOT_NEEDED, says: [said('otherSystem')] } };
  }
  const isOpen = eligibility.reasons.some(({ id }) => id === 'osNotKnown' || id === 'editionNotKnown');
  if (isOpen) return { edition: notKnown(reasons), build };
  const right = said('editionRight', { os: facts.osSku ?? '' });
  const isSaid = eligibility.kind === 'builtIn';
  return { edition: met(isSaid ? reasons : [right, ...reasons]), build };
}

function isOfBuild({ id }: Reason): boolean {
  return id === 'buildTooOld' || id === 'buildNotReleased';
}

function buildJudgement(evidence: Evidence): Judgement {
  const { eligibility, errors } = evidence;
  const { osVersion } = evidence.facts;
  const wrong = eligibility.reasons.find(isOfBuild);
  if (wrong) return notMet('build', [judged(wrong)], next('updateBuild'));
  const quotes = quotesAbout('build', errors);
  if (quotes.length > 0 && isAskedFor(evidence)) {
    return notMet('build', [said('buildReported'), ...quotes], next('installSupportedBuild'));
  }
  const version = parseOsVersion(osVersion);
  if (version === undefined) return notKnown([said('buildNotSaid')]);
  return met([said('buildRight', { build: osVersion ?? '' })]);
}

/** Only the machine knows whether it reaches the service; an enrollment that is stuck raises doubts. */
function licenseServiceJudgement(evidence: Evidence): Judgement {
  const { verdict, errors } = evidence;
  const quotes = quotesAbout('licenseService', errors);
  if (quotes.length > 0 && isAskedFor(evidence)) {
    return notMet('licenseService', [said('serviceReported'), ...quotes], todo('openLicenseService'));
  }
  const isStuck = verdict.reasons.some(({ id }) => id === 'stuck');
  return notKnown([said(isStuck ? 'serviceDoubtful' : 'serviceNotInAzure')], todo('testLicenseService'));
}
