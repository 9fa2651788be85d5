import { SeededRandom } from './seededRandom';

/** Operating systems of the generated fleet. */
export type OsKind =
  | 'server2025'
  | 'server2025Evaluation'
  | 'server2025Essentials'
  | 'server2025Preview'
  | 'azureEdition2025'
  | 'azureEdition2022'
  | 'server2022'
  | 'server2019'
  | 'server2016'
  | 'server2012'
  | 'windows11'
  | 'linux';

/** Which update a Windows Server 2025 runs, in words that the release history turns into a revision. */
export type BuildKind =
  /** The newest one of the hotpatch track; a few are still rolling out. */
  | 'newest'
  /** On the track, but of the cycle before the newest baseline. */
  | 'cycleBehind'
  /** A year behind. */
  | 'yearBehind'
  /** The ordinary cumulative update of the newest hotpatch month. */
  | 'ordinary'
  /** An out-of-band update that leaves the track unclear. */
  | 'unclear'
  /** A revision that no list has. */
  | 'unlisted';

/** What the license profile says. */
export type LicenceKind =
  | 'enrolled'
  | 'enrolledPayAsYouGo'
  | 'enabling'
  | 'enablingForDays'
  | 'enablingUndated'
  | 'disabling'
  | 'failed'
  | 'cancelled'
  | 'featureUnknown'
  | 'featureUnheardOf'
  | 'noFeature'
  | 'profileNull'
  | 'featuresNull'
  | 'extendedUpdates';

/** What the patch settings say of hotpatching. */
export type PatchingKind =
  | 'on'
  | 'onWithoutStatus'
  | 'onAsText'
  | 'off'
  | 'statusDisabled'
  | 'pendingEvaluation'
  | 'actionRequired'
  | 'statusUnknown'
  | 'statusUnheardOf'
  | 'notSet'
  | 'noProfile';

export type ConnectionKind = 'any' | 'connected' | 'expired' | 'longGone' | 'error' | 'awaiting' | 'unheardOf';

/** What patch assessment and installation say. */
export type PatchDataKind = 'any' | 'rebootAssessed' | 'rebootAfterInstall' | 'rebootDone' | 'neverAssessed' | 'failed';

/** An installation whose updates Resource Graph lists: what can say for certain why a restart is pending. */
export interface ListedRun {
  readonly brought:
    | 'baseline'
    /** The newest cumulative update, which in a hotpatch month leaves the track. */
    | 'cumulative'
    /** .NET, or an update of SQL Server. */
    | 'outsideHotpatch'
    /** Nothing that a restart could be owed to. */
    | 'definitions'
    /** The update that the machine runs. */
    | 'running';
  /** Only one that is newer than the last assessment counts. */
  readonly when: 'sinceAssessment' | 'beforeAssessment' | 'sinceRelease';
  readonly restart: 'owed' | 'done';
}

/** One kind of machine: a cause, from which its raw Azure facts follow. */
export interface Story {
  readonly id: string;
  /** How many of these there are in a deck. */
  readonly weight: number;
  readonly os: OsKind;
  readonly build: BuildKind;
  readonly licence: LicenceKind;
  readonly patching: PatchingKind;
  readonly connection: ConnectionKind;
  readonly patchData: PatchDataKind;
  /** Comes to the installations that {@link patchData} means. */
  readonly listedRun: ListedRun | null;
}

const healthy: Omit<Story, 'id' | 'weight'> = {
  os: 'server2025',
  build: 'newest',
  licence: 'enrolled',
  patching: 'on',
  connection: 'any',
  patchData: 'any',
  listedRun: null,
};

function owed(brought: ListedRun['brought'], when: ListedRun['when'] = 'sinceAssessment'): ListedRun {
  return { brought, when, restart: 'owed' };
}

const elsewhere = { licence: 'noFeature', patching: 'noProfile' } as const;

function story(id: string, weight: number, difference: Partial<Story> = {}): Story {
  return { ...healthy, ...difference, id, weight };
}

