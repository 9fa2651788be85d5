import fs from 'node:fs';
import path from 'node:path';

/** Licences under which something may be bundled with this extension, as long as its text comes along. */
export const BUNDLED_LICENSES = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
]);

/** Texts of packages that bring none of their own, taken from where they are developed. */
const OWN_TEXTS = path.join(import.meta.dirname, 'licenses');

const TEXT_FILE = /^(?:licen[cs]e|copying|notice|copyrightnotice)(?:[.-].*)?$/i;
const PACKAGE_FOLDER = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The text of THIRD-PARTY-NOTICES.txt for bundles made of these source files (paths from the root). Throws where a
 * package has no licence text or a licence that has not been thought about.
 */
export function thirdPartyNotices(root, inputs) {
  const folders = new Set(
    inputs.map((file) => PACKAGE_FOLDER.exec(file)?.[1]).filter((folder) => folder !== undefined),
  );
  const packages = new Map();
  for (const folder of folders) {
    const one = readPackage(path.join(root, folder));
    packages.set(`${one.name}@${one.version}`, one); // the same version may be installed in two places
  }
  const sorted = [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [HEAD, ...sorted.map(notice)].join(`\n${'-'.repeat(80)}\n\n`);
}

const HEAD = `Third-party notices

Hotpatch Fleet contains code of the packages below. This file is made when the extension is packaged.
`;

function readPackage(folder) {
  const { name, version, license, homepage } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = licenseTexts(folder, name);
  if (!BUNDLED_LICENSES.has(license))
    throw new Error(`${name} ${version} is under ${String(license)}: may it be bundled?`);
  if (texts.length === 0) throw new Error(`${name} ${version} brings no licence text: add it to scripts/licenses.`);
  return { name, version, license, homepage, texts };
}

function licenseTexts(folder, name) {
  const files = fs.readdirSync(folder).filter((file) => TEXT_FILE.test(file));
  const own = path.join(OWN_TEXTS, `${name.replace('/', '__')}.txt`);
  const paths = files.length > 0 ? files.map((file) => path.join(folder, file)) : [own].filter(fs.existsSync);
  const texts = paths.map((file) => fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim());
  return [...new Set(texts)].filter((text) => text !== '');
}

function notice({ name, version, license, homepage, texts }) {
  const head = [`${name} ${version} (${license})`, ...(typeof homepage === 'string' ? [homepage] : [])];
  return `${head.join('\n')}\n\n${texts.join('\n\n')}\n`;
}
