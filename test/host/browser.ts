import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { inRepository } from './repository';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const DEBIAN_PACKAGES = ['chromium', 'fonts-noto-core', 'fonts-dejavu-core'];

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, then one on the PATH, then Playwright's own.
 * Throws only where CHROMIUM_PATH names something that does not start.
 */
export function findBrowser(): string | undefined {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (starts(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH is ${wanted}, which does not start. Correct it or unset it.`);
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  return [...onPath, chromium.executablePath()].find(starts);
}

/** As {@link findBrowser}, but installs a browser where there is none, and says what to do where it cannot. */
export function ensureBrowser(log: (message: string) => void = console.log): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  log('No Chromium found: installing one …');
  const reasons = [installWithApt(), installWithPlaywright()].filter((reason) => reason !== undefined);
  const installed = findBrowser();
  if (installed !== undefined) return installed;
  throw new Error(
    'These tests need Chromium, Google Chrome or Microsoft Edge, and none could be installed. ' +
      'Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its executable.\n' +
      reasons.join('\n'),
  );
}

function starts(executable: string): boolean {
  if (!fs.existsSync(executable)) return false;
  return spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** Undefined when it went well, else the reason why not. The same for the function below. */
function installWithApt(): string | undefined {
  if (process.getuid?.() !== 0) return 'apt-get: not tried, as you are not root.';
  return attempt('apt-get', () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...DEBIAN_PACKAGES];
    execFileSync('apt-get', install, { stdio: ['ignore', 'ignore', 'inherit'], env });
  });
}

function installWithPlaywright(): string | undefined {
  if (findBrowser() !== undefined) return undefined;
  return attempt('playwright-core install chromium', () => {
    const cli = inRepository('node_modules', 'playwright-core', 'cli.js');
    execFileSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  });
}

function attempt(what: string, action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
