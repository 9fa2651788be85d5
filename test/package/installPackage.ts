import { execFileSync } from 'node:child_process';
import { installHost } from '../host/installHost';

/** Installs a .vsix by VS Code's own command line, as `code --install-extension` does. Throws with what VS Code said. */
export function installPackage(vsix: string, extensionsDir: string, serverDataDir: string): void {
  const { node, serverMain } = installHost(console.error);
  const parameters = [
    ...[serverMain, '--install-extension', vsix],
    ...['--extensions-dir', extensionsDir, '--server-data-dir', serverDataDir],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
  ];
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  const output = execFileSync(node, parameters, { encoding: 'utf8', env: Object.fromEntries(inherited) });
  if (!output.includes('was successfully installed')) throw new Error(`VS Code did not install ${vsix}:\n${output}`);
}
