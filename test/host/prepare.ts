// Installs what in-host and UI tests need beside the packages: the private VS Code host and a browser.
import { ensureBrowser } from './browser';
import { installHost, isHostAvailable } from './installHost';

if (isHostAvailable()) {
  console.log(`VS Code: ${installHost(console.log).vscode}`);
  console.log(`Browser: ${ensureBrowser()}`);
} else {
  console.log('VS Code: @vscode/test-electron downloads it');
}
