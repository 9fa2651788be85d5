import fs from 'node:fs';
import path from 'node:path';

/** Settings by their full names, e.g. `{ 'hotpatchFleet.cloud': 'Demo' }`. */
export type Settings = Readonly<Record<string, unknown>>;

/** Leaves nothing on the screen but the workbench itself, and keeps it off the network. */
export const QUIET_SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.feedback.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** On top of {@link QUIET_SETTINGS}: what a picture in a document does without. */
export const PICTURE_SETTINGS: Settings = {
  'window.commandCenter': false,
  'window.title': '${rootName}',
  'workbench.layoutControl.enabled': false,
  'workbench.navigationControl.enabled': false,
};

export interface ProfileSettings {
  readonly user?: Settings | undefined;
  /** Machine-scoped settings count only here in a remote window, which the private host is. */
  readonly machine?: Settings | undefined;
}

/**
 * Settings of a user data folder. User settings are read when the window starts; machine settings are watched, so
 * {@link Profile.updateMachineSettings} takes effect in a running window (and wins over the user's).
 */
export class Profile {
  readonly folder: string;
  private machine: Settings;

  private constructor(folder: string, machine: Settings) {
    this.folder = folder;
    this.machine = machine;
  }

  /** A folder with these settings and no others. */
  static create(folder: string, settings: ProfileSettings): Profile {
    const profile = new Profile(folder, settings.machine ?? {});
    // Desktop VS Code reads machine-scoped settings from the user's file, and nothing from the other one. What both name
    // is the user's there.
    profile.write('User', { ...QUIET_SETTINGS, ...settings.machine, ...settings.user });
    profile.write('Machine', profile.machine);
    return profile;
  }

  /** A folder that {@link create} has made before. */
  static open(folder: string): Profile {
    const machine = JSON.parse(fs.readFileSync(settingsFile(folder, 'Machine'), 'utf8')) as Settings;
    return new Profile(folder, machine);
  }

  /** Adds to the machine settings, or takes away those that are undefined. */
  updateMachineSettings(change: Settings): void {
    const merged = Object.entries({ ...this.machine, ...change });
    this.machine = Object.fromEntries(merged.filter(([, value]) => value !== undefined));
    this.write('Machine', this.machine);
  }

  private write(scope: Scope, settings: Settings): void {
    const file = settingsFile(this.folder, scope);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(settings, null, 2));
  }
}

type Scope = 'User' | 'Machine';

function settingsFile(folder: string, scope: Scope): string {
  return path.join(folder, scope, 'settings.json');
}
