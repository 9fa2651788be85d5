import path from 'node:path';

/** Absolute path of the repository. */
export const repositoryRoot = path.resolve(__dirname, '..', '..');

/** Everything that tests and `npm start` put on disk: hosts, downloads, profiles. Ignored by git. */
export const scratchFolder = path.join(repositoryRoot, '.vscode-test');

/** Joins a path below the repository. */
export function inRepository(...parts: readonly string[]): string {
  return path.join(repositoryRoot, ...parts);
}
