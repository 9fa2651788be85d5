import type { Settings } from '../host/profile';

/**
 * What one window of the in-host tests is started with. The tests themselves are the *.test.ts files beside the
 * `suite.ts` that answers this; a folder without `suite.ts` takes the defaults.
 */
export interface InHostSuite {
  /** Machine-scoped settings: hotpatchFleet.cloud, hotpatchFleet.loopbackEndpoint. */
  readonly machineSettings?: Settings;
  readonly userSettings?: Settings;
  /** Environment of the extension host, e.g. HOTPATCH_FLEET_NOW. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of extensions beside this one, e.g. test/auth-helper. */
  readonly extensions?: readonly string[];
  /** Ids of VS Code's own extensions to leave out, e.g. vscode.microsoft-authentication. */
  readonly hiddenBuiltins?: readonly string[];
  /** Ids of extensions that get a session without a question. Private host only: desktop VS Code has no such switch. */
  readonly trustedAuthExtensions?: readonly string[];
  /** Ends what was started for the suite, a simulator for example. */
  readonly close?: () => Promise<void>;
}

/** The one export that is looked for in a `suite.ts`. */
export type PrepareSuite = () => Promise<InHostSuite>;
