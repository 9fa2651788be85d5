import type { ConnectionId } from './connection';
import { connectionOf } from './connection';
import type { Eligibility } from './eligibility';
import { eligibilityOf } from './eligibility';
import type { Instant } from './instant';
import { HOUR } from './instant';
import type { AzureErrorFacts, MachineFacts, ProductFeatureFacts } from './machineFacts';
import type { MachineHistory } from './machineHistory';
import { worseningReason } from './machineHistory';
import { parseOsVersion } from './osVersion';
import type { NextStep, Reason } from './reason';
import { NO_VALUES, reason } from './reason';
import type { RebootReading } from './reboot';
import { rebootOf } from './reboot';
import type { ReleaseCatalogue, ReleaseProduct } from './release';
import { releasePosition } from './releaseCalendar';
import type { ReleasePosition } from './releaseCalendar';
import type { NextStepId, StateId } from './stateTable';
import { stateTable } from './stateTable';
import type { TrackReading } from './track';
import { trackNotApplicable, trackOf } from './track';

/** An enrollment takes about 12 minutes; one that is pending for longer than this is called stuck. */
export const STUCK_AFTER = HOUR;

/** A machine judged: its state, why, what to do, and the separate facts that do not hide the state. */
export interface Classification {
  readonly state: StateId;
  /** What decides the state first, then everything else that holds. Never empty but for a machine of which nothing can be said. */
  readonly reasons: readonly Reason[];
  readonly nextStep: NextStep;
  /** Counted by the badge. More than the state's own flag: a stuck or lost enrollment needs a hand too. */
  readonly needsAttention: boolean;
  readonly isHotpatched: boolean;
  readonly isEligible: boolean;
  readonly connection: ConnectionId;
  readonly reboot: RebootReading;
  readonly track: TrackReading;
}

/** Judges machines at one moment, by one release catalogue. Equal OS versions are read once. */
export type Classify = (facts: MachineFacts, history: MachineHistory) => Classification;

export interface ClassifyOptions {
  readonly releases: ReleaseCatalogue;
  readonly now: Instant;
  /** Days after a release before a machine is measured against it. */
  readonly graceDays: number;
}

export function classifier(options: ClassifyOptions): Classify {
  const readTrack = trackReader(options);
  return (facts, history) => {
    const eligibility = eligibilityOf(facts);
    const track = readTrack(facts.osVersion, eligibility);
    return classify({ facts, history, eligibility, track, now: options.now });
  };
}

function trackReader({ releases, now, graceDays }: ClassifyOptions) {
  const positions = new Map<ReleaseProduct, ReleasePosition>();
  const readings = new Map<string, TrackReading>();
  const positionOf = (product: ReleaseProduct): ReleasePosition => {
    const position = positions.get(product) ?? releasePosition(releases, product, now, graceDays);
    positions.set(product, position);
    return position;
  };
  return (osVersion: string | null, eligibility: Eligibility): TrackReading => {
    const product = eligibility.kind === 'ineligible' ? null : eligibility.product;
    const key = `${product ?? ''} ${osVersion ?? ''}`;
    const known = readings.get(key);
    if (known) return known;
    const version = parseOsVersion(osVersion);
    const reading = product === null ? trackNotApplicable(version) : trackOf(version, positionOf(product));
    readings.set(key, reading);
    return reading;
  };
}

interface Evidence {
  readonly facts: MachineFacts;
  readonly history: MachineHistory;
  readonly eligibility: Eligibility;
  readonly track: TrackReading;
  readonly now: Instant;
}

/** One thing that holds of a machine: the state it would give, why, and the next step where it differs from the state's own. */
interface Finding {
  readonly state: StateId | null;
  readonly reasons: readonly Reason[];
  readonly nextStep?: NextStepId;
  readonly needsAttention?: boolean;
}

function classify(evidence: Evidence): Classification {
  const findings = findingsOf(evidence);
  const decisive = findings.find((finding) => finding.state !== null);
  const state = decisive?.state ?? 'enabled';
  const entry = stateTable[state];
  const { track, facts } = evidence;
  // Azure Edition keeps its state whatever else holds, so what holds it back shows in the counts and the next step.
  const holding = state === 'builtIn' ? findings.find((finding) => isHoldingBack(finding.state)) : undefined;
  const asksForHand = findings.some((finding) => finding.needsAttention === true);
  const needsAttention = entry.attention || asksForHand || isAttentionState(holding?.state);
  const reasons = findings.flatMap((finding) => finding.reasons);
  return {
    state,
    reasons: [...reasons, ...closingReasons(state, track, reasons.length === 0)],
    nextStep: nextStepOf(holding ?? decisive, state, track),
    needsAttention,
    isHotpatched: entry.hotpatched && holding === undefined,
    isEligible: entry.eligible,
    connection: connectionOf(facts.status),
    reboot: rebootOf(facts.assessment, facts.installation),
    track,
  };
}

