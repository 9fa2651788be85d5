import type { Instant } from './instant';

/** What is to be done on one machine by an operation that is no switch. Everything that sending needs. */
export type MachineAction =
  | { readonly kind: 'assess' }
  /** Sets assessmentMode to AutomaticByPlatform: Azure then assesses the machine every day. */
  | { readonly kind: 'periodicAssessment' }
  /** `bounds`: of one that may restart the machine; absent = it may not. */
  | { readonly kind: 'install'; readonly wish: InstallChoice; readonly bounds?: InstallBounds }
  | { readonly kind: 'checkVbs' }
  | { readonly kind: 'enableVbs' }
  | { readonly kind: 'restart'; readonly wish: RestartChoice };

/** What is to be installed; see azure/machineActing.ts for the fields of the request. */
export interface InstallChoice {
  /** ISO 8601 duration, PT1M to PT4H. */
  readonly maximumDuration: string;
  readonly rebootSetting: 'Never' | 'IfRequired' | 'Always';
  readonly classifications: readonly string[];
  /** Digits alone. */
  readonly kbsToInclude: readonly string[];
  readonly kbsToExclude: readonly string[];
  readonly excludeKbsRequiringReboot: boolean;
}

/** When an installation that may restart its machine may run. It takes up to its `maximumDuration`. */
export interface InstallBounds {
  /** After this it is not begun any more: what was confirmed was meant for then. */
  readonly beginBy: Instant;
  /** The end of the maintenance window, or the begin of the next freeze, by which it must be over; null = none. */
  readonly endBy: Instant | null;
}

export interface RestartChoice {
  /** After this the script does nothing any more. */
  readonly notAfter: Instant;
  /** Of the assessment that saw the restart pending: a machine that has booted since is left alone. Null = not known. */
  readonly assessedAt: Instant | null;
}

/** What a look into the machine has shown, which Azure's data do not have. */
export interface GuestFacts {
  /** Win32_DeviceGuard.VirtualizationBasedSecurityStatus: 0 off, 1 configured and not running, 2 running. */
  readonly vbsStatus: number | null;
  readonly secureBoot: boolean | null;
  /** Uefi or Bios; null = the script could not tell. */
  readonly firmware: string | null;
  readonly lastBootAt: Instant | null;
  /** When the machine was looked into. */
  readonly at: Instant;
}

/** What an action brought, beside that it is done. */
export type ActionDetail =
  | { readonly kind: 'assessed'; readonly rebootPending: boolean | null; readonly availableCount: number | null }
  | {
      readonly kind: 'installed';
      readonly installed: number | null;
      readonly failed: number | null;
      readonly pending: number | null;
      readonly rebootStatus: string | null;
    }
  | { readonly kind: 'guest'; readonly guest: GuestFacts }
  /** The value is set. `restartOwed`: false where VBS runs already; absent = true. */
  | { readonly kind: 'vbsSet'; readonly restartOwed?: boolean }
  /** It has come back: a boot after the request. */
  | { readonly kind: 'restarted'; readonly lastBootAt: Instant }
  /** The script looked and found no reason: nothing pending any more, booted since, too late. */
  | { readonly kind: 'notRestarted'; readonly reason: string };

/** What a script of ours has said in a machine, or how it failed. */
export type ScriptResult =
  | { readonly kind: 'guest'; readonly guest: GuestFacts }
  | { readonly kind: 'vbsSet'; readonly restartOwed: boolean }
  /** It has ordered the restart. `lastBootAt`: the boot before it, by the machine's own clock; null = not said. */
  | { readonly kind: 'restarting'; readonly lastBootAt: Instant | null }
  | { readonly kind: 'notRestarted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: { readonly code: string; readonly message: string } };

/** Why an action is not sent to a machine that the plan had, as read just before. */
export const UNFIT_IDS = ['notConnected', 'agentTooOld', 'notPending', 'tooLate', 'protected', 'waveStopped'] as const;

export type UnfitId = (typeof UNFIT_IDS)[number];

/** How an operation goes through its machines in waves. */
export interface WavePlan {
  /** Milliseconds between the end of one wave and the begin of the next. */
  readonly pause: number;
  /** With more failures than this, no further wave begins. */
  readonly mostFailures: number;
}
