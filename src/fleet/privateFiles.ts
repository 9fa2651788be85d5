import { chmod, mkdir } from 'node:fs/promises';

/*
 * What is kept names accounts, machines, resource ids and tags, so nobody but the account that VS Code runs under is to
 * read it. Windows knows no such modes: there the user's profile, in which all of this lies, is closed to other users.
 */

/** The mode of every file that is made. */
export const PRIVATE_FILE = 0o600;

const PRIVATE_FOLDER = 0o700;

/** Makes a folder that no other user can look into, and closes one that is there already. Rejects where none can be made. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  if (process.platform === 'win32') return;
  // An earlier version, or VS Code itself, made it with whatever the umask left; files in it are out of reach with that.
  // A file system that has no modes, or a folder of somebody else, is no reason to do without.
  await chmod(folder, PRIVATE_FOLDER).catch(() => undefined);
}
