import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { installExtension } from './installExtension';
import { installHost } from './installHost';
import type { Profile } from './profile';
import { startServer } from './startServer';

export interface StartOptions {
  readonly profile: Profile;
  /** Goes away with VS Code. */
  readonly scratchDir: string;
  /** Folders of extensions. */
  readonly extensions: readonly string[];
  /** 0: a free one. */
  readonly port: number;
}

export interface Started {
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** Serves VS Code on 127.0.0.1 for a browser of the user's own, with the extensions installed. */
export async function startInBrowser(options: StartOptions): Promise<Started> {
  const { scratchDir, profile, port } = options;
  const host = installHost(console.log);
  const extensionsDir = path.join(scratchDir, 'extensions');
  for (const folder of options.extensions) installExtension(folder, extensionsDir);
  const defaultFolder = path.join(scratchDir, 'demo');
  fs.mkdirSync(defaultFolder);
  const connectionToken = randomBytes(16).toString('hex');
  const server = await startServer({
    host,
    scratchDir,
    extensionsDir,
    defaultFolder,
    port,
    connectionToken,
    userDataDir: profile.folder,
  });
  process.once('exit', () => {
    server.closeNow();
  });
  console.log('\nVS Code with Hotpatch Fleet on the demo fleet is at\n');
  console.log(`    ${server.origin}/?tkn=${connectionToken}\n`);
  console.log('Open this address in a browser. Ctrl+C ends it.');
  return server;
}
