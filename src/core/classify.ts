import { stepOfErrors } from './azureError';
import type { ConnectionId } from './connection';
import { connectionOf } from './connection';
import type { Eligibility } from './eligibility';
import { eligibilityOf } from './eligibility';
import type { Instant } from './instant';
import { DAY, HOUR } from './instant';
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
  const os = new OsReadings(options);
  return (facts, history) => classify({ facts, history, ...os.of(facts), now: options.now });
}

/** A lost enrollment needs a hand for so long; after that the badge takes it for wanted, and only the reason stays. */
const LOSS_IS_NEWS = 14 * DAY;

interface OsReading {
  readonly eligibility: Eligibility;
  readonly track: TrackReading;
}

/**
 * What OS type, edition and version say. A fleet has few combinations, and equal ones are read once; they are compared,
 * not joined into a key, because the texts are Azure's and could hold any separator.
 */
class OsReadings {
  readonly #options: ClassifyOptions;
  readonly #positions = new Map<ReleaseProduct, ReleasePosition>();
  readonly #known = new Map<string | null, { readonly facts: MachineFacts; readonly reading: OsReading }[]>();

  constructor(options: ClassifyOptions) {
    this.#options = options;
  }

  of(facts: MachineFacts): OsReading {
    const ofVersion = this.#known.get(facts.osVersion) ?? [];
    for (const known of ofVersion) if (isSameOs(known.facts, facts)) return known.reading;
    const reading = this.#read(facts);
    if (ofVersion.length === 0) this.#known.set(facts.osVersion, ofVersion);
    if (ofVersion.length < MOST_EDITIONS_OF_A_VERSION) ofVersion.push({ facts, reading });
    return reading;
  }

  #read(facts: MachineFacts): OsReading {
    const eligibility = eligibilityOf(facts);
    const version = parseOsVersion(facts.osVersion);
    const product = eligibility.kind === 'ineligible' ? null : eligibility.product;
    const track = product === null ? trackNotApplicable(version) : trackOf(version, this.#positionOf(product));
    return { eligibility, track };
  }

  #positionOf(product: ReleaseProduct): ReleasePosition {
    const { releases, now, graceDays } = this.#options;
    const position = this.#positions.get(product) ?? releasePosition(releases, product, now, graceDays);
    this.#positions.set(product, position);
    return position;
  }
}

/** Beyond this a fleet is not a real one, and looking through the list would cost more than reading. */
const MOST_EDITIONS_OF_A_VERSION = 32;

function isSameOs(a: MachineFacts, b: MachineFacts): boolean {
  return a.osSku === b.osSku && a.osEdition === b.osEdition && a.osType === b.osType;
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
  /** What Azure's own words ask for goes before it. */
  readonly errors?: readonly (AzureErrorFacts | null)[];
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
  const reasons = reasonsOf(findings, decisive);
  return {
    state,
    reasons: joined(reasons, closingReasons(state, track, reasons.length === 0)),
    nextStep: nextStepOf(holding ?? decisive, state, evidence),
    needsAttention,
    isHotpatched: entry.hotpatched && holding === undefined,
    isEligible: entry.eligible,
    connection: connectionOf(facts.status),
    reboot: rebootOf(facts.assessment, facts.installation),
    track,
  };
}

/** What decides the state first, then the rest in its order. */
function reasonsOf(findings: readonly Finding[], decisive: Finding | undefined): readonly Reason[] {
  const [first] = findings;
  if (first === undefined) return NO_REASONS;
  if (findings.length === 1) return first.reasons;
  const others = findings.filter((finding) => finding !== decisive).flatMap((finding) => finding.reasons);
  return decisive === undefined ? others : joined(decisive.reasons, others);
}

function joined<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}

function isHoldingBack(state: StateId | null): boolean {
  return state === 'actionRequired' || state === 'behindBaseline' || state === 'offTrack' || state === 'turnedOff';
}

function isAttentionState(state: StateId | null | undefined): boolean {
  return state !== null && state !== undefined && stateTable[state].attention;
}

