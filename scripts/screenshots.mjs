// npm run screenshots: takes the pictures of the README again (media/screenshots), in VS Code's four kinds of theme.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createRequire } from 'node:module';
import { ensureDependencies } from './ensureDependencies.mjs';

const root = path.resolve(import.meta.dirname, '..');

ensureDependencies();
execFileSync(process.execPath, ['esbuild.js', '--production'], { cwd: root, stdio: 'inherit' });

const require = createRequire(import.meta.url);
require('tsx/cjs'); // from here on TypeScript can be loaded
const { takeScreenshots } = require('../test/ui/takeScreenshots.ts');
await takeScreenshots(path.join(root, 'media', 'screenshots'));
