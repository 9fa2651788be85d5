/** The hotpatch states, everywhere by these ids: tree, settings, exports, API, documents, tests. */
export const STATE_IDS = [
  'failed',
  'actionRequired',
  'behindBaseline',
  'offTrack',
  'unknown',
  'pending',
  'cancelled',
  'turnedOff',
  'notEnrolled',
  'enabled',
  'builtIn',
  'ineligible',
] as const;

export type StateId = (typeof STATE_IDS)[number];

/** What the machine's owner can do next; the catalogue has the sentence (`next.<id>`). */
export type NextStepId =
  | 'nothing'
  | 'wait'
  | 'checkStuck'
  | 'fixFailure'
  | 'fixActionRequired'
  | 'enableVbs'
  | 'turnSecureBootOn'
  | 'installLatestBaseline'
  | 'installSupportedBuild'
  | 'reachLicenseService'
  | 'installBaseline'
  | 'awaitBaseline'
  | 'enroll'
  | 'enrollAgain'
  | 'turnOn'
  | 'useIntune'
  | 'upgradeOs'
  | 'changeEdition'
  | 'updateBuild'
  | 'readStatus'
  | 'reconnect'
  | 'checkRevision';

/** How one state looks and what it means for counts. Tree, status bar, API and documents derive from this table. */
export interface StateEntry {
  /** A codicon's name. */
  readonly icon: string;
  /** A theme colour's id; null = the row's own colour. The icon's shape says the same without it. */
  readonly color: string | null;
  /** Someone has to do something: counted by the badge, listed first. */
  readonly attention: boolean;
  /** The machine receives hotpatches now. */
  readonly hotpatched: boolean;
  /** The machine could be enrolled: part of the headline's denominator. */
  readonly eligible: boolean;
  /** The row says its state in words, even where the group does not. */
  readonly named: boolean;
  readonly nextStep: NextStepId;
}

export const stateTable: Readonly<Record<StateId, StateEntry>> = {
  failed: entry('error', 'list.errorForeground', { attention: true, nextStep: 'fixFailure' }),
  actionRequired: entry('warning', 'list.warningForeground', { attention: true, nextStep: 'fixActionRequired' }),
  behindBaseline: entry('arrow-circle-down', 'list.warningForeground', {
    attention: true,
    nextStep: 'installBaseline',
  }),
  offTrack: entry('git-compare', 'list.warningForeground', { attention: true, nextStep: 'awaitBaseline' }),
  unknown: entry('question', 'list.warningForeground', { attention: true, nextStep: 'readStatus' }),
  pending: entry('sync', 'charts.blue', { nextStep: 'wait' }),
  cancelled: entry('stop-circle', 'charts.purple', { nextStep: 'enrollAgain' }),
  turnedOff: entry('circle-slash', 'charts.purple', { nextStep: 'turnOn' }),
  notEnrolled: entry('circle-large-outline', null, { nextStep: 'enroll' }),
  enabled: entry('pass-filled', 'testing.iconPassed', { hotpatched: true, named: false }),
  // Azure Edition needs no enrollment, so it is no part of "so many of those that could be enrolled".
  builtIn: entry('verified-filled', 'testing.iconPassed', { hotpatched: true, eligible: false }),
  ineligible: entry('dash', 'disabledForeground', { eligible: false }),
};

function entry(icon: string, color: string | null, differs: Partial<StateEntry>): StateEntry {
  return {
    icon,
    color,
    attention: false,
    hotpatched: false,
    eligible: true,
    named: true,
    nextStep: 'nothing',
    ...differs,
  };
}

export function isStateId(text: string): text is StateId {
  return (STATE_IDS as readonly string[]).includes(text);
}
