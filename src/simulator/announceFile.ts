import { readFileSync, rmSync } from 'node:fs';
import { objectOf, parseJson } from './jsonValues';
import { writeAtomically } from './writeAtomically';

/** Where a running simulator is found. */
export interface Announcement {
  readonly url: string;
  readonly pid: number;
  /** ISO 8601, real time. */
  readonly startedAt: string;
  /** As /simulator/health tells it: a file left behind by a process that was killed names a key that nobody has. */
  readonly key: string;
}

/** Written once the server listens, in one piece. */
export function writeAnnouncement(path: string, announcement: Announcement): void {
  writeAtomically(path, `${JSON.stringify(announcement)}\n`);
}

/** Removes the file, unless another instance has announced itself there since. */
export function removeAnnouncement(path: string, key: string): void {
  try {
    if (objectOf(parseJson(readFileSync(path, 'utf8')))['key'] === key) rmSync(path);
  } catch {
    // Gone already.
  }
}
