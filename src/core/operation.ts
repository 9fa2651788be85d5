/** What can be done to machines, everywhere by these ids: plan, journal, report, exports, messages. */
export const SWITCH_KINDS = ['enroll', 'disenroll', 'turnOn', 'turnOff'] as const;

/** Operations that set a machine's switches. */
export type SwitchKind = (typeof SWITCH_KINDS)[number];

export const ACTION_KINDS = ['assess', 'periodicAssessment', 'install', 'checkVbs', 'enableVbs', 'restart'] as const;

/** Operations that do something on a machine and leave its switches alone. */
export type ActionKind = (typeof ACTION_KINDS)[number];

export const OPERATION_KINDS = [...SWITCH_KINDS, 'revert', ...ACTION_KINDS] as const;

export type OperationKind = (typeof OPERATION_KINDS)[number];

/**
 * What is wanted of a machine's two switches; null leaves that switch alone.
 * `license`: the Hotpatch feature of the license profile, by the words that Azure takes (`Enable`, never `Enabled`).
 * `hotpatching`: the patch setting enableHotpatching, whether an enrolled machine receives hotpatches.
 */
export interface WantedSwitches {
  readonly license: LicenseWish | null;
  readonly hotpatching: boolean | null;
}

export type LicenseWish = 'Enable' | 'Disable';

/** The two switches as Azure answered, in its own words. */
export interface SwitchValues {
  /** subscriptionStatus of the Hotpatch feature; null = no license profile, or none with that feature. */
  readonly license: string | null;
  /** enableHotpatching; null = never set, which is not the same as false. */
  readonly hotpatching: boolean | null;
}

/** The requests that an operation can send for a machine. */
export const WRITE_STEPS = ['license', 'patchSettings', 'assess', 'install', 'runCommand'] as const;

export type WriteStep = (typeof WRITE_STEPS)[number];

/** What is true of a kind of operation as such. */
export interface OperationEntry {
  /** The switches that it sets; null = each machine has its own, recorded earlier (revert), or none (actions). */
  readonly wanted: WantedSwitches | null;
  /**
   * Whether sending the same request again changes nothing more. What is not harmless and has no recorded answer is
   * never sent again without a click.
   */
  readonly repeat: 'harmless' | 'atMostOnce';
}

export const operationTable: Readonly<Record<OperationKind, OperationEntry>> = {
  enroll: { wanted: { license: 'Enable', hotpatching: null }, repeat: 'harmless' },
  disenroll: { wanted: { license: 'Disable', hotpatching: null }, repeat: 'harmless' },
  turnOn: { wanted: { license: null, hotpatching: true }, repeat: 'harmless' },
  turnOff: { wanted: { license: null, hotpatching: false }, repeat: 'harmless' },
  revert: { wanted: null, repeat: 'harmless' },
  assess: { wanted: null, repeat: 'harmless' },
  periodicAssessment: { wanted: null, repeat: 'harmless' },
  // A second installation could take more than was agreed, and restart the machine.
  install: { wanted: null, repeat: 'atMostOnce' },
  checkVbs: { wanted: null, repeat: 'harmless' },
  enableVbs: { wanted: null, repeat: 'harmless' },
  restart: { wanted: null, repeat: 'atMostOnce' },
};

export function isSwitchKind(kind: OperationKind): kind is SwitchKind {
  return (SWITCH_KINDS as readonly string[]).includes(kind);
}

export function isActionKind(kind: OperationKind): kind is ActionKind {
  return (ACTION_KINDS as readonly string[]).includes(kind);
}

export function isOperationKind(text: string): text is OperationKind {
  return (OPERATION_KINDS as readonly string[]).includes(text);
}

/** How far a switch is from what is wanted. Words that were never heard of are on no way to anywhere. */
export type SwitchProgress = 'there' | 'onTheWay' | 'failed' | 'notThere';

/** Reads the feature's own status, the only thing that says whether an enrollment is done. */
export function licenseProgress(status: string | null, wish: LicenseWish): SwitchProgress {
  const [there, onTheWay] = wish === 'Enable' ? ['enabled', 'enabling'] : ['disabled', 'disabling'];
  switch ((status ?? '').toLowerCase()) {
    case there:
      return 'there';
    case onTheWay:
      return 'onTheWay';
    case 'failed':
      return 'failed';
    case '':
      // Without a feature there is nothing to disenroll.
      return wish === 'Disable' ? 'there' : 'notThere';
    default:
      return 'notThere';
  }
}

/** Whether both switches are as wanted. */
export function isAsWanted(values: SwitchValues, wanted: WantedSwitches): boolean {
  const license = wanted.license === null || licenseProgress(values.license, wanted.license) === 'there';
  return license && (wanted.hotpatching === null || values.hotpatching === wanted.hotpatching);
}
