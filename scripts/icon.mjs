// npm run icon: renders scripts/icon.svg to media/icon.png, 256 × 256, by the browser that the UI tests use.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureDependencies } from './ensureDependencies.mjs';

const root = path.resolve(import.meta.dirname, '..');
const SIZE = 256;

ensureDependencies();
const require = createRequire(import.meta.url);
require('tsx/cjs'); // from here on TypeScript can be loaded
const { ensureBrowser } = require('../test/host/browser.ts');

const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  const drawing = fs.readFileSync(path.join(import.meta.dirname, 'icon.svg'), 'utf8');
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: path.join(root, 'media', 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
