// Installs what in-host and UI tests need beside the packages: VS Code, and a browser where it is served to one.
import fs from 'node:fs';
import { ensureBrowser } from './browser';
import { installHost, isHostAvailable } from './installHost';
import { scratchFolder } from './repository';
import { chooseVsCode, vsCodeExecutable } from './vsCodeChoice';

async function main(): Promise<void> {
  // For the UI tests, whatever the in-host tests are run in.
  if (isHostAvailable()) {
    console.log(`VS Code: ${installHost(console.log).vscode}`);
    console.log(`Browser: ${ensureBrowser()}`);
  }
  const choice = chooseVsCode(process.env);
  if (choice.kind === 'private') return;
  fs.mkdirSync(scratchFolder, { recursive: true });
  console.log(`Desktop VS Code: ${await vsCodeExecutable(choice)}`);
}

void main();
