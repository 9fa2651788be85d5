// Writes the documents that derive from the code: `npm run docs`. With --check it only says whether they are current.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsDocument } from './commandsDocument';
import { settingsDocument } from './settingsDocument';
import { statesDocument } from './statesDocument';

const root = join(__dirname, '..');
const documents = {
  'docs/states.md': statesDocument(),
  'docs/settings.md': settingsDocument(),
  'docs/commands.md': commandsDocument(),
};

for (const [path, text] of Object.entries(documents)) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is not current: run "npm run docs" and commit it.`);
    process.exitCode = 1;
  }
}
