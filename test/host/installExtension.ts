import fs from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

/** What an installed extension consists of; folders that are not there are left out. */
const INSTALLED_PARTS = ['package.json', 'dist', 'media', 'openView.js', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** Copies an extension as the Marketplace would install it: an extension under development needs help in the page. */
export function installExtension(folder: string, extensionsDir: string): void {
  const { publisher, name, version } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const target = path.join(extensionsDir, `${publisher}.${name}-${version}`);
  fs.mkdirSync(target, { recursive: true });
  const localized = fs.readdirSync(folder).filter((entry) => /^package\.nls(\..+)?\.json$/.test(entry));
  for (const part of [...INSTALLED_PARTS, ...localized]) {
    const source = path.join(folder, part);
    if (fs.existsSync(source)) fs.cpSync(source, path.join(target, part), { recursive: true });
  }
}