function isHoldingBack(state: StateId | null): boolean {
  return state === 'actionRequired' || state === 'behindBaseline' || state === 'offTrack' || state === 'turnedOff';
}

function isAttentionState(state: StateId | null | undefined): boolean {
  return state !== null && state !== undefined && stateTable[state].attention;
}

function nextStepOf(finding: Finding | undefined, state: StateId, track: TrackReading): NextStep {
  const id = finding?.nextStep ?? stateTable[finding?.state ?? state].nextStep;
  const isToBeChecked = id === 'nothing' && stateTable[state].hotpatched && track.track === 'ambiguous';
  if (isToBeChecked) return { id: 'checkRevision', values: track.reason?.values ?? NO_VALUES };
  return { id, values: finding?.reasons[0]?.values ?? NO_VALUES };
}

/** What is worth saying of a machine with which nothing is wrong, and what the revision says of one that gets no hotpatches. */
function closingReasons(state: StateId, track: TrackReading, isOnlyReason: boolean): readonly Reason[] {
  if (track.reason === null) return [];
  const speaks = track.track === 'onTrack' || track.track === 'unknown' || track.track === 'ambiguous';
  const fits = stateTable[state].hotpatched || isOnlyReason;
  return speaks && fits ? [track.reason] : [];
}

/** Everything that holds, in the order in which it decides: the first finding with a state wins. */
function findingsOf(evidence: Evidence): readonly Finding[] {
  return [
    ...eligibilityFindings(evidence.eligibility),
    ...featureFindings(evidence),
    ...switchFindings(evidence),
    ...trackFindings(evidence),
    ...historyFindings(evidence),
  ];
}

function eligibilityFindings(eligibility: Eligibility): readonly Finding[] {
  switch (eligibility.kind) {
    case 'ineligible':
      return [{ state: 'ineligible', reasons: eligibility.reasons, nextStep: eligibility.nextStep }];
    case 'builtIn':
      return [{ state: 'builtIn', reasons: eligibility.reasons }];
    default:
      return eligibility.reasons.length > 0 ? [{ state: null, reasons: eligibility.reasons }] : [];
  }
}

/** The license feature (enrollment), with an evaluation that Azure has not finished. */
function featureFindings(evidence: Evidence): readonly Finding[] {
  const { facts, eligibility } = evidence;
  const feature = facts.hotpatchFeature;
  const isEnrollable = eligibility.kind !== 'ineligible' && eligibility.kind !== 'builtIn';
  if (feature === null) return isEnrollable ? [notEnrolled(evidence, 'neverEnrolled')] : [];
  const errors = errorFindings(feature.error);
  switch (featureStatus(feature)) {
    case 'failed':
      return [{ state: 'failed', reasons: [reason('enrollmentFailed')] }, ...errors];
    case 'enabling':
      return [pending(evidence, 'enrolling'), ...errors];
    case 'disabling':
      return [pending(evidence, 'disenrolling'), ...errors];
    case 'enabled':
      return isEvaluating(facts) ? [pending(evidence, 'evaluating'), ...errors] : errors;
    case 'disabled':
      return [cancelled(evidence), ...errors];
    case 'unknown':
      return isEnrollable ? [notEnrolled(evidence, 'featureStatusUnknown'), ...errors] : errors;
    default: {
      const unheardOf = reason('featureStatusUnheardOf', { status: feature.status ?? '' });
      return [{ state: 'unknown', reasons: [unheardOf] }, ...errors];
    }
  }
}

function featureStatus(feature: ProductFeatureFacts | null): string {
  const status = (feature?.status ?? '').toLowerCase();
  return status === '' ? 'unknown' : status;
}

/** Azure's own words say nothing of the state; they are kept whatever it is. */
function errorFindings(error: AzureErrorFacts | null): readonly Finding[] {
  return error ? [{ state: null, reasons: [reason('azureError', { ...error })] }] : [];
}

function isEvaluating(facts: MachineFacts): boolean {
  return (facts.patchSettings.enablementStatus ?? '').toLowerCase() === 'pendingevaluation';
}

