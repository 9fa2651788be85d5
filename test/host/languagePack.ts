import fs from 'node:fs';
import path from 'node:path';
import type { Profile } from './profile';

const NAME = 'empty-language-pack';
const PUBLISHER = 'hotpatch-fleet-test';
const VERSION = '1.0.0';

/**
 * Installs a pack for a language that none exists for: it says that VS Code can be shown in it and translates nothing of
 * VS Code. With it, VS Code takes texts in that language from the extensions that have them.
 */
export function installLanguagePack(language: string, extensionsDir: string, profile: Profile): void {
  const folder = path.join(extensionsDir, `${PUBLISHER}.${NAME}-${VERSION}`);
  const translation = path.join(folder, 'vscode.i18n.json');
  fs.mkdirSync(folder, { recursive: true });
  const localization = {
    languageId: language,
    translations: [{ id: 'vscode', path: `./${path.basename(translation)}` }],
  };
  writeJson(path.join(folder, 'package.json'), {
    name: NAME,
    publisher: PUBLISHER,
    version: VERSION,
    engines: { vscode: '*' },
    categories: ['Language Packs'],
    contributes: { localizations: [localization] },
  });
  writeJson(translation, { version: VERSION, contents: {} });
  // VS Code writes this file when it installs a pack; one that is only copied into its place is not in it.
  writeJson(path.join(profile.folder, 'languagepacks.json'), {
    [language]: {
      hash: '0'.repeat(32),
      label: language,
      extensions: [{ extensionIdentifier: { id: `${PUBLISHER}.${NAME}` }, version: VERSION }],
      translations: { vscode: translation },
    },
  });
}

function writeJson(file: string, value: unknown): void {
  fs.writeFileSync(file, JSON.stringify(value));
}
