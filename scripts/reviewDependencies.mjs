// npm run review:dependencies: looks at every package that package-lock.json names, and at what of it is installed: its
// licence, where it comes from, and whether it wants to run something when it is installed. The rules and their
// exceptions, each with its reason, are in dependencyRules.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { dependencyProblems } from './dependencyRules.mjs';
import { ensureDependencies } from './ensureDependencies.mjs';

const root = path.resolve(import.meta.dirname, '..');

function read(name) {
  return fs.readFileSync(path.join(root, name), 'utf8');
}

function installed(location) {
  const file = path.join(root, location, 'package.json');
  if (!fs.existsSync(file)) return undefined;
  return {
    manifest: JSON.parse(fs.readFileSync(file, 'utf8')),
    hasBindingGyp: fs.existsSync(path.join(root, location, 'binding.gyp')),
  };
}

ensureDependencies();
const lock = JSON.parse(read('package-lock.json'));
const manifest = JSON.parse(read('package.json'));
const problems = dependencyProblems({ manifest, lock, npmrc: read('.npmrc'), installed });
for (const problem of problems) console.error(`Dependencies: ${problem}`);
console.log(`${Object.keys(lock.packages).length - 1} packages looked at, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
