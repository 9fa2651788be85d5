// npm start [-- --browser] [-- --port N]: installs, builds, and opens a VS Code with the extension on the demo fleet.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureDependencies } from './ensureDependencies.mjs';

const root = path.resolve(import.meta.dirname, '..');

ensureDependencies();
execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });

const require = createRequire(import.meta.url);
require('tsx/cjs'); // from here on TypeScript can be loaded
const { start } = require('../test/host/start.ts');
await start(process.argv.slice(2));
