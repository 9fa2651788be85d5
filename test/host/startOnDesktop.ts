import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { DesktopVsCode } from './desktop';
import { ProcessMark } from './processMark';
import type { StartOptions, Started } from './startInBrowser';

/** Opens a desktop VS Code of its own, beside any that is open, with the extensions under development. */
export function startOnDesktop({ executable }: DesktopVsCode, options: StartOptions): Started {
  const { scratchDir, profile } = options;
  const folder = path.join(scratchDir, 'demo');
  fs.mkdirSync(folder);
  const parameters = [
    folder,
    `--user-data-dir=${profile.folder}`,
    `--extensions-dir=${path.join(scratchDir, 'extensions')}`,
    ...options.extensions.map((extension) => `--extensionDevelopmentPath=${extension}`),
    '--new-window',
    '--disable-workspace-trust',
    '--disable-updates',
    '--skip-release-notes',
    '--skip-welcome',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  const mark = new ProcessMark();
  const env = { ...Object.fromEntries(inherited), ...mark.environment };
  const code = spawn(executable, parameters, { env, stdio: 'ignore' });
  const ended = new Promise<string>((resolve, reject) => {
    code.once('error', reject);
    code.once('exit', (status, signal) => {
      resolve(signal ?? String(status));
    });
  });
  console.log('\nVS Code opens with Hotpatch Fleet on the demo fleet. Close its window, or press Ctrl+C, to end it.');
  return {
    ended,
    close: async () => {
      code.kill();
      await ended;
      mark.endProcesses();
    },
  };
}
