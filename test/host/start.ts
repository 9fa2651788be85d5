import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type DesktopVsCode, findDesktop } from './desktop';
import { Profile } from './profile';
import { inRepository, scratchFolder } from './repository';
import { type Started, startInBrowser } from './startInBrowser';
import { startOnDesktop } from './startOnDesktop';

/** Opens a VS Code with this extension on the demo fleet, and stays until it is closed or Ctrl+C is pressed. */
export async function start(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { browser: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
  });
  const desktop = values.browser ? undefined : await findDesktop();
  fs.mkdirSync(scratchFolder, { recursive: true });
  const scratchDir = fs.mkdtempSync(path.join(scratchFolder, 'start-'));
  const remove = (): void => {
    fs.rmSync(scratchDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', remove);
  const interrupted = signalReceived();
  const started = await startVsCode(desktop, scratchDir, Number(values.port));
  await Promise.race([interrupted, started.ended]);
  await started.close();
}

async function startVsCode(desktop: DesktopVsCode | undefined, scratchDir: string, port: number): Promise<Started> {
  const profile = Profile.create(path.join(scratchDir, 'user-data'), {
    user: { 'workbench.colorTheme': 'Dark Modern' },
    machine: { 'hotpatchFleet.cloud': 'Demo' },
  });
  const options = {
    profile,
    scratchDir,
    port,
    extensions: [inRepository(), inRepository('test', 'host', 'open-view')],
  };
  return desktop === undefined ? startInBrowser(options) : startOnDesktop(desktop, options);
}

function signalReceived(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
}
