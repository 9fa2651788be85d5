import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { isHostAvailable } from './installHost';
import { inRepository } from './repository';

export interface DesktopVsCode {
  /** The program itself, not its command line script: that one would leave VS Code running behind it. */
  readonly executable: string;
}

/** Folders as VS Code's own installers make them. */
const MAC_APPLICATIONS = ['Visual Studio Code.app', 'Visual Studio Code - Insiders.app', 'VSCodium.app'];
const WINDOWS_PROGRAMS = [
  ['Microsoft VS Code', 'Code.exe'],
  ['Microsoft VS Code Insiders', 'Code - Insiders.exe'],
  ['VSCodium', 'VSCodium.exe'],
] as const;
const LINUX_COMMANDS = ['code', 'code-insiders', 'codium'];

/**
 * A desktop VS Code that is new enough: one that is installed, or a download where VS Code cannot be served to a browser
 * either. undefined = use a browser.
 */
export async function findDesktop(): Promise<DesktopVsCode | undefined> {
  const installed = candidates().find((executable) => fs.existsSync(executable));
  if (installed !== undefined && isNewEnough(installed)) return { executable: installed };
  if (isHostAvailable()) return undefined;
  return { executable: await downloadAndUnzipVSCode() };
}

function candidates(): readonly string[] {
  const wanted = process.env['VSCODE_DESKTOP'];
  if (wanted !== undefined && path.isAbsolute(wanted)) return [wanted];
  switch (process.platform) {
    case 'darwin':
      return macCandidates();
    case 'win32':
      return windowsCandidates();
    default:
      return linuxCandidates();
  }
}

function macCandidates(): string[] {
  const folders = ['/Applications', path.join(os.homedir(), 'Applications')];
  return folders.flatMap((folder) =>
    MAC_APPLICATIONS.flatMap((application) =>
      // The program has been called Electron for years, and Code since.
      ['Code', 'Electron'].map((program) => path.join(folder, application, 'Contents', 'MacOS', program)),
    ),
  );
}

function windowsCandidates(): string[] {
  const local = process.env['LOCALAPPDATA'];
  const shared = process.env['ProgramFiles'];
  const folders = [
    ...(local === undefined ? [] : [path.join(local, 'Programs')]),
    ...(shared === undefined ? [] : [shared]),
  ];
  return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((parts) => path.join(folder, ...parts)));
}

/** `code` is a script, bin/code beside the program; the same name stands for other things in remote windows and WSL. */
function linuxCandidates(): string[] {
  if (process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined) return [];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const scripts = LINUX_COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)))
    .filter((script) => fs.existsSync(script))
    .map((script) => fs.realpathSync(script))
    .filter((script) => !script.includes('remote-cli') && !script.startsWith('/mnt/'));
  const besideScripts = scripts.map((script) => path.join(path.dirname(script), '..', path.basename(script)));
  return [...besideScripts, '/snap/code/current/usr/share/code/code'];
}

/** VS Code writes its version into resources/app/package.json, wherever that is on this platform. */
function isNewEnough(executable: string): boolean {
  const version = installedVersion(executable);
  const wanted = requiredVersion();
  if (version === undefined || !isOlder(version, wanted)) return true;
  console.log(`VS Code ${version} is installed, but this extension needs ${wanted}: not used.`);
  return false;
}

function installedVersion(executable: string): string | undefined {
  const manifest = [
    path.join(path.dirname(executable), 'resources', 'app', 'package.json'),
    path.join(path.dirname(executable), '..', 'Resources', 'app', 'package.json'),
  ].find((file) => fs.existsSync(file));
  if (manifest === undefined) return undefined;
  return (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function requiredVersion(): string {
  const { engines } = JSON.parse(fs.readFileSync(inRepository('package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  return engines.vscode.replace('^', '');
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}