function nextStepOf(finding: Finding | undefined, state: StateId, { facts, track }: Evidence): NextStep {
  const asked = stepOfErrors(finding?.errors ?? [], track);
  if (asked !== null) return asked;
  const id = finding?.nextStep ?? stateTable[finding?.state ?? state].nextStep;
  if (id === 'nothing' && connectionOf(facts.status) === 'expired') return { id: 'reconnect', values: NO_VALUES };
  const isToBeChecked = id === 'nothing' && stateTable[state].hotpatched && track.track === 'ambiguous';
  if (isToBeChecked) return { id: 'checkRevision', values: track.reason?.values ?? NO_VALUES };
  return { id, values: finding?.reasons[0]?.values ?? NO_VALUES };
}

/** What is worth saying of a machine with which nothing is wrong, and what the revision says of one that gets no hotpatches. */
function closingReasons(state: StateId, track: TrackReading, isOnlyReason: boolean): readonly Reason[] {
  if (track.reason === null) return NO_REASONS;
  const speaks = track.track === 'onTrack' || track.track === 'unknown' || track.track === 'ambiguous';
  const fits = stateTable[state].hotpatched || isOnlyReason;
  return speaks && fits ? [track.reason] : NO_REASONS;
}

// Of most machines there is little to find: lists that are empty, or the only ones, are shared instead of copied.
const NO_REASONS: readonly Reason[] = [];
const NO_FINDINGS: readonly Finding[] = [];

/** Everything that holds, in the order in which it decides: the first finding with a state wins. */
function findingsOf(evidence: Evidence): readonly Finding[] {
  return [
    eligibilityFindings(evidence.eligibility),
    featureFindings(evidence),
    switchFindings(evidence),
    trackFindings(evidence),
    historyFindings(evidence),
  ].reduce(joined);
}

function eligibilityFindings(eligibility: Eligibility): readonly Finding[] {
  switch (eligibility.kind) {
    case 'ineligible':
      return [{ state: 'ineligible', reasons: eligibility.reasons, nextStep: eligibility.nextStep }];
    case 'builtIn':
      return [{ state: 'builtIn', reasons: eligibility.reasons }];
    default:
      return eligibility.reasons.length > 0 ? [{ state: null, reasons: eligibility.reasons }] : NO_FINDINGS;
  }
}

/** The license feature (enrollment), with an evaluation that Azure has not finished. */
function featureFindings(evidence: Evidence): readonly Finding[] {
  const { facts, eligibility } = evidence;
  const feature = facts.hotpatchFeature;
  const isEnrollable = eligibility.kind !== 'ineligible' && eligibility.kind !== 'builtIn';
  if (feature === null) return isEnrollable ? [notEnrolled(evidence, 'neverEnrolled')] : NO_FINDINGS;
  const errors = errorFindings(feature.error);
  switch (featureStatus(feature)) {
    case 'failed':
      return [{ state: 'failed', reasons: [reason('enrollmentFailed')], errors: [feature.error] }, ...errors];
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
  return error ? [{ state: null, reasons: [reason('azureError', { ...error })] }] : NO_FINDINGS;
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
  if (status === 'actionrequired') {
    const errors = [error, facts.hotpatchFeature?.error ?? null];
    findings.push({ state: 'actionRequired', reasons: [reason('actionRequired')], errors });
  }
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
  const status = featureStatus(facts.hotpatchFeature);
  const isOutside = status === 'unknown' || status === 'disabled';
  if ((isOutside && eligibility.kind !== 'builtIn') || track.reason === null) return NO_FINDINGS;
  if (track.track === 'behindBaseline') return [{ state: 'behindBaseline', reasons: [track.reason] }];
  if (track.track === 'offTrack') return [{ state: 'offTrack', reasons: [track.reason] }];
  return NO_FINDINGS;
}

function historyFindings({ history, now }: Evidence): readonly Finding[] {
  if (history.worsened === null) return NO_FINDINGS;
  const { kind, at } = history.worsened;
  const needsAttention = kind === 'lostEnrollment' && now - at < LOSS_IS_NEWS;
  return [{ state: null, reasons: [worseningReason(history.worsened)], needsAttention }];
}

/** The license feature is on. Judged by its own status; provisioningState says Succeeded while it is still Enabling. */
export function isEnrolled(facts: MachineFacts): boolean {
  return (facts.hotpatchFeature?.status ?? '').toLowerCase() === 'enabled';
}
