import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Runs `npm ci` where node_modules is missing or is not what package-lock.json asks for. Needs no package itself. */
export function ensureDependencies() {
  if (isUpToDate()) return;
  console.log('Installing dependencies (npm ci) …');
  npm(['ci', '--no-audit', '--no-fund']);
}

/** npm keeps a copy of the lock file of what it has installed; without what is meant for other platforms. */
function isUpToDate() {
  const wanted = packages('package-lock.json');
  const installed = packages(path.join('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([location, { version, optional }]) => {
    if (location === '') return true; // the project itself
    return installed[location] === undefined ? optional === true : installed[location].version === version;
  });
}

function packages(lockFile) {
  const file = path.join(root, lockFile);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : {};
}

function npm(parameters) {
  const options = { cwd: root, stdio: 'inherit' };
  const cli = process.env.npm_execpath; // set in every npm script
  if (cli !== undefined) execFileSync(process.execPath, [cli, ...parameters], options);
  else execFileSync('npm', parameters, { ...options, shell: process.platform === 'win32' });
}