function notEnrolled({ track }: Evidence, because: 'neverEnrolled' | 'featureStatusUnknown'): Finding {
  return { state: 'notEnrolled', reasons: [reason(because), ...baselineFirst(track)] };
}

function cancelled({ facts, track }: Evidence): Finding {
  const at = facts.hotpatchFeature?.disenrolledAt ?? null;
  const values = at === null ? NO_VALUES : { at: { instant: at } };
  return { state: 'cancelled', reasons: [reason('enrollmentCancelled', values), ...baselineFirst(track)] };
}

/** A machine that is not on the current baseline gets nothing from an enrollment until it is. */
function baselineFirst(track: TrackReading): readonly Reason[] {
  const isOff = track.track === 'behindBaseline' || track.track === 'offTrack';
  return isOff ? [reason('needsBaselineFirst', { build: track.build ?? '' })] : [];
}

type PendingReason = 'enrolling' | 'disenrolling' | 'evaluating';

function pending(evidence: Evidence, because: PendingReason): Finding {
  const since = pendingSince(evidence, because);
  if (since === null || evidence.now - since <= STUCK_AFTER) return { state: 'pending', reasons: [reason(because)] };
  const stuck = reason('stuck', { since: { instant: since } });
  return { state: 'pending', reasons: [stuck, reason(because)], nextStep: 'checkStuck', needsAttention: true };
}

/** When we saw it begin; else Azure's date of what is under way; else when we first saw it pending. */
function pendingSince({ facts, history }: Evidence, because: PendingReason): Instant | null {
  if (history.pendingBeganInSight) return history.pendingSince;
  const enrolledAt = facts.hotpatchFeature?.enrolledAt ?? null;
  const disenrolledAt = facts.hotpatchFeature?.disenrolledAt ?? null;
  const [own, other] = because === 'disenrolling' ? [disenrolledAt, enrolledAt] : [enrolledAt, disenrolledAt];
  // An enrollment that is older than the last disenrollment is not the one under way, and the other way round.
  const isOfThisOne = own !== null && (other === null || own >= other);
  return isOfThisOne ? own : history.pendingSince;
}

/** The opt-in switch and what Azure made of it. Outside an enrollment it decides nothing, and is still worth knowing. */
function switchFindings({ facts }: Evidence): readonly Finding[] {
  const { enableHotpatching, enablementStatus, error } = facts.patchSettings;
  const findings: Finding[] = [];
  const status = (enablementStatus ?? '').toLowerCase();
  if (enableHotpatching === false) findings.push({ state: 'turnedOff', reasons: [reason('optedOut')] });
  else if (status === 'disabled') findings.push({ state: 'turnedOff', reasons: [reason('disabledByAzure')] });
  if (status === 'actionrequired') findings.push({ state: 'actionRequired', reasons: [reason('actionRequired')] });
  findings.push(...errorFindings(error));
  if (!KNOWN_ENABLEMENT.has(status)) {
    findings.push({ state: null, reasons: [reason('enablementStatusUnheardOf', { status: enablementStatus ?? '' })] });
  }
  return findings;
}

const KNOWN_ENABLEMENT: ReadonlySet<string> = new Set([
  '',
  'unknown',
  'pendingevaluation',
  'disabled',
  'actionrequired',
  'enabled',
]);

function trackFindings({ facts, eligibility, track }: Evidence): readonly Finding[] {
  // A machine that is not enrolled is told that it needs the baseline first.
  const isOutside = /^(?:unknown|disabled)$/.test(featureStatus(facts.hotpatchFeature));
  if ((isOutside && eligibility.kind !== 'builtIn') || track.reason === null) return [];
  if (track.track === 'behindBaseline') return [{ state: 'behindBaseline', reasons: [track.reason] }];
  if (track.track === 'offTrack') return [{ state: 'offTrack', reasons: [track.reason] }];
  return [];
}

function historyFindings({ history }: Evidence): readonly Finding[] {
  if (history.worsened === null) return [];
  const isLost = history.worsened.kind === 'lostEnrollment';
  return [{ state: null, reasons: [worseningReason(history.worsened)], needsAttention: isLost }];
}

/** The license feature is on. Judged by its own status; provisioningState says Succeeded while it is still Enabling. */
export function isEnrolled(facts: MachineFacts): boolean {
  return (facts.hotpatchFeature?.status ?? '').toLowerCase() === 'enabled';
}