/** A well-run shop: most servers are enrolled and up to date, and a bit of everything else is somewhere. */
export const STORIES: readonly Story[] = [
  story('healthy', 89),
  story('healthyPatched', 5, { listedRun: { brought: 'running', when: 'sinceRelease', restart: 'done' } }),
  story('healthyEvaluation', 1, { os: 'server2025Evaluation' }),
  story('healthyPayAsYouGo', 2, { licence: 'enrolledPayAsYouGo' }),
  story('healthyWithoutStatus', 3, { patching: 'onWithoutStatus' }),
  story('healthySwitchAsText', 1, { patching: 'onAsText' }),
  story('healthyStatusUnknown', 1, { patching: 'statusUnknown' }),
  story('healthySwitchNeverSet', 2, { patching: 'notSet' }),
  story('healthyNeverAssessed', 4, { patchData: 'neverAssessed' }),
  story('healthyAssessmentFailed', 1, { patchData: 'failed' }),
  story('rebootWantedOffTrack', 1, { patchData: 'rebootAssessed', listedRun: owed('cumulative') }),
  story('rebootWantedOutsideHotpatch', 2, { patchData: 'rebootAssessed', listedRun: owed('outsideHotpatch') }),
  // Its installation has restarted it. In its place, one of the builds of no list owes a restart.
  story('rebootWantedUntilInstall', 1, {
    patchData: 'rebootAssessed',
    listedRun: { brought: 'outsideHotpatch', when: 'sinceAssessment', restart: 'done' },
  }),
  story('rebootWanted', 1, { patchData: 'rebootAssessed' }),
  story('rebootOwedAfterInstall', 2, { patchData: 'rebootAfterInstall', listedRun: owed('outsideHotpatch') }),
  story('rebootedSinceAssessment', 1, { patchData: 'rebootDone' }),
  story('buildUnlisted', 1, { build: 'unlisted' }),
  story('buildUnlistedRebootOwed', 1, { build: 'unlisted', listedRun: owed('definitions') }),
  story('buildUnclear', 1, { build: 'unclear' }),
  story('offTrack', 4, { build: 'ordinary' }),
  story('behindBaseline', 1, {
    build: 'cycleBehind',
    patchData: 'rebootAssessed',
    listedRun: owed('baseline', 'beforeAssessment'),
  }),
  story('behindBaselineInstalled', 4, {
    build: 'cycleBehind',
    patchData: 'rebootAssessed',
    listedRun: owed('baseline'),
  }),
  story('farBehind', 2, { build: 'yearBehind' }),
  story('turnedOff', 3, { patching: 'off' }),
  story('turnedOffByStatus', 1, { patching: 'statusDisabled' }),
  story('enrolling', 2, { licence: 'enabling', patching: 'notSet', connection: 'connected' }),
  story('enrollingForDays', 1, { licence: 'enablingForDays' }),
  story('enrollingUndated', 1, { licence: 'enablingUndated', patching: 'noProfile' }),
  story('disenrolling', 1, { licence: 'disabling', connection: 'connected' }),
  story('evaluationPending', 1, { patching: 'pendingEvaluation', connection: 'connected' }),
  story('actionRequired', 4, { patching: 'actionRequired' }),
  story('failed', 3, { licence: 'failed', patching: 'notSet' }),
  story('cancelled', 3, { licence: 'cancelled', patching: 'off' }),
  story('notEnrolled', 9, elsewhere),
  story('notEnrolledProfileNull', 1, { ...elsewhere, licence: 'profileNull' }),
  story('notEnrolledFeaturesNull', 1, { ...elsewhere, licence: 'featuresNull', patching: 'notSet' }),
  story('notEnrolledOrdinaryBuild', 3, { ...elsewhere, build: 'ordinary' }),
  story('notEnrolledFeatureUnknown', 1, { licence: 'featureUnknown', patching: 'notSet' }),
  story('licenceStatusUnheardOf', 1, { licence: 'featureUnheardOf' }),
  story('patchStatusUnheardOf', 1, { patching: 'statusUnheardOf' }),
  story('expired', 3, { build: 'cycleBehind', connection: 'expired', patchData: 'neverAssessed' }),
  story('longGone', 2, { build: 'cycleBehind', connection: 'longGone', patchData: 'neverAssessed' }),
  story('agentError', 1, { connection: 'error' }),
  story('awaitingConnection', 1, { ...elsewhere, connection: 'awaiting', patchData: 'neverAssessed' }),
  story('connectionUnheardOf', 1, { connection: 'unheardOf' }),
  story('azureEdition2025', 3, { os: 'azureEdition2025', licence: 'noFeature' }),
  story('azureEdition2025ActionRequired', 1, {
    os: 'azureEdition2025',
    licence: 'noFeature',
    patching: 'actionRequired',
  }),
  story('azureEdition2022', 2, { os: 'azureEdition2022', licence: 'noFeature' }),
  story('server2022', 14, { ...elsewhere, os: 'server2022' }),
  story('server2019', 9, { ...elsewhere, os: 'server2019' }),
  story('server2016', 4, { ...elsewhere, os: 'server2016' }),
  story('server2012', 1, { ...elsewhere, os: 'server2012', licence: 'extendedUpdates' }),
  story('essentials', 1, { ...elsewhere, os: 'server2025Essentials' }),
  story('previewBuild', 1, { ...elsewhere, os: 'server2025Preview' }),
  story('windows11', 2, { ...elsewhere, os: 'windows11' }),
  story('linux', 16, { ...elsewhere, os: 'linux' }),
];

/** Deals stories so that every one comes up in its proportion in each deck, however the seed falls. */
export class StoryDeck {
  private readonly random: SeededRandom;
  private deck: Story[] = [];

  constructor(seed: number) {
    this.random = new SeededRandom(seed, 'stories');
  }

  next(): Story {
    if (this.deck.length === 0) {
      this.deck = this.random.shuffled(STORIES.flatMap((each) => Array<Story>(each.weight).fill(each)));
    }
    return this.deck.pop() ?? story('healthy', 1);
  }
}
